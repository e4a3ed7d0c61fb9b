//! The list, and adding to it.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::Role;
use maud::Markup;
use serde::Deserialize;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use super::super::adding::{self, AddPersonError, Taken};
use super::super::filter::Filter;
use super::super::forms::{AddForm, Login, TypedLogin};
use super::super::profile::{self, Choices};
use super::super::views;
use super::invalid;
use crate::accounts::AddError;

const ADDRESS_TAKEN: &str =
    "Somebody here has this address already. Archived people keep theirs: look there too.";
const USERNAME_TAKEN: &str = "Somebody here has this username already.";

/// `GET /people`.
pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let found = profile::page(&mut tx, viewer.scope(), &filter.search()).await?;
    Ok(views::index(&organization, &viewer, &filter, &found))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wish {
    role: String,
    child: String,
}

/// `GET /people/new?role=parent&child=…`.
pub async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(wish): Query<Wish>,
) -> Result<Markup, Failure> {
    let form = AddForm { role: wish.role, child: wish.child, ..AddForm::default() };
    page(&app, &organization, &viewer, &form, &Errors::new()).await
}

async fn page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    form: &AddForm,
    errors: &Errors,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let choices = match form.role() {
        Role::Student => profile::for_a_student(&mut tx, viewer.scope()).await?,
        Role::Parent => {
            Choices { students: profile::students(&mut tx, viewer.scope()).await?, ..Choices::default() }
        }
        Role::Admin | Role::Instructor => Choices::default(),
    };
    Ok(views::new(organization, viewer, form, &choices, errors))
}

/// `POST /people`.
pub async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(mut form): Form<AddForm>,
) -> Result<Response, Failure> {
    if form.step == "child" {
        form.children.add_row();
        return Ok(page(&app, &organization, &viewer, &form, &Errors::new()).await?.into_response());
    }
    let (scope, by) = (viewer.scope(), viewer.user);
    let logins = form.logins();
    let taken = adding::taken(&mut app.db().read().await?, scope, &logins).await?;
    let added = match form.read(&organization.zone) {
        Ok(added) if taken.is_empty() => added,
        // all that is wrong is said at once
        read => {
            let errors = with_taken(read.err().unwrap_or_default(), &taken);
            return Ok(invalid(page(&app, &organization, &viewer, &form, &errors).await?));
        }
    };
    match in_tx!(app.db(), AddPersonError, tx, { adding::add(tx, scope, app.key(), &added, by).await }) {
        Ok(id) => Ok(Redirect::to(&format!("/people/{id}?done=added")).into_response()),
        Err(
            AddPersonError::Store(error)
            | AddPersonError::Person(AddError::Store(error))
            | AddPersonError::Child { error: AddError::Store(error), .. },
        ) => Err(error.into()),
        Err(refusal) => Ok(invalid(page(&app, &organization, &viewer, &form, &errors_of(&refusal)).await?)),
    }
}

fn with_taken(mut errors: Errors, taken: &[(&TypedLogin, Taken)]) -> Errors {
    for (typed, why) in taken {
        let words = match (&typed.login, why) {
            (Login::Email(_), Taken::Here) => ADDRESS_TAKEN,
            (Login::Username(_), Taken::Here) => USERNAME_TAKEN,
            (Login::Email(_), Taken::Twice) => "Somebody else in this form has this address already.",
            (Login::Username(_), Taken::Twice) => "Somebody else in this form has this username already.",
        };
        errors.add(typed.field, format!("{}{words}", typed.whose));
    }
    errors
}

fn errors_of(refusal: &AddPersonError) -> Errors {
    let one = |field, words: &str| Errors::new().with(field, words);
    match refusal {
        AddPersonError::Person(error) => errors_at(("email", "username"), error),
        AddPersonError::Child { at, error } => errors_at((at.email, at.username), error),
        AddPersonError::UnknownInstructor => one("instructor", "Choose an active instructor of the list."),
        AddPersonError::UnknownChild => one("child", "Choose a student of the list."),
        AddPersonError::Store(_) => Errors::new(),
    }
}

/// What is wrong with somebody whose address and username stand in these fields.
fn errors_at((email, username): (&'static str, &'static str), error: &AddError) -> Errors {
    let one = |field, words: &str| Errors::new().with(field, words);
    match error {
        AddError::EmailTaken { .. } => one(email, ADDRESS_TAKEN),
        AddError::UsernameTaken => one(username, USERNAME_TAKEN),
        AddError::NoLogin => one(email, "Enter an address."),
        AddError::NoRole => one("", "Choose a role."),
        AddError::Store(_) => Errors::new(),
    }
}
