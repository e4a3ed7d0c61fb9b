/**
 * The own shared screen: its picture goes on the third line, which was negotiated with the others; its sound, where the
 * browser gives one, is mixed into the microphone's.
 */

/** Letters stay sharp; a moving picture is not what a screen is shared for. */
const PICTURE: MediaTrackConstraints = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } };

export class Screen {
  #stream: MediaStream | null = null;
  #mixer: AudioContext | null = null;
  #mixed: MediaStreamTrack | null = null;
  #voice: MediaStreamTrack | null = null;

  /** `ended`: the person stopped it with the browser's own button. */
  constructor(private readonly ended: () => void) {}

  static get possible(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === "function";
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  get track(): MediaStreamTrack | null {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  /** False when the person chose nothing. */
  async open(): Promise<boolean> {
    try {
      this.#stream = await navigator.mediaDevices.getDisplayMedia({ video: PICTURE, audio: true });
    } catch {
      return false;
    }
    const track = this.track;
    if (track) {
      track.contentHint = "detail";
      track.onended = () => this.ended();
    }
    return true;
  }

  /** The sound to send: the voice, with the screen's sound while there is one. */
  sound(voice: MediaStreamTrack | null): MediaStreamTrack | null {
    const [own] = this.#stream?.getAudioTracks() ?? [];
    if (!own) return voice;
    if (!this.#mixed || this.#voice !== voice) this.#mix(own, voice);
    return this.#mixed;
  }

  close(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    void this.#mixer?.close();
    this.#stream = this.#mixer = this.#mixed = this.#voice = null;
  }

  #mix(own: MediaStreamTrack, voice: MediaStreamTrack | null): void {
    void this.#mixer?.close();
    this.#mixer = new AudioContext();
    const out = this.#mixer.createMediaStreamDestination();
    for (const track of [own, voice]) {
      if (track) this.#mixer.createMediaStreamSource(new MediaStream([track])).connect(out);
    }
    this.#voice = voice;
    this.#mixed = out.stream.getAudioTracks()[0] ?? null;
  }
}
