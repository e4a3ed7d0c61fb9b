// How somebody wants to be mailed, chosen by keyboard alone.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('a parent has the news once a day and none at night, by keyboard alone', async (world) => {
  const carol = await world.person(CAST.carol);
  await carol.goto('/notifications');
  await carol.getByRole('link', { name: 'Preferences' }).press('Enter');
  await carol.waitForURL('**/notifications/preferences');
  await look(carol, 'preferences');

  const planned = carol.getByRole('group', { name: 'Sessions that are planned' });
  await planned.getByLabel('At once').focus();
  await carol.keyboard.press('ArrowDown');
  assert.ok(await planned.getByLabel('Once a day').isChecked());
  await carol.getByLabel('Quiet hours from').fill('21:00');
  await carol.getByLabel('Until').fill('21:00');
  await carol.getByLabel('Until').press('Enter');
  await carol.getByText('Quiet hours end at another time than they begin.').first().waitFor();
  assert.ok(await planned.getByLabel('Once a day').isChecked(), 'what was chosen is kept');
  await look(carol, 'preferences-refused');
  await carol.getByLabel('Until').fill('07:00');
  await carol.getByLabel('Until').press('Enter');
  await carol.getByText('Saved.').waitFor();

  await carol.reload();
  assert.ok(await planned.getByLabel('Once a day').isChecked());
  assert.equal(await carol.getByLabel('Quiet hours from').inputValue(), '21:00');
});
