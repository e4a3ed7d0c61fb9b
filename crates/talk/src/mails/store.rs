//! The rows of an organization's own words.

use db::{Error, Result, Scope, Tx, sql};

use super::mail::Kind;
use super::wording::Wording;

/// The words for mails of `kind`; none: the usual ones.
///
/// # Errors
/// As the engine refuses.
pub async fn wording(tx: &mut Tx, scope: Scope, kind: Kind) -> Result<Option<Wording>> {
    let found: Option<(Option<String>, String)> = tx
        .opt(
            sql!("SELECT subject, opening FROM mail_texts WHERE org_id = $1 AND kind = $2"),
            &[&scope.org(), &kind.word()],
        )
        .await?;
    Ok(found.map(|(subject, opening)| Wording { subject, opening }))
}

/// The kinds whose mails begin in the organization's own words.
///
/// # Errors
/// As the engine refuses.
pub async fn worded_kinds(tx: &mut Tx, scope: Scope) -> Result<Vec<Kind>> {
    let found: Vec<(String,)> =
        tx.all(sql!("SELECT kind FROM mail_texts WHERE org_id = $1 ORDER BY kind"), &[&scope.org()]).await?;
    let kind = |(word,): (String,)| {
        Kind::from_word(&word).ok_or_else(|| Error::Corrupt { column: "mail_texts.kind".to_owned() })
    };
    found.into_iter().map(kind).collect()
}

/// Keeps words for mails of `kind`.
///
/// # Errors
/// As the engine refuses.
pub async fn set_wording(tx: &mut Tx, scope: Scope, kind: Kind, words: &Wording) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO mail_texts (org_id, kind, subject, opening, changed_at)
             VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (org_id, kind) DO UPDATE SET subject = $3, opening = $4, changed_at = $5"
        ),
        &[&scope.org(), &kind.word(), &words.subject, &words.opening, &now],
    )
    .await?;
    Ok(())
}

/// Lets mails of `kind` begin in the usual words again.
///
/// # Errors
/// As the engine refuses.
pub async fn remove_wording(tx: &mut Tx, scope: Scope, kind: Kind) -> Result<()> {
    tx.exec(sql!("DELETE FROM mail_texts WHERE org_id = $1 AND kind = $2"), &[&scope.org(), &kind.word()])
        .await?;
    Ok(())
}
