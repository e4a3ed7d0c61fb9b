// Judging sound and picture by what the browser received and decoded.

import { until } from './wait.mjs';

/** Frames that must be decoded anew before a picture counts as moving. */
const NEW_FRAMES = 10;

/** Runs in the page before its own scripts: remembers each peer connection, to be asked for its figures. */
export function countPeers() {
  const peers = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...given) {
      super(...given);
      peers.push(this);
    }
  };
  window.receivedMedia = async () => {
    const sum = { framesDecoded: 0, audioEnergy: 0, protocols: [], relayedBy: [], connections: peers.length };
    Object.assign(sum, { soundPackets: 0, soundLost: 0, samples: 0, concealed: 0 });
    for (const peer of peers.filter((peer) => peer.connectionState === 'connected')) {
      const report = await peer.getStats();
      for (const figure of report.values()) {
        if (figure.type === 'inbound-rtp' && figure.kind === 'video') sum.framesDecoded += figure.framesDecoded ?? 0;
        if (figure.type === 'inbound-rtp' && figure.kind === 'audio') {
          sum.audioEnergy += figure.totalAudioEnergy ?? 0;
          sum.soundPackets += figure.packetsReceived ?? 0;
          sum.soundLost += figure.packetsLost ?? 0;
          sum.samples += figure.totalSamplesReceived ?? 0;
          // what was made up while the other was silent is not missed
          sum.concealed += (figure.concealedSamples ?? 0) - (figure.silentConcealedSamples ?? 0);
        }
        if (figure.type === 'transport' && figure.selectedCandidatePairId) {
          const pair = report.get(figure.selectedCandidatePairId);
          const local = report.get(pair.localCandidateId);
          sum.protocols.push(local?.protocol);
          sum.relayedBy.push(local?.candidateType === 'relay' ? local.relayProtocol : null);
        }
      }
    }
    return sum;
  };
  window.sentSettings = (kind) => {
    const lines = peers.filter((peer) => peer.connectionState === 'connected').flatMap((peer) => peer.getSenders());
    const track = lines.find((line) => line.track?.kind === kind)?.track;
    return track ? { ...track.getSettings(), label: track.label } : null;
  };
  // the longest time in which no packet of sound, no packet of the picture, and no shown frame came
  window.watchSilence = () => {
    const now = performance.now();
    const moved = { sound: now, picture: now, shown: now };
    const longest = { sound: 0, picture: 0, shown: 0 };
    const counts = new Map();
    const note = (what, key, count) => {
      if ((counts.get(key) ?? 0) === count) return;
      counts.set(key, count);
      longest[what] = Math.max(longest[what], performance.now() - moved[what]);
      moved[what] = performance.now();
    };
    const look = async () => {
      for (const [index, peer] of peers.entries()) {
        if (peer.connectionState === 'closed') continue;
        for (const figure of (await peer.getStats()).values()) {
          if (figure.type !== 'inbound-rtp') continue;
          const what = figure.kind === 'audio' ? 'sound' : 'picture';
          note(what, `${index} ${figure.id}`, figure.packetsReceived);
        }
      }
      const video = document.querySelector('[data-testid="remote-video"]');
      note('shown', 'shown', video?.getVideoPlaybackQuality().totalVideoFrames);
      for (const what of Object.keys(longest)) longest[what] = Math.max(longest[what], performance.now() - moved[what]);
      setTimeout(look, 20);
    };
    void look();
    window.longestSilence = () => longest;
  };
}

/**
 * What the page's live connections have received so far: decoded frames, energy of the sound played, the protocol
 * ("udp" or "tcp") each runs over, and how its relay is reached ("tls"), or null without one; packets of sound that came
 * and that did not, samples played, and how many of those were made up while something was to be heard; and how many
 * connections there ever were.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{framesDecoded: number, audioEnergy: number, protocols: string[], relayedBy: (string | null)[],
 *   soundPackets: number, soundLost: number, samples: number, concealed: number, connections: number}>}
 */
export function received(page) {
  return page.evaluate(() => window.receivedMedia());
}

/**
 * How the track that the page sends is made: `label`, `noiseSuppression`, `backgroundBlur` and the like.
 *
 * @param {import('playwright-core').Page} page
 * @param {'audio' | 'video'} kind
 * @returns {Promise<(MediaTrackSettings & {label: string}) | null>}
 */
export function sent(page, kind) {
  return page.evaluate((kind) => window.sentSettings(kind), kind);
}

/**
 * Waits until the other person's picture moves and is shown: frames are decoded now, not only once.
 *
 * @param {import('playwright-core').Page} page
 */
export async function sees(page) {
  const shown = page.getByTestId('remote-video');
  await shown.waitFor({ state: 'visible' });
  await advances(page, 'the other side’s picture moves', (media) => media.framesDecoded, NEW_FRAMES);
}

/**
 * Waits until the other person's sound arrives. The fake microphone beeps once a second.
 *
 * @param {import('playwright-core').Page} page
 */
export async function hears(page) {
  await advances(page, 'the other side is heard', (media) => media.audioEnergy, 1e-6);
}

/** Waits until the figure has grown by `step` since the last time it fell or was first asked for. */
async function advances(page, what, figure, step) {
  let lowest = Infinity;
  await until(what, async () => {
    const now = figure(await received(page));
    lowest = Math.min(lowest, now);
    return now - lowest >= step;
  });
}
