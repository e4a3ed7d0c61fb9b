// Boards are prepared before a session, stand in its room, and are seen again after it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { assertAccessible } from '../harness/accessibility.mjs';
import { draw, hasLines, isSaved, putOnStage, text, toolButton } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { endSession, enter, startInstantSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { CAST } from '../harness/people.mjs';
import { PATIENCE_MS } from '../harness/wait.mjs';

journey('what an instructor prepares stands in the room, and both see it again afterwards', async (world) => {
  const ada = await world.person(CAST.ada);
  const mia = await world.person(CAST.mia);
  await mia.goto('/sessions');
  await mia.getByText('Short stories').waitFor();
  assert.equal(await mia.getByRole('link', { name: 'Prepare boards' }).count(), 0, 'a student does not prepare');

  await ada.goto('/sessions');
  await ada.getByRole('row', { name: /Short stories/ }).getByRole('link', { name: 'Prepare boards' }).click();
  await draw(ada, 0.3);
  await isSaved(ada);
  await look(ada, 'prepared-boards');
  await ada.getByRole('button', { name: 'Writing board' }).click();
  await text(ada).click();
  await ada.keyboard.type('Read page twelve.');
  await isSaved(ada);
  await ada.reload();
  await hasLines(ada, 'Ada');
  const preparation = ada.url();

  const other = await ada.context().newPage();
  await other.goto(preparation);
  await hasLines(other, 'Ada');
  await ada.bringToFront();
  const classroom = await startInstantSession(ada, { student: 'Mia', program: 'Reading' });
  await mia.goto(classroom);
  await enter(ada);
  await other.getByRole('heading', { name: 'The boards are in the classroom' }).waitFor();
  await enter(mia);
  // read ahead, before anybody asks for it
  for (const page of [ada, mia]) await page.locator('drawing-board').waitFor({ state: 'attached' });
  await putOnStage('Draw', ada, mia);
  await hasLines(mia, 'Ada');
  await draw(mia, 0.6);
  await hasLines(ada, 'Mia', 'Ada');
  await isSaved(mia);
  await putOnStage('Write', ada, mia);
  await mia.getByText('Read page twelve.').waitFor();
  await endSession(ada);

  await mia.goto(classroom.replace('/classroom/', '/sessions/'));
  await mia.getByRole('link', { name: 'Boards', exact: true }).click();
  await hasLines(mia, 'Mia', 'Ada');
  assert.equal(await toolButton(mia, 'Pen').count(), 0, 'nobody draws on what is over');
  await look(mia, 'boards-afterwards');
  const copy = mia.getByRole('button', { name: 'Save a copy' });
  await copy.click();
  await look(mia, 'boards-copy');
  assert.match((await saved(mia, 'All pages as PDF')).toString('latin1'), /^%PDF-1\.4[^]*\/Count 1\b[^]*%%EOF\s*$/);
  await copy.click();
  assert.equal((await saved(mia, 'This page as image')).subarray(1, 4).toString(), 'PNG');
  await mia.getByRole('button', { name: 'Writing board' }).click();
  await mia.getByText('Read page twelve.').waitFor();
  await copy.click();
  assert.equal((await saved(mia, 'Plain text')).toString(), 'Read page twelve.\n');
});

/** What the chosen form of a copy puts on this device. */
async function saved(page, form) {
  const download = page.waitForEvent('download', { timeout: 2 * PATIENCE_MS });
  await page.getByRole('dialog', { name: 'Save a copy' }).getByRole('button', { name: form }).click();
  return readFileSync(await (await download).path());
}

/** The page at both sizes, in light and dark. */
async function look(page, name) {
  for (const [viewport, colorScheme] of [[SIZES.desk, 'light'], [SIZES.phone, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.getByRole('application', { name: 'Drawing board' }).waitFor();
    await assertAccessible(page);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(fits, `${name} is wider than the screen of ${colorScheme}`);
    const back = await page.getByRole('link', { name: 'Back to the session' }).boundingBox();
    assert.ok(back.width < 0.2 * viewport.width, `the way back leaves the words their room in ${name}`);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(SIZES.desk);
}
