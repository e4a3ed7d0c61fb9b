// What two people do in the classroom beside seeing and hearing each other: draw, write, talk by text, share files and
// a screen.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { draw, hasLines, isSaved, modeButton, objects, putOnStage, surface, text, together, toolButton } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { journey } from '../harness/journey.mjs';
import { ON_THEIR_SIDES, PHONES, look, seenWhole } from '../harness/looks.mjs';
import { sees } from '../harness/media.mjs';
import { until } from '../harness/wait.mjs';

/** A PNG of one point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const SCREEN = ['--auto-select-desktop-capture-source=Entire screen'];

journey('both draw on one board, the lock holds, and nothing is lost by a reload or a crash', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Draw', ada, ben);

  await draw(ada, 0.3);
  await hasLines(ben, 'Ada');
  await draw(ben, 0.5);
  await hasLines(ada, 'Ben', 'Ada');
  await isSaved(ada);
  await isSaved(ben);

  await ada.getByRole('button', { name: 'Lock this board for Ben' }).click();
  const pen = toolButton(ben, 'Pen');
  await until('Ben’s tools are off', async () => (await pen.getAttribute('aria-disabled')) === 'true');
  await ben.getByText('Ada has paused drawing').first().waitFor();
  await draw(ben, 0.6);
  await draw(ada, 0.7);
  await hasLines(ben, 'Ada', 'Ben', 'Ada');
  await hasLines(ada, 'Ada', 'Ben', 'Ada');

  await ada.getByRole('button', { name: 'Let Ben write here' }).click();
  await until('Ben’s tools are on', async () => (await pen.getAttribute('aria-disabled')) === null);
  await draw(ben, 0.8);
  await hasLines(ada, 'Ben', 'Ada', 'Ben', 'Ada');

  await isSaved(ben);
  await ben.reload();
  await comeBackIn(ben);
  await hasLines(ben, 'Ben', 'Ada', 'Ben', 'Ada');

  await world.server.kill();
  await ada.getByText('Reconnecting').waitFor();
  await world.server.restart();
  await comeBackIn(ada);
  await comeBackIn(ben);
  await hasLines(ada, 'Ben', 'Ada', 'Ben', 'Ada');
  await draw(ben, 0.4, 'Pen');
  await until('Ben’s pen writes again', async () => /pen stroke, by Ben$/.test((await objects(ada))[0]));
});

journey('both write at once and have the same text', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Write', ada, ben);
  await text(ada).click();
  await text(ben).click();
  const sentences = ['Two thirds of nine is six.', 'A half of ten is five.'];
  await Promise.all([ada, ben].map((page, index) => page.keyboard.type(sentences[index], { delay: 20 })));
  await until('both have the same text', async () => {
    const [hers, his] = await Promise.all([ada, ben].map((page) => text(page).textContent()));
    return hers === his && sentences.every((sentence) => hers.includes(sentence));
  });
  await isSaved(ada);
  await isSaved(ben);
});

journey('messages, links and files of the chat reach the other', async (world) => {
  const { ada, ben } = await together(world);
  await ben.getByRole('button', { name: 'Chat', exact: true }).click();
  await ben.getByRole('textbox', { name: 'Message' }).fill('Have a look at https://harbor.test/fractions first');
  await ben.keyboard.press('Enter');

  await ada.getByRole('button', { name: 'Chat, 1 new' }).click();
  const link = ada.getByRole('log', { name: 'Chat' }).getByRole('link', { name: 'https://harbor.test/fractions' });
  assert.equal(await link.getAttribute('href'), 'https://harbor.test/fractions');

  const chooser = ada.waitForEvent('filechooser');
  await ada.getByRole('button', { name: 'Share a file' }).click();
  await ada.getByRole('dialog', { name: 'Share a file' }).getByRole('button', { name: 'From this device' }).click();
  await (await chooser).setFiles({ name: 'point.png', mimeType: 'image/png', buffer: PICTURE });
  const file = ben.getByRole('log', { name: 'Chat' }).getByRole('link', { name: 'point.png' });
  await file.waitFor();
  const opened = await ben.evaluate(async (address) => {
    const answer = await fetch(address);
    return { status: answer.status, kind: answer.headers.get('content-type'), size: (await answer.blob()).size };
  }, await file.getAttribute('href'));
  assert.equal(opened.status, 200);
  assert.equal(opened.kind, 'image/png');
  assert.ok(opened.size > 0);

  // a file is dropped or pasted where it is wanted, and leads away from nowhere
  await drop(ben, '.cr-side', 'drop', 'dropped.png');
  await ada.getByRole('log', { name: 'Chat' }).getByRole('link', { name: 'dropped.png' }).waitFor();
  await drop(ben, '.cr-chat-text', 'paste', 'pasted.png');
  await ada.getByRole('log', { name: 'Chat' }).getByRole('link', { name: 'pasted.png' }).waitFor();
  assert.ok(await drop(ben, '.cr-stage', 'drop', 'astray.png'), 'the browser opens what was dropped beside');
  await ben.getByText('Drop a file on the drawing board or into the chat.').first().waitFor();
});

/** Drops or pastes a file on an element; whether the page took care of it. */
function drop(page, selector, type, name) {
  return page.locator(selector).evaluate((element, [type, name, bytes]) => {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
    const options = { bubbles: true, cancelable: true };
    const event = type === 'paste' ? new ClipboardEvent(type, { ...options, clipboardData: files }) : new DragEvent(type, { ...options, dataTransfer: files });
    return !element.dispatchEvent(event);
  }, [type, name, [...PICTURE]]);
}

journey(
  'the instructor shares the screen, the student only when allowed',
  async (world) => {
    const { ada, ben } = await together(world);
    await sees(ben);
    await modeButton(ada, 'Screen').click();
    await moves(ben, 'Ada’s screen moves at Ben’s');
    // what is put aside goes on, says so, and comes back
    const stop = ada.getByRole('button', { name: 'Stop sharing' });
    await putOnStage('Draw', ada, ben);
    await stop.waitFor();
    await look(ada, 'screen-aside');
    await modeButton(ada, 'Screen').click();
    await moves(ben, 'Ada’s screen is back at Ben’s');
    assert.equal(await ben.getByRole('button', { name: 'Stop sharing' }).isVisible(), false);
    await stop.click();
    await stop.waitFor({ state: 'hidden' });
    await modeButton(ada, 'Screen').click();
    await moves(ben, 'Ada’s screen moves at Ben’s once more');
    await modeButton(ada, 'Screen').click();
    await ben.getByTestId('screen-video').waitFor({ state: 'hidden' });

    await modeButton(ben, 'Screen').click({ force: true });
    await ben.getByText('Ada has to allow you to share your screen.').waitFor();
    await ada.getByRole('button', { name: 'More', exact: true }).click();
    const allowed = ada.getByRole('switch', { name: 'Ben may share a screen' });
    assert.equal(await allowed.isChecked(), false);
    await allowed.check();
    await until('Ben may share', async () => (await modeButton(ben, 'Screen').getAttribute('aria-disabled')) === null);
    await modeButton(ben, 'Screen').click();
    await moves(ada, 'Ben’s screen moves at Ada’s');
  },
  { flags: SCREEN },
);

journey('the student is told who chooses, and every state of the room is accessible and fits', async (world) => {
  const { ada, ben } = await together(world);
  // what cannot be used can be pressed, and says why
  await modeButton(ben, 'Draw').click({ force: true });
  await ben.getByText('Ada chooses what is on the stage.').waitFor();
  await looks(ada, ben, 'video');

  await putOnStage('Draw', ada, ben);
  await draw(ada, 0.3);
  await draw(ben, 0.5);
  await hasLines(ada, 'Ben', 'Ada');
  await looks(ada, ben, 'draw');

  await putOnStage('Write', ada, ben);
  await text(ada).click();
  await ada.keyboard.type('Two thirds of nine is six.');
  await looks(ada, ben, 'write');

  for (const page of [ada, ben]) await page.getByRole('button', { name: 'Chat', exact: true }).click();
  await ada.getByRole('textbox', { name: 'Message' }).fill('Write your answer below mine, please.');
  await ada.keyboard.press('Enter');
  await ben.getByText('Write your answer below mine, please.').waitFor();
  await looks(ada, ben, 'chat');
  for (const page of [ada, ben]) await page.getByRole('region', { name: 'Chat' }).getByRole('button', { name: 'Close' }).click();

  for (const page of [ada, ben]) await page.getByRole('button', { name: 'More', exact: true }).click();
  await looks(ada, ben, 'more');
  for (const page of [ada, ben]) await page.keyboard.press('Escape');

  await ben.getByRole('button', { name: 'Leave', exact: true }).click();
  await ada.getByRole('heading', { name: 'Ben stepped out' }).waitFor();
  await looks(ada, null, 'alone');
});

journey('on a phone every button is seen whole, the bar has words, and a long address leaves Send where it is', async (world) => {
  const { ada, ben } = await together(world);
  await putOnStage('Draw', ada, ben);
  await ada.getByRole('button', { name: 'More', exact: true }).last().click();
  const more = ada.getByRole('dialog', { name: 'More' });
  await more.getByRole('button', { name: 'Well done' }).waitFor();
  assert.equal(await more.getByRole('button', { name: 'Devices' }).isVisible(), false, 'on a large screen that is in the bar alone');
  await ada.keyboard.press('Escape');
  for (const page of [ada, ben]) {
    const bar = page.getByRole('toolbar', { name: 'Classroom' });
    const tools = page.getByRole('toolbar', { name: 'Drawing tools' });
    for (const viewport of PHONES) {
      await page.setViewportSize(viewport);
      const words = await seenWhole(bar);
      assert.deepEqual(words, ['Mute', 'Camera', ...(page === ada ? ['Chat', 'More', 'Leave', 'End'] : ['Hand', 'Chat', 'More', 'Leave'])]);
      assert.equal((await seenWhole(tools)).length, 14);
    }
    for (const viewport of ON_THEIR_SIDES) {
      await page.setViewportSize(viewport);
      await seenWhole(bar);
      assert.equal((await seenWhole(tools)).length, 14);
      await until('the sheet has height', async () => (await surface(page).boundingBox()).height > 90);
    }
    await page.setViewportSize({ width: 768, height: 1024 });
    await seenWhole(bar);
    await seenWhole(tools);
    await page.setViewportSize(SIZES.phone);
  }

  await toolButton(ada, 'Shapes').click();
  await toolButton(ada, 'Ellipse').click();
  const sheet = await surface(ada).boundingBox();
  await ada.mouse.move(sheet.x + sheet.width * 0.4, sheet.y + sheet.height * 0.4);
  await ada.mouse.down();
  await ada.mouse.move(sheet.x + sheet.width * 0.6, sheet.y + sheet.height * 0.6, { steps: 4 });
  await ada.mouse.up();
  await until('Ben has the ellipse', async () => /ellipse, by Ada$/.test((await objects(ben))[0] ?? ''));

  // what the bar has no room for
  await ada.getByRole('button', { name: 'More', exact: true }).last().click();
  await more.getByRole('button', { name: 'Devices' }).click();
  await ada.getByRole('dialog', { name: 'Devices' }).waitFor();
  await ada.keyboard.press('Escape');
  await until('the focus is back', () => ada.evaluate(() => document.activeElement?.ariaLabel === 'More'));

  await ben.getByRole('button', { name: 'Chat', exact: true }).click();
  await ben.getByRole('textbox', { name: 'Message' }).fill(`https://harbor.test/${'fractions/'.repeat(12)}`);
  const chat = ben.getByRole('region', { name: 'Chat' });
  await seenWhole(chat);
  await chat.getByRole('button', { name: 'Send' }).click();
  await ada.getByRole('button', { name: 'Chat, 1 new' }).waitFor();

  // who waits at a board on a small phone can go on with it
  await chat.getByRole('button', { name: 'Close' }).click();
  await ben.getByRole('button', { name: 'Leave', exact: true }).click();
  await ada.setViewportSize(PHONES[1]);
  await ada.getByRole('heading', { name: 'Ben stepped out' }).waitFor();
  await until('there is a sheet to draw on', async () => (await surface(ada).boundingBox())?.height > 150);
  await seenWhole(ada.getByRole('toolbar', { name: 'Drawing tools' }));
});

/** After a break: into the room again when the way back leads through the lobby. */
async function comeBackIn(page) {
  const board = page.getByRole('application', { name: 'Drawing board' });
  const join = page.getByRole('button', { name: 'Join', exact: true });
  await until('back at the board', async () => {
    if ((await join.count()) === 1 && (await join.isEnabled())) await join.click({ timeout: 1_000 });
    const away = await page.getByText('Reconnecting').isVisible();
    return !away && (await board.isVisible());
  });
  await isSaved(page);
}

/** Waits until the shared screen shows frame after frame. */
async function moves(page, what) {
  const video = page.getByTestId('screen-video');
  await video.waitFor({ state: 'visible' });
  let first;
  await until(what, async () => {
    const shown = await video.evaluate((element) => element.getVideoPlaybackQuality().totalVideoFrames);
    first ??= shown;
    return shown >= first + 3;
  });
}

/** Pictures are kept of all four; two of them show a machine what four would. */
const LOOKS = [
  { look: 'large-light', viewport: SIZES.desk, colorScheme: 'light', judged: true },
  { look: 'large-dark', viewport: SIZES.desk, colorScheme: 'dark', judged: false },
  { look: 'small-light', viewport: SIZES.phone, colorScheme: 'light', judged: false },
  { look: 'small-dark', viewport: SIZES.phone, colorScheme: 'dark', judged: true },
];

async function looks(ada, ben, state) {
  const people = [['instructor', ada], ['student', ben]].filter(([, page]) => page !== null);
  await Promise.all(people.map(async ([who, page]) => {
    for (const { look, viewport, colorScheme, judged } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await picture(page, `room-${state}-${who}-${look}`);
      if (!judged) continue;
      await assertAccessible(page);
      const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      assert.ok(fits, `the ${who}’s room is wider than the screen: ${state}, ${look}`);
    }
    await page.setViewportSize(SIZES.desk);
  }));
}
