/** What the server is told about this person's devices. */

import { type Devices, asSwitch } from "./devices";
import type { DevicesSaid, Network } from "./protocol";
import { system } from "./system";

/** The protocol's longest name, in characters. */
const NAME_LIMIT = 120;

export function report({ microphone, camera, speaker }: Devices, network: Network): DevicesSaid {
  return {
    mic: asSwitch(microphone.state),
    camera: asSwitch(camera.state),
    mic_name: label(microphone.name),
    camera_name: label(camera.name),
    speaker_name: label(speaker.name),
    system: system().name,
    network,
  };
}

/** One line of bounded length, never cut inside a character. */
function label(name: string): string {
  return [...name.replace(/\p{Cc}/gu, " ")].slice(0, NAME_LIMIT).join("");
}
