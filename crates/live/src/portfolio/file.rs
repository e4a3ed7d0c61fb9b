//! A file as a value: what it is by its content, what it is called, how large it may be. Pure.

use std::fmt;

use kernel::{FileId, PersonName, Timestamp, UserId};

/// The largest file that is taken: a scanned exercise book fits, a film does not.
pub const FILE_BYTES: u64 = 25 * 1024 * 1024;
/// An SVG is read whole and written anew; drawings are far smaller than photographs.
pub const SVG_BYTES: u64 = 4 * 1024 * 1024;
/// Pixels of a picture: every browser that shows it holds four bytes for each.
pub const PIXELS: u64 = 50_000_000;
/// Characters of a name.
pub const NAME_CHARS: usize = 120;

/// What a file is, found out from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Svg,
    Pdf,
    Docx,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Svg, Self::Pdf, Self::Docx];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }

    /// What a page can do with it.
    pub const fn on_page(self) -> &'static str {
        match self {
            Self::Jpeg | Self::Png | Self::Svg => "image",
            Self::Pdf => "pdf",
            Self::Docx => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// How names of this kind end, the usual ending first.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
            Self::Svg => &[".svg"],
            Self::Pdf => &[".pdf"],
            Self::Docx => &[".docx"],
        }
    }

    /// Whether browsers show it as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Svg)
    }
}

/// A name without a path, control characters or marks that turn the direction of writing: 1 to 120 characters, with an
/// ending that tells the truth.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The nearest name to what a browser said.
    pub fn cleaned(said: &str, kind: Kind) -> Self {
        let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
        let visible: String =
            last.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hides(*c)).collect();
        let name = visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let lower = name.to_lowercase();
        let fits = kind.endings().iter().any(|ending| lower.ends_with(ending) && lower.len() > ending.len());
        let (stem, ending) = match name.rfind('.').filter(|_| fits) {
            Some(dot) => name.split_at(dot),
            None => (name.as_str(), kind.endings()[0]),
        };
        let stem = if stem.is_empty() { "File" } else { stem };
        let room = NAME_CHARS - ending.chars().count();
        Self(stem.chars().take(room).chain(ending.chars()).collect())
    }

    /// A name that was cleaned before it was stored.
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters and the marks that turn the direction of writing: they hide what a name says.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Names of files stay out of logs, as names of people do.
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(…)")
    }
}

/// Width and height in pixels, each at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// How a file came into a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Chat,
    Board,
    /// Before the classroom was open.
    Prepared,
}

impl How {
    pub const ALL: [Self; 3] = [Self::Chat, Self::Board, Self::Prepared];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Board => "board",
            Self::Prepared => "prepared",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.word() == word)
    }
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub id: FileId,
    pub owner: UserId,
    pub name: FileName,
    pub kind: Kind,
    pub bytes: i64,
    pub sha256: [u8; 32],
    /// Of pictures that say it.
    pub size: Option<Size>,
    /// Its name in the storage.
    pub object: String,
    pub created_at: Timestamp,
}

/// A file in a session.
#[derive(Debug, Clone)]
pub struct Shared {
    pub file: File,
    pub by: UserId,
    pub by_name: (PersonName, PersonName),
    pub at: Timestamp,
    pub how: How,
}

/// What an organization grants, in megabytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    pub person_mb: i64,
    pub organization_mb: i64,
}

impl Allowance {
    /// Until an admin says otherwise; the migration's defaults are the same.
    pub const USUAL: Self = Self { person_mb: 500, organization_mb: 50_000 };
}

/// Bytes of a megabyte, as people count them beside "25 MB".
pub const MB: i64 = 1024 * 1024;

/// Bytes taken, of a person and of the whole organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub person: i64,
    pub organization: i64,
}

/// Why a file was not taken in. Each has a sentence for whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {} MB", FILE_BYTES / 1024 / 1024)]
    TooLarge,
    #[error("the content is of no kind that is taken")]
    UnknownKind,
    #[error("the file is damaged or not whole")]
    Damaged,
    #[error("the picture has too many pixels")]
    TooManyPixels,
    #[error("the drawing is too large or too deep")]
    DrawingTooLarge,
    #[error("the drawing defines entities or is not plain SVG")]
    DrawingUnsafe,
    #[error("the document carries macros")]
    Macros,
}

impl Unfit {
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "This file is empty.",
            Self::TooLarge => "A file may have at most 25 MB. Make it smaller, or share a part of it.",
            Self::UnknownKind => {
                "Only JPEG, PNG, SVG, PDF and DOCX files are taken. The content decides, not the name."
            }
            Self::Damaged => {
                "This file seems to be damaged or cut off. Open it on your device and save it again."
            }
            Self::TooManyPixels => {
                "This picture has more than 50 million pixels. Make it smaller and try again."
            }
            Self::DrawingTooLarge => {
                "This SVG is too large or too deeply nested. Export it again with less detail, or as PNG."
            }
            Self::DrawingUnsafe => "This SVG holds more than a drawing. Export it as plain SVG, or as PNG.",
            Self::Macros => "This document carries macros. Save it without them, or as PDF.",
        }
    }
}

/// Whether `bytes` more fit into what is granted.
///
/// # Errors
/// Which of the two allowances is full.
pub fn fits(allowance: Allowance, taken: Taken, bytes: i64) -> Result<(), Full> {
    if taken.person.saturating_add(bytes) > allowance.person_mb * MB {
        return Err(Full::Person);
    }
    if taken.organization.saturating_add(bytes) > allowance.organization_mb * MB {
        return Err(Full::Organization);
    }
    Ok(())
}

/// An allowance that is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    #[error("the person's allowance is used up")]
    Person,
    #[error("the organization's allowance is used up")]
    Organization,
}
