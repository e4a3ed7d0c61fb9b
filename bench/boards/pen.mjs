// A drawing board with ten thousand strokes on its page, in the browser.
//
// opened     from the instructor's press on Draw in the classroom, and from the navigation to the page that prepares a
//            board: until the first picture, until the board can be drawn on, until everything is drawn
// pen        the main thread's work for each movement while strokes are written, and the time from frame to frame, on
//            that page and on an empty one of the same board, in turn
// script     what the classroom's page loads
//
// Prints tables and writes them to the file named by the first argument.

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';

import { modeButton, toolButton } from '../../e2e/harness/boards.mjs';
import { SIZES, launch } from '../../e2e/harness/browser.mjs';
import { enter, startInstantSession } from '../../e2e/harness/classroom.mjs';
import { CAST, signIn } from '../../e2e/harness/people.mjs';
import { Server } from '../../e2e/harness/server.mjs';
import { PATIENCE_MS } from '../../e2e/harness/wait.mjs';

const Y = createRequire(new URL('../../client/package.json', import.meta.url))('yjs');

const STROKES = 10_000;
const POINTS = 40;
const A_FRAME = 1_000;
const OPENINGS = Number(process.env.NACRE_PEN_OPENINGS ?? 5);
const TURNS = Number(process.env.NACRE_PEN_TURNS ?? 3);
const WRITTEN = 6;
const MOVES = 40;
/** How much slower the browser's main thread is made. */
const SLOW = 4;
/** After so long a rest everything that follows a stroke has been done: thumbnails, too. */
const REST_MS = 1_500;
const PAGES = ['full', 'empty'];
const BUILD = process.env.NACRE_PROGRAM?.includes('/release/') ? 'release' : 'development';
const BUSY = Math.round(loadavg()[0]);

/** Runs in the page: notes what is seen of the board, in milliseconds since `from`. */
function stopwatch() {
  /** A press is answered when its ink is on the canvas, and the page is free again, so soon. */
  const ANSWER_MS = 100;
  /** A picture that has stayed the same for so long is whole. */
  const STILL_MS = 2_000;
  const LOOK_MS = 200;
  const LONGEST_MS = 90_000;
  const small = Object.assign(document.createElement('canvas'), { width: 48, height: 32 });
  const brush = small.getContext('2d', { willReadFrequently: true });
  const look = () => {
    const sheet = document.querySelector('drawing-board .db-sheet');
    // while it lies ready it is one pixel wide
    if (!sheet?.checkVisibility() || sheet.width < 100) return { inked: 0, sum: 0 };
    brush.clearRect(0, 0, 48, 32);
    brush.drawImage(sheet, 0, 0, 48, 32);
    let [inked, sum] = [0, 0];
    brush.getImageData(0, 0, 48, 32).data.forEach((value, at) => {
      sum = (sum * 31 + value) % 1e9;
      if (at % 4 === 0 && value < 245) inked += 1;
    });
    return { inked, sum };
  };
  const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const press = async () => {
    const surface = document.querySelector('drawing-board .db-surface');
    const box = surface.getBoundingClientRect();
    const touch = (type, by) =>
      surface.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 77,
          pointerType: 'mouse',
          clientX: box.x + box.width / 2 + by,
          clientY: box.y + box.height / 2,
        }),
      );
    const began = performance.now();
    touch('pointerdown', 0);
    touch('pointermove', 20);
    await turn();
    const took = performance.now() - began;
    touch('pointercancel', 20);
    return took;
  };
  /** `picture`: so many inked places make one. `presses`: tries the pen as soon as there is one. */
  window.watch = async (from, picture, presses) => {
    const noted = {};
    let [seen, changed, looked] = [0, 0, 0];
    for (;;) {
      await turn();
      const now = performance.now();
      if (now - from > LONGEST_MS) throw new Error(`the board was not drawn: ${JSON.stringify(noted)}`);
      if (!noted.picture || now - looked > LOOK_MS) {
        const { inked, sum } = look();
        if (inked > picture) noted.picture ??= performance.now() - from;
        if (sum !== seen) changed = performance.now();
        [seen, looked] = [sum, performance.now()];
      }
      if (noted.picture && presses && !noted.editable) {
        const pressed = performance.now();
        if ((await press()) < ANSWER_MS) noted.editable = pressed - from;
      } else if (noted.picture && now - changed > STILL_MS) return { ...noted, whole: Math.max(noted.picture, changed - from) };
    }
  };
}

/** Runs in the page: the time from frame to frame until `stop`. */
function frames() {
  const gaps = [];
  let before = null;
  let goes = true;
  const next = (now) => {
    if (before !== null) gaps.push(now - before);
    before = now;
    if (goes) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  window.stopFrames = () => {
    goes = false;
    return gaps;
  };
}

/** Runs in the page: brings updates to the board's socket, as `docs/protocol.md` has it. */
async function bring([address, updates]) {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  const saved = new Promise((resolve, reject) => {
    socket.onclose = ({ code }) => reject(new Error(`the board's socket was closed with ${code}`));
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') return;
      const [board, kind, count] = new Uint8Array(data);
      if (board === 0 && kind === 101) reject(new Error('an update was refused'));
      if (board === 0 && kind === 100 && count === updates.length) resolve();
    };
  });
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.send(JSON.stringify({ t: 'hello', v: 1, device: 'benchbench', place: 'room', takeover: false, since: 0 }));
  socket.send(Uint8Array.of(0, 0, 0, 1, 0));
  for (const update of updates) socket.send(Uint8Array.from(atob(update), (letter) => letter.charCodeAt(0)));
  await saved;
  socket.onclose = null;
  socket.close();
}

/** An edit of the drawing board as a frame, in letters. */
function frame(update) {
  const length = [];
  let rest = update.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([0, 0, 2, ...length, rest]), update]).toString('base64');
}

/** A stroke as long as a letter's, somewhere on the sheet, packed as the board packs it. */
function stroke(random) {
  const bytes = [];
  const put = (value) => {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  };
  let [x, y, way] = [random() * 1_540 + 30, random() * 940 + 30, random() * 6];
  let [px, py] = [0, 0];
  for (let point = 0; point < POINTS; point += 1) {
    put(Math.round(x * 8) - px);
    put(Math.round(y * 8) - py);
    put(point === 0 ? 128 : 0);
    [px, py] = [Math.round(x * 8), Math.round(y * 8)];
    way += (random() - 0.5) * 1.2;
    x += Math.cos(way) * 2;
    y += Math.sin(way) * 2;
  }
  return Uint8Array.from(bytes);
}

/** The same numbers at every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A board of two pages, as the frames that bring it. */
function board() {
  const doc = new Y.Doc();
  const random = seeded(7);
  const brought = [];
  doc.on('update', (update) => brought.push(frame(update)));
  doc.transact(() => PAGES.forEach((id, at) => doc.getMap('pages').set(id, { ord: `V0000${at}`, style: 'plain', bg: null })));
  for (let from = 0; from < STROKES; from += A_FRAME) {
    doc.transact(() => {
      for (let n = from; n < from + A_FRAME; n += 1) {
        const z = `V0${n.toString(36).padStart(4, '0').toUpperCase()}`;
        const thing = { k: 'pen', z, t: n, by: 'instructor', c: n % 6, b: n % 2, mark: false, d: stroke(random) };
        doc.getMap(`p:${PAGES[0]}`).set(crypto.randomUUID(), thing);
      }
    });
  }
  return brought;
}

/** A browser profile of Ada's, with nothing kept from before. */
async function open(browser, server, state) {
  const context = await browser.newContext({
    baseURL: server.address,
    viewport: SIZES.desk,
    reducedMotion: 'reduce',
    permissions: ['camera', 'microphone'],
    storageState: state,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.addInitScript(stopwatch);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const slow = (rate) => devtools.send('Emulation.setCPUThrottlingRate', { rate });
  return { page, devtools, slow };
}

/** Inked places out of 1,536 that make a picture of the full page; an empty one has none. */
const PICTURE = 40;

async function fromNavigation(browser, server, state, address) {
  const { page, slow } = await open(browser, server, state);
  await slow(SLOW);
  await page.goto(address);
  const noted = await page.evaluate((picture) => window.watch(0, picture, true), PICTURE);
  await page.context().close();
  step(`opened: ${JSON.stringify(noted)}`);
  return noted;
}

async function fromPress(browser, server, state, classroom) {
  const { page, slow } = await open(browser, server, state);
  await page.goto(classroom);
  await enter(page);
  // it is read ahead while the other is waited for
  await page.locator('drawing-board').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(REST_MS);
  await slow(SLOW);
  const draw = modeButton(page, 'Draw');
  const noted = await draw.evaluate((button, picture) => {
    button.click();
    return window.watch(performance.now(), picture, true);
  }, PICTURE);
  await modeButton(page, 'Video').click();
  await page.context().close();
  step(`pressed: ${JSON.stringify(noted)}`);
  return noted;
}

/** What writing costs on the page that is open: main thread for each movement, and frames, in milliseconds. */
async function writing({ page, devtools }) {
  const box = await page.getByRole('application', { name: 'Drawing board' }).boundingBox();
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
  };
  const at = (written, move) => [
    box.x + box.width * (0.25 + 0.06 * written) + 20 * Math.sin(move / 4),
    box.y + box.height * 0.3 + move * 4,
  ];
  const before = await busy();
  const gaps = [];
  for (let written = 0; written < WRITTEN; written += 1) {
    await page.mouse.move(...at(written, 0));
    await page.mouse.down();
    await page.evaluate(frames);
    for (let move = 1; move <= MOVES; move += 1) await page.mouse.move(...at(written, move));
    gaps.push(...(await page.evaluate(() => window.stopFrames())));
    await page.mouse.up();
  }
  await page.waitForTimeout(REST_MS);
  return { move: ((await busy()) - before) / (WRITTEN * MOVES), frame: share(gaps, 0.5), late: share(gaps, 0.95) };
}

async function pen(browser, server, state, address) {
  const opened = await open(browser, server, state);
  const { page, slow } = opened;
  await page.goto(address);
  await page.evaluate((picture) => window.watch(0, picture, false), PICTURE);
  await toolButton(page, 'Pen').click();
  const costs = new Map();
  for (const rate of [1, SLOW]) {
    await slow(rate);
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const costOf = {};
      for (const name of turn % 2 === 0 ? PAGES : PAGES.toReversed()) {
        await page.getByRole('button', { name: `Page ${PAGES.indexOf(name) + 1} of ${PAGES.length}` }).click();
        await page.evaluate((picture) => window.watch(performance.now(), picture, false), name === 'full' ? PICTURE : -1);
        costOf[name] = await writing(opened);
      }
      turns.push(costOf);
    }
    costs.set(rate, turns);
    step(`writing, slowed ${rate} times: ${JSON.stringify(turns)}`);
  }
  await page.context().close();
  return costs;
}

/** The script that a page has loaded so far, in bytes as gzip packs it. */
async function script(page) {
  const addresses = await page.evaluate(() =>
    performance.getEntriesByType('resource').flatMap(({ name }) => (new URL(name).pathname.endsWith('.js') ? [name] : [])),
  );
  const sizes = [...new Set(addresses)].map(async (address) => {
    const answer = await page.request.get(address);
    return gzipSync(await answer.body(), { level: 9 }).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function scripts(browser, server, state, classroom) {
  const { page } = await open(browser, server, state);
  await page.goto(classroom);
  await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
  await page.waitForTimeout(REST_MS);
  const start = await script(page);
  await enter(page);
  await modeButton(page, 'Draw').click();
  await page.getByRole('application', { name: 'Drawing board' }).waitFor();
  await page.waitForTimeout(REST_MS);
  const drawing = await script(page);
  await modeButton(page, 'Video').click();
  await page.context().close();
  return { start, drawing };
}

async function repeat(times, round) {
  const all = [];
  for (let done = 0; done < times; done += 1) all.push(await round());
  return all;
}

function share(figures, part) {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const median = (figures) => share(figures, 0.5);

function openedLines(from, openings, goals) {
  const line = (what, pick, goal = '') =>
    `| ${from}: ${what} | ${Math.round(median(openings.map(pick)))} | ${Math.round(Math.max(...openings.map(pick)))} | ${goal} |`;
  return [
    line('first picture', ({ picture }) => picture, goals[0]),
    line('the pen answers', ({ editable }) => editable, goals[1]),
    line('everything is drawn', ({ whole }) => whole),
  ];
}

function penLines([rate, turns]) {
  const of = (name, what) => median(turns.map((turn) => turn[name][what])).toFixed(1);
  const ratio = median(turns.map(({ full, empty }) => full.move / empty.move)).toFixed(2);
  return PAGES.toReversed().map((name) => {
    const row = [rate, name, of(name, 'move'), name === 'full' ? ratio : '1', of(name, 'frame'), of(name, 'late')];
    return `| ${row.join(' | ')} |`;
  });
}

const kilobytes = (bytes) => `${Math.ceil(bytes / 1024)} KB`;

function summary({ navigated, pressed, costs, loaded }) {
  return [
    '# The drawing board with ten thousand strokes on a page, in the browser',
    '',
    'Command: `cargo xtask bench boards`, its second part, or `cargo xtask bench pen`; or `node bench/boards/pen.mjs` with any built',
    `program in \`NACRE_PROGRAM\`. Headless Chromium without a graphics card; the main thread of the page slowed ${SLOW} times, as`,
    `Chromium does that, where it is not said otherwise. Each stroke has ${POINTS} points and is as long as a letter's.`,
    '',
    '## Opening it',
    '',
    'Milliseconds from the press on Draw in the classroom, by an instructor who is in the room, which reads the board ahead;',
    'and from the navigation to the page that prepares a board, with nothing in the cache: all of the page, its scripts and the',
    'document are in that. A first picture shows strokes, not all of them yet. The pen answers when the ink of a press is on the',
    'canvas within 100 ms.',
    '',
    `| | median of ${OPENINGS} | worst | goal |`,
    '| --- | --- | --- | --- |',
    ...openedLines('press', pressed, ['1,000', '4,000']),
    ...openedLines('navigation', navigated, []),
    '',
    '## Writing on it',
    '',
    `Milliseconds of the main thread for each movement of the pen, over ${WRITTEN} strokes of ${MOVES} movements with all that follows`,
    'them, and the time from frame to frame meanwhile. Full and empty are two pages of one board and take turns; the ratio is the',
    `median of ${TURNS} turns, and 1.2 is the goal.`,
    '',
    '| slowed | page | a movement | beside empty | a frame, p50 | a frame, p95 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...costs].flatMap(penLines),
    '',
    '## Script',
    '',
    `The classroom's page loads ${kilobytes(loaded.start)} of script to begin, and ${kilobytes(loaded.drawing)} with the drawing board, as gzip packs it; the goal is`,
    '90 KB without the writing board.',
    '',
    `Everything on one machine with ${cpus().length} cores, ${BUILD} build of the server. Processes that wanted a core when it began: ${BUSY}.`,
    '',
  ].join('\n');
}

const step = (what) => console.error(`pen: ${what}`);

const server = await Server.start();
const browser = await launch();
try {
  const ada = await open(browser, server);
  await signIn(ada.page, CAST.ada);
  await ada.page.goto('/sessions');
  await ada.page.getByRole('row', { name: /Short stories/ }).getByRole('link', { name: 'Prepare boards' }).click();
  await ada.page.getByRole('application', { name: 'Drawing board' }).waitFor();
  const preparation = ada.page.url();
  const state = await ada.page.context().storageState();

  step('brings the strokes');
  await ada.page.goto('/check/network');
  await ada.page.evaluate(bring, [`${new URL(preparation).pathname}/socket`, board()]);
  const navigated = await repeat(OPENINGS, () => fromNavigation(browser, server, state, preparation));
  const costs = await pen(browser, server, state, preparation);
  // of the same pair and program, so the same boards
  const classroom = await startInstantSession(ada.page, { student: 'Mia', program: 'Reading', billable: false });
  await ada.page.context().close();
  const loaded = await scripts(browser, server, state, classroom);
  const pressed = await repeat(OPENINGS, () => fromPress(browser, server, state, classroom));

  const report = summary({ navigated, pressed, costs, loaded });
  console.log(report);
  if (process.argv[2]) writeFileSync(process.argv[2], report);
} finally {
  await browser.close();
  await server.stop();
}
