//! Width and height from the headers of JPEG and PNG.

use crate::portfolio::file::Size;

/// PNG (third edition), section 5.2.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Segments before a JPEG's frame header: metadata in pieces of 64 KiB, so that this many hold any real photograph's.
const JPEG_SEGMENTS: usize = 500;

/// PNG, section 11.2.1: IHDR is the first chunk and 13 bytes long.
pub fn of_png(bytes: &[u8]) -> Option<Size> {
    let header = bytes.strip_prefix(PNG)?.strip_prefix(b"\x00\x00\x00\x0dIHDR")?;
    sized(be_u32(header, 0)?, be_u32(header, 4)?)
}

/// ITU T.81, annex B: segments lead to the frame header, which has the height before the width.
pub fn of_jpeg(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    for _ in 0..JPEG_SEGMENTS {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // a fill byte
            0xff => at += 1,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return sized(be_u16(bytes, at + 7)?, be_u16(bytes, at + 5)?);
            }
            // picture data, the end, or a marker without a length before any frame header
            0x00 | 0x01 | 0xd0..=0xda => return None,
            _ => {
                let length = usize::try_from(be_u16(bytes, at + 2)?).ok().filter(|length| *length >= 2)?;
                at += 2 + length;
            }
        }
    }
    None
}

fn sized(width: u32, height: u32) -> Option<Size> {
    (width > 0 && height > 0).then_some(Size { width, height })
}

fn be_u16(bytes: &[u8], at: usize) -> Option<u32> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u32::from(u16::from_be_bytes(pair)))
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}
