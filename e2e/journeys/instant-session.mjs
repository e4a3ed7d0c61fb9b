// The main walk: Ada presses Instant Session, Ben joins, both see and hear each other, and a credit settles.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { picture } from '../harness/browser.mjs';
import { endSession, enter, isOver, openInstantForm, startInstantSession } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { hears, sees } from '../harness/media.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

journey('an instructor starts a session at once and both are in the classroom', async (world) => {
  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  const carol = await world.person(CAST.carol);
  await openInstantForm(ada);
  await assertAccessible(ada);

  const classroom = await startInstantSession(ada, { student: 'Ben', subject: 'Fractions' });
  await ben.getByRole('link', { name: 'Join', exact: true, disabled: false }).first().waitFor();
  // a parent is handed the child's seat, which is a deed
  await carol.getByRole('button', { name: 'Join', exact: true }).first().waitFor();
  await ben.getByRole('link', { name: 'Join' }).first().click();
  await ben.waitForURL(classroom);
  // Tech Check of either
  await assertAccessible(ada);
  await assertAccessible(ben);
  // the student waits in the lobby, then the instructor in the room
  const join = ben.getByRole('button', { name: 'Join', exact: true });
  await until('Ben waits in the lobby', async () => {
    if (await ben.getByRole('heading', { name: /is getting ready/ }).isVisible()) return true;
    if ((await join.count()) === 1 && (await join.isEnabled())) await join.click({ timeout: 1_000 });
    return false;
  });
  await assertAccessible(ben);
  await enter(ada);
  await ada.getByRole('heading', { name: /Waiting for/ }).waitFor();
  await assertAccessible(ada);

  await enter(ben);
  await Promise.all([sees(ada), sees(ben)]);
  await Promise.all([hears(ada), hears(ben)]);
  await assertAccessible(ada);
  await assertAccessible(ben);
  await picture(ada, 'classroom-instructor');
  await picture(ben, 'classroom-student');

  await ada.getByRole('button', { name: 'End session', exact: true }).first().click();
  await ada.getByRole('dialog', { name: /End the session/ }).waitFor();
  await assertAccessible(ada);
  await ada.keyboard.press('Escape');
  await endSession(ada);
  await until('Ben’s page says that it is over', () => isOver(ben));
  await assertAccessible(ben);
  const details = classroom.replace('/classroom/', '/sessions/');
  await ada.goto(details);
  await ada.getByText('Completed').first().waitFor();
  await ada.getByText('Fractions').first().waitFor();
  await assertAccessible(ada);
  await ben.goto(details);
  await ben.getByText('Completed').first().waitFor();

  await openInstantForm(ada);
  const again = await ada.getByRole('combobox', { name: 'Student' });
  await again.fill('Ben');
  await ada.getByRole('option', { name: /Ben.*2 credits left/ }).waitFor();
});

journey('the classroom of two does not exist for anybody else', async (world) => {
  const ada = await world.person(CAST.ada);
  const classroom = await startInstantSession(ada, { student: 'Ben' });

  for (const stranger of [CAST.mia, CAST.ivan]) {
    const page = await world.person(stranger);
    const answer = await page.goto(classroom);
    assert.equal(answer.status(), 404, stranger.email);
  }
});
