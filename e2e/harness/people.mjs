// The cast of the demo organization.

export const PASSWORD = 'nacre-demo';

export const CAST = {
  admin: { email: 'admin@demo.test' },
  ada: { email: 'ada@demo.test' },
  ivan: { email: 'ivan@demo.test' },
  ben: { email: 'ben@demo.test' },
  mia: { email: 'mia@demo.test' },
  carol: { email: 'carol@demo.test' },
};

/**
 * Signs a person of the cast in and waits for the dashboard.
 *
 * @param {import('playwright-core').Page} page
 * @param {{email: string}} person
 * @param {string} [password]
 */
export async function signIn(page, person, password = PASSWORD) {
  await page.goto('/sign-in');
  await tryToSignIn(page, person.email, password);
  await page.waitForURL((url) => url.pathname === '/' || url.pathname === '/family');
  // a parent is asked who is here
  if (new URL(page.url()).pathname === '/family') await page.goto('/');
}

/**
 * Fills the sign-in page and presses the button.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name email or username
 * @param {string} password
 */
export async function tryToSignIn(page, name, password) {
  await page.getByLabel('Email or username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
