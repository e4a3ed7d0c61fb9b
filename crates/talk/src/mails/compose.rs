//! Writing a mail at the moment it is sent, from what is true then.

use db::{Error, Result, Scope, Tx};
use kernel::{DeliveryId, Email, LinkId, Reminder, Role, Seat, SessionId, Standing, Timestamp, UserId, Zone};
use people::accounts::{self, Person};
use people::{families, links, organizations};
use teaching::series::{self, Change, Done};
use teaching::{presence, reminders, reports, requests, sessions};
use web::{App, Organization};

use super::account_mail;
use super::calendar::appointment;
use super::daily_mail;
use super::mail::{Kind, Sheet};
use super::message_mail;
use super::report_mail::ReportTelling;
use super::request_mail::{Hearer, RequestTelling};
use super::sample::{Addresses, sample};
use super::series_mail::SeriesTelling;
use super::session_mail::{Reader, Telling};
use super::wording::Wording;
use super::{store, views};
use crate::messages;
use crate::notifications;
use crate::post::{Appointment, Letter};

/// A mail that is owed.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    pub id: DeliveryId,
    pub scope: Scope,
    pub recipient: UserId,
    pub kind: Kind,
    pub session: Option<SessionId>,
    pub link: Option<LinkId>,
    /// The number of the event that owes it.
    pub event: i64,
}

/// What became of an order.
#[derive(Debug)]
pub enum Composed {
    Letter(Box<Letter>),
    /// Nobody needs this mail any more; why.
    Moot(&'static str),
}

/// Everything a mail of any kind needs.
struct Desk<'a> {
    app: &'a App,
    sender: &'a Email,
    order: &'a Order,
    organization: Organization,
    recipient: Person,
    to: Email,
}

/// The mail of `order`, from `sender`.
///
/// # Errors
/// As the store refuses; `Corrupt` when the order lacks what its kind needs.
pub async fn compose(tx: &mut Tx, app: &App, sender: &Email, order: &Order) -> Result<Composed> {
    let recipient = accounts::find(tx, order.scope, order.recipient).await?;
    if recipient.is_archived() {
        return Ok(Composed::Moot("the account is archived"));
    }
    let Some(to) = recipient.email.clone() else {
        return Ok(Composed::Moot("the person has no address"));
    };
    let organization = organizations::find(tx, order.scope).await?;
    let desk = Desk { app, sender, order, organization, recipient, to };
    match order.kind {
        Kind::SessionBooked | Kind::SessionCancelled if order.session.is_none() => desk.series(tx).await,
        Kind::SessionStarted | Kind::SessionBooked => desk.session_ahead(tx).await,
        Kind::SessionCancelled => desk.session_cancelled(tx).await,
        Kind::SessionRescheduled | Kind::InstructorChanged | Kind::InstructorLate | Kind::StudentLate => {
            desk.session_later(tx).await
        }
        Kind::InstructorReplaced => desk.session_replaced(tx).await,
        Kind::ReminderOfDay | Kind::ReminderOfHour | Kind::NotThereYet => desk.reminder(tx).await,
        Kind::Message => desk.messages(tx).await,
        Kind::Daily => desk.day(tx).await,
        Kind::Invitation if desk.recipient.standing != Standing::Invited => {
            Ok(Composed::Moot("the account is active already"))
        }
        Kind::SetPassword if desk.recipient.has_password => {
            Ok(Composed::Moot("the person has a password already"))
        }
        Kind::Invitation | Kind::Reset | Kind::SetPassword => desk.account(tx).await,
        Kind::PasskeyAdded => Ok(desk.passkey_added(tx)),
        Kind::ReportShared => desk.report_shared(tx).await,
        Kind::ReportOverdue => desk.report_overdue(tx).await,
        Kind::LowReport => desk.rated_low(tx, reports::Kind::Report).await,
        Kind::LowSurvey => desk.rated_low(tx, reports::Kind::Survey).await,
        Kind::RequestReceived | Kind::RequestProposed | Kind::RequestAnswered => desk.request(tx).await,
    }
}

impl Desk<'_> {
    async fn session_ahead(&self, tx: &mut Tx) -> Result<Composed> {
        let session =
            sessions::find(tx, self.order.scope, self.order.session.ok_or_else(incomplete)?).await?;
        if session.outcome.is_some() {
            return Ok(Composed::Moot("the session is over"));
        }
        // no link leads to a session elsewhere, and its instructor needs none
        if self.order.link.is_none()
            && (!session.place.is_classroom() || self.recipient.id == session.instructor)
        {
            return self.about_session(tx, &session, None).await;
        }
        let Some(join) = self.link(tx).await? else {
            return Ok(Composed::Moot("the link was taken back or has run out"));
        };
        self.about_session(tx, &session, Some(join)).await
    }

    /// About a session that people were told of before: whoever has a link gets it again.
    async fn session_later(&self, tx: &mut Tx) -> Result<Composed> {
        let session = self.session(tx).await?;
        if session.outcome.is_some() {
            return Ok(Composed::Moot("the session is over"));
        }
        let join = self.own_link(tx, &session).await?;
        self.about_session(tx, &session, join).await
    }

    /// For whoever taught it: it leaves their calendar as a cancelled session would.
    async fn session_replaced(&self, tx: &mut Tx) -> Result<Composed> {
        let mut session = self.session(tx).await?;
        if session.instructor == self.recipient.id {
            return Ok(Composed::Moot("they teach it again"));
        }
        session.cancelled_at = session.cancelled_at.or(Some(tx.now()));
        self.about_session(tx, &session, None).await
    }

    async fn reminder(&self, tx: &mut Tx) -> Result<Composed> {
        let session = self.session(tx).await?;
        let reminder = self.order.kind.reminder().ok_or_else(incomplete)?;
        if !reminders::is_timely(reminder, (session.starts_at, session.ends_at), tx.now()) {
            return Ok(Composed::Moot("its time is over, or the session was moved"));
        }
        if reminder == Reminder::NotThereYet && self.has_come(tx, &session).await? {
            return Ok(Composed::Moot("they have come in meanwhile"));
        }
        self.session_later(tx).await
    }

    /// Whether the person whose absence would be told was in the classroom.
    async fn has_come(&self, tx: &mut Tx, session: &sessions::Session) -> Result<bool> {
        let seat = session.seat_of(self.recipient.id).unwrap_or(Seat::Student);
        let stays = presence::intervals(tx, self.order.scope, session.id).await?;
        Ok(stays.iter().any(|stay| stay.seat == seat))
    }

    async fn session(&self, tx: &mut Tx) -> Result<sessions::Session> {
        sessions::find(tx, self.order.scope, self.order.session.ok_or_else(incomplete)?).await
    }

    /// The address of the link to the session that was made for this recipient, and until when it holds.
    async fn own_link(
        &self,
        tx: &mut Tx,
        session: &sessions::Session,
    ) -> Result<Option<(String, Timestamp)>> {
        let (scope, now) = (self.order.scope, tx.now());
        let all = links::of_session(tx, scope, session.id).await?;
        let own = all.iter().find(|link| link.recipient == self.recipient.id && link.is_valid(now));
        let Some(link) = own else { return Ok(None) };
        let Some(token) = links::derive(tx, scope, self.app.key(), link.id).await? else { return Ok(None) };
        let path = links::address_path(links::Kind::Join, &token);
        Ok(Some((self.app.url(&self.organization, &path), link.expires_at)))
    }

    /// Where somebody without a link gets in, or reads more: by signing in.
    fn by_signing_in(&self, session: &sessions::Session, reader: Reader) -> (String, String) {
        let (label, path) = if reader == Reader::Instructor && session.place.is_classroom() {
            ("Go to the classroom", format!("/classroom/{}", session.id))
        } else {
            ("See the session", format!("/sessions/{}", session.id))
        };
        (label.to_owned(), self.app.url(&self.organization, &path))
    }

    async fn session_cancelled(&self, tx: &mut Tx) -> Result<Composed> {
        let session =
            sessions::find(tx, self.order.scope, self.order.session.ok_or_else(incomplete)?).await?;
        self.about_session(tx, &session, None).await
    }

    async fn about_session(
        &self,
        tx: &mut Tx,
        session: &sessions::Session,
        join: Option<(String, Timestamp)>,
    ) -> Result<Composed> {
        let scope = self.order.scope;
        let parents = families::parents_of(tx, scope, session.student).await?;
        // who does not teach it any more is told so as the instructor they were
        let is_replaced = self.order.kind == Kind::InstructorReplaced;
        let before = is_replaced.then_some(Reader::Instructor);
        let reader = before.or_else(|| Reader::of(self.recipient.id, session, &parents));
        let Some(reader) = reader else {
            return Ok(Composed::Moot("the person has no part in the session any more"));
        };
        let mut whole = sessions::whole(tx, scope, session).await?;
        if let Some(whole) = whole.as_mut().filter(|_| is_replaced) {
            // for whoever taught it nothing of it stays
            whole.stays = false;
        }
        let telling = Telling {
            kind: self.order.kind,
            session,
            whole: whole.as_ref(),
            instructor_first_name: &session.instructor_first_name,
            reader,
            zone: &self.recipient.zone,
            late_minutes: late_minutes(tx, scope, session, self.order.kind).await?,
        };
        let mut sheet = telling.sheet(self.greeting(), join, self.app.url(&self.organization, "/check"));
        if sheet.action.is_none() && self.order.kind.is_told_again() {
            sheet.action = Some(self.by_signing_in(session, reader));
        }
        let words = self.own_words(tx, self.order.kind).await?;
        let written = telling.worded(words.as_ref(), &self.organization.name, sheet);
        let entries = [(session.clone(), whole)];
        let file = appointment(&entries, reader, &self.organization, self.sender, tx.now());
        Ok(self.letter(tx.now(), written, Some(file)))
    }

    async fn messages(&self, tx: &mut Tx) -> Result<Composed> {
        let scope = self.order.scope;
        let thread = messages::thread_of_mail(tx, scope, self.order.id).await?;
        let unread = messages::unread_of(tx, scope, thread, self.recipient.id).await?;
        if unread.is_empty() {
            return Ok(Composed::Moot("the messages were read on the page"));
        }
        let attached = messages::attached_to(tx, scope, thread, &unread).await?;
        let address = self.app.url(&self.organization, &format!("/messages/{thread}"));
        let sheet = message_mail::sheet(self.greeting(), &unread, &attached, address, &self.recipient.zone);
        Ok(self.letter(tx.now(), (message_mail::subject(&unread), sheet), None))
    }

    /// What the person was told and has not read. Sessions that are over, or were cancelled, are not planned any more.
    async fn day(&self, tx: &mut Tx) -> Result<Composed> {
        let scope = self.order.scope;
        let mut told = Vec::new();
        for (kind, notice) in notifications::of_daily_mail(tx, scope, self.order.id).await? {
            let session = notice.session.filter(|_| kind == Kind::SessionBooked.word());
            let is_moot = match session {
                Some(session) => sessions::find(tx, scope, session).await?.outcome.is_some(),
                None => false,
            };
            if !is_moot {
                told.push(notice);
            }
        }
        if told.is_empty() {
            return Ok(Composed::Moot("everything was read on the page, or is over"));
        }
        let subject = daily_mail::subject(&told, &self.organization.name);
        let sheet =
            daily_mail::sheet(self.greeting(), &told, self.app.url(&self.organization, "/notifications"));
        Ok(self.letter(tx.now(), (subject, sheet), None))
    }

    /// A request, while there is a point in telling of it.
    async fn request(&self, tx: &mut Tx) -> Result<Composed> {
        let scope = self.order.scope;
        let id = requests::of_event(tx, scope, self.order.event).await?.ok_or_else(incomplete)?;
        let request = requests::find(tx, scope, id).await?;
        let wanted = match self.order.kind {
            Kind::RequestReceived => Some(requests::State::Pending),
            Kind::RequestProposed => Some(requests::State::Proposed),
            _ => None,
        };
        let state = request.state(tx.now());
        if wanted.is_some_and(|wanted| wanted != state) {
            return Ok(Composed::Moot("the request was answered meanwhile"));
        }
        let parents = families::parents_of(tx, scope, request.student).await?;
        let Some(hearer) = Hearer::of(&self.recipient, &request, &parents) else {
            return Ok(Composed::Moot("the person has no part in the request any more"));
        };
        let free = match (hearer, &request.answered_by) {
            (Hearer::Family, None) if state == requests::State::Declined => {
                requests::alternatives(tx, scope, &request).await?
            }
            _ => Vec::new(),
        };
        let telling = RequestTelling { request: &request, state, hearer, zone: &self.recipient.zone };
        let address = self.app.url(&self.organization, &format!("/requests/{id}"));
        let sheet = telling.sheet(self.greeting(), &free, address);
        Ok(self.letter(tx.now(), (telling.headline(), sheet), None))
    }

    /// What was done to several sessions at once, in one mail.
    async fn series(&self, tx: &mut Tx) -> Result<Composed> {
        let scope = self.order.scope;
        let change = series::change_told_by(tx, scope, self.order.event).await?.ok_or_else(incomplete)?;
        let sessions = sessions_of(tx, scope, &change).await?;
        let Some(first) = sessions.first() else {
            return Ok(Composed::Moot("none of the sessions is to come"));
        };
        let parents = families::parents_of(tx, scope, first.student).await?;
        let Some(reader) = Reader::of(self.recipient.id, first, &parents) else {
            return Ok(Composed::Moot("the person has no part in the sessions any more"));
        };
        let by = accounts::find(tx, scope, change.by).await?.name();
        let whole = sessions::whole(tx, scope, first).await?;
        let telling = SeriesTelling {
            change: &change,
            by: &by,
            sessions: &sessions,
            whole: whole.as_ref(),
            instructor_first_name: &first.instructor_first_name,
            reader,
            zone: &self.recipient.zone,
        };
        let mut ways_in = Vec::with_capacity(sessions.len());
        for session in &sessions {
            ways_in.push(self.way_in(tx, session).await?);
        }
        let sheet = telling.sheet(self.greeting(), &ways_in, self.app.url(&self.organization, "/check"));
        let words = self.own_words(tx, telling.kind_of_words()).await?;
        let written = telling.worded(words.as_ref(), &self.organization.name, sheet);
        let mut entries = Vec::with_capacity(sessions.len());
        for session in sessions {
            let whole = sessions::whole(tx, scope, &session).await?;
            entries.push((session, whole));
        }
        let file = appointment(&entries, reader, &self.organization, self.sender, tx.now());
        Ok(self.letter(tx.now(), written, Some(file)))
    }

    /// The address of the recipient's own link to a session that is to come, if they have one.
    async fn way_in(&self, tx: &mut Tx, session: &sessions::Session) -> Result<Option<String>> {
        if session.outcome.is_some() {
            return Ok(None);
        }
        Ok(self.own_link(tx, session).await?.map(|(address, _)| address))
    }

    /// What the family reads of a report that was filed, as it stands now.
    async fn report_shared(&self, tx: &mut Tx) -> Result<Composed> {
        let session = self.session(tx).await?;
        if !reports::mailed_families(tx, self.order.scope).await? {
            return Ok(Composed::Moot("families are not mailed reports any more"));
        }
        let parents = families::parents_of(tx, self.order.scope, session.student).await?;
        let reader = Reader::of(self.recipient.id, &session, &parents);
        if !matches!(reader, Some(Reader::Student | Reader::Parent)) {
            return Ok(Composed::Moot("the person has no part in the session any more"));
        }
        let answers = reports::filed_of(tx, self.order.scope, &session, reports::Kind::Report).await?;
        let answers = answers.unwrap_or_default();
        let shared: Vec<&reports::Answer> = reports::shared(&answers).collect();
        if shared.is_empty() {
            return Ok(Composed::Moot("the report holds nothing for the family any more"));
        }
        self.about_report(tx, &session, reader, &shared, "").await
    }

    async fn report_overdue(&self, tx: &mut Tx) -> Result<Composed> {
        let session = self.session(tx).await?;
        if session.instructor != self.recipient.id
            || !reports::is_missing(tx, self.order.scope, &session).await?
        {
            return Ok(Composed::Moot("the report was filed, or is not wanted any more"));
        }
        self.about_report(tx, &session, Some(Reader::Instructor), &[], "/report/form").await
    }

    async fn rated_low(&self, tx: &mut Tx, kind: reports::Kind) -> Result<Composed> {
        let session = self.session(tx).await?;
        if !self.recipient.is(Role::Admin) {
            return Ok(Composed::Moot("the person is no admin any more"));
        }
        let answers = reports::filed_of(tx, self.order.scope, &session, kind).await?.unwrap_or_default();
        let low: Vec<&reports::Answer> = answers.iter().filter(|answer| answer.is_low()).collect();
        if low.is_empty() {
            return Ok(Composed::Moot("the rating was corrected"));
        }
        self.about_report(tx, &session, None, &low, "").await
    }

    /// `page`: which page of the session it leads to.
    async fn about_report(
        &self,
        tx: &mut Tx,
        session: &sessions::Session,
        reader: Option<Reader>,
        answers: &[&reports::Answer],
        page: &str,
    ) -> Result<Composed> {
        let telling = ReportTelling { kind: self.order.kind, session, reader, zone: &self.recipient.zone };
        let address = self.app.url(&self.organization, &format!("/sessions/{}{page}", session.id));
        let sheet = telling.sheet(self.greeting(), answers, address);
        let words = self.own_words(tx, self.order.kind).await?;
        let written = telling.worded(words.as_ref(), &self.organization.name, sheet);
        Ok(self.letter(tx.now(), written, None))
    }

    async fn account(&self, tx: &mut Tx) -> Result<Composed> {
        let Some(link) = self.link(tx).await? else {
            return Ok(Composed::Moot("the link was used, replaced or has run out"));
        };
        let (kind, name) = (self.order.kind, &self.organization.name);
        let sheet = account_mail::sheet(kind, name, self.greeting(), link, &self.recipient.zone);
        let words = self.own_words(tx, kind).await?;
        Ok(self.letter(tx.now(), account_mail::worded(kind, words.as_ref(), name, sheet), None))
    }

    fn passkey_added(&self, tx: &Tx) -> Composed {
        let (name, address) = (&self.organization.name, self.app.url(&self.organization, "/account"));
        let sheet = account_mail::passkey_added(name, self.greeting(), address);
        self.letter(tx.now(), (account_mail::subject(self.order.kind, name), sheet), None)
    }

    /// The address of the order's link and until when it holds; none when it does not hold any more.
    async fn link(&self, tx: &mut Tx) -> Result<Option<(String, Timestamp)>> {
        let kind = match self.order.kind {
            Kind::Invitation => links::Kind::Activate,
            Kind::Reset | Kind::SetPassword => links::Kind::Reset,
            _ => links::Kind::Join,
        };
        let (scope, id) = (self.order.scope, self.order.link.ok_or_else(incomplete)?);
        let Some(token) = links::derive(tx, scope, self.app.key(), id).await? else { return Ok(None) };
        let link = links::find(tx, scope, kind, &token).await?.ok_or_else(incomplete)?;
        let address = self.app.url(&self.organization, &links::address_path(kind, &token));
        Ok(Some((address, link.expires_at)))
    }

    fn greeting(&self) -> String {
        format!("Hello {},", self.recipient.first_name)
    }

    /// What the organization says itself at the beginning of mails of `kind`.
    async fn own_words(&self, tx: &mut Tx, kind: Kind) -> Result<Option<Wording>> {
        if kind.takes_own_words() { store::wording(tx, self.order.scope, kind).await } else { Ok(None) }
    }

    fn letter(
        &self,
        at: Timestamp,
        (subject, sheet): (String, Sheet),
        appointment: Option<Appointment>,
    ) -> Composed {
        let mut sheet = framed(&self.organization, sheet);
        if self.recipient.standing == Standing::Active
            && (self.order.kind.is_chosen() || self.order.kind == Kind::Daily)
        {
            sheet.preferences = Some(self.app.url(&self.organization, "/notifications/preferences"));
        }
        Composed::Letter(Box::new(Letter {
            message_id: format!("{}@{}", self.order.id, self.organization.host),
            org: self.organization.id,
            at,
            from_name: self.organization.name.clone(),
            reply_to: support_address(&self.organization),
            to_name: self.recipient.name(),
            to: self.to.clone(),
            text: sheet.text(),
            html: views::mail(&subject, &sheet).into_string(),
            subject,
            appointment,
        }))
    }
}

/// The sheet with what stands around all mails of the organization.
fn framed(organization: &Organization, mut sheet: Sheet) -> Sheet {
    sheet.organization.clone_from(&organization.name);
    sheet.accent = organization.look.accent.map(|accent| accent.to_string());
    sheet.support = support_address(organization).map_or_else(
        || format!("Questions? Ask {}.", organization.name),
        |email| format!("Questions? Answer this mail or write to {email}."),
    );
    sheet
}

fn support_address(organization: &Organization) -> Option<Email> {
    organization.support_email.as_ref().and_then(|email| email.parse().ok())
}

/// The subject and the text of a mail of `kind` in these words, or the usual ones, to somebody who does not exist.
pub fn preview(
    app: &App,
    organization: &Organization,
    kind: Kind,
    words: Option<&Wording>,
    zone: &Zone,
) -> (String, String) {
    let path = match kind {
        Kind::Invitation => "/activate/…",
        Kind::ReportShared => "/sessions/…",
        _ => "/join/…",
    };
    let addresses = Addresses { way_in: app.url(organization, path), check: app.url(organization, "/check") };
    let (subject, sheet) = sample(kind, words, organization, addresses, (app.now(), zone));
    (subject, framed(organization, sheet).text())
}

/// What whoever is late by this kind of mail said last.
pub async fn late_minutes(tx: &mut Tx, scope: Scope, session: &sessions::Session, kind: Kind) -> Result<i64> {
    let Some(seat) = kind.late_seat() else { return Ok(0) };
    let said = sessions::latenesses(tx, scope, session.id).await?;
    Ok(said.iter().find(|late| late.seat == seat).map_or(0, |late| late.minutes))
}

/// The sessions that a change is about: those that were cancelled, or those that are still to come.
async fn sessions_of(tx: &mut Tx, scope: Scope, change: &Change) -> Result<Vec<sessions::Session>> {
    let mut found = Vec::new();
    for was in series::was_of(tx, scope, change.id).await? {
        let session = sessions::find(tx, scope, was.session).await?;
        let is_told = match change.done {
            Done::Cancelled => session.cancelled_at.is_some(),
            Done::Booked | Done::Moved => session.outcome.is_none(),
        };
        if is_told {
            found.push(session);
        }
    }
    found.sort_by_key(|session| session.starts_at);
    Ok(found)
}

/// The links that the mail of `order` carries.
///
/// # Errors
/// As the store refuses.
pub async fn carried_links(tx: &mut Tx, order: &Order) -> Result<Vec<LinkId>> {
    if order.session.is_some() || order.link.is_some() || order.kind != Kind::SessionBooked {
        return Ok(order.link.into_iter().collect());
    }
    let Some(change) = series::change_told_by(tx, order.scope, order.event).await? else {
        return Ok(Vec::new());
    };
    let mut carried = Vec::new();
    for was in series::was_of(tx, order.scope, change.id).await? {
        let links = links::of_session(tx, order.scope, was.session).await?;
        carried.extend(links.iter().filter(|link| link.recipient == order.recipient).map(|link| link.id));
    }
    Ok(carried)
}

/// An order whose kind needs a session or a link that it does not name.
fn incomplete() -> Error {
    Error::Corrupt { column: "deliveries".to_owned() }
}
