//! Switches recordings on and off, and keeps their tasks.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{Db, Scope, in_tx};
use kernel::{RecordingId, SessionId, UserId};
use media::recording::{Recorded, Take};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::consenting::{Asked, Consented};
use super::copying::{Copier, Tool};
use super::recording::{Answer, Limits, WhyStopped};
use super::shelf::{LocalDisk, Shelf};
use super::starting::{self, StartError};
use super::writing::{Lines, Writer};
use super::{consenting, sweeping};

/// Reels that wait for the disk of one recording: about ten seconds of two people and a screen, 10 MB. A disk that is
/// further behind stays behind.
const WAITING: usize = 128;

/// Hears that a recording stopped, whatever the reason; once.
pub type Stopped = Box<dyn FnOnce(WhyStopped) + Send>;

/// All recordings that are on. Cheap to clone.
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    db: Db,
    media: media::Handle,
    shelf: Shelf,
    limits: Limits,
    copier: Copier,
    on: Mutex<HashMap<SessionId, On>>,
    tasks: TaskTracker,
}

/// A recording that is on.
#[derive(Clone)]
struct On {
    take: Take,
    recording: RecordingId,
    asked: CancellationToken,
    /// Why it was asked to stop.
    why: Arc<Mutex<Option<WhyStopped>>>,
}

impl Recorder {
    /// Closes what an earlier run left open in `folder`, and from now on erases what was kept long enough and makes the
    /// copies that were asked for, until `shutdown`.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn start(
        db: &Db,
        media: media::Handle,
        folder: &Path,
        tool: Tool,
        shutdown: CancellationToken,
    ) -> db::Result<Self> {
        let shelf = Shelf::new(folder, Arc::new(LocalDisk));
        let copier = Copier::new(tool);
        let recorder = Self::with(db, media, shelf.clone(), Limits::default(), copier.clone());
        sweeping::close_orphans(db, &shelf).await?;
        tokio::spawn(copier.run(db.clone(), shelf.clone(), shutdown.clone()));
        tokio::spawn(sweeping::run(db.clone(), shelf, shutdown));
        Ok(recorder)
    }

    /// A recorder on that shelf alone, without the sweep and without copies.
    pub fn on_shelf(db: &Db, media: media::Handle, shelf: Shelf, limits: Limits) -> Self {
        Self::with(db, media, shelf, limits, Copier::default())
    }

    fn with(db: &Db, media: media::Handle, shelf: Shelf, limits: Limits, copier: Copier) -> Self {
        let (on, tasks) = (Mutex::default(), TaskTracker::new());
        Self(Arc::new(Inner { db: db.clone(), media, shelf, limits, copier, on, tasks }))
    }

    /// Records the session from now on, when it may be. `stopped` hears of the end. See [`starting::start`].
    ///
    /// # Errors
    /// Each variant says what is in the way.
    pub async fn record(
        &self,
        scope: Scope,
        session: SessionId,
        by: Option<UserId>,
        stopped: Stopped,
    ) -> Result<RecordingId, StartError> {
        let inner = &self.0;
        let recording = in_tx!(inner.db, StartError, tx, { starting::start(tx, scope, session, by).await })?;
        let (lines, keeper) = lines(inner.media.clone(), session);
        let asked = lines.asked.clone();
        let Ok(take) = inner.media.record(session, keeper) else {
            let why = WhyStopped::Failed;
            in_tx!(inner.db, db::Error, tx, { starting::stop(tx, scope, recording, why).await })?;
            return Err(StartError::Unavailable);
        };
        let on = On { take, recording, asked, why: Arc::default() };
        lock(&inner.on).insert(session, on.clone());
        let writer =
            Writer::new(inner.db.clone(), inner.shelf.clone(), inner.limits, (scope, session, recording));
        inner.tasks.spawn(self.clone().keep(writer, lines, on, stopped));
        // an answer that came in between found nothing to stop
        self.recheck(scope, session).await?;
        Ok(recording)
    }

    /// Stops recording the session when it may not be recorded any more: after a change of the organization's mode or of
    /// the student's flag.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn recheck(&self, scope: Scope, session: SessionId) -> db::Result<()> {
        let mut tx = self.0.db.read().await?;
        if starting::standing(&mut tx, scope, session).await?.is_err() {
            self.stop(session, WhyStopped::Refused);
        }
        Ok(())
    }

    /// Stops recording the session, if it is on. Its last files are complete a moment later.
    pub fn stop(&self, session: SessionId, why: WhyStopped) {
        let Some(on) = lock(&self.0.on).get(&session).cloned() else { return };
        lock(&on.why).get_or_insert(why);
        on.asked.cancel();
        self.halt(session, &on);
    }

    /// Keeps an answer, and stops recording when it was a no. See [`consenting::answer_consent`].
    ///
    /// # Errors
    /// `NotFound` for who has no part in the session.
    pub async fn answer(
        &self,
        scope: Scope,
        session: SessionId,
        person: UserId,
        asked: Asked,
        answer: Answer,
    ) -> db::Result<Consented> {
        let consented = in_tx!(self.0.db, db::Error, tx, {
            consenting::answer_consent(tx, scope, session, person, asked, answer).await
        })?;
        if consented.is_err() {
            self.stop(session, WhyStopped::Refused);
        }
        Ok(consented)
    }

    /// Whether the session is being recorded.
    pub fn is_on(&self, session: SessionId) -> bool {
        lock(&self.0.on).contains_key(&session)
    }

    /// Ends all recordings before the server goes away, and returns when their files are complete.
    pub async fn close(&self) {
        let sessions: Vec<SessionId> = lock(&self.0.on).keys().copied().collect();
        sessions.into_iter().for_each(|session| self.stop(session, WhyStopped::Restart));
        self.settled().await;
    }

    /// Returns when every recording that was asked to stop has stopped.
    pub async fn settled(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.tasks.reopen();
    }

    pub(super) fn copier(&self) -> &Copier {
        &self.0.copier
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    async fn keep(self, writer: Writer, lines: Lines, on: On, stopped: Stopped) {
        let (db, scope, session) = (self.0.db.clone(), writer.scope, writer.session);
        let trouble = writer.run(lines).await;
        if trouble.is_some() {
            self.halt(session, &on);
        }
        let asked = *lock(&on.why);
        let why = trouble.or(asked).unwrap_or(WhyStopped::Over);
        let written = in_tx!(db, db::Error, tx, { starting::stop(tx, scope, on.recording, why).await });
        if let Err(error) = written {
            tracing::error!(recording.id = %on.recording, %error, "The end of a recording was not written");
        }
        let mut all = lock(&self.0.on);
        if all.get(&session).is_some_and(|current| current.take == on.take) {
            all.remove(&session);
        }
        drop(all);
        stopped(why);
    }

    fn halt(&self, session: SessionId, on: &On) {
        if self.0.media.stop_recording(session, on.take).is_err() {
            tracing::warn!(session.id = %session, "The media engine did not hear that a recording stops");
        }
    }
}

/// The way of a take from the media engine to its task. Nothing of it waits on the engine's thread.
fn lines(media: media::Handle, session: SessionId) -> (Lines, media::Keeper) {
    let (to, reels) = mpsc::channel(WAITING);
    let lines = Lines { reels, behind: CancellationToken::new(), asked: CancellationToken::new() };
    let behind = lines.behind.clone();
    let keeper = Arc::new(move |recorded: Recorded| {
        let take = recorded.take;
        match to.try_send(recorded) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) if behind.is_cancelled() => {}
            Err(TrySendError::Full(_)) => {
                behind.cancel();
                if media.stop_recording(session, take).is_err() {
                    tracing::warn!(session.id = %session, "The media engine did not hear that a disk is too slow");
                }
            }
            // the task has ended and said so
            Err(TrySendError::Closed(_)) => {}
        }
    });
    (lines, keeper)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
