// An admin lets mails begin in the organization's own words, sees how they read, and goes back to the usual ones.

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('an admin says how a mail begins, sees it, keeps it and takes it back', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/configuration');
  await admin.getByRole('link', { name: 'Open Mail texts' }).click();
  await look(admin, 'mail-texts');
  await admin.getByRole('link', { name: 'Session planned' }).click();
  await admin.getByText('These mails begin in the usual words.').waitFor();

  await admin.getByLabel('Subject').fill('{student}: your lesson, {when}');
  await admin.getByLabel('How the mail begins').fill('Dear {parent}');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.locator('#field-opening-error').getByText('“{parent}” is not filled in').waitFor();
  await look(admin, 'mail-text-refused');

  await admin
    .getByLabel('How the mail begins')
    .fill('We look forward to seeing {student}.\n\n{instructor} has planned a lesson at {organization}: {when}.');
  await admin.getByRole('button', { name: 'Preview' }).click();
  await admin.getByText('These words are not saved yet.').waitFor();
  await admin.getByText('We look forward to seeing Alex.').waitFor();
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Saved.').waitFor();
  await look(admin, 'mail-text');

  await admin.getByRole('button', { name: 'Back to the usual words' }).click();
  await admin.getByText('These mails begin in the usual words.').waitFor();
  await admin.getByText('is planned.').waitFor();
});
