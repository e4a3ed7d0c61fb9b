//! The one mail of a day: what somebody was told and has not read on the page.

use super::mail::Sheet;
use crate::notifications::Notification;

/// The subject of the mail.
pub fn subject(told: &[Notification], organization: &str) -> String {
    match told.len() {
        1 => format!("Your day at {organization}: one notice"),
        count => format!("Your day at {organization}: {count} notices"),
    }
}

/// The mail's content. `address` is that of My Notifications.
pub fn sheet(greeting: String, told: &[Notification], address: String) -> Sheet {
    Sheet {
        greeting,
        paragraphs: told.iter().map(|notice| notice.subject.clone()).collect(),
        action: Some(("See them all".to_owned(), address)),
        ..Sheet::default()
    }
}
