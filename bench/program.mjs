// The program itself: how large its file is, how much memory it keeps when nobody is there, and how long a start takes.
//
// Prints a table and writes it to the file named by the first argument.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

import { Server } from '../e2e/harness/server.mjs';

const STARTS = 8;
const IDLE_MS = 10_000;
const MB = 1024 * 1024;

/** From the start of the process to the first whole page, asked for again and again. */
async function toFirstPage(server) {
  const from = performance.now();
  const ready = server.restart();
  for (;;) {
    const answer = await fetch(`${server.address}/sign-in`).catch(() => null);
    if (answer?.ok && (await answer.text()).includes('</html>')) break;
    await pause(2);
  }
  const took = performance.now() - from;
  await ready;
  return took;
}

function memoryOf(pid) {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
  return Number(kilobytes) * 1024;
}

const size = statSync(process.env.NACRE_PROGRAM).size;
const server = await Server.start();
try {
  const times = [];
  for (let start = 0; start < STARTS; start += 1) {
    await server.kill();
    times.push(await toFirstPage(server));
  }
  times.sort((a, b) => a - b);
  await pause(IDLE_MS);
  const report = [
    '# The program',
    '',
    'Command: `cargo xtask bench program`, release build, the demonstration on SQLite. Goals: 60 MB, 80 MB, 500 ms.',
    '',
    '| | |',
    '|---|---|',
    `| the program, one file | ${Math.round(size / MB)} MB |`,
    `| memory, idle for ${IDLE_MS / 1000} s | ${Math.round(memoryOf(server.pid) / MB)} MB |`,
    `| start to first page | ${Math.round(times[STARTS / 2])} ms (median of ${STARTS}; worst ${Math.round(times.at(-1))}) |`,
    '',
    `On a machine with ${cpus().length} cores.`,
    '',
  ].join('\n');
  console.log(report);
  if (process.argv[2]) writeFileSync(process.argv[2], report);
} finally {
  await server.stop();
}
