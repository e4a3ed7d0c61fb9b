// Waiting for conditions, never for time to pass.

import { setTimeout as pause } from 'node:timers/promises';

/** How long anything may take on a busy machine. Speed is judged by benchmarks, not here. */
export const PATIENCE_MS = 60_000;

/**
 * Asks until the answer is neither false, null nor undefined, and gives it back.
 *
 * @template T
 * @param {string} what in words, for the error: "the mail has arrived"
 * @param {() => Promise<T> | T} ask a throw counts as "not yet"
 * @param {number} [patienceMs]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, patienceMs = PATIENCE_MS) {
  const deadline = Date.now() + patienceMs;
  let lastError;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await pause(100);
  }
  throw new Error(`not within ${patienceMs / 1000} s: ${what}`, { cause: lastError });
}
