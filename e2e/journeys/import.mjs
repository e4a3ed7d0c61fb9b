// An admin brings people as a table: looks first, mends a row, imports, and brings the same again.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { journey } from '../harness/journey.mjs';
import { CAST } from '../harness/people.mjs';

const HEAD = 'Role\tFirst name\tLast name\tEmail\tInstructor email\tParent email\n';
const GOOD =
  'student\tNia\tOkoye\tnia@demo.test\tada@demo.test\tuma@demo.test\n' +
  'parent\tUma\tOkoye\tuma@demo.test\t\t\n';
const BAD = 'student\tEli\tOkoye\teli at demo.test\t\tuma@demo.test\n';
const MENDED = BAD.replace(' at ', '@');

const LOOKS = [
  { look: 'large-light', viewport: SIZES.desk, colorScheme: 'light' },
  { look: 'small-dark', viewport: SIZES.phone, colorScheme: 'dark' },
];

/** The page is accessible and as wide as the screen, in both looks, and its pictures are kept. */
async function seen(page, name) {
  for (const { look, viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} ${look}`);
    await picture(page, `import-${name}-${look}`);
  }
  await page.setViewportSize(SIZES.desk);
}

async function paste(page, table) {
  await page.goto('/people');
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByLabel('Or paste the table').fill(table);
  await page.getByRole('button', { name: 'Look at it first' }).click();
  await page.getByRole('heading', { name: 'Before the import' }).waitFor();
}

journey('an admin pastes people, mends a row and imports them; the same again has nothing to do', async (world) => {
  const page = await world.person(CAST.admin);
  await page.goto('/people/import');
  await seen(page, 'form');

  await paste(page, HEAD + GOOD + BAD);
  await page.getByText('Email: This is not an address').waitFor();
  await page.getByRole('button', { name: 'Import 2 people' }).waitFor();
  await seen(page, 'look');

  await paste(page, HEAD + GOOD + MENDED);
  await page.getByRole('button', { name: 'Import 3 people' }).click();
  await page.getByRole('heading', { name: 'The import is done' }).waitFor();
  await seen(page, 'done');

  await page.goto('/people?q=okoye');
  for (const name of ['Nia Okoye', 'Eli Okoye', 'Uma Okoye']) await page.getByText(name).first().waitFor();
  await page.getByRole('link', { name: 'Nia Okoye' }).click();
  await page.getByText('Ada Byron').first().waitFor();
  await page.getByText('Uma Okoye').first().waitFor();

  await paste(page, HEAD + GOOD + MENDED);
  await page.getByRole('link', { name: 'Nothing to do 3' }).waitFor();
  await page.getByRole('link', { name: 'New 0' }).waitFor();
});
