/**
 * The classroom's sentences that depend on what is so. Written for a reader of nine: what is wrong in a few words, then
 * one thing to do.
 */

import type { SourceState } from "./devices";
import type { Outcome, Person, Progress, Reply, Seat, Step, Switch, Wish } from "./protocol";

/** The name to call somebody by. */
export function first(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

/** `16:05`, as every page shows it. */
export function clock(atMs: number, zone: string): string {
  return new Date(atMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
}

/** One or two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}

const CAMERA: Record<SourceState, string> = {
  asking: "Your browser asks for the camera. Choose Allow.",
  on: "We can see you.",
  off: "Your camera is off.",
  none: "We can't find a camera. Plug one in, or join with sound only.",
  blocked: "The camera is blocked. Click the sign beside the page's address and allow it.",
  busy: "Another program uses the camera. Close it, then try again.",
};

const MICROPHONE: Record<SourceState, string> = {
  asking: "Your browser asks for the microphone. Choose Allow.",
  on: "We can hear you.",
  off: "Your microphone is off.",
  none: "We can't find a microphone. Plug one in, or join and listen.",
  blocked: "The microphone is blocked. Click the sign beside the page's address and allow it.",
  busy: "Another program uses the microphone. Close it, then try again.",
};

export function cameraWords(state: SourceState): string {
  return CAMERA[state];
}

export function microphoneWords(state: SourceState): string {
  return MICROPHONE[state];
}

/** The microphone works, but nothing has come from it yet. `listening`: the browser lets the page listen already. */
export function quietWords(listening: boolean): string {
  return listening ? "We can't hear you yet. Say hello!" : "Click anywhere, then say hello!";
}

const THEIR_CAMERA: Record<Switch, string> = {
  on: "Camera is on",
  off: "Camera is off",
  none: "No camera",
  blocked: "Camera is blocked",
};

const THEIR_MICROPHONE: Record<Switch, string> = {
  on: "microphone is on",
  off: "microphone is muted",
  none: "no microphone",
  blocked: "microphone is blocked",
};

/** Why there is no picture of the other. */
export function noPicture(camera: Switch): string {
  return THEIR_CAMERA[camera];
}

/** The student's devices while they check them, for the instructor who may be able to help. */
export function devicesOf(student: Person): string {
  const where = student.system ? `${student.system}. ` : "";
  return `${where}${THEIR_CAMERA[student.camera]}, ${THEIR_MICROPHONE[student.mic]}.`;
}

/** What the student's devices are called, as their browser tells it. */
export function deviceNames({ camera_name, mic_name, speaker_name }: Person): string {
  const names = [["Camera", camera_name], ["Microphone", mic_name], ["Speaker", speaker_name]];
  return names.flatMap(([kind, name]) => (name ? `${kind}: ${name}` : [])).join(" · ");
}

const WISHED: Record<Wish, string> = {
  mic_on: "microphone",
  camera_on: "camera",
  other_mic: "microphone",
  other_camera: "camera",
  other_speaker: "speaker",
};

/** What became of a wish about a device, for the instructor. */
export function replyWords(reply: { to: Wish; with: Reply }, student: string): string {
  const [name, device] = [first(student), WISHED[reply.to]];
  switch (reply.with) {
    case "changed":
      return `${name} tries another ${device} now.`;
    case "lacking":
      return `${name} has no other ${device}.`;
    case "declined":
      return `${name} said no. The ${device} stays as it is.`;
  }
}

/** The steps of a student's way into the classroom, in their order. */
export const WAY_IN: readonly { step: Step; words: string }[] = [
  { step: "sent", words: "Link sent" },
  { step: "opened", words: "Link opened" },
  { step: "checking", words: "Checking camera and sound" },
  { step: "joining", words: "Joining" },
];

/** Where the mail with the link is, for the instructor: not sent yet, or who has opened it. */
export function mailWords({ step, opened }: Progress, student: string): string {
  const name = first(student);
  if (step === "sending") return "The mail with the link is on its way to the mail server.";
  if (step === "unsent") return `The mail could not be delivered. Copy the link and send it to ${name} yourself.`;
  if (opened.includes("student") && opened.includes("parent")) return `${name}'s mail and the parent's mail were opened.`;
  if (opened.includes("parent")) return "The parent's mail was opened.";
  if (opened.includes("student")) return `${name}'s mail was opened.`;
  return "Nobody has opened the mail yet.";
}

export function minutes(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  if (whole < 1) return "less than a minute";
  return whole === 1 ? "1 minute" : `${whole} minutes`;
}

export function outcomeWords(outcome: Outcome, by: "instructor" | "server", you: Seat): { title: string; text: string } {
  switch (outcome) {
    case "completed":
      return {
        title: you === "student" ? "Well done!" : "The session is completed",
        text: by === "server" ? "The time was up, so the session was closed and counts as completed." : "The session is over and counts as completed.",
      };
    case "missed":
      return { title: "The session was missed", text: "You were not both in the classroom, so the session counts as missed." };
    case "cancelled":
      return { title: "The session was cancelled", text: "The session is over. It does not count." };
  }
}

/** "850 KB", "2.4 MB" */
export function fileSize(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1000 ? `${kilobytes} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What a key of a formula's palette is called: its meaning, then what it shows, for those who say what they see. */
export function signName(sign: string, name: string): string {
  return sign.length > 1 ? `${name}, ${sign}` : name;
}
