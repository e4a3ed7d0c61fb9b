// A series on two weekdays: booked around a date that is taken, read on two clocks, and cancelled from one session on.

import assert from 'node:assert/strict';

import { picture } from '../harness/browser.mjs';
import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
import { CAST } from '../harness/people.mjs';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The day in so many days: what a date field takes, and its weekday. */
function inDays(days) {
  const date = new Date(Date.now() + days * 24 * 3_600_000);
  return { date: date.toISOString().slice(0, 10), weekday: WEEKDAYS[date.getUTCDay()] };
}

/** What a clock of `zone` shows at an instant: `2026-12-07 16:00`. */
function clock(instant, zone) {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
}

/** Opens the form and fills in what every booking needs. */
async function openForm(page, student) {
  await page.goto('/sessions/book');
  await chooseStudent(page, student);
  await page.getByLabel('Program').selectOption({ label: 'Algebra' });
}

journey('an instructor books a series, a family reads it on their clocks, and what follows is cancelled', async (world) => {
  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  await ben.goto('/account');
  await ben.getByLabel('Time zone').selectOption('Europe/Berlin');
  await ben.getByRole('button', { name: /time zone/i }).click();
  const [first, second, taken] = [inDays(10), inDays(12), inDays(17)];

  await openForm(ada, 'Mia');
  await ada.getByLabel('Date').fill(taken.date);
  await ada.getByLabel(/^Start/).selectOption('16:15');
  await ada.getByRole('button', { name: 'Preview' }).click();
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);

  await openForm(ada, 'Ben');
  await ada.getByLabel('Subject').fill('Fractions');
  await ada.getByRole('radio', { name: 'Every week', exact: true }).check({ force: true });
  await ada.getByLabel('First day').fill(first.date);
  for (const { weekday } of [first, second]) {
    await ada.getByRole('checkbox', { name: weekday }).check({ force: true });
    await ada.getByLabel(`${weekday}, start`).waitFor();
  }
  for (const other of WEEKDAYS.filter((name) => name !== first.weekday && name !== second.weekday)) {
    const box = ada.getByRole('checkbox', { name: other });
    if (await box.isChecked()) {
      await box.uncheck({ force: true });
      await ada.getByLabel(`${other}, start`).waitFor({ state: 'detached' });
    }
  }
  await ada.getByLabel(`${first.weekday}, start`).selectOption('16:00');
  await ada.getByLabel(`${second.weekday}, start`).selectOption('17:30');
  await ada.getByLabel(`${second.weekday}, duration`).selectOption('45');
  await ada.getByLabel('Number of sessions', { exact: true }).fill('8');
  await look(ada, 'series-form');
  await ada.getByRole('button', { name: 'Preview' }).click();
  const preview = ada.getByRole('region', { name: 'What Book will do' });
  await preview.getByText('You have another session on one of these dates').waitFor();
  await preview.getByRole('button', { name: 'Leave this date out' }).click();
  await preview.getByText('Left out').waitFor();
  await preview.getByText('for Ben (Berlin)').first().waitFor();
  await look(ada, 'series-preview');
  await ada.getByRole('button', { name: 'Book 8 sessions' }).click();
  await ada.waitForURL(/\/sessions\/ses_[0-9a-f]+\/series$/);
  const table = ada.getByRole('table', { name: 'Sessions of the series' });
  const instants = await table.locator('time').evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
  assert.equal(instants.length, 8);
  for (const instant of instants) {
    assert.match(clock(instant, 'America/Chicago'), / (16:00|17:30)$/, 'the wall clock of the series is kept');
  }
  await look(ada, 'series');

  for (const [person, zone] of [['ben', 'Europe/Berlin'], ['carol', 'America/Chicago']]) {
    const page = person === 'ben' ? ben : await world.person(CAST.carol);
    for (const instant of [instants[0], instants[1], instants[7]]) {
      const [date, time] = clock(instant, zone).split(' ');
      await page.goto(`/calendar?view=day&on=${date}`);
      await page.locator('#calendar').getByText('Fractions').first().waitFor();
      await page.locator('#calendar').getByText(time).first().waitFor();
    }
  }
  const mail = await world.visitor();
  await openMail(mail, 'ben@demo.test', /8 sessions with Ada/);
  assert.equal(await mail.frameLocator('iframe').getByRole('link', { name: 'Join' }).count(), 8);
  await picture(mail, 'series-mail');

  await table.getByRole('row').nth(5).getByRole('link', { name: 'Details' }).click();
  await ada.getByRole('link', { name: /5 of 8/ }).click();
  await ada.getByText('Cancel several sessions').click();
  await ada.getByLabel('Why').last().fill('The family moves');
  await ada.getByRole('button', { name: 'Preview the cancellation' }).click();
  await ada.getByRole('region', { name: 'What will be cancelled' }).waitFor();
  await look(ada, 'series-cancellation');
  await ada.getByRole('button', { name: 'Cancel 4 sessions' }).click();
  await ada.waitForURL(/\/series$/);
  await ada.getByRole('table', { name: 'Sessions of the series' }).getByText('Cancelled').first().waitFor();
  assert.equal(await ada.getByRole('table', { name: 'Sessions of the series' }).getByText('Cancelled').count(), 4);
  await openMail(mail, 'ben@demo.test', /Cancelled: 4 sessions with Ada/);

  await ada.goto(`${new URL(ada.url()).pathname}`);
  await ada.getByText('Change several sessions').click();
  await look(ada, 'series-change');
});
