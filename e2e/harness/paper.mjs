// What lies on the sheet of a drawing board, as the eye sees it, and files to lay there.

import { until } from './wait.mjs';

/** Where the ink of each colour is told from all else on the board: least and most of red, green and blue. */
const INKS = {
  red: [[150, 255], [0, 95], [0, 95]],
  blue: [[0, 90], [50, 140], [150, 255]],
  green: [[0, 95], [85, 190], [30, 110]],
  violet: [[90, 165], [30, 110], [150, 255]],
};

/**
 * Around all ink of a colour on the board, in points of the screen; null where there is none.
 *
 * @param {import('playwright-core').Page} page
 * @param {keyof INKS} colour
 * @param {string} [canvas]
 * @returns {Promise<{x: number, y: number, w: number, h: number} | null>}
 */
export async function inkOf(page, colour, canvas = 'drawing-board .db-sheet') {
  return page.locator(canvas).first().evaluate((element, limits) => {
    const { width, height } = element;
    const { data } = element.getContext('2d').getImageData(0, 0, width, height);
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < data.length; i += 4) {
      if (!limits.every(([least, most], channel) => data[i + channel] >= least && data[i + channel] <= most)) continue;
      const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
    return left < right ? { x: left, y: top, w: right - left, h: bottom - top } : null;
  }, INKS[colour]);
}

/**
 * Waits until the ink of a colour is as `fits` wants it, and gives back where it is.
 *
 * @param {import('playwright-core').Page} page
 * @param {keyof INKS} colour
 * @param {string} what in words
 * @param {(box: {x: number, y: number, w: number, h: number}) => boolean} [fits]
 */
export async function seesInk(page, colour, what, fits = () => true) {
  let last = null;
  try {
    return await until(what, async () => {
      last = await inkOf(page, colour);
      return last !== null && fits(last) && last;
    });
  } catch (cause) {
    throw new Error(`${what}: the ${colour} ink is at ${JSON.stringify(last)}`, { cause });
  }
}

/** Where the ink of a colour is, once it stays there: a window that has just changed its size draws again. */
export async function inkAtRest(page, colour) {
  let last = null;
  return seesInk(page, colour, 'the ink stays where it is', (now) => {
    const rests = JSON.stringify(now) === JSON.stringify(last);
    last = now;
    return rests;
  });
}

/** Waits until a colour is nowhere on the board. */
export async function seesNoInk(page, colour, what) {
  await until(what, async () => (await inkOf(page, colour)) === null);
}

/**
 * A red PNG.
 *
 * @param {import('playwright-core').Page} page makes it
 */
export async function redPicture(page, width, height) {
  const address = await page.evaluate(([w, h]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w, h];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#d22828';
    pen.fillRect(0, 0, w, h);
    return canvas.toDataURL('image/png');
  }, [width, height]);
  return Buffer.from(address.split(',')[1], 'base64');
}

/** A PDF of two pages (A5), the first with a green square, the second with a violet one. */
export function twoPages() {
  const square = (colour) => `${colour} rg 120 200 160 160 re f`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 2 /Kids [3 0 R 5 0 R] >>',
    ...['0.1 0.5 0.25', '0.5 0.25 0.75'].flatMap((colour, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents ${4 + 2 * i} 0 R >>`,
      `<< /Length ${square(colour).length} >>\nstream\n${square(colour)}\nendstream`,
    ]),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n`;
  return Buffer.from(`${text}${end}startxref\n${text.length}\n%%EOF\n`, 'latin1');
}
