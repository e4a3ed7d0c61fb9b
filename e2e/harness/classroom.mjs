// What people do around a live session, step by step, by the words on the page.

import { until } from './wait.mjs';

const CLASSROOM = /\/classroom\/[^/]+$/;

/**
 * Opens "Start A Session Now" from the dashboard's button.
 *
 * @param {import('playwright-core').Page} page the instructor's, on the dashboard
 */
export async function openInstantForm(page) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Instant Session' }).or(page.getByRole('button', { name: 'Instant Session' })).click();
  await page.getByRole('heading', { name: 'Start A Session Now' }).waitFor();
}

/**
 * Chooses a student in the type-ahead, by keyboard, and waits until the form has been filled for the pair.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} letters of the name
 */
export async function chooseStudent(page, letters) {
  // a list to choose from until the script has come
  const field = page.getByRole('combobox', { name: 'Student' }).and(page.locator('input'));
  await field.fill(letters);
  await page.getByRole('option', { name: new RegExp(letters, 'i') }).first().waitFor();
  const filled = page.waitForResponse((response) => /\/sessions\/(instant|book)\/form/.test(response.url()));
  await field.press('Enter');
  await filled;
}

/**
 * Starts a session with an existing student and waits for the classroom.
 *
 * @param {import('playwright-core').Page} page the instructor's
 * @param {{student: string, program?: string, billable?: boolean, subject?: string}} wish
 * @returns {Promise<string>} the classroom's address
 */
export async function startInstantSession(page, { student, program = 'Algebra', billable = true, subject }) {
  await openInstantForm(page);
  await chooseStudent(page, student);
  await page.getByRole('radio', { name: billable ? 'Yes' : 'No' }).check({ force: true });
  await page.getByLabel('Program').selectOption({ label: program });
  if (subject !== undefined) await page.getByLabel('Subject').fill(subject);
  return pressStart(page);
}

/**
 * Presses Start Session and waits for the classroom.
 *
 * @param {import('playwright-core').Page} page
 */
export async function pressStart(page) {
  await page.getByRole('button', { name: 'Start Session' }).click();
  await page.waitForURL(CLASSROOM);
  return page.url();
}

/**
 * Goes through Tech Check and lobby: presses Join whenever it can be pressed, until in the room.
 *
 * @param {import('playwright-core').Page} page on the classroom's page
 */
export async function enter(page) {
  const join = page.getByRole('button', { name: 'Join', exact: true });
  await until('in the room', async () => {
    if (await isInRoom(page)) return true;
    if ((await join.count()) === 1 && (await join.isEnabled())) await join.click({ timeout: 1_000 });
    return false;
  });
}

/** Whether the page shows the room itself, with its bar of controls. */
export async function isInRoom(page) {
  return page.getByRole('toolbar', { name: 'Classroom' }).isVisible();
}

/**
 * Ends the session for both. A short one asks how it should count.
 *
 * @param {import('playwright-core').Page} page the instructor's
 * @param {'Completed' | 'Started by mistake'} [answer] given when asked
 * @param {(page: import('playwright-core').Page) => Promise<void>} [look] at the question, before it is answered
 */
export async function endSession(page, answer = 'Completed', look = async () => {}) {
  await page.getByRole('button', { name: 'End session', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: /End the session|How should it count/ });
  await dialog.getByRole('button', { name: 'End for both' }).click();
  await until('the session is over', async () => {
    const asked = dialog.getByRole('button', { name: answer });
    if (await asked.isVisible()) {
      await look(page);
      await asked.click({ timeout: 1_000 });
    }
    return isOver(page);
  });
}

/** Whether the page says that the session is over. */
export async function isOver(page) {
  if (/\/sessions\/[^/]+$/.test(new URL(page.url()).pathname)) return true;
  return page.getByRole('heading', { name: /is over|is completed|was cancelled|was missed|Well done/ }).isVisible();
}

/**
 * Follows the clock of seconds together, as the server tells it to this page. To be called before the classroom
 * is opened.
 *
 * @param {import('playwright-core').Page} page
 * @returns {{seconds: number}} always the newest
 */
export function togetherClock(page) {
  const clock = { seconds: 0 };
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      // the boards speak in bytes
      if (typeof payload !== 'string') return;
      clock.seconds = JSON.parse(payload).together_s ?? clock.seconds;
    }),
  );
  return clock;
}
