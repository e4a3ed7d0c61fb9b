//! The task that writes one recording: rows before files, clusters as they come, a sync every few seconds.

use std::io::{self, ErrorKind};
use std::time::Duration;

use db::{Db, Scope, in_tx};
use kernel::{PartId, RecordingId, SessionId};
use media::Place;
use media::recording::{Ending, Opening, Piece, Recorded, Reel, Source, What};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::recording::{Limits, WhyStopped};
use super::shelf::{Sheet, Shelf, blocking};
use super::store::{self, NewPart};

/// What a loss of power may cost.
const SYNC_EVERY: Duration = Duration::from_secs(5);

/// After it was asked to stop, the media engine gives out what it has at once; a dead one never does.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(5);

/// What a recording is written with.
pub(super) struct Writer {
    pub(super) db: Db,
    pub(super) shelf: Shelf,
    pub(super) limits: Limits,
    pub(super) scope: Scope,
    pub(super) session: SessionId,
    pub(super) recording: RecordingId,
    files: Vec<OpenFile>,
    bytes: u64,
    parts: u32,
}

struct OpenFile {
    key: Key,
    id: PartId,
    sheet: Option<Box<dyn Sheet>>,
    bytes: u64,
    is_synced: bool,
}

type Key = (Place, Source, u32);

/// Why writing came to an end before the recording did.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Disk(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] db::Error),
    #[error("the recording is as large as one may be, or the disk nearly full")]
    Full,
    #[error("the recorder broke down")]
    Broken,
    #[error("the disk is slower than what is to be recorded")]
    Behind,
}

impl Trouble {
    fn why(&self) -> WhyStopped {
        match self {
            Self::Full => WhyStopped::Full,
            Self::Behind => WhyStopped::Behind,
            Self::Disk(error) => match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    WhyStopped::Full
                }
                _ => WhyStopped::Failed,
            },
            Self::Store(_) | Self::Broken => WhyStopped::Failed,
        }
    }
}

/// How a writer hears of its recording.
pub(super) struct Lines {
    pub(super) reels: mpsc::Receiver<Recorded>,
    /// The queue of reels was full.
    pub(super) behind: CancellationToken,
    /// The media engine was asked to stop.
    pub(super) asked: CancellationToken,
}

impl Writer {
    pub(super) fn new(
        db: Db,
        shelf: Shelf,
        limits: Limits,
        (scope, session, recording): (Scope, SessionId, RecordingId),
    ) -> Self {
        Self { db, shelf, limits, scope, session, recording, files: Vec::new(), bytes: 0, parts: 0 }
    }

    /// Writes until the last word. Says why it stopped when that was not the end.
    pub(super) async fn run(mut self, lines: Lines) -> Option<WhyStopped> {
        let written = self.write_all(lines).await;
        let trouble = written.err();
        if let Some(trouble) = &trouble {
            tracing::error!(
                session.id = %self.session, recording.id = %self.recording, error = %trouble,
                "The recording {} stopped; the lesson goes on", self.recording
            );
        }
        let failure = trouble.as_ref().map(|trouble| trouble.why().word());
        for file in std::mem::take(&mut self.files) {
            if let Err(error) = self.leave(file, failure).await {
                tracing::warn!(recording.id = %self.recording, %error, "The end of a recording's file was not noted");
            }
        }
        trouble.map(|trouble| trouble.why())
    }

    async fn write_all(&mut self, mut lines: Lines) -> Result<(), Trouble> {
        let mut syncs = interval(SYNC_EVERY);
        syncs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let given_up = {
            let asked = lines.asked.clone();
            async move {
                asked.cancelled().await;
                sleep(LAST_WORD_WITHIN).await;
            }
        };
        tokio::pin!(given_up);
        loop {
            tokio::select! {
                biased;
                () = lines.behind.cancelled() => return Err(Trouble::Behind),
                _ = syncs.tick() => self.sync().await?,
                recorded = lines.reels.recv() => match recorded.map(|recorded| recorded.what) {
                    Some(What::Reel(reel)) => self.write(reel).await?,
                    Some(What::Over) | None => return Ok(()),
                    Some(What::Broken) => return Err(Trouble::Broken),
                },
                () = &mut given_up => return Ok(()),
            }
        }
    }

    async fn write(&mut self, reel: Reel) -> Result<(), Trouble> {
        let key = (reel.place, reel.source, reel.number);
        let index = self.files.iter().position(|file| file.key == key);
        match (reel.piece, index) {
            (Piece::Begin { opening, bytes }, _) => self.begin(key, opening, bytes).await,
            (Piece::Go { bytes }, Some(index)) => self.append(index, bytes).await,
            (Piece::End(ending), Some(index)) => self.end(index, ending).await,
            (Piece::Go { .. } | Piece::End(_), None) => Ok(()),
        }
    }

    async fn begin(&mut self, key: Key, opening: Opening, bytes: Vec<u8>) -> Result<(), Trouble> {
        if self.parts >= self.limits.parts {
            return Err(Trouble::Full);
        }
        self.parts += 1;
        let (place, source, _) = key;
        let is_older = |file: &OpenFile| (file.key.0.seat, file.key.1) == (place.seat, source);
        // a connection that was lost with the engine says no last word
        while let Some(index) = self.files.iter().position(is_older) {
            let file = self.files.swap_remove(index);
            self.leave(file, None).await?;
        }
        let id = self.note_begin(key, opening).await?;
        let sheet = self.shelf.create(self.scope, self.session, id).await?;
        self.files.push(OpenFile { key, id, sheet: Some(sheet), bytes: 0, is_synced: false });
        self.append(self.files.len() - 1, bytes).await
    }

    async fn note_begin(&self, (place, source, number): Key, opening: Opening) -> Result<PartId, Trouble> {
        let age = Instant::from_std(opening.started).elapsed();
        let micros = i64::try_from(age.as_micros()).unwrap_or(0);
        let part = NewPart {
            seat: place.seat,
            source: source.word(),
            generation: i64::try_from(place.generation).unwrap_or(i64::MAX),
            number: i64::from(number),
            started_at: kernel::Timestamp::from_micros(self.db.now().micros() - micros),
            has_sound: opening.has_sound,
            has_picture: opening.has_picture,
        };
        let (scope, recording) = (self.scope, self.recording);
        Ok(in_tx!(self.db, db::Error, tx, { store::insert_part(tx, scope, recording, &part).await })?)
    }

    async fn append(&mut self, index: usize, bytes: Vec<u8>) -> Result<(), Trouble> {
        let count = bytes.len() as u64;
        if self.bytes + count > self.limits.recording_bytes {
            return Err(Trouble::Full);
        }
        self.with_sheet(index, move |sheet| sheet.append(&bytes)).await?;
        self.bytes += count;
        let file = &mut self.files[index];
        file.bytes += count;
        file.is_synced = false;
        Ok(())
    }

    async fn end(&mut self, index: usize, ending: Ending) -> Result<(), Trouble> {
        let (lasts, dropped) = (ending.lasts, ending.dropped);
        self.append(index, ending.index).await?;
        let (at, patch) = ending.patch;
        self.with_sheet(index, move |sheet| {
            // the head must not lead to an index that is not there
            sheet.sync()?;
            sheet.patch(at, &patch)?;
            sheet.sync()
        })
        .await?;
        let file = self.files.swap_remove(index);
        tracing::info!(
            recording.id = %self.recording, part.id = %file.id, size_bytes = file.bytes,
            duration_ms = lasts.as_millis(), media.dropped = dropped, "A file of {} is complete", self.recording
        );
        let lasts_ms = i64::try_from(lasts.as_millis()).ok();
        self.note_end(&file, lasts_ms, None).await
    }

    /// Leaves a file without an ending: it plays all the same.
    async fn leave(&self, mut file: OpenFile, failure: Option<&'static str>) -> Result<(), Trouble> {
        if let Some(mut sheet) = file.sheet.take() {
            let synced = blocking(move || sheet.sync()).await;
            if let Err(error) = synced {
                tracing::warn!(part.id = %file.id, %error, "The last seconds of a recording may be lost");
            }
        }
        self.note_end(&file, None, failure).await
    }

    async fn note_end(
        &self,
        file: &OpenFile,
        lasts_ms: Option<i64>,
        failure: Option<&'static str>,
    ) -> Result<(), Trouble> {
        let (scope, id, bytes) = (self.scope, file.id, i64::try_from(file.bytes).unwrap_or(i64::MAX));
        let noted = in_tx!(self.db, db::Error, tx, {
            let now = tx.now();
            store::end_part(tx, scope, id, (bytes, lasts_ms), now, failure).await
        });
        Ok(noted?)
    }

    async fn sync(&mut self) -> Result<(), Trouble> {
        if self.shelf.free_bytes().await? < self.limits.spare_bytes {
            return Err(Trouble::Full);
        }
        for index in 0..self.files.len() {
            if !self.files[index].is_synced {
                self.with_sheet(index, |sheet| sheet.sync()).await?;
                self.files[index].is_synced = true;
            }
        }
        Ok(())
    }

    async fn with_sheet(
        &mut self,
        index: usize,
        work: impl FnOnce(&mut dyn Sheet) -> io::Result<()> + Send + 'static,
    ) -> Result<(), Trouble> {
        let Some(mut sheet) = self.files[index].sheet.take() else { return Err(Trouble::Broken) };
        let worked = blocking(move || work(&mut *sheet).map(|()| sheet)).await?;
        self.files[index].sheet = Some(worked);
        Ok(())
    }
}
