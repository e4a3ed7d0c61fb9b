//! The rows of organizations, their durations and their terms.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{OrgId, SessionMinutes, TermsId, Zone};

use super::{Bookable, BookingRules, Identity, Logo, NewOrganization, RequestRules, Terms};

db::row! {
    /// What pages show of an organization.
    pub struct OrganizationRow {
        pub id: OrgId,
        pub name: String,
        pub host: String,
        pub zone: Zone,
        pub support_email: Option<String>,
        pub money: String,
        pub instructors_may_invite: bool,
        pub instructors_may_manage_programs: bool,
        pub parents_may_request: bool,
        pub students_may_request: bool,
        pub on_demand: bool,
        pub has_classroom: bool,
        pub accent: Option<String>,
        pub logo_tag: Option<String>,
    }
}

db::row! {
    /// What an organization decided.
    pub struct RulesRow {
        pub money: String,
        pub below_zero: String,
        pub billable_default: bool,
        pub minimum_minutes: i64,
        pub no_show_minutes: i64,
        pub late_minutes: i64,
        pub instructors_may_invite: bool,
        pub instructors_may_manage_programs: bool,
        pub families_may_browse: bool,
        pub consent_under_13: bool,
    }
}

/// Whether the row was written; not when the host name is taken.
pub async fn insert(tx: &mut Tx, id: OrgId, name: &str, host: &str, new: &NewOrganization) -> Result<bool> {
    let now = tx.now();
    let written = tx
        .exec(
            sql!(
                "INSERT INTO organizations (id, name, host, zone, support_email, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (host) DO NOTHING"
            ),
            &[&id, &name, &host, &new.zone, &new.support_email, &now],
        )
        .await?;
    Ok(written == 1)
}

pub async fn insert_duration(tx: &mut Tx, org: OrgId, minutes: i64, is_default: bool) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO durations (org_id, minutes, is_default) VALUES ($1, $2, $3)"),
        &[&org, &minutes, &is_default],
    )
    .await?;
    Ok(())
}

pub async fn insert_terms(tx: &mut Tx, org: OrgId, id: TermsId, version: i64, body: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("INSERT INTO terms (org_id, id, version, body, published_at) VALUES ($1, $2, $3, $4, $5)"),
        &[&org, &id, &version, &body, &now],
    )
    .await?;
    Ok(())
}

pub async fn by_host(tx: &mut Tx, host: &str) -> Result<Option<OrganizationRow>> {
    tx.opt(
        sql!(
            "SELECT id, name, host, zone, support_email, money, instructors_may_invite,
                    instructors_may_manage_programs, parents_may_request, students_may_request, on_demand,
                    has_classroom, accent, logo_tag
               FROM organizations WHERE host = $1"
        ),
        &[&host],
    )
    .await
}

pub async fn by_id(tx: &mut Tx, scope: Scope) -> Result<OrganizationRow> {
    tx.one(
        sql!(
            "SELECT id, name, host, zone, support_email, money, instructors_may_invite,
                    instructors_may_manage_programs, parents_may_request, students_may_request, on_demand,
                    has_classroom, accent, logo_tag
               FROM organizations WHERE id = $1"
        ),
        &[&scope.org()],
    )
    .await
}

pub async fn all(tx: &mut Tx, limit: i64) -> Result<Vec<OrganizationRow>> {
    tx.all(
        sql!(
            "SELECT id, name, host, zone, support_email, money, instructors_may_invite,
                    instructors_may_manage_programs, parents_may_request, students_may_request, on_demand,
                    has_classroom, accent, logo_tag
               FROM organizations ORDER BY name, id LIMIT $1"
        ),
        &[&limit],
    )
    .await
}

pub async fn rules(tx: &mut Tx, scope: Scope) -> Result<RulesRow> {
    tx.one(
        sql!(
            "SELECT money, below_zero, billable_default, minimum_minutes, no_show_minutes, late_minutes,
                    instructors_may_invite, instructors_may_manage_programs, families_may_browse, consent_under_13
               FROM organizations WHERE id = $1"
        ),
        &[&scope.org()],
    )
    .await
}

/// The hours and the reasons, one a line, of cancelling.
pub async fn cancellation(tx: &mut Tx, scope: Scope) -> Result<(i64, String)> {
    tx.one(sql!("SELECT cancel_free_hours, cancel_reasons FROM organizations WHERE id = $1"), &[&scope.org()])
        .await
}

pub async fn set_cancellation(tx: &mut Tx, scope: Scope, free_hours: i64, reasons: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE organizations SET cancel_free_hours = $2, cancel_reasons = $3 WHERE id = $1"),
        &[&scope.org(), &free_hours, &reasons],
    )
    .await?;
    Ok(())
}

pub async fn set_identity(tx: &mut Tx, scope: Scope, identity: &Identity) -> Result<()> {
    tx.exec(
        sql!("UPDATE organizations SET name = $2, zone = $3, support_email = $4 WHERE id = $1"),
        &[&scope.org(), &identity.name, &identity.zone, &identity.support_email],
    )
    .await?;
    Ok(())
}

impl FromRow for Logo {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            object: row.get("logo_object")?,
            kind: row.get("logo_kind")?,
            bytes: row.get("logo_bytes")?,
            tag: row.get("logo_tag")?,
        })
    }
}

pub async fn logo(tx: &mut Tx, scope: Scope) -> Result<Option<Logo>> {
    tx.opt(
        sql!(
            "SELECT logo_object, logo_kind, logo_bytes, logo_tag FROM organizations
              WHERE id = $1 AND logo_object IS NOT NULL"
        ),
        &[&scope.org()],
    )
    .await
}

pub async fn set_logo(tx: &mut Tx, scope: Scope, logo: Option<&Logo>) -> Result<()> {
    let text = |of: fn(&Logo) -> &String| logo.map(|logo| of(logo).clone());
    let bytes = logo.map(|logo| logo.bytes);
    tx.exec(
        sql!(
            "UPDATE organizations SET logo_object = $2, logo_kind = $3, logo_bytes = $4, logo_tag = $5
              WHERE id = $1"
        ),
        &[
            &scope.org(),
            &text(|logo| &logo.object),
            &text(|logo| &logo.kind),
            &bytes,
            &text(|logo| &logo.tag),
        ],
    )
    .await?;
    Ok(())
}

pub async fn set_accent(tx: &mut Tx, scope: Scope, accent: Option<String>) -> Result<()> {
    tx.exec(sql!("UPDATE organizations SET accent = $2 WHERE id = $1"), &[&scope.org(), &accent]).await?;
    Ok(())
}

/// Whether parents and students ask for sessions, and whether there are some on demand.
pub async fn set_requests(tx: &mut Tx, scope: Scope, rules: RequestRules) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE organizations SET parents_may_request = $2, students_may_request = $3, on_demand = $4,
                    on_demand_with_anybody = $5
              WHERE id = $1"
        ),
        &[&scope.org(), &rules.parents, &rules.students, &rules.on_demand, &rules.with_anybody],
    )
    .await?;
    Ok(())
}

/// Whether there are sessions on demand, and whether who waits for one is met by anybody who is there.
pub async fn on_demand(tx: &mut Tx, scope: Scope) -> Result<(bool, bool)> {
    tx.one(sql!("SELECT on_demand, on_demand_with_anybody FROM organizations WHERE id = $1"), &[&scope.org()])
        .await
}

impl FromRow for Bookable {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            classroom: row.get("has_classroom")?,
            in_person: row.get("has_in_person")?,
            only_listed: row.get("only_listed")?,
            link: row.get("has_links")?,
            log_days: row.get("log_days")?,
            needs_subject: row.get("needs_subject")?,
            needs_description: row.get("needs_description")?,
            early_minutes: row.get("early_minutes")?,
        })
    }
}

pub async fn bookable(tx: &mut Tx, scope: Scope) -> Result<Bookable> {
    tx.one(
        sql!(
            "SELECT has_classroom, has_in_person, only_listed, has_links, log_days, needs_subject,
                    needs_description, early_minutes
               FROM organizations WHERE id = $1"
        ),
        &[&scope.org()],
    )
    .await
}

pub async fn set_bookable(tx: &mut Tx, scope: Scope, bookable: &Bookable) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE organizations
                SET has_classroom = $2, has_in_person = $3, has_links = $4, log_days = $5, needs_subject = $6,
                    needs_description = $7, early_minutes = $8, only_listed = $9
              WHERE id = $1"
        ),
        &[
            &scope.org(),
            &bookable.classroom,
            &bookable.in_person,
            &bookable.link,
            &bookable.log_days,
            &bookable.needs_subject,
            &bookable.needs_description,
            &bookable.early_minutes,
            &bookable.only_listed,
        ],
    )
    .await?;
    Ok(())
}

/// Each length on offer, shortest first, and whether it is the default.
pub async fn durations(tx: &mut Tx, scope: Scope) -> Result<Vec<(SessionMinutes, bool)>> {
    tx.all(
        sql!("SELECT minutes, is_default FROM durations WHERE org_id = $1 ORDER BY minutes LIMIT 100"),
        &[&scope.org()],
    )
    .await
}

impl FromRow for Terms {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get("id")?, version: row.get("version")?, body: row.get("body")? })
    }
}

/// The terms in force: the newest version.
///
/// # Errors
/// `NotFound` when the organization has none.
pub async fn current_terms(tx: &mut Tx, scope: Scope) -> Result<Terms> {
    tx.one(
        sql!("SELECT id, version, body FROM terms WHERE org_id = $1 ORDER BY version DESC LIMIT 1"),
        &[&scope.org()],
    )
    .await
}

/// Holds the organization's row until the transaction ends: changes of settings queue up here.
pub async fn lock(tx: &mut Tx, scope: Scope) -> Result<()> {
    tx.exec(sql!("UPDATE organizations SET name = name WHERE id = $1"), &[&scope.org()]).await?;
    Ok(())
}

pub async fn set_booking(tx: &mut Tx, scope: Scope, rules: &BookingRules) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE organizations
                SET minimum_minutes = $2, no_show_minutes = $3, instructors_may_invite = $4,
                    instructors_may_manage_programs = $5, billable_default = $6, consent_under_13 = $7,
                    late_minutes = $8, families_may_browse = $9
              WHERE id = $1"
        ),
        &[
            &scope.org(),
            &rules.minimum_minutes,
            &rules.no_show_minutes,
            &rules.instructors_may_invite,
            &rules.instructors_may_manage_programs,
            &rules.billable_default,
            &rules.consent_under_13,
            &rules.late_minutes,
            &rules.families_may_browse,
        ],
    )
    .await?;
    Ok(())
}

pub async fn set_money(tx: &mut Tx, scope: Scope, money: &str, below_zero: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE organizations SET money = $2, below_zero = $3 WHERE id = $1"),
        &[&scope.org(), &money, &below_zero],
    )
    .await?;
    Ok(())
}

pub async fn set_recording(tx: &mut Tx, scope: Scope, mode: &str, days: i64) -> Result<()> {
    tx.exec(
        sql!("UPDATE organizations SET recording_mode = $2, recording_days = $3 WHERE id = $1"),
        &[&scope.org(), &mode, &days],
    )
    .await?;
    Ok(())
}

pub async fn delete_duration(tx: &mut Tx, scope: Scope, minutes: SessionMinutes) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM durations WHERE org_id = $1 AND minutes = $2 AND NOT is_default"),
        &[&scope.org(), &minutes],
    )
    .await?;
    Ok(())
}

/// Two steps, because one default is allowed at every moment.
pub async fn set_default_duration(tx: &mut Tx, scope: Scope, minutes: SessionMinutes) -> Result<()> {
    tx.exec(
        sql!("UPDATE durations SET is_default = FALSE WHERE org_id = $1 AND is_default"),
        &[&scope.org()],
    )
    .await?;
    tx.exec(
        sql!("UPDATE durations SET is_default = TRUE WHERE org_id = $1 AND minutes = $2"),
        &[&scope.org(), &minutes],
    )
    .await?;
    Ok(())
}
