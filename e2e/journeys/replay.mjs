// A session that is over is played again, as it was drawn.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { draw, hasLines, isSaved, putOnStage, together } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { endSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { received } from '../harness/media.mjs';
import { CAST } from '../harness/people.mjs';
import { allowRecordings, recordWithConsent } from '../harness/recordings.mjs';
import { until } from '../harness/wait.mjs';

journey('what was drawn in a session is played again, for both', async (world) => {
  const { ada, ben } = await together(world);
  const replay = ada.url().replace('/classroom/', '/sessions/').concat('/replay');
  await putOnStage('Draw', ada, ben);
  await draw(ada, 0.3);
  await hasLines(ben, 'Ada');
  await isSaved(ada);
  await endSession(ada);

  for (const [page, viewport, colorScheme] of [[ada, SIZES.desk, 'light'], [ben, SIZES.phone, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.goto(replay);
    const about = page.getByText(/^Replay · Ada Byron and Ben Ortiz · \w+ \d+ \w+ \d+, \d\d:\d\d \(Chicago\)$/);
    await about.waitFor();
    assert.ok(await about.evaluate((line) => line.scrollWidth <= line.clientWidth), 'the hour is cut off');
    await page.getByRole('navigation', { name: 'Chapters' }).getByRole('button', { name: 'Drawing board' }).click();
    await page.getByRole('slider', { name: 'Time' }).press('End');
    await hasLines(page, 'Ada');
    await assertAccessible(page);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(fits, `the replay is wider than the screen of ${colorScheme}`);
    await picture(page, `replay-${colorScheme}`);
  }
});

/** Decoded pictures of a lesson that is long enough to seek in: five seconds or more. */
const LESSON_FRAMES = 150;
/** How far two recorded pictures may lie apart: what is corrected, twice, and a slow machine. */
const APART_S = 0.6;
/** How far a picture that stands may lie from the clock: a picture of a slow camera. */
const STILL_S = 0.2;

journey('a recorded lesson is played with both pictures and voices in step with the board', async (world) => {
  await allowRecordings(await world.person(CAST.admin));
  const { ada, ben } = await together(world);
  const replay = ada.url().replace('/classroom/', '/sessions/').concat('/replay');
  await recordWithConsent(ada, ben);
  const { framesDecoded: before } = await received(ada);
  await until('half of the lesson', async () => (await received(ada)).framesDecoded > before + LESSON_FRAMES / 2);
  await putOnStage('Draw', ada, ben);
  await draw(ada, 0.3);
  await hasLines(ben, 'Ada');
  await isSaved(ada);
  await until('the rest of the lesson', async () => (await received(ada)).framesDecoded > before + LESSON_FRAMES);
  await endSession(ada);

  const answers = [];
  ada.on('response', (response) => response.url().endsWith('.webm') && answers.push(response.status()));
  await ada.goto(replay);
  await ada.getByText(/^Picture and sound: \d+:\d\d to \d+:\d\d$/).waitFor();
  assert.ok((await ada.getByTitle(/^Picture and sound, /).count()) > 0, 'no strip shows what was recorded');
  const timeline = await ada.evaluate(async () => (await fetch(`${location.pathname}/timeline`)).json());
  await ada.getByText(/^Talk time: Ada \d+ % · Ben \d+ %$/).waitFor();
  assert.ok((await ada.getByTitle(/^Ben speaking, /).count()) > 0, 'no strip shows when Ben spoke');
  assert.deepEqual(new Set(timeline.parts.map(({ seat }) => seat)), new Set(['instructor', 'student']));
  const secondsAt = (ms) => (ms - timeline.starts_ms) / 1000;
  const firstSecond = Math.max(...timeline.parts.map(({ starts_ms }) => secondsAt(starts_ms)));
  const chapter = secondsAt(timeline.happenings.find(({ what }) => what.kind === 'mode').at_ms);
  const clock = ada.getByRole('slider', { name: 'Time' });
  await ada.getByRole('button', { name: 'Play', exact: true }).click();
  await until('both pictures play in step', () => inStep(ada, timeline, { after: firstSecond + 0.5 }));
  assert.ok(answers.length > 0 && answers.every((status) => status === 206), `answered ${answers}`);

  await ada.getByRole('navigation', { name: 'Chapters' }).getByRole('button', { name: 'Drawing board' }).click();
  await until('both pictures are at the chapter', () => inStep(ada, timeline, { after: chapter }));
  await ada.getByLabel('Speed').selectOption('2');
  await clock.press('Home');
  await until('both pictures play twice as fast and in step', async () => {
    const rates = await ada.evaluate(() => [...document.querySelectorAll('.rp-tile video')].map((film) => film.playbackRate));
    return rates.every((rate) => Math.abs(rate - 2) < 0.3) && (await inStep(ada, timeline, { after: firstSecond + 0.5 }));
  });
  await clock.press('End');
  await hasLines(ada, 'Ada');
  // it plays on from where it is put until it has seen the end
  await ada.getByRole('button', { name: 'Play', exact: true }).waitFor();
  // the files come when the clock stands already
  let stand;
  const standing = new Promise((resolve) => {
    stand = resolve;
  });
  await ada.route(/\.webm$/, async (route) => {
    await standing;
    await route.continue();
  });
  await clock.press('Home');
  for (let at = 0; at < firstSecond; at += 5) await clock.press('ArrowRight');
  stand();
  await until('both pictures stand where the clock stands', async () => {
    const [at, places] = [Number(await clock.getAttribute('aria-valuenow')), await placesOf(ada, timeline)];
    return places.length === 2 && places.every((place) => Math.abs(place - at) < STILL_S);
  });
  await picture(ada, 'replay-recorded');
});

/**
 * Where the recorded pictures are that can be seen, in seconds of the replay's time.
 *
 * @param {import('playwright-core').Page} page
 */
function placesOf(page, timeline) {
  return page.evaluate(({ parts, starts_ms }) =>
    [...document.querySelectorAll('.rp-tile video')]
      .filter((film) => !film.hidden && film.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)
      .map((film) => {
        const part = parts.find(({ url }) => film.src.endsWith(url));
        return (part.starts_ms - starts_ms) / 1000 + film.currentTime;
      }), timeline);
}

/** Whether both pictures are seen, between these seconds, near one another and near the clock. */
async function inStep(page, timeline, { after, before = Infinity }) {
  const places = await placesOf(page, timeline);
  const shown = Number(await page.getByRole('slider', { name: 'Time' }).getAttribute('aria-valuenow'));
  const isNear = (place) => place >= after && place < before && place > shown - APART_S && place < shown + 1 + APART_S;
  return places.length === 2 && places.every(isNear) && Math.abs(places[0] - places[1]) < APART_S;
}
