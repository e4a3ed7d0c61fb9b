// Runs every `*.test.ts` of the client with Node's own test runner: `npm test [-- part of a file name]`.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";

const here = import.meta.dirname;
const wanted = process.argv[2] ?? "";

const files = await readdir(here, { recursive: true });
const entryPoints = files.filter(
  (file) => file.endsWith(".test.ts") && !file.startsWith("node_modules") && file.includes(wanted),
);
const out = await mkdtemp(path.join(tmpdir(), "nacre-client-"));
try {
  await esbuild.build({
    absWorkingDir: here,
    entryPoints,
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    loader: { ".ics": "text" },
    logLevel: "warning",
  });
  const built = (await readdir(out, { recursive: true })).filter((file) => file.endsWith(".mjs"));
  const run = spawnSync(process.execPath, ["--test", ...built], { cwd: out, stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true });
}
