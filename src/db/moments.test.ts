import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMoment } from './moments.ts';

const written = (iso: string, places: number): string =>
  `${iso.slice(0, 19).replace('T', ' ')}${places === 0 ? '' : `.${`${iso.slice(20, 23)}999`.slice(0, places)}`}+00`;

test('a moment is what PostgreSQL wrote, whatever places it has', () => {
  const moments = fc.date({
    min: new Date('1000-01-01'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 6 }), (moment, places) => {
      const text = written(moment.toISOString(), places);
      const kept = 10 ** Math.max(0, 3 - places);
      expect(parseMoment(text).getTime()).toBe(Math.floor(moment.getTime() / kept) * kept);
    }),
  );
});

test.each(['2026-11-21', '2026-11-21 09:30:00', '2026-11-21 10:30:00+01', '2026-11-21T09:30:00.000Z'])(
  'what has another form is read by the language itself: %s',
  (text) => {
    expect(parseMoment(text)).toEqual(new Date(text));
  },
);
