// Going through pages by keyboard alone: Tab, arrows, letters, Space and Enter, as somebody without a mouse does.

import assert from 'node:assert/strict';

import { PASSWORD } from './people.mjs';
import { until } from './wait.mjs';

/** More places than any page has. */
const MOST_PRESSES = 250;

const isFocused = (target) => target.evaluate((element) => element === document.activeElement);

/**
 * Goes on by Tab until `target` has the focus, which must be to be seen.
 *
 * @param {import('playwright-core').Locator} target
 */
export async function reach(target) {
  const page = target.page();
  await target.waitFor();
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    if (await isFocused(target)) {
      assert.ok(await target.evaluate((element) => element.matches(':focus-visible')), `${target} shows its focus`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${target}`);
}

/** Goes to a link, a button or a fold and presses it. */
export async function press(target, key = 'Enter') {
  await reach(target);
  await target.page().keyboard.press(key);
}

/** Goes to a field and types in it, instead of what stands there. */
export async function type(target, text) {
  await reach(target);
  await target.page().keyboard.press('ControlOrMeta+a');
  await target.page().keyboard.type(text);
}

/** Goes to a list of choices and chooses by the first letters. */
export async function pick(target, label) {
  await reach(target);
  await target.page().keyboard.type(label);
  const chosen = () => target.evaluate((select) => select.selectedOptions[0]?.label ?? '');
  await until(`${label} is chosen`, async () => (await chosen()).startsWith(label));
}

/** Goes to a group of choices and moves on by arrows until this one is chosen. */
export async function choose(radio) {
  const page = radio.page();
  const name = await radio.getAttribute('name');
  const isInGroup = () => page.evaluate((group) => document.activeElement?.name === group, name);
  for (let presses = 0; !(await isInGroup()); presses++) {
    assert.ok(presses < MOST_PRESSES, `Tab never came to the group of ${radio}`);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  for (let presses = 0; !(await radio.isChecked()); presses++) {
    assert.ok(presses < 20, `arrows never came to ${radio}`);
    await page.keyboard.press('ArrowDown');
  }
}

/**
 * Signs a person of the cast in.
 *
 * @param {import('./journey.mjs').World} world
 * @param {{email: string}} person
 * @param {object} [options] of the browser context
 */
export async function arrive(world, person, options) {
  const page = await world.visitor(options);
  await page.goto('/sign-in');
  await type(page.getByLabel('Email or username'), person.email);
  await type(page.getByLabel('Password', { exact: true }), PASSWORD);
  await page.keyboard.press('Enter');
  // who has children is asked who goes on
  await page.waitForURL((url) => ['/', '/family'].includes(url.pathname));
  if (page.url().endsWith('/family')) await press(page.getByRole('main').getByRole('link', { name: /Carol Ortiz/ }));
  await page.waitForURL((url) => url.pathname === '/');
  return page;
}
