import { expect, test } from 'vitest';
import { content } from '../../../test/certificate-files.ts';
import { contentShape } from './content.ts';

test('whatever a registry may be imported with can be certified', () => {
  const { project } = content.credits;
  const longest = {
    ...content,
    credits: {
      ...content.credits,
      // As long as the mappings of the importers let them be.
      project: { ...project, name: 'n'.repeat(500), type: 't'.repeat(420), nativeId: '1'.repeat(300) },
      methodologies: [{ program: 'VERRA', code: 'M'.repeat(2_000), version: '1'.repeat(500) }],
      serials: [{ text: 's'.repeat(1_000), quantity: '25' }],
    },
  };
  expect(contentShape.safeParse(longest).error).toBeUndefined();
});

test('what the format does not know is refused, and so is what is nearly right', () => {
  const refused = (change: object): boolean => !contentShape.safeParse({ ...content, ...change }).success;
  expect(refused({})).toBe(false);
  for (const change of [
    { remark: 'a member of its own' },
    { version: 1 },
    { version: '01' },
    { issuedAt: '2026-11-21T09:30:00.000Z' },
    { issuedAt: '2026-13-21T09:30:00Z' },
    { id: content.id.toUpperCase() },
    { retirement: { ...content.retirement, quantity: '25.0' } },
    { retirement: { ...content.retirement, quantity: '-25' } },
    { beneficiary: { kind: 'PRIVATE', name: 'Somebody', hash: content.beneficiary.hash } },
    { url: 'javascript:alert(1)' },
    { fields: [{ name: '', value: 'x' }] },
  ]) {
    expect(refused(change), JSON.stringify(change)).toBe(true);
  }
});
