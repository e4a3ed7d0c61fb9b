//! `/configuration/forms`, for admins.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use kernel::ProgramId;
use maud::Markup;
use people::audit;
use serde::Deserialize;
use web::{App, Current, Errors, Failure, Form, Organization, Viewer, page};

use crate::programs;
use crate::reports::builder::QuestionForm;
use crate::reports::forms::{self, Change, FORMS, FormError, Forms, Which};
use crate::reports::report::Kind;
use crate::reports::views::builder::{self as views, BuilderPage, ProgramLine};

/// Lines of history under the list.
const HISTORY: i64 = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let scope = viewer.scope();
    let programs = programs::list(&mut tx, scope).await?;
    let reports = Forms::read(&mut tx, scope, Kind::Report).await?;
    let surveys = Forms::read(&mut tx, scope, Kind::Survey).await?;
    let lines: Vec<ProgramLine<'_>> = programs
        .iter()
        .filter(|program| program.archived_at.is_none())
        .map(|program| {
            let own = [&reports, &surveys].map(|forms| forms.own(program.id).is_some());
            ProgramLine { program, own }
        })
        .collect();
    let mailed = crate::reports::mailed_families(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, FORMS, HISTORY).await?;
    let body = views::index(&lines, (mailed, shown.saved), &history, &viewer.zone);
    Ok(page(&organization, &viewer, Current::Configuration, "Reports & surveys", body))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    program: String,
    edit: String,
    saved: bool,
}

/// The form that `kind` and `program` name.
fn which(kind: &str, program: &str) -> Result<Which, Failure> {
    let kind = Kind::from_word(kind).ok_or(Failure::NotFound)?;
    let program = match program {
        "" => None,
        program => Some(program.parse::<ProgramId>().map_err(|_| Failure::NotFound)?),
    };
    Ok(Which { kind, program })
}

pub async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let kind = if asked.kind.is_empty() { Kind::Report.word() } else { &asked.kind };
    let which = which(kind, &asked.program)?;
    let mut tx = app.db().read().await?;
    let edited = asked.edit.parse().ok();
    Ok(whole(&mut tx, &organization, &viewer, which, (edited, None), asked.saved).await?.into_response())
}

type Typed = Option<(QuestionForm, Errors)>;

async fn whole(
    tx: &mut Tx,
    organization: &Organization,
    viewer: &Viewer,
    which: Which,
    (edited, typed): (Option<usize>, Typed),
    saved: bool,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let form = forms::worked_at(tx, scope, which).await?;
    let program = match which.program {
        Some(program) => Some(programs::find(tx, scope, program).await?),
        None => None,
    };
    let title = program.as_ref().map(|program| program.title.as_str());
    let edited = edited.filter(|position| (1..=form.questions.len()).contains(position));
    let shown = BuilderPage { which, title, form: &form, edited, typed, saved };
    let heading = shown.heading();
    Ok(page(organization, viewer, Current::Configuration, &heading, views::show(&shown)))
}

pub async fn put_question(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<QuestionForm>,
) -> Result<Response, Failure> {
    let which = which(&form.kind, &form.program)?;
    let edited: Option<usize> = form.position.parse().ok();
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(question) => {
            let wanted = edited.map_or_else(
                || Change::Add(question.clone()),
                |position| Change::Set(position, question.clone()),
            );
            match press(&app, &viewer, which, &form.form, wanted).await {
                Ok(()) => return Ok(saved(which)),
                Err(FormError::Store(error)) => return Err(error.into()),
                Err(refused) => Errors::new().with("", sentence(&refused)),
            }
        }
    };
    let mut tx = app.db().read().await?;
    let page = whole(&mut tx, &organization, &viewer, which, (edited, Some((form, errors))), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn press(
    app: &App,
    viewer: &Viewer,
    which: Which,
    seen: &str,
    wanted: Change,
) -> Result<(), FormError> {
    in_tx!(app.db(), FormError, tx, {
        forms::change(tx, viewer.scope(), viewer.user, which, seen, wanted.clone()).await
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pressed {
    kind: String,
    program: String,
    form: String,
    position: String,
    /// `up` or `down`.
    to: String,
}

impl Pressed {
    fn position(&self) -> Result<usize, Failure> {
        self.position.parse().map_err(|_| Failure::NotFound)
    }
}

pub async fn move_question(
    State(app): State<App>,
    viewer: Viewer,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let which = which(&pressed.kind, &pressed.program)?;
    let wanted = match pressed.to.as_str() {
        "up" => Change::Raise(pressed.position()?),
        "down" => Change::Lower(pressed.position()?),
        _ => return Err(Failure::NotFound),
    };
    done(press(&app, &viewer, which, &pressed.form, wanted).await, which)
}

pub async fn remove_question(
    State(app): State<App>,
    viewer: Viewer,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let which = which(&pressed.kind, &pressed.program)?;
    let wanted = Change::Remove(pressed.position()?);
    done(press(&app, &viewer, which, &pressed.form, wanted).await, which)
}

pub async fn begin_own(
    State(app): State<App>,
    viewer: Viewer,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let which = which(&pressed.kind, &pressed.program)?;
    let program = which.program.ok_or(Failure::NotFound)?;
    let begun = in_tx!(app.db(), FormError, tx, {
        forms::begin_own(tx, viewer.scope(), viewer.user, which.kind, program).await
    });
    done(begun, which)
}

pub async fn end_own(
    State(app): State<App>,
    viewer: Viewer,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let which = which(&pressed.kind, &pressed.program)?;
    let program = which.program.ok_or(Failure::NotFound)?;
    let ended = in_tx!(app.db(), FormError, tx, {
        forms::end_own(tx, viewer.scope(), viewer.user, which.kind, program, &pressed.form).await
    });
    done(ended, which)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailForm {
    mailed: String,
}

pub async fn set_mail(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<MailForm>,
) -> Result<Redirect, Failure> {
    let mailed = form.mailed == "true";
    in_tx!(app.db(), db::Error, tx, {
        forms::set_mailed_families(tx, viewer.scope(), viewer.user, mailed).await
    })?;
    Ok(Redirect::to("/configuration/forms?saved=true"))
}

fn done(pressed: Result<(), FormError>, which: Which) -> Result<Response, Failure> {
    match pressed {
        Ok(()) => Ok(saved(which)),
        Err(FormError::Store(error)) => Err(error.into()),
        Err(refused) => Err(Failure::Refused(sentence(&refused).to_owned())),
    }
}

fn saved(which: Which) -> Response {
    Redirect::to(&format!("{}&saved=true", views::address(which))).into_response()
}

const fn sentence(refused: &FormError) -> &'static str {
    match refused {
        FormError::Changed => {
            "The form was changed meanwhile, perhaps in another window. Look at how it is now, and try again."
        }
        FormError::TooMany => "A form has at most 40 questions and headings.",
        FormError::Store(_) => "Try again shortly.",
    }
}
