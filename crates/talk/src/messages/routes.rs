//! `/messages`. Looking at a thread marks nothing as read by itself: its script posts that it was seen.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{FileId, ThreadId, Timestamp, UserId};
use live::portfolio::{self, MOST_ATTACHED, Storage};
use maud::Markup;
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Ticked, Topic, Viewer, page};

use super::reading;
use super::thread::MAX_BODY;
use super::views::{self, List, NewPage};
use super::writing::{self, WriteError};

pub fn routes() -> Routes {
    Routes::new()
        .get("/messages", Act::SeeOwn, index)
        .get("/messages/new", Act::SeeOwn, new)
        .post("/messages", Act::SeeOwn, create)
        .get("/messages/{id}", Act::SeeOwn, show)
        .post("/messages/{id}", Act::SeeOwn, answer)
        .post("/messages/{id}/reading", Act::SeeOwn, create_reading)
}

/// The files that came with messages.
pub fn routes_of_files() -> Routes {
    Routes::new().get("/messages/{id}/files/{file}", Act::SeeOwn, file)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `along`: threads of students that the reader is not part of.
    list: String,
    page: i64,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Markup, Failure> {
    let along = asked.list == "along";
    let number = asked.page.clamp(0, 10_000);
    let (threads, has_more) = reading::list(app.db(), &viewer, along, number).await?;
    let list = List { along, number, has_more, threads: &threads };
    Ok(page(&organization, &viewer, Current::Messages, "Messages", views::index(&viewer, &list)))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    pub to: String,
    #[serde(flatten)]
    pub letter: Letter,
}

/// What is written, and what goes with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Letter {
    pub body: String,
    #[serde(flatten)]
    pub ticked: Ticked,
}

async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(form): Query<MessageForm>,
) -> Result<Markup, Failure> {
    new_page(&app, &organization, &viewer, &form, &Errors::new()).await
}

async fn new_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    form: &MessageForm,
    errors: &Errors,
) -> Result<Markup, Failure> {
    let (people, files) = reading::offered(app.db(), viewer).await?;
    let body = views::new(&NewPage { form, errors, people: &people, files: &files });
    Ok(page(organization, viewer, Current::Messages, "New message", body))
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<MessageForm>,
) -> Result<Response, Failure> {
    let sent = match form.to.parse::<UserId>() {
        Ok(to) => send(&app, &viewer, to, &form.letter).await?,
        Err(_) => Err(Errors::new().with("to", "Choose whom to write to.")),
    };
    match sent {
        Ok(thread) => Ok(Redirect::to(&format!("/messages/{thread}")).into_response()),
        Err(errors) => {
            let page = new_page(&app, &organization, &viewer, &form, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The thread the message stands in, or what is wrong in the form.
async fn send(
    app: &App,
    viewer: &Viewer,
    to: UserId,
    letter: &Letter,
) -> Result<Result<ThreadId, Errors>, Failure> {
    let error = |field, words: String| Ok(Err(Errors::new().with(field, words)));
    let unknown = || error("files", "One of these files is not in your portfolio any more.".to_owned());
    let Some(files) = letter.ticked.files() else { return unknown() };
    match in_tx!(app.db(), WriteError, tx, { writing::write(tx, viewer, to, &letter.body, &files).await }) {
        Ok(thread) => Ok(Ok(thread)),
        Err(WriteError::Store(failure)) => Err(failure.into()),
        Err(WriteError::Unreachable) => error("to", "You cannot write to this person (any more).".to_owned()),
        Err(WriteError::Empty) => error("body", "Write something first.".to_owned()),
        Err(WriteError::TooLong) => error("body", format!("Write at most {MAX_BODY} characters.")),
        Err(WriteError::UnknownFile) => unknown(),
        Err(WriteError::TooManyFiles) => {
            error("files", format!("At most {MOST_ATTACHED} files go with a message."))
        }
        Err(WriteError::TooMany) => {
            error("body", "You have sent very many messages within an hour. Try again later.".to_owned())
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct From {
    /// Microseconds since 1970: messages sent before this instant.
    before: Option<i64>,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Result<Markup, Failure> {
    let before = from.before.map(Timestamp::from_micros);
    thread_page(&app, &organization, &viewer, known(&id)?, before, (&Letter::default(), &Errors::new())).await
}

async fn thread_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: ThreadId,
    before: Option<Timestamp>,
    (typed, errors): (&Letter, &Errors),
) -> Result<Markup, Failure> {
    let opened = reading::open(app.db(), viewer, id, before).await?;
    let title = opened.thread.title(viewer.user);
    let answer = opened.may_answer.then_some((typed, errors));
    let body = views::show(viewer, &opened, before.is_some(), answer);
    Ok(page(organization, viewer, Current::Messages, &title, body))
}

async fn answer(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(letter): Form<Letter>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let other = reading::answered(app.db(), &viewer, id).await?;
    match send(&app, &viewer, other, &letter).await? {
        Ok(thread) => Ok(Redirect::to(&format!("/messages/{thread}")).into_response()),
        Err(errors) => {
            let page = thread_page(&app, &organization, &viewer, id, None, (&letter, &errors)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /messages/{id}/files/{file}`.
async fn file(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    viewer: Viewer,
    headers: HeaderMap,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let file = reading::file(app.db(), &viewer, known(&id)?, file).await?;
    portfolio::answer(&storage, &file, &headers).await
}

async fn create_reading(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = known(&id)?;
    let read = reading::mark_read(app.db(), &viewer, id).await?;
    if read {
        app.bus().changed(viewer.org, &[viewer.user], Topic::Messages);
    }
    Ok(Redirect::to(&format!("/messages/{id}")))
}

fn known(id: &str) -> Result<ThreadId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
