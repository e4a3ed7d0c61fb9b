// Passkeys: an account without a password, a second key, and one that was removed.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail, followInMail } from '../harness/mail.mjs';
import { CAST, PASSWORD } from '../harness/people.mjs';

/** A device that keeps keys and is unlocked by its owner, as long as this page is open. */
class Device {
  static async of(page) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
    return new Device(devtools, authenticatorId);
  }

  constructor(devtools, id) {
    this.devtools = devtools;
    this.id = id;
  }

  /** Its owner lays it aside. */
  unplug() {
    return this.devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id });
  }

  async keys() {
    const { credentials } = await this.devtools.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials;
  }

  /** Whether the owner's finger fits. */
  fits(isUserVerified) {
    return this.devtools.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified });
  }
}

const signInButton = (page) => page.getByRole('button', { name: 'Sign in with a passkey' });

async function signOut(page) {
  await page.context().clearCookies();
  await page.goto('/sign-in');
}

async function signInByPasskey(page) {
  await signInButton(page).click();
  await page.waitForURL((url) => url.pathname === '/');
}

journey('an invited person comes in by a passkey, adds another, and removes it', async (world) => {
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
  const phone = await Device.of(iris);
  const instead = iris.getByRole('button', { name: 'Use a passkey instead' });
  await instead.waitFor();
  await look(iris, 'passkey-activation');
  await instead.click();
  assert.deepEqual(await phone.keys(), [], 'no device is asked before the terms are accepted');
  await iris.getByRole('checkbox', { name: /I accept the terms/ }).check();
  await phone.fits(false);
  await instead.click();
  await iris.getByText('it was cancelled, or took too long').waitFor();
  await look(iris, 'passkey-cancelled');
  await phone.fits(true);
  await instead.click();
  await iris.waitForURL((url) => url.pathname === '/');

  await signOut(iris);
  await look(iris, 'passkey-sign-in');
  await assertAccessible(iris);
  await signInByPasskey(iris);

  await iris.goto('/account');
  await iris.getByText('You have no password.').waitFor();
  await iris.getByRole('button', { name: 'Add a passkey' }).click();
  await iris.getByText('has a passkey of your account already').waitFor();
  await phone.unplug();
  const tablet = await Device.of(iris);
  await iris.getByLabel('Name of the passkey').fill('My tablet');
  await iris.getByRole('button', { name: 'Add a passkey' }).click();
  await iris.getByRole('cell', { name: 'My tablet' }).waitFor();
  assert.equal((await tablet.keys()).length, 1);
  await look(iris, 'passkeys');
  await openMail(iris, email, /A passkey was added/);

  await signOut(iris);
  await signInByPasskey(iris);
  await iris.goto('/account');
  const row = iris.getByRole('row').filter({ hasText: 'My tablet' });
  await row.getByRole('button', { name: 'Remove' }).click();
  await iris.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'detached' });
  await signOut(iris);
  await signInButton(iris).click();
  await iris.getByText('This passkey opens no account here.').waitFor();
  await look(iris, 'passkey-unknown');
});

journey('a person with a password is asked for it before a passkey is added', async (world) => {
  const ben = await world.person(CAST.ben);
  const phone = await Device.of(ben);
  await ben.goto('/account');
  await ben.getByRole('button', { name: 'Add a passkey' }).click();
  await ben.getByLabel('Your password').fill('a guess');
  await ben.getByRole('button', { name: 'Add a passkey' }).click();
  await ben.locator('.field', { has: ben.getByLabel('Your password') }).getByText('This is not your password.').waitFor();
  await look(ben, 'passkey-wrong-password');
  assert.deepEqual(await phone.keys(), []);

  await ben.getByLabel('Your password').fill(PASSWORD);
  await ben.getByRole('button', { name: 'Add a passkey' }).click();
  await ben.getByRole('button', { name: 'Remove' }).waitFor();
  await signOut(ben);
  await signInByPasskey(ben);
  await ben.goto(`${world.server.otherAddress}/sign-in`);
  await signInButton(ben).click();
  await ben.getByText('it was cancelled, or took too long').waitFor();
});

journey('who sets a new password by mail sees the passkeys, and takes them all away', async (world) => {
  const ben = await world.person(CAST.ben);
  await Device.of(ben);
  await ben.goto('/account');
  await ben.getByLabel('Your password').fill(PASSWORD);
  await ben.getByLabel('Name of the passkey').fill('My phone');
  await ben.getByRole('button', { name: 'Add a passkey' }).click();
  await ben.getByRole('button', { name: 'Remove' }).waitFor();

  await signOut(ben);
  await ben.getByRole('link', { name: /Forgot/ }).click();
  await ben.getByLabel('Email or username').fill(CAST.ben.email);
  await ben.getByRole('button', { name: 'Send the link' }).click();
  await ben.getByText('a mail is on its way').waitFor();
  await openMail(ben, CAST.ben.email, /new password/);
  await followInMail(ben, /Set a new password/, /\/reset\//);
  await ben.getByText('My phone').waitFor();
  await look(ben, 'passkeys-at-reset');
  await ben.getByLabel('New password').fill('seven blue kites');
  await ben.getByLabel('Remove these passkeys').check();
  await ben.getByRole('button', { name: 'Save and sign in' }).click();
  await ben.waitForURL((url) => url.pathname === '/');
  await signOut(ben);
  await signInButton(ben).click();
  await ben.getByText('This passkey opens no account here.').waitFor();
});

journey('where scripts do not run, sign-in and activation ask for a password alone', async (world) => {
  const page = await world.visitor({ javaScriptEnabled: false });
  await page.goto('/sign-in');
  await page.getByLabel('Email or username').waitFor();
  assert.equal(await signInButton(page).isVisible(), false);
});
