// What a browser can tell about a file before it is sent.

const mb = 1024 * 1024;

interface Chosen {
  size: number;
  type: string;
}

/** Why the server would not take the file, as far as a browser can tell; null when it may. */
export function refusal(file: Chosen, mostBytes: number, mediaTypes: readonly string[]): string | null {
  if (file.size === 0) return "This file is empty.";
  if (file.size > mostBytes) return `This file is larger than ${mostBytes / mb} MB.`;
  // a system that does not know a kind says nothing; the server looks at the content
  if (file.type !== "" && !mediaTypes.includes(file.type)) return "Files of this kind are not taken.";
  return null;
}
