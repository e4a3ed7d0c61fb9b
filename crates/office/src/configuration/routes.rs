//! The pages of the configuration, for admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionMinutes;
use maud::Markup;
use people::audit;
use people::organizations::{self, DurationError};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::forms::{BookingForm, DurationForm, MoneyForm, TermsForm};
use super::views::{self, BookingPage, MoneyPage};
use super::{booking, changes, money};

/// Lines of history under a section.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/configuration", Act::Configure, index)
        .get("/configuration/booking", Act::Configure, show_booking)
        .post("/configuration/booking", Act::Configure, update_booking)
        .post("/configuration/durations", Act::Configure, create_duration)
        .post("/configuration/durations/{minutes}/removal", Act::Configure, destroy_duration)
        .post("/configuration/durations/{minutes}/default", Act::Configure, make_default_duration)
        .post("/configuration/terms", Act::Configure, create_terms)
        .get("/configuration/money", Act::Configure, show_money)
        .post("/configuration/money", Act::Configure, update_money)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

async fn index(organization: Organization, viewer: Viewer) -> Markup {
    page(&organization, &viewer, Current::Configuration, "Configuration", views::index())
}

/// What stands in the three forms of the booking page, when it is not what is stored.
#[derive(Default)]
struct Typed {
    booking: Option<(BookingForm, Errors)>,
    duration: Option<(DurationForm, Errors)>,
    terms: Option<(TermsForm, Errors)>,
    saved: bool,
}

async fn show_booking(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    booking_page(&app, &organization, &viewer, Typed { saved: shown.saved, ..Typed::default() }).await
}

async fn update_booking(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<BookingForm>,
) -> Result<Response, Failure> {
    // judged where it is written: another admin may be changing the lengths
    let wanted = in_tx!(app.db(), db::Error, tx, {
        let rules = organizations::rules_to_change(tx, viewer.scope()).await?;
        // there is always one: the default
        let shortest = rules.durations.iter().min().copied().unwrap_or(rules.default_duration);
        let wanted = form.read(shortest);
        if let Ok(wanted) = &wanted {
            booking::change_booking(tx, viewer.scope(), viewer.user, wanted).await?;
        }
        Ok(wanted)
    })?;
    match wanted {
        Ok(_) => Ok(to_booking()),
        Err(errors) => {
            let typed = Typed { booking: Some((form, errors)), ..Typed::default() };
            invalid_booking(&app, &organization, &viewer, typed).await
        }
    }
}

async fn create_duration(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<DurationForm>,
) -> Result<Response, Failure> {
    let offered = in_tx!(app.db(), DurationError, tx, {
        let rules = organizations::rules_to_change(tx, viewer.scope()).await?;
        let minutes = form.read(&rules.booking());
        if let Ok(minutes) = minutes {
            booking::offer(tx, viewer.scope(), viewer.user, minutes).await?;
        }
        Ok(minutes)
    });
    let errors = match offered {
        Ok(Ok(_)) => return Ok(to_booking()),
        Ok(Err(errors)) => errors,
        Err(error) => at_the_field(error)?,
    };
    let typed = Typed { duration: Some((form, errors)), ..Typed::default() };
    invalid_booking(&app, &organization, &viewer, typed).await
}

async fn destroy_duration(
    State(app): State<App>,
    viewer: Viewer,
    Path(minutes): Path<String>,
) -> Result<Response, Failure> {
    let minutes = duration(&minutes)?;
    in_tx!(app.db(), DurationError, tx, {
        booking::withdraw(tx, viewer.scope(), viewer.user, minutes).await
    })
    .map_err(refused)?;
    Ok(to_booking())
}

async fn make_default_duration(
    State(app): State<App>,
    viewer: Viewer,
    Path(minutes): Path<String>,
) -> Result<Response, Failure> {
    let minutes = duration(&minutes)?;
    in_tx!(app.db(), DurationError, tx, {
        booking::make_default(tx, viewer.scope(), viewer.user, minutes).await
    })
    .map_err(refused)?;
    Ok(to_booking())
}

async fn create_terms(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<TermsForm>,
) -> Result<Response, Failure> {
    let body = match form.read() {
        Ok(body) => body,
        Err(errors) => {
            let typed = Typed { terms: Some((form, errors)), ..Typed::default() };
            return invalid_booking(&app, &organization, &viewer, typed).await;
        }
    };
    in_tx!(app.db(), db::Error, tx, { booking::publish(tx, viewer.scope(), viewer.user, &body).await })?;
    Ok(to_booking())
}

async fn show_money(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    money_page(&app, &organization, &viewer, None, shown.saved).await
}

async fn update_money(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<MoneyForm>,
) -> Result<Response, Failure> {
    let (paid_by, below_zero) = match form.read() {
        Ok(wanted) => wanted,
        Err(errors) => {
            let page = money_page(&app, &organization, &viewer, Some((form, errors)), false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    in_tx!(app.db(), db::Error, tx, {
        money::change_money(tx, viewer.scope(), viewer.user, paid_by, below_zero).await
    })?;
    Ok(Redirect::to("/configuration/money?saved=true").into_response())
}

/// The duration an address names; one that cannot be is one that is not there.
fn duration(text: &str) -> Result<SessionMinutes, Failure> {
    let minutes = text.parse().map_err(|_| Failure::NotFound)?;
    SessionMinutes::new(minutes).map_err(|_| Failure::NotFound)
}

fn to_booking() -> Response {
    Redirect::to("/configuration/booking?saved=true").into_response()
}

async fn invalid_booking(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    typed: Typed,
) -> Result<Response, Failure> {
    let page = booking_page(app, organization, viewer, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn booking_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    typed: Typed,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let rules = organizations::rules(&mut tx, scope).await?;
    let terms = organizations::current_terms(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, changes::BOOKING, HISTORY).await?;
    let body = views::booking(&BookingPage {
        booking: typed.booking.unwrap_or_else(|| (BookingForm::of(&rules), Errors::new())),
        duration: typed.duration.unwrap_or_default(),
        terms: typed.terms.unwrap_or_else(|| (TermsForm { body: terms.body.clone() }, Errors::new())),
        terms_version: terms.version,
        durations: &rules.durations,
        default_duration: rules.default_duration,
        history: &history,
        zone: &viewer.zone,
        saved: typed.saved,
    });
    Ok(page(organization, viewer, Current::Configuration, "Booking & Sessions", body))
}

async fn money_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    typed: Option<(MoneyForm, Errors)>,
    saved: bool,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let rules = organizations::rules(&mut tx, viewer.scope()).await?;
    let history = audit::newest(&mut tx, viewer.scope(), changes::MONEY, HISTORY).await?;
    let (form, errors) = typed.unwrap_or_else(|| (MoneyForm::of(&rules), Errors::new()));
    let body = views::money(&MoneyPage { form, errors, history: &history, zone: &viewer.zone, saved });
    Ok(page(organization, viewer, Current::Configuration, "Money", body))
}

/// What can be put right in the field; the rest is a failure.
fn at_the_field(error: DurationError) -> Result<Errors, Failure> {
    let say = |words: &str| Ok(Errors::new().with("minutes", words));
    match error {
        DurationError::AlreadyOffered => say("This length is on the list already."),
        DurationError::TooMany => say("The list is full. Remove a length first."),
        other => Err(refused(other)),
    }
}

fn refused(error: DurationError) -> Failure {
    match error {
        DurationError::NotOffered => Failure::NotFound,
        DurationError::IsDefault => Failure::Refused(
            "This is the default length. Make another one the default first; there is always one.".to_owned(),
        ),
        DurationError::AlreadyOffered => Failure::Refused("This length is on the list already.".to_owned()),
        DurationError::TooMany => Failure::Refused("The list is full. Remove a length first.".to_owned()),
        DurationError::Store(error) => error.into(),
    }
}
