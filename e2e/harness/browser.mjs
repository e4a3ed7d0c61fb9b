// Chromium with a camera and a microphone that are not there, and no way to any other host.

import { mkdirSync } from 'node:fs';

import { chromium } from 'playwright-core';

import { countPeers } from './media.mjs';
import { PATIENCE_MS } from './wait.mjs';

const EXECUTABLE = process.env.NACRE_CHROMIUM ?? '/usr/bin/chromium';
const RESULTS = new URL('../results/', import.meta.url).pathname;

const FLAGS = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
];

/** Where a network lets WebRTC through over TCP alone, as at many schools. */
export const WITHOUT_UDP = ['--webrtc-ip-handling-policy=disable_non_proxied_udp'];

export const SIZES = {
  desk: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};

/**
 * Starts a browser.
 *
 * @param {string[]} [flags] beside the usual ones
 */
export function launch(flags = []) {
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: ['--headless=new', ...FLAGS, ...flags],
  });
}

/**
 * A browser profile of its own with one open page, as one person has it. Every request to another host than
 * the server's, and every error on a page, is noted in `page.complaints`.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {import('./server.mjs').Server} server
 * @param {object} [options] of the context: viewport, colorScheme, …
 */
export async function visitor(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.address,
    viewport: SIZES.desk,
    reducedMotion: 'reduce',
    permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.addInitScript(countPeers);
  page.complaints = complaintsOf(context, server);
  return page;
}

function complaintsOf(context, server) {
  const complaints = [];
  const ours = new RegExp(`^(https?|wss?)://([a-z0-9-]+\\.)?localhost:${server.port}/|^(data|blob|about):`);
  const judge = (url) => ours.test(url) || complaints.push(`a request left for ${url}`);
  context.on('request', (request) => judge(request.url()));
  context.on('page', (page) => watch(page));
  context.pages().forEach(watch);
  function watch(page) {
    page.on('websocket', (socket) => judge(socket.url()));
    page.on('pageerror', (error) => complaints.push(`on ${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted Type/i.test(message.text())) {
        complaints.push(`on ${page.url()}: ${message.text()}`);
      }
    });
  }
  return complaints;
}

/**
 * Keeps a picture of the page in `results/`.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}${name}.png`, fullPage: false, animations: 'disabled' });
}
