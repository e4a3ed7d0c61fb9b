// The calendar by keyboard, a session in its dialog, a feed for other calendars, and the lists with their file.

import assert from 'node:assert/strict';

import { SIZES } from '../harness/browser.mjs';
import { endSession, enter, startInstantSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

/** The zone of the demo organization's people. */
const ZONE = 'America/Chicago';

journey('a parent finds a session by keyboard, cancels it in its dialog, and their calendar program hears of it', async (world) => {
  const carol = await world.person(CAST.carol);
  await carol.goto('/sessions');
  const instant = await carol.getByRole('row', { name: /Short stories/ }).locator('time').first().getAttribute('datetime');
  const date = new Date(instant).toLocaleDateString('sv-SE', { timeZone: ZONE });

  await carol.goto(`/calendar?view=month&on=${date}`);
  const feed = await makeFeed(carol);
  await carol.goto(`/calendar?view=month&on=${date}`);
  await look(carol, 'calendar-month');

  const day = carol.locator(`[data-day="${date}"]`);
  await day.focus();
  await carol.keyboard.press('ArrowRight');
  const after = await carol.evaluate(() => document.activeElement?.getAttribute('data-day'));
  assert.equal(after, dayAfter(date));
  await carol.keyboard.press('ArrowLeft');
  await carol.keyboard.press('Enter');
  await carol.waitForURL(/view=day/);
  await look(carol, 'calendar-day');
  await carol.getByRole('link', { name: 'Week as a list' }).click();
  await carol.waitForURL(/view=list/);
  await look(carol, 'calendar-list');
  await carol.getByRole('link', { name: 'Week', exact: true }).click();
  await carol.waitForURL(/view=week/);
  await look(carol, 'calendar-week');
  await carol.locator('body').press('PageDown');
  await carol.waitForURL((url) => url.searchParams.get('on') > date);
  await carol.locator('body').press('PageUp');
  await carol.waitForURL((url) => url.searchParams.get('on') === date);

  const entry = carol.locator('#calendar').getByRole('link', { name: /Mia/ }).first();
  await entry.focus();
  await carol.keyboard.press('Enter');
  const dialog = carol.getByRole('dialog', { name: 'Session' });
  await dialog.getByText('Short stories').waitFor();
  await look(carol, 'calendar-glance');
  assert.equal(await dialog.getByRole('link', { name: 'Prepare boards' }).count(), 0);
  await dialog.getByText('Cancel this session').first().click();
  await dialog.getByLabel('Why').fill('Mia is ill');
  await dialog.getByLabel('Why').press('Enter');
  await carol.getByText('Mia is ill').waitFor();

  const text = await read(carol, feed);
  const cancelled = text.split('BEGIN:VEVENT').find((event) => event.includes('Short stories'));
  assert.match(cancelled, /STATUS:CANCELLED/);
  assert.match(cancelled, /SEQUENCE:1/);
});

journey('what is refused in the calendar’s dialog is said in it, with what was typed', async (world) => {
  const ada = await world.person(CAST.ada);
  const carol = await world.person(CAST.carol);
  await startInstantSession(ada, { student: 'Ben' });
  await enter(ada);
  await carol.goto('/calendar?view=day');
  const glance = await open(carol, /Ben/);
  const join = glance.getByRole('button', { name: 'Join' });
  await join.waitFor();
  await endSession(ada, 'Started by mistake');
  await join.click();
  const words = glance.getByText('There is nothing here');
  await words.waitFor();
  await until('the words have the focus', () => words.evaluate((one) => document.activeElement?.contains(one)));
  await look(carol, 'calendar-refused');

  await ada.goto('/sessions');
  const instant = await ada.getByRole('row', { name: /Short stories/ }).locator('time').first().getAttribute('datetime');
  await ada.goto(`/calendar?view=week&on=${new Date(instant).toLocaleDateString('sv-SE', { timeZone: ZONE })}`);
  const dialog = await open(ada, /Mia/);
  await dialog.getByText('Cancel this session').first().click();
  await dialog.getByLabel('Student or parent').check({ force: true });
  await ada.setViewportSize(SIZES.phone);
  await dialog.getByRole('button', { name: 'Cancel this session' }).click();
  const refusal = dialog.getByText('Choose a reason, or say why, in at most');
  await until('the refusal is not covered', () => refusal.evaluate((words) => {
    const { left, top, height } = words.getBoundingClientRect();
    return words.contains(document.elementFromPoint(left + 8, top + height / 2));
  }));
  const why = dialog.getByLabel('Why', { exact: true });
  await until('Why has the focus', () => why.evaluate((field) => field === document.activeElement));
  assert.ok(await dialog.getByLabel('Student or parent').isChecked());
  await look(ada, 'calendar-cancel-refused');
  await why.fill('Mia is ill');
  await dialog.getByRole('button', { name: 'Cancel this session' }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  await ada.getByText('Mia is ill').waitFor();
});

journey('an admin narrows the calendar and the list by filters and takes the file along', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.getByRole('link', { name: 'Sessions', exact: true }).click();
  await amara.getByText('Search and filters').click();
  await amara.getByLabel('Student', { exact: true }).fill('ben');
  await amara.getByRole('button', { name: 'Show' }).click();
  await amara.waitForURL(/student=ben/);
  await amara.getByRole('row', { name: /Quadratic equations/ }).waitFor();
  assert.equal(await amara.getByRole('row', { name: /Short stories/ }).count(), 0);
  await look(amara, 'sessions-list');
  const arriving = amara.waitForEvent('download');
  await amara.getByRole('link', { name: 'CSV file' }).click();
  assert.equal((await arriving).suggestedFilename(), 'upcoming-sessions.csv');
  await amara.getByRole('link', { name: 'What its columns mean' }).click();
  await amara.getByText('session_fee_minor').waitFor();
  await look(amara, 'sessions-columns');

  await amara.goto('/sessions?status=scheduled&instructor=Ada');
  await amara.getByText('Save this view').click();
  await amara.getByLabel('Name of the view').fill('Ada, to come');
  await amara.getByLabel('Name of the view').press('Enter');
  await amara.getByRole('button', { name: 'Remove this view' }).waitFor();
  await look(amara, 'sessions-saved');
  await amara.goto('/sessions');
  await amara.getByRole('link', { name: 'Ada, to come' }).click();
  await amara.waitForURL(/instructor=Ada/);

  await amara.goto('/calendar?view=list&student=nobody');
  await amara.getByRole('link', { name: 'Show all' }).click();
  await amara.waitForURL((url) => !url.searchParams.has('student'));
});

/** Opens an entry of the calendar in its dialog. */
async function open(page, name) {
  await page.locator('#calendar').getByRole('link', { name }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Session' });
  await dialog.waitFor();
  return dialog;
}

/** Makes a feed on its page and gives its address. */
async function makeFeed(page) {
  await page.getByRole('link', { name: 'In your own calendar' }).click();
  await page.getByRole('button', { name: 'Make an address' }).click();
  const address = await page.locator('code').textContent();
  await look(page, 'calendar-feed');
  assert.match(await read(page, address), /BEGIN:VCALENDAR/);
  return address;
}

async function read(page, address) {
  const answer = await page.request.get(new URL(new URL(address).pathname, page.url()).href);
  assert.equal(answer.status(), 200);
  // a line that is too long goes on in the next
  return (await answer.text()).replaceAll('\r\n ', '');
}

function dayAfter(date) {
  const next = new Date(`${date}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
