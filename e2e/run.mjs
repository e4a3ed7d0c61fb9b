// Runs the journeys, one after the other, or those whose file name contains the first argument. Pictures of an
// earlier run are deleted.

import { readdirSync, rmSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const folder = new URL('journeys/', import.meta.url);
const wanted = process.argv[2] ?? '';
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs') && name.includes(wanted))
  .sort()
  .map((name) => new URL(name, folder).pathname);

if (files.length === 0) {
  console.error(`no journey is called "${wanted}"`);
  process.exit(1);
}

rmSync(new URL('results/', import.meta.url), { recursive: true, force: true });

run({ files, concurrency: false, timeout: Infinity })
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
