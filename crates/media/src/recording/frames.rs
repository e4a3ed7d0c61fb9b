//! Puts the packets of a video stream together to frames, and holds back those that no decoder could show.

use super::vp8::{self, Kind};

/// A key frame of a large screen has about 0.5 MB.
const MAX_FRAME_BYTES: usize = 2_000_000;

/// A whole frame that builds on frames that were given out before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The RTP time.
    pub(super) time: u32,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Default)]
pub(super) struct Frames {
    open: Option<(u32, Vec<u8>)>,
    /// All frames since the last key frame were given out.
    is_whole: bool,
    dropped: u64,
}

impl Frames {
    /// Takes the next packet in order. `after_gap`: one before it is missing.
    pub(super) fn take(
        &mut self,
        time: u32,
        payload: &[u8],
        is_last: bool,
        after_gap: bool,
    ) -> Option<Frame> {
        if after_gap {
            self.break_off();
        }
        // a packet without payload keeps a path open and belongs to no frame
        if payload.is_empty() {
            return None;
        }
        let Some(share) = vp8::share(payload) else {
            self.break_off();
            return None;
        };
        if share.starts_frame {
            if self.open.is_some() {
                self.break_off();
            }
            self.open = Some((time, Vec::with_capacity(share.bytes.len() * if is_last { 1 } else { 4 })));
        }
        let fits = |(open, bytes): &&mut (u32, Vec<u8>)| {
            *open == time && bytes.len() + share.bytes.len() <= MAX_FRAME_BYTES
        };
        let Some((_, bytes)) = self.open.as_mut().filter(fits) else {
            self.break_off();
            return None;
        };
        bytes.extend_from_slice(share.bytes);
        if is_last { self.close() } else { None }
    }

    /// The next frame that is given out is a key frame.
    pub(super) fn needs_key(&self) -> bool {
        !self.is_whole
    }

    /// Gives out nothing until the next key frame.
    pub(super) fn begin_anew(&mut self) {
        self.is_whole = false;
    }

    /// Frames and packets that were of no use.
    pub(super) const fn dropped(&self) -> u64 {
        self.dropped
    }

    pub(super) fn count_dropped(&mut self) {
        self.dropped += 1;
    }

    fn close(&mut self) -> Option<Frame> {
        let (time, bytes) = self.open.take()?;
        match vp8::kind(&bytes) {
            Some(kind) if self.is_whole || kind != Kind::Delta => {
                self.is_whole = true;
                Some(Frame { time, kind, bytes })
            }
            _ => {
                self.break_off();
                None
            }
        }
    }

    fn break_off(&mut self) {
        self.open = None;
        self.is_whole = false;
        self.dropped += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 12] = [0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01, 5];
    const DELTA: [u8; 3] = [0x10, 0x11, 9];

    fn given(frames: &mut Frames, time: u32, payload: &[u8]) -> bool {
        frames.take(time, payload, true, false).is_some()
    }

    #[test]
    fn a_frame_of_several_packets_is_put_together() {
        let mut frames = Frames::default();

        assert_eq!(frames.take(7, &KEY, false, false), None);
        let frame = frames.take(7, &[0x00, 6, 7], true, false).unwrap();

        assert_eq!((frame.time, frame.kind), (7, Kind::Key { width: 640, height: 480 }));
        assert_eq!(frame.bytes, [&KEY[1..], &[6, 7]].concat());
    }

    #[test]
    fn nothing_is_given_out_before_the_first_key_frame_nor_after_a_gap() {
        let mut frames = Frames::default();
        assert!(!given(&mut frames, 1, &DELTA));
        assert!(given(&mut frames, 2, &KEY) && given(&mut frames, 3, &DELTA));

        assert_eq!(frames.take(5, &DELTA, true, true), None);

        assert!(frames.needs_key() && !given(&mut frames, 6, &DELTA));
        assert!(given(&mut frames, 7, &KEY) && given(&mut frames, 8, &DELTA));
    }

    #[test]
    fn a_frame_without_beginning_without_end_or_of_two_times_is_dropped() {
        for broken in [[&[0x00, 1][..], &DELTA], [&KEY, &KEY], [&KEY, &[0x00, 1]]] {
            let mut frames = Frames::default();
            given(&mut frames, 1, &KEY);
            frames.take(2, broken[0], false, false);

            frames.take(3, broken[1], false, false);

            assert!(frames.needs_key() && frames.dropped() > 0, "{broken:?}");
        }
    }

    #[test]
    fn what_is_not_vp8_is_dropped_and_what_is_empty_overlooked() {
        let mut frames = Frames::default();
        assert!(given(&mut frames, 1, &KEY));
        assert!(!given(&mut frames, 2, &[]) && !frames.needs_key());

        assert!(!given(&mut frames, 3, &[0x90, 0x80]) && frames.needs_key());
        assert!(!given(&mut frames, 4, &[0x10, 0x10, 1, 2, 3, 4, 5, 6, 7, 8, 9]));

        assert_eq!(frames.dropped(), 2);
    }

    #[test]
    fn a_frame_without_end_is_given_up() {
        let mut frames = Frames::default();
        frames.take(1, &KEY, false, false);
        let more = [&[0x00][..], &vec![7; 1_000]].concat();

        for _ in 0..2_100 {
            frames.take(1, &more, false, false);
        }

        assert!(frames.open.is_none());
    }
}
