// A journey: a fresh demo, a browser, the people in it, and the judgement at the end.

import assert from 'node:assert/strict';
import test from 'node:test';

import { launch, picture, visitor } from './browser.mjs';
import { signIn } from './people.mjs';
import { Server } from './server.mjs';

/** No journey takes this long; a hang ends here. */
const LIMIT_MS = 300_000;

/**
 * Declares a journey. When it fails, a picture of each open page and the end of the program's log are kept.
 *
 * @param {string} name what is promised, as a sentence
 * @param {(world: World) => Promise<void>} walk
 * @param {{flags?: string[], passes?: 'all' | 'tls' | 'proxy' | 'rough', week?: boolean}} [options] flags of the browser;
 *   what the network lets through; whether the people have their week, and not two sessions alone
 */
export function journey(name, walk, { flags = [], passes = 'all', week = false } = {}) {
  test(name, { timeout: LIMIT_MS }, async (context) => {
    const server = await Server.start(passes, week);
    const world = new World(server, await launch([...flags, ...server.flags]), (words) => context.diagnostic(words));
    try {
      await walk(world);
      world.judge();
    } catch (error) {
      await world.keepEvidence(name);
      context.diagnostic(`the program's last words:\n${world.server.lastWords}`);
      throw error;
    } finally {
      await world.end();
    }
  });
}

export class World {
  #pages = [];

  /** @param {(words: string) => void} say a figure, for who reads the run */
  constructor(server, browser, say) {
    this.say = say;
    this.server = server;
    this.browser = browser;
  }

  /**
   * A browser of their own for somebody, not signed in.
   *
   * @param {object} [options] of the browser context
   */
  async visitor(options) {
    const page = await visitor(this.browser, this.server, options);
    this.#pages.push(page);
    return page;
  }

  /**
   * A person of the cast, signed in, on the dashboard.
   *
   * @param {{email: string}} person
   * @param {object} [options] of the browser context
   */
  async person(person, options) {
    const page = await this.visitor(options);
    await signIn(page, person);
    return page;
  }

  /** Nothing left for another host and no page threw. */
  judge() {
    assert.deepEqual(this.#pages.flatMap((page) => page.complaints), []);
  }

  async keepEvidence(name) {
    const stem = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 60);
    const open = this.#pages.filter((page) => !page.isClosed());
    await Promise.allSettled(open.map((page, index) => picture(page, `failed-${stem}-${index + 1}`)));
  }

  async end() {
    await this.browser.close();
    await this.server.stop();
  }
}
