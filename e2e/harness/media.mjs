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
    const sum = { framesDecoded: 0, audioEnergy: 0, protocols: [], relayedBy: [] };
    for (const peer of peers.filter((peer) => peer.connectionState === 'connected')) {
      const report = await peer.getStats();
      for (const figure of report.values()) {
        if (figure.type === 'inbound-rtp' && figure.kind === 'video') sum.framesDecoded += figure.framesDecoded ?? 0;
        if (figure.type === 'inbound-rtp' && figure.kind === 'audio') sum.audioEnergy += figure.totalAudioEnergy ?? 0;
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
}

/**
 * What the page's live connections have received so far: decoded frames, energy of the sound played, the protocol
 * ("udp" or "tcp") each runs over, and how its relay is reached ("tls"), or null without one.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{framesDecoded: number, audioEnergy: number, protocols: string[], relayedBy: (string | null)[]}>}
 */
export function received(page) {
  return page.evaluate(() => window.receivedMedia());
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
