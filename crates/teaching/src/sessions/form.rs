//! "Start A Session Now": what the form holds, what it offers, and what is wrong with it.

use db::{Result, Scope, Tx};
use kernel::{ProgramId, SessionMinutes, UserId};
use people::accounts::{self, Person};
use people::invitations::{self, Checked, Invitation, InviteError};
use people::organizations::{self, Rules};
use people::teaching_pairs;
use web::{Errors, Money, Viewer, token};

use super::session::{MAX_DESCRIPTION, MAX_SUBJECT};
use super::{store, together};
use crate::programs::{self, Program};

/// The value of the student field that stands for the invited person.
pub const INVITED: &str = "invited";

/// The words of the form, as posted. Everything is kept, whatever is wrong with it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InstantForm {
    pub key: String,
    pub step: String,
    pub student: String,
    pub minutes: String,
    pub billable: String,
    pub program: String,
    pub subject: String,
    pub description: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub parent_email: String,
    pub under_13: String,
    /// The student the pre-filled values are for: a new choice of student fills in again.
    pub filled_for: String,
}

impl InstantForm {
    pub fn invitation(&self) -> Invitation {
        Invitation {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            parent_email: self.parent_email.clone(),
            under_13: self.under_13 == "true",
        }
    }

    /// Whether the press asks to check the invited person only.
    pub fn asks_to_select(&self) -> bool {
        self.step == "invite"
    }

    /// Whether the session is for the invited person: chosen, or written without choosing anyone.
    pub fn is_for_invited(&self) -> bool {
        self.student == INVITED || (self.student.is_empty() && !self.email.trim().is_empty())
    }

    /// A hash of everything the press means, without the key and the button.
    pub fn body_hash(&self) -> [u8; 32] {
        let parts = [
            &self.student,
            &self.minutes,
            &self.billable,
            &self.program,
            &self.subject,
            &self.description,
            &self.first_name,
            &self.last_name,
            &self.email,
            &self.parent_email,
            &self.under_13,
        ];
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        token::digest(&bytes)
    }
}

/// A fresh key for one opening of the form.
pub fn fresh_key() -> String {
    token::text(&token::random())
}

/// How a student who may be chosen stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Activated,
    NotActivated,
    /// A student of the organization whom the instructor invites and does not teach yet.
    ToBeAssigned,
    /// Nobody the organization knows.
    ToBeInvited,
}

/// A student the instructor may choose.
pub struct StudentChoice {
    /// None while nobody has written them down.
    pub id: Option<UserId>,
    /// Their id, or [`INVITED`].
    pub value: String,
    pub name: String,
    pub first_name: String,
    pub standing: Standing,
    /// Credits free to use, where the organization uses credits.
    pub credits: Option<i64>,
}

impl StudentChoice {
    pub fn of(person: &Person) -> Self {
        let activated = person.activated_at.is_some();
        Self {
            id: Some(person.id),
            value: person.id.to_string(),
            name: person.name(),
            first_name: person.first_name.to_string(),
            standing: if activated { Standing::Activated } else { Standing::NotActivated },
            credits: None,
        }
    }

    /// Whoever the invitation is about, by the name that was typed.
    fn typed(form: &InstantForm) -> Self {
        let (first, last) = (form.first_name.trim(), form.last_name.trim());
        Self {
            id: None,
            value: INVITED.to_owned(),
            name: format!("{first} {last}"),
            first_name: first.to_owned(),
            standing: Standing::ToBeInvited,
            credits: None,
        }
    }
}

/// A booked session that the new one would run into.
pub struct Overlap {
    pub of_instructor: bool,
    pub starts_at: kernel::Timestamp,
    pub with: String,
}

/// Everything the form offers.
pub struct Offer {
    pub students: Vec<StudentChoice>,
    pub programs: Vec<Program>,
    pub rules: Rules,
    pub overlaps: Vec<Overlap>,
}

impl Offer {
    /// Reads what the form offers this instructor.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, form: &InstantForm) -> Result<Self> {
        let scope = viewer.scope();
        let rules = organizations::rules(tx, scope).await?;
        let own = teaching_pairs::students_of(tx, scope, viewer.user).await?;
        let mut students: Vec<StudentChoice> = invited(tx, scope, form).await?.into_iter().collect();
        students.extend(own.iter().map(StudentChoice::of));
        if rules.money == Money::Credits {
            let ids: Vec<UserId> = students.iter().filter_map(|student| student.id).collect();
            let balances = ledger::balances(tx, scope, &ids).await?;
            for student in &mut students {
                let balance = student.id.and_then(|id| balances.get(&id));
                student.credits = Some(balance.map_or(0, |balance| balance.available));
            }
        }
        let mut offer =
            Self { students, programs: programs::list_open(tx, scope).await?, rules, overlaps: Vec::new() };
        offer.overlaps = overlaps(tx, viewer, form, &offer).await?;
        Ok(offer)
    }

    /// The student whose value stands in the form.
    pub fn student(&self, value: &str) -> Option<&StudentChoice> {
        self.students.iter().find(|student| student.value == value)
    }
}

/// The student of the invitation, once it is selected. Somebody known is offered by their own name: it is they who are
/// selected, whatever name was typed.
async fn invited(tx: &mut Tx, scope: Scope, form: &InstantForm) -> Result<Option<StudentChoice>> {
    if form.student != INVITED {
        return Ok(None);
    }
    match invitations::check(tx, scope, &form.invitation()).await {
        Ok(Checked::Known { student, .. }) => {
            let person = accounts::find(tx, scope, student).await?;
            let value = INVITED.to_owned();
            Ok(Some(StudentChoice { value, standing: Standing::ToBeAssigned, ..StudentChoice::of(&person) }))
        }
        Err(InviteError::Store(error)) => Err(error),
        // what is wrong with it by now is said beside its fields
        Ok(Checked::New(_)) | Err(_) => Ok(Some(StudentChoice::typed(form))),
    }
}

async fn overlaps(tx: &mut Tx, viewer: &Viewer, form: &InstantForm, offer: &Offer) -> Result<Vec<Overlap>> {
    let minutes = form.minutes.parse().unwrap_or(offer.rules.default_duration.get());
    let student = offer.student(&form.student).and_then(|student| student.id).unwrap_or(viewer.user);
    let from = tx.now();
    let to = from.plus_minutes(minutes.clamp(5, 480));
    let found = store::overlapping(tx, viewer.scope(), [viewer.user, student], (from, to)).await?;
    // of several students one is named
    let found = together::fold(viewer, found);
    Ok(found
        .iter()
        .filter(|session| !session.state().is_live())
        .map(|session| Overlap {
            of_instructor: session.instructor == viewer.user,
            starts_at: session.starts_at,
            with: session.counterpart(viewer.user).to_owned(),
        })
        .collect())
}

/// Fills in what this pair used last, when the chosen student is not the one the form was filled in for.
///
/// # Errors
/// As the engine refuses.
pub async fn prefill(tx: &mut Tx, scope: Scope, viewer: &Viewer, form: &mut InstantForm) -> Result<()> {
    let rules = organizations::rules(tx, scope).await?;
    let programs = programs::list_open(tx, scope).await?;
    let last = match form.student.parse::<UserId>() {
        Ok(student) if form.filled_for != form.student => {
            store::last_used_by_pair(tx, scope, viewer.user, student).await?
        }
        _ => None,
    };
    if let Some(last) = last {
        if let Some(minutes) = last.minutes().filter(|minutes| rules.durations.contains(minutes)) {
            form.minutes = minutes.get().to_string();
        }
        form.billable = last.billable.to_string();
        if programs.iter().any(|program| program.id == last.program_id) {
            form.program = last.program_id.to_string();
        }
    }
    form.filled_for.clone_from(&form.student);
    if form.minutes.is_empty() {
        form.minutes = rules.default_duration.get().to_string();
    }
    if form.program.is_empty()
        && let Some(program) = programs.first()
    {
        form.program = program.id.to_string();
    }
    if form.billable.is_empty() {
        let program = programs.iter().find(|program| program.id.to_string() == form.program);
        form.billable = program
            .and_then(|program| program.billable_default)
            .unwrap_or(rules.billable_default)
            .to_string();
    }
    Ok(())
}

/// The form's fields that need no look into the store, parsed.
pub struct Parsed {
    pub minutes: SessionMinutes,
    pub billable: bool,
    pub program: ProgramId,
    pub subject: String,
    pub description: String,
}

/// # Errors
/// A message for each field that does not fit.
pub fn parse(form: &InstantForm) -> std::result::Result<Parsed, Errors> {
    let mut errors = Errors::new();
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    if minutes.is_none() {
        errors.add("minutes", "Choose how long the session lasts.");
    }
    let billable = form.billable.parse().ok();
    if billable.is_none() {
        errors.add("billable", "Say whether this session is billable.");
    }
    let program = form.program.parse().ok();
    if program.is_none() {
        errors.add("program", "Choose a program.");
    }
    let subject = form.subject.trim().to_owned();
    if subject.chars().count() > MAX_SUBJECT || subject.chars().any(char::is_control) {
        errors.add("subject", "A subject has at most 120 characters on one line.");
    }
    let description = form.description.trim().replace("\r\n", "\n");
    if description.chars().count() > MAX_DESCRIPTION {
        errors.add("description", "A description has at most 2,000 characters.");
    }
    if form.student.is_empty() && form.email.trim().is_empty() {
        errors.add("student", "Choose a student, or invite one by email.");
    }
    match (minutes, billable, program) {
        (Some(minutes), Some(billable), Some(program)) if errors.is_empty() => {
            Ok(Parsed { minutes, billable, program, subject, description })
        }
        _ => Err(errors),
    }
}
