import { expect, test } from 'vitest';
import { checkPdf, drawPdf, readQr, textOfPdf } from '../../../test/papers.ts';
import { openPaper, type PaperOptions } from './paper.ts';

const options: PaperOptions = {
  title: 'A paper',
  language: 'en',
  author: 'EcoCoin',
  at: new Date('2026-01-01T00:00:00Z'),
};

const NAMES = [
  'Łukasz Żółć-Ñandú',
  'Иван Дмитриевич Ёлкин',
  'Ελένη Παπαδοπούλου',
  'Nguyễn Thị Ánh',
  'محمد عبد الله السلام',
  'שָׁלוֹם כהן',
  'राम कृष्ण',
  '株式会社グリーン',
  '北京绿色能源有限公司',
  '주식회사 녹색',
  'บริษัท พลังงานสีเขียว จำกัด',
  'গ্রামীণ শক্তি',
  'ਹਰੀ ਊਰਜਾ',
  'ગ્રીન ઊર્જા',
  'ସବୁଜ ଶକ୍ତି',
  'பசுமை ஆற்றல்',
  'గ్రీన్ శక్తి',
  'ಹಸಿರು ಶಕ್ತಿ',
  'ഹരിത ഊർജ്ജം',
  'හරිත බලශක්ති',
  'ພະລັງງານສີຂຽວ',
  'အစိမ်းရောင်စွမ်းအင်',
  'ថាមពលបៃតង',
  'მწვანე ენერგია',
  'Կանաչ էներգիա',
  'አረንጓዴ ኃይል',
  'Forest 🌳 Ltd.',
  'EcoCoin (محمد) 2024 Ltd.',
];

test('names of any script are printed in letters that the paper brings along, and read back as they were', async () => {
  for (const weight of ['regular', 'bold'] as const) {
    const paper = openPaper(options);
    for (const name of NAMES) paper.paragraph(name, { weight });
    const bytes = await paper.bytes();
    const [text = ''] = await textOfPdf(bytes);
    for (const name of NAMES) expect(text.normalize('NFC')).toContain(name.normalize('NFC'));
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('/Helvetica');
    expect(await checkPdf(bytes)).toBe(0);
  }
});

test('every letter is drawn: a name leaves ink, and what no font has leaves a box', async () => {
  const names = ['', 'م', 'ש', 'क', '株', '녹', 'တ', '\u{1F600}', '\u{13080}'];
  const paper = openPaper(options);
  for (const name of names) {
    paper.paragraph(name, { size: 40 });
    paper.pageBreak();
  }
  const pages = await drawPdf(await paper.bytes(), names.length);
  // Above the footer, which has ink of its own.
  const ink = pages.map(({ data, width, height }) => {
    const reds = data.subarray(0, width * (height - 160) * 4).filter((_, at) => at % 4 === 0);
    return reds.filter((red) => red < 128).length;
  });
  expect(ink[0]).toBe(0);
  for (const most of ink.slice(1)) expect(most).toBeGreaterThan(100);
});

test('what the fonts do not have is a box, and the paper says which characters those are', async () => {
  const name = 'Ltd. \u{10400}\u{13080} Ra';
  const paper = openPaper(options);
  paper.paragraph(name);
  const bytes = await paper.bytes();
  const text = (await textOfPdf(bytes)).join('\n');
  expect(text).toContain(name);
  expect(text.replaceAll('\n', ' ')).toMatch(
    /Boxes stand for characters .*: U\+10400, U\+13080\. What was written can be copied/,
  );
  expect(await checkPdf(bytes)).toBe(0);

  const carrying = openPaper(options);
  for (let code = 0x13080; code < 0x130b0; code += 1) carrying.heading(String.fromCodePoint(code));
  carrying.attach('all.json', 'application/json', Buffer.from('{}'));
  const long = (await textOfPdf(await carrying.bytes())).join(' ').replaceAll('\n', ' ');
  expect(long).toMatch(/U\+13093 and 28 others\..*the file that this PDF carries/);

  const whole = openPaper(options);
  for (const each of [...NAMES, 'a\u200Db\u00ADc \u2003 \t']) whole.paragraph(each);
  expect((await textOfPdf(await whole.bytes())).join(' ')).not.toContain('Boxes stand');
});

test('a QR code is read by a camera', async () => {
  const url = 'https://ecocoin.example/certificates/0198b6f0-7ce1-7c9f-9a55-6e7d6e9f9a11';
  const paper = openPaper(options);
  paper.heading('Scan me');
  paper.qr(url, `Or open ${url}`);
  const bytes = await paper.bytes();
  expect(await readQr(bytes)).toBe(url);
  expect(await checkPdf(bytes)).toBe(0);
});

test('a table goes on over pages, with its head on each, and loses no row', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => [`row-${index}`, 'word '.repeat(index % 7), String(index)]);
  const paper = openPaper({ ...options, footer: 'Statement 7', isLandscape: true });
  paper.table(
    [
      { title: 'Name', share: 2 },
      { title: 'Text', share: 4 },
      { title: 'Number', share: 1, align: 'end' },
    ],
    rows,
  );
  const bytes = await paper.bytes();
  const pages = await textOfPdf(bytes);
  expect(pages.length).toBeGreaterThan(5);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain('Name Text Number');
    expect(page).toContain('Statement 7');
    expect(page).toContain(`${index + 1} / ${pages.length}`);
  }
  for (const [name = ''] of rows) expect(pages.join('\n')).toMatch(new RegExp(String.raw`\b${name}\b`));
  expect(await checkPdf(bytes)).toBe(0);
});

test('a row that no page can hold goes on on the next, and a word that no line can hold on the next line', async () => {
  const words = Array.from({ length: 3_000 }, (_, index) => `w${index}`);
  const paper = openPaper(options);
  paper.table([{ title: 'All', share: 1 }], [[words.join(' ')], ['x'.repeat(500)]]);
  const pages = await textOfPdf(await paper.bytes());
  const read = pages.join(' ').split(/\s+/);
  expect(words.filter((word) => !read.includes(word))).toEqual([]);
  expect(pages.join('').match(/x/g)).toHaveLength(500);
});

test('what controls terminals, and what is no character, does no harm', async () => {
  const paper = openPaper({ ...options, title: 'a\u0000b', footer: '\u001B[31mred' });
  paper.paragraph('tab\there\r\nnew line \uD800 lone \u0007 bell');
  paper.fields([['', '']]);
  const bytes = await paper.bytes();
  const [text = ''] = await textOfPdf(bytes);
  expect(text).toContain('tab here');
  expect(text).toContain('new line');
  expect(await checkPdf(bytes)).toBe(0);
});

test('the same content at the same moment is the same paper, and a mark stands on every page of it', async () => {
  const print = () => {
    const paper = openPaper({ ...options, mark: 'REVOKED' });
    for (let index = 0; index < 80; index += 1) paper.paragraph(`Line ${index} ${NAMES[index % NAMES.length] ?? ''}`);
    return paper.bytes();
  };
  const [first, second] = [await print(), await print()];
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  for (const page of await textOfPdf(first)) expect(page).toContain('REVOKED');
});

test('the check would find what is broken', async () => {
  const paper = openPaper(options);
  paper.paragraph('whole');
  const bytes = await paper.bytes();
  expect(await checkPdf(bytes)).toBe(0);
  expect(await checkPdf(bytes.subarray(0, bytes.length - 40))).not.toBe(0);
});

test('a colour or a picture that is none is refused', async () => {
  const colored = openPaper({ ...options, accent: 'red' });
  colored.heading('Red');
  await expect(colored.bytes()).rejects.toThrow(/no colour/);
  const pictured = openPaper(options);
  pictured.image(new Uint8Array([1, 2, 3, 4, 5]), { width: 10, height: 10 });
  await expect(pictured.bytes()).rejects.toThrow(Error);
});
