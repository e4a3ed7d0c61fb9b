//! When somebody speaks: from the loudness that their browser writes beside each packet of sound (RFC 6464). Nothing of
//! the sound is looked at.

use std::time::{Duration, Instant};

/// A voice begins at this loudness: speech of a browser's levelled microphone lies around -25, a quiet room below -60.
const BEGINS_DBOV: i8 = -40;

/// And goes on down to here, so that the end of a sentence belongs to it.
const GOES_ON_DBOV: i8 = -50;

/// A silence up to this is a breath between two words.
const BREATH: Duration = Duration::from_millis(700);

/// What is shorter is a cough or a key.
const WORD: Duration = Duration::from_millis(200);

/// Who speaks for long is told of in pieces: the most that is not known yet when a server dies.
const PIECE: Duration = Duration::from_secs(10);

/// A time in which somebody spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    pub from: Instant,
    pub to: Instant,
}

/// The voice of one connection.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    from: Instant,
    /// When a voice was heard last.
    heard: Instant,
    /// A piece before it was told: it is no cough, however short.
    goes_on: bool,
}

impl Voice {
    /// Takes the loudness of a packet, in dBov: 0 is the loudest, -127 silence. Gives what is over by that.
    pub(crate) fn hear(&mut self, now: Instant, dbov: i8) -> Option<Talk> {
        let over = self.look(now);
        match &mut self.open {
            Some(open) if dbov >= GOES_ON_DBOV => {
                open.heard = now;
                if now.saturating_duration_since(open.from) >= PIECE {
                    let talk = Talk { from: open.from, to: now };
                    *open = Open { from: now, heard: now, goes_on: true };
                    return Some(talk);
                }
            }
            None if dbov >= BEGINS_DBOV => self.open = Some(Open { from: now, heard: now, goes_on: false }),
            Some(_) | None => {}
        }
        over
    }

    /// What is over because nothing was heard for too long.
    pub(crate) fn look(&mut self, now: Instant) -> Option<Talk> {
        let open = self.open.filter(|open| now.saturating_duration_since(open.heard) > BREATH)?;
        self.open = None;
        open.talk()
    }

    /// The connection ends, or the gate closes.
    pub(crate) fn finish(&mut self) -> Option<Talk> {
        self.open.take()?.talk()
    }

    /// When to look although nothing comes.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.open.map(|open| open.heard + BREATH + Duration::from_millis(1))
    }
}

impl Open {
    fn talk(self) -> Option<Talk> {
        let lasts = self.heard.saturating_duration_since(self.from);
        let counts = lasts >= WORD || (self.goes_on && !lasts.is_zero());
        counts.then_some(Talk { from: self.from, to: self.heard })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET_MS: u64 = 20;

    /// Hears loudnesses, each for so many milliseconds; gives the talks as milliseconds from the beginning.
    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    fn talks(heard: &[(i8, u64)]) -> Vec<(u128, u128)> {
        let start = Instant::now();
        let (mut voice, mut now, mut talks) = (Voice::default(), start, Vec::new());
        for (dbov, lasts_ms) in heard {
            for _ in 0..lasts_ms / PACKET_MS {
                talks.extend(voice.hear(now, *dbov));
                now += Duration::from_millis(PACKET_MS);
            }
        }
        talks.extend(voice.finish());
        let since = |at: Instant| (at - start).as_millis();
        talks.into_iter().map(|talk| (since(talk.from), since(talk.to))).collect()
    }

    #[test]
    fn a_voice_begins_loud_goes_on_quieter_and_ends_after_a_silence_longer_than_a_breath() {
        let heard =
            [(-45, 1_000), (-25, 1_000), (-48, 400), (-60, 600), (-30, 400), (-70, 2_000), (-127, 100)];

        assert_eq!(talks(&heard), [(1_000, 3_380)]);
    }

    #[test]
    fn a_cough_and_a_loud_fan_below_the_mark_are_no_voice() {
        assert_eq!(talks(&[(-90, 500), (-15, 180), (-90, 1_000), (-41, 5_000)]), []);
    }

    #[test]
    fn two_sentences_are_two_times_and_a_long_one_is_told_in_pieces_without_a_gap() {
        assert_eq!(talks(&[(-20, 500), (-80, 1_000), (-20, 500)]), [(0, 480), (1_500, 1_980)]);
        assert_eq!(talks(&[(-20, 10_100), (-80, 2_000)]), [(0, 10_000), (10_000, 10_080)]);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    fn a_voice_that_breaks_off_without_another_packet_is_over_by_time() {
        let (mut voice, start) = (Voice::default(), Instant::now());
        let last = start + Duration::from_millis(300);
        voice.hear(start, -20);
        voice.hear(last, -20);
        let wake = voice.next_wake().unwrap();

        assert_eq!(voice.look(last + BREATH), None);
        assert_eq!(voice.look(wake), Some(Talk { from: start, to: last }));
        assert_eq!((voice.look(wake), voice.next_wake()), (None, None));
    }
}
