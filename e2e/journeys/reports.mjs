// What is asked after a session: an admin builds the form, the instructor files the report, a parent reads it, and the
// student answers with faces.

import assert from 'node:assert/strict';

import { endSession } from '../harness/classroom.mjs';
import { together } from '../harness/boards.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

journey('an admin builds a form for a program, by keyboard', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.goto('/configuration');
  await amara.getByRole('link', { name: 'Open Reports & surveys' }).click();
  await look(amara, 'reports-forms');
  await amara.getByRole('link', { name: 'Open Report of Algebra' }).click();
  await look(amara, 'reports-borrowed');
  await amara.getByRole('button', { name: 'Give Algebra its own form' }).click();
  await amara.getByRole('heading', { name: 'Add a question' }).waitFor();

  // by keyboard alone: a question is written, and moved up
  await amara.getByLabel('Question', { exact: true }).focus();
  await amara.keyboard.type('Which topics?');
  await amara.getByLabel('Answered by').selectOption({ label: 'Any of several choices' });
  await amara.getByLabel('Choices').fill('Fractions\nDecimals\nPercentages');
  await amara.getByLabel('Read by').selectOption({ label: 'Student, parents and instructor' });
  await amara.getByRole('checkbox', { name: 'Must be answered' }).check();
  await amara.getByRole('button', { name: 'Add question' }).press('Enter');
  await amara.getByRole('button', { name: 'Move up: Which topics?' }).waitFor();
  const place = async () => (await amara.locator('.question-words').allTextContents()).indexOf('Which topics?');
  for (let before = await place(); before > 3; before = await place()) {
    await amara.getByRole('button', { name: 'Move up: Which topics?' }).press('Enter');
    await until('it stands higher', async () => (await place()) === before - 1);
  }
  await amara.getByRole('link', { name: 'Edit: How engaged was the student?' }).press('Enter');
  await amara.getByRole('checkbox', { name: 'Show faces instead of numbers' }).check();
  await look(amara, 'reports-builder-edit');
  await amara.getByRole('button', { name: 'Save question' }).click();
  await amara.getByText('Saved.').waitFor();
  await amara.getByRole('button', { name: 'Remove: Notes for your next session' }).press('Enter');
  await amara.getByText('Notes for your next session').first().waitFor({ state: 'detached' });
  await look(amara, 'reports-builder');
});

journey('the instructor files a report, a parent reads it, and the student answers with faces', async (world) => {
  const { ada, ben } = await together(world);
  await endSession(ada);
  await ada.getByRole('link', { name: 'Write the report' }).waitFor();
  await look(ada, 'reports-ended');
  await ada.getByRole('link', { name: 'Write the report' }).click();
  await look(ada, 'reports-form');

  // what is typed is kept by itself, and required only when it is filed
  await ada.getByLabel('What did you work on?').fill('Fractions, with pizza');
  await ada.getByText('Saved as a draft at').waitFor();
  await ada.reload();
  assert.equal(await ada.getByLabel('What did you work on?').inputValue(), 'Fractions, with pizza');
  await ada.getByRole('button', { name: 'Save as a draft' }).click();
  await ada.getByText('Saved as a draft.').first().waitFor();
  await ada.goto('/');
  await ada.getByRole('heading', { name: 'Reports to write' }).waitFor();
  await look(ada, 'reports-dashboard');
  await ada.getByRole('region', { name: 'Reports to write' }).or(ada.locator('.attention')).getByRole('link', { name: 'Ben Ortiz' }).first().click();
  await ada.getByRole('group', { name: /How engaged/ }).getByRole('radio', { name: '2' }).check({ force: true });
  await ada.getByRole('group', { name: /How much did the student learn/ }).getByRole('radio', { name: '4' }).check({ force: true });
  await ada.getByLabel('Anything the organization should know?').fill('He was tired.');
  await ada.getByRole('button', { name: 'File the report' }).click();
  await ada.waitForURL(/\/sessions\/[^/]+$/);
  await ada.getByRole('link', { name: 'Edit the report' }).waitFor();
  const session = ada.url();

  const carol = await world.person(CAST.carol);
  await openMail(carol, CAST.carol.email);
  await carol.goto(session);
  await carol.getByText('Fractions, with pizza').waitFor();
  assert.equal(await carol.getByText('He was tired.').count(), 0);
  await look(carol, 'reports-parent');

  // the student is asked at the door, and answers by keyboard
  await ben.getByRole('link', { name: 'How was it? Tell us' }).waitFor();
  await look(ben, 'survey-door');
  await ben.getByRole('link', { name: 'How was it? Tell us' }).click();
  await look(ben, 'survey');
  const first = ben.getByRole('group', { name: /How was your session/ });
  await first.getByRole('radio', { name: 'Great' }).focus();
  await ben.keyboard.press('Space');
  await ben.getByRole('group', { name: /Did you learn something/ }).getByRole('radio', { name: 'Good', exact: true }).check({ force: true });
  await ben.getByRole('button', { name: 'Send' }).press('Enter');
  await ben.getByRole('heading', { name: 'Thank you!' }).waitFor();
  await ben.goto('/');
  assert.equal(await ben.getByRole('link', { name: 'Tell us' }).count(), 0, 'nobody is asked twice');

  const amara = await world.person(CAST.admin);
  await amara.goto(session);
  await amara.getByText('He was tired.').waitFor();
  await amara.getByRole('heading', { name: 'Student survey' }).waitFor();
  await look(amara, 'reports-admin');
  await amara.goto('/notifications');
  await amara.getByText('Low rating: Ben Ortiz with Ada Byron').first().waitFor();
  await amara.goto('/reports');
  await amara.getByText('1 (').first().waitFor();
  await look(amara, 'reports-overview');
});
