//! `/configuration/mail-texts`, for admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use people::audit;
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, area};
use super::form::TextForm;
use super::views::{self, AT, TITLE, TextPage};
use crate::mails::{self, Kind, Wording};

/// Lines of history under the form.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get(AT, Act::Configure, index)
        .get("/configuration/mail-texts/{kind}", Act::Configure, edit)
        .post("/configuration/mail-texts/{kind}", Act::Configure, update)
        .post("/configuration/mail-texts/{kind}/removal", Act::Configure, remove)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Markup, Failure> {
    let own = mails::worded_kinds(&mut app.db().read().await?, viewer.scope()).await?;
    Ok(page(&organization, &viewer, Current::Configuration, TITLE, views::index(&own)))
}

async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(kind): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let kind = find(&kind)?;
    let kept = mails::wording(&mut app.db().read().await?, viewer.scope(), kind).await?;
    let typed = Typed { form: &TextForm::of(kept.as_ref()), errors: &Errors::new(), words: kept.as_ref() };
    whole(&app, &organization, &viewer, kind, &typed, shown.saved).await
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(kind): Path<String>,
    Form(form): Form<TextForm>,
) -> Result<Response, Failure> {
    let kind = find(&kind)?;
    let (words, errors) = match form.read(kind) {
        Ok(words) => (Some(words), Errors::new()),
        Err(errors) => (None, errors),
    };
    if words.is_some() && form.preview != "true" {
        return keep(&app, &viewer, kind, words.as_ref()).await;
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let typed = Typed { form: &form, errors: &errors, words: words.as_ref() };
    Ok((status, whole(&app, &organization, &viewer, kind, &typed, false).await?).into_response())
}

async fn remove(
    State(app): State<App>,
    viewer: Viewer,
    Path(kind): Path<String>,
) -> Result<Response, Failure> {
    keep(&app, &viewer, find(&kind)?, None).await
}

async fn keep(app: &App, viewer: &Viewer, kind: Kind, words: Option<&Wording>) -> Result<Response, Failure> {
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { changing::set(tx, scope, by, kind, words).await })?;
    Ok(Redirect::to(&format!("{}?saved=true", views::address(kind))).into_response())
}

/// The kind of an address, if an organization may have words of its own for it.
fn find(slug: &str) -> Result<Kind, Failure> {
    let kind = Kind::from_word(&slug.replace('-', " "));
    kind.filter(|kind| kind.takes_own_words()).ok_or(Failure::NotFound)
}

/// What stands in the form, what is wrong in it, and the words it comes to.
struct Typed<'a> {
    form: &'a TextForm,
    errors: &'a Errors,
    words: Option<&'a Wording>,
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    kind: Kind,
    typed: &Typed<'_>,
    saved: bool,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let kept = mails::wording(&mut tx, viewer.scope(), kind).await?;
    let history = audit::newest(&mut tx, viewer.scope(), &area(kind), HISTORY).await?;
    // with mistakes in the form, the mail as it goes out now
    let shown = if typed.errors.is_empty() { typed.words } else { kept.as_ref() };
    let (subject, text) = mails::preview(app, organization, kind, shown, &viewer.zone);
    let body = views::edit(&TextPage {
        kind,
        form: typed.form,
        errors: typed.errors,
        has_own: kept.is_some(),
        is_kept: shown == kept.as_ref(),
        subject: &subject,
        text: &text,
        history: &history,
        zone: &viewer.zone,
        saved,
    });
    Ok(page(organization, viewer, Current::Configuration, kind.title(), body))
}
