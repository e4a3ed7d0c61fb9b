//! Writes down who spoke when, for all rooms, in one task.

use std::time::Duration;

use db::{Db, Scope, in_tx};
use kernel::{Seat, SessionId, Timestamp};
use media::Talk;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::minutes::{Minute, minutes_of};
use super::store;

/// Times that wait for the store: of a thousand people who speak without a pause, ten seconds each. A lost one costs ten
/// seconds of a strip.
const WAITING: usize = 1_024;
/// Times of one transaction.
const BATCH: usize = 128;
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Where the media engine's news of voices are left.
#[derive(Debug, Clone)]
pub struct TalkLog(mpsc::Sender<Entry>);

#[derive(Debug)]
struct Entry {
    scope: Scope,
    session: SessionId,
    seat: Seat,
    minutes: Vec<Minute>,
}

impl TalkLog {
    /// Starts the task. It ends with `shutdown`, after all that was told.
    pub fn start(db: Db, shutdown: CancellationToken) -> Self {
        let (to, entries) = mpsc::channel(WAITING);
        tokio::spawn(run(db, entries, shutdown));
        Self(to)
    }

    /// Never waits: it is called on the media engine's thread. `now` is what the wall says at this moment.
    pub fn tell(&self, scope: Scope, session: SessionId, seat: Seat, talk: Talk, now: Timestamp) {
        let at = |instant| {
            let age = Instant::from_std(instant).elapsed();
            Timestamp::from_micros(now.micros() - i64::try_from(age.as_micros()).unwrap_or(0))
        };
        let minutes = minutes_of(at(talk.from), at(talk.to));
        if !minutes.is_empty() && self.0.try_send(Entry { scope, session, seat, minutes }).is_err() {
            tracing::warn!(session.id = %session, "The store is too slow to keep who speaks");
        }
    }
}

async fn run(db: Db, mut entries: mpsc::Receiver<Entry>, shutdown: CancellationToken) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            count = entries.recv_many(&mut batch, BATCH) => if count == 0 { break },
        }
        write(&db, &mut batch).await;
    }
    while let Ok(entry) = entries.try_recv() {
        batch.push(entry);
    }
    write(&db, &mut batch).await;
}

/// Tries again for as long as the store is away, and leaves out what it refuses for good.
async fn write(db: &Db, batch: &mut Vec<Entry>) {
    while !batch.is_empty() {
        let written = in_tx!(db, db::Error, tx, {
            for Entry { scope, session, seat, minutes } in batch.iter() {
                for minute in minutes {
                    store::add(tx, *scope, *session, *seat, *minute).await?;
                }
            }
            Ok(())
        });
        match written {
            Ok(()) => batch.clear(),
            Err(db::Error::Busy | db::Error::Unavailable(_)) => sleep(AFTER_FAILURE).await,
            Err(error) => {
                tracing::error!(%error, lost = batch.len(), "Who spoke was refused by the store");
                batch.clear();
            }
        }
    }
}
