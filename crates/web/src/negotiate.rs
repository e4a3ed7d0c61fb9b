//! What a client wants back.

use http::HeaderMap;

/// A whole page, a piece of one (asked by htmx), or a document for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    Page,
    Fragment,
    Json,
}

impl Wants {
    pub fn of(headers: &HeaderMap) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if header("hx-request-type") == "partial" {
            Self::Fragment
        } else if header("accept").contains("text/html") {
            Self::Page
        } else {
            Self::Json
        }
    }
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Wants {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}
