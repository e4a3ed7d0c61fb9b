//! `/account/passkeys`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{PasskeyId, Secret};
use serde::Deserialize;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use super::super::password::{self, ChangeError};
use super::{Typed, account};
use crate::accounts;
use crate::passkeys::{self, AddError, Asked, Name, Purpose, RemoveError, Reply, ReplyError};
use crate::sign_in;

/// A parent who goes on as their student adds no key of their own to the student's account, and takes none away.
fn own_hand(viewer: &Viewer) -> Result<(), Failure> {
    if viewer.by_parent.is_some() { Err(Failure::NotFound) } else { Ok(()) }
}

#[derive(Deserialize)]
pub struct AskForm {
    key_present: Option<Secret<String>>,
}

/// `POST /account/passkeys/challenge`: what the browser hands to the device, once the password was right.
pub async fn ask(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<AskForm>,
) -> Result<Json<Asked>, Failure> {
    own_hand(&viewer)?;
    let (scope, user) = (viewer.scope(), viewer.user);
    let person = accounts::find(&mut app.db().read().await?, scope, user).await?;
    if person.has_password {
        let present = form.key_present.unwrap_or_else(|| Secret::new(String::new()));
        match password::confirm(&app, scope, user, &present).await {
            Ok(_) => {}
            Err(ChangeError::Wrong) => {
                return Err(Failure::Invalid("This is not your password.".to_owned()));
            }
            Err(ChangeError::TooFast { .. }) => return Err(Failure::TooMany),
            Err(ChangeError::Hash(error)) => return Err(error.into()),
            Err(ChangeError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Json(passkeys::ask_to_add(&app, &organization, &person, Purpose::Add).await?))
}

#[derive(Deserialize)]
pub struct NewKeyForm {
    #[serde(default)]
    key_name: String,
    #[serde(flatten)]
    reply: Reply,
}

/// `POST /account/passkeys`: keeps the key that the device made.
pub async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
    Form(form): Form<NewKeyForm>,
) -> Result<Response, Failure> {
    own_hand(&viewer)?;
    let (scope, user) = (viewer.scope(), viewer.user);
    let name = Name::of(&form.key_name, &sign_in::browser_of(&headers));
    let words = match passkeys::prove(&app, &organization, Purpose::Add, user, &form.reply).await {
        Ok(proven) => {
            match in_tx!(app.db(), AddError, tx, { passkeys::add(tx, scope, user, &proven, &name).await }) {
                Ok(_) => return Ok(Redirect::to("/account").into_response()),
                Err(AddError::Store(error)) => return Err(error.into()),
                Err(refusal) => refusal.to_string(),
            }
        }
        Err(ReplyError::Store(error)) => return Err(error.into()),
        Err(refusal) => refusal.to_string(),
    };
    let typed = Typed { key_name: form.key_name, ..Typed::fresh(&viewer, &headers) };
    let errors = Errors::new().with("passkey", words);
    let page = account(&app, &organization, &viewer, &typed, &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /account/passkeys/{id}/removal`: one's own only; any other does not exist.
pub async fn destroy(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    own_hand(&viewer)?;
    let id: PasskeyId = id.parse().map_err(|_| Failure::NotFound)?;
    let (scope, user) = (viewer.scope(), viewer.user);
    match in_tx!(app.db(), RemoveError, tx, { passkeys::remove(tx, scope, user, id).await }) {
        Ok(()) => Ok(Redirect::to("/account")),
        Err(RemoveError::Store(error)) => Err(error.into()),
        Err(refusal @ RemoveError::OnlyWay) => Err(Failure::Refused(refusal.to_string())),
    }
}
