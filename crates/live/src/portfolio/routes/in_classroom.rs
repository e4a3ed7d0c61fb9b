//! Files in the classroom, for its two people, signed in or on a seat cookie.
//!
//! A seat cookie opens one session and not a person's portfolio: its holder brings files of this device, reads what was
//! shared here, and may put that on a board.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use db::in_tx;
use kernel::{FileId, Seat};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use web::{App, Failure, Organization, Visitor, guard};

use super::{bytes, refusals};
use crate::classroom::Rooms;
use crate::portfolio::arriving::{self, Counter};
use crate::portfolio::file::{FILE_BYTES, File, How, Kind, MB, Shared, Unfit};
use crate::portfolio::sharing::{self, Reach, ShareError};
use crate::portfolio::{Storage, adding, reading};
use crate::seats::{Admission, Holder, admission};

/// The longest `x-file-name` that is decoded; names are cut to 120 characters afterwards.
const SAID_BYTES: usize = 2_000;

/// A file as the classroom's page knows it.
#[derive(Serialize)]
pub struct Told {
    id: FileId,
    name: String,
    kind: &'static str,
    media_type: &'static str,
    bytes: i64,
    width: Option<u32>,
    height: Option<u32>,
}

impl Told {
    fn of(file: &File) -> Self {
        Self {
            id: file.id,
            name: file.name.as_str().to_owned(),
            kind: file.kind.word(),
            media_type: file.kind.media_type(),
            bytes: file.bytes,
            width: file.size.map(|size| size.width),
            height: file.size.map(|size| size.height),
        }
    }
}

/// The same, with how it came into the session.
#[derive(Serialize)]
pub struct ToldShared {
    #[serde(flatten)]
    file: Told,
    by: &'static str,
    how: &'static str,
    at_ms: i64,
}

impl ToldShared {
    fn of(shared: &Shared, admission: &Admission) -> Self {
        let by = match admission.session.seat_of(shared.by) {
            Some(Seat::Instructor) => "instructor",
            Some(Seat::Student) | None => "student",
        };
        let at_ms = shared.at.micros() / 1_000;
        Self { file: Told::of(&shared.file), by, how: shared.how.word(), at_ms }
    }
}

/// What a browser refuses by itself, before it sends anything.
#[derive(Serialize)]
pub struct Limits {
    file_bytes: u64,
    media_types: [&'static str; Kind::ALL.len()],
    left_bytes: i64,
}

#[derive(Serialize)]
pub struct Files {
    shared: Vec<ToldShared>,
    own: Vec<Told>,
    limits: Limits,
}

/// `GET /classroom/{session}/files`: what was shared here; for who is signed in also the newest of their own portfolio.
pub async fn index(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path(session): Path<String>,
) -> Result<Json<Files>, Failure> {
    let admission = admitted(&app, &organization, &visitor, &headers, &session).await?;
    let mut tx = app.db().read().await?;
    let shared = reading::of_session(&mut tx, admission.scope, admission.session.id).await?;
    let list = reading::of_owner(&mut tx, admission.scope, admission.person, 0).await?;
    let is_signed_in = matches!(admission.holder, Holder::SignedIn(_));
    let left_bytes = (list.allowance.person_mb * MB - list.taken.person)
        .min(list.allowance.organization_mb * MB - list.taken.organization)
        .max(0);
    Ok(Json(Files {
        shared: shared.iter().map(|shared| ToldShared::of(shared, &admission)).collect(),
        own: list.files.iter().filter(|_| is_signed_in).map(Told::of).collect(),
        limits: Limits { file_bytes: FILE_BYTES, media_types: Kind::ALL.map(Kind::media_type), left_bytes },
    }))
}

/// Where a file is for: `chat` or `board`.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ShareQuery {
    how: String,
}

impl ShareQuery {
    fn how(&self) -> Result<How, Failure> {
        match self.how.as_str() {
            "" | "chat" => Ok(How::Chat),
            "board" => Ok(How::Board),
            _ => Err(Failure::Invalid("A file is shared for the chat or for a board.".to_owned())),
        }
    }
}

/// `POST /classroom/{session}/files`: the body is the file, `x-file-name` its name, percent-encoded. It goes into the
/// person's portfolio and is shared here.
#[expect(clippy::too_many_arguments, reason = "each is something the request carries")]
pub async fn create(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    Extension(counter): Extension<Counter>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path(session): Path<String>,
    Query(query): Query<ShareQuery>,
    body: Body,
) -> Result<(StatusCode, Json<ToldShared>), Failure> {
    let how = query.how()?;
    let admission = admitted_while_open(&app, &organization, &visitor, &headers, &session).await?;
    if said_length(&headers).is_some_and(|length| length > FILE_BYTES) {
        return Err(refusals::of_arrival(Unfit::TooLarge.into()));
    }
    let _turn = counter.turn(admission.person).ok_or_else(refusals::busy)?;
    let arrived = arriving::receive(&storage, &said_name(&headers), body.into_data_stream())
        .await
        .map_err(refusals::of_arrival)?;
    // an upload takes its time: the right and the session may be gone
    let visitor = guard::visitor(&app, &organization, &headers).await?;
    let admission = admitted_while_open(&app, &organization, &visitor, &headers, &session).await?;
    let file = adding::add(app.db(), &storage, admission.scope, admission.person, arrived)
        .await
        .map_err(refusals::of_adding)?;
    let shared = share_with(&app, &rooms, &admission, file.id, how, Reach::Portfolio).await?;
    Ok((StatusCode::CREATED, Json(ToldShared::of(&shared, &admission))))
}

/// `POST /classroom/{session}/files/{file}/share`: a file of the own portfolio, by who is signed in; one that was shared here
/// for a board, by both.
pub async fn share(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path((session, file)): Path<(String, String)>,
    Query(query): Query<ShareQuery>,
) -> Result<Json<ToldShared>, Failure> {
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let admission = admitted(&app, &organization, &visitor, &headers, &session).await?;
    let reach = match admission.holder {
        Holder::SignedIn(_) => Reach::Portfolio,
        Holder::Link(_) => Reach::Session,
    };
    let shared = share_with(&app, &rooms, &admission, file, query.how()?, reach).await?;
    Ok(Json(ToldShared::of(&shared, &admission)))
}

/// Shares a file; what is for the chat, both are told.
async fn share_with(
    app: &App,
    rooms: &Rooms,
    admission: &Admission,
    file: FileId,
    how: How,
    reach: Reach,
) -> Result<Shared, Failure> {
    let (scope, person) = (admission.scope, admission.person);
    let shared = in_tx!(app.db(), ShareError, tx, {
        sharing::share(tx, scope, &admission.session, person, file, how, reach).await
    })
    .map_err(refusals::of_sharing)?;
    if how == How::Chat {
        let name = shared.file.name.as_str().to_owned();
        let media = shared.file.kind.on_page().to_owned();
        rooms.file_shared(admission.session.id, admission.seat, file.to_string(), name, media).await;
    }
    Ok(shared)
}

/// `GET /classroom/{session}/files/{file}`: what was shared here.
pub async fn show(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path((session, file)): Path<(String, String)>,
) -> Result<axum::response::Response, Failure> {
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let admission = admitted(&app, &organization, &visitor, &headers, &session).await?;
    let mut tx = app.db().read().await?;
    let shared = reading::shared(&mut tx, admission.scope, admission.session.id, file).await?;
    drop(tx);
    bytes::answer(&storage, &shared.file, &headers).await
}

async fn admitted(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    session: &str,
) -> Result<Admission, Failure> {
    admission(app, organization, visitor, headers, session).await?.ok_or(Failure::NotFound)
}

async fn admitted_while_open(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    session: &str,
) -> Result<Admission, Failure> {
    let admission = admitted(app, organization, visitor, headers, session).await?;
    if admission.session.state().is_over() {
        return Err(refusals::of_sharing(ShareError::Over));
    }
    Ok(admission)
}

fn said_name(headers: &HeaderMap) -> String {
    let said = headers.get("x-file-name").and_then(|name| name.to_str().ok()).unwrap_or_default();
    let said = said.get(..SAID_BYTES).unwrap_or(said);
    percent_decode_str(said).decode_utf8_lossy().into_owned()
}

fn said_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(axum::http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
