//! Hears what happens elsewhere in the program and tells the rooms it concerns: somebody lost a right, or a session
//! was ended or cancelled from a page, or a mail with its link went out.

use kernel::SessionId;
use room::LinkProgress;
use room::protocol::By;
use teaching::sessions;
use tokio::sync::broadcast::error::RecvError;
use web::{Push, Topic};

use super::actor::Told;
use super::plan;
use super::rooms::{Door, Rooms};

/// Listens until the server goes away.
pub async fn watch(rooms: Rooms) {
    let mut news = rooms.app().bus().listen();
    loop {
        let heard = tokio::select! {
            () = rooms.shutdown().cancelled() => return,
            heard = news.recv() => heard,
        };
        match heard {
            Ok(push) => hear(&rooms, push).await,
            Err(RecvError::Lagged(_)) => doubt_all(&rooms).await,
            Err(RecvError::Closed) => return,
        }
    }
}

async fn hear(rooms: &Rooms, push: Push) {
    match push {
        Push::Revoked { org, person } => {
            for (_, door) in rooms.of_people(org, &[person]) {
                door.revoke_person(person).await;
            }
        }
        Push::SignedOut { org, sign_in } => {
            for (_, door) in rooms.of_organization(org) {
                door.revoke_sign_in(sign_in).await;
            }
        }
        Push::Changed { org, people, topic: Topic::Sessions } => {
            for (session, door) in rooms.of_people(org, &people) {
                look_again(rooms, session, &door).await;
            }
        }
        Push::Changed { .. } => {}
    }
}

/// Wake-ups were missed, and a loss of rights may have been among them.
async fn doubt_all(rooms: &Rooms) {
    tracing::warn!("Wake-ups were missed; every classroom connects again");
    for (session, door) in rooms.all() {
        look_again(rooms, session, &door).await;
        door.tell(Told::Doubtful).await;
    }
}

/// Tells the room when its session is over by now, or another one than it was made for; else how far the student's links
/// have come.
async fn look_again(rooms: &Rooms, session: SessionId, door: &Door) {
    if door.is_practice() {
        return;
    }
    match news(rooms, door, session).await {
        Ok(News::Over(outcome, by)) => rooms.over(session, outcome, by).await,
        Ok(News::Outdated) => {
            door.tell(Told::Outdated).await;
        }
        Ok(News::Progress(progress)) => {
            door.tell(Told::Progress(progress)).await;
        }
        Err(error) => tracing::warn!(%error, session.id = %session, "A session could not be looked at"),
    }
}

/// What the store knows of a session and its room perhaps does not.
enum News {
    Over(sessions::Outcome, By),
    /// It was moved, or somebody else teaches it.
    Outdated,
    Progress(LinkProgress),
}

async fn news(rooms: &Rooms, door: &Door, session: SessionId) -> db::Result<News> {
    let scope = door.scope();
    let mut tx = rooms.app().db().read().await?;
    let session = sessions::find(&mut tx, scope, session).await?;
    let by = if session.ended_by_server { By::Server } else { By::Instructor };
    match session.outcome {
        Some(outcome) => Ok(News::Over(outcome, by)),
        None if !door.is_of(&session) => Ok(News::Outdated),
        None => Ok(News::Progress(plan::progress(&mut tx, scope, &session).await?)),
    }
}
