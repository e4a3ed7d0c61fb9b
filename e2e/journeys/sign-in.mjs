// Signing in, being refused, and a forgotten password.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { journey } from '../harness/journey.mjs';
import { openMail, followInMail } from '../harness/mail.mjs';
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
  await followInMail(page, /Set a new password/, /\/reset\//);
  const link = page.url();
  await assertAccessible(page);
  await page.getByLabel('New password').fill('a new long password');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');

  const other = await world.visitor();
  await other.goto(link);
  await other.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  await assertAccessible(other);
  await other.goto('/nothing/of/that/name');
  await assertAccessible(other);
  await other.goto('/sign-in');
  await tryToSignIn(other, CAST.mia.email, PASSWORD);
  await other.getByRole('alert').first().waitFor();
  await signIn(other, CAST.mia, 'a new long password');
});

journey('somebody an admin adds comes in by the link of the mail', async (world) => {
  const email = 'iris@demo.test';
  const admin = await world.person(CAST.admin);
  await admin.goto('/people/new?role=instructor');
  await admin.getByLabel('First name').fill('Iris');
  await admin.getByLabel('Last name').fill('Vale');
  await admin.getByLabel('Email', { exact: true }).fill(email);
  await admin.getByRole('button', { name: /^Add an? / }).click();

  const iris = await world.visitor();
  await openMail(iris, email);
  await followInMail(iris, /Click Here To Get Started/, /\/activate\//);
  await assertAccessible(iris);
  await iris.getByLabel('Choose a password').fill('a new long password');
  await iris.getByRole('checkbox', { name: /I accept the terms/ }).check();
  await iris.getByRole('button', { name: 'Save and come in' }).click();
  await iris.waitForURL((url) => url.pathname === '/');
});

journey('an account of one organization is nobody at the other', async (world) => {
  const page = await world.visitor();
  const door = `${world.server.otherAddress}/sign-in`;
  await page.goto(door);
  await tryToSignIn(page, CAST.ada.email, PASSWORD);
  await page.getByRole('alert').first().waitFor();

  await page.goto(door);
  await tryToSignIn(page, 'dan@demo.test', PASSWORD);
  await page.waitForURL((url) => url.hostname === 'oak.localhost' && url.pathname === '/');
  await page.goto(world.server.address);
  await page.waitForURL(/localhost:\d+\/sign-in/);
});
