// A parent lets a child go on at the family's browser, by keyboard, and comes back by the password.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST, PASSWORD, tryToSignIn } from '../harness/people.mjs';

journey('a child goes on at a parent\'s browser, and only the parent\'s password leads back', async (world) => {
  const page = await world.visitor();
  await page.goto('/sign-in');
  await tryToSignIn(page, CAST.carol.email, PASSWORD);
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor();
  await look(page, 'family-chooser');

  const ben = page.getByRole('button', { name: /Ben Ortiz/ });
  await ben.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await page.getByText('Signed in as Ben Ortiz by your parent').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Change person' }).count(), 0);
  await look(page, 'family-child');
  const refused = await page.request.get('/family');
  assert.equal(refused.status(), 404);

  await page.getByRole('main').getByRole('link', { name: 'Switch back' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Password of Carol').fill('what Ben thinks it is');
  await page.keyboard.press('Enter');
  await page.getByText('This is not the password of Carol.').waitFor();
  await look(page, 'family-refused');
  await page.getByLabel('Password of Carol').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor();
  await page.getByRole('link', { name: /Carol Ortiz/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await page.getByRole('link', { name: 'Change person' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor();
});
