//! `/reset` and `/reset/{token}`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use db::in_tx;
use kernel::Email;
use maud::Markup;
use serde::Deserialize;
use web::guard::ClientAddress;
use web::{Act, App, Errors, Failure, Form, Local, Organization, Routes, Visitor};

use super::setting::Passkeys;
use super::{asking, setting, views};
use crate::accounts::Person;
use crate::links::{self, Kind, Link};
use crate::passkeys::Key;
use crate::sign_in::{self, NewPassword, Throttled, TryKey};

pub fn routes() -> Routes {
    Routes::new()
        .get("/reset", Act::BeAnyone, new)
        .post("/reset", Act::BeAnyone, create)
        .get("/reset/{token}", Act::OpenLink, edit)
        .post("/reset/{token}", Act::OpenLink, update)
}

/// `GET /reset`.
async fn new(organization: Organization) -> Markup {
    views::ask(&organization, "", &Errors::new())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskForm {
    login: String,
}

/// `POST /reset`: the same answer to everybody.
async fn create(
    State(app): State<App>,
    organization: Organization,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Form(form): Form<AskForm>,
) -> Result<Response, Failure> {
    let scope = organization.scope();
    let count = TryKey::mail_from_address(app.key(), address);
    let asked =
        in_tx!(app.db(), Throttled, tx, { asking::ask(tx, scope, app.key(), &form.login, &count).await });
    match asked {
        Ok(()) => Ok(views::asked(&organization).into_response()),
        Err(Throttled::Wait { wait_seconds }) => {
            let words = format!("Too many tries. Wait {wait_seconds} s, then try again.");
            let page = views::ask(&organization, &form.login, &Errors::new().with("", words));
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(Throttled::Store(error)) => Err(error.into()),
    }
}

/// `GET /reset/{token}`: shows, and changes nothing.
async fn edit(
    State(app): State<App>,
    organization: Organization,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    Ok(match find(&app, &organization, &token).await? {
        Some((_, person, keys)) => {
            views::set(&organization, &path(&token), &person, (&keys, Passkeys::Stay), &Errors::new())
                .into_response()
        }
        None => gone(&organization),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetForm {
    #[serde(default, rename = "login")]
    _login: String,
    password: String,
    #[serde(default)]
    remove_passkeys: bool,
}

/// `POST /reset/{token}`.
async fn update(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(form): Form<SetForm>,
) -> Result<Response, Failure> {
    let Some((link, person, keys)) = find(&app, &organization, &token).await? else {
        return Ok(gone(&organization));
    };
    let passkeys = if form.remove_passkeys { Passkeys::Go } else { Passkeys::Stay };
    let logins =
        [person.email.as_ref().map_or("", Email::as_str), person.username.as_deref().unwrap_or_default()];
    let password = match NewPassword::new(&form.password, &logins) {
        Ok(password) => password,
        Err(weak) => {
            let errors = Errors::new().with("password", weak.to_string());
            let page = views::set(&organization, &path(&token), &person, (&keys, passkeys), &errors);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let hash = sign_in::hash_password(password.reveal()).await?;
    let (scope, browser) = (organization.scope(), sign_in::browser_of(&headers));
    let set =
        in_tx!(app.db(), db::Error, tx, { setting::set(tx, scope, &link, &hash, passkeys, &browser).await })?;
    let Some(opened) = set else { return Ok(gone(&organization)) };
    sign_in::tell_revoked(&app, scope, person.id).await?;
    let home = Local::home();
    sign_in::let_in(&app, &organization, &visitor, &headers, person.id, &opened, &home).await
}

async fn find(
    app: &App,
    organization: &Organization,
    token: &str,
) -> Result<Option<(Link, Person, Vec<Key>)>, Failure> {
    let (mut tx, scope) = (app.db().read().await?, organization.scope());
    let Some((link, person)) = setting::person_of(&mut tx, scope, token).await? else { return Ok(None) };
    let keys = setting::passkeys_of(&mut tx, scope, &person).await?;
    Ok(Some((link, person, keys)))
}

/// The same for a link that is used up and for one that never was.
fn gone(organization: &Organization) -> Response {
    (StatusCode::GONE, views::gone(organization)).into_response()
}

fn path(token: &str) -> String {
    links::address_path(Kind::Reset, token)
}
