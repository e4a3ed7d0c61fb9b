//! The rows of programs.

use db::{FromRow, Result, Row, Scope, Tx, outbox, sql};
use kernel::{Event, ProgramId};

use super::program::{Draft, FeePer, Program};

macro_rules! select_programs {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, is_default, billable_default, session_fee, instructor_fee, fee_per, currency, notes,
                    archived_at FROM programs ",
            $rest
        )
    };
}

impl FromRow for Program {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            title: row.get("title")?,
            is_default: row.get("is_default")?,
            billable_default: row.get("billable_default")?,
            session_fee: row.get("session_fee")?,
            instructor_fee: row.get("instructor_fee")?,
            fee_per: FeePer::from_word(&row.get::<String>("fee_per")?)
                .ok_or_else(|| db::Error::Corrupt { column: "fee_per".to_owned() })?,
            currency: row.get("currency")?,
            notes: row.get("notes")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// Every program, the open ones first. An organization has dozens, not thousands.
///
/// # Errors
/// As the engine refuses.
pub async fn list(tx: &mut Tx, scope: Scope) -> Result<Vec<Program>> {
    tx.all(
        sql!(select_programs!(
            "WHERE org_id = $1 ORDER BY (archived_at IS NOT NULL), is_default DESC, title LIMIT 500"
        )),
        &[&scope.org()],
    )
    .await
}

/// The programs a new session may belong to; the default one first.
///
/// # Errors
/// As the engine refuses.
pub async fn list_open(tx: &mut Tx, scope: Scope) -> Result<Vec<Program>> {
    tx.all(
        sql!(select_programs!(
            "WHERE org_id = $1 AND archived_at IS NULL ORDER BY is_default DESC, title LIMIT 500"
        )),
        &[&scope.org()],
    )
    .await
}

/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn find(tx: &mut Tx, scope: Scope, id: ProgramId) -> Result<Program> {
    tx.one(sql!(select_programs!("WHERE org_id = $1 AND id = $2")), &[&scope.org(), &id]).await
}

/// Whether a new session may belong to it.
///
/// # Errors
/// As the engine refuses.
pub async fn is_open(tx: &mut Tx, scope: Scope, id: ProgramId) -> Result<bool> {
    let found: Option<(ProgramId,)> = tx
        .opt(
            sql!("SELECT id FROM programs WHERE org_id = $1 AND id = $2 AND archived_at IS NULL"),
            &[&scope.org(), &id],
        )
        .await?;
    Ok(found.is_some())
}

/// Adds a program; the organization's first one is its default.
///
/// # Errors
/// `Conflict` by `programs_one_per_title`.
pub async fn create(tx: &mut Tx, scope: Scope, draft: &Draft) -> Result<ProgramId> {
    let now = tx.now();
    let id = ProgramId::fresh(now);
    let per = draft.fee_per.word();
    tx.exec(
        sql!(
            "INSERT INTO programs (org_id, id, title, is_default, billable_default, session_fee, instructor_fee,
                                   fee_per, currency, notes, created_at)
             SELECT $1, $2, $3, NOT EXISTS (SELECT 1 FROM programs WHERE org_id = $1 AND is_default),
                    $4, $5, $6, $7, $8, $9, $10"
        ),
        &[
            &scope.org(),
            &id,
            &draft.title,
            &draft.billable_default,
            &draft.session_fee,
            &draft.instructor_fee,
            &per,
            &draft.currency,
            &draft.notes,
            &now,
        ],
    )
    .await?;
    outbox::record(tx, scope, Event::ProgramChanged { program: id }).await?;
    Ok(id)
}

/// Changes a program; sessions made before keep the fees they were made with.
///
/// # Errors
/// `NotFound`; `Conflict` by `programs_one_per_title`.
pub async fn update(tx: &mut Tx, scope: Scope, id: ProgramId, draft: &Draft) -> Result<()> {
    let per = draft.fee_per.word();
    let changed = tx
        .exec(
            sql!(
                "UPDATE programs SET title = $3, billable_default = $4, session_fee = $5, instructor_fee = $6,
                        fee_per = $7, currency = $8, notes = $9 WHERE org_id = $1 AND id = $2"
            ),
            &[
                &scope.org(),
                &id,
                &draft.title,
                &draft.billable_default,
                &draft.session_fee,
                &draft.instructor_fee,
                &per,
                &draft.currency,
                &draft.notes,
            ],
        )
        .await?;
    told(tx, scope, id, changed).await
}

/// Takes a program out of the forms. The default one stays, so that there is always one to choose.
///
/// # Errors
/// `NotFound` also for the default program.
pub async fn archive(tx: &mut Tx, scope: Scope, id: ProgramId) -> Result<()> {
    let now = tx.now();
    let changed = tx
        .exec(
            sql!("UPDATE programs SET archived_at = $3 WHERE org_id = $1 AND id = $2 AND NOT is_default"),
            &[&scope.org(), &id, &now],
        )
        .await?;
    told(tx, scope, id, changed).await
}

/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn restore(tx: &mut Tx, scope: Scope, id: ProgramId) -> Result<()> {
    let changed = tx
        .exec(
            sql!("UPDATE programs SET archived_at = NULL WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id],
        )
        .await?;
    told(tx, scope, id, changed).await
}

async fn told(tx: &mut Tx, scope: Scope, id: ProgramId, changed: u64) -> Result<()> {
    if changed == 0 {
        return Err(db::Error::NotFound);
    }
    outbox::record(tx, scope, Event::ProgramChanged { program: id }).await
}
