/** The boards in their instructor's hand before a session: the classroom's dock, on a socket of its own. */

import { Dock } from "../classroom/dock";
import { SharedFiles } from "../classroom/files";
import { tabId } from "../classroom/memory";
import { type Board, VERSION } from "../classroom/protocol";
import { type Situation, atFirst } from "../classroom/situation";
import { ClassroomSocket, type Final } from "../classroom/socket";
import { first } from "../classroom/words";
import type { Events, Page, Shelf } from "./shelf";

export class Preparation implements Shelf {
  readonly #dock: Dock;
  readonly #socket: ClassroomSocket;
  readonly #situation: Situation;
  readonly #online = (): void => this.#hurry();

  constructor(
    private readonly page: Page,
    private readonly events: Events,
  ) {
    const { names, startsMs, endsMs } = page;
    const room = `/classroom/${page.session}`;
    this.#situation = atFirst({ you: "instructor", me: names.instructor, other: names.student, startsMs, endsMs });
    this.#dock = new Dock({
      room,
      files: new SharedFiles(room),
      send: (bytes, lossy) => this.#socket.sendBytes(bytes, lossy),
      situation: () => this.#situation,
      now: () => Date.now(),
      tell: events.tell,
      changed: events.changed,
    });
    const hello = () => ({ t: "hello", v: VERSION, device: tabId(), place: "room", takeover: false, since: 0 }) as const;
    this.#socket = new ClassroomSocket(`/sessions/${page.session}/boards/socket`, hello, {
      // the first answer to the heartbeat says that hello was taken
      heard: () => this.#dock.inside(true),
      frame: (bytes) => this.#dock.hear(bytes),
      lost: () => this.#dock.inside(false),
      closed: (why) => this.#closed(why),
    });
    addEventListener("online", this.#online);
    this.#socket.open();
  }

  get root(): HTMLElement {
    return this.#dock.root;
  }

  show(board: Board): void {
    this.#dock.show(board);
  }

  saved(board: Board): ReturnType<Dock["saved"]> {
    return this.#dock.saved(board);
  }

  close(): void {
    removeEventListener("online", this.#online);
    this.#socket.close();
    this.#dock.close();
  }

  /** Another connection, which the boards greet anew. */
  #hurry(): void {
    this.#dock.inside(false);
    this.#socket.hurry();
  }

  #closed(why: Final): void {
    const student = first(this.page.names.student);
    switch (why) {
      case "elsewhere":
        return this.events.closed("The boards are in the classroom", `${student}'s boards lie in a lesson just now. Go on with them there.`);
      case "over":
        return this.events.closed("The session is over", "Its boards are read-only now.");
      case "refused":
        return this.events.closed("You can't prepare these boards any more", "Your sign-in has ended, or the session is somebody else's now.");
      case "mistake":
        return this.events.closed("Something went wrong on this page", "Load it again to go on. What was saved is there.");
    }
  }
}
