//! `/sessions/{id}/recording/{part}.webm` and `{recording}.mp4`: the bytes, for those who may watch.

use std::io::{ErrorKind, SeekFrom};

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::in_tx;
use futures_util::{Stream, stream};
use kernel::{PartId, RecordingId, SessionId};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use web::{App, Failure, Viewer, show as words};

use crate::recordings::range::{Wanted, wanted};
use crate::recordings::{Recorder, copying, viewing};

/// Read from the disk at once: a second or so of a lesson.
const CHUNK_BYTES: usize = 128 * 1024;

/// `GET /sessions/{id}/recording/{part}.webm` or `…/{recording}.mp4`. Asks at every request who may; the first in a while
/// is noted.
pub async fn show(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    viewer: Viewer,
    headers: HeaderMap,
    Path((session, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let session: SessionId = session.parse().map_err(|_| Failure::NotFound)?;
    if let Some(recording) = name.strip_suffix(".mp4") {
        let recording = recording.parse().map_err(|_| Failure::NotFound)?;
        return copy(&app, &recorder, &viewer, &headers, (session, recording)).await;
    }
    let part: PartId =
        name.strip_suffix(".webm").and_then(|part| part.parse().ok()).ok_or(Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let (part, is_news) = viewing::find_part(&mut tx, &viewer, session, part).await?;
    drop(tx);
    let file = open(&recorder.shelf().path(viewer.scope(), session, part.id)).await?;
    if is_news {
        in_tx!(app.db(), db::Error, tx, { viewing::note_view(tx, &viewer, session, part.id).await })?;
    }
    answer(file, &headers, ("video/webm", "inline".to_owned())).await
}

/// The copy of a recording, to keep: it is named by its day, and by nobody.
async fn copy(
    app: &App,
    recorder: &Recorder,
    viewer: &Viewer,
    headers: &HeaderMap,
    (session, recording): (SessionId, RecordingId),
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let (session, recording) = viewing::find(&mut tx, viewer, session, recording).await?;
    copying::find(&mut tx, viewer.scope(), session.id, recording.id).await?;
    drop(tx);
    let file = open(&recorder.shelf().copy(viewer.scope(), session.id, recording.id)).await?;
    in_tx!(app.db(), db::Error, tx, { viewing::note_copy(tx, viewer, session.id, &recording).await })?;
    let day = &words::machine(recording.started_at)[..10];
    answer(file, headers, ("video/mp4", format!("attachment; filename=\"session-{day}.mp4\""))).await
}

async fn open(path: &std::path::Path) -> Result<File, Failure> {
    File::open(path).await.map_err(unreadable)
}

/// What of the file was asked for.
async fn answer(
    mut file: File,
    headers: &HeaderMap,
    (kind, disposition): (&'static str, String),
) -> Result<Response, Failure> {
    let length = file.metadata().await.map_err(unreadable)?.len();
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    // we hand out nothing by which a client could know that a file is still the same
    let asked = asked.filter(|_| !headers.contains_key(header::IF_RANGE));
    let (status, from, to) = match wanted(asked, length) {
        Wanted::All => (StatusCode::OK, 0, length),
        Wanted::Bytes { from, to } => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Nothing => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, guards(kind), range).into_response());
        }
    };
    file.seek(SeekFrom::Start(from)).await.map_err(unreadable)?;
    let size = [(header::CONTENT_LENGTH, (to - from).to_string())];
    let range = (status == StatusCode::PARTIAL_CONTENT)
        .then(|| (header::CONTENT_RANGE, format!("bytes {from}-{}/{length}", to - 1)));
    let range = range.into_iter().chain([(header::CONTENT_DISPOSITION, disposition)]);
    let body = Body::from_stream(chunks(file, to - from));
    let mut response = (status, guards(kind), size, body).into_response();
    response.headers_mut().extend(
        range.filter_map(|(name, value)| HeaderValue::from_str(&value).ok().map(|value| (name, value))),
    );
    Ok(response)
}

/// What every answer says: a film, never a page, and kept by nobody.
fn guards(kind: &'static str) -> [(header::HeaderName, &'static str); 6] {
    [
        (header::CONTENT_TYPE, kind),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ]
}

fn chunks(file: File, left: u64) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((file, left), async |(mut file, left)| {
        if left == 0 {
            return Ok(None);
        }
        let mut chunk = vec![0; CHUNK_BYTES.min(usize::try_from(left).unwrap_or(CHUNK_BYTES))];
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            // erased or cut while it was read; the length we told is not kept
            return Err(ErrorKind::UnexpectedEof.into());
        }
        chunk.truncate(count);
        Ok(Some((Bytes::from(chunk), (file, left - count as u64))))
    })
}

fn unreadable(error: std::io::Error) -> Failure {
    if error.kind() == ErrorKind::NotFound {
        return Failure::NotFound;
    }
    tracing::error!(%error, "A file of a recording cannot be read");
    Failure::Unavailable
}
