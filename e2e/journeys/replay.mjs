// A session that is over is played again, as it was drawn.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { draw, hasLines, isSaved, putOnStage, together } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { endSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';

journey('what was drawn in a session is played again, for both', async (world) => {
  const { ada, ben } = await together(world);
  const replay = ada.url().replace('/classroom/', '/sessions/').concat('/replay');
  await putOnStage('Draw', ada, ben);
  await draw(ada, 0.3);
  await hasLines(ben, 'Ada');
  await isSaved(ada);
  await endSession(ada);

  for (const [page, viewport, colorScheme] of [[ada, SIZES.desk, 'light'], [ben, SIZES.phone, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.goto(replay);
    await page.getByRole('navigation', { name: 'Chapters' }).getByRole('button', { name: 'Drawing board' }).click();
    await page.getByRole('slider', { name: 'Time' }).press('End');
    await hasLines(page, 'Ada');
    await assertAccessible(page);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    assert.ok(fits, `the replay is wider than the screen of ${colorScheme}`);
    await picture(page, `replay-${colorScheme}`);
  }
});
