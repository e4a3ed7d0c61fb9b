// What becomes of a recording: a film to take along, a legal hold, and its erasure.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

import { assertAccessible } from '../harness/accessibility.mjs';
import { together } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { endSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { received } from '../harness/media.mjs';
import { CAST } from '../harness/people.mjs';
import { allowRecordings, recordWithConsent } from '../harness/recordings.mjs';
import { PATIENCE_MS, until } from '../harness/wait.mjs';

/** Of one that is only to be recorded. */
const SHORT_FRAMES = 40;

const HAS_FFMPEG = spawnSync('ffmpeg', ['-version']).error === undefined;

journey('a recording is downloaded as one film, held, and erased for good', async (world) => {
  const admin = await world.person(CAST.admin);
  await allowRecordings(admin);
  const { ada, ben } = await together(world);
  const session = ada.url().replace('/classroom/', '/sessions/');
  await recordWithConsent(ada, ben);
  const { framesDecoded: before } = await received(ada);
  await until('something to record', async () => (await received(ada)).framesDecoded > before + SHORT_FRAMES);
  await endSession(ada);

  await ben.goto(session);
  const card = ben.getByRole('heading', { name: 'Recordings', exact: true });
  await card.waitFor();
  await ben.getByText('What was answered').click();
  await ben.getByText(/^Ben Ortiz said yes, /).waitFor();
  await look(ben, 'recordings-answers');
  if (HAS_FFMPEG) {
    await ben.getByRole('button', { name: 'Make an MP4' }).click();
    const link = ben.getByRole('link', { name: /^Download MP4/ });
    await link.waitFor({ timeout: 2 * PATIENCE_MS });
    await look(ben, 'recordings-mp4');
    const [film] = await Promise.all([ben.waitForEvent('download'), link.click()]);
    assert.match(film.suggestedFilename(), /^session-.*\.mp4$/);
    assert.ok(statSync(await film.path()).size > 10_000, 'the film is empty');
  } else {
    await ben.getByText('the program ffmpeg is not installed').waitFor();
  }

  await admin.goto('/configuration/recordings/kept');
  await look(admin, 'recordings-kept');
  await admin.getByRole('link', { name: 'Open' }).click();
  await giveReason(admin, 'Put under legal hold', 'A complaint');
  await admin.getByText('Under legal hold').first().waitFor();
  await look(admin, 'recordings-held');
  await giveReason(admin, 'Lift the legal hold', 'It is settled');
  await admin.getByText(/^Kept until /).waitFor();
  await admin.getByRole('link', { name: 'Erase now' }).click();
  await look(admin, 'recordings-erasure');
  await admin.getByLabel('Reason').fill('The family asks');
  await admin.getByRole('checkbox', { name: /Yes, erase/ }).check({ force: true });
  await admin.getByRole('button', { name: 'Erase now' }).click();
  await admin.getByText(/^Erased on /).waitFor();
  await ada.goto(`${session}/replay`);
  await ada.getByText('Picture and sound were not recorded.').waitFor();
});

journey('a student who says no is not recorded, and what they said is kept', async (world) => {
  const admin = await world.person(CAST.admin);
  await allowRecordings(admin);
  const { ada, ben } = await together(world);
  const session = ada.url().replace('/classroom/', '/sessions/');
  await ada.getByRole('toolbar', { name: 'Classroom' }).getByRole('button', { name: 'More' }).click();
  await ada.getByRole('button', { name: 'Record this session' }).click();
  const question = ben.getByRole('alertdialog');
  await question.getByText('Ada wants to record this session').waitFor();
  await question.getByRole('button', { name: 'No' }).click();
  await ada.getByRole('button', { name: 'Record this session' }).waitFor();
  for (const page of [ada, ben]) assert.equal(await page.locator('.cr-recording').isVisible(), false);
  await ada.keyboard.press('Escape');
  await endSession(ada);

  await admin.goto(`${session}/recordings`);
  await admin.getByText('This session was not recorded.').waitFor();
  await admin.getByText('What was answered').click();
  await admin.getByText(/^Ben Ortiz said no, /).waitFor();
});

/** Follows the link, gives the reason, and presses the button of the same name. */
async function giveReason(page, deed, reason) {
  await page.getByRole('link', { name: deed }).click();
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: deed }).click();
}

/** The page is accessible and fits, large by day and small by night; a picture of each is kept. */
async function look(page, name) {
  for (const [viewport, colorScheme] of [[SIZES.phone, 'dark'], [SIZES.desk, 'light']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(fits, `${name} is wider than the screen of ${colorScheme}`);
    await picture(page, `${name}-${colorScheme}`);
  }
}
