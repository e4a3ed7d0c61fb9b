//! When a packet was said or seen, on our clock.
//!
//! A sender report ties the clock of a track to the sender's own (RFC 3550 section 6.4.1); all tracks of a connection
//! then share one offset to ours, the smallest seen, which is the quickest way. Before the first report a track runs
//! on from the arrival of its first packet.

use std::time::{Duration, SystemTime};

use crate::Track;

/// A time further off its arrival than this is a sender's mistake, or a clock that was set.
const MAX_SKEW_MICROS: u64 = 2_000_000;

/// At this time of the sender the track's clock stood so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) at: SystemTime,
    pub(crate) time: u32,
}

/// The clock of a connection's sender beside ours.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Ours minus theirs, in microseconds.
    offset: Option<i64>,
}

/// Where a track without a report began: its clock, and ours in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    time: u32,
    at: i64,
}

impl Timeline {
    /// The time in microseconds on our clock of a packet that arrived at `arrived`.
    pub(super) fn place(
        &mut self,
        track: Track,
        anchor: &mut Option<Anchor>,
        (time, report): (u32, Option<Report>),
        arrived: i64,
    ) -> i64 {
        let Some(report) = report else { return along(track, anchor, time, arrived) };
        let theirs =
            micros_since_1970(report.at).saturating_add(track.micros(time.wrapping_sub(report.time)));
        let quickest = arrived.saturating_sub(theirs);
        let offset = match self.offset {
            Some(offset) if quickest.abs_diff(offset) <= MAX_SKEW_MICROS => offset.min(quickest),
            _ => quickest,
        };
        self.offset = Some(offset);
        theirs.saturating_add(offset)
    }
}

fn along(track: Track, anchor: &mut Option<Anchor>, time: u32, arrived: i64) -> i64 {
    if let Some(anchor) = anchor {
        let at = anchor.at + track.micros(time.wrapping_sub(anchor.time));
        if at.abs_diff(arrived) <= MAX_SKEW_MICROS {
            *anchor = Anchor { time, at };
            return at;
        }
    }
    *anchor = Some(Anchor { time, at: arrived });
    arrived
}

fn micros_since_1970(at: SystemTime) -> i64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(seconds: u64, time: u32) -> Option<Report> {
        Some(Report { at: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds), time })
    }

    #[test]
    fn without_reports_a_track_runs_on_from_its_first_arrival() {
        let (mut timeline, mut anchor) = (Timeline::default(), None);
        let mut place = |time, arrived| timeline.place(Track::Audio, &mut anchor, (time, None), arrived);

        assert_eq!(place(u32::MAX - 479, 1_000), 1_000);
        assert_eq!(place(480, 90_000), 21_000);
        assert_eq!(place(0, 91_000), 11_000);
        assert_eq!(place(1 << 31, 100_000), 100_000);
    }

    #[test]
    fn reports_lay_sound_and_picture_side_by_side() {
        let (mut timeline, mut voice, mut face) = (Timeline::default(), None, None);
        // the voice came over at once, the picture said at the same time 150 ms later
        let heard = timeline.place(Track::Audio, &mut voice, (48_000, report(500, 0)), 7_000_000);
        let seen = timeline.place(Track::Camera, &mut face, (123 + 90_000, report(500, 123)), 7_150_000);

        assert_eq!((heard, seen), (7_000_000, 7_000_000));
    }

    #[test]
    fn the_quickest_packet_tells_the_way_and_a_clock_that_was_set_is_followed() {
        let (mut timeline, mut voice) = (Timeline::default(), None);
        let mut place =
            |said, arrived| timeline.place(Track::Audio, &mut voice, (0, report(said, 0)), arrived);

        assert_eq!(place(500, 7_300_000), 7_300_000);
        assert_eq!(place(501, 8_050_000), 8_050_000);
        assert_eq!(place(502, 9_200_000), 9_050_000);
        assert_eq!(place(9_000, 10_100_000), 10_100_000);
    }
}
