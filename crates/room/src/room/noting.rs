//! The session's record: what happens gets a number, is written down, and only then told.

use std::collections::VecDeque;

use kernel::Seat;

use super::Room;
use crate::input::Conn;
use crate::now::Now;
use crate::output::Output;
use crate::protocol::{ChatText, Device, EventView, Happening, Place, ToBrowser, What};

/// What a page that comes back is told again; the session's details have all of it.
const REMEMBERED: usize = 200;
/// Happenings of one session: a lesson has a few dozen, so that more of them are somebody's script.
const MOST: u64 = 5_000;
/// Lines in one message: each has at most 8 KiB.
const LINES: usize = 16;

/// The record so far.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The newest, whether written or not.
    lines: VecDeque<Happening>,
    newest: u64,
    written: u64,
}

impl Record {
    /// As it is stored: its newest lines, in order.
    pub(super) fn of(lines: Vec<Happening>) -> Self {
        let newest = lines.last().map_or(0, |line| line.seq);
        Self { lines: lines.into(), newest, written: newest }
    }

    fn has_chat(&self, id: &str) -> bool {
        self.lines.iter().any(|line| matches!(&line.what, What::Chat { id: known, .. } if known == id))
    }
}

impl Room {
    /// Numbers a happening and has it written down.
    pub(super) fn note(&mut self, now: Now, by: Option<Seat>, what: What) {
        if self.record.newest >= MOST {
            return;
        }
        self.record.newest += 1;
        let line = Happening { seq: self.record.newest, at: now.wall, by, what };
        self.record.lines.push_back(line.clone());
        if self.record.lines.len() > REMEMBERED {
            self.record.lines.pop_front();
        }
        self.out.push_back(Output::Note(line));
    }

    /// Everything up to `seq` is on disk: both are told.
    pub(super) fn noted(&mut self, seq: u64) {
        let before = self.record.written;
        self.record.written = seq.max(before);
        for seat in Seat::ALL.iter().copied() {
            if let Some(conn) = self.person(seat).conn_inside() {
                self.tell_happenings(conn, before);
            }
        }
    }

    /// What was written after `since`, for somebody who is inside.
    pub(super) fn tell_happenings(&mut self, conn: Conn, since: u64) {
        let written = self.record.written;
        let fresh = self.record.lines.iter().filter(|line| line.seq > since && line.seq <= written);
        let lines: Vec<EventView> = fresh.map(EventView::from).collect();
        for part in lines.chunks(LINES) {
            self.send(conn, ToBrowser::Happened { events: part.to_vec() });
        }
    }

    pub(super) fn chat(&mut self, now: Now, conn: Conn, seat: Seat, id: &Device, text: &ChatText) {
        if self.person(seat).place != Place::Room {
            return self.refuse(conn, "chat", "not_inside", "Go into the classroom first.");
        }
        if self.record.newest >= MOST {
            return self.refuse(conn, "chat", "full", "This session's chat is full.");
        }
        if !self.record.has_chat(id.as_str()) {
            let (id, text) = (id.as_str().to_owned(), text.as_str().to_owned());
            self.note(now, Some(seat), What::Chat { id, text });
        }
    }
}
