//! Writing a mail at the moment it is sent, from what is true then.

use db::{Error, Result, Scope, Tx};
use kernel::{DeliveryId, Email, LinkId, SessionId, Standing, Timestamp, UserId};
use people::accounts::{self, Person};
use people::{families, links, organizations};
use teaching::sessions;
use web::{App, Organization};

use super::account_mail;
use super::calendar::appointment;
use super::mail::{Kind, Sheet};
use super::session_mail::{Reader, Telling};
use super::views;
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
        Kind::SessionStarted | Kind::SessionBooked => desk.session_ahead(tx).await,
        Kind::SessionCancelled => desk.session_cancelled(tx).await,
        Kind::Invitation if desk.recipient.standing != Standing::Invited => {
            Ok(Composed::Moot("the account is active already"))
        }
        Kind::SetPassword if desk.recipient.has_password => {
            Ok(Composed::Moot("the person has a password already"))
        }
        Kind::Invitation | Kind::Reset | Kind::SetPassword => desk.account(tx).await,
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
        let Some(reader) = Reader::of(self.recipient.id, session, &parents) else {
            return Ok(Composed::Moot("the person has no part in the session any more"));
        };
        let instructor = accounts::find(tx, scope, session.instructor).await?;
        let ada = instructor.first_name.as_str();
        let telling = Telling {
            kind: self.order.kind,
            session,
            instructor_first_name: ada,
            reader,
            zone: &self.recipient.zone,
        };
        let sheet = telling.sheet(self.greeting(), join, self.app.url(&self.organization, "/check"));
        let file = appointment(session, reader, &self.organization, self.sender, tx.now());
        Ok(self.letter(tx.now(), telling.headline(), sheet, Some(file)))
    }

    async fn account(&self, tx: &mut Tx) -> Result<Composed> {
        let Some(link) = self.link(tx).await? else {
            return Ok(Composed::Moot("the link was used, replaced or has run out"));
        };
        let (kind, name) = (self.order.kind, &self.organization.name);
        let sheet = account_mail::sheet(kind, name, self.greeting(), link, &self.recipient.zone);
        Ok(self.letter(tx.now(), account_mail::subject(kind, name), sheet, None))
    }

    /// The address of the order's link and until when it holds; none when it does not hold any more.
    async fn link(&self, tx: &mut Tx) -> Result<Option<(String, Timestamp)>> {
        let kind = match self.order.kind {
            Kind::SessionStarted | Kind::SessionBooked | Kind::SessionCancelled => links::Kind::Join,
            Kind::Invitation => links::Kind::Activate,
            Kind::Reset | Kind::SetPassword => links::Kind::Reset,
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

    fn letter(
        &self,
        at: Timestamp,
        subject: String,
        mut sheet: Sheet,
        appointment: Option<Appointment>,
    ) -> Composed {
        let reply_to = self.organization.support_email.as_ref().and_then(|email| email.parse::<Email>().ok());
        sheet.organization.clone_from(&self.organization.name);
        sheet.support = reply_to.as_ref().map_or_else(
            || format!("Questions? Ask {}.", self.organization.name),
            |email| format!("Questions? Answer this mail or write to {email}."),
        );
        Composed::Letter(Box::new(Letter {
            message_id: format!("{}@{}", self.order.id, self.organization.host),
            org: self.organization.id,
            at,
            from_name: self.organization.name.clone(),
            reply_to,
            to_name: self.recipient.name(),
            to: self.to.clone(),
            text: sheet.text(),
            html: views::mail(&subject, &sheet).into_string(),
            subject,
            appointment,
        }))
    }
}

/// An order whose kind needs a session or a link that it does not name.
fn incomplete() -> Error {
    Error::Corrupt { column: "deliveries".to_owned() }
}
