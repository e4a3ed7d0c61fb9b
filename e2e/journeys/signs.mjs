// What two people in the room show and ask of each other beside sound and picture, and more time for it.

import assert from 'node:assert/strict';

import { together } from '../harness/boards.mjs';
import { picture } from '../harness/browser.mjs';
import { chooseStudent, enter, openInstantForm, pressStart } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { ON_THEIR_SIDES, PHONES } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';
import { PATIENCE_MS, until } from '../harness/wait.mjs';

journey('a hand, a sign, a wish for the camera and more minutes reach the other', async (world) => {
  const { ada, ben } = await together(world);
  const bar = (page) => page.getByRole('toolbar', { name: 'Classroom' });
  const press = (page, name) => bar(page).getByRole('button', { name, exact: true }).click();
  const pressMore = async (page, name) => {
    await press(page, 'More');
    await page.getByRole('dialog', { name: 'More' }).getByRole('button', { name }).first().click();
  };

  await press(ben, 'Raise hand');
  const hand = ada.locator('.cr-other').getByText('Hand raised');
  await hand.waitFor();
  await pressMore(ada, /^Lower Ben's hand$/);
  await bar(ben).getByRole('button', { name: 'Raise hand', exact: true }).waitFor();
  await hand.waitFor({ state: 'hidden' });
  await ada.keyboard.press('Escape');

  await pressMore(ben, 'Well done');
  await ada.getByRole('status').filter({ hasText: '👏' }).waitFor();

  // whoever asked, and whoever obeys, goes on by keys where they were
  await press(ben, 'Camera off');
  await pressMore(ada, 'Turn camera on');
  const question = ben.getByRole('alertdialog');
  await question.getByText('Ada asks you to turn your camera on.').waitFor();
  await question.getByRole('button', { name: 'Yes' }).press('Enter');
  await bar(ben).getByRole('button', { name: 'Camera off', exact: true }).waitFor();
  await hasFocus(ben, 'Camera off');
  await ada.getByRole('button', { name: 'Turn camera on' }).waitFor({ state: 'hidden' });
  await hasFocus(ada, 'Change camera');
  await ada.keyboard.press('Escape');

  // what cannot be, or is not wished for, is told to who asked
  const asked = async (wish, words, answer) => {
    await pressMore(ada, wish);
    await ada.keyboard.press('Escape');
    await question.getByText(words).waitFor();
    await question.getByRole('button', { name: answer }).click();
  };
  await asked('Change camera', 'Ada asks you to try another camera.', 'Yes');
  await ben.getByText('There is no other camera on this device.').first().waitFor();
  await ada.getByText('Ben has no other camera.').first().waitFor();
  await asked('Change speaker', 'Ada asks you to try another speaker.', 'No');
  await ada.getByText('Ben said no. The speaker stays as it is.').first().waitFor();
  await asked('Change microphone', 'Ada asks you to try another microphone.', 'Yes');
  await ben.getByText(/^Trying Fake Audio Input/).first().waitFor();
  await ada.getByText('Ben tries another microphone now.').first().waitFor();
  await press(ada, 'More');
  await ada.getByText(/Microphone: Fake Audio Input/).waitFor();
  await picture(ada, 'more-devices');
  await ada.keyboard.press('Escape');

  const [before] = await Promise.all([secondsLeft(ben), pressMore(ada, /^\+ \d+ min$/)]);
  for (const page of [ada, ben]) await until('more time is left', async () => (await secondsLeft(page)) > before + 60);
  assert.ok(before > 0);
});

journey('what is told covers nothing of an open panel', async (world) => {
  const { ada, ben } = await together(world);
  await ada.getByRole('button', { name: 'More', exact: true }).click();
  const more = ada.getByRole('dialog', { name: 'More' });
  for (const viewport of [...PHONES, ...ON_THEIR_SIDES, { width: 1280, height: 640 }]) {
    await ada.setViewportSize(viewport);
    const raise = ben.getByRole('button', { name: 'Raise hand', exact: true });
    await ((await raise.isVisible()) ? raise : ben.getByRole('button', { name: 'Lower hand', exact: true })).click();
    const told = ada.getByRole('status').filter({ hasText: /^Ben (raised a hand|lowered the hand)\.$/ });
    // it is gone after a while: a box and a half seen is looked at again
    const [words, panel] = await until('both are seen', async () => {
      const boxes = await Promise.all([told, more].map((each) => each.boundingBox({ timeout: 1_000 }).catch(() => null)));
      return boxes.every(Boolean) && boxes;
    });
    assert.ok(words.y + words.height <= panel.y, `at ${viewport.width} by ${viewport.height}`);
    assert.ok(words.y >= 0 && panel.height > 150);
    await picture(ada, `told-${viewport.width}`);
  }
});

journey('five minutes before its end the room says so to both', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/configuration/booking');
  for (const rule of ['Minimum minutes together', 'No-show minutes', 'Late after minutes']) {
    await admin.getByLabel(rule).fill('5');
  }
  await admin.getByRole('button', { name: 'Save rules' }).click();
  await admin.getByText('Saved.').waitFor();
  await admin.getByLabel('Another length, in minutes').fill('6');
  await admin.getByRole('button', { name: 'Add length' }).click();
  await admin.getByRole('button', { name: 'Make 6 minutes the default' }).waitFor();

  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  await openInstantForm(ada);
  await chooseStudent(ada, 'Ben');
  await ada.getByLabel('Duration').selectOption({ label: '6 minutes' });
  await ada.getByRole('radio', { name: 'No' }).check({ force: true });
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ben.goto(await pressStart(ada));
  for (const page of [ada, ben]) await enter(page);
  const isTold = async (page) => {
    // whoever comes when there is less left sees it, and is not told
    if ((await secondsLeft(page)) > 301) await page.getByText('5 minutes left.').waitFor({ timeout: 2 * PATIENCE_MS });
    const clock = page.getByText(/^[\d:]+ left$/);
    await until('the clock shows it', async () => (await clock.getAttribute('data-urgency')) === 'soon');
  };
  await Promise.all([isTold(ada), isTold(ben)]);
});

/** What the clock of the room says. */
async function secondsLeft(page) {
  const text = await page.getByText(/^[\d:]+ left$/).textContent();
  return text.replace(' left', '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Waits until the button of that name has it. */
async function hasFocus(page, name) {
  await until(`the focus is on ${name}`, () => page.getByRole('button', { name, exact: true }).evaluate((button) => button === document.activeElement));
}
