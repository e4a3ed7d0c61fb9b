// How a page looks: pictures for people, and a judgement by machine, large in light and small in dark.

import assert from 'node:assert/strict';

import { assertAccessible } from './accessibility.mjs';
import { SIZES, picture } from './browser.mjs';
import { until } from './wait.mjs';

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

/** Upright, and on their sides. */
export const PHONES = [SIZES.phone, { width: 360, height: 640 }];
export const ON_THEIR_SIDES = [{ width: 844, height: 390 }, { width: 667, height: 375 }];

/** The words in the buttons that are shown there, once each of them is whole, with its words, and on top. */
export async function seenWhole(place) {
  let cut = [];
  try {
    return await until('every button is whole', async () => {
      const buttons = await place.getByRole('button').evaluateAll((all) =>
        all.map((button) => {
          const box = button.getBoundingClientRect();
          const range = document.createRange();
          range.selectNodeContents(button);
          const inside = [box, ...range.getClientRects()]
            .filter(({ width }) => width > 0)
            .every(({ left, right }) => left >= box.left - 1 && right <= box.right + 1 && left >= 0 && right <= innerWidth);
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return { name: button.ariaLabel ?? button.innerText, word: button.innerText.trim(), whole: inside && button.contains(top) };
        }),
      );
      cut = buttons.filter(({ whole }) => !whole).map(({ name }) => name);
      return cut.length === 0 && buttons.map(({ word }) => word);
    });
  } catch (cause) {
    throw new Error(`these buttons are cut or covered: ${cut.join(', ')}`, { cause });
  }
}
