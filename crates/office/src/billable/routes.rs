//! The page where an admin changes a session's mark.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionId;
use maud::Markup;
use serde::Deserialize;
use teaching::sessions;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::views::{self, BillablePage};
use super::{ChangeError, change};

/// Characters of a reason: one line.
pub const MOST_REASON: usize = 200;

pub fn routes() -> Routes {
    Routes::new().get("/sessions/{id}/billable", Act::ManageMoney, edit).post(
        "/sessions/{id}/billable",
        Act::ManageMoney,
        update,
    )
}

/// The new mark and why, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BillableForm {
    pub billable: String,
    /// Not `reason`: the session's page has that field in another form.
    pub billable_reason: String,
}

impl BillableForm {
    fn read(&self) -> Result<(bool, String), Errors> {
        let mut errors = Errors::new();
        let billable = match self.billable.as_str() {
            "true" => true,
            "false" => false,
            _ => {
                errors.add("billable", "Choose yes or no.");
                false
            }
        };
        let reason = self.billable_reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match reason.chars().count() {
            0 => errors.add("billable_reason", "Say why: it stands beside the change."),
            1..=MOST_REASON => {}
            _ => errors.add("billable_reason", "Shorten the reason to 200 characters."),
        }
        if errors.is_empty() { Ok((billable, reason)) } else { Err(errors) }
    }
}

async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    billable_page(&app, &organization, &viewer, id, None).await
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<BillableForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok((billable, reason)) => {
            let changed = in_tx!(app.db(), ChangeError, tx, {
                change(tx, viewer.scope(), id, billable, &reason, viewer.user).await
            });
            match changed {
                Ok(()) => return Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
                Err(error) => at_the_field(error)?,
            }
        }
    };
    let page = billable_page(&app, &organization, &viewer, id, Some((form, errors))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn billable_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: SessionId,
    typed: Option<(BillableForm, Errors)>,
) -> Result<Markup, Failure> {
    let session = sessions::find(&mut app.db().read().await?, viewer.scope(), id).await?;
    let (form, errors) = typed.unwrap_or_else(|| {
        let billable = if session.billable { "true" } else { "false" }.to_owned();
        (BillableForm { billable, ..BillableForm::default() }, Errors::new())
    });
    let body =
        views::edit(&BillablePage { session: &session, form: &form, errors: &errors, zone: &viewer.zone });
    Ok(page(organization, viewer, Current::Revenue, "Billable", body))
}

/// What can be put right in the form or with the student's credits; the rest is a failure.
fn at_the_field(error: ChangeError) -> Result<Errors, Failure> {
    let say = |words: String| Ok(Errors::new().with("billable", words));
    match error {
        ChangeError::NotEnough { available } => say(format!(
            "The student has {available} credits, and this organization does not go below zero. Grant one first."
        )),
        ChangeError::GivenBackBeforeTheEnd => say(
            "The credit was given back while the session was open. Make it billable again once it has ended."
                .to_owned(),
        ),
        ChangeError::Store(error) => Err(error.into()),
    }
}
