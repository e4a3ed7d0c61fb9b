//! Writes down who is present, for all rooms, in one task and one transaction at a time.
//!
//! Facts are written in the order in which the rooms told them. Once a second everyone who is present gets a sign of
//! life, so that a server that dies leaves a stay that ended within a second of the truth.

use std::collections::HashMap;
use std::time::Duration;

use db::{Db, Scope, Tx, in_tx};
use kernel::{Seat, SessionId};
use room::PresenceFact;
use teaching::{presence, sessions};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

/// Facts that wait for the store. A room tells a few a minute; when the queue is full, rooms wait for the store.
const WAITING: usize = 1_024;
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Where rooms leave their facts.
#[derive(Debug, Clone)]
pub struct PresenceLog(mpsc::Sender<Entry>);

#[derive(Debug)]
enum Entry {
    Fact {
        scope: Scope,
        session: SessionId,
        fact: PresenceFact,
    },
    /// The room is no more: whoever was in has left.
    Abandoned {
        scope: Scope,
        session: SessionId,
    },
    /// Answered when everything before is written.
    Written(oneshot::Sender<()>),
}

impl PresenceLog {
    /// Starts the task.
    pub fn start(db: Db, shutdown: CancellationToken) -> Self {
        let (to, entries) = mpsc::channel(WAITING);
        tokio::spawn(Writer { db, present: HashMap::new() }.run(entries, shutdown));
        Self(to)
    }

    pub async fn tell(&self, scope: Scope, session: SessionId, fact: PresenceFact) {
        self.put(Entry::Fact { scope, session, fact }).await;
    }

    pub async fn abandon(&self, scope: Scope, session: SessionId) {
        self.put(Entry::Abandoned { scope, session }).await;
    }

    /// Returns when everything told before is in the store.
    pub async fn written(&self) {
        let (done, wait) = oneshot::channel();
        self.put(Entry::Written(done)).await;
        if wait.await.is_err() {
            tracing::debug!("The presence log ended before it had written everything");
        }
    }

    async fn put(&self, entry: Entry) {
        if self.0.send(entry).await.is_err() {
            tracing::debug!("The presence log has ended; the server is going away");
        }
    }
}

struct Writer {
    db: Db,
    present: HashMap<(SessionId, Seat), Scope>,
}

impl Writer {
    async fn run(mut self, mut entries: mpsc::Receiver<Entry>, shutdown: CancellationToken) {
        let mut second = interval(SIGN_OF_LIFE);
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batch = Vec::new();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                count = entries.recv_many(&mut batch, WAITING) => if count == 0 { break },
                _ = second.tick() => self.keep().await,
            }
            self.write_all(std::mem::take(&mut batch)).await;
        }
        while entries.try_recv().is_ok_and(|entry| {
            batch.push(entry);
            true
        }) {}
        self.write_all(batch).await;
    }

    /// Writes a batch; tries again for as long as the store is away, and leaves out what it refuses for good.
    async fn write_all(&mut self, batch: Vec<Entry>) {
        let (mut facts, mut waiting) = (Vec::new(), Vec::new());
        for entry in batch {
            match entry {
                Entry::Fact { scope, session, fact } => facts.push(self.note(scope, session, fact)),
                Entry::Abandoned { scope, session } => facts.extend(self.forget(scope, session)),
                Entry::Written(done) => waiting.push(done),
            }
        }
        while !facts.is_empty() {
            match in_tx!(self.db, db::Error, tx, { write(tx, &facts).await }) {
                Ok(()) => facts.clear(),
                Err(db::Error::Busy | db::Error::Unavailable(_)) => sleep(AFTER_FAILURE).await,
                Err(error) if facts.len() == 1 => {
                    tracing::error!(%error, session.id = %facts[0].session, "A fact of presence was refused");
                    facts.clear();
                }
                Err(_) => self.write_singly(std::mem::take(&mut facts)).await,
            }
        }
        for done in waiting {
            // whoever waited may have gone
            let _ = done.send(());
        }
    }

    async fn write_singly(&self, facts: Vec<Change>) {
        for change in facts {
            let session = change.session;
            if let Err(error) =
                in_tx!(self.db, db::Error, tx, { write(tx, std::slice::from_ref(&change)).await })
            {
                tracing::error!(%error, session.id = %session, "A fact of presence was refused");
            }
        }
    }

    fn note(&mut self, scope: Scope, session: SessionId, fact: PresenceFact) -> Change {
        match fact {
            PresenceFact::Entered { seat, .. } => drop(self.present.insert((session, seat), scope)),
            PresenceFact::Left { seat, .. } => drop(self.present.remove(&(session, seat))),
            PresenceFact::Met { .. } => {}
        }
        Change { scope, session, fact }
    }

    fn forget(&mut self, scope: Scope, session: SessionId) -> Vec<Change> {
        let at = self.db.now();
        let gone = Seat::ALL.iter().filter(|seat| self.present.remove(&(session, **seat)).is_some());
        gone.map(|seat| Change { scope, session, fact: PresenceFact::Left { seat: *seat, at } }).collect()
    }

    async fn keep(&self) {
        if self.present.is_empty() {
            return;
        }
        let present: Vec<_> = self.present.iter().map(|((id, seat), scope)| (*scope, *id, *seat)).collect();
        let kept = in_tx!(self.db, db::Error, tx, {
            let now = tx.now();
            presence::keep(tx, &present, now).await
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "The signs of life were not written; the next second tries again");
        }
    }
}

#[derive(Debug)]
struct Change {
    scope: Scope,
    session: SessionId,
    fact: PresenceFact,
}

async fn write(tx: &mut Tx, changes: &[Change]) -> db::Result<()> {
    for Change { scope, session, fact } in changes {
        match *fact {
            PresenceFact::Entered { seat, at } => presence::enter(tx, *scope, *session, seat, at).await?,
            PresenceFact::Left { seat, at } => presence::leave(tx, *scope, *session, seat, at).await?,
            PresenceFact::Met { at } => sessions::met(tx, *scope, *session, at).await?,
        }
    }
    Ok(())
}
