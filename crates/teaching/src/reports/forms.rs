//! The verbs of forms. A change makes another version, and is written down with what was there before.

use std::collections::BTreeMap;

use db::{Error, Scope, Tx};
use kernel::{ProgramId, UserId};
use people::audit::{self, Change as Line};

use super::form::{Form, STANDARD};
use super::question::Question;
use super::report::Kind;
use super::sheet::MOST_QUESTIONS;
use super::store::{self, NewForm};
use crate::programs;

/// What every line of the trail begins with.
pub const FORMS: &str = "form ";

/// Which form is meant: of a program, or the one for every program without its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    pub kind: Kind,
    pub program: Option<ProgramId>,
}

/// What is done to a form. Questions are counted from 1.
#[derive(Debug, Clone)]
pub enum Change {
    Add(Question),
    Set(usize, Question),
    Remove(usize),
    /// One place towards the beginning.
    Raise(usize),
    /// One place towards the end.
    Lower(usize),
}

/// Why a form was not changed.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    #[error("somebody else changed the form meanwhile")]
    Changed,
    #[error("the form has as many questions as there may be")]
    TooMany,
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for FormError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// The forms of a kind that are in force.
#[derive(Debug)]
pub struct Forms {
    for_all: Form,
    of_programs: BTreeMap<ProgramId, Form>,
}

impl Forms {
    /// # Errors
    /// As the engine refuses.
    pub async fn read(tx: &mut Tx, scope: Scope, kind: Kind) -> db::Result<Self> {
        let mut forms = Self { for_all: Form::standard(kind), of_programs: BTreeMap::new() };
        for form in store::forms_in_force(tx, scope, kind).await? {
            match form.program {
                None => forms.for_all = form,
                Some(program) => drop(forms.of_programs.insert(program, form)),
            }
        }
        Ok(forms)
    }

    /// The form that is asked after sessions of `program`.
    pub fn of(&self, program: ProgramId) -> &Form {
        self.of_programs.get(&program).unwrap_or(&self.for_all)
    }

    /// The form for every program without its own.
    pub const fn for_all(&self) -> &Form {
        &self.for_all
    }

    /// The program's own form, if it has one.
    pub fn own(&self, program: ProgramId) -> Option<&Form> {
        self.of_programs.get(&program)
    }
}

/// The form that is asked after sessions of `program`.
///
/// # Errors
/// As the engine refuses.
pub async fn in_force(tx: &mut Tx, scope: Scope, kind: Kind, program: ProgramId) -> db::Result<Form> {
    Ok(Forms::read(tx, scope, kind).await?.of(program).clone())
}

/// The form that a page says it shows, stored.
///
/// # Errors
/// `NotFound` when the organization has no such form of `kind`.
pub async fn shown(tx: &mut Tx, scope: Scope, kind: Kind, word: &str) -> db::Result<Form> {
    if word == STANDARD {
        return stored_standard(tx, scope, kind).await;
    }
    let form = store::form(tx, scope, word.parse().map_err(|_| Error::NotFound)?).await?;
    if form.kind == kind { Ok(form) } else { Err(Error::NotFound) }
}

/// The standard form, stored when it is answered or changed for the first time. When another took its place meanwhile, it
/// is kept for what was answered on it.
async fn stored_standard(tx: &mut Tx, scope: Scope, kind: Kind) -> db::Result<Form> {
    for retired in [false, true] {
        if let Some(form) = store::stored_standard(tx, scope, kind).await? {
            return Ok(form);
        }
        let standard = Form::standard(kind);
        let questions = &standard.questions;
        let new = NewForm { kind, program: None, version: 1, by: None, retired, questions };
        if let Some(id) = store::insert_form(tx, scope, &new).await? {
            return Ok(Form { id: Some(id), ..standard });
        }
    }
    store::stored_standard(tx, scope, kind).await?.ok_or(Error::NotFound)
}

/// The form that an admin works at: the program's own, if it has one, else the one for all.
///
/// # Errors
/// `NotFound` when the organization has no such program.
pub async fn worked_at(tx: &mut Tx, scope: Scope, which: Which) -> db::Result<Form> {
    if let Some(program) = which.program {
        programs::find(tx, scope, program).await?;
    }
    let forms = Forms::read(tx, scope, which.kind).await?;
    Ok(which.program.map_or_else(|| forms.for_all().clone(), |program| forms.of(program).clone()))
}

/// Gives a program a form of its own, which begins as the one for all.
///
/// # Errors
/// `NotFound` when the organization has no such program, `Changed` when it has one of its own already.
pub async fn begin_own(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    kind: Kind,
    program: ProgramId,
) -> Result<(), FormError> {
    let which = Which { kind, program: Some(program) };
    let title = programs::find(tx, scope, program).await?.title;
    let form = worked_at(tx, scope, which).await?;
    let questions = &form.questions;
    let new = NewForm { kind, program: Some(program), version: 1, by: Some(by), retired: false, questions };
    if store::insert_form(tx, scope, &new).await?.is_none() {
        return Err(FormError::Changed);
    }
    let (before, after) = ("the organization's".to_owned(), format!("one of its own: {title}"));
    write_down(tx, scope, by, which, (Some(before), Some(after))).await?;
    Ok(())
}

/// Lets a program use the form for all again.
///
/// # Errors
/// `Changed` when the form in force is not the one that was seen.
pub async fn end_own(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    kind: Kind,
    program: ProgramId,
    seen: &str,
) -> Result<(), FormError> {
    let which = Which { kind, program: Some(program) };
    let title = programs::find(tx, scope, program).await?.title;
    let form = worked_at(tx, scope, which).await?;
    let Some(id) = form.id.filter(|_| form.program == which.program && form.word() == seen) else {
        return Err(FormError::Changed);
    };
    if !store::retire(tx, scope, id).await? {
        return Err(FormError::Changed);
    }
    let (before, after) = (format!("one of its own: {title}"), "the organization's".to_owned());
    write_down(tx, scope, by, which, (Some(before), Some(after))).await?;
    Ok(())
}

/// Changes the form that was seen.
///
/// # Errors
/// As [`FormError`] says; `NotFound` when the organization has no such program or the form no such question.
pub async fn change(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    which: Which,
    seen: &str,
    change: Change,
) -> Result<(), FormError> {
    let mut form = worked_at(tx, scope, which).await?;
    if form.program != which.program || form.word() != seen {
        return Err(FormError::Changed);
    }
    let told = apply(&mut form.questions, change)?;
    if told.0 == told.1 {
        return Ok(());
    }
    let before = match form.id {
        Some(id) => id,
        None => stored_standard(tx, scope, which.kind).await?.id.ok_or(Error::NotFound)?,
    };
    if !store::retire(tx, scope, before).await? {
        return Err(FormError::Changed);
    }
    let new = NewForm {
        kind: which.kind,
        program: which.program,
        version: form.version + 1,
        by: Some(by),
        retired: false,
        questions: &form.questions,
    };
    if store::insert_form(tx, scope, &new).await?.is_none() {
        return Err(FormError::Changed);
    }
    write_down(tx, scope, by, which, told).await?;
    Ok(())
}

type Told = (Option<String>, Option<String>);

/// Does it; gives what was there before and what is there now.
fn apply(questions: &mut Vec<Question>, change: Change) -> Result<Told, FormError> {
    let index = |position: usize, questions: &[Question]| -> Result<usize, FormError> {
        let index = position.checked_sub(1).filter(|index| *index < questions.len());
        Ok(index.ok_or(Error::NotFound)?)
    };
    match change {
        Change::Add(_) if questions.len() >= MOST_QUESTIONS => Err(FormError::TooMany),
        Change::Add(question) => {
            let told = question.told();
            questions.push(question);
            Ok((None, Some(told)))
        }
        Change::Set(position, question) => {
            let index = index(position, questions)?;
            let after = question.told();
            let before = std::mem::replace(&mut questions[index], question);
            Ok((Some(before.told()), Some(after)))
        }
        Change::Remove(position) => {
            let index = index(position, questions)?;
            Ok((Some(questions.remove(index).told()), None))
        }
        Change::Raise(position) => {
            let from = index(position, questions)?;
            moved(questions, from, position.checked_sub(2))
        }
        Change::Lower(position) => {
            let from = index(position, questions)?;
            moved(questions, from, Some(position))
        }
    }
}

/// Swaps a question with its neighbour; at the edge it stays.
fn moved(questions: &mut [Question], from: usize, to: Option<usize>) -> Result<Told, FormError> {
    let Some(to) = to.filter(|to| *to < questions.len()) else { return Ok((None, None)) };
    questions.swap(from, to);
    let words = &questions[to].words;
    Ok((Some(format!("\"{words}\" at {}", from + 1)), Some(format!("\"{words}\" at {}", to + 1))))
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    which: Which,
    (before, after): Told,
) -> db::Result<()> {
    let what = match which.kind {
        Kind::Report => "form report",
        Kind::Survey => "form survey",
    };
    let subject = which.program.map(|program| program.to_string());
    audit::record(tx, scope, Line { by: Some(by), what, subject, before, after }).await
}

/// Decides whether families are mailed the answers that are for them.
///
/// # Errors
/// As the engine refuses.
pub async fn set_mailed_families(tx: &mut Tx, scope: Scope, by: UserId, mailed: bool) -> db::Result<()> {
    let before = store::mailed_families(tx, scope).await?;
    if before == mailed {
        return Ok(());
    }
    store::set_mailed_families(tx, scope, mailed).await?;
    let word = |yes: bool| Some(if yes { "yes" } else { "no" }.to_owned());
    let what = "form answers are mailed to families";
    let line = Line { by: Some(by), what, subject: None, before: word(before), after: word(mailed) };
    audit::record(tx, scope, line).await
}

#[cfg(test)]
mod tests {
    use super::super::standard;
    use super::*;

    #[test]
    fn questions_are_moved_one_place_and_stay_at_the_edge() {
        let mut questions = standard::questions(Kind::Survey);
        let words = |questions: &[Question]| -> Vec<String> {
            questions.iter().map(|question| question.words.chars().take(6).collect()).collect()
        };

        apply(&mut questions, Change::Raise(3)).unwrap();
        assert_eq!(words(&questions), ["How wa", "Do you", "Did yo", "Do you"]);
        apply(&mut questions, Change::Lower(1)).unwrap();
        assert_eq!(words(&questions), ["Do you", "How wa", "Did yo", "Do you"]);
        for edge in [Change::Raise(1), Change::Lower(4)] {
            assert_eq!(apply(&mut questions, edge).unwrap(), (None, None));
        }
        assert!(apply(&mut questions, Change::Remove(5)).is_err(), "there is no fifth");
        assert!(apply(&mut questions, Change::Remove(0)).is_err());
    }
}
