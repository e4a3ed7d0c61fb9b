// What ten thousand strokes on a page cost in the browser, and how much script the classroom needs to begin.
//
// An instructor prepares the drawing board in headless Chromium, its CPU throttled to a quarter: the time until the
// first picture of a full page and until it can be drawn on, and the main thread's work for each movement of the pen on
// the empty and on the full page. Writes its figures to the file named by the first argument.

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';

import { toolButton } from '../../e2e/harness/boards.mjs';
import { launch, visitor } from '../../e2e/harness/browser.mjs';
import { startInstantSession } from '../../e2e/harness/classroom.mjs';
import { CAST, signIn } from '../../e2e/harness/people.mjs';
import { Server } from '../../e2e/harness/server.mjs';

const Y = createRequire(new URL('../../client/package.json', import.meta.url))('yjs');

const STROKES = 10_000;
const THROTTLE = 4;
const OPENINGS = 5;
const MOVES = 400;
/** A main thread that answers so fast, twice, is free to draw. */
const FREE_MS = 50;

/** Runs in the page: notes when the board has a picture, and when it can be drawn on. */
function stopwatch(freeMs) {
  const noted = (window.noted = {});
  const hasPicture = () => {
    for (const canvas of document.querySelectorAll('drawing-board canvas')) {
      if (canvas.width === 0) continue;
      const small = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
      const brush = small.getContext('2d', { willReadFrequently: true });
      brush.drawImage(canvas, 0, 0, 64, 64);
      const { data } = brush.getImageData(0, 0, 64, 64);
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 64 && data[at] + data[at + 1] + data[at + 2] < 500) return true;
    }
    return false;
  };
  let free = 0;
  let before = performance.now();
  const look = () => {
    const now = performance.now();
    noted.picture ??= hasPicture() ? now : undefined;
    free = noted.picture && document.querySelector('drawing-board [role="application"]') && now - before < freeMs ? free + 1 : 0;
    before = performance.now();
    if (free >= 2) noted.editable = now;
    else requestAnimationFrame(() => setTimeout(look));
  };
  requestAnimationFrame(look);
}

/** Runs in the page: speaks to the board's socket as the classroom's protocol has it. */
async function converse([address, updates]) {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const frames = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string') frames.push([...new Uint8Array(data)]);
    wake();
  };
  const until = async (wanted) => {
    for (;;) {
      const found = frames.find(wanted);
      if (found) return found;
      await new Promise((resolve) => (wake = resolve));
    }
  };
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.send(JSON.stringify({ t: 'hello', v: 1, device: 'benchbench', place: 'room', takeover: false }));
  socket.send(Uint8Array.of(0, 0, 0, 1, 0));
  const answer = await until(([board, kind, step]) => board === 0 && kind === 0 && step === 1);
  for (const [index, update] of updates.entries()) {
    socket.send(bytes(update));
    await until(([board, kind, count]) => board === 0 && kind === 100 && count === index + 1);
  }
  socket.close();
  return answer;
}

/** A message of the sync protocol for the drawing board, as text. */
function frame(update) {
  const length = [];
  for (let rest = update.length; ; rest >>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([0, 0, 2, ...length]), update]).toString('base64');
}

/** The update within an answer `0 0 1 length update`. */
function updateOf(answer) {
  let at = 3;
  while (answer[at] >= 0x80) at += 1;
  return Uint8Array.from(answer.slice(at + 1));
}

/** A stroke of forty points from a random place, packed as the board packs it. */
function stroke(random) {
  const bytes = [];
  const put = (value) => {
    let rest = (value << 1) ^ (value >> 31);
    while (rest >= 0x80) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.push(rest);
  };
  put(Math.floor(random() * 1_500 * 8));
  put(Math.floor(random() * 950 * 8));
  put(128);
  for (let point = 1; point < 40; point += 1) {
    put(Math.floor(random() * 24));
    put(Math.floor(random() * 40 - 20));
    put(0);
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

async function fill(page, address) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateOf(await page.evaluate(converse, [address, []])));
  const [sheet] = doc.getMap('pages').keys();
  const random = seeded(7);
  const updates = [];
  doc.on('update', (update) => updates.push(frame(update)));
  for (let from = 0; from < STROKES; from += 1_000) {
    doc.transact(() => {
      for (let n = from; n < from + 1_000; n += 1) {
        const place = `a${n.toString(36).padStart(4, '0')}z`;
        doc.getMap(`p:${sheet}`).set(crypto.randomUUID(), { k: 'pen', z: place, t: n, by: 'instructor', c: n % 6, b: n % 4, mark: false, d: stroke(random) });
      }
    });
  }
  await page.evaluate(converse, [address, updates]);
}

/** Milliseconds of the main thread for each movement while the pen draws. */
async function costOfAMove(page, devtools) {
  await toolButton(page, 'Pen').click({ force: true });
  const box = await page.getByRole('application', { name: 'Drawing board' }).boundingBox();
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
  };
  const at = (move) => [box.x + box.width * (0.3 + 0.4 * Math.abs(Math.sin(move / 40))), box.y + box.height * (0.3 + 0.4 * Math.abs(Math.cos(move / 57)))];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  const before = await busy();
  for (let move = 1; move <= MOVES; move += 1) await page.mouse.move(...at(move));
  const cost = ((await busy()) - before) / MOVES;
  await page.mouse.up();
  return cost;
}

async function opened(browser, server, address) {
  const page = await visitor(browser, server);
  await signIn(page, CAST.ada);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await page.addInitScript(stopwatch, FREE_MS);
  await page.goto(address);
  return { page, devtools };
}

const median = (figures) => figures.toSorted((a, b) => a - b)[figures.length >> 1];

const server = await Server.start();
const browser = await launch();
try {
  const ada = await visitor(browser, server);
  await signIn(ada, CAST.ada);
  await ada.goto('/sessions');
  await ada.getByRole('link', { name: 'Prepare boards' }).first().click();
  await ada.getByRole('application', { name: 'Drawing board' }).waitFor();
  const preparation = ada.url();

  const empty = await opened(browser, server, preparation);
  await empty.page.getByRole('application', { name: 'Drawing board' }).waitFor();
  const costs = { empty: [], full: [] };
  for (let round = 0; round < 3; round += 1) costs.empty.push(await costOfAMove(empty.page, empty.devtools));
  await empty.page.context().close();

  await ada.goto('/check/network');
  await fill(ada, `${new URL(preparation).pathname}/socket`);

  const noted = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const full = await opened(browser, server, preparation);
    await full.page.waitForFunction(() => window.noted.editable);
    noted.push(await full.page.evaluate(() => window.noted));
    if (opening < 3) costs.full.push(await costOfAMove(full.page, full.devtools));
    await full.page.context().close();
  }

  await startInstantSession(ada, { student: 'Ben' });
  await ada.getByRole('button', { name: 'Join', exact: true }).waitFor();
  const script = await ada.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );

  const [before, after] = [median(costs.empty), median(costs.full)];
  const report = `# The drawing board with ${STROKES.toLocaleString('en')} strokes on a page

Headless Chromium, its CPU throttled ${THROTTLE} times, one of ${cpus().length} cores; medians, and the worst of ${OPENINGS} openings.

| | median | worst | goal |
| --- | --- | --- | --- |
| first picture, ms from the page's navigation | ${Math.round(median(noted.map(({ picture }) => picture)))} | ${Math.round(Math.max(...noted.map(({ picture }) => picture)))} | 1,000 |
| can be drawn on, ms | ${Math.round(median(noted.map(({ editable }) => editable)))} | ${Math.round(Math.max(...noted.map(({ editable }) => editable)))} | 4,000 |
| main thread for each movement of the pen, empty page, ms | ${before.toFixed(2)} | ${Math.max(...costs.empty).toFixed(2)} | |
| the same, full page, ms | ${after.toFixed(2)} | ${Math.max(...costs.full).toFixed(2)} | |
| full beside empty | ${(after / before).toFixed(2)} | | 1.2 |
| the classroom's script at the start, KB as sent | ${(script / 1024).toFixed(0)} | | 90 |
`;
  console.log(report);
  if (process.argv[2]) writeFileSync(process.argv[2], report);
} finally {
  await browser.close();
  await server.stop();
}
