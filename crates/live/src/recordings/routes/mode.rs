//! The section Recordings of the configuration.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use people::organizations::RecordingMode;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use crate::recordings::deciding::{self, DAYS, Decision};
use crate::recordings::views::{self, ModeForm};

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct EditQuery {
    saved: bool,
}

/// `GET /configuration/recordings`.
pub async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<EditQuery>,
) -> Result<Response, Failure> {
    let decided = deciding::decided(&mut app.db().read().await?, viewer.scope()).await?;
    let form = ModeForm { mode: decided.mode.word().to_owned(), days: decided.days.to_string() };
    Ok(views::mode(&organization, &viewer, &form, &Errors::new(), query.saved).into_response())
}

/// `POST /configuration/recordings`.
pub async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ModeForm>,
) -> Result<Response, Failure> {
    let decision = match parse(&form) {
        Ok(decision) => decision,
        Err(errors) => {
            let page = views::mode(&organization, &viewer, &form, &errors, false);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    in_tx!(app.db(), db::Error, tx, { deciding::decide(tx, viewer.scope(), viewer.user, decision).await })?;
    Ok(Redirect::to("/configuration/recordings?saved=true").into_response())
}

fn parse(form: &ModeForm) -> Result<Decision, Errors> {
    let mode = RecordingMode::from_word(&form.mode);
    let days = form.days.trim().parse().ok().filter(|days| DAYS.contains(days));
    let (Some(mode), Some(days)) = (mode, days) else {
        let mut errors = Errors::new();
        if mode.is_none() {
            errors.add("mode", "Choose one of the three.");
        }
        if days.is_none() {
            errors.add("days", format!("Write a whole number from {} to {}.", DAYS.start(), DAYS.end()));
        }
        return Err(errors);
    };
    Ok(Decision { mode, days })
}
