//! A mail, ready to be sent.

use kernel::{Email, OrgId, Timestamp};

/// All that stands in one mail to one person.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The Message-ID without its brackets; the same for every try, so that a second copy folds into the first.
    pub message_id: String,
    pub org: OrgId,
    pub at: Timestamp,
    /// The organization's name; the address beside it is the installation's.
    pub from_name: String,
    /// Where answers go: the organization's support address.
    pub reply_to: Option<Email>,
    pub to_name: String,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub appointment: Option<Appointment>,
}

/// The calendar file of a session's mail.
#[derive(Debug, Clone)]
pub struct Appointment {
    /// `PUBLISH` or `CANCEL` (RFC 5546).
    pub method: &'static str,
    /// The `.ics` text (RFC 5545).
    pub text: String,
}
