//! The verbs of Booking & Sessions: each changes a setting and writes down old and new in the same transaction.

use db::{Scope, Tx};
use kernel::{SessionMinutes, UserId};
use people::audit::{self, Change};
use people::organizations::{self, BookingRules, DurationError};

use super::changes::{self, SettingChange};

/// Sets the rules of booking. Sessions that exist keep the numbers they were made with.
///
/// # Errors
/// As the engine refuses.
pub async fn change_booking(tx: &mut Tx, scope: Scope, by: UserId, wanted: &BookingRules) -> db::Result<()> {
    let before = organizations::rules_to_change(tx, scope).await?.booking();
    let changes = changes::of_booking(&before, wanted);
    if changes.is_empty() {
        return Ok(());
    }
    organizations::set_booking(tx, scope, wanted).await?;
    write_down(tx, scope, by, changes).await
}

/// Offers one more duration.
///
/// # Errors
/// As `people::organizations::add_duration`.
pub async fn offer(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    minutes: SessionMinutes,
) -> Result<(), DurationError> {
    organizations::add_duration(tx, scope, minutes).await?;
    let (before, after) = ("not offered".to_owned(), minutes.to_string());
    write_down(tx, scope, by, [SettingChange { what: "booking duration", before, after }]).await?;
    Ok(())
}

/// Offers a duration no longer.
///
/// # Errors
/// As `people::organizations::remove_duration`.
pub async fn withdraw(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    minutes: SessionMinutes,
) -> Result<(), DurationError> {
    organizations::remove_duration(tx, scope, minutes).await?;
    let (before, after) = (minutes.to_string(), "not offered".to_owned());
    write_down(tx, scope, by, [SettingChange { what: "booking duration", before, after }]).await?;
    Ok(())
}

/// Makes a duration the one that forms start with.
///
/// # Errors
/// As `people::organizations::set_default_duration`.
pub async fn make_default(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    minutes: SessionMinutes,
) -> Result<(), DurationError> {
    let before = organizations::set_default_duration(tx, scope, minutes).await?;
    if before != minutes {
        let (before, after) = (before.to_string(), minutes.to_string());
        write_down(tx, scope, by, [SettingChange { what: "booking default duration", before, after }])
            .await?;
    }
    Ok(())
}

/// Puts a new version of the terms in force; the text in force already makes none.
///
/// # Errors
/// As the engine refuses.
pub async fn publish(tx: &mut Tx, scope: Scope, by: UserId, body: &str) -> db::Result<()> {
    let Some(version) = organizations::publish_terms(tx, scope, body).await? else { return Ok(()) };
    let (before, after) = (format!("version {}", version - 1), format!("version {version}"));
    write_down(tx, scope, by, [SettingChange { what: "booking terms", before, after }]).await
}

pub(super) async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    changes: impl IntoIterator<Item = SettingChange> + Send,
) -> db::Result<()> {
    let changes: Vec<SettingChange> = changes.into_iter().collect();
    for SettingChange { what, before, after } in changes {
        let change = Change { by: Some(by), what, subject: None, before: Some(before), after: Some(after) };
        audit::record(tx, scope, change).await?;
    }
    Ok(())
}
