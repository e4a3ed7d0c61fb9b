import assert from "node:assert/strict";
import { test } from "node:test";
import { movedTo } from "./calendar-drag";

test("a drop leads to the page that moves the session, with the day in its address", () => {
  assert.equal(movedTo("/sessions/ses_1/reschedule", "2026-11-27"), "/sessions/ses_1/reschedule?date=2026-11-27");
});
