// How a page looks: pictures for people, and a judgement by machine, large in light and small in dark.

import assert from 'node:assert/strict';

import { assertAccessible } from './accessibility.mjs';
import { SIZES, picture } from './browser.mjs';

/**
 * Keeps a picture of the page at both sizes, and fails when it is not accessible there or wider than the screen.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function look(page, name) {
  for (const [viewport, colorScheme] of [[SIZES.desk, 'light'], [SIZES.phone, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(fits, `${name} is wider than the screen of ${colorScheme}`);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(SIZES.desk);
  await page.emulateMedia({ colorScheme: 'light' });
}
