// Everything the drawing board can do: what one does, the other sees.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { isSaved, objects, putOnStage, surface, toolButton, together } from '../harness/boards.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { inkAtRest, inkOf, redPicture, seesInk, seesNoInk, twoPages } from '../harness/paper.mjs';
import { PATIENCE_MS, until } from '../harness/wait.mjs';

journey('letters, formulas and shapes are placed, changed and taken back, each by its own hand', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Draw', ada, ben);

  await take(ada, 'Text', 'red');
  await press(ada, 0.2, 0.3);
  await ada.getByRole('textbox', { name: 'Text' }).fill('Two thirds of nine');
  await ada.keyboard.press('Escape');
  await has(ben, ['text “Two thirds of nine”, by Ada']);
  await seesInk(ben, 'red', 'Ben sees the letters');

  // what the lock finds half written waits for its writer
  await take(ben, 'Text');
  await press(ben, 0.5, 0.3);
  const letters = ben.getByRole('textbox', { name: 'Text' });
  await letters.fill('Is it');
  await ada.getByRole('button', { name: 'Lock this board for Ben' }).click();
  await letters.waitFor({ state: 'hidden' });
  await ada.getByRole('button', { name: 'Let Ben write here' }).click();
  await letters.waitFor();
  await has(ada, ['text “Two thirds of nine”, by Ada']);
  await ben.keyboard.type(' six?');
  await ben.keyboard.press('Escape');
  await has(ada, ['text “Is it six?”, by Ben', 'text']);
  await toolButton(ben, 'Undo').click();

  await take(ben, 'Formula', 'blue');
  await press(ben, 0.5, 0.6);
  const dialog = ben.getByRole('dialog', { name: 'Formula' });
  const latex = dialog.getByRole('textbox', { name: 'LaTeX' });
  await dialog.getByRole('button', { name: 'Fraction' }).click();
  await ben.keyboard.type('2');
  assert.equal(await latex.inputValue(), '\\frac{2}{}');
  await dialog.locator('.db-preview .mfrac').waitFor();
  await latex.fill('\\frac{2}{3');
  await dialog.getByText('Something is missing in this formula.').waitFor();
  await latex.fill('\\frac{2}{3} \\cdot 9');
  await dialog.getByText('Something is missing in this formula.').waitFor({ state: 'hidden' });
  await look(ben, 'drawing-formula');
  await dialog.getByRole('button', { name: 'Place formula' }).click();
  await has(ada, ['formula \\frac{2}{3} \\cdot 9, by Ben', 'text “Two thirds of nine”, by Ada']);

  // what is there can be opened again, also what the other wrote
  await take(ada, 'Select');
  const formula = middle(await seesInk(ada, 'blue', 'Ada sees the formula'));
  await surface(ada).dblclick({ position: formula });
  const change = ada.getByRole('dialog', { name: 'Formula' });
  await change.getByRole('textbox', { name: 'LaTeX' }).fill('\\sqrt{36}');
  await change.getByRole('button', { name: 'Change formula' }).click();
  await has(ben, ['formula \\sqrt{36}, by Ben', 'text']);

  // undo is each one's own
  await take(ada, 'Rectangle', 'green');
  await drag(ada, [0.7, 0.2], [0.8, 0.35]);
  await has(ben, ['green rectangle, by Ada', 'formula', 'text']);
  await toolButton(ada, 'Undo').click();
  await has(ben, ['formula', 'text']);
  await seesNoInk(ben, 'green', 'the rectangle is gone at Ben’s');
  await toolButton(ada, 'Redo').click();
  await has(ben, ['green rectangle', 'formula', 'text']);
  await take(ben, 'Ellipse', 'violet');
  await drag(ben, [0.7, 0.6], [0.8, 0.75]);
  await has(ada, ['violet ellipse, by Ben', 'green rectangle', 'formula', 'text']);
  await toolButton(ada, 'Undo').click();
  await has(ben, ['violet ellipse', 'formula', 'text']);
  await toolButton(ben, 'Undo').click();
  await has(ada, ['formula', 'text']);
  await ben.keyboard.press('Control+Y');
  await has(ada, ['violet ellipse', 'formula', 'text']);

  // to clear is the instructor's, and can be taken back
  await toolButton(ben, 'More').click();
  await ben.getByRole('button', { name: 'Save page as image' }).waitFor();
  assert.equal(await ben.getByRole('button', { name: 'Clear this page' }).isVisible(), false);
  await ben.keyboard.press('Escape');
  await toolButton(ada, 'More').click();
  await look(ada, 'drawing-more');
  await ada.getByRole('button', { name: 'Clear this page' }).click();
  await has(ben, []);
  await toolButton(ada, 'Undo').click();
  await has(ben, ['violet ellipse', 'formula', 'text']);

  // strokes, and the eraser over them
  await take(ada, 'Arrow', 'blue');
  await drag(ada, [0.3, 0.8], [0.45, 0.8]);
  await has(ben, ['blue arrow, by Ada', 'violet ellipse', 'formula', 'text']);
  await take(ben, 'Highlighter');
  await drag(ben, [0.3, 0.9], [0.45, 0.9]);
  await until('Ada has the highlighter’s stroke', async () => /highlighter stroke, by Ben$/.test((await objects(ada))[0]));
  await take(ben, 'Eraser');
  await drag(ben, [0.38, 0.75], [0.38, 0.95]);
  await has(ada, ['violet ellipse', 'formula', 'text']);
  await toolButton(ben, 'Undo').click();
  await until('what the eraser took is back', async () => (await objects(ada)).some((words) => words === 'blue arrow, by Ada'));

  // the paper is both's
  for (const [name, by, other] of [['Grid', ada, ben], ['Lines', ben, ada], ['Plain', ada, ben]]) {
    await fromMenu(by, name);
    await toolButton(other, 'More').click();
    await until(`the paper is ${name} at the other’s`, async () => (await other.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')) === 'true');
    await other.keyboard.press('Escape');
  }
  await isSaved(ada);
});

journey('what lies there is chosen, moved, resized, turned, copied and removed, by pointer and by keys', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Draw', ada, ben);
  await take(ada, 'Rectangle', 'red');
  await drag(ada, [0.3, 0.3], [0.4, 0.4]);
  let was = await seesInk(ben, 'red', 'Ben sees the rectangle');

  await take(ada, 'Select');
  await drag(ada, edge(await inkAtRest(ada, 'red')), [0.5, 0.45]);
  was = await seesInk(ben, 'red', 'it was moved', (now) => now.x > was.x + 40 && alike(now.w, was.w));
  await look(ada, 'drawing-chosen');
  const [x, y] = edge(await inkAtRest(ada, 'red'));
  const over = await ada.locator('drawing-board .db-live').evaluate((live, [x, y]) => live.getContext('2d').getImageData(x, y, 1, 1).data[3], [x, y]);
  assert.equal(over, 0, 'the frame covers the colour of what is chosen');
  await drag(ada, corner(await inkAtRest(ada, 'red')), [0.75, 0.75]);
  was = await seesInk(ben, 'red', 'it was pulled larger', (now) => now.w > was.w + 40 && now.h > was.h + 40 && alike(now.x, was.x));
  const box = await inkAtRest(ada, 'red');
  await drag(ada, knob(box), [box.x + box.w / 2 + 200, box.y + box.h / 2 - 200]);
  was = await seesInk(ben, 'red', 'it was turned', (now) => now.w > was.w * 1.2);

  const chosen = ada.getByRole('group', { name: 'Chosen objects' });
  await chosen.getByRole('button', { name: 'Duplicate' }).click();
  await has(ben, ['red rectangle', 'red rectangle']);
  await chosen.getByRole('button', { name: 'Delete' }).click();
  await has(ben, ['red rectangle']);

  // the same without a pointer, by the student
  await surface(ben).focus();
  await ben.keyboard.press('R');
  await ben.keyboard.press('4');
  await ben.keyboard.press('ArrowLeft');
  await ben.getByText(/^\d+ % across, \d+ % down$/).waitFor();
  await ben.keyboard.press('Enter');
  await has(ada, ['green rectangle, by Ben', 'red rectangle, by Ada']);
  let green = await seesInk(ada, 'green', 'Ada sees what Ben placed by keys');
  for (let i = 0; i < 5; i += 1) await ben.keyboard.press('ArrowUp');
  green = await seesInk(ada, 'green', 'it was moved by keys', (now) => now.y < green.y - 20);
  await ben.getByText(/^\d+ % across, 40 % down, \d+ % wide$/).waitFor();
  for (let i = 0; i < 5; i += 1) await ben.keyboard.press('Control+ArrowRight');
  green = await seesInk(ada, 'green', 'it was resized by keys', (now) => now.w > green.w * 1.15);
  await ben.keyboard.press('.');
  await ben.keyboard.press('.');
  await seesInk(ada, 'green', 'it was turned by keys', (now) => now.h > green.h * 1.2);
  await ben.keyboard.press('Control+D');
  await has(ada, ['green rectangle, by Ben', 'green rectangle, by Ben', 'red rectangle']);
  await ben.keyboard.press('Delete');
  await has(ada, ['green rectangle', 'red rectangle']);
  await ben.keyboard.press('M');
  await ben.keyboard.press('Enter');
  await ben.keyboard.type('x^2');
  await ben.keyboard.press('Enter');
  await has(ada, ['formula x^2, by Ben', 'green rectangle', 'red rectangle']);
  // from the list: the second one down is Ada's
  const list = ben.getByRole('listbox', { name: 'Objects on this page' });
  await list.focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await ben.keyboard.press(key);
  await look(ben, 'drawing-list');
  await list.focus();
  for (const key of ['End', 'Enter']) await ben.keyboard.press(key);
  was = await inkAtRest(ada, 'red');
  await ben.keyboard.press('ArrowDown');
  await ben.keyboard.press('ArrowDown');
  await seesInk(ada, 'red', 'what the list led to was moved', (now) => now.y > was.y + 10);
  await list.focus();
  await ben.keyboard.press('End');
  await ben.keyboard.press('Delete');
  await has(ada, ['formula', 'green rectangle']);
  await seesNoInk(ada, 'red', 'it is gone at Ada’s');
});

journey('pages, pictures and PDFs are shared, led through, pointed at and taken home', async (world) => {
  const { ada, ben } = await together(world);
  const red = await redPicture(ada, 320, 200);
  await putOnStage('Draw', ada, ben);

  // a picture of the device, then the same from the portfolio
  await fromDevice(ada, { name: 'apple.png', mimeType: 'image/png', buffer: red });
  await has(ben, ['image “apple”, by Ada']);
  await seesInk(ben, 'red', 'Ben sees the picture');
  await ada.keyboard.press('Delete');
  await seesNoInk(ben, 'red', 'the picture is gone');
  await toolButton(ada, 'Image or PDF').click();
  const picker = ada.getByRole('dialog', { name: 'Image or PDF' });
  await look(ada, 'drawing-files');
  await picker.getByRole('region', { name: 'Your portfolio' }).getByRole('button', { name: /apple\.png/ }).click();
  await has(ben, ['image “apple”, by Ada']);
  await seesInk(ben, 'red', 'Ben sees the picture of the portfolio');
  await take(ben, 'Line', 'green');
  await drag(ben, [0.42, 0.5], [0.58, 0.5]);
  await seesInk(ada, 'green', 'Ben wrote on it');

  // what the student sent by chat is put on the board, page by page
  await ben.getByRole('button', { name: 'Chat', exact: true }).click();
  await ben.getByRole('button', { name: 'Share a file' }).click();
  await chooseOnDevice(ben, ben.getByRole('dialog', { name: 'Share a file' }), { name: 'homework.pdf', mimeType: 'application/pdf', buffer: twoPages() });
  await ben.getByRole('log', { name: 'Chat' }).getByRole('link', { name: 'homework.pdf' }).waitFor();
  await ben.getByRole('region', { name: 'Chat' }).getByRole('button', { name: 'Close' }).click();
  await toolButton(ada, 'Image or PDF').click();
  await picker.getByRole('region', { name: 'Shared in this session' }).getByRole('button', { name: /homework\.pdf/ }).click();
  const pdf = ada.getByRole('dialog', { name: 'homework.pdf' });
  await pdf.getByText('Page 1 of 2').waitFor();
  await pdf.locator('canvas').waitFor();
  await look(ada, 'drawing-pdf');
  await pdf.getByRole('button', { name: 'All 2 pages' }).click();
  await thumbs(ben, 3);

  // each is told which page the other has before them
  await ben.getByRole('button', { name: 'Page 3 of 3, Ada is here' }).waitFor();
  await ada.getByRole('button', { name: 'Page 1 of 3, Ben is here' }).waitFor();
  await look(ben, 'drawing-other-page');
  await ben.getByRole('button', { name: 'Page 2 of 3' }).click();
  await ada.getByRole('button', { name: 'Page 2 of 3, Ben is here' }).waitFor();
  await ada.getByRole('button', { name: 'Page 1 of 3', exact: true }).waitFor();

  // follow-me: the student comes along to a page and into a corner of it
  await fromMenu(ada, 'Show Ben what I see');
  await ben.getByText('Following Ada').waitFor();
  await seesInk(ben, 'violet', 'Ben was led to the second page of the PDF');
  await ben.keyboard.press('Escape');
  await percent(ben).waitFor();
  const before = await percent(ben).textContent();
  for (let i = 0; i < 3; i += 1) await ada.getByRole('button', { name: 'Larger' }).click();
  await until('Ben comes closer too', async () => Number.parseInt(await percent(ben).textContent(), 10) > Number.parseInt(before, 10) * 1.3);
  await ada.getByRole('button', { name: 'Page 2 of 3' }).click();
  await seesInk(ben, 'green', 'Ben was led back a page');
  await ben.getByRole('button', { name: 'Stop', exact: true }).click();
  await ben.getByText('Ada is leading').waitFor();
  await ada.getByRole('button', { name: 'Page 3 of 3' }).click();
  await ada.getByRole('button', { name: /Show the whole page/ }).click();
  await isSaved(ada);
  await seesInk(ben, 'green', 'Ben stays where he is');
  await ben.getByRole('button', { name: 'Follow', exact: true }).click();
  await seesInk(ben, 'violet', 'Ben follows again');
  await fromMenu(ada, 'Stop leading Ben');
  await ben.getByText(/Following Ada|Ada is leading/).waitFor({ state: 'hidden' });

  // a hand with its name, and the laser
  await take(ada, 'Laser pointer');
  const box = await surface(ada).boundingBox();
  await ada.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  const hand = ben.locator('.db-cursor');
  await hand.getByText('Ada', { exact: true }).waitFor();
  await ada.mouse.down();
  await ada.mouse.move(box.x + box.width * 0.52, box.y + box.height * 0.55, { steps: 4 });
  await until('Ben sees the laser', async () => (await hand.getAttribute('data-laser')) === 'true');
  await ada.mouse.up();
  await until('the laser is off', async () => (await hand.getAttribute('data-laser')) === 'false');
  await has(ada, [], 'a laser leaves nothing');

  // pages: add, order, small pictures
  await ada.getByRole('button', { name: 'Add a page' }).click();
  await thumbs(ben, 4);
  await ada.getByRole('button', { name: 'Page 3 of 4' }).click();
  await ada.getByRole('button', { name: 'Move this page left' }).click();
  // the small pictures are painted one after the other
  const isOn = async (colour, page) => (await inkOf(ben, colour, `[aria-label^="Page ${page} of 4"] canvas`)) !== null;
  await until('the pages have changed places at Ben’s', async () => (await isOn('violet', 2)) && (await isOn('green', 3)));
  await look(ada, 'drawing-pages');
  assert.equal(await ben.getByRole('button', { name: 'Remove this page' }).isVisible(), false);
  await ada.getByRole('button', { name: 'Remove this page' }).click();
  await thumbs(ben, 3);
  await ada.keyboard.press('Control+Z');
  await thumbs(ben, 4);

  // both take it home
  const image = await saved(ben, 'Save page as image');
  assert.deepEqual([image.name.replace(/\d+/, 'N'), image.bytes.subarray(1, 4).toString()], ['board-page-N.png', 'PNG']);
  const book = await saved(ada, 'Save all pages as PDF');
  assert.match(book.bytes.toString('latin1'), /^%PDF-1\.4[^]*\/Count 4\b[^]*%%EOF\s*$/);
});

journey('a pen presses, a palm draws nothing, and fingers look around', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Draw', ada, ben);
  const hand = await ben.context().newCDPSession(ben);
  const box = await surface(ben).boundingBox();
  const at = (x, y) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  const pen = async (type, spot, force) => hand.send('Input.dispatchMouseEvent', { type, ...spot, button: type === 'mouseMoved' ? 'none' : 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1, pointerType: 'pen', force });
  const stroke = async (y, force) => {
    await pen('mousePressed', at(0.4, y), force);
    for (let step = 1; step <= 10; step += 1) await pen('mouseMoved', at(0.4 + step * 0.02, y), force);
    await pen('mouseReleased', at(0.6, y), 0);
  };
  const touch = (type, ...spots) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: spots.map((spot, id) => ({ ...spot, id, radiusX: 20, radiusY: 20 })) });

  // a finger draws as long as no pen was seen
  await take(ben, 'Pen', 'green');
  await touch('touchStart', at(0.4, 0.2));
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', at(0.4 + step * 0.03, 0.2));
  await touch('touchEnd');
  await has(ada, ['green pen stroke, by Ben']);

  await take(ben, 'Pen', 'red');
  for (let i = 0; i < 2; i += 1) await ben.keyboard.press(']');
  await stroke(0.4, 0.1);
  await has(ada, ['red pen stroke, by Ben', 'green pen stroke']);
  const thin = await seesInk(ada, 'red', 'a light stroke');
  await take(ben, 'Pen', 'blue');
  await stroke(0.6, 0.95);
  const thick = await seesInk(ada, 'blue', 'a heavy stroke');
  assert.ok(thick.h > thin.h * 1.3, `pressed harder, a line is thicker: ${thin.h} and ${thick.h}`);

  // the palm that comes down with the pen moves the sheet, and leaves no ink
  await take(ben, 'Pen', 'violet');
  const where = await inkAtRest(ben, 'red');
  await touch('touchStart', at(0.7, 0.8));
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', at(0.7 + step * 0.02, 0.8));
  await touch('touchEnd');
  await until('the sheet has moved under the finger', async () => (await inkOf(ben, 'red')).x > where.x + 40);
  assert.deepEqual(await objects(ada), ['blue pen stroke, by Ben', 'red pen stroke, by Ben', 'green pen stroke, by Ben']);

  // two fingers come closer
  const small = Number.parseInt(await percent(ben).textContent(), 10);
  await touch('touchStart', at(0.45, 0.5), at(0.55, 0.5));
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', at(0.45 - step * 0.02, 0.5), at(0.55 + step * 0.02, 0.5));
  await touch('touchEnd');
  await until('the sheet is larger', async () => Number.parseInt(await percent(ben).textContent(), 10) > small * 1.5);
  await ben.keyboard.press('0');
  await until('the whole page is seen again', async () => Number.parseInt(await percent(ben).textContent(), 10) === small);
  await seesNoInk(ada, 'violet', 'no palm has drawn');
});

const KEYS = { black: '1', blue: '2', red: '3', green: '4', orange: '5', violet: '6' };

/** Takes up a tool, and ink of that colour. */
async function take(page, tool, colour) {
  await toolButton(page, tool).click();
  if (!colour) return;
  await surface(page).focus();
  await page.keyboard.press(KEYS[colour]);
}

/** Shares of the board as points of it; points stay. */
async function spot(page, [x, y]) {
  const box = await surface(page).boundingBox();
  return x <= 1 && y <= 1 ? { x: box.x + box.width * x, y: box.y + box.height * y } : { x: box.x + x, y: box.y + y };
}

async function press(page, x, y) {
  const at = await spot(page, [x, y]);
  await page.mouse.click(at.x, at.y);
}

async function drag(page, from, to) {
  const [a, b] = [await spot(page, from), await spot(page, to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
  await page.mouse.move(b.x, b.y);
  await page.mouse.up();
}

/* Places of a hollow rectangle, from the box of its ink. */

function middle({ x, y, w, h }) {
  return { x: x + w / 2, y: y + h / 2 };
}

function edge({ x, y, h }) {
  return [x + 1, y + h / 2];
}

function corner({ x, y, w, h }) {
  return [x + w - 1, y + h - 1];
}

function knob({ x, y, w }) {
  return [x + w / 2, y - 26];
}

function alike(a, b) {
  return Math.abs(a - b) <= 4;
}

/** Waits until these are on the board, the newest first; each is said at least by its first words. */
async function has(page, wanted) {
  let read = [];
  try {
    await until('the objects', async () => {
      read = await objects(page);
      return read.length === wanted.length && wanted.every((words, i) => read[i].startsWith(words));
    });
  } catch (cause) {
    throw new Error(`the board has "${read.join('; ')}" and not "${wanted.join('; ')}"`, { cause });
  }
}

async function fromMenu(page, name) {
  await toolButton(page, 'More').click();
  await page.getByRole('button', { name, exact: true }).click();
  if (await page.getByRole('button', { name, exact: true }).isVisible()) await page.keyboard.press('Escape');
}

async function fromDevice(page, file) {
  await toolButton(page, 'Image or PDF').click();
  await chooseOnDevice(page, page.getByRole('dialog', { name: 'Image or PDF' }), file);
}

async function chooseOnDevice(page, dialog, file) {
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'From this device' }).click();
  await (await chooser).setFiles(file);
}

function percent(page) {
  return page.locator('.db-percent');
}

async function thumbs(page, count) {
  const list = page.getByRole('group', { name: 'Pages' }).getByRole('button', { name: /^Page \d+ of/ });
  await until(`${count} pages`, async () => (await list.count()) === count);
}

async function saved(page, name) {
  // every page is drawn at twice its size
  const download = page.waitForEvent('download', { timeout: 2 * PATIENCE_MS });
  await fromMenu(page, name);
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
