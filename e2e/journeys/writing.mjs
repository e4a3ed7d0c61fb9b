// Everything the writing board can do: what one writes, the other reads.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { isSaved, putOnStage, text, together } from '../harness/boards.mjs';
import { SIZES } from '../harness/browser.mjs';
import { journey } from '../harness/journey.mjs';
import { ON_THEIR_SIDES, PHONES, look, seenWhole } from '../harness/looks.mjs';
import { until } from '../harness/wait.mjs';

journey('headings, lists, tasks, links, tables, formulas and code are written by both, and taken home', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Write', ada, ben);
  const [hers, his] = [text(ada), text(ben)];

  // by the keyboard's own ways, and by the bar
  await hers.click();
  await lines(ada, '# Fractions', 'Read *page 12* first.', '- halves', 'thirds', '');
  await his.getByRole('heading', { name: 'Fractions', level: 1 }).waitFor();
  await his.getByRole('listitem').filter({ hasText: 'thirds' }).waitFor();
  await tool(ada, 'Tasks').click();
  await ada.keyboard.type('Add one half and one third');
  const task = his.getByRole('checkbox');
  await task.waitFor();
  assert.equal(await task.isChecked(), false);
  await task.click();
  await until('Ada sees the task done', () => hers.getByRole('checkbox').isChecked());

  // each other's caret, by name
  await his.getByRole('heading', { name: 'Fractions' }).click();
  await hers.locator('.wb-caret[data-name="Ben Ortiz"]').waitFor();
  await his.locator('.wb-caret[data-name="Ada Byron"]').waitFor();

  // out of the list
  await ada.keyboard.press('Enter');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('More is in ');
  await tool(ada, 'Link').click();
  const link = ada.getByRole('dialog', { name: 'Link' });
  await link.getByLabel('Address').fill('javascript:alert(1)');
  await link.getByRole('button', { name: 'Save link' }).click();
  await link.getByText('Type a web address such as').waitFor();
  await link.getByLabel('Address').fill('harbor.test/fractions');
  await link.getByLabel('Words to show').fill('the workbook');
  await link.getByRole('button', { name: 'Save link' }).click();
  assert.equal(await his.getByRole('link', { name: 'the workbook' }).getAttribute('href'), 'https://harbor.test/fractions');
  await ada.keyboard.press('Enter');

  await tool(ada, 'Table').click();
  for (const cell of ['part', 'of 12', 'is', 'a third', '12']) {
    await ada.keyboard.type(cell);
    await ada.keyboard.press('Tab');
  }
  await his.getByRole('columnheader', { name: 'of 12' }).waitFor();
  await ada.getByRole('group', { name: 'Table' }).getByRole('button', { name: 'Row below' }).click();
  await until('Ben sees the new row', async () => (await his.getByRole('row').count()) === 4);
  await his.getByRole('cell').nth(2).click();
  await ben.keyboard.type('4');
  await hers.getByRole('cell', { name: '4', exact: true }).waitFor();
  await look(ada, 'writing-table');

  // below the table: a formula in the line by dollars, one of its own by the dialog, and code
  await ada.keyboard.press('Control+End');
  if ((await hers.locator('> p').last().count()) === 0 || (await ada.getByRole('group', { name: 'Table' }).isVisible())) await ada.keyboard.press('ArrowDown');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('It holds that $\\frac{1}{3}+\\frac{1}{6}$');
  await his.locator('[data-type="inline-math"] .katex').waitFor();
  await ada.keyboard.press('Enter');
  await tool(ada, 'Formula').click();
  const formula = ada.getByRole('dialog', { name: 'Formula' });
  await formula.getByRole('button', { name: 'Root' }).click();
  await ada.keyboard.type('36');
  await formula.getByRole('img', { name: 'Preview' }).locator('.katex .sqrt').waitFor();
  await look(ada, 'writing-formula');
  await formula.getByRole('button', { name: 'Insert formula' }).click();
  await his.locator('[data-type="block-math"] .katex .sqrt').waitFor();
  await ada.keyboard.press('Enter');
  await tool(ada, 'Code').click();
  await ada.keyboard.type('print(1 / 3)');
  await ada.getByLabel('Language of this code').selectOption({ label: 'Python' });
  await his.locator('pre code').filter({ hasText: 'print(1 / 3)' }).waitFor();
  await his.locator('pre code [class*="hljs-"]').first().waitFor();
  await look(ada, 'writing-code');
  await isSaved(ada);
});

journey('what one takes back is one’s own, a lock holds, and who may only read takes copies home', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Write', ada, ben);
  const [hers, his] = [text(ada), text(ben)];
  await hers.click();
  await lines(ada, '# Fractions', '[ ] Add one half and one third', '', 'It holds that $\\sqrt{36}$ is six.', '```python', 'print(1 / 3)');
  await his.getByText('print(1 / 3)').waitFor();
  await his.getByRole('checkbox').click();
  await until('Ada sees the task done', () => hers.getByRole('checkbox').isChecked());
  // a caret that was put elsewhere begins what can be taken back
  const inHeading = async () => (await tool(ada, 'Title').getAttribute('aria-pressed')) === 'true';
  await hers.getByRole('heading', { name: 'Fractions' }).click();
  await until('Ada is in the heading', inHeading);
  await hers.getByText('print(1 / 3)').click();
  await until('Ada is in the code', async () => !(await inHeading()));
  await ada.keyboard.press('Control+End');

  await ada.keyboard.type('  # a slip');
  await his.getByText('a slip').waitFor();
  await his.getByRole('heading', { name: 'Fractions' }).click();
  await ben.keyboard.press('End');
  await ben.keyboard.type(' and parts');
  await hers.getByRole('heading', { name: 'Fractions and parts' }).waitFor();
  // a slow hand has several steps to take back
  await until('the slip is taken back', async () => {
    await tool(ada, 'Undo').click();
    return (await hers.getByText('slip').count()) === 0;
  });
  await his.getByText('slip').waitFor({ state: 'detached' });
  await his.getByRole('heading', { name: 'Fractions and parts' }).waitFor();

  // the lock
  await ada.getByRole('button', { name: 'Lock this board for Ben' }).click();
  await ben.getByText('Ada is writing now. You can read along and copy.').waitFor();
  await until('Ben’s caret is out of the text', async () => (await hers.locator('.wb-caret[data-name="Ben Ortiz"]').count()) === 0);
  await ben.keyboard.type('not now');
  await his.getByRole('checkbox').click({ force: true });
  assert.equal(await tool(ben, 'Bold').getAttribute('aria-disabled'), 'true');
  await hers.getByRole('heading', { name: 'Fractions and parts' }).click();
  await ada.keyboard.press('End');
  await ada.keyboard.type('!');
  await his.getByRole('heading', { name: 'Fractions and parts!', exact: true }).waitFor();
  assert.equal(await hers.getByText('not now').count(), 0);
  assert.equal(await hers.getByRole('checkbox').isChecked(), true);

  // copies, which who only reads may take too
  const page = (await copy(ben, 'Web page')).toString();
  for (const part of ['<h1>Fractions and parts!</h1>', '<math', 'type="checkbox"', 'print(1 / 3)']) assert.ok(page.includes(part), `the page has ${part}`);
  assert.doesNotMatch(page, /<script|javascript:/i);
  const words = (await copy(ada, 'Plain text')).toString();
  for (const part of ['Fractions and parts!', 'Add one half and one third', '\\sqrt{36}', 'print(1 / 3)']) assert.ok(words.includes(part), `the words have ${part}`);
  await printed(ben);

  await ada.getByRole('button', { name: 'Let Ben write here' }).click();
  await until('Ben’s tools are on', async () => (await tool(ben, 'Bold').getAttribute('aria-disabled')) === null);
});

journey('on a phone all tools are seen, in the bar or behind More, which leaves the caret where it is, and so is what is saved', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Write', ada, ben);
  const tools = ada.getByRole('toolbar', { name: 'Writing tools' });
  assert.equal((await seenWhole(tools)).length, 18, 'a large screen has room for all');
  for (const viewport of [...PHONES, ...ON_THEIR_SIDES, { width: 768, height: 1024 }]) {
    await ada.setViewportSize(viewport);
    assert.equal((await seenWhole(tools)).length, 14);
    await isSaved(ada);
  }

  await ada.setViewportSize(SIZES.phone);
  await text(ada).click();
  await tool(ada, 'More').click();
  const more = ada.locator('writing-board').getByRole('dialog', { name: 'More' });
  assert.deepEqual(await seenWhole(more), ['Small heading', 'Underline', 'Strike through', 'Quote', 'Save a copy']);
  await ada.keyboard.press('Escape');
  await more.waitFor({ state: 'hidden' });
  await tool(ada, 'More').click();
  await more.getByRole('button', { name: 'Underline' }).click();
  await more.waitFor({ state: 'hidden' });
  await ada.keyboard.type('half of it');
  await text(ben).locator('u').filter({ hasText: 'half of it' }).waitFor();

  // by keys, from the text to a tool behind More
  await ada.keyboard.press('Alt+F10');
  await ada.keyboard.press('End');
  await ada.keyboard.press('Enter');
  await ada.keyboard.press('Enter');
  await text(ben).getByRole('heading', { name: 'half of it', level: 3 }).waitFor();
  await until('the caret is in the text', () => text(ada).evaluate((place) => place === document.activeElement));

  await tool(ada, 'Table').click();
  const around = ada.getByRole('group', { name: 'Table' });
  assert.equal((await seenWhole(around)).length, 5);
  await look(ada, 'writing-phone');
  await ada.context().setOffline(true);
  await ada.keyboard.type('kept here');
  await ada.getByRole('status').filter({ hasText: 'Not connected' }).waitFor();
  await ada.context().setOffline(false);
  await isSaved(ada);
});

function tool(page, name) {
  return page.getByRole('toolbar', { name: 'Writing tools' }).getByRole('button', { name, exact: true });
}

/** Types lines, each ended by Enter but the last. */
async function lines(page, ...all) {
  for (const [i, line] of all.entries()) {
    await page.keyboard.type(line);
    if (i < all.length - 1) await page.keyboard.press('Enter');
  }
}

/** What a person gets who saves a copy. */
async function copy(page, way) {
  await tool(page, 'Save a copy').click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Save a copy' }).getByRole('button', { name: way }).click();
  return readFileSync(await (await download).path());
}

/** Asks for paper, and looks at what the browser would print. */
async function printed(page) {
  await page.evaluate(() => {
    window.print = () => {
      window.paper = document.querySelector('.wb-paper')?.textContent;
      window.dispatchEvent(new Event('afterprint'));
    };
  });
  await tool(page, 'Save a copy').click();
  await look(page, 'writing-copies');
  await page.getByRole('dialog', { name: 'Save a copy' }).getByRole('button', { name: 'Print or save as PDF' }).click();
  const paper = await until('there is something to print', () => page.evaluate(() => window.paper));
  assert.match(paper, /Fractions and parts!/);
  await until('the paper is put away', async () => (await page.locator('.wb-paper').count()) === 0);
}
