import { expect, test } from 'vitest';
import { mailKind, type MailKind } from '../db/mails.ts';
import { composeMail } from './mail-texts.ts';

const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const invoice = {
  id: 'SW52',
  paper: 'INVOICE',
  number: 'Ada <b>&"\'',
  amount: '1.00 EUR',
  dueOn: '2026-12-01',
} as const;
const facts = {
  address,
  username: 'Ada <b>&"\'',
  publicUrl: 'https://x.example',
  token: 'T0KEN',
  ttlS: 86_400,
  invoice: { ...invoice, level: 1, isLast: false },
};

const withToken: ReadonlySet<MailKind> = new Set(['EMAIL_VERIFICATION', 'PASSWORD_RESET', 'ORGANIZATION_INVITATION']);
const withAddress: ReadonlySet<MailKind> = new Set(['ADDRESS_LINKED', 'ADDRESS_UNLINKED']);

test('every kind says the same in text and in HTML, where nothing given is markup', () => {
  for (const kind of mailKind.enumValues) {
    const { subject, text, html } = composeMail(kind, facts);
    expect(subject).toMatch(/^EcoCoin: \S/);
    expect(text).toContain('https://x.example/graphql');
    expect(html).toContain('Ada &lt;b&gt;&amp;&quot;&#39;');
    expect(html).not.toContain('<b>');
    for (const part of [text, html]) {
      expect(part.includes('T0KEN')).toBe(withToken.has(kind));
      expect(part.includes(address)).toBe(withAddress.has(kind));
    }
  }
});

test('says how long the token serves in the largest whole unit', () => {
  const within = (ttlS: number) => /within (.*?),/.exec(composeMail('PASSWORD_RESET', { ...facts, ttlS }).text)?.[1];
  expect([86_400, 172_800, 3_600, 5_400, 61].map(within)).toEqual([
    '1 day',
    '2 days',
    '1 hour',
    '90 minutes',
    '61 seconds',
  ]);
});
