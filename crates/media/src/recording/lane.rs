//! What a recorder knows of one incoming track.

use str0m::rtp::Ssrc;

use super::frames::{Frame, Frames};
use super::reorder::Reorder;
use super::timeline::{Anchor, Report};
use crate::connection::Packet;

/// A first key frame, and one after a loss, is asked for this often until it comes.
const ASK_MICROS: u64 = 1_000_000;

/// Key frames are at most this far apart: one can seek to each, and a damage the recorder did not notice ends there.
const KEY_EVERY_MICROS: u64 = 10_000_000;

#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) anchor: Option<Anchor>,
    pub(super) frames: Frames,
    ssrc: Option<Ssrc>,
    reorder: Reorder<Waiting>,
    /// When a key frame came or was asked for.
    key_at: Option<u64>,
}

/// What is kept of a packet until its frame is whole.
#[derive(Debug)]
struct Waiting {
    time: u32,
    report: Option<Report>,
    is_last: bool,
    payload: std::sync::Arc<[u8]>,
}

/// A frame and the last report that was known with it.
pub(super) type Told = (Frame, Option<Report>);

impl Lane {
    /// Notes who sends. Another encoder is another stream with a clock of its own.
    pub(super) fn hear(&mut self, ssrc: Ssrc) {
        if self.ssrc.replace(ssrc).is_some_and(|before| before != ssrc) {
            self.anchor = None;
            self.reorder = Reorder::default();
            self.frames.begin_anew();
        }
    }

    /// Takes a packet of a picture.
    pub(super) fn push(&mut self, now: u64, packet: &Packet) {
        let waiting = Waiting {
            time: packet.time,
            report: packet.report,
            is_last: packet.marker,
            payload: packet.payload.clone(),
        };
        if !self.reorder.push(packet.seq, now, waiting) {
            self.frames.count_dropped();
        }
    }

    /// The next frame that can be shown.
    pub(super) fn pop(&mut self, now: u64) -> Option<Told> {
        while let Some(next) = self.reorder.pop(now) {
            let Waiting { time, report, is_last, payload } = next.packet;
            if let Some(frame) = self.frames.take(time, &payload, is_last, next.after_gap) {
                return Some((frame, report));
            }
        }
        None
    }

    /// A key frame came.
    pub(super) fn got_key(&mut self, now: u64) {
        self.key_at = Some(now);
    }

    /// Whether a key frame is to be asked for; it then counts as asked for.
    pub(super) fn takes_key(&mut self, now: u64) -> bool {
        let every = if self.frames.needs_key() { ASK_MICROS } else { KEY_EVERY_MICROS };
        let is_due = self.key_at.is_none_or(|at| now >= at + every);
        if is_due {
            self.key_at = Some(now);
        }
        is_due
    }
}
