// Signing in, being refused, and a forgotten password.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { journey } from '../harness/journey.mjs';
import { openMail, pressInMail } from '../harness/mail.mjs';
import { CAST, PASSWORD, signIn, tryToSignIn } from '../harness/people.mjs';

journey('the right words open the dashboard and nothing else does', async (world) => {
  const page = await world.visitor();
  await page.goto('/');
  await page.waitForURL(/\/sign-in/);
  await assertAccessible(page);

  const answers = [];
  for (const [name, password] of [
    [CAST.ada.email, 'not-her-password'],
    ['nobody@demo.test', PASSWORD],
  ]) {
    await tryToSignIn(page, name, password);
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    answers.push(await alert.innerText());
    await page.goto('/sign-in');
  }
  assert.equal(answers[0], answers[1], 'no hint which half was wrong');

  await signIn(page, CAST.ada);
  await page.getByRole('heading', { name: 'Upcoming Sessions' }).waitFor();
});

journey('a forgotten password is replaced by a link from the mail, once', async (world) => {
  const page = await world.visitor();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot the password?' }).click();
  await page.getByLabel('Email or username').fill(CAST.mia.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

  await openMail(page, CAST.mia.email, /new password/);
  await pressInMail(page, /Set a new password/, /\/reset\//);
  const link = page.url();
  await assertAccessible(page);
  await page.getByLabel('New password').fill('a new long password');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');

  const other = await world.visitor();
  await other.goto(link);
  await other.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  await other.goto('/sign-in');
  await tryToSignIn(other, CAST.mia.email, PASSWORD);
  await other.getByRole('alert').first().waitFor();
  await signIn(other, CAST.mia, 'a new long password');
});
