// Builds what browsers load: `npm run build`, or `npm run watch` to build again on every change.
//
//   styles/app.css         the stylesheet, made by Tailwind from the class names in the Rust and TypeScript sources
//   styles/<island>.css    the stylesheet of an island, as it is
//   <island>/index.ts      an island: a page's script, as <island>.js, with shared pieces split off
//   live/theme.ts          runs before the first paint, so it is a plain script
//
// Everything lands in dist/ under a name made from its content; dist/manifest.json, written last, maps
// source names to those names.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, watch } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = import.meta.dirname;
const dist = path.join(here, "dist");
const watching = process.argv.includes("--watch");

/** Text that shrinks; fonts are compressed already. */
const shrinks = /\.(css|js|mjs|svg)$/;

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: ["chrome116", "firefox121", "safari16.4"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  outdir: dist,
  publicPath: "/assets",
  // pdf.js runs in a worker of its own, loaded by its address
  loader: { ".woff2": "file", ".svg": "file", ".worker.min.mjs": "file" },
  plugins: [{ name: "newest fonts", setup: (build) => build.onLoad({ filter: /katex\.css$/ }, newestFonts) }],
  metafile: true,
  write: false,
  logLevel: "warning",
};

/** A built file: its source name, if pages name it; its served name; its bytes. */
const built = (name, served, bytes) => ({ name, served, bytes });

async function build() {
  const started = performance.now();
  const files = (await Promise.all([stylesheets(), islands(), theme(), copies()])).flat();
  await put(files);
  const milliseconds = Math.round(performance.now() - started);
  console.log(`Built ${files.length} files in ${milliseconds} ms`);
}

async function stylesheets() {
  const folder = path.join(here, "styles");
  const others = (await islandNames()).map((name) => `${name}.css`).filter((file) => existsSync(path.join(folder, file)));
  const app = await tailwind(path.join(folder, "app.css"));
  const sheets = [
    bundle({ stdin: { contents: app, resolveDir: folder, sourcefile: "styles/app.css", loader: "css" }, entryNames: "app-[hash]" }, () => "app.css"),
    ...others.map((file) => bundle({ entryPoints: [path.join(folder, file)] }, () => file)),
  ];
  return (await Promise.all(sheets)).flat();
}

/** The stylesheet with the utilities our sources use. */
async function tailwind(input) {
  const cli = path.join(here, "node_modules/@tailwindcss/cli/dist/index.mjs");
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [cli, "--input", input, "--output", "-"], { cwd: here, maxBuffer: 16 << 20 });
  return stdout;
}

/** Every folder with an index.ts. */
async function islandNames() {
  const entries = await readdir(here, { withFileTypes: true });
  return entries.filter((entry) => existsSync(path.join(here, entry.name, "index.ts"))).map((entry) => entry.name);
}

async function islands() {
  const entryPoints = (await islandNames()).map((name) => ({ in: path.join(here, name, "index.ts"), out: name }));
  return bundle({ entryPoints, format: "esm", splitting: true }, (entry) => `${path.basename(path.dirname(entry))}.js`);
}

function theme() {
  return bundle({ entryPoints: [path.join(here, "live/theme.ts")], format: "iife" }, () => "theme.js");
}

/** Files served as they are. */
async function copies() {
  const sources = {
    "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
    "pearl.svg": "styles/pearl.svg",
  };
  return Promise.all(
    Object.entries(sources).map(async ([name, source]) => {
      const text = await readFile(path.join(here, source), "utf8");
      // the map is not served
      const bytes = Buffer.from(text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
      const { name: stem, ext } = path.parse(name);
      return built(name, `${stem}-${hash(bytes)}${ext}`, bytes);
    }),
  );
}

/** KaTeX's stylesheet names each font in three forms; our browsers all take the first and smallest. */
async function newestFonts({ path: file }) {
  const text = await readFile(file, "utf8");
  return { contents: text.replace(/, url\([^)]+\.(woff|ttf)\) format\("\w+"\)/g, ""), loader: "css", resolveDir: path.dirname(file) };
}

/** Runs esbuild; `nameOf` gives the source name of an entry point's output. */
async function bundle(options, nameOf) {
  const result = await esbuild.build({ ...common, ...options });
  return result.outputFiles.map((file) => {
    const output = result.metafile.outputs[path.relative(here, file.path)];
    return built(sourceName(output, nameOf), path.basename(file.path), Buffer.from(file.contents));
  });
}

function sourceName(output, nameOf) {
  if (output.entryPoint) return nameOf(output.entryPoint);
  // the one font a page asks for before its stylesheet does
  const latin = Object.keys(output.inputs).some((input) => input.endsWith("inter-latin-wght-normal.woff2"));
  return latin ? "inter-latin.woff2" : null;
}

/** Eight characters, like those esbuild puts into names. */
function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
}

/** Writes the files, then the manifest, then removes what no page can name any more. */
async function put(files) {
  await mkdir(dist, { recursive: true });
  const written = new Set(["manifest.json"]);
  for (const file of files.flatMap(withShrunk)) {
    written.add(file.served);
    await writeWhole(file.served, file.bytes);
  }
  const names = files.filter((file) => file.name).map((file) => [file.name, file.served]);
  await writeWhole("manifest.json", JSON.stringify(Object.fromEntries(names.sort()), null, 2));
  for (const file of await readdir(dist)) {
    if (!written.has(file)) await rm(path.join(dist, file), { recursive: true });
  }
}

/** The file and, except while watching, its compressed forms. */
function withShrunk(file) {
  if (watching || !shrinks.test(file.served)) return [file];
  const brotli = brotliCompressSync(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(file.bytes, { level: 9 });
  return [file, built(null, `${file.served}.br`, brotli), built(null, `${file.served}.gz`, gzip)];
}

/** A reader sees the old bytes or the new ones, never half of them. */
async function writeWhole(name, bytes) {
  const beside = path.join(dist, `.${name}.new`);
  await writeFile(beside, bytes);
  await rename(beside, path.join(dist, name));
}

/** Builds again after a change, once the changes have paused. */
function keepBuilding() {
  let timer;
  const again = (_, file) => {
    if (!file || !/\.(rs|ts|css|svg)$/.test(file) || /^(dist|node_modules)/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
  };
  watch(here, { recursive: true }, again);
  watch(path.join(here, "../crates"), { recursive: true }, again);
}

await build();
if (watching) keepBuilding();
