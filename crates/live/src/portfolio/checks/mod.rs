//! What a file is, from its bytes alone. Names and media types that browsers send are believed in nothing.
//!
//! Every reader here is bounded and goes forward only; none of them decodes a picture, unpacks an archive or renders a
//! page. What cannot be told from the first bytes is not taken.

mod docx;
mod pixels;
mod svg;

use super::file::{Kind, PIXELS, SVG_BYTES, Size, Unfit};

/// Bytes from the beginning that tell the kind.
pub const HEAD: usize = 512;

/// The kind that a file with these first bytes can only be; `check` says whether it is.
pub fn sniff(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Jpeg)
    } else if head.starts_with(pixels::PNG) {
        Some(Kind::Png)
    } else if head.starts_with(b"%PDF-") && head.get(5).is_some_and(u8::is_ascii_digit) {
        Some(Kind::Pdf)
    } else if head.starts_with(docx::LOCAL_HEADER) {
        Some(Kind::Docx)
    } else if svg::begins_like_one(head) {
        Some(Kind::Svg)
    } else {
        None
    }
}

/// What is kept of a file that passed.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    pub size: Option<Size>,
    /// What is kept instead of what came: a drawing, written anew.
    pub instead: Option<Vec<u8>>,
}

/// Checks the whole file, sniffed as `kind`.
///
/// # Errors
/// Why it is not taken in.
pub fn check(kind: Kind, bytes: &[u8]) -> Result<Checked, Unfit> {
    let as_it_came = |size| Ok(Checked { size, instead: None });
    match kind {
        Kind::Png => as_it_came(Some(bounded(pixels::of_png(bytes))?)),
        Kind::Jpeg => as_it_came(Some(bounded(pixels::of_jpeg(bytes))?)),
        Kind::Pdf => as_it_came(None),
        Kind::Docx => {
            docx::check(bytes)?;
            as_it_came(None)
        }
        Kind::Svg => {
            if bytes.len() as u64 > SVG_BYTES {
                return Err(Unfit::DrawingTooLarge);
            }
            let drawing = svg::sanitise(bytes)?;
            if drawing.size.is_some_and(|size| size.pixels() > PIXELS) {
                return Err(Unfit::TooManyPixels);
            }
            Ok(Checked { size: drawing.size, instead: Some(drawing.text.into_bytes()) })
        }
    }
}

fn bounded(size: Option<Size>) -> Result<Size, Unfit> {
    let size = size.ok_or(Unfit::Damaged)?;
    if size.pixels() > PIXELS { Err(Unfit::TooManyPixels) } else { Ok(size) }
}

#[cfg(test)]
mod tests;
