// Recording a lesson, as an organization and two people decide it.

/**
 * From now on sessions are recorded when both agree.
 *
 * @param {import('playwright-core').Page} admin
 */
export async function allowRecordings(admin) {
  await admin.goto('/configuration/recordings');
  await admin.getByRole('radio', { name: /When both agree/ }).check({ force: true });
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('Saved.').waitFor();
}

/**
 * The instructor asks, the student agrees, and both see that it is on.
 *
 * @param {import('playwright-core').Page} instructor
 * @param {import('playwright-core').Page} student
 */
export async function recordWithConsent(instructor, student) {
  await instructor.getByRole('toolbar', { name: 'Classroom' }).getByRole('button', { name: 'More' }).click();
  await instructor.getByRole('button', { name: 'Record this session' }).click();
  await student.getByRole('alertdialog').getByRole('button', { name: 'Yes' }).click();
  for (const page of [instructor, student]) await page.locator('.cr-recording').waitFor();
}
