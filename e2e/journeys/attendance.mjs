// Who was there: a session elsewhere waits for its instructor's word, and an admin corrects it.

import { chooseStudent } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { look } from '../harness/looks.mjs';
import { CAST } from '../harness/people.mjs';

const DAY_MS = 24 * 3_600_000;

/** Chooses the quarter of an hour that has begun: the form offers the next full hour on this reader's clock. */
async function startNow(page) {
  const [offered, date] = await Promise.all([page.getByLabel(/^Start/).inputValue(), page.getByLabel('Date').inputValue()]);
  const hour = (Number(offered.slice(0, 2)) + 23) % 24;
  const quarter = Math.floor(new Date().getMinutes() / 15) * 15;
  if (hour === 23) await page.getByLabel('Date').fill(new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10));
  const two = (number) => String(number).padStart(2, '0');
  await page.getByLabel(/^Start/).selectOption(`${two(hour)}:${two(quarter)}`);
}

journey('a session in the library is noted person by person, and corrected by an admin', async (world) => {
  const ada = await world.person(CAST.ada);
  await ada.getByRole('link', { name: 'Book a Session' }).first().click();
  await chooseStudent(ada, 'Ben');
  await startNow(ada);
  await ada.getByRole('radio', { name: 'In person' }).check({ force: true });
  await ada.getByLabel('Location').fill('Library, room 2');
  await ada.getByLabel('Duration').selectOption('30');
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
  await ada.getByRole('button', { name: 'Preview' }).click();
  await ada.getByRole('button', { name: 'Book', exact: true }).click();
  await ada.waitForURL(/\/sessions\/ses_/);
  const session = ada.url();
  await ada.getByRole('button', { name: 'Both attended' }).waitFor();
  await look(ada, 'attendance-asked');

  await ada.goto('/');
  await ada.getByRole('heading', { name: 'Needs your attention' }).waitFor();
  await look(ada, 'attendance-attention');
  await ada.getByRole('link', { name: 'Attendance' }).first().click();
  const card = ada.getByRole('region', { name: /Ben Ortiz/ });
  await card.getByRole('group', { name: /Ada Byron/ }).getByRole('radio', { name: 'Attended' }).check({ force: true });
  const ben = card.getByRole('group', { name: /Ben Ortiz/ });
  await ben.getByRole('radio', { name: 'Missed' }).focus();
  await ada.keyboard.press('Space');
  await card.getByRole('button', { name: 'Save attendance' }).click();
  await card.getByText('Choose why.', { exact: true }).last().waitFor();
  await look(ada, 'attendance-refused');
  await card.getByLabel('Why').last().selectOption('Sick');
  await card.getByRole('button', { name: 'Save attendance' }).click();
  await card.getByText('Noted.').waitFor();
  await look(ada, 'attendance-noted');

  const amara = await world.person(CAST.admin);
  await amara.goto('/configuration');
  await amara.getByRole('link', { name: 'Open Reasons for absences' }).click();
  await amara.getByLabel('Name').fill('Fire drill');
  await amara.getByLabel('Whose absences').selectOption({ label: 'Students' });
  await amara.getByRole('radio', { name: 'No' }).check({ force: true });
  await amara.getByRole('button', { name: 'Add reason' }).click();
  await amara.getByRole('button', { name: 'Remove Fire drill' }).waitFor();
  await look(amara, 'attendance-reasons');
  await amara.goto(session);
  await amara.getByRole('link', { name: 'Correct' }).click();
  await amara.getByLabel('Why').last().selectOption('Fire drill');
  await amara.getByRole('button', { name: 'Save attendance' }).click();
  await amara.waitForURL(session);
  await amara.getByText('Fire drill (does not count)').waitFor();
  await look(amara, 'attendance-details');

  const student = await world.person(CAST.ben);
  await student.goto(session);
  await student.getByText('Fire drill (does not count)').waitFor();
});
