//! `/account`.

mod keys;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{Email, Secret, SignInId, Zone};
use maud::Markup;
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Local, Organization, Push, Routes, Viewer, Visitor};

use super::password::{self, ChangeError};
use super::views::{self, Typed};
use crate::accounts;
use crate::passkeys;
use crate::profiles::{self, Sight};
use crate::sign_in::{self, NewPassword, Opened};

pub fn routes() -> Routes {
    Routes::new()
        .get("/account", Act::SeeOwn, show)
        .post("/account/zone", Act::SeeOwn, update_zone)
        .post("/account/password", Act::SeeOwn, update_password)
        .post("/account/passkeys", Act::SeeOwn, keys::create)
        .post("/account/passkeys/challenge", Act::SeeOwn, keys::ask)
        .post("/account/passkeys/{id}/removal", Act::SeeOwn, keys::destroy)
        .post("/account/sign-ins/ending", Act::SeeOwn, end_others)
        .post("/account/sign-ins/{id}/ending", Act::SeeOwn, end)
}

/// `GET /account`.
async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Markup, Failure> {
    account(&app, &organization, &viewer, &Typed::fresh(&viewer, &headers), &Errors::new()).await
}

async fn account(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    typed: &Typed,
    errors: &Errors,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let person = accounts::find(&mut tx, viewer.scope(), viewer.user).await?;
    let sign_ins = sign_in::of_person(&mut tx, viewer.scope(), viewer.user).await?;
    let keys = passkeys::of_person(&mut tx, viewer.scope(), viewer.user).await?;
    let filled = profiles::filled(&mut tx, viewer.scope(), &person, Sight::Family).await?;
    let students = profiles::readable_students(&mut tx, viewer).await?;
    let shown = views::Account {
        person: &person,
        sign_ins: &sign_ins,
        keys: &keys,
        filled: &filled,
        students: &students,
    };
    Ok(views::show(organization, viewer, &shown, typed, errors))
}

impl Typed {
    /// As the page is opened.
    fn fresh(viewer: &Viewer, headers: &HeaderMap) -> Self {
        Self { zone: viewer.zone.name().to_owned(), key_name: sign_in::browser_of(headers) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneForm {
    zone: String,
}

/// `POST /account/zone`.
async fn update_zone(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
    Form(form): Form<ZoneForm>,
) -> Result<Response, Failure> {
    let Some(zone) = Zone::named(&form.zone) else {
        let errors = Errors::new().with("zone", "Choose a time zone of the list.");
        let typed = Typed { zone: form.zone, ..Typed::fresh(&viewer, &headers) };
        let page = account(&app, &organization, &viewer, &typed, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    in_tx!(app.db(), db::Error, tx, { accounts::set_zone(tx, viewer.scope(), viewer.user, &zone).await })?;
    Ok(Redirect::to("/account").into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    #[serde(default, rename = "login")]
    _login: String,
    present: Secret<String>,
    password: String,
}

/// `POST /account/password`.
async fn update_password(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Failure> {
    let person = accounts::find(&mut app.db().read().await?, viewer.scope(), viewer.user).await?;
    let logins =
        [person.email.as_ref().map_or("", Email::as_str), person.username.as_deref().unwrap_or_default()];
    let errors = match change_password(&app, &viewer, &logins, &form, &headers).await? {
        Ok(opened) => {
            sign_in::tell_revoked(&app, viewer.scope(), viewer.user).await?;
            let (visitor, next) = (Visitor::Nobody, Local::of_request(&Uri::from_static("/account")));
            return sign_in::let_in(&app, &organization, &visitor, &headers, person.id, &opened, &next).await;
        }
        Err(errors) => errors,
    };
    let page = account(&app, &organization, &viewer, &Typed::fresh(&viewer, &headers), &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The new sign-in, or what is wrong with the form.
async fn change_password(
    app: &App,
    viewer: &Viewer,
    logins: &[&str],
    form: &PasswordForm,
    headers: &HeaderMap,
) -> Result<Result<Opened, Errors>, Failure> {
    let new = match NewPassword::new(&form.password, logins) {
        Ok(new) => new,
        Err(weak) => return Ok(Err(Errors::new().with("password", weak.to_string()))),
    };
    let browser = sign_in::browser_of(headers);
    match password::change(app, viewer.scope(), viewer.user, &form.present, &new, &browser).await {
        Ok(opened) => Ok(Ok(opened)),
        Err(ChangeError::Wrong) => {
            Ok(Err(Errors::new().with("present", "This is not your present password.")))
        }
        Err(ChangeError::TooFast { wait_seconds }) => {
            let words = format!("Too many tries. Wait {wait_seconds} s, then try again.");
            Ok(Err(Errors::new().with("present", words)))
        }
        Err(ChangeError::Hash(error)) => Err(error.into()),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

/// `POST /account/sign-ins/{id}/ending`: one's own only; any other does not exist.
async fn end(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id: SignInId = id.parse().map_err(|_| Failure::NotFound)?;
    let (scope, user) = (viewer.scope(), viewer.user);
    if !in_tx!(app.db(), db::Error, tx, { sign_in::end(tx, scope, user, id).await })? {
        return Err(Failure::NotFound);
    }
    app.bus().push(Push::SignedOut { org: viewer.org, sign_in: id });
    Ok(Redirect::to("/account"))
}

/// `POST /account/sign-ins/ending`: every browser but this one.
async fn end_others(State(app): State<App>, viewer: Viewer) -> Result<Redirect, Failure> {
    let (scope, user, kept) = (viewer.scope(), viewer.user, viewer.sign_in);
    let ended = in_tx!(app.db(), db::Error, tx, { sign_in::end_others(tx, scope, user, kept).await })?;
    for sign_in in ended {
        app.bus().push(Push::SignedOut { org: viewer.org, sign_in });
    }
    Ok(Redirect::to("/account"))
}
