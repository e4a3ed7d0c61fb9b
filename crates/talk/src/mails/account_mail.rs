//! What is mailed about an account: the invitation to activate it, the ways to a password, and that a passkey was added.

use kernel::{Timestamp, Zone};
use web::show;

use super::mail::{Kind, Sheet};
use super::wording::{Blank, Wording};

/// The subject of the mail.
pub fn subject(kind: Kind, organization: &str) -> String {
    match kind {
        Kind::Invitation => format!("Get started with {organization}"),
        Kind::SetPassword => format!("Choose a password for {organization}"),
        Kind::PasskeyAdded => format!("A passkey was added to your account at {organization}"),
        _ => format!("Set a new password for {organization}"),
    }
}

/// The mail's content. `address` is the reader's own link, which holds until `until`.
pub fn sheet(
    kind: Kind,
    organization: &str,
    greeting: String,
    (address, until): (String, Timestamp),
    zone: &Zone,
) -> Sheet {
    let (sentence, label) = match kind {
        Kind::Invitation => (
            format!(
                "{organization} has added you. Choose a password or a passkey and your time zone, and your account is ready."
            ),
            "Click Here To Get Started",
        ),
        Kind::SetPassword => (
            format!(
                "You were in a session of {organization}. With a password you can also sign in, see your sessions and \
                 join without a link from a mail."
            ),
            "Choose a password",
        ),
        _ => (
            format!("Somebody, probably you, asked for a new password at {organization}."),
            "Set a new password",
        ),
    };
    let end =
        format!("The link is for you alone and works once, until {}.", show::date_time_zone(until, zone));
    let otherwise = match kind {
        Kind::Invitation => "If it has run out, its page sends you a new one.",
        Kind::SetPassword => "You need not do this: links from mails keep working without a password.",
        _ => "If you did not ask, do nothing: your password stays as it is.",
    };
    Sheet {
        greeting,
        paragraphs: vec![sentence],
        action: Some((label.to_owned(), address)),
        advice: vec![end, otherwise.to_owned()],
        ..Sheet::default()
    }
}

/// The subject and the sheet, beginning in the organization's own words if there are any.
pub fn worded(kind: Kind, words: Option<&Wording>, organization: &str, sheet: Sheet) -> (String, Sheet) {
    let usual = (subject(kind, organization), sheet);
    let filling = vec![(Blank::Organization, organization.to_owned())];
    match words {
        Some(words) => words.begin(usual, &filling, kind.keeps_sentence()),
        None => usual,
    }
}

/// Tells of a new passkey; `address` is of the page that lists them.
pub fn passkey_added(organization: &str, greeting: String, address: String) -> Sheet {
    let sentence = format!(
        "A passkey was added to your account at {organization}. Whoever has that device and can unlock it signs in as you."
    );
    Sheet {
        greeting,
        paragraphs: vec![sentence],
        action: Some(("See your passkeys".to_owned(), address)),
        advice: vec!["If it was not you, remove it there at once and change your password.".to_owned()],
        ..Sheet::default()
    }
}
