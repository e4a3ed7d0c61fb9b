// Working at the classroom's boards, and reading what is on them by words, never by pixels.

import { CAST } from './people.mjs';
import { enter, startInstantSession } from './classroom.mjs';
import { until } from './wait.mjs';

/**
 * Ada and Ben, together in the room of a session that has just begun.
 *
 * @param {import('./journey.mjs').World} world
 * @param {(page: import('playwright-core').Page) => Promise<void>} [prepare] Ben's page, before he comes
 */
export async function together(world, prepare = async () => {}) {
  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  await prepare(ben);
  const classroom = await startInstantSession(ada, { student: 'Ben' });
  await ben.goto(classroom);
  await enter(ada);
  await enter(ben);
  return { ada, ben };
}

/** The instructor's button at the side of the stage. */
export function modeButton(page, word) {
  return page.getByRole('group', { name: 'What is on the stage' }).getByRole('button', { name: word });
}

/**
 * Puts a board on the stage and waits until it can be used there.
 *
 * @param {'Draw' | 'Write'} word
 * @param {import('playwright-core').Page} instructor
 * @param {import('playwright-core').Page} student
 */
export async function putOnStage(word, instructor, student) {
  await modeButton(instructor, word).click();
  for (const page of [instructor, student]) await (word === 'Draw' ? surface(page) : text(page)).waitFor();
}

/** The sheet under the hand. */
export function surface(page) {
  return page.getByRole('application', { name: 'Drawing board' });
}

/** Where both write. */
export function text(page) {
  return page.locator('writing-board .ProseMirror');
}

/**
 * Draws from left to right; `height` is where, as a share of the board. A line is one object, however slow the hand; a
 * stroke of the pen is kept in pieces.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} height
 * @param {'Line' | 'Pen'} [tool]
 */
export async function draw(page, height, tool = 'Line') {
  await toolButton(page, tool).click({ force: true });
  const box = await surface(page).boundingBox();
  const y = box.y + box.height * height;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  for (let step = 1; step <= 12; step += 1) {
    await page.mouse.move(box.x + box.width * (0.4 + step / 60), y + 12 * Math.sin(step));
  }
  await page.mouse.up();
}

/** A button of the drawing board. */
export function toolButton(page, name) {
  return page.getByRole('toolbar', { name: 'Drawing tools' }).getByRole('button', { name, exact: true });
}

/**
 * What is on the drawing board, as its list reads it out: the newest first.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function objects(page) {
  const list = page.getByRole('listbox', { name: 'Objects on this page' });
  await list.focus();
  const words = await list.getByRole('option').allTextContents();
  await surface(page).focus();
  return words;
}

/** Waits until exactly these people's lines are on the board, the newest first. */
export async function hasLines(page, ...people) {
  const wanted = people.map((name) => `line, by ${name}`).join('; ');
  let read = '';
  try {
    await until('the lines', async () => {
      read = (await objects(page)).map((words) => words.replace(/^\S+ (?=line)/, '')).join('; ');
      return read === wanted;
    });
  } catch (cause) {
    throw new Error(`the board has "${read}" and not "${wanted}"`, { cause });
  }
}

/** Waits until the sign says that all is on the server's disk. */
export async function isSaved(page) {
  await page.getByRole('status').filter({ hasText: /^Saved$/ }).waitFor();
}
