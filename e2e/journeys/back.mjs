// The browser's Back: after a refused form, and after a preview.

import assert from 'node:assert/strict';

import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('a refused form stays on its page, and Back never asks to send it again', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/configuration');
  await admin.getByRole('link', { name: 'Open Booking & Sessions' }).click();
  const entries = await admin.evaluate(() => history.length);
  await admin.getByLabel('Late after minutes').fill('20');
  await admin.getByRole('button', { name: 'Save rules' }).click();
  const field = admin.locator('.field', { has: admin.getByLabel('Late after minutes') });
  await field.getByText('a student has missed the session already').waitFor();
  await look(admin, 'minutes-refused');
  assert.equal(await admin.evaluate(() => history.length), entries, 'the answer is no page of its own');
  assert.equal(await admin.getByLabel('Late after minutes').inputValue(), '20');

  await admin.getByRole('link', { name: 'All sections' }).click();
  await admin.getByRole('heading', { name: 'Configuration', exact: true }).waitFor();
  await admin.goBack();
  await admin.getByLabel('Late after minutes').fill('10');
  await admin.getByRole('button', { name: 'Save rules' }).click();
  await admin.waitForURL(/saved=true/);
  await admin.getByText('Saved.').waitFor();

  // a refusal in a sentence is read where the button is
  await admin.goto('/configuration/locations');
  await admin.getByLabel('Name').fill('Library');
  await admin.getByRole('button', { name: 'Add' }).first().click();
  await admin.getByText('Library').first().waitFor();
  const rules = await world.person(CAST.admin);
  await rules.goto('/configuration/booking-rules');
  await rules.getByLabel('In person', { exact: true }).check();
  await rules.getByLabel('In person only at a place of your list').check();
  await rules.getByRole('button', { name: 'Save' }).click();
  await rules.getByText('Saved.').waitFor();
  await admin.getByRole('button', { name: /Archive/ }).click();
  await admin.getByText('this is the last one').waitFor();
  await look(admin, 'last-place-refused');
  await admin.getByRole('heading', { name: 'Locations' }).first().waitFor();
});

journey('Back after a preview leaves the form as it was filled in', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.goto('/sessions/book');
  await chooseStudent(ada, 'Ben');
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ada.getByLabel('Subject').fill('Fractions');
  const preview = ada.getByRole('region', { name: 'What Book will do' });
  await ada.getByRole('button', { name: 'Preview', exact: true }).click();
  await preview.waitFor();
  await ada.getByLabel('Subject').fill('Decimals');
  // a link within the page is no step back
  await ada.evaluate(() => location.assign('#main'));
  assert.ok(await preview.isVisible(), 'the preview stays');
  await ada.goBack();
  assert.ok(await preview.isVisible(), 'the preview is still there');

  await ada.goBack();
  await preview.waitFor({ state: 'detached' });
  assert.equal(await ada.getByLabel('Subject').inputValue(), 'Decimals');
  assert.equal(await ada.getByRole('button', { name: 'Book', exact: true }).count(), 0, 'nothing is booked unseen');

  await ada.getByRole('button', { name: 'Preview again' }).click();
  await preview.waitFor();
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
});
