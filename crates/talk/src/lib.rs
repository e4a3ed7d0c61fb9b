//! Talk: what people are told, by mail and on their notifications page.
//!
//! A verb of another area records an event in its own transaction. The [`worker`] tells it: `listeners` decides who is
//! told what, `notifications` and `deliveries` keep it, `mails` writes a mail when its turn comes, and `post` hands it to
//! the mail server, or to the mailbox of a demonstration. `sweeping` removes what nobody needs any more.

mod deliveries;
mod demo_mail;
mod expiring;
mod listeners;
mod mail_texts;
mod mails;
mod messages;
mod notifications;
pub mod post;
mod preferences;
mod reminding;
mod sweeping;
pub mod worker;

use live::portfolio::Storage;

pub use deliveries::{Attention, attention, attention_notice};
pub use messages::{WriteError, write as write_message};
pub use post::PostOffice;

/// The files that came with messages, whose bytes `storage` holds.
pub fn attachments(storage: Storage) -> web::Routes {
    messages::routes_of_files().with(storage)
}

/// All other routes of this area; the mailbox pages only where `office` has a mailbox.
pub fn routes(office: &PostOffice) -> web::Routes {
    let routes = notifications::routes()
        .and(preferences::routes())
        .and(mail_texts::routes())
        .and(messages::routes())
        .and(deliveries::routes().with(office.clone()));
    match office.mailer().mailbox() {
        Some(mailbox) => routes.and(demo_mail::routes().with(mailbox.clone())),
        None => routes,
    }
}
