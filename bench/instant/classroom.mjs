// From a click to the first frame of the other person, in headless Chromium against the demo on this machine.
//
// warm     Join in the lobby, the media connection long there
// cold     Join on the dashboard, the other person live in the classroom; the page loads, nothing is connected, and
//          Skip is pressed as soon as Tech Check can be used
// reload   from the reload of the page to the first frame of the other person
// killed   from SIGKILL of the server, started again at once, to the first new frame on both sides
//
// Prints medians and the worst, in milliseconds, and writes them to the file named by the first argument.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

import { launch, visitor } from '../../e2e/harness/browser.mjs';
import { enter, isInRoom, startInstantSession } from '../../e2e/harness/classroom.mjs';
import { received, sees } from '../../e2e/harness/media.mjs';
import { CAST, signIn } from '../../e2e/harness/people.mjs';
import { Server } from '../../e2e/harness/server.mjs';
import { until } from '../../e2e/harness/wait.mjs';

const ROUNDS = 7;
const KILLS = 3;

/** Runs in the page: notes when a click landed and when the next frame of the other person was shown. */
function stopwatch() {
  const clicked = 'nacre.bench.clicked';
  addEventListener('click', (event) => sessionStorage.setItem(clicked, performance.timeOrigin + event.timeStamp), true);
  window.clickedAt = () => Number(sessionStorage.getItem(clicked));
  window.nextFrameAt = () =>
    new Promise((resolve) => {
      const look = () => {
        const video = document.querySelector('[data-testid="remote-video"]');
        if (video) video.requestVideoFrameCallback((now) => resolve(performance.timeOrigin + now));
        else requestAnimationFrame(look);
      };
      look();
    });
  window.firstFrameAt = window.nextFrameAt();
}

async function person(browser, server, who) {
  const page = await visitor(browser, server);
  await page.addInitScript(stopwatch);
  await signIn(page, who);
  return page;
}

const nextFrame = (page) => page.evaluate(() => window.nextFrameAt());
const firstFrame = (page) => page.evaluate(() => window.firstFrameAt);
const clicked = (page) => page.evaluate(() => window.clickedAt());

/** From Tech Check, while the other is in the room: `[the joiner sees the other, the other sees the joiner]`. */
async function warm(ada, ben, classroom) {
  await ben.getByRole('button', { name: 'Leave', exact: true }).click();
  await ben.goto(classroom);
  await until('the connection is warm', async () => (await received(ben)).protocols.length > 0);
  const join = ben.getByRole('button', { name: 'Join', exact: true });
  await until('Join can be pressed', () => join.isEnabled());

  const [mine, theirs] = [nextFrame(ben), nextFrame(ada)];
  await join.click();
  const [seen, shown] = await Promise.all([mine, theirs]);
  const at = await clicked(ben);
  return [seen - at, shown - at];
}

/**
 * From Join on the dashboard: `[Tech Check can be used, the joiner sees the other, the other sees the joiner]`, the
 * last two counted from Skip, which is pressed while the connection is still being made.
 */
async function cold(ada, ben) {
  await ada.getByRole('button', { name: 'Leave', exact: true }).click();
  await ada.goto('/');
  await ada.getByRole('link', { name: 'Join' }).first().click();
  const skip = ada.getByRole('button', { name: 'Skip', exact: true });
  await skip.waitFor();
  const [joined, usable] = [await clicked(ada), Date.now()];
  const theirs = nextFrame(ben);
  await skip.click();
  await until('in the room', () => isInRoom(ada));
  const [seen, shown] = await Promise.all([firstFrame(ada), theirs]);
  const at = await clicked(ada);
  await sees(ben);
  return [usable - joined, seen - at, shown - at];
}

async function reload(page) {
  const from = Date.now();
  await page.reload();
  return [(await firstFrame(page)) - from];
}

async function killed(server, ada, ben) {
  const from = Date.now();
  await server.kill();
  await server.restart();
  const ready = Date.now() - from;
  await Promise.all([sees(ada), sees(ben)]);
  return [ready, Date.now() - from];
}

async function repeat(times, round) {
  const all = [];
  for (let done = 0; done < times; done += 1) all.push(await round());
  return all;
}

function line(name, rounds, column) {
  const sorted = rounds.map((round) => round[column]).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return `| ${name} | ${Math.round(median)} | ${Math.round(sorted.at(-1))} | ${sorted.length} |`;
}

const server = await Server.start();
const browser = await launch();
try {
  const ada = await person(browser, server, CAST.ada);
  const ben = await person(browser, server, CAST.ben);
  const classroom = await startInstantSession(ada, { student: 'Ben', billable: false });
  await ben.goto(classroom);
  await enter(ada);
  await enter(ben);
  await Promise.all([sees(ada), sees(ben)]);

  const warms = await repeat(ROUNDS, () => warm(ada, ben, classroom));
  const colds = await repeat(ROUNDS, () => cold(ada, ben));
  const reloads = await repeat(ROUNDS, () => reload(ben));
  const kills = await repeat(KILLS, () => killed(server, ada, ben));
  const report = [
    '# Click to first frame',
    '',
    'Command: `cargo xtask bench instant` or `classroom`, release build. The goals are 300 ms warm and 700 ms cold, without',
    'an added round-trip time. A frame is one that the browser showed (`requestVideoFrameCallback`), of Chromium’s test',
    'picture. "Warm" counts from Join in the lobby. "Cold" begins with Join on the dashboard: first the page is loaded until',
    'Tech Check can be used, then the frames are counted from Skip, while the connection is still being made. "Killed"',
    'counts from SIGKILL of the server, which is started again at once.',
    '',
    '| from a click to the first frame, ms | median | worst | rounds |',
    '|---|---|---|---|',
    line('warm: I see the other', warms, 0),
    line('warm: the other sees me', warms, 1),
    line('cold: the page is there', colds, 0),
    line('cold: I see the other', colds, 1),
    line('cold: the other sees me', colds, 2),
    line('reload: I see the other', reloads, 0),
    line('killed: the server answers again', kills, 0),
    line('killed: both see each other again', kills, 1),
    '',
    `Headless Chromium and server on one machine with ${cpus().length} cores, UDP. Not measured: an added round-trip`,
    'time, which needs the kernel’s netem.',
    '',
  ].join('\n');
  console.log(report);
  if (process.argv[2]) writeFileSync(process.argv[2], report);
} finally {
  await browser.close();
  await server.stop();
}
