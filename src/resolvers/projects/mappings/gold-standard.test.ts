import { expect, test } from 'vitest';
import { goldStandard } from './gold-standard.ts';

// No real file of this registry is at hand: the rows are written by hand under its public column names.
const ROW = {
  GSID: '11603',
  'Project Name': 'Safe Water in Kiambu',
  'Project Developer Name': 'Clean Water Ltd',
  Status: 'Gold Standard Certified Project',
  'Sustainable Development Goals': '5,1,13,6,13',
  'Project Type': 'Energy Efficiency - Domestic',
  Country: 'Kenya',
  Description: 'Treats water without fire.\nFor 900 households.',
  'Estimated Annual Credits': '51473',
  Methodology: 'AMS-III.AV. Low greenhouse gas emitting safe drinking water production systems',
  Size: 'Small Scale',
};

test('another registry is another mapping', () => {
  expect(goldStandard.read(ROW)).toEqual({
    nativeId: '11603',
    fields: {
      name: 'Safe Water in Kiambu',
      description: 'Treats water without fire.\nFor 900 households.',
      proponent: 'Clean Water Ltd',
      program: 'Gold Standard for the Global Goals',
      methodologies: [{ program: 'CDM', code: 'AMS-III.AV', version: null }],
      projectType: 'Energy Efficiency - Domestic',
      country: 'KE',
      estimatedAnnualReductions: 51_473n,
      sdgs: [1, 5, 6, 13],
      nativeStatus: 'Gold Standard Certified Project',
      status: 'REGISTERED',
    },
  });
  expect(goldStandard.read({ ...ROW, GSID: 'GS11603' })).toMatchObject({ nativeId: '11603' });
  const bare = goldStandard.read({ ...ROW, Methodology: '', 'Sustainable Development Goals': '', Status: 'Listed' });
  expect(bare).toMatchObject({ fields: { methodologies: [], sdgs: [], status: 'LISTED' } });
});

test('a methodology is its code, where the list tells one, and else what it is called', () => {
  const of = (Methodology: string): unknown => {
    const record = goldStandard.read({ ...ROW, Methodology });
    return typeof record === 'string' ? record : record.fields.methodologies?.map(({ code }) => code);
  };
  expect(of('ACM0002 Grid-connected electricity generation')).toEqual(['ACM0002']);
  expect(of('GS TPDDTEC v1.2')).toEqual(['GS TPDDTEC']);
  expect(of('Gold Standard Afforestation/Reforestation')).toEqual(['Gold Standard Afforestation/Reforestation']);
});

test('a row that is wrong is refused with the cell that is', () => {
  expect(goldStandard.read({ ...ROW, 'Sustainable Development Goals': '5,18' })).toMatch(/are no numbers of goals/);
  expect(goldStandard.read({ ...ROW, Status: 'Certified' })).toBe('the Status has no meaning here yet: "Certified"');
  expect(goldStandard.read({ ...ROW, GSID: '' })).toBe('the GSID is empty');
  expect(goldStandard.read({ ...ROW, 'Estimated Annual Credits': 'n/a' })).toMatch(/is not a count/);
});
