/** What the browser itself can do to sound and picture: keep noise out, blur what is behind a person. Pure. */

export type Effect = "noise" | "blur";

/** `backgroundBlur` is younger than the browser's own types (W3C Media Capture Extensions). */
const NAMES = { noise: "noiseSuppression", blur: "backgroundBlur" } as const;

export type Figures = Readonly<Partial<Record<(typeof NAMES)[Effect], unknown>>>;

/** Whether the device can do with it and without it, as its capabilities say. */
export function canSwitch(effect: Effect, capabilities: Figures): boolean {
  const ways = capabilities[NAMES[effect]];
  return Array.isArray(ways) && ways.includes(true) && ways.includes(false);
}

/** Whether it is on now, as the track's settings say. */
export function isOn(effect: Effect, settings: Figures): boolean {
  return settings[NAMES[effect]] === true;
}

/** To be asked of a device. One that cannot do it comes all the same. */
export function wish(effect: Effect, on: boolean): MediaTrackConstraints {
  return { [NAMES[effect]]: on };
}
