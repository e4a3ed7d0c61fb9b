//! An SVG, written anew with what a drawing needs and nothing else.
//!
//! Elements and attributes are taken from the two lists below; all else goes, with what is inside of it: scripts,
//! foreign objects, links, animations, event attributes, embedded and external pictures. References lead to the same
//! file only. An entity, or references that multiply a few elements into a flood, refuse the whole file.

mod lists;
mod references;

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use self::lists::{ATTRIBUTES, ELEMENTS};
use self::references::References;
use crate::portfolio::file::{Size, Unfit};

/// Elements within each other; drawing programs reach a dozen.
const DEEPEST: usize = 64;
/// Elements of a drawing; a detailed map stays below.
const MOST_ELEMENTS: u64 = 50_000;
/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 100;
/// A reference is looked for no further, or one without an end would be read again from each of its letters.
const ID_BYTES: usize = 250;
/// The namespace of every element that is written.
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A drawing that is safe to keep.
#[derive(Debug)]
pub struct Drawing {
    pub text: String,
    /// As the root element says it, in whole pixels.
    pub size: Option<Size>,
}

/// Whether the first bytes can be an SVG's.
pub fn begins_like_one(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_xml =
        ["<?xml", "<!--", "<!DOCTYPE svg", "<svg"].iter().any(|beginning| text.starts_with(beginning));
    is_xml && !text.to_ascii_lowercase().contains("<html")
}

/// Reads a drawing and writes it anew.
///
/// # Errors
/// `Damaged` for what is no XML, `UnknownKind` for other XML, `DrawingUnsafe`, `DrawingTooLarge`.
pub fn sanitise(bytes: &[u8]) -> Result<Drawing, Unfit> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unfit::Damaged)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().expand_empty_elements = true;
    let mut copy = Copy::new();
    loop {
        match reader.read_event().map_err(|_| Unfit::Damaged)? {
            Event::Start(tag) => copy.open(&tag)?,
            Event::End(_) => copy.close()?,
            Event::Text(text) => copy.text(&text.decode().map_err(|_| Unfit::Damaged)?)?,
            Event::CData(text) => copy.text(&text.decode().map_err(|_| Unfit::Damaged)?)?,
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|_| Unfit::Damaged)?;
                let plain = match reference.resolve_char_ref().map_err(|_| Unfit::Damaged)? {
                    Some(character) => character.to_string(),
                    None => {
                        quick_xml::escape::resolve_xml_entity(&name).ok_or(Unfit::DrawingUnsafe)?.to_owned()
                    }
                };
                copy.text(&plain)?;
            }
            // an internal subset could define entities
            Event::DocType(text) if text.contains(&b'[') => return Err(Unfit::DrawingUnsafe),
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Empty(_) => return Err(Unfit::Damaged),
            Event::Eof => return copy.finish(),
        }
    }
}

/// The drawing as it is written.
struct Copy {
    out: Writer<Vec<u8>>,
    /// Elements that are open and were written.
    open: Vec<&'static str>,
    /// How deep the reader is in something that is left out.
    left_out: usize,
    /// What a style element has said so far.
    style: String,
    elements: u64,
    references: References,
    size: Option<Size>,
    is_whole: bool,
}

impl Copy {
    fn new() -> Self {
        Self {
            out: Writer::new(Vec::new()),
            open: Vec::new(),
            left_out: 0,
            style: String::new(),
            elements: 0,
            references: References::new(),
            size: None,
            is_whole: false,
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Unfit> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS || self.open.len() + self.left_out >= DEEPEST {
            return Err(Unfit::DrawingTooLarge);
        }
        let name = ELEMENTS.iter().find(|known| known.as_bytes() == tag.name().as_ref()).copied();
        if self.open.is_empty() && (name != Some("svg") || self.is_whole) {
            return Err(Unfit::UnknownKind);
        }
        let inside_style = self.open.last() == Some(&"style");
        let Some(name) = name.filter(|_| self.left_out == 0 && !inside_style) else {
            self.left_out += 1;
            return Ok(());
        };
        let attributes = attributes(tag)?;
        let id = attributes.iter().find(|(key, _)| *key == "id").map(|(_, value)| value.as_str());
        self.references.enter(id);
        for (key, value) in &attributes {
            local_references(key, value).for_each(|target| self.references.refer(target));
        }
        let mut start = BytesStart::new(name);
        if self.open.is_empty() {
            self.size = size(&attributes);
            start.push_attribute(("xmlns", NAMESPACE));
        }
        start.extend_attributes(attributes.iter().map(|(key, value)| (*key, value.as_str())));
        self.open.push(name);
        self.write(Event::Start(start))
    }

    fn close(&mut self) -> Result<(), Unfit> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        let name = self.open.pop().ok_or(Unfit::Damaged)?;
        self.references.leave();
        self.is_whole = self.open.is_empty();
        if name == "style" {
            let style = std::mem::take(&mut self.style);
            if is_plain_style(&style) {
                self.write(Event::Text(BytesText::new(&style)))?;
            }
        }
        self.write(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, text: &str) -> Result<(), Unfit> {
        if self.left_out > 0 || self.open.is_empty() {
            return Ok(());
        }
        let text = legal(text);
        if self.open.last() == Some(&"style") {
            self.style.push_str(&text);
            return Ok(());
        }
        self.write(Event::Text(BytesText::new(&text)))
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Unfit> {
        self.out.write_event(event).map_err(|_| Unfit::Damaged)
    }

    fn finish(self) -> Result<Drawing, Unfit> {
        if !self.is_whole {
            return Err(Unfit::Damaged);
        }
        if !self.references.are_bounded() {
            return Err(Unfit::DrawingUnsafe);
        }
        let text = String::from_utf8(self.out.into_inner()).map_err(|_| Unfit::Damaged)?;
        Ok(Drawing { text, size: self.size })
    }
}

/// The attributes of a tag that are kept, each once.
fn attributes(tag: &BytesStart<'_>) -> Result<Vec<(&'static str, String)>, Unfit> {
    let mut kept: Vec<(&'static str, String)> = Vec::new();
    // the reader's own check for duplicates takes the square of their number
    for (number, attribute) in tag.attributes().with_checks(false).enumerate() {
        if number >= MOST_ATTRIBUTES {
            return Err(Unfit::DrawingTooLarge);
        }
        let attribute = attribute.map_err(|_| Unfit::Damaged)?;
        // an entity of the file's own cannot be resolved
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| Unfit::DrawingUnsafe)?;
        let value = legal(&value);
        let said = match attribute.key.as_ref() {
            b"xlink:href" => b"href".as_slice(),
            key => key,
        };
        let Some(key) = ATTRIBUTES.iter().find(|known| known.as_bytes() == said).copied() else { continue };
        if is_fit(key, &value) && !kept.iter().any(|(known, _)| *known == key) {
            kept.push((key, value));
        }
    }
    Ok(kept)
}

/// The characters that XML allows in a document.
fn legal(text: &str) -> String {
    let is_legal =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(is_legal).collect()
}

fn is_fit(key: &str, value: &str) -> bool {
    match key {
        "id" | "class" => true,
        "href" => value.starts_with('#'),
        "style" => is_plain_style(value),
        _ => says_nothing_foreign(value) && urls(value).all(|inside| local(inside).is_some()),
    }
}

/// Declarations that load nothing: not even a reference inside of the file, which the attributes are for.
fn is_plain_style(style: &str) -> bool {
    says_nothing_foreign(style) && !style.contains(['@', '<']) && urls(style).next().is_none()
}

/// Nothing that leads elsewhere, runs, or hides such a word by an escape.
fn says_nothing_foreign(value: &str) -> bool {
    const NEVER: [&str; 10] = [
        "\\",
        "//",
        "data:",
        "javascript:",
        "image(",
        "image-set(",
        "src(",
        "expression(",
        "behavior",
        "-moz-binding",
    ];
    let value = value.to_ascii_lowercase();
    NEVER.iter().all(|word| !value.contains(word))
}

/// What stands after each `url(`.
fn urls(value: &str) -> impl Iterator<Item = &str> {
    const BEGINNING: &[u8] = b"url(";
    let mut rest = value;
    std::iter::from_fn(move || {
        let at =
            rest.as_bytes().windows(BEGINNING.len()).position(|four| four.eq_ignore_ascii_case(BEGINNING))?;
        rest = &rest[at + BEGINNING.len()..];
        Some(rest)
    })
}

/// The id in `#id)`, with or without quotes.
fn local(inside: &str) -> Option<&str> {
    let end = inside.bytes().take(ID_BYTES).position(|byte| byte == b')')?;
    let inside = inside[..end].trim();
    let bare = ['"', '\''].iter().find_map(|quote| inside.strip_prefix(*quote)?.strip_suffix(*quote));
    bare.unwrap_or(inside).trim().strip_prefix('#')
}

/// The ids that an attribute refers to.
fn local_references<'a>(key: &str, value: &'a str) -> impl Iterator<Item = &'a str> {
    let linked = (key == "href").then(|| value.trim_start_matches('#'));
    let painted = (!matches!(key, "href" | "id" | "class")).then(|| urls(value).filter_map(local));
    linked.into_iter().chain(painted.into_iter().flatten())
}

/// Width and height of the root: as said in pixels, else the view box's.
fn size(attributes: &[(&'static str, String)]) -> Option<Size> {
    let said = |key| attributes.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str());
    let pixels = |value: &str| whole(value.trim().trim_end_matches("px").parse().ok()?);
    if let (Some(width), Some(height)) = (said("width").and_then(pixels), said("height").and_then(pixels)) {
        return Some(Size { width, height });
    }
    let numbers: Vec<&str> =
        said("viewBox")?.split([' ', ',', '\t', '\n']).filter(|n| !n.is_empty()).collect();
    let [_, _, width, height] = numbers[..] else { return None };
    Some(Size { width: whole(width.parse().ok()?)?, height: whole(height.parse().ok()?)? })
}

/// Pixels, rounded up; what is beyond all bounds stays so.
fn whole(number: f64) -> Option<u32> {
    (number.is_finite() && number > 0.0).then_some(number.ceil().min(f64::from(u32::MAX)) as u32)
}
