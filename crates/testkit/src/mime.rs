//! A received mail, taken apart as far as tests look at it.

use data_encoding::BASE64;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope's sender and recipient.
    pub from: String,
    pub to: String,
    pub data: String,
}

impl Received {
    pub(crate) fn new(from: &str, to: &str, data: String) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), data }
    }

    /// The value of a header of the mail, folded lines joined; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        header(&self.data, name)
    }

    /// The plain text.
    pub fn text(&self) -> String {
        self.part("text/plain")
    }

    pub fn html(&self) -> String {
        self.part("text/html")
    }

    /// The attached calendar file.
    pub fn calendar(&self) -> String {
        self.part("text/calendar")
    }

    /// The first address in the text that leads to `path`.
    pub fn link(&self, path: &str) -> Option<String> {
        let text = self.text();
        text.lines().find(|line| line.starts_with("http") && line.contains(path)).map(str::to_owned)
    }

    fn part(&self, kind: &str) -> String {
        leaves(&self.data)
            .into_iter()
            .find(|part| header(part, "content-type").starts_with(kind))
            .map_or_else(String::new, |part| decoded(&header(part, "content-transfer-encoding"), body(part)))
    }
}

/// The parts that hold no parts.
fn leaves(part: &str) -> Vec<&str> {
    let kind = header(part, "content-type");
    let Some((_, rest)) = kind.split_once("boundary=") else { return vec![part] };
    let boundary = rest.split(';').next().unwrap_or_default().trim_matches('"');
    let mark = format!("--{boundary}");
    body(part)
        .split(mark.as_str())
        .skip(1)
        .take_while(|piece| !piece.starts_with("--"))
        .flat_map(|piece| leaves(piece.trim_start_matches("\r\n")))
        .collect()
}

fn body(part: &str) -> &str {
    part.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

fn header(part: &str, name: &str) -> String {
    let head = part.split_once("\r\n\r\n").map_or(part, |(head, _)| head);
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let found = unfolded.split("\r\n").filter_map(|line| line.split_once(':'));
    found
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .next()
        .unwrap_or_default()
}

fn decoded(encoding: &str, text: &str) -> String {
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => {
            let packed: String = text.split_whitespace().collect();
            BASE64
                .decode(packed.as_bytes())
                .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
        }
        "quoted-printable" => quoted_printable(&text.replace("=\r\n", "")),
        _ => text.to_owned(),
    }
}

fn quoted_printable(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'=').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
