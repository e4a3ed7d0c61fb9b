//! The verb that changes what may be booked, with its lines in the audit trail.

use db::{Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, Bookable};

/// What every line of the trail begins with.
pub const SESSIONS: &str = "sessions ";

/// Sets what may be booked from now on. Sessions that exist stay as they were made.
///
/// # Errors
/// As the engine refuses.
pub async fn change(tx: &mut Tx, scope: Scope, by: UserId, wanted: &Bookable) -> db::Result<()> {
    let before = organizations::bookable_to_change(tx, scope).await?;
    if before == *wanted {
        return Ok(());
    }
    organizations::set_bookable(tx, scope, wanted).await?;
    for (old, new) in lines(&before).into_iter().zip(lines(wanted)).filter(|(old, new)| old != new) {
        let (what, before, after) = (old.0, Some(old.1), Some(new.1));
        audit::record(tx, scope, Change { by: Some(by), what, subject: None, before, after }).await?;
    }
    Ok(())
}

/// Each rule, and its value as the trail tells it.
fn lines(rules: &Bookable) -> [(&'static str, String); 8] {
    let word = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    [
        ("sessions in the classroom", word(rules.classroom)),
        ("sessions in person", word(rules.in_person)),
        ("sessions in person at listed places only", word(rules.only_listed)),
        ("sessions at a link", word(rules.link)),
        ("sessions logged afterwards", format!("{} days back", rules.log_days)),
        ("sessions need a subject", word(rules.needs_subject)),
        ("sessions need a description", word(rules.needs_description)),
        ("sessions open before the start", format!("{} min", rules.early_minutes)),
    ]
}
