// The built program with its demo organization, on a free port and a throw-away data folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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

  /** Starts a fresh demo and waits until it says that it is ready. */
  static async start() {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: cargo build -p nacre`);
    const server = new Server();
    server.port = await freePort();
    await server.restart();
    return server;
  }

  /** The demo organization's address. */
  get address() {
    return `http://localhost:${this.port}`;
  }

  /** The program's process. */
  get pid() {
    return this.#child.pid;
  }

  /** The second organization's address. */
  get otherAddress() {
    return `http://oak.localhost:${this.port}`;
  }

  /** Starts the program on the same port and data folder. */
  async restart() {
    const words = ['demo', '--port', String(this.port), '--data', this.#data];
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
