// Bad networks and pulled plugs: both come back by themselves.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { draw, hasLines, isSaved, objects, putOnStage } from '../harness/boards.mjs';
import { WITHOUT_UDP } from '../harness/browser.mjs';
import { endSession, enter, isInRoom, isOver, startInstantSession, togetherClock } from '../harness/classroom.mjs';
import { journey } from '../harness/journey.mjs';
import { hears, received, sees } from '../harness/media.mjs';
import { CAST } from '../harness/people.mjs';
import { until } from '../harness/wait.mjs';

/** Ada and Ben in the classroom, seeing each other; `since` is when Ben went in. */
async function together(world) {
  const ada = await world.person(CAST.ada);
  const ben = await world.person(CAST.ben);
  const clock = togetherClock(ada);
  const classroom = await startInstantSession(ada, { student: 'Ben' });
  await ben.goto(classroom);
  await enter(ada);
  const since = Date.now();
  await enter(ben);
  await Promise.all([sees(ada), sees(ben)]);
  return { ada, ben, clock, since };
}

journey(
  'where UDP is blocked, sound and picture come over TCP',
  async (world) => {
    const { ada, ben } = await together(world);

    await Promise.all([hears(ada), hears(ben)]);
    for (const page of [ada, ben]) {
      const { protocols } = await received(page);
      assert.deepEqual(new Set(protocols), new Set(['tcp']));
    }
  },
  { flags: WITHOUT_UDP },
);

for (const [where, passes] of [
  ['only TLS passes', 'tls'],
  ['an HTTP proxy is the only way out', 'proxy'],
]) {
  journey(
    `where ${where}, sound and picture come through the relay`,
    async (world) => {
      const { ada, ben } = await together(world);

      await Promise.all([hears(ada), hears(ben)]);
      for (const page of [ada, ben]) {
        const { relayedBy } = await received(page);
        assert.deepEqual(new Set(relayedBy), new Set(['tls']));
      }
      assert.ok(world.server.network.refused > 0, 'media over TCP without TLS was tried and cut off');
    },
    { passes },
  );
}

journey('a reload in mid-session brings both back', async (world) => {
  const { ada, ben } = await together(world);

  for (const page of [ben, ada]) {
    await page.reload();
    await until('back in the room', () => isInRoom(page));
    await Promise.all([sees(ada), sees(ben)]);
  }
  await Promise.all([hears(ada), hears(ben)]);
});

/** How long the lesson lasts before the plug is pulled; a sign of life is written every second of it. */
const LESSON_MS = 5_000;
/** How long the server stays away: longer than what a lost packet is forgiven, short of what ends a session. */
const AWAY_MS = 15_000;
/** Presence is kept alive every second and forgiven for three; the rest is a busy machine. */
const FORGIVEN_S = 6;

journey('when the server is killed and comes back, so do both, and the minutes exclude the gap', async (world) => {
  const { ada, ben, clock, since } = await together(world);

  await pause(LESSON_MS);
  await world.server.kill();
  await pause(AWAY_MS);
  await world.server.restart();
  await until('both are in the room', async () => (await isInRoom(ada)) && (await isInRoom(ben)));
  await Promise.all([sees(ada), sees(ben)]);
  await Promise.all([hears(ada), hears(ben)]);

  await endSession(ada);
  const inside = (Date.now() - since - AWAY_MS) / 1000;
  assert.ok(clock.seconds >= LESSON_MS / 1000 - 2, `${clock.seconds} s of the lesson before the plug are kept`);
  assert.ok(clock.seconds <= inside + FORGIVEN_S, `${clock.seconds} s together in ${inside} s`);
});

const ROUGH = { passes: 'rough' };
/** What is promised; a busy machine may take longer, so that the journey fails later. The figure is printed. */
const BACK_WITHIN_MS = 2_000;
const BACK_AT_LAST_MS = 10_000;

journey(
  'when UDP is cut in mid-call, both are back over TCP',
  async (world) => {
    const { ada, ben } = await together(world);
    await Promise.all([hears(ada), hears(ben)]);
    for (const page of [ada, ben]) assert.deepEqual(new Set((await received(page)).protocols), new Set(['udp']));
    await Promise.all([ada, ben].map((page) => page.evaluate(() => window.watchSilence())));

    world.server.network.passesUdp = false;

    for (const page of [ada, ben]) {
      await until('media goes over TCP', async () => {
        const { protocols } = await received(page);
        return protocols.length === 1 && protocols[0] === 'tcp';
      });
    }
    await Promise.all([sees(ada), sees(ben), hears(ada), hears(ben)]);
    for (const [name, page] of [['Ada', ada], ['Ben', ben]]) {
      const { sound, picture, shown } = await page.evaluate(() => window.longestSilence());
      const told = `${name} was without sound ${Math.round(sound)} ms, picture ${Math.round(picture)} ms, seen ${Math.round(shown)} ms`;
      world.say(`${told}; the goal is ${BACK_WITHIN_MS} ms`);
      assert.ok(Math.max(sound, picture, shown) <= BACK_AT_LAST_MS, told);
    }
  },
  ROUGH,
);

/** A bad line at home: each way late by half of this, and so many datagrams lost. */
const ROUND_TRIP_MS = 100;
const LOSS = 0.05;
/** How much talk is listened to: the codec's clock counts it. */
const LISTEN_SAMPLES = 15 * 48_000;
/** Of what is heard so much may be made up by the player: both ways lose, so that a tenth never comes. */
const MOST_MADE_UP = 0.15;
/** A machine that stands still for a second is a silence, and is answered by another connection; a line that throws people
 * out does so again and again. */
const MOST_ANEW = 1;

journey(
  'on a line that loses and delays, the voice comes through and nobody is thrown out',
  async (world) => {
    const { network } = world.server;
    const { ada, ben } = await together(world);
    await Promise.all([hears(ada), hears(ben)]);
    Object.assign(network, { delayMs: ROUND_TRIP_MS / 2, loss: LOSS, passed: 0, lost: 0 });
    const before = await Promise.all([ada, ben].map(received));

    const after = await Promise.all([ada, ben].map((page, index) => until('fifteen seconds of talk', async () => {
      const now = await received(page);
      return now.samples - before[index].samples >= LISTEN_SAMPLES && now;
    })));

    world.say(`seed ${network.seed}: ${network.lost} of ${network.lost + network.passed} datagrams were lost`);
    for (const [index, name] of ['Ada', 'Ben'].entries()) {
      const grown = (figure) => after[index][figure] - before[index][figure];
      const came = grown('soundPackets') / (grown('soundPackets') + grown('soundLost'));
      const madeUp = grown('concealed') / grown('samples');
      const told = `${percent(came)} of the packets of sound came to ${name}, ${percent(madeUp)} of the sound was made up`;
      world.say(told);
      assert.ok(came > 1 - 4 * LOSS && madeUp <= MOST_MADE_UP, `seed ${network.seed}: ${told}`);
      const anew = grown('connections');
      assert.ok(anew <= MOST_ANEW, `${name} was connected anew ${anew} times`);
    }
    await Promise.all([sees(ada), sees(ben)]);
  },
  ROUGH,
);

/** Long enough for every connection to be given up, short of what ends a session. */
const DOWN_MS = 10_000;

journey(
  'when the network is gone for a while, room, media and boards come back without a reload',
  async (world) => {
    const { ada, ben } = await together(world);
    await putOnStage('Draw', ada, ben);
    await draw(ada, 0.3);
    await hasLines(ben, 'Ada');
    for (const page of [ada, ben]) {
      await isSaved(page);
      await page.evaluate(() => (window.isTheSamePage = true));
    }

    world.server.network.goDown();
    const gone = Date.now();
    await draw(ada, 0.45);
    await draw(ben, 0.6);
    await hasLines(ada, 'Ada', 'Ada');
    await hasLines(ben, 'Ben', 'Ada');
    for (const page of [ada, ben]) await page.getByText('Reconnecting').first().waitFor();
    await pause(gone + DOWN_MS - Date.now());
    world.server.network.comeUp();

    for (const page of [ada, ben]) await isSaved(page);
    const [hers, his] = [await objects(ada), await objects(ben)];
    assert.deepEqual(hers, his);
    assert.equal(hers.filter((words) => words.includes('line, by')).length, 3, hers.join('; '));
    await Promise.all([sees(ada), sees(ben), hears(ada), hears(ben)]);
    for (const page of [ada, ben]) {
      assert.ok(await isInRoom(page));
      assert.ok(await page.evaluate(() => window.isTheSamePage), 'nobody had to load the page again');
    }
    await draw(ben, 0.8);
    await until('Ada sees what Ben draws', async () => (await objects(ada)).length === 4);
  },
  ROUGH,
);

journey(
  'an end that is asked for while the network is away comes when it is back',
  async (world) => {
    const { ada, ben } = await together(world);

    world.server.network.goDown();
    await ada.getByText('Reconnecting').first().waitFor();
    await ada.getByRole('button', { name: 'End session', exact: true }).first().click();
    await ada.getByRole('button', { name: 'End for both' }).click();
    await ada.getByText('The session ends as soon as you are connected again').waitFor();
    world.server.network.comeUp();

    await ada.getByRole('button', { name: 'Completed' }).click();
    await Promise.all([ada, ben].map((page) => until('it is over', () => isOver(page))));
  },
  ROUGH,
);

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
