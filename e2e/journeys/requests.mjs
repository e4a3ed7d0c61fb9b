// A parent asks for sessions; an instructor proposes another time for one and declines another.

import assert from 'node:assert/strict';

import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
import { CAST } from '../harness/people.mjs';

/** The day so many days from now, as a date field takes it. */
function inDays(days) {
  const day = new Date(Date.now() + days * 24 * 3_600_000);
  return day.toLocaleDateString('sv-SE', { timeZone: 'America/Chicago' });
}

/** Opens the form and fills in what a session of Ben with Ada is about. */
async function fillIn(carol, subject) {
  await carol.goto('/requests');
  await carol.getByRole('link', { name: 'Request a session' }).click();
  await choose(carol, () => carol.getByLabel('Student').selectOption({ label: 'Ben Ortiz' }));
  await choose(carol, () => carol.getByLabel('Instructor').selectOption({ label: 'Ada Byron' }));
  await choose(carol, () => carol.getByLabel('Duration').selectOption('30'));
  await carol.getByLabel('Program').selectOption({ label: 'Algebra' });
  await carol.getByLabel('Subject').fill(subject);
}

/** Chooses in a field that has the form fetched again, and waits for it. */
async function choose(page, choosing) {
  const fetched = page.waitForResponse((response) => response.url().includes('/requests/new/form'));
  await choosing();
  await (await fetched).finished();
  await page.locator('.htmx-request').waitFor({ state: 'detached' });
}

/** Fills in a day and a time and looks at the preview. */
async function ask(carol, day, clock) {
  await choose(carol, () => carol.getByLabel('Date', { exact: true }).fill(day));
  await carol.getByLabel(/^Start \(Chicago/).selectOption(clock);
  await carol.getByRole('button', { name: 'Preview' }).click();
  await carol.getByRole('region', { name: 'What will be asked for' }).waitFor();
}

async function send(carol) {
  await carol.getByRole('button', { name: 'Send request' }).click();
  await carol.waitForURL(/\/requests\/req_/);
  return new URL(carol.url()).pathname;
}

journey('a parent asks for a session, the instructor proposes another time, and both see the session', async (world) => {
  const carol = await world.person(CAST.carol);
  await look(carol, 'requests-dashboard');
  await fillIn(carol, 'Fractions');
  await carol.getByText('Other times that would do').click();
  await look(carol, 'requests-form');
  await ask(carol, inDays(40), '16:00');
  await look(carol, 'requests-preview');
  const path = await send(carol);
  await carol.getByText('Pending confirmation').first().waitFor();
  await look(carol, 'requests-asked');

  const mail = await world.visitor();
  await openMail(mail, 'ada@demo.test', /^Carol Ortiz asks for a session of Ben Ortiz/);
  const ada = await world.person(CAST.ada);
  const card = ada.locator('section').filter({ hasText: 'Requests to answer' });
  await card.getByText('needs your answer').waitFor();
  await look(ada, 'requests-dashboard-instructor');
  await card.getByRole('link', { name: 'Fractions' }).click();
  await ada.getByRole('button', { name: 'Accept' }).waitFor();
  await look(ada, 'requests-answer');
  await ada.getByLabel('Date', { exact: true }).fill(inDays(41));
  await ada.getByLabel(/^Start/).selectOption('17:15');
  await ada.getByLabel('Words to the family').fill('I teach elsewhere that day.');
  await ada.getByRole('button', { name: 'Propose' }).click();
  await ada.getByText('The family has not answered yet.').waitFor();

  // Carol's page hears it by itself
  const proposal = carol.locator('section').filter({ hasText: 'Proposed instead' });
  await proposal.getByText('I teach elsewhere that day.').waitFor();
  await look(carol, 'requests-proposed');
  await openMail(mail, 'carol@demo.test', /^Ada proposes another time/);
  await proposal.getByRole('button', { name: 'Accept' }).click();
  await carol.waitForURL(/\/sessions\/ses_/);
  const session = new URL(carol.url()).pathname;
  await carol.getByRole('heading', { name: 'Fractions' }).waitFor();
  for (const page of [ada, carol]) {
    await page.goto(path);
    await page.getByText('Carol Ortiz accepted it.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'See the session' }).getAttribute('href'), session);
    await page.goto(session);
    await page.getByText(/17:15/).first().waitFor();
  }
  await openMail(mail, 'ada@demo.test', /^Your session with Ben Ortiz/);
});

journey('an instructor declines a request with a reason, and a family asks for another time of a session', async (world) => {
  const carol = await world.person(CAST.carol);
  await fillIn(carol, 'Word problems');
  await ask(carol, inDays(42), '10:00');
  const path = await send(carol);
  const ada = await world.person(CAST.ada);
  await ada.goto(path);
  await ada.getByRole('button', { name: 'Decline' }).click();
  assert.ok(await ada.getByLabel('Reason').evaluate((field) => !field.validity.valid), 'a reason is needed');
  await ada.getByLabel('Reason').fill('I am away that week.');
  await ada.getByRole('button', { name: 'Decline' }).click();
  await ada.getByText('I am away that week.').waitFor();
  await carol.getByText('Ada Byron: I am away that week.').waitFor();
  await look(carol, 'requests-declined');

  await carol.goto('/sessions');
  await carol.getByRole('row', { name: /Short stories/ }).getByRole('link', { name: 'Details' }).click();
  await carol.getByRole('link', { name: 'Ask for another time' }).click();
  await ask(carol, inDays(43), '11:30');
  await look(carol, 'requests-move');
  const move = await send(carol);
  await ada.goto(move);
  await ada.getByRole('button', { name: 'Accept' }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  await ada.getByText(/moved from/).waitFor();
  await carol.goto('/requests');
  await carol.getByRole('row', { name: /Word problems/ }).getByText('Declined').waitFor();
  await look(carol, 'requests-list');

  const amara = await world.person(CAST.admin);
  await amara.goto('/configuration/requests');
  await amara.getByLabel('Students may ask for sessions of their own').check();
  await amara.getByRole('button', { name: 'Save' }).click();
  await amara.getByText('Saved.').waitFor();
  await look(amara, 'requests-rules');
  const ben = await world.person(CAST.ben);
  await ben.goto('/requests/new');
  await ben.getByLabel('Instructor').waitFor();
  assert.equal(await ben.getByLabel('Student').count(), 0);
});
