//! The mailbox of a demonstration.

use kernel::Zone;
use maud::{Markup, html};
use web::ui::{self, Button, Icon, When};

use crate::post::Kept;

/// All mails, newest first.
pub fn index(mails: &[Kept], zone: &Zone) -> Markup {
    html! {
        p class="muted" { "Mails of this demonstration end here instead of leaving. Newest first." }
        @if mails.is_empty() {
            (ui::empty(Icon::Inbox, "No mail yet", "Start a session, invite somebody or ask for a new password.", html! {}))
        } @else {
            ol reversed class="stack" {
                @for mail in mails {
                    li {
                        a href=(address(mail)) { (mail.subject) }
                        div class="muted" {
                            "To " (mail.to) " · from " (mail.from) " · " (ui::time(mail.at, zone, When::DayAndClock))
                        }
                    }
                }
            }
        }
    }
}

/// One mail: its headers, its HTML in a frame of its own, its text with working links, its calendar file.
pub fn show(mail: &Kept, zone: &Zone) -> Markup {
    html! {
        p { (Button::link("/demo/mail", "All mails").icon(Icon::Back).small()) }
        (ui::key_values([
            ("From", html! { (mail.from) }),
            ("To", html! { (mail.to) }),
            ("Reply-To", html! { (mail.reply_to.as_deref().unwrap_or("the sender")) }),
            ("Subject", html! { (mail.subject) }),
            ("Date", ui::time(mail.at, zone, When::Whole)),
            ("Message-ID", html! { (mail.message_id) }),
        ]))
        iframe class="mail-body" title="The mail as a mail program shows it" src=(format!("{}/body", address(mail)))
            width="100%" height="560" {}
        (ui::fold(Icon::Document, "Text version", true, text(&mail.text)))
        @if let Some(calendar) = &mail.calendar {
            (ui::fold(Icon::Calendar, "Attached: session.ics", false, html! { pre { (calendar) } }))
        }
    }
}

/// The text with its addresses as links; an address stands alone on its line.
fn text(text: &str) -> Markup {
    html! {
        div class="mail-text" {
            @for line in text.lines() {
                @if line.starts_with("http://") || line.starts_with("https://") {
                    a href=(line) { (line) }
                } @else {
                    (line)
                }
                br;
            }
        }
    }
}

fn address(mail: &Kept) -> String {
    format!("/demo/mail/{}", mail.number)
}
