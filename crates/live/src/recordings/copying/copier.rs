//! The one task of the server that makes copies, one after the other.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use db::{Db, in_tx};
use kernel::RecordingId;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::copy::WhyFailed;
use super::script::{Pieces, Script};
use super::store::{self, Job};
use super::tool::Tool;
use crate::recordings::recording::Limits;
use crate::recordings::shelf::Shelf;
use crate::recordings::store as recordings;

/// What was asked for on another way, or waits for ffmpeg to be installed, is found after so long.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Whether it is still wanted, and the disk has room.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// A film that did not get on for so long never will.
const STANDS_STILL: Duration = Duration::from_secs(600);
/// Of what ffmpeg complains about, for the log.
const COMPLAINT_BYTES: u64 = 2_000;

/// What copies are made with. Cheap to clone.
#[derive(Clone, Default)]
pub struct Copier(Arc<Inner>);

#[derive(Default)]
struct Inner {
    tool: Tool,
    bell: Notify,
    /// How far the one that is being made has come, in per cent.
    progress: Mutex<HashMap<RecordingId, u8>>,
}

/// How the making of a copy ended.
enum End {
    Made,
    Failed(WhyFailed),
    /// Its recording was erased.
    Unwanted,
    /// The server goes away; it is begun again after its next start.
    Later,
}

impl Copier {
    pub fn new(tool: Tool) -> Self {
        Self(Arc::new(Inner { tool, ..Inner::default() }))
    }

    /// Whether copies can be made.
    pub async fn is_able(&self) -> bool {
        self.0.tool.find().await.is_some()
    }

    /// One was asked for.
    pub fn wake(&self) {
        self.0.bell.notify_one();
    }

    /// How far this one has come, in per cent; none while it waits.
    pub fn progress(&self, recording: RecordingId) -> Option<u8> {
        self.progresses().get(&recording).copied()
    }

    fn progresses(&self) -> MutexGuard<'_, HashMap<RecordingId, u8>> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes what was asked for, until the server goes away.
    pub(crate) async fn run(self, db: Db, shelf: Shelf, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            match self.make_next(&db, &shelf, &shutdown).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "A copy of a recording waits for the store"),
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.0.bell.notified() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// False when there is nothing to do.
    async fn make_next(&self, db: &Db, shelf: &Shelf, shutdown: &CancellationToken) -> db::Result<bool> {
        if !self.is_able().await {
            return Ok(false);
        }
        let Some(job) = store::next(&mut db.read().await?).await? else { return Ok(false) };
        let made = Making { copier: self, db, shelf, job }.make(shutdown).await;
        self.progresses().remove(&job.recording);
        let kept = self.keep(db, shelf, job, made?).await?;
        if !kept && let Err(error) = shelf.remove_copy(job.scope, job.session, job.recording).await {
            tracing::error!(recording.id = %job.recording, %error, "What is left of a copy could not be removed");
        }
        Ok(true)
    }

    /// Writes down how it ended. False when nothing of it is to stay on the disk.
    async fn keep(&self, db: &Db, shelf: &Shelf, job: Job, end: End) -> db::Result<bool> {
        let why = match end {
            End::Unwanted => return Ok(false),
            // it is written over
            End::Later => return Ok(true),
            End::Failed(why) => why,
            End::Made => match shelf.finish_copy(job.scope, job.session, job.recording).await {
                Ok(bytes) => {
                    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
                    tracing::info!(recording.id = %job.recording, size_bytes = bytes, "Made a copy of {}", job.recording);
                    return in_tx!(db, db::Error, tx, { store::set_made(tx, job, bytes).await });
                }
                Err(error) => {
                    tracing::error!(recording.id = %job.recording, %error, "A copy could not be put in its place");
                    WhyFailed::Broken
                }
            },
        };
        in_tx!(db, db::Error, tx, { store::set_failed(tx, job, why).await })?;
        Ok(false)
    }
}

/// One copy while it is made.
struct Making<'a> {
    copier: &'a Copier,
    db: &'a Db,
    shelf: &'a Shelf,
    job: Job,
}

impl Making<'_> {
    async fn make(&self, shutdown: &CancellationToken) -> db::Result<End> {
        let Job { scope, session, recording } = self.job;
        let all = recordings::recordings_of(&mut self.db.read().await?, scope, session).await?;
        let Some(found) = all.into_iter().find(|found| found.id == recording && found.erased_at.is_none())
        else {
            return Ok(End::Unwanted);
        };
        let to = self.shelf.copy_in_work(scope, session, recording);
        let script = match Script::of(&found, |part| self.shelf.path(scope, session, part), &to) {
            Ok(script) => script,
            Err(Pieces) => return Ok(End::Failed(WhyFailed::Pieces)),
        };
        let Some(program) = self.copier.0.tool.find().await else {
            return Ok(End::Failed(WhyFailed::Broken));
        };
        // it gives way to everything else on the machine, and is given nothing of our own surroundings
        let child = Command::new("nice")
            .args(["-n", "19"])
            .arg(program)
            .args(&script.words)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        match child {
            Ok(child) => self.follow(child, script.lasts, shutdown).await,
            Err(error) => {
                tracing::error!(recording.id = %recording, %error, "ffmpeg could not be started");
                Ok(End::Failed(WhyFailed::Broken))
            }
        }
    }

    async fn follow(
        &self,
        mut child: Child,
        lasts: Duration,
        shutdown: &CancellationToken,
    ) -> db::Result<End> {
        let complaints = child.stderr.take().map(|stderr| {
            tokio::spawn(async move {
                let mut text = Vec::new();
                let mut rest = stderr.take(COMPLAINT_BYTES);
                let read = rest.read_to_end(&mut text).await;
                // what comes after that is taken and forgotten, so that it does not wait for us
                let drained = tokio::io::copy(&mut rest.into_inner(), &mut tokio::io::sink()).await;
                drop((read, drained));
                String::from_utf8_lossy(&text).into_owned()
            })
        });
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let stopped = self.watch(lines, lasts, shutdown).await;
        if !matches!(stopped, Ok(None)) {
            end(&mut child).await;
            return stopped.map(|end| end.unwrap_or(End::Later));
        }
        let status = child.wait().await;
        if status.as_ref().is_ok_and(std::process::ExitStatus::success) {
            return Ok(End::Made);
        }
        let said = match complaints {
            Some(task) => task.await.unwrap_or_default(),
            None => String::new(),
        };
        tracing::error!(recording.id = %self.job.recording, ?status, said, "ffmpeg could not make a copy");
        Ok(End::Failed(WhyFailed::Broken))
    }

    /// Reads how far it is until it ends by itself: none. Else why it is to be ended.
    async fn watch(
        &self,
        mut lines: Option<Lines<BufReader<ChildStdout>>>,
        lasts: Duration,
        shutdown: &CancellationToken,
    ) -> db::Result<Option<End>> {
        let (mut checks, mut moved) = (interval(CHECK_EVERY), Instant::now());
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut done = 0;
        self.copier.progresses().insert(self.job.recording, 0);
        loop {
            let line = async {
                match &mut lines {
                    Some(lines) => lines.next_line().await.ok().flatten(),
                    None => None,
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => return Ok(Some(End::Later)),
                _ = checks.tick() => {
                    if moved.elapsed() > STANDS_STILL {
                        return Ok(Some(End::Failed(WhyFailed::Broken)));
                    }
                    if let Some(end) = self.check().await? {
                        return Ok(Some(end));
                    }
                }
                line = line => match line {
                    None => return Ok(None),
                    Some(line) => if let Some(micros) = micros_of(&line).filter(|micros| *micros > done) {
                        (done, moved) = (micros, Instant::now());
                        self.copier.progresses().insert(self.job.recording, percent(micros, lasts));
                    },
                },
            }
        }
    }

    /// Why it must not go on.
    async fn check(&self) -> db::Result<Option<End>> {
        if !store::is_wanted(&mut self.db.read().await?, self.job).await? {
            return Ok(Some(End::Unwanted));
        }
        let free = self.shelf.free_bytes().await;
        let is_full = free.is_ok_and(|free| free < Limits::default().spare_bytes);
        Ok(is_full.then_some(End::Failed(WhyFailed::Full)))
    }
}

async fn end(child: &mut Child) {
    if let Err(error) = child.kill().await {
        tracing::warn!(%error, "ffmpeg could not be ended");
    }
}

/// How much of the film is there, in one of the lines that ffmpeg writes for programs.
fn micros_of(line: &str) -> Option<u128> {
    line.strip_prefix("out_time_us=")?.parse().ok()
}

fn percent(micros: u128, lasts: Duration) -> u8 {
    u8::try_from(micros * 100 / lasts.as_micros().max(1)).map_or(99, |percent| percent.min(99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_from_what_ffmpeg_tells_and_is_whole_only_at_the_end() {
        let lasts = Duration::from_secs(200);

        let told = [
            "frame=12",
            "out_time_us=N/A",
            "out_time_us=50000000",
            "out_time_us=900000000",
            "out_time_us=-5",
        ];

        assert_eq!(
            told.map(|line| micros_of(line).map(|micros| percent(micros, lasts))),
            [None, None, Some(25), Some(99), None]
        );
    }
}
