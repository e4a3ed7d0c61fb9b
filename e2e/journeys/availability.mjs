// An instructor says when they teach, and booking offers the free starts of a day.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('an instructor says when they teach, and a free start fills the booking in', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.goto('/calendar');
  await ada.getByRole('link', { name: 'Availability' }).click();
  await ada.getByRole('heading', { name: 'Availability', level: 1 }).waitFor();
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await ada.getByLabel(`${day} from`, { exact: true }).fill('15:00');
    await ada.getByLabel(`${day} to`, { exact: true }).fill('18:00');
  }
  await ada.getByRole('group', { name: 'Tuesday' }).getByText('More hours').click();
  await ada.getByLabel('Tuesday from (2)').fill('17:00');
  await ada.getByLabel('Tuesday to (2)').fill('20:00');
  await ada.getByRole('button', { name: 'Save hours' }).click();
  await ada.locator('#field-tue-error').waitFor();
  assert.equal(await ada.getByLabel('Tuesday from (2)').inputValue(), '17:00');
  await look(ada, 'availability-refused');
  await ada.getByLabel('Tuesday from (2)').fill('19:00');
  await ada.getByLabel('Pause, in minutes').fill('10');
  await ada.getByRole('button', { name: 'Save hours' }).click();
  await ada.getByText('Saved.').waitFor();

  await ada.getByLabel('Day', { exact: true }).fill('2028-12-22');
  await ada.getByLabel('Last day').fill('2029-01-02');
  await ada.getByRole('button', { name: 'Add', exact: true }).click();
  await ada.getByRole('row', { name: /22 Dec 2028 to Tue 2 Jan 2029/ }).waitFor();
  await look(ada, 'availability');

  await ada.goto('/sessions/book');
  await ada.getByLabel('Subject').fill('Fractions');
  // far enough ahead that nothing of the demonstration is there
  const day = new Date(Date.now() + 60 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await ada.getByLabel('Date').fill(day);
  await ada.getByLabel('Date').blur();
  const free = ada.getByRole('navigation', { name: /^Free on/ });
  await free.getByRole('link', { name: '15:30' }).waitFor();
  await free.getByRole('link', { name: '15:30' }).click();
  await free.locator('[aria-current]').getByText('15:30').waitFor();
  assert.equal(await ada.locator('#field-start').inputValue(), '15:30');
  assert.equal(await ada.getByLabel('Date').inputValue(), day);
  assert.equal(await ada.getByLabel('Subject').inputValue(), 'Fractions');
  await look(ada, 'availability-booking');
});
