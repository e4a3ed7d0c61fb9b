//! One Rust file as the architecture check reads it: comments, texts and tests blanked, lines kept.

/// A file of `crates/*/src`.
pub struct Source {
    /// From the workspace's folder, with `/`.
    pub path: String,
    /// The crate's folder name.
    pub owner: String,
    /// The path below `src`, split at `/`.
    pub inside: Vec<String>,
    /// Program text alone: comments, the contents of literals, and `#[cfg(test)]` items are spaces.
    pub code: String,
    /// As `code`, with the contents of literals kept: where SQL is read.
    pub text: String,
}

impl Source {
    /// Reads `content` of the file at `path`, which must be `crates/NAME/src/…`.
    pub fn new(path: &str, content: &str) -> Option<Self> {
        let mut parts = path.strip_prefix("crates/")?.split('/').map(str::to_owned);
        let owner = parts.next()?;
        parts.next().filter(|folder| folder == "src")?;
        let (mut code, mut text) = blank(content);
        blank_tests(&mut code, &mut text);
        Some(Self {
            path: path.to_owned(),
            owner,
            inside: parts.collect(),
            code: into_text(code),
            text: into_text(text),
        })
    }

    /// The feature this file belongs to: its folder below `src`, or its own name right there.
    pub fn feature(&self) -> &str {
        let first = self.inside.first().map_or("", String::as_str);
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// `store` for `sessions/store.rs` and for `sessions/store/search.rs`: the first name below the feature that
    /// is one of `kinds`.
    pub fn is_any(&self, kinds: &[&str]) -> bool {
        self.inside.iter().any(|part| kinds.contains(&part.strip_suffix(".rs").unwrap_or(part)))
    }

    /// Whether the whole file is tests.
    pub fn is_tests(&self) -> bool {
        self.is_any(&["tests"])
    }
}

/// The 1-based line of byte `at`.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Where `word` stands in `code` as a whole identifier followed by `after`.
pub fn find_word<'a>(code: &'a str, word: &'a str, after: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = code[..*at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '"')
            && code[at + word.len()..].starts_with(after)
    })
}

/// Blanks every byte that is not a line break.
fn spaces(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `(code, text)` of a file, tests still in.
fn blank(content: &str) -> (Vec<u8>, Vec<u8>) {
    let source = content.as_bytes();
    let (mut code, mut text) = (source.to_vec(), source.to_vec());
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let (length, is_comment) = match piece(rest, at.checked_sub(1).map(|before| source[before])) {
            Piece::Comment(length) => (length, true),
            Piece::Literal(length) => (length, false),
            Piece::Plain => {
                at += 1;
                continue;
            }
        };
        let end = (at + length).min(source.len());
        if is_comment {
            spaces(&mut code[at..end]);
            spaces(&mut text[at..end]);
        } else {
            spaces(&mut code[(at + 1).min(end)..end.saturating_sub(1).max((at + 1).min(end))]);
        }
        at = end;
    }
    (code, text)
}

enum Piece {
    Comment(usize),
    Literal(usize),
    Plain,
}

/// What begins at the start of `rest`; `before` is the byte ahead of it.
fn piece(rest: &[u8], before: Option<u8>) -> Piece {
    match rest {
        [b'/', b'/', ..] => Piece::Comment(until(rest, b"\n", 0)),
        [b'/', b'*', ..] => Piece::Comment(block_comment(rest)),
        [b'"', ..] => Piece::Literal(quoted(rest)),
        [b'r', b'"' | b'#', ..] if !before.is_some_and(is_word) => {
            raw_literal(rest).map_or(Piece::Plain, Piece::Literal)
        }
        [b'\'', b'\\', ..] => Piece::Literal(2 + until(&rest[2..], b"'", 1) + 1),
        [b'\'', _, b'\'', ..] => Piece::Literal(3),
        _ => Piece::Plain,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How many bytes come before `end`, looked for from `from` on; all when it never comes.
fn until(bytes: &[u8], end: &[u8], from: usize) -> usize {
    let from = from.min(bytes.len());
    bytes[from..]
        .windows(end.len())
        .position(|window| window == end)
        .map_or(bytes.len(), |found| from + found)
}

fn block_comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn quoted(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The length of `r#"…"#`; `None` for a raw identifier such as `r#type`.
fn raw_literal(bytes: &[u8]) -> Option<usize> {
    let hashes = bytes[1..].iter().take_while(|byte| **byte == b'#').count();
    if bytes.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let mut end = vec![b'"'];
    end.resize(1 + hashes, b'#');
    Some(until(bytes, &end, 2 + hashes) + end.len())
}

const TEST_ITEM: &str = "#[cfg(test)]";

/// Blanks each `#[cfg(test)]` item up to its closing brace or semicolon.
fn blank_tests(code: &mut [u8], text: &mut [u8]) {
    let mut from = 0;
    loop {
        let start = until(code, TEST_ITEM.as_bytes(), from);
        if start >= code.len() {
            return;
        }
        let end = item_end(code, start + TEST_ITEM.len());
        spaces(&mut code[start..end]);
        spaces(&mut text[start..end]);
        from = end;
    }
}

fn item_end(code: &[u8], from: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Source {
        Source::new("crates/teaching/src/sessions/instant.rs", content).unwrap()
    }

    #[test]
    fn comments_texts_and_tests_are_not_code() {
        let source = read(concat!(
            "use axum::Json; // maud::html\n",
            "/* maud /* nested */ maud */ let a = \"maud \\\" maud\"; let b = r#\"maud\"#; let c = '\"';\n",
            "#[cfg(test)]\nmod tests { fn f() { maud(); } }\nfn g() {}\n",
        ));

        assert!(source.code.contains("use axum::Json;"));
        assert!(!source.code.contains("maud"));
        assert!(source.text.contains("maud \\\" maud"));
        assert!(source.code.contains("fn g() {}"));
        assert_eq!(source.code.lines().count(), 5);
    }

    #[test]
    fn a_lifetime_is_not_a_letter() {
        let source = read("fn f<'a>(x: &'a str) -> char { '}' }\nuse maud::Markup;\n");

        assert!(source.code.contains("use maud::Markup;"));
        assert!(!source.code.contains("'}'"));
    }

    #[test]
    fn a_word_is_found_whole_and_with_its_line() {
        let code = "use my_axum::x;\nuse axum::y;\n";

        let found: Vec<usize> = find_word(code, "axum", "::").collect();

        assert_eq!(found.len(), 1);
        assert_eq!(line_of(code, found[0]), 2);
    }

    #[test]
    fn a_file_knows_its_feature_and_its_kind() {
        let store = Source::new("crates/teaching/src/sessions/store/search.rs", "").unwrap();
        let glue = Source::new("crates/talk/src/listeners.rs", "").unwrap();

        assert_eq!((store.feature(), store.is_any(&["store"])), ("sessions", true));
        assert_eq!((glue.feature(), glue.is_any(&["store"])), ("listeners", false));
        assert!(Source::new("crates/talk/tests/it/main.rs", "").is_none());
    }
}
