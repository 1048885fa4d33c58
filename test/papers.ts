import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import createQpdf, { type QpdfInstance } from '@neslinesli93/qpdf-wasm';
import jsQr from 'jsqr';
import { chromium, type LaunchOptions } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { findChromium } from '../src/workers/outside/chromium.ts';

const require = createRequire(import.meta.url);

/** What the package's types leave out of its options and of its file system. */
type OpenQpdf = (options: {
  locateFile: () => string;
  noInitialRun: boolean;
}) => Promise<QpdfInstance & { FS: { writeFile(path: string, bytes: Uint8Array): void } }>;

/** The exit code of `qpdf --check`: 0 if the PDF is clean, 3 with warnings, 2 with errors. It says why on the console. */
export async function checkPdf(bytes: Uint8Array): Promise<number> {
  const main = require.resolve('@neslinesli93/qpdf-wasm');
  const qpdf = await (createQpdf as unknown as OpenQpdf)({
    locateFile: () => main.replace(/\.js$/, '.wasm'),
    noInitialRun: true,
  });
  qpdf.FS.writeFile('/paper.pdf', bytes);
  return qpdf.callMain(['--check', '/paper.pdf']);
}

/** The text of each page, as a reader gives it that selects all of it. */
export async function textOfPdf(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  try {
    return (await extractText(document, { mergePages: false })).text;
  } finally {
    await document.loadingTask.destroy();
  }
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray;
}

/** What the first pages look like, as pdf.js draws them in Chromium with nothing but the fonts that the PDF brings. */
export async function drawPdf(bytes: Uint8Array, pages = 1): Promise<Pixels[]> {
  const browser = await chromium.launch(await chromiumOptions());
  try {
    const tab = await browser.newPage();
    const library = await readFile(join(dirname(require.resolve('unpdf')), 'pdfjs.mjs'), 'utf8');
    await tab.route('**/*', (route) =>
      route.fulfill(
        route.request().url().endsWith('.mjs')
          ? { contentType: 'text/javascript', body: library }
          : { contentType: 'text/html', body: '<!doctype html>' },
      ),
    );
    await tab.goto('http://paper.test/');
    const drawn: Pixels[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const argument = JSON.stringify({ data: Buffer.from(bytes).toString('base64'), page });
      const { width, height, pixels } = (await tab.evaluate(`(${DRAW})(${argument})`)) as {
        width: number;
        height: number;
        pixels: string;
      };
      drawn.push({ width, height, data: Uint8ClampedArray.from(Buffer.from(pixels, 'base64')) });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

/** How the tests start Chromium: the packaged one has no graphics of its own, and little shared memory in a container. */
export async function chromiumOptions(): Promise<LaunchOptions> {
  const found = await findChromium({ unpackDir: join(import.meta.dirname, '../.data/chromium') });
  if (found.state !== 'FOUND') throw new Error(found.detail);
  return { executablePath: found.path, args: ARGUMENTS, chromiumSandbox: false };
}

const ARGUMENTS = ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote'];

/** Runs in the page, which has no types of ours. */
const DRAW = `async ({ data, page }) => {
  const { getDocument } = await import('http://paper.test/pdfjs.mjs');
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const document = await getDocument({ data: bytes, useSystemFonts: false }).promise;
  const sheet = await document.getPage(page);
  const viewport = sheet.getViewport({ scale: 2 });
  const canvas = Object.assign(globalThis.document.createElement('canvas'), {
    width: Math.ceil(viewport.width),
    height: Math.ceil(viewport.height),
  });
  const canvasContext = canvas.getContext('2d');
  await sheet.render({ canvasContext, canvas, viewport }).promise;
  const image = canvasContext.getImageData(0, 0, canvas.width, canvas.height);
  let text = '';
  for (let at = 0; at < image.data.length; at += 32768) {
    text += String.fromCharCode(...image.data.subarray(at, at + 32768));
  }
  return { width: canvas.width, height: canvas.height, pixels: btoa(text) };
}`;

/** What the QR code of a PDF's first page says to a camera; undefined where none can be read. */
export async function readQr(bytes: Uint8Array): Promise<string | undefined> {
  const [page] = await drawPdf(bytes);
  // The package is CommonJS: in Node its default stands inside what is imported.
  return page && jsQr.default(page.data, page.width, page.height)?.data;
}
