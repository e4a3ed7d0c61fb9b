// Every page that a person's navigation leads to: accessible, and as wide as the screen, large and small, light and dark.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { SIZES, WITHOUT_UDP, picture } from '../harness/browser.mjs';
import { journey } from '../harness/journey.mjs';
import { CAST } from '../harness/people.mjs';

/** Addresses that the navigation and the pages behind it lead to; of pages alike but for an id, the first. */
async function pagesOf(page) {
  const seen = new Map([['/', '/']]);
  for (const address of seen.values()) {
    await page.goto(address);
    for (const next of await localLinks(page)) {
      if (!seen.has(kind(next))) seen.set(kind(next), next);
    }
  }
  return [...seen];
}

function localLinks(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('a[href^="/"]')]
      .map((link) => new URL(link.href))
      .filter((url) => url.origin === location.origin && !url.pathname.startsWith('/demo/'))
      // files to take along are no pages
      .filter((url) => !/[./](csv|xlsx)$/.test(url.pathname))
      .map((url) => url.pathname),
  );
}

/** `/sessions/ID` for `/sessions/ses_01…`. */
function kind(path) {
  return path.replaceAll(/[a-z]{3}_[0-9a-f]{32}/g, 'ID');
}

function fitsTheScreen(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

/** Two looks show what four would: large by day, small by night. */
const LOOKS = [
  { look: 'large-light', viewport: SIZES.desk, colorScheme: 'light' },
  { look: 'small-dark', viewport: SIZES.phone, colorScheme: 'dark' },
];

for (const name of ['admin', 'ada', 'ben', 'carol']) {
  journey(`every page of ${name} is accessible and fits, large and small, light and dark`, async (world) => {
    const page = await world.person(CAST[name]);
    for (const [kindOfPage, address] of await pagesOf(page)) {
      await page.goto(address);
      for (const { look, viewport, colorScheme } of LOOKS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page);
        assert.ok(await fitsTheScreen(page), `${address} is wider than the screen, ${look}`);
        await picture(page, `${name}${kindOfPage.replaceAll('/', '-')}-${look}`);
      }
    }
  });
}

journey('the check before the day is open to everybody, accessible, and finds all well', async (world) => {
  const page = await world.visitor();
  await page.goto('/check');
  const rows = page.getByRole('listitem');
  await page.getByRole('status').filter({ hasText: 'This network is ready for a lesson.' }).waitFor();
  await rows.filter({ hasText: 'through the best way (UDP)' }).waitFor();
  await rows.filter({ hasText: 'through the way round (TCP)' }).waitFor();
  await rows.filter({ hasText: 'does not offer the way inside TLS' }).waitFor();
  await page.getByRole('button', { name: 'Try them' }).click();
  await rows.filter({ hasText: 'fake' }).waitFor();
  for (const address of ['/check', '/check/network']) {
    if (new URL(page.url()).pathname !== address) await page.goto(address);
    for (const { look, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page);
      assert.ok(await fitsTheScreen(page), `${address} is wider than the screen, ${look}`);
      await picture(page, `anybody${address.replaceAll('/', '-')}-${look}`);
    }
  }
});

journey(
  'the check says when the best way is closed, and that another is open',
  async (world) => {
    const page = await world.visitor();
    await page.goto('/check');
    await page.getByRole('status').filter({ hasText: 'though not by the best way' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Nothing came through the best way (UDP)' }).waitFor();
  },
  { flags: WITHOUT_UDP },
);
