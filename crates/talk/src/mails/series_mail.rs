//! What is told about several sessions of a series at once: to their student, to a parent, to their instructor.

use kernel::{SessionMinutes, Zone};
use teaching::series::{Change, Done};
use teaching::sessions::{Place, Session, Whole};
use web::show;

use super::mail::{Kind, Sheet};
use super::session_mail::{Reader, opens};
use super::wording::{Blank, Wording};

/// One telling: what was done, to which sessions, to whom, on whose clock.
#[derive(Debug, Clone, Copy)]
pub struct SeriesTelling<'a> {
    pub change: &'a Change,
    /// The name of who did it.
    pub by: &'a str,
    /// The first first; never none.
    pub sessions: &'a [Session],
    /// Of several students: all of the first session, for its instructor alone.
    pub whole: Option<&'a Whole>,
    pub instructor_first_name: &'a str,
    pub reader: Reader,
    pub zone: &'a Zone,
}

impl SeriesTelling<'_> {
    /// The subject of the mail and the line in the list.
    pub fn headline(&self) -> String {
        let (count, whose) = (self.count(), self.whose());
        let from = self.sessions.first().map_or_else(String::new, |first| self.date(first));
        match self.change.done {
            Done::Booked => format!("{count} with {whose}, from {from}"),
            Done::Moved => format!("Moved: {count} with {whose}, from {from}"),
            Done::Cancelled => format!("Cancelled: {count} with {whose}, from {from}"),
        }
    }

    /// What happened, in a sentence or two.
    pub fn sentence(&self) -> String {
        let (count, whose) = (self.count(), self.whose());
        let are = if self.sessions.len() == 1 { "is" } else { "are" };
        let rhythm = self.rhythm();
        match self.change.done {
            Done::Booked => format!("{count} with {whose} {are} planned{rhythm}."),
            Done::Moved => format!("{} has changed {count} with {whose}. This is how they are now.", self.by),
            Done::Cancelled => {
                let (were, them) = if self.sessions.len() == 1 { ("was", "it") } else { ("were", "them") };
                let why = self.change.reason.as_deref().unwrap_or_default();
                format!("{count} with {whose} {were} cancelled. {} cancelled {them}: {why}", self.by)
            }
        }
    }

    /// `: every Monday`; for who lives by another clock than the series, whose days these are.
    fn rhythm(&self) -> String {
        let Some(first) = self.sessions.first() else { return String::new() };
        let Some(part) = &first.series else { return String::new() };
        let words = part.rhythm.words().replacen("Every", "every", 1);
        let zone = if *self.zone == first.zone {
            String::new()
        } else {
            format!(", {} time", web::ui::zone_name(&first.zone))
        };
        format!(": {words}{zone}")
    }

    /// `24 sessions`, and for parents of whom.
    fn count(&self) -> String {
        let first = self.sessions.first();
        let of = match (self.reader, first) {
            (Reader::Parent, Some(first)) => format!(" of {}", first.student_first_name),
            _ => String::new(),
        };
        match self.sessions.len() {
            1 => format!("1 session{of}"),
            count => format!("{count} sessions{of}"),
        }
    }

    /// Whom they are with.
    fn whose(&self) -> &str {
        match (self.reader, self.sessions.first()) {
            (Reader::Instructor, Some(first)) => {
                self.whole.map_or(first.student_name.as_str(), |whole| whole.names.as_str())
            }
            _ => self.instructor_first_name,
        }
    }

    fn date(&self, session: &Session) -> String {
        session.starts_at.in_zone(self.zone).strftime("%A %-d %B %Y").to_string()
    }

    /// The mail's content. `ways_in` are the reader's own links to the sessions, `check` the page to try a device on.
    pub fn sheet(&self, greeting: String, ways_in: &[Option<String>], check: String) -> Sheet {
        let mut sheet = Sheet { greeting, paragraphs: vec![self.sentence()], ..Sheet::default() };
        if let Some(first) = self.sessions.first() {
            sheet.facts.push(("Program", first.program_title.clone()));
            if !first.subject.is_empty() {
                sheet.facts.push(("Subject", first.subject.clone()));
            }
            if let Place::InPerson { location } = &first.place {
                sheet.facts.push(("Where", location.clone()));
            }
            if !first.description.is_empty() {
                sheet.facts.push(("About", first.description.clone()));
            }
        }
        sheet.dates = self
            .sessions
            .iter()
            .zip(ways_in)
            .map(|(session, way)| (self.line(session), way.clone()))
            .collect();
        if self.change.done == Done::Cancelled {
            return sheet;
        }
        if let Some(Place::Link { address }) = self.sessions.first().map(|first| &first.place) {
            sheet.action = Some(("Open the meeting".to_owned(), address.clone()));
            sheet.advice = vec!["The sessions take place at this address, on another service.".to_owned()];
        }
        if ways_in.iter().any(Option::is_some) {
            sheet.advice = self.join_advice();
            sheet.aside = Some(("Check this device before the day".to_owned(), check));
        }
        sheet
    }

    /// The kind of mail whose own words it begins in.
    pub const fn kind_of_words(&self) -> Kind {
        match self.change.done {
            Done::Booked => Kind::SessionBooked,
            Done::Moved => Kind::SessionRescheduled,
            Done::Cancelled => Kind::SessionCancelled,
        }
    }

    /// The subject and the sheet, beginning in the organization's own words if there are any. The usual sentence stays below
    /// them: it alone tells how many sessions it is about.
    pub fn worded(&self, words: Option<&Wording>, organization: &str, sheet: Sheet) -> (String, Sheet) {
        let usual = (self.headline(), sheet);
        let (Some(words), Some(first)) = (words, self.sessions.first()) else { return usual };
        let student = match self.reader {
            Reader::Instructor => self.whose().to_owned(),
            Reader::Student | Reader::Parent => first.student_first_name.clone(),
        };
        let filling = vec![
            (Blank::Student, student),
            (Blank::Instructor, self.instructor_first_name.to_owned()),
            (Blank::Program, first.program_title.clone()),
            (Blank::When, self.when(first)),
            (Blank::Organization, organization.to_owned()),
        ];
        words.begin(usual, &filling, true)
    }

    /// `Monday 30 November 2026, 16:00 (CST) and 7 more times`.
    fn when(&self, first: &Session) -> String {
        let start = show::date_time_zone(first.starts_at, self.zone);
        match self.sessions.len() {
            0 | 1 => start,
            2 => format!("{start} and once more"),
            count => format!("{start} and {} more times", count - 1),
        }
    }

    /// `Monday 30 November 2026, 16:00 (CST), 1 hour`.
    fn line(&self, session: &Session) -> String {
        let length = SessionMinutes::new(session.minutes())
            .map_or_else(|_| format!("{} minutes", session.minutes()), |minutes| minutes.to_string());
        format!("{}, {length}", show::date_time_zone(session.starts_at, self.zone))
    }

    fn join_advice(&self) -> Vec<String> {
        let ben = self.sessions.first().map_or("", |first| &first.student_first_name);
        let device = match self.reader {
            Reader::Parent => format!("the device {ben} will use"),
            Reader::Instructor | Reader::Student => "the device you will use".to_owned(),
        };
        let opens = self.sessions.first().map_or_else(String::new, opens);
        vec![format!(
            "Each date has a link of its own: open it on {device}. {opens} The links are for {ben} alone; please do not pass them on."
        )]
    }
}
