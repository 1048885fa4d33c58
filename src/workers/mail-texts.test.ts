import { expect, test } from 'vitest';
import { mailKind } from '../db/mails.ts';
import { composeMail } from './mail-texts.ts';

const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const facts = { address, username: 'Ada <b>&"\'', publicUrl: 'https://x.example', token: 'T0KEN', ttlS: 86_400 };

test('every kind says the same in text and in HTML, where nothing given is markup', () => {
  for (const kind of mailKind.enumValues) {
    const { subject, text, html } = composeMail(kind, facts);
    expect(subject).toMatch(/^EcoCoin: \S/);
    expect(text).toContain('https://x.example/graphql');
    expect(html).toContain('Ada &lt;b&gt;&amp;&quot;&#39;');
    expect(html).not.toContain('<b>');
    for (const part of [text, html]) {
      expect(part.includes('T0KEN')).toBe(kind === 'EMAIL_VERIFICATION' || kind === 'PASSWORD_RESET');
      expect(part.includes(address)).toBe(kind === 'ADDRESS_LINKED' || kind === 'ADDRESS_UNLINKED');
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
