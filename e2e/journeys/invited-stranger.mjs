// A student without an account: invited inside the form, in the classroom by the link of the mail.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { endSession, enter, isOver, openInstantForm, pressStart } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { openMail, followInMail } from '../harness/mail.mjs';
import { hears, sees } from '../harness/media.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

const NINA = { first: 'Nina', last: 'Sol', email: 'nina@family.test', parent: 'sara@family.test' };

/** Ada's form, filled in for somebody nobody knows; she chooses all the rest. */
async function inviteNina(ada) {
  await openInstantForm(ada);
  await ada.getByText('Invite a student by email').click();
  await ada.getByLabel('First name').fill(NINA.first);
  await ada.getByLabel('Last name').fill(NINA.last);
  await ada.getByLabel('Email', { exact: true }).fill(NINA.email);
  await ada.getByLabel('Parent\'s email').fill(NINA.parent);
  await ada.getByRole('button', { name: 'Select this student' }).click();
  const student = ada.getByRole('combobox', { name: 'Student' });
  await until('Nina is selected', async () => (await student.inputValue()) === `${NINA.first} ${NINA.last}`);
  await assertAccessible(ada);
  await ada.getByRole('radio', { name: 'No' }).check({ force: true });
  await ada.getByLabel('Program').selectOption({ label: 'Algebra' });
}

journey('an invited stranger comes from the mail straight into the classroom', async (world) => {
  const ada = await world.person(CAST.ada);
  await inviteNina(ada);
  await pressStart(ada);
  await enter(ada);

  const nina = await world.visitor();
  await openMail(nina, NINA.email);
  await followInMail(nina, /Join the session/, /\/join\//);
  const link = nina.url();
  await assertAccessible(nina);
  await nina.getByRole('button', { name: 'This is me' }).click();
  await nina.waitForURL(/\/classroom\//);
  await enter(nina);
  await Promise.all([sees(ada), sees(nina)]);
  await Promise.all([hears(ada), hears(nina)]);

  const phone = await world.visitor();
  await phone.goto(link);
  await phone.getByText('Move here?').waitFor();
  await assertAccessible(phone);
  const mia = await world.person(CAST.mia);
  await mia.goto(link);
  await assertAccessible(mia);
  assert.equal(await mia.getByRole('button', { name: 'This is me' }).count(), 0, 'another person is asked to switch');

  const elsewhere = await nina.context().newPage();
  const answer = await elsewhere.goto('/');
  assert.match(new URL(answer.url()).pathname, /^\/sign-in/, 'the seat opens nothing but its session');

  await endSession(ada, 'Started by mistake', assertAccessible);
  await until('Nina’s page says that it is over', () => isOver(nina));
  await elsewhere.goto(link);
  await assertAccessible(elsewhere);
  assert.equal(await elsewhere.getByRole('button', { name: 'This is me' }).count(), 0);
});

journey('the parent of an invited student has a mail with a link of their own', async (world) => {
  const ada = await world.person(CAST.ada);
  await inviteNina(ada);
  await pressStart(ada);

  const links = [];
  for (const address of [NINA.email, NINA.parent]) {
    const page = await world.visitor();
    await openMail(page, address);
    await followInMail(page, /Join the session|Open Nina's classroom/, /\/join\//);
    links.push(page.url());
  }
  assert.notEqual(links[0], links[1]);
});

journey('a student of a colleague is selected by their address and taught from then on', async (world) => {
  const ivan = await world.person(CAST.ivan);
  await openInstantForm(ivan);
  await ivan.getByText('Invite a student by email').click();
  await ivan.getByLabel('First name').fill('Ben');
  await ivan.getByLabel('Last name').fill('O');
  await ivan.getByLabel('Email', { exact: true }).fill(CAST.ben.email);
  await ivan.getByRole('button', { name: 'Select this student' }).click();
  const student = ivan.getByRole('combobox', { name: 'Student' });
  await until('Ben is selected by his own name', async () => /^Ben (?!O$)/.test(await student.inputValue()));
  await assertAccessible(ivan);
  await ivan.getByRole('radio', { name: 'No' }).check({ force: true });
  const classroom = await pressStart(ivan);

  const ben = await world.person(CAST.ben);
  await ben.goto(classroom);
  await enter(ivan);
  await enter(ben);
  await endSession(ivan, 'Started by mistake');
  await openInstantForm(ivan);
  await ivan.getByRole('combobox', { name: 'Student' }).fill('Ben');
  await ivan.getByRole('option', { name: /^Ben/ }).first().waitFor();
});
