//! `/sign-in` and `/sign-out`.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{COOKIE, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{Secret, UserId};
use maud::Markup;
use serde::Deserialize;
use web::guard::{ClientAddress, SIGN_IN_COOKIE};
use web::{Act, App, Failure, Form, Local, Organization, Push, Routes, Visitor, cookie};

use super::known_browser::{self, KnownBrowser};
use super::sign_ins::{self, LONGEST_SECONDS, Opened};
use super::{Attempt, Entered, HashError, SignInError, enter, views};
use crate::families;

pub fn routes() -> Routes {
    Routes::new().get("/sign-in", Act::BeAnyone, new).post("/sign-in", Act::BeAnyone, create).post(
        "/sign-out",
        Act::BeAnyone,
        destroy,
    )
}

#[derive(Deserialize)]
#[serde(default)]
struct Arrival {
    next: String,
}

impl Default for Arrival {
    fn default() -> Self {
        Self { next: "/".to_owned() }
    }
}

/// `GET /sign-in?next=/sessions`.
async fn new(organization: Organization, visitor: Visitor, Query(arrival): Query<Arrival>) -> Response {
    let next = local(&arrival.next);
    match visitor {
        Visitor::SignedIn(_) => Redirect::to(next.as_str()).into_response(),
        Visitor::Nobody => views::page(&organization, "", &next, None).into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    login: String,
    password: Secret<String>,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`.
async fn create(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Failure> {
    let next = local(&form.next);
    let known = known_browser(&app, &headers);
    let browser = browser_of(&headers);
    let attempt = Attempt { login: form.login, password: form.password, address, known, browser };
    match enter(&app, &organization, &attempt).await {
        Ok(Entered::SignedIn { person, sign_in }) => {
            arrive(&app, &organization, &visitor, &headers, person, &sign_in, &form.next).await
        }
        Ok(Entered::Activate { path }) => Ok(Redirect::to(&path).into_response()),
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let (status, words) = answer(&refusal);
            Ok((status, views::page(&organization, &attempt.login, &next, Some(&words))).into_response())
        }
    }
}

/// The sign-in page for somebody who wanted to `next`, with what was wrong.
pub fn page(organization: &Organization, next: &str, problem: &str) -> Markup {
    views::page(organization, "", &local(next), Some(problem))
}

/// The answer that leads a person who just signed in to where they wanted.
///
/// # Errors
/// As the store refuses.
pub async fn arrive(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    person: UserId,
    sign_in: &Opened,
    next: &str,
) -> Result<Response, Failure> {
    let next = first_page(app, organization, person, local(next)).await?;
    let_in(app, organization, visitor, headers, person, sign_in, &next).await
}

/// A parent who goes nowhere in particular is asked first who is here.
async fn first_page(
    app: &App,
    organization: &Organization,
    person: UserId,
    next: Local,
) -> Result<Local, Failure> {
    if next != Local::home() {
        return Ok(next);
    }
    let mut tx = app.db().read().await?;
    let students = families::students_of(&mut tx, organization.scope(), person).await?;
    Ok(if students.is_empty() { next } else { local("/family") })
}

/// The status and the sentence of a refusal. One sentence for whatever is wrong: which half it was, nobody learns.
fn answer(refusal: &SignInError) -> (StatusCode, String) {
    match refusal {
        SignInError::TooFast { wait_seconds } => (
            StatusCode::TOO_MANY_REQUESTS,
            format!("Too many tries. Wait {wait_seconds} s, then try again. Nothing is locked for good."),
        ),
        SignInError::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Many people sign in right now. Try again in a few seconds.".to_owned(),
        ),
        SignInError::Wrong | SignInError::Store(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "These do not go together. Check the email or username, and the password.".to_owned(),
        ),
    }
}

/// Whoever was signed in at this browser before is signed out: a token is never handed on.
async fn end_earlier(app: &App, visitor: &Visitor) -> Result<(), Failure> {
    let Some(viewer) = visitor.viewer() else { return Ok(()) };
    let (scope, user, id) = (viewer.scope(), viewer.user, viewer.sign_in);
    in_tx!(app.db(), db::Error, tx, { sign_ins::end(tx, scope, user, id).await })?;
    app.bus().push(Push::SignedOut { org: viewer.org, sign_in: id });
    Ok(())
}

/// The answer that leads a person who just signed in, or set a password, to `next`.
///
/// # Errors
/// As the store refuses.
pub async fn let_in(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    person: UserId,
    sign_in: &Opened,
    next: &Local,
) -> Result<Response, Failure> {
    end_earlier(app, visitor).await?;
    let known = known_browser(app, headers).with(app.key(), organization.scope(), person);
    let cookies = [
        cookie::set(app.address(), SIGN_IN_COOKIE, &sign_in.token_text, LONGEST_SECONDS),
        cookie::set(app.address(), known_browser::COOKIE, &known.value(), known_browser::COOKIE_SECONDS),
    ];
    let cookies = AppendHeaders(cookies.map(|cookie| (SET_COOKIE, cookie)));
    Ok((cookies, Redirect::to(next.as_str())).into_response())
}

/// The answer that leads a student on at a parent's browser. Seats this browser holds are forgotten, for they may be of
/// another child; which accounts signed in here with a password is not changed by it.
pub fn hand_over(app: &App, headers: &HeaderMap, opened: &Opened) -> Response {
    let cleared = cookies_to_clear(headers).into_iter().filter(|name| *name != SIGN_IN_COOKIE);
    let mut cookies: Vec<(HeaderName, HeaderValue)> =
        cleared.map(|name| (SET_COOKIE, cookie::clear(app.address(), name))).collect();
    let sign_in = cookie::set(app.address(), SIGN_IN_COOKIE, &opened.token_text, LONGEST_SECONDS);
    cookies.push((SET_COOKIE, sign_in));
    let clear = [("clear-site-data", r#""cache", "storage""#)];
    (AppendHeaders(cookies), clear, Redirect::to("/")).into_response()
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct SignOutForm {
    next: String,
}

/// `POST /sign-out`: ends the sign-in, and forgets the seats this browser holds: on a shared device the next child is
/// another one.
async fn destroy(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignOutForm>,
) -> Result<Response, Failure> {
    end_earlier(&app, &visitor).await?;
    let next = form
        .next
        .parse()
        .unwrap_or_else(|_| Local::home().sign_in_address().parse().unwrap_or(Local::home()));
    let cleared: Vec<(HeaderName, HeaderValue)> = cookies_to_clear(&headers)
        .into_iter()
        .map(|name| (SET_COOKIE, cookie::clear(app.address(), name)))
        .collect();
    // "cookies" would also clear those of other organizations under the same domain
    let clear = [("clear-site-data", r#""cache", "storage""#)];
    Ok((AppendHeaders(cleared), clear, Redirect::to(next.as_str())).into_response())
}

/// Every cookie of the request but the one that only slows strangers down, without its prefix.
fn cookies_to_clear(headers: &HeaderMap) -> Vec<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('=').map(|(name, _)| name))
        .map(|name| name.strip_prefix("__Host-").unwrap_or(name))
        .filter(|name| *name != known_browser::COOKIE)
        .collect()
}

/// The browser's name for the list of sign-ins.
pub fn browser_of(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    sign_ins::browser_name(agent)
}

/// What the browser remembers of who signed in here.
pub fn known_browser(app: &App, headers: &HeaderMap) -> KnownBrowser {
    KnownBrowser::read(cookie::read(headers, app.address(), known_browser::COOKIE))
}

fn local(next: &str) -> Local {
    next.parse().unwrap_or_else(|_| Local::home())
}

impl From<HashError> for Failure {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Unavailable,
            HashError::Failed => {
                tracing::error!(%error, "A password was not hashed");
                Self::Internal
            }
        }
    }
}
