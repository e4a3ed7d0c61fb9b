// The switches beside the devices: what they change is changed in what is sent, and the lesson goes on.

import assert from 'node:assert/strict';

import { assertAccessible } from '../harness/accessibility.mjs';
import { together } from '../harness/boards.mjs';
import { SIZES, picture } from '../harness/browser.mjs';
import { enter } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { hears, received, sees, sent } from '../harness/media.mjs';
import { until } from '../harness/wait.mjs';

journey('noise is kept out, or let in, by a switch, and the other hears on', async (world) => {
  const { ada, ben } = await together(world);
  await hears(ben);
  const noise = await switchOf(ada, 'Keep noise out');
  assert.equal(await noise.isChecked(), true);
  const { connections } = await received(ada);

  for (const on of [false, true]) {
    await noise.click({ force: true });
    await until('the microphone is sent so', async () => (await sent(ada, 'audio')).noiseSuppression === on);
    assert.equal(await noise.isChecked(), on);
    await hears(ben);
  }
  assert.equal((await received(ada)).connections, connections, 'nobody was connected anew for it');
  await sees(ben);
});

journey('the microphone that was chosen is the one that is sent, also after a reload, and another one when it is gone', async (world) => {
  const { ada, ben } = await together(world);
  const chooser = ada.getByRole('dialog', { name: 'Devices' }).getByRole('combobox', { name: 'Microphone' });
  const chosen = () => chooser.evaluate((select) => select.selectedOptions[0]?.label);
  const sends = (name) => until(`${name} is sent`, async () => (await sent(ada, 'audio')).label === name);
  await sends('Fake Default Audio Input');

  await ada.getByRole('button', { name: 'Devices', exact: true }).click();
  await chooser.selectOption({ label: 'Fake Audio Input 2' });
  await sends('Fake Audio Input 2');
  assert.equal(await chosen(), 'Fake Audio Input 2');
  await hears(ben);

  await ada.reload();
  await enter(ada);
  await sends('Fake Audio Input 2');

  await ada.evaluate(() => localStorage.setItem('nacre.classroom.microphone', 'unplugged'));
  await ada.reload();
  await enter(ada);
  await sends('Fake Default Audio Input');
  await hears(ben);
});

journey('what is behind a person is blurred by a switch where the camera can, and elsewhere it says that it cannot', async (world) => {
  const { ada, ben } = await together(world, (page) => page.addInitScript(canBlur));
  await Promise.all([sees(ada), sees(ben)]);

  await ada.getByRole('button', { name: 'Devices', exact: true }).click();
  const panel = ada.getByRole('dialog', { name: 'Devices' });
  await panel.getByText('This camera cannot blur what is behind you here.').waitFor();
  assert.equal(await panel.getByRole('switch', { name: 'Blur what is behind me' }).isVisible(), false);

  const blur = await switchOf(ben, 'Blur what is behind me');
  assert.equal(await blur.isChecked(), false);
  for (const on of [true, false]) {
    await blur.click({ force: true });
    await until('the camera is sent so', async () => (await sent(ben, 'video')).backgroundBlur === on);
    assert.equal(await blur.isChecked(), on);
    await sees(ada);
  }

  for (const [page, viewport, colorScheme] of [[ada, SIZES.desk, 'light'], [ben, SIZES.phone, 'dark']]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
    await picture(page, `devices-${colorScheme}`);
  }
});

/** Opens the panel of devices, and finds a switch in it. */
async function switchOf(page, name) {
  await page.getByRole('button', { name: 'Devices', exact: true }).click();
  const found = page.getByRole('dialog', { name: 'Devices' }).getByRole('switch', { name });
  await found.waitFor();
  return found;
}

/**
 * Runs in the page before its own scripts: the camera can blur, as those of some systems can. Chromium's own fake camera
 * cannot.
 */
function canBlur() {
  const track = MediaStreamTrack.prototype;
  const { getCapabilities, getSettings, applyConstraints } = track;
  const blurred = new WeakMap();
  const isCamera = (one) => one.kind === 'video';
  track.getCapabilities = function () {
    const real = getCapabilities.call(this);
    return isCamera(this) ? { ...real, backgroundBlur: [false, true] } : real;
  };
  track.getSettings = function () {
    const real = getSettings.call(this);
    return isCamera(this) ? { ...real, backgroundBlur: blurred.get(this) ?? false } : real;
  };
  track.applyConstraints = async function (wishes) {
    await applyConstraints.call(this, wishes);
    if (isCamera(this)) blurred.set(this, wishes?.backgroundBlur === true);
  };
}
