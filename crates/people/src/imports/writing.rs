//! The verb that writes the next rows of an import, judged anew in the transaction that writes them.

use std::collections::BTreeSet;

use db::{Scope, Tx, outbox};
use kernel::{Event, ImportId, Role, Roles, Secret, UserId, Zone};

use super::directory::{At, Directory};
use super::gathering::gather;
use super::import::{Import, RefusedRow};
use super::planning::{Change, Planned, Spot, Verdict, plan};
use super::sheet::{Column, Sheet};
use super::store;
use super::wish::{self, Refusal, Wish};
use crate::accounts::{self, AddError, ChangeError, Details, NewPerson};
use crate::activations::{self, InviteAgainError};
use crate::audit::{self, Change as AuditChange};
use crate::profiles::{self, FillError};
use crate::{families, teaching_pairs};

/// Rows of one transaction: others who write wait for no more than these.
const BATCH: usize = 200;

/// A table as it is written.
pub struct Rows {
    rows: Vec<(u64, Result<Wish, Vec<Refusal>>)>,
    /// The organization's, for who is new and does not say.
    zone: Zone,
}

impl Rows {
    pub fn of(sheet: &Sheet, zone: Zone) -> Self {
        let wishes = wish::read(sheet);
        Self { rows: sheet.rows.iter().map(|row| row.number).zip(wishes).collect(), zone }
    }
}

/// What some rows left behind.
#[derive(Debug)]
pub struct Written {
    /// Nothing is left to do for who carries it on.
    pub over: bool,
    /// People whose sign-ins ended.
    pub signed_out: Vec<UserId>,
}

/// Why rows were not written; nothing of their transaction was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody else took an address or an id between the judgement and the writing: judged again it comes out right.
    #[error("somebody was quicker")]
    Outrun,
    #[error("who began the import is not an admin any more")]
    NoAdmin,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for WriteError {
    fn is_retry(&self) -> bool {
        match self {
            Self::Outrun => true,
            Self::NoAdmin => false,
            Self::Store(error) => error.is_retry(),
        }
    }
}

/// Writes the next rows.
///
/// # Errors
/// `NoAdmin`, or as the engine refuses.
pub async fn next(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    id: ImportId,
    table: &Rows,
) -> Result<Written, WriteError> {
    // two who carry the same import on take turns, each behind what the other wrote
    if !store::hold(tx, scope, id).await? {
        return Ok(Written { over: true, signed_out: Vec::new() });
    }
    let import = store::find(tx, scope, id).await?;
    let by = accounts::find(tx, scope, import.by).await?;
    if !by.is(Role::Admin) || by.standing != kernel::Standing::Active {
        return Err(WriteError::NoAdmin);
    }
    let from = usize::try_from(import.done).unwrap_or(usize::MAX).min(table.rows.len());
    let rows = &table.rows[from..table.rows.len().min(from + BATCH)];
    let directory = held(tx, scope, rows, &table.zone).await?;

    let mut writer = Writer { tx, scope, key, import, directory, signed_out: Vec::new() };
    for (number, wish) in rows {
        writer.write(*number, wish, &table.zone).await?;
    }
    let Writer { tx, mut import, signed_out, .. } = writer;
    let over = from + rows.len() >= table.rows.len();
    import.done += i64::try_from(rows.len()).unwrap_or(0);
    if over {
        import.finished_at = Some(tx.now());
        let after = format!("{} added, {} changed", import.added, import.changed);
        let (what, subject) = ("people imported", Some(id.to_string()));
        let change = AuditChange { by: Some(import.by), what, subject, before: None, after: Some(after) };
        audit::record(tx, scope, change).await?;
    }
    store::set_progress(tx, scope, &import).await?;
    Ok(Written { over, signed_out })
}

/// The directory for these rows; whoever they change is held until the transaction ends, and then read.
async fn held(
    tx: &mut Tx,
    scope: Scope,
    rows: &[(u64, Result<Wish, Vec<Refusal>>)],
    zone: &Zone,
) -> Result<Directory, db::Error> {
    let wishes: Vec<&Wish> = rows.iter().filter_map(|(_, wish)| wish.as_ref().ok()).collect();
    let mut directory = gather(tx, scope, &wishes).await?;
    let mut touched = BTreeSet::new();
    for wish in &wishes {
        let planned = plan(wish, &mut directory, zone);
        if matches!(planned.verdict, Verdict::Changes(_)) {
            touched.extend(planned.at.and_then(|at| directory.at(at).id));
        }
    }
    if !touched.is_empty() {
        accounts::hold_to_change(tx, scope, &touched).await?;
    }
    gather(tx, scope, &wishes).await
}

struct Writer<'a> {
    tx: &'a mut Tx,
    scope: Scope,
    key: &'a Secret<[u8; 32]>,
    import: Import,
    directory: Directory,
    signed_out: Vec<UserId>,
}

impl Writer<'_> {
    async fn write(
        &mut self,
        number: u64,
        wish: &Result<Wish, Vec<Refusal>>,
        zone: &Zone,
    ) -> Result<(), WriteError> {
        let (wish, planned) = match wish {
            Ok(wish) => (wish, plan(wish, &mut self.directory, zone)),
            Err(refusals) => {
                self.refuse(number, refusals);
                return Ok(());
            }
        };
        let (at, person) = match (&planned.verdict, planned.at) {
            (Verdict::Refused(refusals), _) => {
                self.refuse(number, refusals);
                return Ok(());
            }
            (_, None) => return Ok(()),
            (Verdict::New, Some(at)) => (at, self.add(wish, at).await?),
            (Verdict::Changes(changes), Some(at)) => (at, self.change(at, changes).await?),
            (Verdict::Same, Some(at)) => {
                self.import.unchanged += 1;
                (at, self.id(at)?)
            }
        };
        self.tie(person, &planned).await?;
        self.fill(person, &planned).await?;
        if self.import.invites && planned.awaits_invitation {
            self.invite(at, person).await?;
        }
        Ok(())
    }

    fn refuse(&mut self, number: u64, refusals: &[Refusal]) {
        self.import.refusals.push(RefusedRow { number, refusals: refusals.to_vec() });
    }

    fn id(&self, at: At) -> Result<UserId, WriteError> {
        self.directory.at(at).id.ok_or(WriteError::Outrun)
    }

    async fn add(&mut self, wish: &Wish, at: At) -> Result<UserId, WriteError> {
        let known = self.directory.at(at);
        let new = NewPerson {
            first_name: known.first_name.clone(),
            last_name: known.last_name.clone(),
            email: known.email.clone(),
            username: known.username.clone(),
            roles: Roles::NONE.with(wish.role),
            zone: known.zone.clone(),
            under_13: known.under_13,
        };
        let id = match accounts::add(self.tx, self.scope, new, Some(self.import.by)).await {
            Ok(id) => id,
            Err(AddError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(WriteError::Outrun),
        };
        if let Some(external_id) = &wish.external_id {
            accounts::set_external_id(self.tx, self.scope, id, external_id, self.import.by)
                .await
                .map_err(outrun)?;
        }
        self.directory.change(at, |person| person.id = Some(id));
        self.import.added += 1;
        Ok(id)
    }

    async fn change(&mut self, at: At, changes: &[Change]) -> Result<UserId, WriteError> {
        let (id, by) = (self.id(at)?, self.import.by);
        let known = self.directory.at(at).clone();
        let touches = |columns: &[Column]| {
            changes
                .iter()
                .any(|change| matches!(&change.spot, Spot::Column(column) if columns.contains(column)))
        };
        if touches(&[Column::FirstName, Column::LastName, Column::Email, Column::Username, Column::Under13]) {
            let details = Details {
                first_name: known.first_name,
                last_name: known.last_name,
                email: known.email,
                username: known.username,
                roles: known.roles,
                under_13: known.under_13,
            };
            match accounts::change(self.tx, self.scope, id, details, by).await {
                Ok(true) => self.signed_out.push(id),
                Ok(false) => {}
                Err(ChangeError::Store(error)) => return Err(error.into()),
                Err(_) => return Err(WriteError::Outrun),
            }
        }
        if let Some(external_id) = known.external_id.filter(|_| touches(&[Column::ExternalId])) {
            accounts::set_external_id(self.tx, self.scope, id, &external_id, by).await.map_err(outrun)?;
        }
        if touches(&[Column::TimeZone]) {
            accounts::set_zone(self.tx, self.scope, id, &known.zone).await?;
        }
        self.import.changed += 1;
        Ok(id)
    }

    async fn tie(&mut self, student: UserId, planned: &Planned) -> Result<(), WriteError> {
        for email in &planned.instructors {
            let instructor = self.other(email)?;
            teaching_pairs::assign_ahead(self.tx, self.scope, instructor, student).await.map_err(gone)?;
            self.tell("person assigned", student, instructor).await?;
        }
        for email in &planned.parents {
            let parent = self.other(email)?;
            families::link(self.tx, self.scope, parent, student).await.map_err(gone)?;
            self.tell("person linked to parent", student, parent).await?;
        }
        Ok(())
    }

    async fn fill(&mut self, person: UserId, planned: &Planned) -> Result<(), WriteError> {
        if planned.filled.is_empty() {
            return Ok(());
        }
        match profiles::fill(self.tx, self.scope, person, &planned.filled, self.import.by).await {
            Ok(()) => Ok(()),
            // somebody changed the field or archived the person since it was judged
            Err(FillError::Misfits(_) | FillError::Archived) => Err(WriteError::Outrun),
            Err(FillError::Store(error)) => Err(error.into()),
        }
    }

    fn other(&self, email: &kernel::Email) -> Result<UserId, WriteError> {
        self.directory.by_email(Some(email)).and_then(|at| self.directory.at(at).id).ok_or(WriteError::Outrun)
    }

    async fn tell(&mut self, what: &str, student: UserId, other: UserId) -> Result<(), db::Error> {
        let (by, subject, after) = (Some(self.import.by), Some(student.to_string()), Some(other.to_string()));
        audit::record(self.tx, self.scope, AuditChange { by, what, subject, before: None, after }).await?;
        for person in [student, other] {
            outbox::record(self.tx, self.scope, Event::PersonChanged { person }).await?;
        }
        Ok(())
    }

    async fn invite(&mut self, at: At, person: UserId) -> Result<(), WriteError> {
        match activations::invite(self.tx, self.scope, self.key, person).await {
            Ok(()) => self.import.invited += 1,
            Err(InviteAgainError::TooSoon | InviteAgainError::NotWaiting | InviteAgainError::NoAddress) => {}
            Err(InviteAgainError::Store(error)) => return Err(error.into()),
        }
        self.directory.change(at, |known| known.invited = true);
        Ok(())
    }
}

/// The unique index's word.
fn outrun(error: db::Error) -> WriteError {
    if matches!(error, db::Error::Conflict { .. }) { WriteError::Outrun } else { error.into() }
}

/// Archived, or another role, since it was judged.
fn gone(error: db::Error) -> WriteError {
    if matches!(error, db::Error::NotFound) { WriteError::Outrun } else { error.into() }
}
