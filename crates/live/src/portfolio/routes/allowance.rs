//! The section Files of the configuration.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use crate::portfolio::file::Allowance;
use crate::portfolio::views::{AllowanceForm, MOST_ORGANIZATION_MB, MOST_PERSON_MB};
use crate::portfolio::{allowing, reading, views};

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct EditQuery {
    saved: bool,
}

/// `GET /configuration/files`.
pub async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<EditQuery>,
) -> Result<Response, Failure> {
    let allowance = reading::allowance(&mut app.db().read().await?, viewer.scope()).await?;
    let form = AllowanceForm {
        person_mb: allowance.person_mb.to_string(),
        organization_mb: allowance.organization_mb.to_string(),
    };
    Ok(views::allowance(&organization, &viewer, &form, &Errors::new(), query.saved).into_response())
}

/// `POST /configuration/files`.
pub async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<AllowanceForm>,
) -> Result<Response, Failure> {
    let allowance = match parse(&form) {
        Ok(allowance) => allowance,
        Err(errors) => {
            let page = views::allowance(&organization, &viewer, &form, &errors, false);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    in_tx!(app.db(), db::Error, tx, { allowing::allow(tx, viewer.scope(), viewer.user, allowance).await })?;
    Ok(Redirect::to("/configuration/files?saved=true").into_response())
}

fn parse(form: &AllowanceForm) -> Result<Allowance, Errors> {
    let number = |text: &str, most: i64| text.trim().parse().ok().filter(|mb| (1..=most).contains(mb));
    let person = number(&form.person_mb, MOST_PERSON_MB);
    let organization = number(&form.organization_mb, MOST_ORGANIZATION_MB);
    let (Some(person_mb), Some(organization_mb)) = (person, organization) else {
        let mut errors = Errors::new();
        if person.is_none() {
            errors.add("person_mb", format!("Write a whole number from 1 to {MOST_PERSON_MB}."));
        }
        if organization.is_none() {
            errors.add("organization_mb", format!("Write a whole number from 1 to {MOST_ORGANIZATION_MB}."));
        }
        return Err(errors);
    };
    if person_mb > organization_mb {
        let words = format!("All together have {organization_mb} MB: one person cannot have more.");
        return Err(Errors::new().with("person_mb", words));
    }
    Ok(Allowance { person_mb, organization_mb })
}
