//! The rows of preferences.

use db::{Error, Result, Scope, Tx, sql};
use kernel::{UserId, Zone};

use super::preference::{Preferences, Quiet};
use crate::mails::{Kind, Way};

/// The preferences of a person whose wall clock is that of `zone`.
///
/// # Errors
/// As the engine refuses; `Corrupt` for words that nobody wrote.
pub async fn of(tx: &mut Tx, scope: Scope, person: UserId, zone: &Zone) -> Result<Preferences> {
    let mut preferences = Preferences::usual(zone.clone());
    let found: Option<(Option<i64>, Option<i64>, i64)> = tx
        .opt(
            sql!(
                "SELECT quiet_from, quiet_until, daily_at FROM mail_preferences
                  WHERE org_id = $1 AND person_id = $2"
            ),
            &[&scope.org(), &person],
        )
        .await?;
    let Some((from, until, daily_at)) = found else { return Ok(preferences) };
    preferences.quiet = from.zip(until).map(|(from, until)| Quiet { from, until });
    preferences.daily_at = daily_at;
    let ways: Vec<(String, String)> = tx
        .all(
            sql!("SELECT kind, way FROM mail_ways WHERE org_id = $1 AND person_id = $2 ORDER BY kind"),
            &[&scope.org(), &person],
        )
        .await?;
    for (kind, way) in ways {
        let kind = Kind::from_word(&kind).ok_or_else(|| corrupt("mail_ways.kind"))?;
        let way = Way::from_word(&way).ok_or_else(|| corrupt("mail_ways.way"))?;
        preferences.ways.push((kind, way));
    }
    Ok(preferences)
}

/// Sets the preferences of a person.
///
/// # Errors
/// As the engine refuses.
pub async fn set(tx: &mut Tx, scope: Scope, person: UserId, preferences: &Preferences) -> Result<()> {
    let (from, until) = preferences.quiet.map(|quiet| (quiet.from, quiet.until)).unzip();
    tx.exec(
        sql!(
            "INSERT INTO mail_preferences (org_id, person_id, quiet_from, quiet_until, daily_at)
             VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (org_id, person_id) DO UPDATE
                    SET quiet_from = $3, quiet_until = $4, daily_at = $5"
        ),
        &[&scope.org(), &person, &from, &until, &preferences.daily_at],
    )
    .await?;
    tx.exec(sql!("DELETE FROM mail_ways WHERE org_id = $1 AND person_id = $2"), &[&scope.org(), &person])
        .await?;
    for (kind, way) in preferences.ways.iter().filter(|(_, way)| *way != Way::AtOnce) {
        tx.exec(
            sql!("INSERT INTO mail_ways (org_id, person_id, kind, way) VALUES ($1, $2, $3, $4)"),
            &[&scope.org(), &person, &kind.word(), &way.word()],
        )
        .await?;
    }
    Ok(())
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}
