/** Sounds: the level of a microphone, and the two bell notes of the speaker test and of somebody coming in. */

let shared: AudioContext | null = null;

/** One for the page; browsers let it sound only after the first click or key. */
function context(): AudioContext {
  if (!shared) {
    shared = new AudioContext();
    const wake = (): void => void shared?.resume();
    addEventListener("pointerdown", wake, { passive: true });
    addEventListener("keydown", wake);
  }
  if (shared.state === "suspended") void shared.resume();
  return shared;
}

/** False until the first click or key, in browsers that keep a page from sound before it. */
export function isListening(): boolean {
  return shared?.state === "running";
}

/** Loudness at which speech is surely speech, on the meter's scale. */
export const HEARD = 0.12;
/** Turns the small numbers of speech into a full meter. */
const GAIN = 6;
/** The meter falls slowly, so that the eye can follow. */
const FALL = 0.88;

/** Follows one microphone and says its level, 0 to 1, with every picture the browser draws. */
export class LevelMeter {
  #track: MediaStreamTrack | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #frame = 0;

  constructor(private readonly said: (level: number) => void) {}

  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.stop();
    this.#track = track;
    if (!track) return;
    const analyser = context().createAnalyser();
    analyser.fftSize = 512;
    this.#source = context().createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    this.#measure(analyser);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#source?.disconnect();
    this.#source = null;
    this.#track = null;
    this.said(0);
  }

  #measure(analyser: AnalyserNode): void {
    const samples = new Float32Array(analyser.fftSize);
    let level = 0;
    const look = (): void => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((total, sample) => total + sample * sample, 0) / samples.length;
      level = Math.max(Math.min(1, Math.sqrt(power) * GAIN), level * FALL);
      this.said(level);
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }
}

/** When both notes have faded. */
const RING_MS = 1800;

/** Two bell notes, a fourth apart, on the given speaker ("" is the system's own). */
export async function ring(speakerId: string, loudness: number): Promise<void> {
  const audio = context();
  const out = audio.createMediaStreamDestination();
  note(audio, out, 587.3, 0, loudness);
  note(audio, out, 784, 0.22, loudness);
  const player = new Audio();
  player.srcObject = out.stream;
  await toSpeaker(player, speakerId);
  try {
    await player.play();
  } catch (error) {
    // Before the first click a page may be kept silent; bells are a courtesy, so nothing else depends on them.
    console.warn("The bells were not played:", error);
  }
  setTimeout(() => {
    player.srcObject = null;
  }, RING_MS);
}

/** Sends an element's sound to a speaker, where the browser lets a page choose. */
export async function toSpeaker(element: HTMLMediaElement, speakerId: string): Promise<void> {
  if (!("setSinkId" in element) || element.sinkId === speakerId) return;
  try {
    await element.setSinkId(speakerId);
  } catch (error) {
    // The speaker was unplugged in this moment; the sound stays where it was.
    console.warn("The chosen speaker is not there:", error);
  }
}

function note(audio: AudioContext, out: AudioNode, hertz: number, startS: number, loudness: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const at = audio.currentTime + startS;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 1.1);
  tone.connect(volume).connect(out);
  tone.start(at);
  tone.stop(at + 1.2);
}
