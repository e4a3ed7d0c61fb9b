// A parent looks for an instructor, reads about them, and asks for a session.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('a parent finds an instructor, reads the profile and asks them for a session', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.goto('/configuration/booking');
  await amara.getByLabel('Families may browse all instructors').check();
  await amara.getByRole('button', { name: 'Save rules' }).click();
  await amara.getByText('families may browse instructors').waitFor();
  await look(amara, 'instructors-setting');
  await amara.goto('/configuration/profile-fields?role=instructor');
  await amara.getByLabel('Label').fill('Languages');
  await amara.getByRole('radio', { name: 'Everyone who finds them' }).check();
  await amara.getByRole('button', { name: 'Add field' }).click();
  await amara.getByRole('row', { name: /Languages/ }).waitFor();
  await amara.goto('/people?q=Ada+Byron');
  await amara.getByRole('link', { name: /Ada Byron/ }).click();
  await amara.goto(`${new URL(amara.url()).pathname}/profile/edit`);
  await amara.getByLabel('Languages').fill('English, Welsh');
  await amara.getByRole('button', { name: 'Save', exact: true }).click();
  await amara.getByText('Saved.').waitFor();
  await amara.goto('/instructors');
  await look(amara, 'instructors-admin');

  const carol = await world.person(CAST.carol);
  await carol.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Instructors' }).click();
  await carol.getByRole('row', { name: /Ivan Petrov/ }).waitFor();
  await look(carol, 'instructors');
  await carol.getByLabel('Name').fill('byron');
  await carol.getByLabel('Program').selectOption({ label: 'Algebra' });
  await carol.getByRole('button', { name: 'Search' }).click();
  await carol.waitForURL(/q=byron/);
  assert.equal(await carol.getByRole('row', { name: /Ivan Petrov/ }).count(), 0);
  await carol.getByRole('row', { name: /Ada Byron.*Free on/ }).getByRole('link').click();

  await carol.getByRole('heading', { name: 'Ada Byron', level: 1 }).waitFor();
  await carol.getByText('English, Welsh').waitFor();
  await carol.getByRole('heading', { name: 'Free next' }).waitFor();
  await look(carol, 'instructors-profile');
  await carol.getByRole('link', { name: 'Ask for a session for Ben' }).click();
  await carol.waitForURL(/\/requests\/new/);
  const chosen = carol.getByLabel('Instructor').locator('option:checked');
  assert.equal(await chosen.textContent(), 'Ada Byron');
  assert.equal(await carol.getByLabel('Student').locator('option:checked').textContent(), 'Ben Ortiz');
  await look(carol, 'instructors-ask');

  await carol.goto('/instructors?q=nobody');
  await carol.getByText('Nobody found').waitFor();
  await look(carol, 'instructors-nobody');
}, { week: true });
