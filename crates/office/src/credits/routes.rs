//! The pages of credits: one's own, one's children's, and for admins everyone's.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::intents::Press;
use db::{Tx, in_tx};
use kernel::{Role, UserId};
use maud::Markup;
use people::accounts::{self, Person};
use people::families;
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page, token};

use super::forms::GiftForm;
use super::reading::{self, Which};
use super::views::{self, AllPage, LedgerPage};
use super::{GiveError, give};

pub fn routes() -> Routes {
    Routes::new()
        .get("/credits", Act::SeeCredits, index)
        .get("/people/{id}/credits", Act::SeeCredits, show)
        .post("/people/{id}/credits", Act::GrantCredits, create)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    /// Only students below zero.
    below_zero: bool,
    /// The last student of the page before.
    after: Option<UserId>,
}

/// A student sees the own ledger, a parent the children, an admin everyone.
async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Markup, Failure> {
    if viewer.is(Role::Admin) {
        return everyone(&app, &organization, &viewer, &filter).await;
    }
    let own = viewer.is(Role::Student).then_some(viewer.user);
    match own {
        Some(own) if !viewer.is(Role::Parent) => {
            ledger_page(&app, &organization, &viewer, own, &Shown::default(), None).await
        }
        own => family(&app, &organization, &viewer, own).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// The number of the line that the page before ended with.
    before: Option<i64>,
    /// Set by the redirect after a change.
    saved: bool,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(student): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let student = student.parse().map_err(|_| Failure::NotFound)?;
    ledger_page(&app, &organization, &viewer, student, &shown, None).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(student): Path<String>,
    Form(form): Form<GiftForm>,
) -> Result<Response, Failure> {
    let student = student.parse().map_err(|_| Failure::NotFound)?;
    let student = visible(&mut app.db().read().await?, &viewer, student).await?.id;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(gift) => {
            let body_hash = token::digest(form.essence(student).as_bytes());
            let press = Press { by: viewer.user, key: &form.key, body_hash };
            let given =
                in_tx!(app.db(), GiveError, tx, { give(tx, viewer.scope(), student, press, &gift).await });
            match given {
                Ok(()) => {
                    let to = format!("/people/{student}/credits?saved=true");
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(error) => at_the_field(error)?,
            }
        }
    };
    let typed = Some((form, errors));
    let page = ledger_page(&app, &organization, &viewer, student, &Shown::default(), typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What can be put right in the form; the rest is a failure.
fn at_the_field(error: GiveError) -> Result<Errors, Failure> {
    match error {
        GiveError::NotEnough { available } => Ok(Errors::new().with(
            "credits",
            format!("Only {available} can be taken back: this organization does not go below zero."),
        )),
        GiveError::KeyUsedForOther => Err(Failure::Refused(
            "This form was already used for another change. Open the ledger again; nothing was changed now."
                .to_owned(),
        )),
        GiveError::Store(error) => Err(error.into()),
    }
}

/// The student, when `viewer` may see their credits; for anyone else there is no such student.
async fn visible(tx: &mut Tx, viewer: &Viewer, student: UserId) -> Result<Person, Failure> {
    let scope = viewer.scope();
    let person = accounts::find(tx, scope, student).await?;
    let is_theirs = viewer.is(Role::Admin)
        || viewer.user == student
        || (viewer.is(Role::Parent)
            && families::students_of(tx, scope, viewer.user).await?.iter().any(|child| child.id == student));
    if is_theirs && person.is(Role::Student) { Ok(person) } else { Err(Failure::NotFound) }
}

async fn ledger_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    student: UserId,
    shown: &Shown,
    typed: Option<(GiftForm, Errors)>,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let student = visible(&mut tx, viewer, student).await?;
    let statement = reading::statement(&mut tx, scope, student.id, shown.before, &viewer.zone).await?;
    let form = viewer
        .is(Role::Admin)
        .then(|| typed.unwrap_or_else(|| (GiftForm::fresh(token::text(&token::random())), Errors::new())));
    let name = student.name();
    let body = views::ledger(&LedgerPage {
        student: student.id,
        name: &name,
        is_own: student.id == viewer.user,
        statement: &statement,
        is_newest: shown.before.is_none(),
        form: form.as_ref().map(|(form, errors)| (form, errors)),
        zone: &viewer.zone,
        saved: shown.saved,
    });
    Ok(page(organization, viewer, current(viewer), "Credits", body))
}

async fn everyone(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    filter: &Filter,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let after = match filter.after {
        Some(id) => Some(accounts::find(&mut tx, scope, id).await?),
        None => None,
    };
    let which = if filter.below_zero { Which::BelowZero } else { Which::All };
    let (accounts, more) = reading::everyone(&mut tx, scope, which, after.as_ref()).await?;
    let body = views::everyone(&AllPage { accounts: &accounts, which, is_first: after.is_none(), more });
    Ok(page(organization, viewer, current(viewer), "Credits", body))
}

async fn family(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    own: Option<UserId>,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let mut students: Vec<(UserId, String)> = own.map(|own| (own, viewer.name())).into_iter().collect();
    let children = families::students_of(&mut tx, scope, viewer.user).await?;
    students.extend(children.iter().map(|child| (child.id, child.name())));
    let accounts = reading::accounts_of(&mut tx, scope, students).await?;
    Ok(page(organization, viewer, current(viewer), "Credits", views::family(&accounts)))
}

/// Admins reach credits from Revenue.
fn current(viewer: &Viewer) -> Current {
    if viewer.is(Role::Admin) { Current::Revenue } else { Current::Credits }
}
