// The built program with its demo organization, on a free port and a throw-away data folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { RoughNetwork } from './rough-network.mjs';
import { TlsOnly, certify } from './tls-only.mjs';
import { PATIENCE_MS } from './wait.mjs';

const PROGRAM =
  process.env.NACRE_PROGRAM ?? new URL('../../target/debug/nacre', import.meta.url).pathname;
/** How much of the program's log an error message shows. */
const LAST_LINES = 30;

const running = new Set();
process.on('exit', () => running.forEach((server) => server.killNow()));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export class Server {
  #child;
  #log = [];
  #data = mkdtempSync(join(tmpdir(), 'nacre-journey-'));
  #listens;
  #words = [];
  #week = false;
  /** Flags of a browser that is to reach it. */
  flags = [];
  /** What stands before it: a `TlsOnly`, a `RoughNetwork`, or nothing. */
  network = null;

  /**
   * Starts a fresh demo and waits until it says that it is ready.
   *
   * @param {'all' | 'tls' | 'proxy' | 'rough'} [passes] what reaches it: only TLS, or only TLS through an HTTP proxy, and
   *   then it speaks it; or all, through a network that can be made worse
   * @param {boolean} [week] the people have a week of sessions, requests and messages, as who tries it finds them
   */
  static async start(passes = 'all', week = false) {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: cargo build -p nacre`);
    const server = new Server();
    server.#week = week;
    server.#listens = server.port = await freePort();
    if (passes === 'rough') await server.#standBehindRough();
    else if (passes !== 'all') await server.#standBehind(passes === 'proxy');
    await server.restart();
    return server;
  }

  /** The demo organization's address. */
  get address() {
    return `${this.#scheme}://localhost:${this.port}`;
  }

  /** The program's process. */
  get pid() {
    return this.#child.pid;
  }

  /** The second organization's address. */
  get otherAddress() {
    return `${this.#scheme}://oak.localhost:${this.port}`;
  }

  get #scheme() {
    return this.network instanceof TlsOnly ? 'https' : 'http';
  }

  async #standBehind(proxy) {
    const { certificate, key, flag } = certify(this.#data);
    this.network = new TlsOnly(this.#listens, proxy);
    await this.network.open();
    this.port = this.network.port;
    this.flags = [flag, ...this.network.flags];
    this.#words = ['--no-udp', '--certificate', certificate, '--key', key, '--public-port', String(this.port)];
  }

  async #standBehindRough() {
    this.network = new RoughNetwork(this.#listens);
    await this.network.open();
    this.port = this.network.port;
    this.#words = ['--public-port', String(this.port)];
  }

  /** Starts the program on the same port and data folder. */
  async restart() {
    const words = ['demo', '--port', String(this.#listens), '--loopback-only', '--data', this.#data, ...this.#words];
    if (!this.#week) words.push('--plain');
    this.#child = spawn(PROGRAM, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    createInterface(this.#child.stderr).on('line', (line) => this.#remember(line));
    await this.#ready(createInterface(this.#child.stdout));
  }

  /** Pulls the plug: SIGKILL to the program and all it started. */
  async kill() {
    const ended = once(this.#child, 'exit');
    this.killNow();
    await ended;
  }

  killNow() {
    running.delete(this);
    if (this.#child?.exitCode === null && this.#child.signalCode === null) {
      process.kill(-this.#child.pid, 'SIGKILL');
    }
  }

  /** Ends the program and deletes its data. */
  async stop() {
    if (running.has(this)) await this.kill();
    this.network?.close();
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** The newest lines of the program's log. */
  get lastWords() {
    return this.#log.join('\n');
  }

  #remember(line) {
    this.#log.push(line);
    if (this.#log.length > LAST_LINES) this.#log.shift();
  }

  #ready(lines) {
    return new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`the demo ${why}:\n${this.lastWords}`));
      const timer = setTimeout(() => fail('was not ready in time'), PATIENCE_MS);
      this.#child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended by itself (${code ?? signal})`);
      });
      lines.on('line', (line) => {
        this.#remember(line);
        if (!line.startsWith('Nacre is ready')) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
