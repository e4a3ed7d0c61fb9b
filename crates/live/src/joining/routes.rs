//! `/join/{token}`: shown by GET, acted on by POST.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{SessionId, TermsId};
use serde::Deserialize;
use web::{Act, App, Failure, Form, Local, Organization, Routes, Visitor, cookie, token};

use super::entering::{self, EnterError, Entered};
use super::opening;
use super::views;
use super::way_in::{self, WayIn};
use crate::Rooms;
use crate::seats;

pub fn routes() -> Routes {
    Routes::new().get("/join/{token}", Act::OpenLink, show).post("/join/{token}", Act::OpenLink, create).post(
        "/join/{token}/opening",
        Act::OpenLink,
        open,
    )
}

/// "This is me".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThisIsMe {
    terms: TermsId,
}

/// `GET /join/{token}`. Changes nothing.
async fn show(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    page(&app, &organization, &visitor, &headers, &link, None).await
}

/// `POST /join/{token}`.
async fn create(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path(link): Path<String>,
    Form(form): Form<ThisIsMe>,
) -> Result<Response, Failure> {
    let secret = token::random();
    let (scope, hash) = (organization.scope(), token::hash(&secret));
    let seat_token = |session| seat_token(&app, &headers, session);
    let entered = in_tx!(app.db(), EnterError, tx, {
        entering::enter(tx, scope, &link, visitor.viewer(), &seat_token, form.terms, hash).await
    });
    match entered {
        Ok(entered) => {
            tell_room(&organization, &rooms, &entered).await;
            Ok(taken(&app, &entered, &token::text(&secret)))
        }
        Err(EnterError::NotOpen) => page(&app, &organization, &visitor, &headers, &link, None).await,
        Err(EnterError::OtherTerms) => {
            let problem = "The terms have changed. Read them again, then go on.";
            page(&app, &organization, &visitor, &headers, &link, Some(problem)).await
        }
        Err(EnterError::Store(error)) => Err(error.into()),
    }
}

/// `POST /join/{token}/opening`, by the script of the link's page.
async fn open(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    Path(link): Path<String>,
) -> Result<StatusCode, Failure> {
    let scope = organization.scope();
    let session = in_tx!(app.db(), db::Error, tx, { opening::opened(tx, scope, &link).await })?;
    rooms.link_opened(scope, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn page(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    link: &str,
    problem: Option<&str>,
) -> Result<Response, Failure> {
    let seat_token = |session| seat_token(app, headers, session);
    let mut tx = app.db().read().await?;
    let way = way_in::look(&mut tx, organization.scope(), link, visitor.viewer(), &seat_token).await?;
    let page = match way {
        WayIn::Inside(session) => return Ok(to_classroom(session).into_response()),
        WayIn::Unknown => (StatusCode::NOT_FOUND, views::unknown(organization)),
        WayIn::Over => (StatusCode::GONE, views::over(organization)),
        WayIn::NoLonger => (StatusCode::GONE, views::no_longer(organization)),
        WayIn::SignInFirst => {
            (StatusCode::OK, views::sign_in_first(organization, link, sign_in_address(link)))
        }
        WayIn::OtherPerson => {
            let name = visitor.viewer().map(web::Viewer::name).unwrap_or_default();
            (StatusCode::OK, views::other_person(organization, link, &name))
        }
        WayIn::NeedsConsent => (StatusCode::OK, views::needs_consent(organization, link)),
        WayIn::Open(door) => {
            let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, views::doorstep(organization, link, &door, problem))
        }
    };
    let mut response = page.into_response();
    // the address is a secret: no cache keeps its page
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn sign_in_address(link: &str) -> String {
    let back = views::address(link).parse::<Local>().unwrap_or_else(|_| Local::home());
    back.sign_in_address()
}

fn seat_token(app: &App, headers: &HeaderMap, session: SessionId) -> Option<[u8; 32]> {
    cookie::read(headers, app.address(), &seats::cookie_name(session)).and_then(token::hash_of_text)
}

fn to_classroom(session: SessionId) -> Redirect {
    Redirect::to(&format!("/classroom/{session}"))
}

/// On to the classroom, with the seat's cookie.
fn taken(app: &App, entered: &Entered, secret: &str) -> Response {
    let seconds = entered.until.since(app.now()).as_secs();
    let name = seats::cookie_name(entered.session);
    let cookie = cookie::set(app.address(), &name, secret, i64::try_from(seconds).unwrap_or(0));
    ([(header::SET_COOKIE, cookie)], to_classroom(entered.session)).into_response()
}

/// The room hears of the seat that moved and of the mail that was opened; it does without when the store is slow.
async fn tell_room(organization: &Organization, rooms: &Rooms, entered: &Entered) {
    if let Some(seat) = entered.moved {
        rooms.seat_moved(entered.session, seat).await;
    }
    if let Err(error) = rooms.link_opened(organization.scope(), entered.session).await {
        tracing::warn!(%error, session.id = %entered.session, "A room did not hear of an opened link");
    }
}
