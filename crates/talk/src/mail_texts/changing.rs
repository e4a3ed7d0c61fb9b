//! The verbs that change how mails of a kind begin, each with its line in the audit trail.

use db::{Result, Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};

use crate::mails::{self, Kind, Wording};

/// What every line of the trail begins with.
pub const MAIL_TEXT: &str = "mail text ";

/// Lets mails of `kind` begin in these words; none: in the usual ones. Mails that are owed already are written in them too.
///
/// # Errors
/// As the engine refuses.
pub async fn set(tx: &mut Tx, scope: Scope, by: UserId, kind: Kind, words: Option<&Wording>) -> Result<()> {
    let before = mails::wording(tx, scope, kind).await?;
    if before.as_ref() == words {
        return Ok(());
    }
    match words {
        Some(words) => mails::set_wording(tx, scope, kind, words).await?,
        None => mails::remove_wording(tx, scope, kind).await?,
    }
    let change = Change {
        by: Some(by),
        what: &area(kind),
        subject: None,
        before: before.as_ref().map(told),
        after: words.map(told),
    };
    audit::record(tx, scope, change).await
}

/// What the lines of the trail about mails of `kind` begin with.
pub fn area(kind: Kind) -> String {
    format!("{MAIL_TEXT}{}", kind.word())
}

/// `Subject: Welcome | See you soon.`
fn told(words: &Wording) -> String {
    match &words.subject {
        Some(subject) => format!("Subject: {subject} | {}", words.opening),
        None => words.opening.clone(),
    }
}
