//! `/activate/{token}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use db::in_tx;
use kernel::{Email, Zone};
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Local, Organization, Routes, Visitor};

use super::inviting::{InviteAgainError, invite};
use super::joining::{Filled, JoinError, Way, WayIn, join, way_in};
use super::views::{self, Typed};
use crate::accounts::{ActivateError, Person};
use crate::links::{self, Kind, Link};
use crate::organizations::Terms;
use crate::passkeys::{self, AddError, Asked, Name, Proven, Purpose, Reply, ReplyError};
use crate::sign_in::{self, HashError, NewPassword};

pub fn routes() -> Routes {
    Routes::new()
        .get("/activate/{token}", Act::OpenLink, show)
        .post("/activate/{token}", Act::OpenLink, create)
        .post("/activate/{token}/challenge", Act::OpenLink, ask)
        .post("/activate/{token}/renewal", Act::OpenLink, renew)
}

/// `GET /activate/{token}`: shows, and changes nothing.
async fn show(
    State(app): State<App>,
    organization: Organization,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let way = find(&app, &organization, &token).await?;
    Ok(answer(&organization, &token, &way))
}

async fn find(app: &App, organization: &Organization, token: &str) -> Result<WayIn, Failure> {
    let mut tx = app.db().read().await?;
    way_in(&mut tx, organization.scope(), token).await?.ok_or(Failure::NotFound)
}

fn answer(organization: &Organization, token: &str, way: &WayIn) -> Response {
    match way {
        WayIn::Open { person, terms, .. } => {
            let typed = Typed { zone: person.zone.name().to_owned(), accepted: false };
            views::form(organization, &path(token), person, terms, &typed, &Errors::new()).into_response()
        }
        WayIn::SignIn => views::sign_in(organization).into_response(),
        WayIn::Renew { person } => {
            let action = format!("{}/renewal", path(token));
            (StatusCode::GONE, views::renew(organization, &action, person)).into_response()
        }
        WayIn::Closed => (StatusCode::GONE, views::closed(organization)).into_response(),
    }
}

fn path(token: &str) -> String {
    links::address_path(Kind::Activate, token)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActivationForm {
    terms: String,
    #[serde(default, rename = "login")]
    _login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    accept: String,
    #[serde(default)]
    ceremony: String,
    #[serde(default)]
    passkey: String,
}

/// `POST /activate/{token}`: the account becomes active, its person signed in.
async fn create(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(form): Form<ActivationForm>,
) -> Result<Response, Failure> {
    let (link, person, terms) = match find(&app, &organization, &token).await? {
        WayIn::Open { link, person, terms } => (link, person, terms),
        other => return Ok(answer(&organization, &token, &other)),
    };
    let filled = match read(&app, &organization, &form, &person, &terms, &headers).await {
        Ok(filled) => filled,
        Err(ReadError::Errors(errors)) => {
            return Ok(again(&organization, &token, &person, &terms, &form, &errors));
        }
        Err(ReadError::Hash(error)) => return Err(error.into()),
        Err(ReadError::Store(error)) => return Err(error.into()),
    };
    match carry_out(&app, &organization, &link, &filled, &headers).await {
        Ok(sign_in) => {
            let home = Local::home();
            sign_in::let_in(&app, &organization, &visitor, &headers, person.id, &sign_in, &home).await
        }
        Err(JoinError::TermsChanged) => {
            let errors =
                Errors::new().with("accept", "Newer terms came into force just now. Read and accept those.");
            let WayIn::Open { terms, person, .. } = find(&app, &organization, &token).await? else {
                return Err(Failure::NotFound);
            };
            Ok(again(&organization, &token, &person, &terms, &form, &errors))
        }
        Err(JoinError::LinkGone) => {
            Ok(answer(&organization, &token, &find(&app, &organization, &token).await?))
        }
        Err(JoinError::Activate(ActivateError::NeedsConsent)) => {
            let errors = Errors::new().with(
                "",
                "A student under 13 needs a parent's consent on file first. Ask the organization to record it.",
            );
            Ok(again(&organization, &token, &person, &terms, &form, &errors))
        }
        Err(JoinError::Activate(ActivateError::Archived)) => {
            Ok(answer(&organization, &token, &WayIn::Closed))
        }
        Err(JoinError::Passkey(refusal @ (AddError::Known | AddError::Enough))) => {
            let errors = Errors::new().with("passkey", refusal.to_string());
            Ok(again(&organization, &token, &person, &terms, &form, &errors))
        }
        Err(
            JoinError::Activate(ActivateError::Store(error))
            | JoinError::Passkey(AddError::Store(error))
            | JoinError::Store(error),
        ) => Err(error.into()),
    }
}

async fn carry_out(
    app: &App,
    organization: &Organization,
    link: &Link,
    filled: &Filled,
    headers: &HeaderMap,
) -> Result<sign_in::Opened, JoinError> {
    let (scope, browser) = (organization.scope(), sign_in::browser_of(headers));
    in_tx!(app.db(), JoinError, tx, { join(tx, scope, link, filled, &browser).await })
}

enum ReadError {
    Errors(Errors),
    Hash(HashError),
    Store(db::Error),
}

/// The form as values: the password hashed, or what the device answered compared.
async fn read(
    app: &App,
    organization: &Organization,
    form: &ActivationForm,
    person: &Person,
    terms: &Terms,
    headers: &HeaderMap,
) -> Result<Filled, ReadError> {
    let mut errors = Errors::new();
    let email = person.email.as_ref().map_or("", Email::as_str);
    let logins = [email, person.username.as_deref().unwrap_or_default()];
    let by_passkey = !person.has_password && !form.passkey.is_empty();
    let password = match NewPassword::new(&form.password, &logins) {
        _ if person.has_password || by_passkey => None,
        Ok(password) => Some(password),
        Err(weak) => {
            errors.add("password", weak.to_string());
            None
        }
    };
    let zone = Zone::named(&form.zone);
    if zone.is_none() {
        errors.add("zone", "Choose your time zone.");
    }
    if form.accept != "true" {
        errors.add("accept", "The account needs your consent to the terms.");
    } else if form.terms != terms.id.to_string() {
        errors.add("accept", "Newer terms came into force just now. Read and accept those.");
    }
    let Some(zone) = zone.filter(|_| errors.is_empty()) else { return Err(ReadError::Errors(errors)) };
    let way = if by_passkey {
        let proven = prove(app, organization, form, person).await?;
        Way::Passkey(Box::new(proven), Name::of("", &sign_in::browser_of(headers)))
    } else if let Some(password) = password {
        Way::Password(sign_in::hash_password(password.reveal()).await.map_err(ReadError::Hash)?)
    } else {
        Way::AsBefore
    };
    Ok(Filled { way, zone, terms: terms.id })
}

async fn prove(
    app: &App,
    organization: &Organization,
    form: &ActivationForm,
    person: &Person,
) -> Result<Proven, ReadError> {
    let reply = Reply { ceremony: form.ceremony.clone(), passkey: form.passkey.clone() };
    match passkeys::prove(app, organization, Purpose::Activate, person.id, &reply).await {
        Ok(proven) => Ok(proven),
        Err(ReplyError::Store(error)) => Err(ReadError::Store(error)),
        Err(refusal) => Err(ReadError::Errors(Errors::new().with("passkey", refusal.to_string()))),
    }
}

/// `POST /activate/{token}/challenge`: what the browser hands to the device, for a key in place of a password.
async fn ask(
    State(app): State<App>,
    organization: Organization,
    Path(token): Path<String>,
) -> Result<Json<Asked>, Failure> {
    let WayIn::Open { person, .. } = find(&app, &organization, &token).await? else {
        return Err(Failure::NotFound);
    };
    if person.has_password {
        return Err(Failure::NotFound);
    }
    Ok(Json(passkeys::ask_to_add(&app, &organization, &person, Purpose::Activate).await?))
}

fn again(
    organization: &Organization,
    token: &str,
    person: &Person,
    terms: &Terms,
    form: &ActivationForm,
    errors: &Errors,
) -> Response {
    let typed = Typed { zone: form.zone.clone(), accepted: form.accept == "true" };
    let page = views::form(organization, &path(token), person, terms, &typed, errors);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// `POST /activate/{token}/renewal`: a new mail to the same address.
async fn renew(
    State(app): State<App>,
    organization: Organization,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let scope = organization.scope();
    let way = find(&app, &organization, &token).await?;
    let WayIn::Renew { person } = &way else { return Ok(answer(&organization, &token, &way)) };
    match in_tx!(app.db(), InviteAgainError, tx, { invite(tx, scope, app.key(), person.id).await }) {
        Ok(()) | Err(InviteAgainError::TooSoon) => Ok(views::renewed(&organization).into_response()),
        Err(InviteAgainError::NotWaiting | InviteAgainError::NoAddress) => {
            Ok(answer(&organization, &token, &way))
        }
        Err(InviteAgainError::Store(error)) => Err(error.into()),
    }
}
