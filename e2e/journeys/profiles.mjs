// An admin says what is kept about students, fills it in, and the student and the parent read what is for them.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('an admin says what is kept about students, and each reads what is for them', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/configuration');
  await press(admin, admin.getByRole('link', { name: 'Open Profile fields' }));
  await admin.getByText('No fields').waitFor();
  await add(admin, 'Free lunch', 'Yes or no', 'Admins only');
  await admin.getByLabel('Choices').fill('3\n4\n5');
  await add(admin, 'Grade', 'Choice of a list', /the student and the parents/, true);
  await press(admin, admin.getByRole('button', { name: 'Move Grade up' }));
  await admin.getByText('Free lunch, Grade, now Grade, Free lunch').waitFor();
  await admin.getByLabel('Label').fill('Grade');
  await press(admin, admin.getByRole('button', { name: 'Add field' }));
  await admin.locator('#field-label-error').waitFor();
  await look(admin, 'profile-fields');

  await admin.goto('/people?role=student');
  await press(admin, admin.getByRole('link', { name: /Ben Ortiz/ }));
  await admin.getByText('missing', { exact: true }).waitFor();
  await press(admin, admin.getByRole('link', { name: 'Fill in' }));
  await admin.getByLabel('Free lunch').selectOption('Yes');
  // as a page does that was open before the field was required
  await admin.locator('form.form').evaluate((form) => { form.noValidate = true; });
  await press(admin, admin.getByRole('button', { name: 'Save', exact: true }));
  const alert = admin.getByRole('alert').first();
  await alert.getByRole('link', { name: 'Grade: Fill this in.' }).waitFor();
  assert.equal(await admin.getByLabel('Free lunch').inputValue(), 'true');
  await look(admin, 'profile-refused');
  await press(admin, alert.getByRole('link', { name: 'Grade: Fill this in.' }));
  await admin.getByLabel('Grade').selectOption('4');
  await press(admin, admin.getByRole('button', { name: 'Save', exact: true }));
  await admin.getByText('Saved.').waitFor();
  await look(admin, 'profile-user-details');

  const ben = await world.person(CAST.ben);
  await ben.goto('/account');
  await ben.getByText('Grade', { exact: true }).waitFor();
  assert.equal(await ben.getByText('Free lunch').count(), 0);
  await look(ben, 'profile-own');
  const carol = await world.person(CAST.carol);
  await carol.goto('/account');
  await press(carol, carol.getByRole('link', { name: 'Profile of Ben Ortiz' }));
  await carol.getByText('Grade', { exact: true }).waitFor();
  await look(carol, 'profile-of-child');
});

async function add(page, label, kind, readers, required = false) {
  await page.getByLabel('Label').fill(label);
  await page.getByLabel('What is filled in').selectOption(kind);
  await page.getByRole('radio', { name: readers }).focus();
  await page.keyboard.press('Space');
  if (required) await page.getByLabel('It has to be filled in').press('Space');
  await press(page, page.getByRole('button', { name: 'Add field' }));
  await page.getByRole('row', { name: new RegExp(label) }).waitFor();
}

/** Reaches something by focus, not by a pointer, and presses Enter. */
async function press(page, target) {
  await target.focus();
  await page.keyboard.press('Enter');
}
