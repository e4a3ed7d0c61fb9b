//! `/groups`: kept by admins, read by the instructors whose groups they are.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use jiff::civil::Date;
use kernel::{GroupId, MembershipId, Role, Roles, Standing};
use maud::Markup;
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::changing::{self, AddError, MemberError};
use super::form::{GroupForm, MemberForm};
use super::views::{self, Choices, GroupPage};
use super::{Group, trail};
use crate::accounts::{self, Person, Search, Standings};

/// People a select offers.
const MOST_CHOICES: i64 = 1_000;

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups", Act::SeeGroups, index)
        .get("/groups/new", Act::ManageGroups, new)
        .post("/groups", Act::ManageGroups, create)
        .get("/groups/{id}", Act::SeeGroups, show)
        .get("/groups/{id}/edit", Act::ManageGroups, edit)
        .post("/groups/{id}", Act::ManageGroups, update)
        .post("/groups/{id}/archival", Act::ManageGroups, archive)
        .post("/groups/{id}/restoration", Act::ManageGroups, restore)
        .post("/groups/{id}/members", Act::ManageGroups, add_member)
        .get("/groups/{id}/members/{member}", Act::ManageGroups, edit_member)
        .post("/groups/{id}/members/{member}", Act::ManageGroups, update_member)
        .post("/groups/{id}/members/{member}/removal", Act::ManageGroups, remove_member)
}

/// What is no id is nobody's.
fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn today(tx: &Tx, organization: &Organization) -> Date {
    tx.now().in_zone(&organization.zone).date()
}

fn invalid(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

async fn find(app: &App, organization: &Organization, viewer: &Viewer, id: &str) -> Result<Group, Failure> {
    let id: GroupId = id_of(id)?;
    let mut tx = app.db().read().await?;
    let today = today(&tx, organization);
    Ok(super::find(&mut tx, viewer, id, today).await?)
}

/// `GET /groups`.
async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let today = today(&tx, &organization);
    let groups = super::list(&mut tx, &viewer, today).await?;
    Ok(views::index(&organization, &viewer, &groups))
}

/// `GET /groups/new`.
async fn new(State(app): State<App>, organization: Organization, viewer: Viewer) -> Result<Markup, Failure> {
    form_page(&app, &organization, &viewer, None, &GroupForm::default(), &Errors::new()).await
}

async fn form_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    group: Option<&Group>,
    form: &GroupForm,
    errors: &Errors,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let choices = Choices {
        programs: super::open_programs(&mut tx, viewer.scope()).await?,
        instructors: with_role(&mut tx, viewer, Role::Instructor).await?,
    };
    Ok(views::form(organization, viewer, group, form, &choices, errors))
}

async fn with_role(tx: &mut Tx, viewer: &Viewer, role: Role) -> Result<Vec<Person>, db::Error> {
    let standings =
        if role == Role::Instructor { Standings::Only(Standing::Active) } else { Standings::Present };
    let roles = Roles::NONE.with(role);
    let search = Search { words: "", roles, standings, after: None, limit: MOST_CHOICES };
    accounts::search(tx, viewer.scope(), &search).await
}

/// `POST /groups`.
async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<GroupForm>,
) -> Result<Response, Failure> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(draft) => match in_tx!(app.db(), AddError, tx, { changing::add(tx, &viewer, &draft).await }) {
            Ok(id) => return Ok(Redirect::to(&format!("/groups/{id}?done=added")).into_response()),
            Err(AddError::Store(error)) => return Err(error.into()),
            Err(refusal) => errors_of(&refusal),
        },
    };
    Ok(invalid(form_page(&app, &organization, &viewer, None, &form, &errors).await?))
}

fn errors_of(refusal: &AddError) -> Errors {
    let one = |field, words: &str| Errors::new().with(field, words);
    match refusal {
        AddError::NameTaken => one("name", "Another group has this name. Archived groups give theirs away."),
        AddError::TooMany => one("", "There are 1,000 groups. Archive some first."),
        AddError::UnknownProgram => one("program", "Choose a program of the list."),
        AddError::UnknownInstructor => one("instructor", "Choose an instructor of the list."),
        AddError::Archived => one("", "This group is archived. Restore it first."),
        AddError::Store(_) => Errors::new(),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    done: String,
}

/// `GET /groups/{id}`.
async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Markup, Failure> {
    let done = match told.done.as_str() {
        "added" => Some("Added. Now add its members."),
        "saved" => Some("Saved."),
        "archived" => Some("Archived. It is not offered any more; what is booked stays."),
        "restored" => Some("Restored."),
        _ => None,
    };
    page(&app, &organization, &viewer, id_of(&id)?, None, done).await
}

async fn page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: GroupId,
    typed: Option<(&MemberForm, &Errors)>,
    done: Option<&'static str>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let today = today(&tx, organization);
    let group = super::find(&mut tx, viewer, id, today).await?;
    let members = super::members(&mut tx, viewer.scope(), id).await?;
    let manages = viewer.is(Role::Admin);
    let students = match manages && !group.is_archived {
        true => with_role(&mut tx, viewer, Role::Student).await?,
        false => Vec::new(),
    };
    let history = if manages { trail::of_group(&mut tx, viewer, id).await? } else { Vec::new() };
    let (fresh, none) = (MemberForm::from_today(today), Errors::new());
    let (form, errors) = typed.unwrap_or((&fresh, &none));
    let shown = GroupPage {
        group: &group,
        members: &members,
        today,
        manages,
        students: &students,
        form,
        errors,
        history: &history,
        done,
    };
    Ok(views::show(organization, viewer, &shown))
}

/// `GET /groups/{id}/edit`.
async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let group = find(&app, &organization, &viewer, &id).await?;
    let form = GroupForm::of(&group);
    form_page(&app, &organization, &viewer, Some(&group), &form, &Errors::new()).await
}

/// `POST /groups/{id}`.
async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<GroupForm>,
) -> Result<Response, Failure> {
    let group = find(&app, &organization, &viewer, &id).await?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(draft) => {
            let changed =
                in_tx!(app.db(), AddError, tx, { changing::change(tx, &viewer, group.id, &draft).await });
            match changed {
                Ok(()) => return Ok(back(group.id, "saved").into_response()),
                Err(AddError::Store(error)) => return Err(error.into()),
                Err(refusal) => errors_of(&refusal),
            }
        }
    };
    Ok(invalid(form_page(&app, &organization, &viewer, Some(&group), &form, &errors).await?))
}

fn back(id: GroupId, done: &str) -> Redirect {
    Redirect::to(&format!("/groups/{id}?done={done}"))
}

impl From<AddError> for Failure {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Store(error) => error.into(),
            AddError::NameTaken => {
                Self::Refused("Another group has this name by now. Rename that one first.".to_owned())
            }
            refusal => Self::Refused(format!("This could not be done: {refusal}.")),
        }
    }
}

/// `POST /groups/{id}/archival`.
async fn archive(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id: GroupId = id_of(&id)?;
    in_tx!(app.db(), AddError, tx, { changing::archive(tx, &viewer, id).await })?;
    Ok(back(id, "archived"))
}

/// `POST /groups/{id}/restoration`.
async fn restore(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id: GroupId = id_of(&id)?;
    in_tx!(app.db(), AddError, tx, { changing::restore(tx, &viewer, id).await })?;
    Ok(back(id, "restored"))
}

/// `POST /groups/{id}/members`.
async fn add_member(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<MemberForm>,
) -> Result<Response, Failure> {
    let group = find(&app, &organization, &viewer, &id).await?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok((student, days)) => {
            let added = in_tx!(app.db(), MemberError, tx, {
                changing::add_member(tx, &viewer, group.id, student, days).await
            });
            match added {
                Ok(_) => return Ok(back(group.id, "saved").into_response()),
                // the form is gone from an archived group's page
                Err(refusal @ (MemberError::Store(_) | MemberError::Archived)) => return Err(refusal.into()),
                Err(refusal) => errors_of_member(&refusal),
            }
        }
    };
    Ok(invalid(page(&app, &organization, &viewer, group.id, Some((&form, &errors)), None).await?))
}

fn errors_of_member(refusal: &MemberError) -> Errors {
    match refusal {
        MemberError::UnknownStudent => Errors::new().with("student", "Choose a student of the list."),
        MemberError::Overlaps { with } => {
            Errors::new().with("from", format!("The student belongs to this group already: {with}."))
        }
        MemberError::TooMany => Errors::new().with("", "This group has 500 members. Begin another one."),
        MemberError::Archived => Errors::new().with("", "This group is archived. Restore it first."),
        MemberError::Store(_) => Errors::new(),
    }
}

impl From<MemberError> for Failure {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::Store(error) => error.into(),
            refusal => Self::Refused(
                errors_of_member(&refusal).iter().map(|(_, words)| words).collect::<Vec<_>>().join(" "),
            ),
        }
    }
}

/// `GET /groups/{id}/members/{member}`.
async fn edit_member(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path((id, member)): Path<(String, String)>,
) -> Result<Markup, Failure> {
    let group = find(&app, &organization, &viewer, &id).await?;
    let mut tx = app.db().read().await?;
    let member = super::member(&mut tx, viewer.scope(), group.id, id_of(&member)?).await?;
    let form = MemberForm::of(&member);
    Ok(views::member(&organization, &viewer, &group, &member, &form, &Errors::new()))
}

/// `POST /groups/{id}/members/{member}`.
async fn update_member(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path((id, member)): Path<(String, String)>,
    Form(form): Form<MemberForm>,
) -> Result<Response, Failure> {
    let group = find(&app, &organization, &viewer, &id).await?;
    let member: MembershipId = id_of(&member)?;
    let member = super::member(&mut app.db().read().await?, viewer.scope(), group.id, member).await?;
    let errors = match form.days() {
        Err(errors) => errors,
        Ok(days) => {
            let changed = in_tx!(app.db(), MemberError, tx, {
                changing::change_member(tx, &viewer, group.id, member.id, days).await
            });
            match changed {
                Ok(()) => return Ok(back(group.id, "saved").into_response()),
                // the form is gone from an archived group's page
                Err(refusal @ (MemberError::Store(_) | MemberError::Archived)) => return Err(refusal.into()),
                Err(refusal) => errors_of_member(&refusal),
            }
        }
    };
    Ok(invalid(views::member(&organization, &viewer, &group, &member, &form, &errors)))
}

/// `POST /groups/{id}/members/{member}/removal`.
async fn remove_member(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, member)): Path<(String, String)>,
) -> Result<Redirect, Failure> {
    let (id, member): (GroupId, MembershipId) = (id_of(&id)?, id_of(&member)?);
    in_tx!(app.db(), MemberError, tx, { changing::remove_member(tx, &viewer, id, member).await })?;
    Ok(back(id, "saved"))
}
