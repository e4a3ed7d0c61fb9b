/** This browser and machine, by name, and whether they can hold a video session. */

export interface System {
  /** "Chrome on ChromeOS". */
  name: string;
  /** What is in the way, with one thing to do; null when all is well. */
  fix: string | null;
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const MACHINES: readonly [RegExp, string][] = [
  [/CrOS/, "Chromebook"],
  [/iPad/, "iPad"],
  [/iPhone/, "iPhone"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/Linux/, "Linux"],
];

export function system(): System {
  const browser = find(BROWSERS) ?? "Browser";
  const machine = find(MACHINES);
  return { name: machine ? `${browser} on ${machine}` : browser, fix: inTheWay() };
}

function inTheWay(): string | null {
  if (!("RTCPeerConnection" in globalThis)) return "This browser can't do video. Please use Chrome, Edge, Firefox or Safari.";
  if (!isSecureContext) return "This page was opened without https, so camera and microphone stay off. Ask for the right link.";
  return null;
}

function find(table: readonly [RegExp, string][]): string | null {
  return table.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? null;
}
