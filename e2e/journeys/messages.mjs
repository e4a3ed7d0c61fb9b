// Messages: an instructor and a student write to each other, a parent reads along.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

/** A picture of one pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

journey('an instructor and a student write to each other, and a parent reads along', async (world) => {
  const ben = await world.person(CAST.ben);
  await ben.goto('/portfolio');
  await ben.locator('input[type=file]').setInputFiles({ name: 'page-12.png', mimeType: 'image/png', buffer: DOT });
  await ben.getByRole('button', { name: 'Add to portfolio' }).click();
  await ben.getByRole('link', { name: /page-12\.png/ }).first().waitFor();
  const ada = await world.person(CAST.ada);
  await ada.getByRole('link', { name: 'Messages' }).first().click();
  await ada.getByRole('link', { name: 'New message' }).click();
  await ada.getByLabel('To').selectOption({ label: 'Ben Ortiz · student' });
  await ada.getByLabel('Message', { exact: true }).fill('Please read page 12 before Tuesday.');
  await look(ada, 'messages-new');
  await ada.getByRole('button', { name: 'Send' }).click();
  await ada.waitForURL(/\/messages\/thr_/);
  await ada.getByText('Ben’s parents and the organization’s admins can read this.').waitFor();

  await ben.goto('/messages');
  const fresh = ben.locator('#threads').getByText('1 new');
  await fresh.waitFor();
  await look(ben, 'messages-list');
  await ben.getByRole('link', { name: 'Ada Byron' }).click();
  await ben.getByText('Please read page 12').waitFor();
  await until('it is read', async () => {
    await ben.goto('/messages');
    return (await fresh.count()) === 0;
  });
  await ben.getByRole('link', { name: 'Ada Byron' }).click();
  await ben.getByLabel('Answer').fill('I will. Is this the book?\nhttps://example.org/book');
  // by keyboard: the fold, the first box in it, past the rest to Send
  await ben.getByLabel('Answer').press('Tab');
  await ben.keyboard.press('Enter');
  await ben.getByRole('checkbox', { name: /page-12\.png/ }).press('Space');
  await look(ben, 'messages-attach');
  await ben.getByRole('button', { name: 'Send' }).press('Enter');
  await ben.getByText('Is this the book?').waitFor();

  // Ada's page hears it by itself
  await ada.getByText('Is this the book?').waitFor();
  assert.equal(await ada.getByRole('link', { name: 'https://example.org/book' }).count(), 1);
  const sheet = ada.getByRole('link', { name: /page-12\.png/ });
  const read = await ada.request.get(await sheet.evaluate((link) => link.href));
  assert.deepEqual([read.status(), read.headers()['content-type']], [200, 'image/png']);
  await look(ada, 'messages-thread');

  const carol = await world.person(CAST.carol);
  await carol.goto('/messages?list=along');
  await carol.getByRole('link', { name: /Ben Ortiz/ }).click();
  await carol.getByText('You read along, as a parent.').waitFor();
  assert.equal(await carol.getByRole('button', { name: 'Send' }).count(), 0);
  await look(carol, 'messages-along');
});
