//! Makes packets of changing senders look like one unbroken stream to the receiver.

use std::time::Instant;

use crate::Track;

/// The first sequence number sent on a fresh stream. Low, because the receiver's SRTP starts with a rollover
/// counter of zero and could not decrypt anything from 65,536 upwards (RFC 3711 section 3.3.1).
const FIRST_SEQ: u64 = 1;

/// Sequence numbers and timestamps of one outgoing track.
#[derive(Debug)]
pub(crate) struct Rewrite<S> {
    track: Track,
    run: Option<Run<S>>,
    last_seq: u64,
    last_time: u32,
    last_at: Option<Instant>,
}

/// An unbroken run of packets of one source, and where it began on both sides.
#[derive(Debug)]
struct Run<S> {
    source: S,
    seq_in: u64,
    seq_out: u64,
    time_offset: u32,
}

impl<S: PartialEq> Rewrite<S> {
    pub(crate) fn new(track: Track) -> Self {
        Self { track, run: None, last_seq: FIRST_SEQ - 1, last_time: 0, last_at: None }
    }

    /// Sequence number and timestamp to send this packet with, or nothing when it must not be sent: a new source
    /// begins with a packet that `may_begin` a picture, and what is older than its beginning stays out.
    pub(crate) fn apply(
        &mut self,
        source: S,
        seq: u64,
        time: u32,
        may_begin: bool,
        now: Instant,
    ) -> Option<(u64, u32)> {
        if self.run.as_ref().is_none_or(|run| run.source != source) {
            if !may_begin {
                return None;
            }
            let time_offset = self.resume_at(time, now).wrapping_sub(time);
            self.run = Some(Run { source, seq_in: seq, seq_out: self.last_seq + 1, time_offset });
        }
        let run = self.run.as_ref()?;
        let seq_out = run.seq_out + seq.checked_sub(run.seq_in)?;
        let time_out = time.wrapping_add(run.time_offset);
        if seq_out > self.last_seq {
            self.last_seq = seq_out;
            self.last_time = time_out;
            self.last_at = Some(now);
        }
        Some((seq_out, time_out))
    }

    /// Ends the run: the next packet must begin a picture again.
    pub(crate) fn interrupt(&mut self) {
        self.run = None;
    }

    /// The timestamp of a new run: the source's own on a fresh stream, else as far on as time went by.
    fn resume_at(&self, time: u32, now: Instant) -> u32 {
        match self.last_at {
            None => time,
            Some(at) => {
                let passed = self.track.ticks(now.saturating_duration_since(at)).max(1);
                self.last_time.wrapping_add(passed)
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_late_joiner_starts_low_however_long_the_sender_has_been_sending() {
        let mut rewrite = Rewrite::new(Track::Camera);

        let first = rewrite.apply('a', 1_000_000, 77, true, Instant::now());

        assert_eq!(first, Some((1, 77)));
    }

    #[test]
    fn a_new_source_continues_where_the_old_one_stopped() {
        let (mut rewrite, start) = (Rewrite::new(Track::Camera), Instant::now());
        rewrite.apply('a', 500, 9_000, true, start);
        rewrite.apply('a', 501, 12_000, false, start);

        let resumed = rewrite.apply('b', 7, 123, true, start + Duration::from_secs(1));

        assert_eq!(resumed, Some((3, 12_000 + 90_000)));
        assert_eq!(rewrite.apply('b', 9, 3_123, false, start), Some((5, 105_000)));
        assert_eq!(rewrite.apply('b', 8, 3_123, false, start), Some((4, 105_000)));
    }

    #[test]
    fn a_picture_begins_with_a_key_frame_and_nothing_older() {
        let (mut rewrite, now) = (Rewrite::new(Track::Screen), Instant::now());

        assert_eq!(rewrite.apply('a', 10, 0, false, now), None);
        assert_eq!(rewrite.apply('a', 12, 0, true, now), Some((1, 0)));
        assert_eq!(rewrite.apply('a', 11, 0, false, now), None);
    }
}
