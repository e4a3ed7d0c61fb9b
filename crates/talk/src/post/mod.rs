//! The way out for mails: a real mail server, or the mailbox of a demonstration.

mod circuit;
mod kick;
mod letter;
mod mailbox;
mod mailer;
mod message;
mod office;
mod smtp;

pub use circuit::Circuit;
pub use kick::{Kick, after_writes};
pub use letter::{Appointment, Letter};
pub use mailbox::{Kept, Mailbox};
pub use mailer::{Mailer, SendError, Trouble};
pub use office::PostOffice;
pub use smtp::{Security, SmtpError, SmtpSettings};
