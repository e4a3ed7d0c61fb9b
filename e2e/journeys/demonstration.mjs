// What somebody who tries the demonstration finds: a week that is under way, for each role.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST, PASSWORD, signIn, tryToSignIn } from '../harness/people.mjs';

journey('the demonstration is a week under way, for each role', async (world) => {
  const ada = await world.visitor();
  await signIn(ada, CAST.ada);
  const main = ada.getByRole('main');
  await main.getByText('Every Monday and Wednesday').first().waitFor();
  await main.getByRole('heading', { name: 'Reports to write' }).waitFor();
  await main.getByRole('heading', { name: 'Requests to answer' }).waitFor();
  await main.getByRole('link', { name: 'A book report' }).waitFor();
  await look(ada, 'demonstration-instructor');
  await ada.goto('/sessions?status=pending');
  await ada.getByRole('link', { name: 'Request', exact: true }).waitFor();
  await look(ada, 'demonstration-pending');

  // a child by a username, and the mother of two
  const leo = await world.visitor();
  await leo.goto('/sign-in');
  await tryToSignIn(leo, 'leo', PASSWORD);
  await leo.getByRole('main').getByText('Reading circle').first().waitFor();
  const leos = await leo.getByRole('main').innerText();
  assert.ok(!leos.includes('Mia'), 'a family reads nothing of the others');
  await look(leo, 'demonstration-child');
  const dora = await world.visitor();
  await dora.goto('/sign-in');
  await tryToSignIn(dora, 'dora@demo.test', PASSWORD);
  await dora.getByRole('button', { name: /Leo Park/ }).waitFor();
  await dora.getByRole('button', { name: /Zoe Park/ }).waitFor();
  await dora.goto('/');
  await dora.getByRole('main').getByText('Leo Park with Ada Byron').first().waitFor();
  await look(dora, 'demonstration-parent');

  // an admin archives a student, and is asked about what she has planned
  const amara = await world.visitor();
  await signIn(amara, CAST.admin);
  await look(amara, 'demonstration-admin');
  await amara.goto('/people?role=student');
  await amara.getByRole('link', { name: /Zoe Park/ }).click();
  await amara.getByRole('link', { name: 'Archive this user' }).click();
  await amara.getByText('5 planned sessions').waitFor();
  await look(amara, 'archiving');
  await amara.getByRole('button', { name: 'Yes, Archive this User' }).click();
  await amara.getByText('Archived and signed out everywhere.').waitFor();
  await dora.goto('/sessions?status=cancelled');
  await dora.getByText('Phonics').first().waitFor();
  await dora.goto('/sessions?status=scheduled&student=Leo');
  await dora.getByText('Reading circle').first().waitFor();
}, { week: true });
