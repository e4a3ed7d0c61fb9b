//! The verbs around a table: brought, looked at, begun, gone on with.

use std::sync::LazyLock;

use db::{Result, Scope, Tx};
use kernel::{ImportId, UserId, Zone};
use tokio::sync::Semaphore;

use super::gathering::{BROUGHT, gather};
use super::import::{Import, STANDS_STILL_MINUTES, Stage, Tally};
use super::planning::{Verdict, plan};
use super::reading::{self, Unreadable};
use super::sheet::{BadHeader, Sheet, SheetRow};
use super::{store, wish};
use crate::profiles::{self, ProfileField};

/// Tables read at once: each may take the memory of an unpacked workbook.
static READING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Why a table was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Header(#[from] BadHeader),
}

/// Reads what was brought, beside the pages.
///
/// # Errors
/// Each variant of [`NotTaken`] is a sentence for who brought it.
pub async fn read(bytes: Vec<u8>) -> std::result::Result<Sheet, NotTaken> {
    let _turn = READING.try_acquire().map_err(|_| Unreadable::Busy)?;
    let reading = tokio::task::spawn_blocking(move || -> std::result::Result<Sheet, NotTaken> {
        Ok(Sheet::read(&reading::read(&bytes)?)?)
    });
    // a reader that panics has met a damaged file
    reading.await.map_err(|_| Unreadable::Damaged)?
}

/// What is kept in profiles about those who may come by a table.
///
/// # Errors
/// As the engine refuses.
pub async fn fields(tx: &mut Tx, scope: Scope) -> Result<Vec<ProfileField>> {
    profiles::of_roles(tx, scope, BROUGHT).await
}

/// Keeps a table for its look, in place of one that this person brought before and did not import.
///
/// # Errors
/// As the engine refuses.
pub async fn keep(tx: &mut Tx, scope: Scope, by: UserId, sheet: &Sheet) -> Result<ImportId> {
    store::delete_waiting(tx, scope, by).await?;
    let id = ImportId::fresh(tx.now());
    store::insert(tx, scope, id, by, sheet).await?;
    Ok(id)
}

/// The import with that id.
///
/// # Errors
/// `NotFound` when the organization has none.
pub async fn find(tx: &mut Tx, scope: Scope, id: ImportId) -> Result<Import> {
    store::find(tx, scope, id).await
}

/// A row and what becomes of it.
#[derive(Debug, Clone)]
pub struct JudgedRow {
    pub row: SheetRow,
    pub verdict: Verdict,
}

/// A table with what would become of each row now, in the table's order.
#[derive(Debug, Clone)]
pub struct Look {
    pub unknown: Vec<String>,
    /// As [`Sheet::fields`].
    pub fields: Vec<String>,
    pub rows: Vec<JudgedRow>,
    pub tally: Tally,
}

/// Judges the whole table by who is here now. Writes nothing.
///
/// # Errors
/// `NotFound` when the organization has no such import.
pub async fn look(tx: &mut Tx, scope: Scope, id: ImportId, zone: &Zone) -> Result<Look> {
    let sheet = store::sheet(tx, scope, id).await?;
    let wishes = wish::read(&sheet);
    let good: Vec<_> = wishes.iter().filter_map(|wish| wish.as_ref().ok()).collect();
    let mut directory = gather(tx, scope, &good).await?;
    let mut tally = Tally::default();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for (row, wish) in sheet.rows.into_iter().zip(wishes) {
        let (verdict, awaits) = match wish {
            Ok(wish) => {
                let planned = plan(&wish, &mut directory, zone);
                (planned.verdict, planned.awaits_invitation)
            }
            Err(refusals) => (Verdict::Refused(refusals), false),
        };
        tally.count(&verdict, awaits);
        rows.push(JudgedRow { row, verdict });
    }
    rows.sort_by_key(|judged| judged.row.number);
    Ok(Look { unknown: sheet.unknown, fields: sheet.fields, rows, tally })
}

/// The rows that were not taken.
#[derive(Debug, Clone)]
pub struct Refused {
    /// As [`Sheet::fields`].
    pub fields: Vec<String>,
    pub rows: Vec<JudgedRow>,
}

/// The rows that were not taken, with why: of a finished import as it went, else as it would go now.
///
/// # Errors
/// `NotFound` when the organization has no such import.
pub async fn refused(tx: &mut Tx, scope: Scope, id: ImportId, zone: &Zone) -> Result<Refused> {
    let import = store::find(tx, scope, id).await?;
    if import.stage(tx.now()) == Stage::Waits {
        let look = look(tx, scope, id, zone).await?;
        let rows = look.rows.into_iter().filter(|row| matches!(row.verdict, Verdict::Refused(_))).collect();
        return Ok(Refused { fields: look.fields, rows });
    }
    let sheet = store::sheet(tx, scope, id).await?;
    let mut rows: Vec<_> = import
        .refusals
        .into_iter()
        .filter_map(|refused| {
            let row = sheet.rows.iter().find(|row| row.number == refused.number)?.clone();
            Some(JudgedRow { row, verdict: Verdict::Refused(refused.refusals) })
        })
        .collect();
    rows.sort_by_key(|judged| judged.row.number);
    Ok(Refused { fields: sheet.fields, rows })
}

/// Begins an import; false when it has begun already.
///
/// # Errors
/// `NotFound` when the organization has no such import.
pub async fn start(tx: &mut Tx, scope: Scope, id: ImportId, by: UserId, invites: bool) -> Result<bool> {
    store::find(tx, scope, id).await?;
    store::start(tx, scope, id, by, invites).await
}

/// Takes up an import that nobody carries on any more; false when somebody does.
///
/// # Errors
/// `NotFound` when the organization has no such import.
pub async fn take_up(tx: &mut Tx, scope: Scope, id: ImportId, by: UserId) -> Result<bool> {
    store::find(tx, scope, id).await?;
    let before = tx.now().plus_minutes(-STANDS_STILL_MINUTES);
    store::take_up(tx, scope, id, by, before).await
}
