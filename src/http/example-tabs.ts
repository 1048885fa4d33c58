/** What GraphiQL opens with: the README's tour, a tab an operation. */
export const exampleTabs: readonly { readonly query: string; readonly variables?: string }[] = [
  {
    query: `# 1. Watch prices move. Press the button; press it again to stop.
subscription Prices {
  priceTicked {
    at
    price { instrument currency price source asOf stale }
  }
}
`,
  },
];
