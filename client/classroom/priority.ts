/** What a poor line carries first: the voice, then the ink (which has a road of its own), the screen, the camera. Pure. */

import type { Network } from "./protocol";

export interface Limits {
  /** Bits per second; null where nothing is held back. */
  camera: number | null;
  screen: number | null;
}

const FAIR_CAMERA = 400_000;
const POOR_CAMERA = 100_000;
const POOR_SCREEN = 300_000;

/** What the pictures may take on this line. Beside a shared screen the camera gives way first. */
export function limits(network: Network, sharing: boolean): Limits {
  switch (network) {
    case "good":
    case "unknown":
      return { camera: sharing ? FAIR_CAMERA : null, screen: null };
    case "fair":
      return { camera: sharing ? POOR_CAMERA : FAIR_CAMERA, screen: null };
    case "poor":
      return { camera: POOR_CAMERA, screen: POOR_SCREEN };
  }
}
