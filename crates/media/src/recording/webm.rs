//! WebM, as far as we write it (RFC 8794 and RFC 9559).
//!
//! A file begins with room for what is known only at its end. Its segment has no length until then, so that a reader
//! takes clusters for as long as there are whole ones.

use std::time::Duration;

use crate::Track;

/// The tracks of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tracks {
    pub(super) sound: bool,
    /// Width and height.
    pub(super) picture: Option<(u16, u16)>,
}

/// A frame of sound or picture at its place in a file.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) track: Track,
    pub(super) at_ms: u64,
    pub(super) is_key: bool,
    pub(super) bytes: &'a [u8],
}

/// The clusters that may be played first when somebody seeks to this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) at_ms: u64,
    /// Counted from the segment's first byte.
    pub(super) position: u64,
}

/// The beginning of every file: this is EBML, of type WebM.
const FILE_HEAD: &[u8] = &[
    0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0xf7, 0x81, 1, 0x42, 0xf2, 0x81, 4, 0x42, 0xf3,
    0x81, 8, 0x42, 0x82, 0x84, b'w', b'e', b'b', b'm', 0x42, 0x87, 0x81, 4, 0x42, 0x85, 0x81, 2,
];
const SEGMENT: &[u8] = &[0x18, 0x53, 0x80, 0x67];
const UNKNOWN_SIZE: &[u8] = &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
/// Where the segment's length stands, and where what it counts begins.
const SIZE_AT: usize = FILE_HEAD.len() + SEGMENT.len();
pub(super) const SEGMENT_AT: usize = SIZE_AT + UNKNOWN_SIZE.len();

const VOID: u8 = 0xec;
/// A `SeekHead` with one entry, and a `Duration`.
const SEEK_HEAD_BYTES: usize = 26;
const DURATION_BYTES: usize = 11;

/// The first bytes of a file with these tracks.
pub(super) fn header(tracks: Tracks) -> Vec<u8> {
    let mut out = [FILE_HEAD, SEGMENT, UNKNOWN_SIZE].concat();
    out.extend(void(SEEK_HEAD_BYTES));
    out.extend(info(&void(DURATION_BYTES)));
    let mut entries = Vec::new();
    if tracks.sound {
        element(&mut entries, &[0xae], &sound_entry());
    }
    if let Some(size) = tracks.picture {
        element(&mut entries, &[0xae], &picture_entry(size));
    }
    element(&mut out, &[0x16, 0x54, 0xae, 0x6b], &entries);
    out
}

/// The index, and what to write over the header's beginning, of a file that has `length` bytes so far.
pub(super) fn ending(cues: &[Cue], length: u64, lasts: Duration) -> (Vec<u8>, (u64, Vec<u8>)) {
    let mut points = Vec::new();
    for cue in cues {
        let mut place = Vec::new();
        element(&mut place, &[0xf7], &[1]);
        element(&mut place, &[0xf1], &uint(cue.position));
        let mut point = Vec::new();
        element(&mut point, &[0xb3], &uint(cue.at_ms));
        element(&mut point, &[0xb7], &place);
        element(&mut points, &[0xbb], &point);
    }
    let mut index = Vec::new();
    if !cues.is_empty() {
        element(&mut index, &[0x1c, 0x53, 0xbb, 0x6b], &points);
    }
    let segment_bytes = length - SEGMENT_AT as u64 + index.len() as u64;
    let mut patch = (segment_bytes | 1 << 56).to_be_bytes().to_vec();
    patch.extend(if cues.is_empty() { void(SEEK_HEAD_BYTES) } else { seek_head(length - SEGMENT_AT as u64) });
    let mut duration = vec![0x44, 0x89, 0x88];
    duration.extend((lasts.as_secs_f64() * 1_000.0).to_be_bytes());
    patch.extend(info(&duration));
    (index, (SIZE_AT as u64, patch))
}

/// A cluster of blocks in their order, none of which is more than 30 s after the first.
pub(super) fn cluster(blocks: &[Block<'_>], out: &mut Vec<u8>) {
    let Some(first) = blocks.first() else { return };
    let mut head = Vec::new();
    element(&mut head, &[0xe7], &uint(first.at_ms));
    let bytes: usize = blocks.iter().map(|block| block_bytes(block)).sum();
    out.extend([0x1f, 0x43, 0xb6, 0x75]);
    size(out, head.len() + bytes);
    out.extend(head);
    for block in blocks {
        out.push(0xa3);
        size(out, BLOCK_HEAD_BYTES + block.bytes.len());
        let after = i16::try_from(block.at_ms - first.at_ms).unwrap_or(i16::MAX).to_be_bytes();
        out.extend([0x80 | number(block.track), after[0], after[1], if block.is_key { 0x80 } else { 0 }]);
        out.extend_from_slice(block.bytes);
    }
}

const BLOCK_HEAD_BYTES: usize = 4;

fn block_bytes(block: &Block<'_>) -> usize {
    let content = BLOCK_HEAD_BYTES + block.bytes.len();
    1 + size_bytes(content) + content
}

/// The number of a track in its file, whether or not the other is there.
const fn number(track: Track) -> u8 {
    if track.is_video() { 2 } else { 1 }
}

fn seek_head(index_at: u64) -> Vec<u8> {
    let mut out =
        vec![0x11, 0x4d, 0x9b, 0x74, 0x95, 0x4d, 0xbb, 0x92, 0x53, 0xab, 0x84, 0x1c, 0x53, 0xbb, 0x6b];
    out.extend([0x53, 0xac, 0x88]);
    out.extend(index_at.to_be_bytes());
    out
}

fn info(duration: &[u8]) -> Vec<u8> {
    let mut body = duration.to_vec();
    element(&mut body, &[0x2a, 0xd7, 0xb1], &uint(1_000_000));
    element(&mut body, &[0x4d, 0x80], b"nacre");
    element(&mut body, &[0x57, 0x41], b"nacre");
    let mut out = Vec::new();
    element(&mut out, &[0x15, 0x49, 0xa9, 0x66], &body);
    out
}

/// Opus at 48 kHz; the samples before the first that counts are those of every browser's encoder.
fn sound_entry() -> Vec<u8> {
    let mut head = b"OpusHead\x01\x02".to_vec();
    head.extend(312_u16.to_le_bytes());
    head.extend(48_000_u32.to_le_bytes());
    head.extend([0, 0, 0]);
    let mut sound = Vec::new();
    element(&mut sound, &[0xb5], &48_000_f64.to_be_bytes());
    element(&mut sound, &[0x9f], &[2]);
    let mut out = entry(Track::Audio, 2, b"A_OPUS");
    element(&mut out, &[0x63, 0xa2], &head);
    element(&mut out, &[0x56, 0xaa], &uint(6_500_000));
    element(&mut out, &[0x56, 0xbb], &uint(80_000_000));
    element(&mut out, &[0xe1], &sound);
    out
}

fn picture_entry((width, height): (u16, u16)) -> Vec<u8> {
    let mut picture = Vec::new();
    element(&mut picture, &[0xb0], &uint(width.into()));
    element(&mut picture, &[0xba], &uint(height.into()));
    let mut out = entry(Track::Camera, 1, b"V_VP8");
    element(&mut out, &[0xe0], &picture);
    out
}

fn entry(track: Track, kind: u8, codec: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    element(&mut out, &[0xd7], &[number(track)]);
    element(&mut out, &[0x73, 0xc5], &[number(track)]);
    element(&mut out, &[0x9c], &[0]);
    element(&mut out, &[0x83], &[kind]);
    element(&mut out, &[0x86], codec);
    out
}

fn element(out: &mut Vec<u8>, id: &[u8], body: &[u8]) {
    out.extend_from_slice(id);
    size(out, body.len());
    out.extend_from_slice(body);
}

/// Nothing, in so many bytes.
fn void(bytes: usize) -> Vec<u8> {
    let mut out = vec![VOID];
    size(&mut out, bytes - 2);
    out.resize(bytes, 0);
    out
}

fn uint(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = (value.leading_zeros() / 8).min(7) as usize;
    bytes[zeros..].to_vec()
}

/// A length in as few bytes as it takes; all ones would mean that it is unknown.
fn size(out: &mut Vec<u8>, bytes: usize) {
    let count = size_bytes(bytes);
    let value = bytes as u64 | 1 << (7 * count);
    out.extend_from_slice(&value.to_be_bytes()[8 - count..]);
}

const fn size_bytes(bytes: usize) -> usize {
    match bytes {
        0..0x7f => 1,
        0x7f..0x3fff => 2,
        0x3fff..0x1f_ffff => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_short_as_they_can_be_and_never_unknown() {
        for (bytes, written) in [
            (0, &[0x80][..]),
            (126, &[0xfe]),
            (127, &[0x40, 0x7f]),
            (16_382, &[0x7f, 0xfe]),
            (16_383, &[0x20, 0x3f, 0xff]),
            (2_097_151, &[0x10, 0x1f, 0xff, 0xff]),
        ] {
            let mut out = Vec::new();
            size(&mut out, bytes);
            assert_eq!(out, written, "{bytes}");
        }
    }

    #[test]
    fn the_ending_fits_into_the_room_that_the_header_left() {
        let header = header(Tracks { sound: true, picture: Some((640, 480)) });
        let cue = Cue { at_ms: 0, position: 300 };
        for cues in [&[][..], &[cue]] {
            let (index, (at, patch)) = ending(cues, 1_000, Duration::from_millis(2_500));

            let at = usize::try_from(at).unwrap();
            let info_ends = at + patch.len();
            assert_eq!(&header[info_ends - 5..info_ends + 4], b"nacre\x16\x54\xae\x6b");
            assert_eq!(
                patch[..8],
                (1 << 56 | (1_000 - SEGMENT_AT as u64 + index.len() as u64)).to_be_bytes()
            );
        }
    }
}
