//! `/family`: who goes on at this browser, and the way back.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use db::in_tx;
use kernel::{Role, Secret, UserId};
use maud::Markup;
use serde::Deserialize;
use web::guard::ClientAddress;
use web::{Act, App, Failure, Form, Local, Organization, Push, Routes, Viewer, Visitor};

use super::entering::{self, SwitchError};
use super::views;
use crate::accounts::{self, Person};
use crate::families;
use crate::sign_in::{self, Attempt, Entered, SignInError};

pub fn routes() -> Routes {
    Routes::new()
        .get("/family", Act::SeeOwn, index)
        .post("/family/students/{id}", Act::SeeOwn, enter)
        .get("/family/return", Act::SeeOwn, ask)
        .post("/family/return", Act::SeeOwn, come_back)
}

/// A parent in their own sign-in; for everyone else there is no such page.
fn as_parent(viewer: &Viewer) -> Result<(), Failure> {
    let own = viewer.is(Role::Parent) && viewer.by_parent.is_none();
    if own { Ok(()) } else { Err(Failure::NotFound) }
}

/// `GET /family`.
async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Markup, Failure> {
    as_parent(&viewer)?;
    let mut tx = app.db().read().await?;
    let students = families::students_of(&mut tx, viewer.scope(), viewer.user).await?;
    Ok(views::chooser(&organization, &viewer, &students))
}

/// `POST /family/students/{id}`.
async fn enter(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    as_parent(&viewer)?;
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let opened = match in_tx!(app.db(), SwitchError, tx, { entering::enter(tx, &viewer, id).await }) {
        Ok(opened) => opened,
        Err(SwitchError::NotTheirs) => return Err(Failure::NotFound),
        Err(SwitchError::Store(error)) => return Err(error.into()),
    };
    app.bus().push(Push::SignedOut { org: viewer.org, sign_in: viewer.sign_in });
    Ok(sign_in::hand_over(&app, &headers, &opened))
}

/// The parent by whom the student goes on here; for everyone else there is no way back.
async fn parent_of(app: &App, viewer: &Viewer) -> Result<Person, Failure> {
    let parent = viewer.by_parent.ok_or(Failure::NotFound)?;
    Ok(accounts::find(&mut app.db().read().await?, viewer.scope(), parent).await?)
}

/// `GET /family/return`.
async fn ask(State(app): State<App>, organization: Organization, viewer: Viewer) -> Result<Markup, Failure> {
    let parent = parent_of(&app, &viewer).await?;
    Ok(views::way_back(&organization, &viewer, &parent, None))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReturnForm {
    #[serde(default, rename = "login")]
    _login: String,
    password: Secret<String>,
}

/// `POST /family/return`: by the parent's password, counted and compared as at the sign-in page.
async fn come_back(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Result<Form<ReturnForm>, Failure>,
) -> Result<Response, Failure> {
    // who has no way back is told so, whatever they sent
    let parent = parent_of(&app, &viewer).await?;
    let Form(form) = form?;
    let attempt = Attempt {
        login: parent.login(),
        password: form.password,
        address,
        known: sign_in::known_browser(&app, &headers),
        browser: sign_in::browser_of(&headers),
    };
    let (status, words) = match sign_in::enter(&app, &organization, &attempt).await {
        Ok(Entered::SignedIn { person, sign_in }) if person == parent.id => {
            let (scope, student) = (viewer.scope(), viewer.user);
            in_tx!(app.db(), db::Error, tx, { entering::note_return(tx, scope, person, student).await })?;
            let visitor = Visitor::SignedIn(Box::new(viewer));
            let family: Local = "/family".parse().unwrap_or_else(|_| Local::home());
            return sign_in::let_in(&app, &organization, &visitor, &headers, person, &sign_in, &family).await;
        }
        Ok(_) | Err(SignInError::Wrong) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("This is not the password of {}.", parent.first_name))
        }
        Err(SignInError::TooFast { wait_seconds }) => (
            StatusCode::TOO_MANY_REQUESTS,
            format!("Too many tries. Wait {wait_seconds} s, then try again. Nothing is locked for good."),
        ),
        Err(SignInError::Busy) => return Err(Failure::Unavailable),
        Err(SignInError::Store(error)) => return Err(error.into()),
    };
    Ok((status, views::way_back(&organization, &viewer, &parent, Some(&words))).into_response())
}
