//! `/sign-in/passkey`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use web::guard::ClientAddress;
use web::{Act, App, Failure, Form, Organization, Routes, Visitor};

use super::asking::{AskError, ask_to_sign_in};
use super::{Asked, Reply, ReplyError, entering};
use crate::sign_in;

pub fn routes() -> Routes {
    Routes::new().post("/sign-in/passkey", Act::BeAnyone, create).post(
        "/sign-in/passkey/challenge",
        Act::BeAnyone,
        ask,
    )
}

/// `POST /sign-in/passkey/challenge`: what the browser hands to the device.
async fn ask(
    State(app): State<App>,
    organization: Organization,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
) -> Result<Json<Asked>, Failure> {
    Ok(Json(ask_to_sign_in(&app, &organization, address).await?))
}

#[derive(Deserialize)]
struct EntryForm {
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    reply: Reply,
}

/// `POST /sign-in/passkey`: signs in whose key it is.
async fn create(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<EntryForm>,
) -> Result<Response, Failure> {
    let browser = sign_in::browser_of(&headers);
    match entering::enter(&app, &organization, &form.reply, address, &browser).await {
        Ok((person, opened)) => {
            sign_in::arrive(&app, &organization, &visitor, &headers, person, &opened, &form.next).await
        }
        Err(ReplyError::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let page = sign_in::page(&organization, &form.next, &refusal.to_string());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Store(error) => error.into(),
            AskError::TooFast { .. } => Self::TooMany,
            AskError::NotHere | AskError::Enough => Self::Refused(error.to_string()),
            AskError::Failed(_) | AskError::Unwritable(_) => {
                tracing::error!(%error, "No passkey could be asked for");
                Self::Internal
            }
        }
    }
}
