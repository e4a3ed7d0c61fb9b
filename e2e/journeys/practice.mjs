// An instructor tries the classroom alone.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { draw, hasLines, modeButton, objects, text, toolButton } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { enter } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

/** A PNG of one point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const SCREEN = ['--auto-select-desktop-capture-source=Entire screen'];

journey('an instructor has a practice classroom, and a student has none', async (world) => {
  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  assert.equal(await ben.getByRole('link', { name: 'Practice classroom' }).count(), 0);
  await lookTwice(ada, 'practice-dashboard');
  await ada.getByRole('link', { name: 'Practice classroom' }).click();
  await enter(ada);
  await ada.getByRole('heading', { name: 'Your practice classroom' }).waitFor();
  assert.equal(await ada.getByRole('button', { name: 'End session' }).count(), 0);
  await lookTwice(ada, 'practice');
});

journey('an instructor tries the classroom alone, and nothing is left of it', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.getByRole('link', { name: 'Practice classroom' }).click();
  await enter(ada);
  await modeButton(ada, 'Draw').click();
  await draw(ada, 0.3);
  await hasLines(ada, 'Ada');
  const chooser = ada.waitForEvent('filechooser');
  await toolButton(ada, 'Image or PDF').click();
  await (await chooser).setFiles({ name: 'apple.png', mimeType: 'image/png', buffer: PICTURE });
  await until('the picture is on the board', async () => /image|apple/i.test((await objects(ada))[0]));
  await modeButton(ada, 'Write').click();
  await text(ada).click();
  await ada.keyboard.type('Only I read this.');
  await modeButton(ada, 'Screen').click();
  await until('the own screen is on the stage', async () => {
    const video = ada.getByTestId('screen-video');
    return (await video.isVisible()) && (await video.evaluate((element) => element.videoWidth > 0));
  });
  await ada.reload();
  await enter(ada);
  await modeButton(ada, 'Draw').click();
  await until('a reload finds the board', async () => (await objects(ada)).length === 2);

  await ada.getByRole('button', { name: 'Leave' }).click();
  await ada.getByRole('heading', { name: 'You left the practice classroom' }).waitFor();
  await look(ada, SIZES.desk, 'light', 'practice-left');
  await ada.goto('/sessions?when=past');
  await ada.getByText('Nothing here').waitFor();
}, { flags: SCREEN });

async function lookTwice(page, name) {
  await look(page, SIZES.desk, 'light', name);
  await look(page, SIZES.phone, 'dark', name);
  await page.setViewportSize(SIZES.desk);
}

async function look(page, viewport, colorScheme, name) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await assertAccessible(page);
  const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  assert.ok(fits, `${name} is wider than the screen of ${colorScheme}`);
  await picture(page, `${name}-${colorScheme}`);
}
