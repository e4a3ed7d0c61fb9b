//! One person.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{Email, Role, UserId};
use maud::Markup;
use serde::Deserialize;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use super::super::forms::EditForm;
use super::super::profile;
use super::super::views::{self, PersonPage};
use super::{id_of, invalid};
use crate::accounts::{self, ArchiveError, ChangeError, Person, RestoreError};
use crate::activations::{self, InviteAgainError};
use crate::sign_in::{self, NewPassword};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Told {
    done: String,
}

/// `GET /people/{id}`.
pub async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Markup, Failure> {
    let done = match told.done.as_str() {
        "added" => Some("Added. Whoever has an address is invited by mail."),
        "saved" => Some("Saved."),
        "invited" => Some("The invitation is on its way."),
        "password" => Some("The password is set. Tell it to the student or a parent."),
        "archived" => Some("Archived and signed out everywhere."),
        "restored" => Some("Restored."),
        _ => None,
    };
    page(&app, &organization, &viewer, id_of(&id)?, &Errors::new(), done).await
}

async fn page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: UserId,
    errors: &Errors,
    done: Option<&'static str>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let profile = profile::gather(&mut tx, viewer.scope(), id).await?;
    Ok(views::show(organization, viewer, &PersonPage { profile: &profile, errors, done }))
}

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Person, Failure> {
    let id = id_of(id)?;
    Ok(accounts::find(&mut app.db().read().await?, viewer.scope(), id).await?)
}

fn back(id: UserId, done: &str) -> Redirect {
    Redirect::to(&format!("/people/{id}?done={done}"))
}

/// `GET /people/{id}/edit`.
pub async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let person = find(&app, &viewer, &id).await?;
    Ok(views::edit(&organization, &viewer, &person, &EditForm::of(&person), &Errors::new()))
}

/// `POST /people/{id}`.
pub async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<EditForm>,
) -> Result<Response, Failure> {
    let person = find(&app, &viewer, &id).await?;
    let again = |errors: &Errors| invalid(views::edit(&organization, &viewer, &person, &form, errors));
    let details = match form.read(&person) {
        Ok(details) => details,
        Err(errors) => return Ok(again(&errors)),
    };
    let (scope, by) = (viewer.scope(), viewer.user);
    let changed = in_tx!(app.db(), ChangeError, tx, {
        accounts::change(tx, scope, person.id, details.clone(), by).await
    });
    match changed {
        Ok(ends_sign_ins) => {
            if ends_sign_ins {
                sign_in::tell_revoked(&app, viewer.scope(), person.id).await?;
            }
            Ok(back(person.id, "saved").into_response())
        }
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(again(&errors_of(&refusal))),
    }
}

fn errors_of(refusal: &ChangeError) -> Errors {
    let one = |field, words: &str| Errors::new().with(field, words);
    match refusal {
        ChangeError::EmailTaken => one("email", "Somebody here has this address already."),
        ChangeError::UsernameTaken => one("username", "Somebody here has this username already."),
        ChangeError::NoLogin => one("email", "Enter an address."),
        ChangeError::NoRole => one("admin", "Choose at least one role."),
        ChangeError::LastAdmin => {
            one("admin", "The last active admin stays one. Make somebody else an admin first.")
        }
        ChangeError::InLiveSession => {
            one("", "This person is in a live session. Change the roles when it is over.")
        }
        ChangeError::Store(_) => Errors::new(),
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::LastAdmin => Self::Refused(
                "This is the last active admin. Make somebody else an admin first; then this account can be archived."
                    .to_owned(),
            ),
            ArchiveError::InLiveSession => Self::Refused(
                "This person is in a live session. The instructor ends it first (the server does, 15 minutes after \
                 its planned end); then the account can be archived."
                    .to_owned(),
            ),
            ArchiveError::Store(error) => error.into(),
        }
    }
}

/// `POST /people/{id}/restoration`.
pub async fn restore(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = id_of(&id)?;
    let (scope, by) = (viewer.scope(), viewer.user);
    match in_tx!(app.db(), RestoreError, tx, { accounts::restore(tx, scope, id, by).await }) {
        // the second click
        Ok(()) | Err(RestoreError::NotArchived) => Ok(back(id, "restored")),
        Err(RestoreError::Store(error)) => Err(error.into()),
    }
}

/// `POST /people/{id}/invitation`: the mail again, with a new link.
pub async fn invite(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = id_of(&id)?;
    let scope = viewer.scope();
    let refused = |words: &str| Err(Failure::Refused(words.to_owned()));
    match in_tx!(app.db(), InviteAgainError, tx, { activations::invite(tx, scope, app.key(), id).await }) {
        Ok(()) => Ok(back(id, "invited")),
        Err(InviteAgainError::TooSoon) => {
            refused("An invitation went out less than five minutes ago. Give it a moment, then try again.")
        }
        Err(InviteAgainError::NotWaiting) => {
            refused("Only somebody who is invited and has not come in yet is invited again.")
        }
        Err(InviteAgainError::NoAddress) => refused("This person has no address to send an invitation to."),
        Err(InviteAgainError::Store(error)) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordForm {
    password: String,
}

/// `POST /people/{id}/password`: for students without an address, whom no mail can reach.
pub async fn set_password(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Failure> {
    let person = find(&app, &viewer, &id).await?;
    if !person.is(Role::Student)
        || person.email.is_some()
        || person.username.is_none()
        || person.is_archived()
    {
        return Err(Failure::Refused("People with an address set their own password, by mail.".to_owned()));
    }
    let logins =
        [person.email.as_ref().map_or("", Email::as_str), person.username.as_deref().unwrap_or_default()];
    let new = match NewPassword::new(&form.password, &logins) {
        Ok(new) => new,
        Err(weak) => {
            let errors = Errors::new().with("password", weak.to_string());
            return Ok(invalid(page(&app, &organization, &viewer, person.id, &errors, None).await?));
        }
    };
    let hash = sign_in::hash_password(new.reveal()).await?;
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { accounts::set_password(tx, scope, person.id, &hash, by).await })?;
    sign_in::tell_revoked(&app, viewer.scope(), person.id).await?;
    Ok(back(person.id, "password").into_response())
}
