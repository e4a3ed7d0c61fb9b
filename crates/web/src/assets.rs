//! Stylesheet, scripts and fonts: built in `client/`, part of the program, named by their content.
//!
//! A page names a file as it is called in the source, `asset("app.css")`, and gets the address of today's content, which
//! a browser may keep for ever. A development build reads the files, and the list of their names, from disk each time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::{HeaderMap, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{Act, Failure, Routes};

/// A year: the address changes with the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

#[derive(RustEmbed)]
#[folder = "../../client/dist"]
#[allow_missing = true]
struct Files;

/// The file's name in the source and the name under which it is served.
type Names = BTreeMap<String, String>;

pub fn routes() -> Routes {
    Routes::new().get("/assets/{*file}", Act::BeAnyone, show)
}

/// The address of the file called `name` in the source: `/assets/app-4KQ2ZP7A.css` for `app.css`.
///
/// A file that has not been built gets an address that answers "not found".
pub fn asset(name: &str) -> String {
    static BUILT_IN: LazyLock<Names> = LazyLock::new(names);
    let served = if cfg!(debug_assertions) { names().remove(name) } else { BUILT_IN.get(name).cloned() };
    format!("/assets/{}", served.as_deref().unwrap_or(name))
}

fn names() -> Names {
    let Some(list) = Files::get("manifest.json") else {
        tracing::warn!("The client's files are not built: pages have no style");
        return Names::new();
    };
    serde_json::from_slice(&list.data).unwrap_or_else(|error| {
        tracing::error!(%error, "The list of the client's files cannot be read");
        Names::new()
    })
}

/// `GET /assets/{file}`.
async fn show(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let plain = Files::get(&file).ok_or(Failure::NotFound)?;
    // weak: the compressed forms share it
    let etag = format!("W/\"{}\"", HEXLOWER.encode(&plain.metadata.sha256_hash()[..16]));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|theirs| theirs.as_bytes() == etag.as_bytes());
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let kind = plain.metadata.mimetype().to_owned();
    let (body, encoding) = smallest(&file, plain, &headers);
    let mut response = (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, keeping(&file).to_owned()),
            (header::ETAG, etag),
            (header::VARY, "Accept-Encoding".to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ],
        body,
    )
        .into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// The form of the file that is shortest among those built and those the browser reads.
fn smallest(
    file: &str,
    plain: EmbeddedFile,
    headers: &HeaderMap,
) -> (Cow<'static, [u8]>, Option<&'static str>) {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|list| list.to_str().ok()).unwrap_or_default();
    let reads = |encoding: &str| accepted.split(',').any(|offer| offer.trim() == encoding);
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| reads(encoding))
        .find_map(|(encoding, ending)| Some((Files::get(&format!("{file}.{ending}"))?.data, Some(encoding))))
        .unwrap_or((plain.data, None))
}

/// How long a browser may keep the file: for ever when its name is made from its content.
fn keeping(file: &str) -> &'static str {
    let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or(file);
    match stem.rsplit_once('-') {
        Some((_, hash))
            if hash.len() == 8
                && hash.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) =>
        {
            FOR_EVER
        }
        _ => ASK_EACH_TIME,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_not_ours_is_not_found() {
        for file in ["nothing-here.css", "../package.json", "/etc/passwd"] {
            let answer = show(Path(file.to_owned()), HeaderMap::new()).await;

            assert!(matches!(answer, Err(Failure::NotFound)), "{file}");
        }
    }

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_ever() {
        assert_eq!(keeping("app-4KQ2ZP7A.css"), FOR_EVER);
        assert_eq!(keeping("app.css"), ASK_EACH_TIME);
        assert_eq!(keeping("manifest.json"), ASK_EACH_TIME);
    }
}
