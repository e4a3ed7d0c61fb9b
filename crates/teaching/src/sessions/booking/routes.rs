//! `/sessions/book`.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::in_tx;
use kernel::{Role, SessionId};
use maud::Markup;
use people::accounts;
use people::invitations::{self, InviteError};
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants, show, token};

use super::super::routes::see_other;
use super::files::Files;
use super::form::{self, BookForm, Offer, Parsed};
use super::planning::BookError;
use super::repeats;
use super::repeats::planning::{MOST_IN_ALL, plan_series_each_for};
use super::repeats::writing::press_series;
use super::several::{MOST_STUDENTS, plan_each_for};
use super::views::{self, Planned, Preview};
use super::writing::{self, Pressed};
use crate::series::PatternError;

pub fn routes(files: Files) -> Routes {
    Routes::new()
        .get("/sessions/book", Act::BookSession, new)
        .get("/sessions/book/form", Act::BookSession, refill)
        .post("/sessions/book", Act::BookSession, create)
        .with(files)
}

async fn new(
    State(app): State<App>,
    Extension(files): Extension<Files>,
    organization: Organization,
    viewer: Viewer,
    Query(mut form): Query<BookForm>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    form.key.clear();
    form::prefill(&mut tx, &viewer, &mut form).await?;
    let offer = Offer::read(&mut tx, &viewer, &form, &files).await?;
    let page = views::book(&organization, &viewer, &form, &offer, &Errors::new(), None, Wants::Page);
    Ok(page.into_response())
}

/// The form again, for the instructor, the student or the place just chosen.
async fn refill(
    State(app): State<App>,
    Extension(files): Extension<Files>,
    organization: Organization,
    viewer: Viewer,
    Query(mut form): Query<BookForm>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    form::prefill(&mut tx, &viewer, &mut form).await?;
    let offer = Offer::read(&mut tx, &viewer, &form, &files).await?;
    let page = views::book(&organization, &viewer, &form, &offer, &Errors::new(), None, Wants::Fragment);
    Ok(page.into_response())
}

async fn create(
    State(app): State<App>,
    Extension(files): Extension<Files>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Form(mut form): Form<BookForm>,
) -> Result<Response, Failure> {
    let at = At { app: &app, organization: &organization, viewer: &viewer, files: &files, wants };
    if form.asks_to_invite() {
        return at.invite(form).await;
    }
    if form.gather() {
        return at.again(form).await;
    }
    form.leave_out_or_put_back();
    form.fill_days();
    let mut changed = false;
    if form.asks_to_book() {
        match at.press(&form).await {
            Ok(session) if form.repeats() => {
                return Ok(see_other(&format!("/sessions/{session}/series"), wants));
            }
            Ok(session) => return Ok(see_other(&format!("/sessions/{session}"), wants)),
            Err(BookError::Store(error)) => return Err(error.into()),
            Err(BookError::Changed) => changed = !form.seen.is_empty(),
            Err(error @ BookError::KeyUsedForOther) => {
                let errors = refused(error, &viewer)?;
                return at.refuse(&form, &errors).await;
            }
            // the preview finds the same, and says it
            Err(_) => {}
        }
    }
    at.preview(&form, changed).await
}

/// Where a press of the form came in.
struct At<'a> {
    app: &'a App,
    files: &'a Files,
    organization: &'a Organization,
    viewer: &'a Viewer,
    wants: Wants,
}

impl At<'_> {
    /// Invites whom the form describes, by mail and at once, and takes them into it.
    async fn invite(&self, mut form: BookForm) -> Result<Response, Failure> {
        let scope = self.viewer.scope();
        let Some(instructor) = form::instructor_of(self.viewer, &form) else {
            let errors = Errors::new().with("instructor", "Choose first who teaches the student.");
            return self.refuse(&form, &errors).await;
        };
        let invited = in_tx!(self.app.db(), InviteError, tx, {
            // an admin says whose student it is: only somebody who teaches here
            let teacher = accounts::find(tx, scope, instructor).await?;
            if !teacher.is(Role::Instructor) || teacher.is_archived() {
                return Err(InviteError::Store(db::Error::NotFound));
            }
            let checked = invitations::check(tx, scope, &form.invitation()).await?;
            let student = invitations::invite(tx, scope, self.app.key(), instructor, &checked).await?;
            Ok(accounts::find(tx, scope, student).await?)
        });
        match invited {
            Ok(student) => form.take_invited(&student),
            Err(InviteError::Store(error)) => return Err(error.into()),
            Err(error) => return self.refuse(&form, &error.errors()).await,
        }
        self.again(form).await
    }

    /// The form with others in it than were sent.
    async fn again(&self, mut form: BookForm) -> Result<Response, Failure> {
        let mut tx = self.app.db().read().await?;
        form::prefill(&mut tx, self.viewer, &mut form).await?;
        let offer = Offer::read(&mut tx, self.viewer, &form, self.files).await?;
        Ok(self.page(&form, &offer, &Errors::new(), None).into_response())
    }

    /// Shows what would be written, or what is wrong.
    async fn preview(&self, form: &BookForm, changed: bool) -> Result<Response, Failure> {
        let viewer = self.viewer;
        let mut tx = self.app.db().read().await?;
        let offer = Offer::read(&mut tx, viewer, form, self.files).await?;
        let students = form::students_of(&mut tx, viewer, form).await?;
        let planned = match students.and_then(|students| form::parse(viewer, form, students)) {
            Ok(parsed) if !offer.has_files(&parsed.files) => Err(refused(BookError::UnknownFile, viewer)?),
            Ok(parsed) => match plan(&mut tx, viewer, &parsed).await {
                Ok(plan) => Ok((parsed, plan)),
                Err(error) => Err(refused(error, viewer)?),
            },
            Err(errors) => Err(errors),
        };
        let (parsed, plan) = match planned {
            Ok(planned) if token::hash_of_text(&form.key).is_some() => planned,
            Ok(_) => return self.refuse(form, &out_of_date()).await,
            Err(errors) => return self.refuse(form, &errors).await,
        };
        let seen = plan.digest(form.body_hash());
        let shown = Preview { parsed: &parsed, plan: &plan, seen, changed };
        Ok(self.page(form, &offer, &Errors::new(), Some(&shown)).into_response())
    }

    /// The form with every word kept, and what is wrong beside its field.
    async fn refuse(&self, form: &BookForm, errors: &Errors) -> Result<Response, Failure> {
        let mut tx = self.app.db().read().await?;
        let offer = Offer::read(&mut tx, self.viewer, form, self.files).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, self.page(form, &offer, errors, None)).into_response())
    }

    fn page(&self, form: &BookForm, offer: &Offer, errors: &Errors, shown: Option<&Preview<'_>>) -> Markup {
        views::book(self.organization, self.viewer, form, offer, errors, shown, self.wants)
    }

    /// Writes what was shown, with its files, and gives the session to go to.
    async fn press(&self, form: &BookForm) -> Result<SessionId, BookError> {
        let (app, viewer) = (self.app, self.viewer);
        if token::hash_of_text(&form.key).is_none() {
            return Err(BookError::Changed);
        }
        in_tx!(app.db(), BookError, tx, {
            let students = form::students_of(tx, viewer, form).await?.map_err(|_| BookError::Changed)?;
            let parsed = form::parse(viewer, form, students).map_err(|_| BookError::Changed)?;
            let pressed = Pressed {
                key: form.key.clone(),
                body_hash: form.body_hash(),
                seen: form.seen.clone(),
                went: parsed.went,
            };
            let booked = match &parsed.repeating {
                Some(repeating) => press_series(tx, app.key(), viewer, &parsed, repeating, &pressed).await?,
                None => {
                    writing::press(tx, app.key(), viewer, &parsed.booking, &parsed.students, &pressed).await?
                }
            };
            match self.files.portfolio().bring(tx, viewer, &booked.written, &parsed.files).await {
                Err(db::Error::NotFound) => return Err(BookError::UnknownFile),
                brought => brought?,
            }
            Ok(booked.first)
        })
    }
}

async fn plan(tx: &mut db::Tx, viewer: &Viewer, parsed: &Parsed) -> Result<Planned, BookError> {
    match &parsed.repeating {
        Some(repeating) => {
            let plans =
                plan_series_each_for(tx, viewer, &parsed.booking, &parsed.students, repeating).await?;
            Ok(Planned::Series(Box::new(plans)))
        }
        None => {
            let plans = plan_each_for(tx, viewer, &parsed.booking, &parsed.students, parsed.went).await?;
            Ok(Planned::One(Box::new(plans)))
        }
    }
}

fn out_of_date() -> Errors {
    Errors::new().with("", "This form is out of date. Open it again from Booking.")
}

fn refused(error: BookError, viewer: &Viewer) -> Result<Errors, Failure> {
    let (field, message) = match error {
        BookError::ClassroomIsForOne => ("place", views::CLASSROOM_IS_FOR_ONE.to_owned()),
        BookError::TooManyStudents => {
            ("student", format!("A session has at most {MOST_STUDENTS} students. Take some of them out."))
        }
        BookError::TooManyInAll => (
            "ends",
            format!("At most {MOST_IN_ALL} sessions are booked at once, counting each student's. Let the series end earlier, or take some students out."),
        ),
        BookError::OfStudent { who, error } => return refused_of(who, *error, viewer),
        BookError::UnknownInstructor => ("instructor", "Choose an instructor from the list.".to_owned()),
        BookError::UnknownStudent => ("student", "Choose one of the instructor's students.".to_owned()),
        BookError::UnknownFile => ("files", "One of these files is not in your portfolio any more.".to_owned()),
        BookError::UnknownProgram => ("program", "Choose a program from the list.".to_owned()),
        BookError::DurationNotOffered => ("minutes", "Choose a duration from the list.".to_owned()),
        BookError::NotSaid => (
            "went",
            "That time is over. Say how the session went to log it, or choose a time to come.".to_owned(),
        ),
        BookError::Measured => (
            "place",
            "That time is over. The online classroom measures its sessions while they happen: to log one, choose in person or link; to book one, choose a time to come.".to_owned(),
        ),
        BookError::NotLogged => (
            "date",
            "That time is over, and your organization does not log sessions afterwards. Choose a time to come.".to_owned(),
        ),
        BookError::TooLongAgo { days } => ("date", format!("Sessions can be logged up to {days} days back.")),
        BookError::NotAllowed(error) => {
            let (field, words) = error.at_field().ok_or(Failure::Internal)?;
            (field, words.to_owned())
        }
        BookError::TooFarAhead => ("date", "Choose a day within the next two years.".to_owned()),
        BookError::InstructorBusy { session: Some(session) } => {
            let who = if session.instructor == viewer.user { "You have" } else { "The instructor has" };
            let (student, day) = (&session.student_name, show::date(session.starts_at, &viewer.zone));
            let between = views::between(viewer, &session);
            ("start", format!("{who} a session with {student} on {day}, {between}. Choose another time."))
        }
        BookError::InstructorBusy { session: None } => {
            ("start", "Somebody was quicker: that time has just been taken. Choose another time.".to_owned())
        }
        BookError::NotEnoughCredits { available } => (
            "billable",
            format!(
                "This student has {available} credits left, and your organization does not go below zero. Ask an admin for credits, or book a session that is not billable."
            ),
        ),
        BookError::NotEnoughCreditsForAll { available, count } => (
            "billable",
            format!(
                "This student has {available} credits left for {count} sessions, and your organization does not go below zero. Ask an admin for credits, or book fewer sessions."
            ),
        ),
        BookError::DurationNotOfferedOn { weekday } => {
            (repeats::form::minutes_field(weekday), "Choose a duration from the list.".to_owned())
        }
        BookError::SeriesBeginsInThePast => {
            ("date", "The first session would be over already. Let the series begin later.".to_owned())
        }
        BookError::Pattern(error) => refused_pattern(error),
        BookError::KeyUsedForOther => {
            ("", "This form has booked a session already. Open it again for another one.".to_owned())
        }
        BookError::Changed => ("", "Something changed. Look at the preview again.".to_owned()),
        BookError::Store(error) => return Err(error.into()),
    };
    Ok(Errors::new().with(field, message))
}

/// What is wrong for one of several students.
fn refused_of(who: String, error: BookError, viewer: &Viewer) -> Result<Errors, Failure> {
    let (field, message) = match error {
        BookError::UnknownStudent => (
            "student",
            format!("{who} is not one of the instructor's students. Take {who} out, or assign them first."),
        ),
        BookError::NotEnoughCredits { available } => (
            "billable",
            format!(
                "{who} has {available} credits left, and your organization does not go below zero. Ask an admin for credits, take {who} out, or book a session that is not billable."
            ),
        ),
        BookError::NotEnoughCreditsForAll { available, count } => (
            "billable",
            format!(
                "{who} has {available} credits left for {count} sessions, and your organization does not go below zero. Ask an admin for credits, take {who} out, or book fewer sessions."
            ),
        ),
        other => return refused(other, viewer),
    };
    Ok(Errors::new().with(field, message))
}

fn refused_pattern(error: PatternError) -> (&'static str, String) {
    let day = |day: jiff::civil::Date| day.strftime("%A %-d %B %Y").to_string();
    match error {
        PatternError::EndsBeforeItBegins => {
            ("until", "No day of the series comes before that one. Choose a later last day.".to_owned())
        }
        PatternError::TooLong { last } => {
            ("until", format!("A series reaches 12 months: choose a day up to {}.", day(last)))
        }
        PatternError::TooMany => (
            "ends",
            "A series has at most 200 sessions. Let it end earlier, or choose fewer weekdays.".to_owned(),
        ),
        PatternError::FewerFit { fit } => (
            "count",
            format!(
                "A series reaches 12 months, and {fit} of these sessions fit into them. Ask for fewer, or choose more weekdays."
            ),
        ),
        PatternError::NothingLeft => {
            ("days", "No session is left: every date is closed or left out.".to_owned())
        }
        PatternError::RunsIntoItself { on } => (
            "days",
            format!(
                "On {} a session starts before the one before it is over. Change a start or a duration.",
                day(on)
            ),
        ),
    }
}
