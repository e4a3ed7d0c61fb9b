//! One session for one student or several: a plan for each of them, made and read together.

use db::{Error, Tx};
use kernel::{Role, UserId};
use people::accounts::{self, Person};
use web::{Viewer, token};

use super::super::session::Outcome;
use super::planning::{BookError, Booking, Plan, Told, plan_for};

/// The most students of one session.
pub const MOST_STUDENTS: usize = 30;

/// What is planned for one student.
pub trait ForOne {
    fn student(&self) -> &Person;
    fn told(&self) -> &[Told];
    /// A digest of what a reader was shown; `request` is that of what was asked for.
    fn digest(&self, request: [u8; 32]) -> String;
}

/// What will be written for each student. Time, place, instructor and program are the same in all of them.
#[derive(Debug)]
pub struct Each<P> {
    pub first: P,
    pub others: Vec<P>,
}

/// One session, as each of its students has it.
pub type Plans = Each<Plan>;

impl<P: ForOne> Each<P> {
    /// None for nobody.
    pub fn of(plans: Vec<P>) -> Option<Self> {
        let mut plans = plans.into_iter();
        Some(Self { first: plans.next()?, others: plans.collect() })
    }

    pub fn each(&self) -> impl Iterator<Item = &P> {
        std::iter::once(&self.first).chain(&self.others)
    }

    pub const fn are_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// `Ben Ortiz, Mia Chen`.
    pub fn names(&self) -> String {
        self.each().map(|plan| plan.student().name()).collect::<Vec<_>>().join(", ")
    }

    /// Everyone who is told, each once.
    pub fn told(&self) -> Vec<Told> {
        each_once(self.each().flat_map(ForOne::told))
    }

    /// A digest of what a reader was shown; `request` is that of what was asked for.
    pub fn digest(&self, request: [u8; 32]) -> String {
        let words: Vec<String> = self.each().map(|plan| plan.digest(request)).collect();
        token::text(&token::digest(words.join("\n").as_bytes()))
    }
}

/// Families first, then the instructor.
fn each_once<'a>(all: impl Iterator<Item = &'a Told>) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for one in all {
        if !told.iter().any(|known| known.person == one.person && known.part == one.part) {
            told.push(one.clone());
        }
    }
    told.sort_by_key(|one| one.part == Role::Instructor);
    told
}

/// Several students do not fit everywhere.
///
/// # Errors
/// `ClassroomIsForOne`, `TooManyStudents`.
pub fn refuse_too_many(booking: &Booking, students: &[UserId]) -> Result<(), BookError> {
    if students.len() > 1 && booking.place.is_classroom() {
        return Err(BookError::ClassroomIsForOne);
    }
    if students.len() > MOST_STUDENTS {
        return Err(BookError::TooManyStudents);
    }
    Ok(())
}

/// Plans what `viewer` asks for in the form, for each of `students`.
///
/// # Errors
/// As [`BookError`] says; nothing is written either way.
pub async fn plan_each_for(
    tx: &mut Tx,
    viewer: &Viewer,
    booking: &Booking,
    students: &[UserId],
    went: Option<Outcome>,
) -> Result<Plans, BookError> {
    let several = students.len() > 1;
    refuse_too_many(booking, students)?;
    let mut plans = Vec::with_capacity(students.len());
    for student in students {
        let booking = Booking { student: *student, ..booking.clone() };
        match plan_for(tx, viewer, &booking, went).await {
            Ok(plan) => plans.push(plan),
            Err(error) if several => return Err(of_one(tx, viewer, *student, error).await?),
            Err(error) => return Err(error),
        }
    }
    Each::of(plans).ok_or(BookError::UnknownStudent)
}

/// The same error, with the student it is about where the viewer may read who that is.
///
/// # Errors
/// As the engine refuses.
pub async fn of_one(
    tx: &mut Tx,
    viewer: &Viewer,
    student: UserId,
    error: BookError,
) -> Result<BookError, BookError> {
    let is_named = match &error {
        BookError::NotEnoughCredits { .. } | BookError::NotEnoughCreditsForAll { .. } => true,
        // whom somebody does not teach they do not find out about
        BookError::UnknownStudent => viewer.is(Role::Admin),
        _ => false,
    };
    if !is_named {
        return Ok(error);
    }
    match accounts::find(tx, viewer.scope(), student).await {
        Ok(person) => Ok(BookError::OfStudent { who: person.name(), error: Box::new(error) }),
        Err(Error::NotFound) => Ok(error),
        Err(failed) => Err(failed.into()),
    }
}
