//! The WebSocket of one try: an echo, and an offer of media on request.

use std::future::pending;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use media::News;
use room::protocol::Relay;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use web::guard::ClientAddress;
use web::{App, Failure, Organization, guard};

use crate::checking::Checks;
use crate::checking::attempt::Attempt;

/// A try takes the browser eight seconds at most; nobody holds a place for longer than this.
const LASTS: Duration = Duration::from_secs(20);
/// How long the last word may take to be taken by the network.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// An echo or two, a wish and an answer, with the connection's own pings.
const MOST_FRAMES: u32 = 16;
/// An answer to our three tracks has about 4 KiB.
const FRAME_BYTES: usize = 16 * 1024;

/// What a browser may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
enum FromBrowser {
    Echo { n: u32 },
    Media,
    Answer { sdp: String },
}

#[derive(Debug, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum ToBrowser {
    Echo { n: u32 },
    Offer { sdp: String, relay: Option<Relay> },
}

/// `GET /check/socket`.
pub async fn open(
    State(app): State<App>,
    Extension(checks): Extension<Checks>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    organization: Organization,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    if !guard::is_own_socket(app.address(), &organization, &headers) {
        return Err(Failure::ForeignRequest);
    }
    let ticket = checks.places().take(address).ok_or(Failure::TooMany)?;
    let socket = upgrade.max_message_size(FRAME_BYTES).max_frame_size(FRAME_BYTES);
    Ok(socket.on_upgrade(async move |mut socket| {
        if timeout(LASTS, talk(&mut socket, &app, &checks)).await.is_err() {
            tracing::debug!("A check took too long");
        }
        // a browser that is gone already is told nothing
        let closing = socket.send(Message::Close(None));
        if !matches!(timeout(CLOSE_WITHIN, closing).await, Ok(Ok(()))) {
            tracing::debug!("A check's browser was gone before the end");
        }
        drop(ticket);
    }))
}

/// Until the browser goes, or says something else than a check says.
async fn talk(socket: &mut WebSocket, app: &App, checks: &Checks) {
    let mut attempt: Option<Attempt> = None;
    let mut frames = 0;
    loop {
        let said = tokio::select! {
            frame = socket.recv() => {
                frames += 1;
                let Some(Ok(frame)) = frame else { return };
                if frames > MOST_FRAMES {
                    return;
                }
                match frame {
                    Message::Text(text) => match hear(text.as_str(), app, checks, &mut attempt) {
                        Reply::Say(said) => Some(said),
                        Reply::Silence => None,
                        Reply::HangUp => return,
                    },
                    Message::Ping(_) | Message::Pong(_) => None,
                    Message::Binary(_) | Message::Close(_) => return,
                }
            }
            (sdp, relay) = offer(&mut attempt, app) => Some(ToBrowser::Offer { sdp, relay }),
        };
        if let Some(said) = said
            && !say(socket, &said).await
        {
            return;
        }
    }
}

/// What follows from a browser's word.
enum Reply {
    Say(ToBrowser),
    Silence,
    /// This is no check, or the media engine is gone.
    HangUp,
}

fn hear(text: &str, app: &App, checks: &Checks, attempt: &mut Option<Attempt>) -> Reply {
    let Ok(said) = serde_json::from_str::<FromBrowser>(text) else { return Reply::HangUp };
    match said {
        FromBrowser::Echo { n } => Reply::Say(ToBrowser::Echo { n }),
        FromBrowser::Media if attempt.is_none() => match Attempt::begin(checks.media(), app.now()) {
            Ok(begun) => {
                *attempt = Some(begun);
                Reply::Silence
            }
            Err(error) => {
                tracing::warn!(%error, "A check gets no media connection");
                Reply::HangUp
            }
        },
        // a second connection wants a second socket
        FromBrowser::Media => Reply::HangUp,
        FromBrowser::Answer { sdp } => match attempt.as_ref().map(|begun| begun.answer(sdp)) {
            Some(Ok(())) => Reply::Silence,
            Some(Err(_)) | None => Reply::HangUp,
        },
    }
}

/// The offer of the attempt, when it comes; what else becomes of it, the browser sees by itself.
async fn offer(attempt: &mut Option<Attempt>, app: &App) -> (String, Option<Relay>) {
    let Some(attempt) = attempt else { return pending().await };
    while let Some(news) = attempt.news().await {
        if let News::Offer(sdp) = news {
            return (sdp, attempt.relay(app.now()));
        }
    }
    pending().await
}

async fn say(socket: &mut WebSocket, said: &ToBrowser) -> bool {
    match serde_json::to_string(said) {
        Ok(text) => socket.send(Message::Text(text.into())).await.is_ok(),
        Err(error) => {
            tracing::error!(%error, "A check's message could not be written");
            false
        }
    }
}
