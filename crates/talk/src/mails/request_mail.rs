//! What is told about a request: to whoever answers it, and to the family that asked.

use kernel::{Role, Timestamp, Zone};
use people::accounts::Person;
use teaching::requests::{Request, State};
use web::show;

use super::mail::Sheet;

/// What somebody is to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearer {
    /// Its instructor, or an admin.
    Answering,
    Family,
}

impl Hearer {
    /// What `person` is to the request; none when they have no part in it.
    pub fn of(person: &Person, request: &Request, parents: &[Person]) -> Option<Self> {
        let is_family = person.id == request.student
            || person.id == request.asked_by
            || parents.iter().any(|parent| parent.id == person.id);
        if person.id == request.instructor {
            Some(Self::Answering)
        } else if is_family {
            Some(Self::Family)
        } else {
            person.is(Role::Admin).then_some(Self::Answering)
        }
    }
}

/// One telling: of which request, as it stands, to whom, on whose clock.
#[derive(Debug, Clone, Copy)]
pub struct RequestTelling<'a> {
    pub request: &'a Request,
    pub state: State,
    pub hearer: Hearer,
    pub zone: &'a Zone,
}

impl RequestTelling<'_> {
    /// The subject of the mail and the line in the list.
    pub fn headline(&self) -> String {
        let what = self.what();
        let (asker, ada) = (&self.request.asked_by_name, &self.request.instructor_first_name);
        match self.state {
            State::Pending => format!("{asker} asks for {what}, {}", self.first()),
            State::Proposed => format!("{ada} proposes another time: {}", self.first()),
            State::Accepted => format!("Accepted: {what}"),
            State::Declined => format!("Declined: {what}, {}", self.first()),
            State::Withdrawn => format!("Withdrawn: {what}, {}", self.first()),
            State::Expired => format!("Not answered in time: {what}, {}", self.first()),
        }
    }

    /// What happened, in a sentence or two.
    pub fn sentence(&self) -> String {
        let what = self.what();
        let request = self.request;
        match self.state {
            State::Pending => {
                format!("{} asks for {what}. Nothing is booked before you answer.", request.asked_by_name)
            }
            State::Proposed => {
                let words = request.proposal.as_ref().map_or("", |proposal| proposal.words.as_str());
                let said = if words.is_empty() { String::new() } else { format!(" {words}") };
                format!(
                    "{} was asked for {what} and proposes {} instead.{said}",
                    request.instructor_first_name,
                    self.first()
                )
            }
            State::Accepted => format!("The request for {what} was accepted."),
            State::Declined => {
                let reason = request.reason.as_deref().unwrap_or_default();
                match &request.answered_by_name {
                    Some(name) => format!("{name} declined the request for {what}: {reason}"),
                    None => format!("The request for {what} was declined: {reason}"),
                }
            }
            State::Withdrawn => {
                let name = request.answered_by_name.as_deref().unwrap_or("The family");
                format!("{name} withdrew the request for {what}.")
            }
            State::Expired => format!("Nobody answered the request for {what} in time, so it has expired."),
        }
    }

    /// `a session of Ben Ortiz with you`, `another time of Ben's session with Ada`.
    fn what(&self) -> String {
        let request = self.request;
        let kind = if request.moves.is_some() { "another time of the session" } else { "a session" };
        match self.hearer {
            Hearer::Answering => format!("{kind} of {}", request.student_name),
            Hearer::Family => {
                format!("{kind} of {} with {}", request.student_first_name, request.instructor_first_name)
            }
        }
    }

    /// The first of the times that it is about now.
    fn first(&self) -> String {
        self.request.options().first().map_or_else(String::new, |start| self.when(*start))
    }

    fn when(&self, at: Timestamp) -> String {
        show::date_time_zone(at, self.zone)
    }

    /// The mail's content. `free` are times beside those that were given to others, `address` is that of the request.
    pub fn sheet(&self, greeting: String, free: &[Timestamp], address: String) -> Sheet {
        let request = self.request;
        let mut facts = vec![("Program", request.program_title.clone())];
        if !request.subject.is_empty() {
            facts.push(("Subject", request.subject.clone()));
        }
        facts.push(("Duration", request.minutes.to_string()));
        if let Some(location) = request.place.location() {
            facts.push(("Where", location.to_owned()));
        }
        if let Some(moves) = request.moves {
            facts.push(("Planned", self.when(moves.starts_at)));
        }
        if !request.description.is_empty() {
            facts.push(("Note", request.description.clone()));
        }
        if self.state.is_open() {
            facts.push(("Answer until", self.when(request.expires_at)));
        }
        let mut paragraphs = vec![self.sentence()];
        let dates = if free.is_empty() {
            request.options()
        } else {
            paragraphs.push(format!("{} is free at these times:", request.instructor_first_name));
            free.to_vec()
        };
        let dates = dates.into_iter().map(|start| (self.when(start), None)).collect();
        let label = match self.state {
            State::Pending => "Answer the request",
            State::Proposed => "Answer the proposal",
            _ => "See the request",
        };
        Sheet {
            greeting,
            paragraphs,
            facts,
            dates,
            action: Some((label.to_owned(), address)),
            ..Sheet::default()
        }
    }
}
