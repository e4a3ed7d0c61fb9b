//! Times in which somebody spoke, as minutes with a bit for each second. Pure.

use kernel::Timestamp;

const SECOND_MICROS: i64 = 1_000_000;
const SECONDS: i64 = 60;

/// A minute in which somebody spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    pub at: Timestamp,
    /// The lowest bit is the first second; 60 are used.
    pub seconds: i64,
}

/// From the first second in which somebody spoke up to the first in which they did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The minutes of a time. Both ends go to the nearest second: neither one word nor an hour of them is counted for more or
/// less than it was, on the whole.
pub fn minutes_of(from: Timestamp, to: Timestamp) -> Vec<Minute> {
    let nearest = |at: Timestamp| (at.micros() + SECOND_MICROS / 2).div_euclid(SECOND_MICROS);
    let mut minutes: Vec<Minute> = Vec::new();
    for second in nearest(from)..nearest(to) {
        let at = Timestamp::from_micros(second * SECOND_MICROS).floor_minute();
        let bit = 1 << second.rem_euclid(SECONDS);
        match minutes.last_mut() {
            Some(last) if last.at == at => last.seconds |= bit,
            _ => minutes.push(Minute { at, seconds: bit }),
        }
    }
    minutes
}

/// The times that these minutes tell of, which are in order.
pub fn spans_of(minutes: impl IntoIterator<Item = Minute>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for Minute { at, seconds } in minutes {
        for second in (0..SECONDS).filter(|second| seconds >> second & 1 == 1) {
            let from = at.plus_seconds(second);
            let to = from.plus_seconds(1);
            match spans.last_mut() {
                Some(last) if last.to == from => last.to = to,
                _ => spans.push(Span { from, to }),
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000).floor_minute().plus_millis(ms)
    }

    fn there_and_back(from: i64, to: i64) -> Vec<(i64, i64)> {
        let spans = spans_of(minutes_of(at(from), at(to)));
        spans
            .iter()
            .map(|span| (span.from.millis() - at(0).millis(), span.to.millis() - at(0).millis()))
            .collect()
    }

    #[test]
    fn a_time_comes_back_to_the_nearest_second_over_the_border_of_a_minute_too() {
        assert_eq!(there_and_back(1_400, 2_600), [(1_000, 3_000)]);
        assert_eq!(there_and_back(58_700, 121_000), [(59_000, 121_000)]);
        assert_eq!(there_and_back(600, 900), []);
        assert_eq!(there_and_back(2_000, 1_000), []);
    }

    #[test]
    fn a_whole_minute_is_sixty_bits() {
        let minutes = minutes_of(at(0), at(60_000));

        assert_eq!(minutes, [Minute { at: at(0), seconds: (1 << 60) - 1 }]);
    }
}
