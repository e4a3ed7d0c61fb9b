//! Puts the packets of one stream into their order, and gives up those that do not come.

use std::collections::VecDeque;

/// How long a missing packet is waited for: several tries to have it sent again, at a long way's round trip.
pub(super) const WAIT_MICROS: u64 = 400_000;

/// Packets that may wait behind a missing one: what 10 Mbit/s bring in that time.
const MAX_WAITING: usize = 512;

#[derive(Debug)]
pub(super) struct Reorder<P> {
    next_seq: Option<u64>,
    waiting: VecDeque<Waiting<P>>,
}

#[derive(Debug)]
struct Waiting<P> {
    seq: u64,
    arrived: u64,
    packet: P,
}

/// A packet in its order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InOrder<P> {
    /// At least one before it never came.
    pub(super) after_gap: bool,
    pub(super) packet: P,
}

impl<P> Default for Reorder<P> {
    fn default() -> Self {
        Self { next_seq: None, waiting: VecDeque::new() }
    }
}

impl<P> Reorder<P> {
    /// Takes a packet, that arrived at this time in microseconds. False when it is a copy or was given up.
    pub(super) fn push(&mut self, seq: u64, arrived: u64, packet: P) -> bool {
        if self.next_seq.is_some_and(|next| seq < next) {
            return false;
        }
        let place = self.waiting.partition_point(|waiting| waiting.seq < seq);
        if self.waiting.get(place).is_some_and(|waiting| waiting.seq == seq) {
            return false;
        }
        self.waiting.insert(place, Waiting { seq, arrived, packet });
        true
    }

    /// The next packet, if it is there or not waited for any longer.
    pub(super) fn pop(&mut self, now: u64) -> Option<InOrder<P>> {
        let first = self.waiting.front()?;
        let after_gap = self.next_seq.is_some_and(|next| first.seq != next);
        if after_gap && self.waiting.len() <= MAX_WAITING {
            let waits_since = self.waiting.iter().map(|waiting| waiting.arrived).min()?;
            if now < waits_since + WAIT_MICROS {
                return None;
            }
        }
        let first = self.waiting.pop_front()?;
        self.next_seq = Some(first.seq + 1);
        Some(InOrder { after_gap, packet: first.packet })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn popped(reorder: &mut Reorder<char>, now: u64) -> Vec<(bool, char)> {
        std::iter::from_fn(|| reorder.pop(now)).map(|popped| (popped.after_gap, popped.packet)).collect()
    }

    #[test]
    fn packets_come_out_in_their_order_and_once() {
        let mut reorder = Reorder::default();
        for (seq, packet) in [(70_000, 'a'), (70_002, 'c'), (70_002, 'c'), (70_001, 'b'), (69_999, 'z')] {
            reorder.push(seq, 0, packet);
        }
        // what is older than the first that was given out stays out
        let all = popped(&mut reorder, 0);

        assert_eq!(all, [(false, 'z'), (false, 'a'), (false, 'b'), (false, 'c')]);
        assert!(!reorder.push(70_001, 1, 'b'));
    }

    #[test]
    fn a_missing_packet_is_waited_for_and_then_given_up() {
        let mut reorder = Reorder::default();
        reorder.push(1, 0, 'a');
        reorder.push(4, 10, 'd');
        assert_eq!(popped(&mut reorder, WAIT_MICROS), [(false, 'a')]);
        reorder.push(3, WAIT_MICROS, 'c');
        assert_eq!(popped(&mut reorder, WAIT_MICROS + 9), []);

        let late = popped(&mut reorder, WAIT_MICROS + 10);

        assert_eq!(late, [(true, 'c'), (false, 'd')]);
        assert!(!reorder.push(2, WAIT_MICROS + 11, 'b'));
    }

    #[test]
    fn no_more_wait_than_may() {
        let mut reorder = Reorder::default();
        reorder.push(0, 0, 'a');
        reorder.pop(0);
        for seq in 2..3 + MAX_WAITING as u64 {
            reorder.push(seq, 0, 'b');
        }

        assert_eq!(popped(&mut reorder, 0).len(), MAX_WAITING + 1);
    }
}
