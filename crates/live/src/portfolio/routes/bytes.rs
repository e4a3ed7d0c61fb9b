//! A file as a browser gets it: in pieces, and under headers by which nothing in it can run or be embedded elsewhere.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use web::{Failure, query_value};

use super::refusals;
use crate::portfolio::Storage;
use crate::portfolio::file::{File, Kind};

/// The file, for whoever has been found to be allowed to read it.
///
/// # Errors
/// As the storage refuses.
pub async fn answer(storage: &Storage, file: &File, asked: &HeaderMap) -> Result<Response, Failure> {
    let tag = tag(file);
    if said(asked, header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers(file, &tag)?).into_response());
    }
    let length = u64::try_from(file.bytes).unwrap_or(0);
    let unchanged = said(asked, header::IF_RANGE).is_none_or(|range_of| range_of == tag);
    let wanted = said(asked, header::RANGE).filter(|_| unchanged).and_then(|text| range(text, length));
    let (status, range) = match wanted {
        Some(Asked::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Beyond) => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, whole).into_response());
        }
        None => (StatusCode::OK, 0..length),
    };
    let mut headers = headers(file, &tag)?;
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    if status == StatusCode::PARTIAL_CONTENT {
        let part = format!("bytes {}-{}/{length}", range.start, range.end - 1);
        headers.insert(header::CONTENT_RANGE, value(&part)?);
    }
    let pieces = storage.read(&file.object, range).await.map_err(|error| refusals::of_storage(&error))?;
    Ok((status, headers, Body::from_stream(pieces)).into_response())
}

/// A browser may keep the bytes, but asks each time whether it still may show them.
fn headers(file: &File, tag: &str) -> Result<HeaderMap, Failure> {
    let how = if is_safe_to_show(file.kind) { "inline" } else { "attachment" };
    let name = query_value(file.name.as_str());
    let all = [
        (header::CONTENT_TYPE, file.kind.media_type()),
        (header::CONTENT_DISPOSITION, &format!("{how}; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ETAG, tag),
        (header::ACCEPT_RANGES, "bytes"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, policy(file.kind)),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    all.into_iter().map(|(name, text)| Ok((name, value(text)?))).collect()
}

const fn is_safe_to_show(kind: Kind) -> bool {
    matches!(kind, Kind::Jpeg | Kind::Png | Kind::Pdf | Kind::Svg)
}

/// Browsers show no PDF under `sandbox`: their own viewer, which runs nothing of ours, is shut out by it.
const fn policy(kind: Kind) -> &'static str {
    match kind {
        Kind::Pdf => "default-src 'none'; frame-ancestors 'self'",
        _ => "sandbox; default-src 'none'",
    }
}

fn value(text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(text).map_err(|_| Failure::Internal)
}

/// Bytes never change under an id; what they are hashed to names them.
fn tag(file: &File) -> String {
    let first: String = file.sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{first}\"")
}

fn said(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Part(Range<u64>),
    Beyond,
}

/// One range (RFC 9110, section 14.1.2). Several, and what is no range of bytes, are answered with the whole.
fn range(text: &str, length: u64) -> Option<Asked> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let part = match (first.trim(), last.trim()) {
        ("", last) => length.saturating_sub(last.parse().ok()?)..length,
        (first, "") => first.parse().ok()?..length,
        (first, last) => first.parse().ok()?..last.parse::<u64>().ok()?.saturating_add(1).min(length),
    };
    Some(if part.is_empty() { Asked::Beyond } else { Asked::Part(part) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_cut_out_and_everything_else_is_the_whole() {
        for (text, expected) in [
            ("bytes=0-3", Some(Asked::Part(0..4))),
            ("bytes=4-", Some(Asked::Part(4..10))),
            ("bytes=-2", Some(Asked::Part(8..10))),
            ("bytes=-99", Some(Asked::Part(0..10))),
            ("bytes=8-99", Some(Asked::Part(8..10))),
            ("bytes=10-", Some(Asked::Beyond)),
            ("bytes=5-4", Some(Asked::Beyond)),
            ("bytes=-0", Some(Asked::Beyond)),
            ("bytes=0-1,3-4", None),
            ("pages=1-2", None),
            ("bytes=a-b", None),
            ("bytes=0-18446744073709551615", Some(Asked::Part(0..10))),
        ] {
            assert_eq!(range(text, 10), expected, "{text}");
        }
    }
}
