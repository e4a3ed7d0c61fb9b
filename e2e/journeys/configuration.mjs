// An admin decides how the organization looks and what may be booked, adds a family, and reads of it in the audit trail.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="80" height="40" rx="8" fill="#5b2a86"/></svg>';

journey('an admin decides how all looks and what may be booked, and the trail tells', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/configuration/look');
  await admin.getByLabel('Picture').setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(LOGO) });
  await press(admin, admin.getByRole('button', { name: 'Use this logo' }));
  await admin.getByLabel('Colour of buttons and links').fill('#ffcc00');
  await admin.getByRole('button', { name: 'Save colour' }).click();
  await admin.locator('#field-accent-error').getByText('too light').waitFor();
  await admin.getByLabel('Colour of buttons and links').fill('#5b2a86');
  await press(admin, admin.getByRole('button', { name: 'Save colour' }));
  await look(admin, 'look');

  await admin.goto('/configuration/locations');
  await admin.getByLabel('Name').fill('Library, room 2');
  await press(admin, admin.getByRole('button', { name: 'Add place' }));
  await look(admin, 'locations');
  await admin.goto('/configuration/booking-rules');
  await admin.getByLabel('In person only at a place of your list').check();
  await admin.getByLabel('The subject').check();
  await press(admin, admin.getByRole('button', { name: 'Save', exact: true }));
  await admin.getByText('Saved.').waitFor();
  await look(admin, 'booking-rules');

  const ada = await world.person(CAST.ada);
  const logo = ada.locator('.side .logo');
  await logo.waitFor();
  assert.ok(await logo.evaluate((image) => image.complete && image.naturalWidth > 0), 'the logo is seen');
  const sea = await ada.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--sea').trim());
  assert.equal(sea, '#5b2a86');
  await ada.goto('/sessions/book?place=in+person');
  assert.deepEqual(await ada.getByLabel('Location').locator('option').allInnerTexts(), [
    'Choose a place',
    'Library, room 2',
  ]);
  assert.ok(await ada.getByLabel('Subject').evaluate((field) => field.required));
  await look(ada, 'booking-at-a-listed-place');

  await admin.goto('/configuration/audit-trail');
  await admin.getByText('Sessions need a subject').waitFor();
  await admin.getByRole('link', { name: 'CSV file' }).waitFor();
  await look(admin, 'audit-trail');
});

journey('a family is added in one form, without scripts too', async (world) => {
  const admin = await world.visitor({ javaScriptEnabled: false });
  await admin.goto('/sign-in');
  await admin.getByLabel('Email or username').fill(CAST.admin.email);
  await admin.locator('input[type=password]').fill('nacre-demo');
  await press(admin, admin.getByRole('button', { name: 'Sign in' }));
  await admin.goto('/people/new?role=parent');
  await admin.locator('#field-first_name').fill('Luis');
  await admin.locator('#field-last_name').fill('Reyes');
  await admin.locator('#field-email').fill('luis@demo.test');
  await press(admin, admin.getByRole('button', { name: 'Add another child' }));
  await child(admin, 1, 'Ana');
  await child(admin, 3, 'Teo');
  await admin.locator('#field-child_3_username').fill('x');
  await press(admin, admin.getByRole('button', { name: 'Add a parent' }));
  await admin.locator('#field-child_3_username-error').waitFor();
  assert.equal(await admin.locator('#field-child_1_first_name').inputValue(), 'Ana');
  await admin.locator('#field-child_3_username').fill('teo.reyes');
  await press(admin, admin.getByRole('button', { name: 'Add a parent' }));
  for (const name of ['Luis Reyes', 'Ana Reyes', 'Teo Reyes']) await admin.getByText(name).first().waitFor();
});

async function child(page, number, name) {
  await page.locator(`#field-child_${number}_first_name`).fill(name);
  await page.locator(`#field-child_${number}_last_name`).fill('Reyes');
}

/** Presses, and waits for the page that comes of it. */
async function press(page, button) {
  await Promise.all([page.waitForEvent('load'), button.click()]);
}
