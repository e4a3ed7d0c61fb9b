// What each role comes for, by keyboard alone: no journey here touches a mouse or sets a value past the keys.

import { assertAccessible } from '../harness/accessibility.mjs';
import { isInRoom, isOver } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { arrive, choose, pick, press, reach, type } from '../harness/keyboard.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

const CLASSROOM = /\/classroom\/[^/]+$/;

/** Types letters of a student's name into the type-ahead and takes the first. */
async function chooseStudent(page, letters) {
  await type(page.getByRole('combobox', { name: 'Student' }), letters);
  await page.getByRole('option', { name: new RegExp(letters, 'i') }).first().waitFor();
  const filled = page.waitForResponse((response) => /\/sessions\/(instant|book)\/form/.test(response.url()));
  await page.keyboard.press('Enter');
  await (await filled).finished();
  await page.locator('.htmx-request').waitFor({ state: 'detached' });
}

/** Through Tech Check into the room. */
async function comeIn(page) {
  await page.waitForURL(CLASSROOM);
  const join = page.getByRole('button', { name: 'Join', exact: true });
  await until('Join can be pressed', async () => (await join.count()) === 1 && (await join.isEnabled()));
  await press(join);
  await until('in the room', () => isInRoom(page));
}

/** The day in so many days, as somebody types it into a date field. */
function typed(days) {
  const day = new Date(Date.now() + days * 24 * 3_600_000).toISOString();
  return `${day.slice(5, 7)}${day.slice(8, 10)}${day.slice(0, 4)}`;
}

journey('an instructor starts a lesson, the student joins, they write to each other, and it ends, by keyboard alone', async (world) => {
  const ada = await arrive(world, CAST.ada);
  const instant = ada.getByRole('link', { name: 'Instant Session' }).or(ada.getByRole('button', { name: 'Instant Session' }));
  await press(instant);
  await ada.getByRole('heading', { name: 'Start A Session Now' }).waitFor();
  await chooseStudent(ada, 'Ben');
  await choose(ada.getByRole('radio', { name: 'No', exact: true }));
  await pick(ada.getByLabel('Program'), 'Algebra');
  await type(ada.getByLabel('Subject'), 'Fractions');
  await press(ada.getByRole('button', { name: 'Start Session' }));
  await comeIn(ada);

  const ben = await arrive(world, CAST.ben);
  await press(ben.getByRole('link', { name: 'Join', exact: true, disabled: false }).first());
  await comeIn(ben);

  await press(ben.getByRole('button', { name: /^Chat/ }).first());
  await type(ben.getByRole('textbox', { name: /message/i }), 'Here I am');
  await ben.keyboard.press('Enter');
  await press(ada.getByRole('button', { name: /^Chat/ }).first());
  await ada.getByText('Here I am').waitFor();
  await press(ada.getByRole('button', { name: /^Draw/ }).first());
  await ben.getByRole('toolbar', { name: /Drawing/ }).first().waitFor();
  await assertAccessible(ben);

  await press(ada.getByRole('button', { name: 'End session', exact: true }).first());
  const dialog = ada.getByRole('dialog', { name: /End the session|How should it count/ });
  await press(dialog.getByRole('button', { name: 'End for both' }));
  const completed = dialog.getByRole('button', { name: 'Completed' });
  await until('it is over', async () => {
    if (await completed.isVisible()) await press(completed);
    return isOver(ada);
  });
  await until('Ben reads that it is over', () => isOver(ben));
});

journey('a parent looks through the calendar, writes to the instructor and cancels a session, by keyboard alone', async (world) => {
  const carol = await arrive(world, CAST.carol);
  await press(carol.getByRole('link', { name: 'Calendar' }).first());
  await carol.waitForURL('**/calendar');
  await press(carol.getByRole('link', { name: 'Week', exact: true }));
  await carol.waitForURL(/view=week/);
  const week = carol.url();
  await press(carol.getByRole('link', { name: /^Next/ }));
  await carol.waitForURL((url) => url.href !== week);
  const next = carol.url();
  await press(carol.getByRole('link', { name: 'Today' }));
  await carol.waitForURL((url) => url.href !== next);
  await carol.getByText(/^Times are /).waitFor();
  await assertAccessible(carol);

  await press(carol.getByRole('link', { name: 'Messages' }).first());
  await press(carol.getByRole('link', { name: 'New message' }));
  await pick(carol.getByLabel('To'), 'Ada Byron');
  await type(carol.getByLabel('Message', { exact: true }), 'We are away on Friday.');
  await press(carol.getByRole('button', { name: 'Send' }));
  await carol.waitForURL(/\/messages\/thr_/);

  await press(carol.getByRole('link', { name: 'Sessions' }).first());
  await carol.waitForURL('**/sessions');
  await press(carol.getByRole('link', { name: 'Details' }).last());
  await carol.waitForURL(/\/sessions\/ses_/);
  await press(carol.locator('summary', { hasText: 'Cancel this session' }));
  await pick(carol.getByLabel('Reason'), 'Illness');
  await press(carol.getByRole('button', { name: 'Cancel this session' }));
  // early enough to be free: nothing is asked
  await carol.getByText('Cancelled').first().waitFor();
  await assertAccessible(carol);
});

journey('an admin adds an instructor, books for another, finds the session and changes a setting, by keyboard alone', async (world) => {
  const amara = await arrive(world, CAST.admin);
  await press(amara.getByRole('link', { name: 'All Users' }).first());
  await press(amara.getByRole('link', { name: /^Add/ }).first());
  await amara.getByLabel('First name').waitFor();
  await type(amara.getByLabel('First name'), 'Iris');
  await type(amara.getByLabel('Last name'), 'Vale');
  await type(amara.getByLabel('Email', { exact: true }), 'iris@demo.test');
  await press(amara.getByRole('button', { name: /^Add an? / }));
  await amara.getByText('Iris Vale').first().waitFor();
  await assertAccessible(amara);

  await press(amara.getByRole('link', { name: 'Booking' }).first());
  await amara.getByRole('heading', { name: 'Book a Session' }).waitFor();
  const fetched = amara.waitForResponse((response) => response.url().includes('/sessions/book/form'));
  await pick(amara.getByLabel('Instructor'), 'Ada Byron');
  await amara.keyboard.press('Tab');
  await (await fetched).finished();
  await chooseStudent(amara, 'Ben');
  await reach(amara.getByLabel('Date'));
  await amara.keyboard.type(typed(6));
  await pick(amara.getByLabel(/^Start/), '18:15');
  await pick(amara.getByLabel('Program'), 'Algebra');
  await type(amara.getByLabel('Subject'), 'Percentages');
  await press(amara.getByRole('button', { name: 'Preview' }));
  await amara.getByRole('region', { name: 'What Book will do' }).waitFor();
  await press(amara.getByRole('button', { name: 'Book', exact: true }));
  await amara.waitForURL(/\/sessions\/ses_/);

  await press(amara.getByRole('link', { name: 'Sessions' }).first());
  await amara.waitForURL('**/sessions');
  await press(amara.locator('summary', { hasText: 'Search and filters' }));
  await type(amara.getByLabel('Subject, program or name'), 'percent');
  await amara.keyboard.press('Enter');
  await amara.waitForURL(/q=percent/);
  await until('one session is found', async () => (await amara.getByRole('link', { name: 'Details' }).count()) === 1);
  await assertAccessible(amara);

  await press(amara.getByRole('link', { name: 'Configuration' }).first());
  await press(amara.getByRole('link', { name: 'Open Closed days' }).first());
  await type(amara.getByLabel('Name'), 'Harvest day');
  await reach(amara.getByLabel('First day'));
  await amara.keyboard.type(typed(40));
  await press(amara.getByRole('button', { name: /^Add/ }));
  await amara.getByRole('cell', { name: 'Harvest day', exact: true }).waitFor();
  await assertAccessible(amara);
});
