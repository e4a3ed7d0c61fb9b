//! VP8 in RTP (RFC 7741), as far as a recorder has to know it.

/// The bytes of a frame that one packet carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Share<'a> {
    pub(super) starts_frame: bool,
    pub(super) bytes: &'a [u8],
}

/// Reads a packet's payload behind its descriptor; none when it is not VP8.
pub(super) fn share(payload: &[u8]) -> Option<Share<'_>> {
    let (first, mut rest) = payload.split_first()?;
    if first & 0x80 != 0 {
        let extensions;
        (extensions, rest) = rest.split_first()?;
        if extensions & 0x80 != 0 {
            let picture_id;
            (picture_id, rest) = rest.split_first()?;
            rest = rest.get(usize::from(picture_id >> 7)..)?;
        }
        if extensions & 0x40 != 0 {
            rest = rest.get(1..)?;
        }
        if extensions & 0x30 != 0 {
            rest = rest.get(1..)?;
        }
    }
    let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
    (!rest.is_empty()).then_some(Share { starts_frame, bytes: rest })
}

/// What a whole frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Key { width: u16, height: u16 },
    Delta,
}

/// The kind of a frame by its first bytes (RFC 6386 section 9.1); none when it is not VP8.
pub(super) fn kind(frame: &[u8]) -> Option<Kind> {
    if frame.first()? & 1 != 0 {
        return Some(Kind::Delta);
    }
    let [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = frame.get(..10)? else { return None };
    let size = |low: &u8, high: &u8| u16::from_le_bytes([*low, *high]) & 0x3fff;
    let (width, height) = (size(w0, w1), size(h0, h1));
    (width > 0 && height > 0).then_some(Kind::Key { width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descriptor_is_as_long_as_its_flags_say() {
        let frame = Some(Share { starts_frame: true, bytes: &[7, 8] });
        assert_eq!(share(&[0x10, 7, 8]), frame);
        assert_eq!(share(&[0x90, 0x00, 7, 8]), frame);
        assert_eq!(share(&[0x90, 0x80, 0x11, 7, 8]), frame);
        assert_eq!(share(&[0x90, 0x80, 0x81, 0x11, 7, 8]), frame);
        assert_eq!(share(&[0x90, 0xe0, 0x81, 0x11, 1, 2, 7, 8]), frame);
        assert_eq!(share(&[0x90, 0x10, 2, 7, 8]), frame);
        assert_eq!(share(&[0x00, 7, 8]), Some(Share { starts_frame: false, bytes: &[7, 8] }));
        assert_eq!(share(&[0x11, 7, 8]), Some(Share { starts_frame: false, bytes: &[7, 8] }));
    }

    #[test]
    fn a_descriptor_that_is_cut_off_or_carries_nothing_is_not_vp8() {
        for payload in [&[][..], &[0x10], &[0x90], &[0x90, 0x80], &[0x90, 0x80, 0x81], &[0x90, 0xe0, 0x01, 2]]
        {
            assert_eq!(share(payload), None);
        }
    }

    #[test]
    fn a_key_frame_tells_its_size_and_has_the_start_code() {
        let mut key = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01, 5];
        assert_eq!(kind(&key), Some(Kind::Key { width: 640, height: 480 }));

        key[3] = 0;

        assert_eq!(kind(&key), None);
        assert_eq!(kind(&key[..9]), None);
        assert_eq!(kind(&[0x11]), Some(Kind::Delta));
        assert_eq!(kind(&[]), None);
    }
}
