// What other people's programs read in a calendar feed: the files are those the server's own tests compare with.

import assert from "node:assert/strict";
import { test } from "node:test";
import ICAL from "ical.js";
import ical from "node-ical";
import booked from "./feed.samples/booked.ics";
import cancelled from "./feed.samples/cancelled.ics";
import moved from "./feed.samples/moved.ics";

const subject = "Fractions, halves; and a very long subject that no line of a calendar file can hold · äöü";

/** One entry, by the names that matter to a calendar. */
interface Entry {
  uid: string;
  sequence: number;
  status: string;
  summary: string;
  starts: string;
  ends: string;
}

function byIcalJs(text: string): Entry[] {
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: Number(event.sequence),
      status: String(component.getFirstPropertyValue("status")),
      summary: event.summary,
      starts: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
    };
  });
}

function byNodeIcal(text: string): Entry[] {
  return Object.values(ical.sync.parseICS(text)).flatMap((part) => {
    if (part?.type !== "VEVENT") return [];
    return {
      uid: part.uid,
      sequence: Number(part.sequence),
      status: String(part.status),
      summary: String(part.summary),
      starts: part.start.toISOString(),
      ends: (part.end ?? part.start).toISOString(),
    };
  });
}

for (const [parser, read] of [["ical.js", byIcalJs], ["node-ical", byNodeIcal]] as const) {
  test(`${parser} reads a session as booked, as moved and as cancelled under one name`, () => {
    const [first, second, third] = [booked, moved, cancelled].map((text) => {
      const entries = read(text);
      assert.equal(entries.length, 1);
      return entries[0];
    });
    assert.ok(first && second && third);
    assert.equal(first.summary, `${subject} with Ada`);
    assert.deepEqual([first.sequence, first.status], [0, "CONFIRMED"]);
    assert.deepEqual([first.starts, first.ends], ["2026-11-23T22:07:42.000Z", "2026-11-23T22:37:42.000Z"]);
    assert.deepEqual([second.uid, second.sequence, second.status], [first.uid, 1, "CONFIRMED"]);
    assert.deepEqual([second.starts, second.ends], ["2026-11-24T22:07:42.000Z", "2026-11-24T22:37:42.000Z"]);
    assert.deepEqual([third.uid, third.sequence, third.status], [first.uid, 2, "CANCELLED"]);
    assert.deepEqual([third.starts, third.ends], [second.starts, second.ends]);
  });
}
