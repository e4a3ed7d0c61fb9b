// No page may have a serious or critical violation of WCAG 2.2 AA.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { PATIENCE_MS } from './wait.mjs';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Fails with the rule, the element and the reason of each serious violation on the page.
 *
 * @param {import('playwright-core').Page} page
 */
export async function assertAccessible(page) {
  // a form on its way is answered in place, or by another page
  await page.waitForFunction(() => !document.querySelector('button[aria-busy="true"]'), null, { timeout: PATIENCE_MS });
  await page.evaluate(AXE);
  await page.evaluate(settled);
  const violations = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  }, TAGS);
  assert.deepEqual(violations, [], `${page.url()} is not accessible to all`);
}

/**
 * Runs in the page: until no colour that is to be seen is changing. A change that another takes the place of, or brings
 * about, counts too; one in a closed fold stands still, and would never end.
 */
async function settled() {
  for (let round = 0; round < 20; round += 1) {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const changing = document
      .getAnimations()
      .filter(({ transitionProperty, effect }) => transitionProperty?.endsWith('color') && effect.target.checkVisibility());
    if (changing.length === 0) return;
    await Promise.allSettled(changing.map((animation) => animation.finished));
  }
}
