//! Finding organizations and the rules they set.

use db::{Error, Result, Scope, Tx};
use web::look::Look;
use web::{Money, Organization};

use super::{BelowZero, Rules, store};

/// The organization that `host` (lower case, no port) names. In an install with a single organization that one
/// answers to every name, so that a small install needs no host names at all.
///
/// # Errors
/// As the engine refuses.
pub async fn by_host(tx: &mut Tx, host: &str) -> Result<Option<Organization>> {
    if let Some(row) = store::by_host(tx, host).await? {
        return organization(row).map(Some);
    }
    let mut some = store::all(tx, 2).await?;
    match (some.pop(), some.is_empty()) {
        (Some(only), true) => organization(only).map(Some),
        _ => Ok(None),
    }
}

/// The organization of `scope`, for jobs that already know whose work they do.
///
/// # Errors
/// `NotFound` when there is none; else as the engine refuses.
pub async fn find(tx: &mut Tx, scope: Scope) -> Result<Organization> {
    organization(store::by_id(tx, scope).await?)
}

/// Every organization of this install, by name; at most a thousand.
///
/// # Errors
/// As the engine refuses.
pub async fn all(tx: &mut Tx) -> Result<Vec<Organization>> {
    store::all(tx, 1_000).await?.into_iter().map(organization).collect()
}

/// What the organization decided about sessions and money.
///
/// # Errors
/// As the engine refuses; `Corrupt` when it has no durations.
pub async fn rules(tx: &mut Tx, scope: Scope) -> Result<Rules> {
    let row = store::rules(tx, scope).await?;
    let durations = store::durations(tx, scope).await?;
    let default_duration = durations
        .iter()
        .find(|(_, is_default)| *is_default)
        .map(|(minutes, _)| *minutes)
        .ok_or_else(|| corrupt("durations.is_default"))?;
    Ok(Rules {
        money: Money::from_word(&row.money).ok_or_else(|| corrupt("money"))?,
        below_zero: BelowZero::from_word(&row.below_zero).ok_or_else(|| corrupt("below_zero"))?,
        billable_default: row.billable_default,
        minimum_minutes: row.minimum_minutes,
        no_show_minutes: row.no_show_minutes,
        late_minutes: row.late_minutes,
        instructors_may_invite: row.instructors_may_invite,
        instructors_may_manage_programs: row.instructors_may_manage_programs,
        families_may_browse: row.families_may_browse,
        consent_under_13: row.consent_under_13,
        durations: durations.into_iter().map(|(minutes, _)| minutes).collect(),
        default_duration,
        bookable: store::bookable(tx, scope).await?,
    })
}

fn organization(row: store::OrganizationRow) -> Result<Organization> {
    let accent = row.accent.map(|accent| accent.parse().map_err(|_| corrupt("accent"))).transpose()?;
    Ok(Organization {
        id: row.id,
        name: row.name,
        host: row.host,
        zone: row.zone,
        support_email: row.support_email,
        money: Money::from_word(&row.money).ok_or_else(|| corrupt("money"))?,
        instructors_may_invite: row.instructors_may_invite,
        instructors_may_manage_programs: row.instructors_may_manage_programs,
        parents_may_request: row.parents_may_request,
        students_may_request: row.students_may_request,
        has_classroom: row.has_classroom,
        look: Look { accent, logo: row.logo_tag },
        // on demand is in the classroom
        on_demand: row.on_demand && row.has_classroom,
    })
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}
