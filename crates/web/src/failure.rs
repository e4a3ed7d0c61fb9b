//! What went wrong, as a browser or another program is told: the only type that knows status codes.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::FutureExt;
use http::{Method, StatusCode, header};
use maud::{Render as _, html};

use crate::negotiate::Wants;
use crate::{Local, Organization, bare_page, ui};

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or none this person may see.
    #[error("not found")]
    NotFound,
    #[error("sign in first")]
    SignInFirst,
    /// From another site, or without the marks of a browser's own page.
    #[error("the request came from another site")]
    ForeignRequest,
    /// The form's own words are wrong; pages with forms answer 422 themselves.
    #[error("{0}")]
    Invalid(String),
    /// A rule said no; the sentence tells what to do.
    #[error("{0}")]
    Refused(String),
    #[error("too many tries; wait a minute and try again")]
    TooMany,
    #[error("the store is busy or unavailable")]
    Unavailable,
    #[error("something went wrong on our side")]
    Internal,
}

impl Failure {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::ForeignRequest => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The machine word of the problem document.
    const fn kind(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::SignInFirst => "sign-in",
            Self::ForeignRequest => "foreign-request",
            Self::Invalid(_) => "invalid",
            Self::Refused(_) => "refused",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    fn explanation(&self) -> (String, String) {
        let words = |title: &str, text: &str| (title.to_owned(), text.to_owned());
        match self {
            Self::NotFound => {
                words("There is nothing here", "The address is wrong, or it is not yours to see.")
            }
            Self::SignInFirst => words("Sign in first", "This page needs you to be signed in."),
            Self::ForeignRequest => words(
                "This request came from another site",
                "Nothing was changed. Open the page here and try again.",
            ),
            Self::Invalid(text) => words("That did not fit", text),
            Self::Refused(text) => words("That could not be done", text),
            Self::TooMany => {
                words("Too many tries", "Wait a minute and try again. Nothing is locked for good.")
            }
            Self::Unavailable => {
                words("One moment", "The server is busy. Nothing was lost; try again shortly.")
            }
            Self::Internal => {
                words("Something went wrong on our side", "Nothing was changed. Try again shortly.")
            }
        }
    }
}

impl From<db::Error> for Failure {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Self::NotFound,
            db::Error::Busy | db::Error::Unavailable(_) => {
                tracing::warn!(%error, "The store did not answer");
                Self::Unavailable
            }
            _ => {
                tracing::error!(%error, "A statement failed");
                Self::Internal
            }
        }
    }
}

/// Carried in a response's extensions to the layer that knows what the client can read.
#[derive(Clone)]
struct Problem {
    kind: &'static str,
    title: String,
    text: String,
    sign_in: bool,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (title, text) = self.explanation();
        let sign_in = matches!(self, Self::SignInFirst);
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Problem { kind: self.kind(), title, text, sign_in });
        response
    }
}

impl db::IsRetry for Failure {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Unavailable)
    }
}

/// What the page's script adds to a plain form it sends: the answer goes into the page, and no redirect is followed.
const IN_PLACE: &str = "nacre-in-place";

/// Dresses failures, and the framework's own refusals, as a page, a fragment or a problem document.
pub async fn dress(request: Request, next: Next) -> Response {
    let is_in_place = request.headers().contains_key(IN_PLACE);
    let response = dressed(request, next, is_in_place).await;
    if is_in_place && response.status().is_redirection() { told(response) } else { response }
}

/// A redirect whose address a script can read: a browser follows any other by itself.
fn told(mut redirect: Response) -> Response {
    *redirect.status_mut() = StatusCode::NO_CONTENT;
    redirect
}

async fn dressed(request: Request, next: Next, is_in_place: bool) -> Response {
    let wants = Wants::of(request.headers());
    let next_page = (request.method() == Method::GET).then(|| Local::of_request(request.uri()));
    let response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("A handler panicked");
            Failure::Internal.into_response()
        }
    };
    let organization = response.extensions().get::<Organization>().cloned();
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions().get::<Problem>().cloned();
    let bare_refusal = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/plain")));
    let problem = match problem {
        Some(problem) => problem,
        None if bare_refusal => plain_problem(status),
        None => return response,
    };
    match wants {
        Wants::Page if problem.sign_in => {
            let to = next_page.map_or_else(|| "/sign-in".to_owned(), |next| next.sign_in_address());
            Redirect::to(&to).into_response()
        }
        Wants::Page if is_in_place => (status, fragment(&problem)).into_response(),
        Wants::Page => (status, error_page(&problem, organization.as_ref())).into_response(),
        Wants::Fragment => (status, fragment(&problem)).into_response(),
        Wants::Json => (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            serde_json::json!({ "type": format!("/problems/{}", problem.kind), "title": problem.title,
                                "detail": problem.text, "status": status.as_u16() })
            .to_string(),
        )
            .into_response(),
    }
}

fn plain_problem(status: StatusCode) -> Problem {
    let failure = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Failure::NotFound,
        StatusCode::SERVICE_UNAVAILABLE => Failure::Unavailable,
        status if status.is_server_error() => Failure::Internal,
        _ => Failure::Invalid("The request could not be read.".to_owned()),
    };
    let (title, text) = failure.explanation();
    Problem { kind: failure.kind(), title, text, sign_in: false }
}

fn error_page(problem: &Problem, organization: Option<&Organization>) -> maud::Markup {
    bare_page(
        organization,
        &problem.title,
        html! {
            p { (problem.text) }
            p { (ui::Button::link("/", "Go to the dashboard").primary()) }
        },
    )
}

fn fragment(problem: &Problem) -> maud::Markup {
    ui::Notice::danger(problem.title.as_str()).body(html! { (problem.text) }).render()
}
