// A student waits for an instructor who is there, and they meet in the classroom.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

journey('a student waits for an instructor who is there now, and the session begins with both', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.goto('/configuration/requests');
  await amara.getByLabel('Sessions on demand').check();
  await amara.getByRole('button', { name: 'Save' }).click();
  await amara.getByText('Saved.').waitFor();

  const ben = await world.person(CAST.ben);
  await ben.getByText('Nobody is there at the moment.').waitFor();
  const ada = await world.person(CAST.ada);
  await ada.locator('section').filter({ hasText: 'Nobody waits for you.' }).getByRole('link', { name: 'Open' }).click();
  await ada.getByRole('button', { name: 'I am there: Algebra' }).click();
  await ada.getByText('You are there', { exact: true }).waitFor();

  // Ben's dashboard hears it by itself
  const start = ben.getByRole('button', { name: 'Start Algebra' });
  await start.waitFor();
  await look(ben, 'on-demand-dashboard');
  await start.click();
  await ben.getByText('You are next.').waitFor();
  await look(ben, 'on-demand-waiting');

  const enter = ada.getByRole('button', { name: 'Enter' });
  await enter.waitFor();
  await look(ada, 'on-demand-queue');
  await enter.click();
  await ada.waitForURL(/\/classroom\/ses_/);
  const path = new URL(ada.url()).pathname;

  await ben.getByText('Ada Byron is there.').waitFor();
  const join = ben.getByRole('link', { name: 'Join' });
  assert.equal(await join.getAttribute('href'), path);
  await look(ben, 'on-demand-met');
  await join.click();
  await ben.waitForURL(/\/classroom\/ses_/);
});
