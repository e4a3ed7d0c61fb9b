// A planned session changes: it is moved, by its page and by dragging it, cancelled late, and taught by somebody else.

import assert from 'node:assert/strict';

import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
import { CAST } from '../harness/people.mjs';

/** The zone of the demo organization's people. */
const ZONE = 'America/Chicago';

/** The day and the clock of an instant, as the fields of a form take them. */
function wall(instant) {
  const date = new Date(instant);
  const day = date.toLocaleDateString('sv-SE', { timeZone: ZONE });
  return { day, clock: date.toLocaleTimeString('sv-SE', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }) };
}

/** So many hours from now, at the next quarter of an hour. */
function inHours(hours) {
  const quarter = 15 * 60_000;
  return Math.ceil((Date.now() + hours * 3_600_000) / quarter) * quarter;
}

/** When the session of this name is, from the list. */
async function startOf(page, name) {
  await page.goto('/sessions');
  return page.getByRole('row', { name }).locator('time').first().getAttribute('datetime');
}

journey('an instructor moves a session, and everyone is told when it was and when it is', async (world) => {
  const ada = await world.person(CAST.ada);
  const before = await startOf(ada, /Short stories/);
  const after = wall(new Date(before).getTime() + 2 * 24 * 3_600_000);
  await ada.getByRole('row', { name: /Short stories/ }).getByRole('link', { name: 'Details' }).click();
  await ada.getByRole('link', { name: 'Reschedule' }).click();
  await ada.getByRole('heading', { name: 'Reschedule a session' }).waitFor();
  await ada.getByLabel('Date').fill(after.day);
  await ada.getByLabel(/^Start/).selectOption('17:30');
  await ada.getByRole('button', { name: 'Preview' }).click();
  const preview = ada.getByRole('region', { name: 'What Reschedule will do' });
  await preview.getByText('Carol Ortiz, parent: by mail and in My Notifications').waitFor();
  await look(ada, 'change-reschedule');
  await ada.getByRole('button', { name: 'Reschedule', exact: true }).click();
  await ada.getByText(/moved from/).waitFor();
  await look(ada, 'change-rescheduled');

  const mail = await world.visitor();
  await openMail(mail, 'mia@demo.test', /^Moved: your session with Ada/);
  const text = await mail.frameLocator('iframe').locator('body').innerText();
  assert.ok(text.includes(`, ${wall(before).clock} (C`), `the old time stands in it: ${text}`);
  assert.ok(text.includes(', 17:30 (C'), `the new time stands in it: ${text}`);
  await mail.frameLocator('iframe').getByRole('link', { name: 'Join the session' }).waitFor();
  const mia = await world.person(CAST.mia);
  await mia.getByRole('link', { name: /Notifications/ }).first().click();
  await mia.getByText(/Moved: your session with Ada/).first().waitFor();
});

journey('an instructor drags a session to another day of the calendar, and nothing moves before it is confirmed', async (world) => {
  const ada = await world.person(CAST.ada);
  const before = wall(await startOf(ada, /Short stories/));
  for (const view of ['month', 'week']) {
    await ada.goto(`/calendar?view=${view}&on=${before.day}`);
    const chip = ada.locator('[data-calendar] [data-move]').filter({ hasText: 'Mia' }).first();
    const from = await chip.locator('xpath=ancestor::*[@data-drop]').getAttribute('data-drop');
    const days = ada.locator('[data-drop]');
    const dates = await days.evaluateAll((all) => all.map((day) => day.getAttribute('data-drop')));
    const today = wall(Date.now()).day;
    // at the end of a week there may be no later day
    const to = dates.find((date) => date > today && date !== from) ?? dates.find((date) => date !== from);
    const [start, end] = [await chip.boundingBox(), await ada.locator(`[data-drop="${to}"]`).boundingBox()];
    await ada.mouse.move(start.x + 10, start.y + 8);
    await ada.mouse.down();
    await ada.mouse.move(start.x + 30, start.y + 30, { steps: 3 });
    await ada.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 5 });
    await ada.locator(`[data-drop="${to}"][data-over]`).waitFor();
    if (view === 'month') await ada.screenshot({ path: new URL('../results/change-drag.png', import.meta.url).pathname });
    await ada.mouse.up();
    await ada.waitForURL(/\/reschedule\?date=/);
    assert.equal(await ada.getByLabel('Date').inputValue(), to);
    if (to <= today) continue;
    await ada.getByRole('region', { name: 'What Reschedule will do' }).waitFor();
    assert.equal(wall(await startOf(ada, /Short stories/)).day, before.day, 'nothing is written yet');
  }
});

journey('a parent who cancels late is told that the credit is kept, and an admin gives it back', async (world) => {
  const ada = await world.person(CAST.ada);
  const { day, clock } = wall(inHours(20));
  await ada.goto('/sessions/book');
  await chooseStudent(ada, 'Ben');
  await ada.getByLabel('Date').fill(day);
  await ada.getByLabel(/^Start/).selectOption(clock);
  await ada.getByLabel('Duration').selectOption('30');
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ada.getByRole('radio', { name: 'Yes' }).check({ force: true });
  await ada.getByLabel('Subject').fill('Percentages');
  await ada.getByRole('button', { name: 'Preview' }).click();
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  const path = new URL(ada.url()).pathname;

  const carol = await world.person(CAST.carol);
  await carol.goto(path);
  await carol.getByText('Cancel this session').first().click();
  await carol.getByText('It is less than 24 hours before the start.').waitFor();
  await carol.getByLabel('Reason').selectOption('Illness');
  await look(carol, 'change-cancel-late');
  await carol.getByRole('button', { name: 'Cancel this session' }).click();
  const question = carol.getByRole('dialog', { name: /its credit is kept/ });
  await question.getByRole('button', { name: 'Cancel this session' }).click();
  await carol.getByText(/It was late: the credit was kept/).waitFor();

  const amara = await world.person(CAST.admin);
  await amara.goto(path);
  await amara.getByText('the family cancelled it late').waitFor();
  await look(amara, 'change-cancelled-late');
  await amara.getByRole('button', { name: 'Give the credit back' }).click();
  await amara.getByRole('dialog').getByRole('button', { name: 'Give the credit back' }).click();
  await amara.getByText('The credit went back to the student.').waitFor();
  await amara.goto('/configuration/cancellation');
  await look(amara, 'change-cancellation-rules');
});

journey('an admin has somebody else teach a session, who then runs late for it', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.goto('/sessions');
  await amara.getByRole('row', { name: /Quadratic equations/ }).getByRole('link', { name: 'Details' }).click();
  await amara.getByRole('link', { name: 'Substitute' }).click();
  await amara.getByLabel('Who teaches instead').selectOption({ label: 'Ada Byron' });
  await look(amara, 'change-substitute');
  await amara.getByRole('button', { name: 'Substitute' }).click();
  await amara.waitForURL(/\/sessions\/ses_[^/]*$/);
  await amara.getByText('Ada Byron').first().waitFor();
  const path = new URL(amara.url()).pathname;

  const mail = await world.visitor();
  await openMail(mail, 'ivan@demo.test', /^Taken over: your session with Ben Ortiz/);
  await openMail(mail, 'ada@demo.test', /^You take over: your session with Ben Ortiz/);
  await openMail(mail, 'ben@demo.test', /^New instructor: your session with Ada/);

  const soon = wall(inHours(0.5));
  await amara.goto(`${path}/reschedule?date=${soon.day}&start=${soon.clock}`);
  await amara.getByRole('button', { name: 'Reschedule', exact: true }).click();
  await amara.getByText(/moved from/).waitFor();
  const ada = await world.person(CAST.ada);
  await ada.goto(path);
  await ada.getByRole('button', { name: '10 minutes late' }).click();
  await ada.getByText('Ada is running about 10 minutes late').waitFor();
  await look(ada, 'change-late');
  const ben = await world.person(CAST.ben);
  await ben.goto(path);
  await ben.getByText('Ada is running about 10 minutes late').waitFor();
  await openMail(mail, 'ben@demo.test', /^Ada is running about 10 minutes late/);
});
