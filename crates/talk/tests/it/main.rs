//! What people are told, from the outside: through the worker, a mail server that misbehaves, and the pages.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod changes;
mod deliveries;
mod demo_mail;
mod mail_texts;
mod mails;
mod messages;
mod notifications;
mod preferences;
mod reminders;
mod reports;
mod requests;
mod series;
mod several;
mod sweeping;
mod telling;
mod tls;
mod working;
