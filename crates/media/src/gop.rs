//! The picture since its last key frame, kept so that a newcomer sees it at once.

use std::collections::VecDeque;

use crate::connection::Packet;

/// The key frame of a large screen and what follows in a second or two: at most 0.35 MB per track. A longer run is dropped,
/// and its memory with it: to send it would take a newcomer longer than to wait for the fresh key frame that is asked for
/// then.
const MAX_PACKETS: usize = 256;

/// Packets of one video track from a key frame on, in sending order.
#[derive(Debug, Default)]
pub(crate) struct Gop {
    packets: VecDeque<Packet>,
}

impl Gop {
    /// Keeps a packet. Packets before the first key frame are not kept; late ones are put in their place.
    pub(crate) fn keep(&mut self, packet: &Packet) {
        if packet.starts_keyframe {
            self.packets.retain(|kept| kept.source == packet.source && kept.seq > packet.seq);
        }
        let Some(first) = self.packets.front() else {
            if packet.starts_keyframe {
                self.packets.push_back(packet.clone());
            }
            return;
        };
        let is_older = packet.seq < first.seq && !packet.starts_keyframe;
        if packet.source != first.source || is_older {
            return;
        }
        let place = self.packets.partition_point(|kept| kept.seq < packet.seq);
        self.packets.insert(place, packet.clone());
        if self.packets.len() > MAX_PACKETS {
            self.clear();
        }
    }

    pub(crate) fn packets(&self) -> impl Iterator<Item = &Packet> {
        self.packets.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.packets = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::tests::video_packet;

    fn kept(gop: &Gop) -> Vec<u64> {
        gop.packets().map(|packet| packet.seq).collect()
    }

    #[test]
    fn a_key_frame_begins_a_new_run_and_late_packets_find_their_place() {
        let mut gop = Gop::default();
        for seq in [1, 2, 3] {
            gop.keep(&video_packet(seq, seq == 2));
        }
        assert_eq!(kept(&gop), [2, 3]);

        gop.keep(&video_packet(6, false));
        gop.keep(&video_packet(5, true));
        gop.keep(&video_packet(8, false));
        gop.keep(&video_packet(7, false));
        gop.keep(&video_packet(4, false));

        assert_eq!(kept(&gop), [5, 6, 7, 8]);
    }

    #[test]
    fn an_overlong_run_is_dropped_until_the_next_key_frame() {
        let mut gop = Gop::default();
        gop.keep(&video_packet(0, true));
        for seq in 1..=MAX_PACKETS as u64 {
            gop.keep(&video_packet(seq, false));
        }
        assert_eq!(kept(&gop), []);

        gop.keep(&video_packet(900, false));
        gop.keep(&video_packet(901, true));

        assert_eq!(kept(&gop), [901]);
    }
}
