// Drawn on a grid of 24 with one stroke, so that all look alike.
const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  market: 'M4 18l5-6 4 3 7-9M4 4v16h16',
  globe: 'M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  leaf: 'M5 19c0-9 5-13 15-14 0 10-4 15-10 15-3 0-4-1-5-1zm0 0c3-5 6-7 10-9',
  wallet: 'M4 7h14a2 2 0 012 2v9a2 2 0 01-2 2H4zM4 7V5h12v2M16 13.5h.01',
  credits: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5',
  trades: 'M4 8h13l-3-3M20 16H7l3 3',
  orders: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  offers: 'M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01',
  retire: 'M5 12l5 5L20 7',
  certificate: 'M6 3h12v12H6zM9 7h6M9 11h3M12 15l-3 6 3-2 3 2z',
  stake:
    'M12 4c4.4 0 8 1.3 8 3s-3.600 3-8 3-8-1.300-8-3 3.600-3 8-3zM4 7v5c0 1.700 3.600 3 8 3s8-1.300 8-3V7M4 12v5c0 1.700 3.600 3 8 3s8-1.300 8-3v-5',
  vote: 'M4 20h16M7 20V10l5-6 5 6v10M10 20v-5h4v5',
  bell: 'M6 16V11a6 6 0 1112 0v5l2 2H4zM10 20a2 2 0 004 0',
  chart: 'M5 20V10M12 20V4M19 20v-7',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c0-4 4-6 8-6s8 2 8 6',
  people:
    'M9 5a3.500 3.500 0 100 7 3.500 3.500 0 000-7zM2 20c0-4 3-6 7-6s7 2 7 6M16 5.500a3.500 3.500 0 010 6.500M18 14.500c2.500.6 4 2.500 4 5.500',
  review: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM8.500 12l2.500 2.500 4.500-5',
  gauge: 'M4 18a8.500 8.500 0 1116 0M12 16l4-6',
  deposit: 'M12 4v11M7.500 10.500L12 15l4.500-4.500M4 20h16',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5',
  moon: 'M20 14A8.500 8.500 0 1110 4a7 7 0 0010 10z',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  out: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 01-12 0zM12 17v4',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5',
  map: 'M4 6l5-2 6 2 5-2v14l-5 2-6-2-5 2zM9 4v14M15 6v14',
  check: 'M5 12l5 5L20 7',
  cross: 'M6 6l12 12M18 6L6 18',
  question: 'M9 9a3 3 0 114 2.800c-.8.4-1 1-1 2.200M12 17.500h.01',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
);
