//! The one task that writes for all rooms. What came while a transaction was being written goes into the next one
//! together, so that a busy evening costs a sync for each turn of the disk and not one for each stroke.

use std::sync::Arc;
use std::time::Duration;

use db::{Db, Tx, in_tx};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::store::edits::{self, Edit, State};
use super::store::happenings::{self, Line};

/// Entries that wait for the store; when the queue is full, rooms wait for the store.
const WAITING: usize = 2_048;
/// Entries of one transaction.
const BATCH: usize = 256;
/// Edits of one statement. Each number of them is a statement that the store keeps prepared.
const ROWS: usize = 32;
/// A batch of so many says that more is coming; the next one then waits so long for company, unless more waits already. On a
/// quiet evening nothing waits. Edits have been shown by then, "saved" comes a moment later, and a sync of the disk costs
/// more than the rest of an edit. A line of the record is shown when it is written: it does not wait.
const BUSY: usize = 2;
const GATHER_FOR: Duration = Duration::from_millis(100);
const AFTER_FAILURE: Duration = Duration::from_millis(500);

/// How far what somebody told is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The number of the newest entry that is.
    pub written: u64,
    /// How many were refused for good.
    pub refused: u64,
}

/// Something to write, and whom to tell.
#[derive(Debug)]
pub enum Entry {
    Edit(Edit, Arc<watch::Sender<Progress>>),
    State(State),
    Line(Line, Arc<watch::Sender<Progress>>),
}

/// Where rooms leave what they want written.
#[derive(Debug, Clone)]
pub struct Journal {
    to: mpsc::Sender<Entry>,
    hurry: Arc<Notify>,
}

impl Journal {
    /// Starts the task. It ends with `shutdown`, after all that was told.
    pub fn start(db: Db, shutdown: CancellationToken) -> Self {
        let (to, entries) = mpsc::channel(WAITING);
        let hurry = Arc::<Notify>::default();
        tokio::spawn(run(db, entries, hurry.clone(), shutdown));
        Self { to, hurry }
    }

    pub async fn put(&self, entry: Entry) {
        let is_awaited = matches!(entry, Entry::Line(..));
        if self.to.send(entry).await.is_err() {
            tracing::debug!("The journal has ended; the server is going away");
        }
        if is_awaited {
            self.hurry.notify_one();
        }
    }
}

async fn run(db: Db, mut entries: mpsc::Receiver<Entry>, hurry: Arc<Notify>, shutdown: CancellationToken) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            count = entries.recv_many(&mut batch, BATCH) => if count == 0 { break },
        }
        let is_busy = (BUSY..BATCH).contains(&batch.len());
        write_all(&db, std::mem::take(&mut batch), &shutdown).await;
        if is_busy {
            // a hurry that is over only costs the next gathering
            tokio::select! {
                () = sleep(GATHER_FOR) => {}
                () = hurry.notified() => {}
                () = shutdown.cancelled() => {}
            }
        }
    }
    while let Ok(entry) = entries.try_recv() {
        batch.push(entry);
    }
    write_all(&db, batch, &shutdown).await;
}

/// Writes a batch; tries again for as long as the store is away, and leaves out what it refuses for good.
async fn write_all(db: &Db, batch: Vec<Entry>, shutdown: &CancellationToken) {
    if batch.is_empty() {
        return;
    }
    loop {
        match write(db, &batch).await {
            Ok(()) => return batch.iter().for_each(Entry::was_written),
            Err(db::Error::Busy | db::Error::Unavailable(_)) if !shutdown.is_cancelled() => {
                sleep(AFTER_FAILURE).await;
            }
            Err(error) if batch.len() == 1 => {
                tracing::error!(%error, "What a classroom wrote down was refused");
                return batch.iter().for_each(Entry::was_refused);
            }
            Err(_) => break,
        }
    }
    for entry in batch {
        match write(db, std::slice::from_ref(&entry)).await {
            Ok(()) => entry.was_written(),
            Err(error) => {
                tracing::error!(%error, "What a classroom wrote down was refused");
                entry.was_refused();
            }
        }
    }
}

async fn write(db: &Db, batch: &[Entry]) -> db::Result<()> {
    let edits: Vec<&Edit> = batch.iter().filter_map(Entry::plain_edit).collect();
    if edits.len() == batch.len() && edits.len() <= ROWS {
        return edits::append(db, &edits).await;
    }
    in_tx!(db, db::Error, tx, { insert_all(tx, batch).await })
}

/// Entries that concern different tables; those of each in their order.
async fn insert_all(tx: &mut Tx, batch: &[Entry]) -> db::Result<()> {
    let edits: Vec<&Edit> = batch.iter().filter_map(Entry::edit).collect();
    for edits in edits.chunks(ROWS) {
        edits::insert(tx, edits).await?;
    }
    for entry in batch {
        match entry {
            Entry::Edit(..) => {}
            Entry::State(state) => edits::keep(tx, state).await?,
            Entry::Line(line, _) => happenings::insert(tx, line).await?,
        }
    }
    Ok(())
}

impl Entry {
    const fn edit(&self) -> Option<&Edit> {
        match self {
            Self::Edit(edit, _) => Some(edit),
            Self::State(_) | Self::Line(..) => None,
        }
    }

    /// An edit that is one row and nothing else.
    fn plain_edit(&self) -> Option<&Edit> {
        self.edit().filter(|edit| edit.row.bound.is_empty())
    }

    fn was_written(&self) {
        match self {
            Self::Edit(edit, told) => told.send_modify(|progress| progress.written = edit.row.n),
            Self::Line(line, told) => told.send_modify(|progress| progress.written = line.happening.seq),
            Self::State(_) => {}
        }
    }

    fn was_refused(&self) {
        match self {
            Self::Edit(_, told) | Self::Line(_, told) => told.send_modify(|progress| progress.refused += 1),
            Self::State(_) => {}
        }
    }
}
