import { expect, test } from 'vitest';
import { readInput } from '../input.ts';
import { createOrganizationInput, isLei, updateOrganizationInput } from './rules.ts';
import { encodeId } from '../ids.ts';

const BANK = '7LTWFZYICNSX8D621K86';

test.each([BANK, 'HWUPKR0MPOU8FGXBT394', '529900T8BM49AURSDO55', '506700GE1G29325QX363'])(
  'an LEI that was issued passes: %s',
  (lei) => {
    expect(isLei(lei)).toBe(true);
  },
);

test('no letter passes for another, no digit for another, and no two neighbours of a kind exchanged', () => {
  const kinds = ['0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const kindOf = (sign = '') => kinds.find((kind) => kind.includes(sign)) ?? '';
  const passing: string[] = [];
  for (const [at, right] of [...BANK].entries()) {
    for (const sign of kindOf(right)) {
      const altered = BANK.slice(0, at) + sign + BANK.slice(at + 1);
      if (sign !== right && isLei(altered)) passing.push(altered);
    }
    const after = BANK[at + 1] ?? '';
    const exchanged = BANK.slice(0, at) + after + right + BANK.slice(at + 2);
    if (after !== '' && kindOf(after) === kindOf(right) && after !== right && isLei(exchanged)) passing.push(exchanged);
  }
  expect(passing).toEqual([]);
});

test.each(['', BANK.slice(1), `${BANK}0`, BANK.toLowerCase(), `${BANK.slice(0, 18)}K6`, 'Ä'.repeat(20)])(
  'what is none does not pass: %s',
  (lei) => {
    expect(isLei(lei)).toBe(false);
  },
);

test('an input is read as people write it', () => {
  const read = readInput(createOrganizationInput, {
    legalName: '  Moss AG ',
    country: 'CH',
    lei: BANK.toLowerCase(),
    vatId: 'che-123.456 789',
    billingAddress: ['Way 1', '8000 Zürich'],
    invoiceEmail: 'bills@moss.example',
  });
  expect(read).toEqual({
    legalName: 'Moss AG',
    country: 'CH',
    lei: BANK,
    vatId: 'CHE123456789',
    billingAddress: ['Way 1', '8000 Zürich'],
    invoiceEmail: 'bills@moss.example',
  });
});

test.each([
  [{ legalName: ' ' }, 'legalName'],
  [{ country: 'XX' }, 'country'],
  [{ lei: `${BANK.slice(0, 19)}7` }, 'lei'],
  [{ vatId: '123' }, 'vatId'],
  [{ billingAddress: Array(7).fill('a line') }, 'billingAddress'],
  [{ billingAddress: ['a line', '\u0000'] }, 'billingAddress.1'],
  [{ invoiceEmail: 'nobody' }, 'invoiceEmail'],
])('what cannot be is refused: %j', (given, path) => {
  expect(() => readInput(createOrganizationInput, { legalName: 'Moss', country: 'CH', ...given })).toThrow(
    new RegExp(`^${path}: `),
  );
});

test('of an update, null clears what may be missing, and what is left out is not touched', () => {
  const id = '019aa000-0000-7000-8000-000000000001';
  const organizationId = encodeId('Organization', id);
  const cleared = { lei: null, vatId: null, invoiceEmail: null, billingAddress: null };
  expect(readInput(updateOrganizationInput, { organizationId, ...cleared })).toEqual({
    organizationId: id,
    lei: null,
    vatId: null,
    invoiceEmail: null,
    billingAddress: [],
    legalName: undefined,
    country: undefined,
  });
});
