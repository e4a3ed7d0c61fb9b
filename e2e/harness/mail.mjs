// The demo's mailbox: what would have been sent, read as a mail program shows it.

import { until } from './wait.mjs';

/**
 * Opens the newest mail to an address, on the page given.
 *
 * @param {import('playwright-core').Page} page anybody's
 * @param {string} address whose mail
 * @param {RegExp} [subject]
 */
export async function openMail(page, address, subject = /./) {
  const mail = page.getByRole('listitem').filter({ hasText: `<${address}>` }).getByRole('link', { name: subject });
  await until(`a mail to ${address}`, async () => {
    await page.goto('/demo/mail');
    return (await mail.count()) > 0;
  });
  await mail.first().click();
  await page.getByTitle('The mail as a mail program shows it').waitFor();
}

/**
 * Follows a link of the mail that is open, as a mail program does: its address is handed to the browser. A press inside
 * the frame would do for a person; of a frame that has only just been drawn, Chromium on a busy machine loses it.
 *
 * @param {import('playwright-core').Page} page
 * @param {RegExp} label
 * @param {RegExp} leadsTo the address
 */
export async function followInMail(page, label, leadsTo) {
  const link = page.frameLocator('iframe').getByRole('link', { name: label });
  await link.waitFor();
  await page.goto(await link.getAttribute('href'));
  await page.waitForURL(leadsTo);
}
