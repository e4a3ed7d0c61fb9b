// The page's live stream: the server names a topic that changed, parts of the page that show it fetch themselves again.
//
//   {"topic":"sessions"}  becomes the DOM event `nacre:sessions` on <body>

/** What "everything" stands for: the server lost count of what this page missed. */
const topics = ["sessions", "notifications", "messages", "credits"];
const longestWaitMs = 30_000;

/** Keeps a stream open while the page asks for one with `data-live`, coming back with longer and longer waits. */
export function listen(body: HTMLElement): void {
  const address = body.dataset["live"];
  if (!address) return;
  let failures = 0;
  let heardBefore = false;

  const open = (): void => {
    const source = new EventSource(address);
    source.onopen = () => {
      // what changed while nobody listened is not told again
      if (heardBefore) topics.forEach((topic) => announce(body, topic));
      heardBefore = true;
      failures = 0;
    };
    source.onmessage = (message: MessageEvent<string>) => hear(body, message.data);
    source.onerror = () => {
      source.close();
      failures += 1;
      setTimeout(open, waitMs(failures));
      void leaveWhenSignedOut(address);
    };
  };
  open();
}

/** The server ends the stream of a person who may not listen any more: what the page shows is not theirs to see. */
async function leaveWhenSignedOut(address: string): Promise<void> {
  const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) location.reload();
}

function hear(body: HTMLElement, text: string): void {
  const topic = topicOf(text);
  if (topic === "everything") topics.forEach((each) => announce(body, each));
  else if (topic) announce(body, topic);
}

function topicOf(text: string): string | null {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null || !("topic" in message)) return null;
    return typeof message.topic === "string" && /^[a-z-]{1,40}$/.test(message.topic) ? message.topic : null;
  } catch {
    return null;
  }
}

function announce(body: HTMLElement, topic: string): void {
  body.dispatchEvent(new CustomEvent(`nacre:${topic}`));
}

/** One second, doubled for each failure in a row; a fifth of chance, so that a thousand pages do not come at once. */
function waitMs(failures: number): number {
  const wait = Math.min(1_000 * 2 ** (failures - 1), longestWaitMs);
  return wait * (0.9 + Math.random() * 0.2);
}
