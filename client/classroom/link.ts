/** The student's way in, asked of the server by the instructor: the join link to copy, and the mail sent again. */

/** Null when the server did not give it. */
export async function joinLink(room: string): Promise<string | null> {
  const answer = await ask(`${room}/link`, "GET");
  const json: unknown = await answer?.json();
  const url = typeof json === "object" && json !== null && "url" in json ? json.url : null;
  return typeof url === "string" ? url : null;
}

/** Whether the mail is on its way again. */
export async function resendLink(room: string): Promise<boolean> {
  return (await ask(`${room}/resend`, "POST")) !== null;
}

/** Null when the server could not be reached or did not do it. */
async function ask(address: string, method: "GET" | "POST"): Promise<Response | null> {
  try {
    const answer = await fetch(address, { method, headers: { accept: "application/json" } });
    return answer.ok ? answer : null;
  } catch (error) {
    console.warn("The server could not be reached:", error);
    return null;
  }
}
