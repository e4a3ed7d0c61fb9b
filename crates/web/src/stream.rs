//! The stream of wake-ups a page keeps open.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;

use crate::bus::{Push, Topic};
use crate::{Act, App, Routes, Viewer};

pub fn routes() -> Routes {
    Routes::new().get("/live", Act::SeeOwn, show)
}

/// `GET /live`: events named by topic, with no content; ends when the viewer's rights change.
async fn show(State(app): State<App>, viewer: Viewer) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = app.bus().listen();
    let first = Some(Event::default().event("hello").data("{}"));
    let stream =
        futures_util::stream::unfold((heard, viewer, first), |(mut heard, viewer, first)| async move {
            if let Some(hello) = first {
                return Some((Ok(hello), (heard, viewer, None)));
            }
            loop {
                match heard.recv().await {
                    Ok(push) => match for_viewer(&push, &viewer) {
                        For::Them(topic) => return Some((Ok(changed(topic.word())), (heard, viewer, None))),
                        For::Others => {}
                        For::Nobody => return None,
                    },
                    Err(RecvError::Lagged(_)) => {
                        return Some((Ok(changed("everything")), (heard, viewer, None)));
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn changed(topic: &str) -> Event {
    Event::default().data(format!("{{\"topic\":\"{topic}\"}}"))
}

enum For {
    Them(Topic),
    Others,
    /// The stream ends: this viewer may not listen any more.
    Nobody,
}

fn for_viewer(push: &Push, viewer: &Viewer) -> For {
    match push {
        Push::Changed { org, people, topic } if *org == viewer.org && people.contains(&viewer.user) => {
            For::Them(*topic)
        }
        Push::Revoked { org, person } if *org == viewer.org && *person == viewer.user => For::Nobody,
        Push::SignedOut { org, sign_in } if *org == viewer.org && *sign_in == viewer.sign_in => For::Nobody,
        _ => For::Others,
    }
}
