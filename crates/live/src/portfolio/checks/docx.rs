//! A DOCX from its table of contents. It is kept as a file: nothing in it is unpacked here.

use crate::portfolio::file::Unfit;

/// What a ZIP that is not empty begins with (APPNOTE 4.3.7).
pub const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// The end record without its comment, and the longest comment.
const END_BYTES: usize = 22;
const COMMENT_BYTES: usize = 0xffff;
/// A file header of the table of contents without its name.
const ENTRY_BYTES: usize = 46;
/// Parts of a document: a long one with a picture on each page has some hundreds.
const MOST_ENTRIES: usize = 4_000;

/// Proves that `bytes` is a ZIP with the parts of a word-processing document and without macros.
///
/// # Errors
/// `UnknownKind` for other archives, `Damaged` for tables of contents that do not add up, `Macros`.
pub fn check(bytes: &[u8]) -> Result<(), Unfit> {
    let names = names(bytes).ok_or(Unfit::Damaged)?;
    let has = |part: &[u8]| names.iter().any(|name| name.eq_ignore_ascii_case(part));
    if !has(b"[Content_Types].xml") || !has(b"word/document.xml") {
        return Err(Unfit::UnknownKind);
    }
    let macros = |name: &&[u8]| name.to_ascii_lowercase().ends_with(b"vbaproject.bin");
    if names.iter().any(macros) { Err(Unfit::Macros) } else { Ok(()) }
}

/// The names in the table of contents; none when a count or place in it does not fit the bytes there are.
fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let from = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES);
    let end = (from..=bytes.len().checked_sub(END_BYTES)?).rev().find(|at| bytes[*at..].starts_with(END))?;
    let count = usize::from(le_u16(bytes, end + 10)?);
    let start = usize::try_from(le_u32(bytes, end + 16)?).ok()?;
    let table = bytes.get(start..end)?;
    if count > MOST_ENTRIES || count * ENTRY_BYTES > table.len() {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    let mut at = 0;
    for _ in 0..count {
        let entry = table.get(at..)?;
        if !entry.starts_with(ENTRY) {
            return None;
        }
        let length = |place| le_u16(entry, place).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        names.push(entry.get(ENTRY_BYTES..ENTRY_BYTES + name)?);
        at += ENTRY_BYTES + name + extra + comment;
    }
    Some(names)
}

fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
