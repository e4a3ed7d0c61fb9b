//! Which events are heard here, and what follows from each: mails owed, notifications told, open pages woken.
//!
//! All of it is written in the transaction that marks the event as told; the wake-ups leave after its commit.

mod about_changes;
mod about_messages;
mod about_on_demand;
mod about_people;
mod about_reminders;
mod about_reports;
mod about_requests;
mod about_series;
mod about_sessions;

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::Event;
use web::{App, Push};

use crate::mails::Kind;

/// Hears one event.
///
/// # Errors
/// As the store refuses; the event is then told again later.
pub async fn hear(app: &App, tx: &mut Tx, told: &Leased) -> Result<Vec<Push>> {
    match told.event {
        Event::SessionStarted { session } => {
            about_sessions::ahead(tx, told, session, Kind::SessionStarted).await
        }
        Event::SessionBooked { session } => {
            about_sessions::ahead(tx, told, session, Kind::SessionBooked).await
        }
        Event::LinkResent { session, link } => about_sessions::resent(tx, told, session, link).await,
        Event::SessionEnded { session } => {
            about_reports::expected(tx, told, session).await?;
            about_sessions::ended(app, tx, told, session).await
        }
        Event::SessionCancelled { session } => about_sessions::cancelled(tx, told, session).await,
        Event::SessionRescheduled { session, by } => about_changes::rescheduled(tx, told, session, by).await,
        Event::InstructorChanged { session, before, by } => {
            about_changes::instructor_changed(tx, told, session, before, by).await
        }
        Event::RunningLate { session, seat, by } => {
            about_changes::running_late(tx, told, session, seat, by).await
        }
        Event::ReminderDue { session, reminder } => {
            about_reminders::reminded(tx, told, session, reminder).await
        }
        Event::SessionMoved { session } => about_sessions::moved(tx, told, session).await,
        Event::SessionChanged { session } => {
            about_reports::expected(tx, told, session).await?;
            about_sessions::moved(tx, told, session).await
        }
        Event::SeriesChanged { change } => about_series::changed(tx, told, change).await,
        Event::PersonInvited { person, link } => about_people::invited(tx, told, person, link).await,
        Event::ResetRequested { person, link } => about_people::reset_requested(tx, told, person, link).await,
        Event::PasskeyAdded { person } => about_people::passkey_added(tx, told, person).await,
        // nothing follows yet: lists of people and programs are read when they are opened
        Event::PersonChanged { .. } | Event::ProgramChanged { .. } => Ok(Vec::new()),
        Event::MessageSent { message } => about_messages::sent(tx, told, message).await,
        Event::CreditsChanged { student } => about_people::credits_changed(tx, told, student).await,
        Event::ReportShared { report } => about_reports::shared(tx, told, report).await,
        Event::RatedLow { report } => about_reports::rated_low(tx, told, report).await,
        Event::ReportOverdue { session } => about_reports::overdue(tx, told, session).await,
        Event::RequestAsked { request } => about_requests::asked(tx, told, request).await,
        Event::RequestProposed { request } => about_requests::proposed(tx, told, request).await,
        Event::RequestAnswered { request } => about_requests::answered(tx, told, request).await,
        Event::OfferChanged { instructor } => about_on_demand::offered(tx, told, instructor).await,
        Event::WaitChanged { wait } => about_on_demand::waited(tx, told, wait).await,
    }
}
