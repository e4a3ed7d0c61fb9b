// A session is booked: previewed, refused where it runs into another, seen by everyone it concerns.

import assert from 'node:assert/strict';

import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { openMail } from '../harness/mail.mjs';
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
  await ada.getByRole('button', { name: 'Preview' }).click();
  const preview = ada.getByRole('region', { name: 'What Book will do' });
  await preview.getByText('Ben Ortiz with Ada Byron').waitFor();
  await preview.getByText('Carol Ortiz, parent: by mail and in My Notifications').waitFor();
  await look(ada, 'booking-preview');
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  await ada.getByRole('heading', { name: 'Fractions' }).waitFor();

  for (const name of ['ben', 'carol']) {
    const page = await world.person(CAST[name]);
    await page.getByText('Fractions').first().waitFor();
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
