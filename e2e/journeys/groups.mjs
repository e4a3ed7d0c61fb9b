// An admin makes a group by keyboard, and its default instructor sees who belongs to it.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('an admin makes a group by keyboard, and its default instructor sees who belongs to it', async (world) => {
  const admin = await world.person(CAST.admin);
  await press(admin, admin.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Groups' }));
  await admin.getByText('No groups yet').waitFor();
  await press(admin, admin.getByRole('link', { name: 'Add a group' }).first());

  await admin.getByLabel('Name', { exact: true }).focus();
  await admin.keyboard.type('Tuesday Algebra');
  await admin.getByLabel('Program').selectOption('Algebra');
  await admin.getByLabel('School').fill('Lake View');
  await admin.getByLabel('Default instructor').selectOption({ label: 'Ada Byron · ada@demo.test' });
  await look(admin, 'group-form');
  await press(admin, admin.getByRole('button', { name: 'Add group' }));
  await admin.getByText('Added. Now add its members.').waitFor();

  await choose(admin, 'Ben Ortiz');
  await admin.getByLabel('Last day').fill('2020-01-01');
  await press(admin, admin.getByRole('button', { name: 'Add member' }));
  await admin.locator('#field-to-error').waitFor();
  assert.equal(await admin.getByLabel('Last day').inputValue(), '2020-01-01');
  await look(admin, 'group-refused');
  await admin.getByLabel('Last day').fill('');
  await press(admin, admin.getByRole('button', { name: 'Add member' }));
  await admin.getByRole('row', { name: /Ben Ortiz/ }).waitFor();
  await choose(admin, 'Mia Chen');
  await admin.getByLabel('First day').fill('2020-01-01');
  await admin.getByLabel('Last day').fill('2020-06-30');
  await press(admin, admin.getByRole('button', { name: 'Add member' }));
  await admin.getByRole('row', { name: /Mia Chen.*1 Jan 2020 to 30 Jun 2020.*over/ }).waitFor();

  await press(admin, admin.getByRole('link', { name: 'Change the days of Mia Chen' }));
  await admin.getByLabel('Last day').fill('2020-07-15');
  await press(admin, admin.getByRole('button', { name: 'Save days' }));
  await admin.getByRole('row', { name: /Mia Chen.*15 Jul 2020/ }).waitFor();
  await look(admin, 'group');
  const place = new URL(admin.url()).pathname;

  const ada = await world.person(CAST.ada);
  await ada.goto('/groups');
  await ada.getByRole('row', { name: /Tuesday Algebra.*Lake View.*Ada Byron.*1/ }).waitFor();
  await look(ada, 'groups');
  await press(ada, ada.getByRole('link', { name: 'Tuesday Algebra' }));
  await ada.getByRole('row', { name: /Ben Ortiz/ }).waitFor();
  assert.equal(await ada.getByRole('button', { name: 'Add member' }).count(), 0);

  await press(admin, admin.getByRole('button', { name: 'Archive this group' }));
  await press(admin, admin.getByRole('dialog').getByRole('button', { name: 'Archive this group' }));
  await admin.getByText('Archived. It is not offered any more').waitFor();
  const gone = await ada.goto(place);
  assert.equal(gone.status(), 404);
});

/** Chooses a student by the beginning of the name, as the type-ahead offers them. */
async function choose(page, name) {
  const field = page.getByRole('combobox', { name: 'Student' });
  await field.fill(name);
  await page.getByRole('option', { name: new RegExp(name) }).first().waitFor();
  await field.press('Enter');
}

/** Reaches something by focus, not by a pointer, and presses Enter. */
async function press(page, target) {
  await target.focus();
  await page.keyboard.press('Enter');
}
