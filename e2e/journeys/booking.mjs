// A session is booked: previewed, refused where it runs into another, seen by everyone it concerns.

import assert from 'node:assert/strict';

import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
import { twoPages } from '../harness/paper.mjs';
import { CAST } from '../harness/people.mjs';

/** The day in five days, as a date field takes it. */
function inFiveDays() {
  return new Date(Date.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10);
}

/** Fills in what a booking needs beyond what stands there. */
async function fill(page, { student, start }) {
  await chooseStudent(page, student);
  await page.getByLabel('Date').fill(inFiveDays());
  await page.getByLabel(/^Start/).selectOption(start);
  await page.getByLabel('Duration').selectOption('45');
  await page.getByLabel('Program').selectOption({ label: 'Algebra' });
}

journey('an instructor books a session, and everyone finds it; the same time is refused in words', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.getByRole('link', { name: 'Book a Session' }).first().click();
  await ada.getByRole('heading', { name: 'Book a Session' }).waitFor();
  await fill(ada, { student: 'Ben', start: '15:15' });
  await ada.getByLabel('Subject').fill('Fractions');
  await ada.locator('summary', { hasText: 'Attach files of your portfolio' }).click();
  await ada.getByLabel('Add files from this device').setInputFiles([
    { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from('film') },
    { name: 'worksheet.pdf', mimeType: 'application/pdf', buffer: twoPages() },
  ]);
  await ada.getByText('Files of this kind are not taken.').waitFor();
  await ada.getByRole('checkbox', { name: 'worksheet.pdf', checked: true }).waitFor();
  await look(ada, 'booking-files');
  await ada.getByRole('button', { name: 'Preview' }).click();
  const preview = ada.getByRole('region', { name: 'What Book will do' });
  await preview.getByText('worksheet.pdf').waitFor();
  await preview.getByText('Ben Ortiz with Ada Byron').waitFor();
  await preview.getByText('Carol Ortiz, parent: by mail and in My Notifications').waitFor();
  await look(ada, 'booking-preview');
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  await ada.getByRole('heading', { name: 'Fractions' }).waitFor();

  for (const name of ['ben', 'carol']) {
    const page = await world.person(CAST[name]);
    await page.getByText('Fractions').first().waitFor();
    await page.goto(ada.url());
    await page.getByRole('link', { name: 'worksheet.pdf' }).waitFor();
    await page.goto('/calendar');
    await page.getByRole('link', { name: '15:15' }).first().waitFor();
  }
  const mail = await world.visitor();
  await openMail(mail, 'ben@demo.test', /Your session with Ada/);
  await mail.frameLocator('iframe').getByText('Fractions').waitFor();
  await mail.frameLocator('iframe').getByRole('link', { name: 'Join the session' }).waitFor();

  await ada.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Booking' }).click();
  await fill(ada, { student: 'Mia', start: '15:45' });
  await ada.getByRole('button', { name: 'Preview' }).click();
  await ada.getByText(/You have a session with Ben Ortiz on .*, 15:15 to 16:00\. Choose another time\./).first().waitFor();
  await look(ada, 'booking-refused');
  assert.equal(await ada.getByLabel(/^Start/).inputValue(), '15:45', 'what was chosen is still there');
});

/** Takes one more student by the keyboard alone. */
async function addOneMore(page, letters) {
  const field = page.getByRole('combobox', { name: 'Add one more' });
  await field.fill(letters);
  await page.getByRole('option', { name: new RegExp(letters, 'i') }).first().waitFor();
  await field.press('Enter');
  await page.getByRole('button', { name: new RegExp(`^Take out ${letters}`) }).waitFor();
}

journey('an admin books several students in person, by keyboard; each family finds its own alone', async (world) => {
  const amara = await world.person(CAST.admin);
  await amara.goto('/sessions/book');
  await amara.getByLabel('Instructor').selectOption({ label: 'Ada Byron' });
  await amara.getByRole('combobox', { name: 'Student' }).waitFor();
  await chooseStudent(amara, 'Ben');
  await addOneMore(amara, 'Mia');
  const classroom = amara.getByRole('radio', { name: 'Nacre Online Classroom' });
  assert.equal(await classroom.isDisabled(), true, 'the classroom is for one student');
  await amara.getByText('The Nacre Online Classroom is for one student at a time.').waitFor();
  const inPerson = amara.getByRole('radio', { name: 'In person' });
  await inPerson.focus();
  await inPerson.press('Space');
  await amara.getByLabel('Location').fill('Library, room 2');
  await amara.getByLabel('Date').fill(inFiveDays());
  await amara.getByLabel(/^Start/).selectOption('17:15');
  await amara.getByLabel('Duration').selectOption('45');
  await amara.getByLabel('Program').selectOption({ label: 'Algebra' });
  await amara.getByLabel('Subject').fill('Ratios');
  await look(amara, 'booking-several');
  const ask = amara.getByRole('button', { name: 'Preview' }).last();
  await ask.focus();
  await ask.press('Enter');
  const preview = amara.getByRole('region', { name: 'What Book will do' });
  await preview.getByText('Ben Ortiz, Mia Chen with Ada Byron').waitFor();
  await preview.getByText('Each family reads of its own student alone.').waitFor();
  await look(amara, 'booking-several-preview');
  const book = amara.getByRole('button', { name: 'Book', exact: true });
  await book.focus();
  await book.press('Enter');
  await amara.waitForURL(/\/sessions\/ses_/);
  await amara.getByRole('heading', { name: 'Also taking part' }).waitFor();
  await look(amara, 'several-details');

  const ada = await world.person(CAST.ada);
  await ada.goto(`/calendar?view=day&on=${inFiveDays()}`);
  await ada.getByText('Ben and Mia').first().waitFor();
  await look(ada, 'several-calendar');

  const ben = await world.person(CAST.ben);
  await ben.goto(`/calendar?view=day&on=${inFiveDays()}`);
  await ben.getByText('Ratios').first().waitFor();
  assert.equal((await ben.locator('main').innerText()).includes('Mia'), false, 'Ben reads nothing of Mia');
});

journey('an instructor books a group for three weeks, and each student has a series of their own', async (world) => {
  const admin = await world.person(CAST.admin);
  await admin.goto('/groups');
  await admin.getByRole('link', { name: 'Add a group' }).first().click();
  await admin.getByLabel('Name', { exact: true }).fill('Juniors');
  await admin.getByLabel('Default instructor').selectOption({ label: 'Ada Byron · ada@demo.test' });
  await admin.getByRole('button', { name: 'Add group' }).click();
  await admin.getByText('Added. Now add its members.').waitFor();
  for (const name of ['Ben Ortiz', 'Mia Chen']) {
    const field = admin.getByRole('combobox', { name: 'Student' });
    await field.fill(name);
    await admin.getByRole('option', { name: new RegExp(name) }).first().waitFor();
    await field.press('Enter');
    await admin.getByRole('button', { name: 'Add member' }).click();
    await admin.getByRole('row', { name: new RegExp(name) }).waitFor();
  }

  const ada = await world.person(CAST.ada);
  await ada.goto('/sessions/book');
  await chooseStudent(ada, 'Juniors');
  await ada.getByText('On that day these belong to it: Mia Chen, Ben Ortiz.').waitFor();
  await ada.getByRole('radio', { name: 'In person' }).check({ force: true });
  await ada.getByLabel('Location').fill('Library, room 2');
  await ada.getByRole('radio', { name: 'Every week' }).check({ force: true });
  await ada.getByLabel('First day').fill(inFiveDays());
  await ada.getByRole('spinbutton', { name: 'Number of sessions' }).fill('3');
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ada.getByRole('radio', { name: 'No', exact: true }).last().check({ force: true });
  await look(ada, 'booking-group');
  await ada.getByRole('button', { name: 'Preview' }).last().click();
  await ada.getByRole('region', { name: 'What Book will do' }).getByText('Mia Chen, Ben Ortiz with Ada Byron').waitFor();
  await look(ada, 'booking-group-preview');
  await ada.getByRole('button', { name: 'Book 3 sessions' }).click();
  await ada.waitForURL(/\/series$/);
  await ada.getByText('Cancel several sessions').click();
  await ada.getByText('For whom?').waitFor();
  await look(ada, 'series-of-several');

  const mia = await world.person(CAST.mia);
  await mia.goto('/sessions');
  await mia.getByText('Every', { exact: false }).first().waitFor();
  assert.equal((await mia.locator('main').innerText()).includes('Ben'), false, 'Mia reads nothing of Ben');
});

journey('an instructor invites a student from the booking form and books a session for them', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.goto('/sessions/book');
  await ada.getByLabel('Subject').fill('A first lesson');
  await ada.locator('summary', { hasText: 'Invite a student by email' }).press('Enter');
  await ada.getByLabel('First name').fill('Nora');
  await ada.getByLabel('Last name').fill('Lund');
  await ada.getByLabel('Email', { exact: true }).fill('ada@demo.test');
  await ada.getByRole('button', { name: 'Invite this student' }).press('Enter');
  await ada.getByText(/A student needs an address of their own\./).first().waitFor();
  await look(ada, 'booking-invite-refused');
  await ada.getByLabel('Email', { exact: true }).fill('nora@demo.test');
  await ada.getByRole('button', { name: 'Invite this student' }).press('Enter');
  await ada.getByText('Nora Lund was invited by mail and is chosen.').waitFor();
  assert.equal(await ada.getByLabel('Subject').inputValue(), 'A first lesson');
  await look(ada, 'booking-invited');
  await ada.getByLabel('Date').fill(inFiveDays());
  await ada.getByLabel(/^Start/).selectOption('18:30');
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ada.getByRole('group', { name: 'Is this a billable session?' }).getByRole('radio', { name: 'No' }).check({ force: true });
  await ada.getByRole('button', { name: 'Preview' }).click();
  await ada.getByRole('region', { name: 'What Book will do' }).getByText('Nora Lund with Ada Byron').waitFor();
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  const mail = await world.visitor();
  await openMail(mail, 'nora@demo.test', /^Get started with/);
});
