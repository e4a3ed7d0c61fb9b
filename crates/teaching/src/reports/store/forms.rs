//! The rows of forms and their questions.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{FormId, ProgramId, UserId};

use crate::reports::form::Form;
use crate::reports::question::{Asks, Audience, Question};
use crate::reports::report::Kind;

/// A form to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewForm<'a> {
    pub kind: Kind,
    pub program: Option<ProgramId>,
    pub version: i64,
    pub by: Option<UserId>,
    /// Whether it is out of force from the beginning.
    pub retired: bool,
    pub questions: &'a [Question],
}

struct FormRow {
    id: FormId,
    kind: String,
    program: Option<ProgramId>,
    version: i64,
}

impl FromRow for FormRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            program: row.get("program_id")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Question {
    fn from_row(row: &Row) -> Result<Self> {
        let corrupt = |column: &str| Error::Corrupt { column: column.to_owned() };
        let choices: String = row.get("choices")?;
        Ok(Self {
            asks: Asks::from_word(&row.get::<String>("kind")?).ok_or_else(|| corrupt("kind"))?,
            words: row.get("words")?,
            choices: choices.lines().map(str::to_owned).collect(),
            required: row.get("required")?,
            audience: Audience::from_word(&row.get::<String>("audience")?)
                .ok_or_else(|| corrupt("audience"))?,
            faces: row.get("faces")?,
        })
    }
}

async fn whole(tx: &mut Tx, scope: Scope, row: FormRow) -> Result<Form> {
    let questions = tx
        .all(
            sql!(
                "SELECT kind, words, choices, required, audience, faces FROM form_questions
                  WHERE org_id = $1 AND form_id = $2 ORDER BY position"
            ),
            &[&scope.org(), &row.id],
        )
        .await?;
    let kind = Kind::from_word(&row.kind).ok_or_else(|| Error::Corrupt { column: "kind".to_owned() })?;
    Ok(Form { id: Some(row.id), kind, program: row.program, version: row.version, questions })
}

/// One form, in force or not.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn form(tx: &mut Tx, scope: Scope, id: FormId) -> Result<Form> {
    let row: FormRow = tx
        .one(
            sql!("SELECT id, kind, program_id, version FROM forms WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id],
        )
        .await?;
    whole(tx, scope, row).await
}

/// All forms of `kind` that are in force: the one for every program, and those of single ones.
///
/// # Errors
/// As the engine refuses.
pub async fn forms_in_force(tx: &mut Tx, scope: Scope, kind: Kind) -> Result<Vec<Form>> {
    let rows: Vec<FormRow> = tx
        .all(
            sql!(
                "SELECT id, kind, program_id, version FROM forms
                  WHERE org_id = $1 AND kind = $2 AND retired_at IS NULL"
            ),
            &[&scope.org(), &kind.word()],
        )
        .await?;
    let mut forms = Vec::with_capacity(rows.len());
    for row in rows {
        forms.push(whole(tx, scope, row).await?);
    }
    Ok(forms)
}

/// The standard form of `kind`, once it is stored.
///
/// # Errors
/// As the engine refuses.
pub async fn stored_standard(tx: &mut Tx, scope: Scope, kind: Kind) -> Result<Option<Form>> {
    let row: Option<FormRow> = tx
        .opt(
            sql!(
                "SELECT id, kind, program_id, version FROM forms
                  WHERE org_id = $1 AND kind = $2 AND program_id IS NULL AND made_by IS NULL
                  ORDER BY made_at LIMIT 1"
            ),
            &[&scope.org(), &kind.word()],
        )
        .await?;
    match row {
        Some(row) => Ok(Some(whole(tx, scope, row).await?)),
        None => Ok(None),
    }
}

/// Writes a form with its questions. None when another is in force in its place.
///
/// # Errors
/// As the engine refuses.
pub async fn insert_form(tx: &mut Tx, scope: Scope, new: &NewForm<'_>) -> Result<Option<FormId>> {
    let now = tx.now();
    let id = FormId::fresh(now);
    let retired = new.retired.then_some(now);
    let written = tx
        .exec(
            sql!(
                "INSERT INTO forms (org_id, id, kind, program_id, version, made_at, made_by, retired_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
            ),
            &[&scope.org(), &id, &new.kind.word(), &new.program, &new.version, &now, &new.by, &retired],
        )
        .await?;
    if written == 0 {
        return Ok(None);
    }
    for (position, question) in (1_i64..).zip(new.questions) {
        tx.exec(
            sql!(
                "INSERT INTO form_questions
                        (org_id, form_id, position, kind, words, choices, required, audience, faces)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            &[
                &scope.org(),
                &id,
                &position,
                &question.asks.word(),
                &question.words,
                &question.choices.join("\n"),
                &question.required,
                &question.audience.word(),
                &question.faces,
            ],
        )
        .await?;
    }
    Ok(Some(id))
}

/// Takes a form out of force; what was answered keeps it. Says whether it was in force.
///
/// # Errors
/// As the engine refuses.
pub async fn retire(tx: &mut Tx, scope: Scope, id: FormId) -> Result<bool> {
    let now = tx.now();
    let retired = tx
        .exec(
            sql!("UPDATE forms SET retired_at = $3 WHERE org_id = $1 AND id = $2 AND retired_at IS NULL"),
            &[&scope.org(), &id, &now],
        )
        .await?;
    Ok(retired == 1)
}
