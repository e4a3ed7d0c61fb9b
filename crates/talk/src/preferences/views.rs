//! The page of one's preferences.

use maud::{Markup, html};
use web::ui::{self, Button, Choice, Field, Icon, Notice, PostForm};
use web::{Errors, Viewer};

use super::form::{PreferencesForm, chosen_kinds, way_field};
use crate::mails::{Kind, Way};

pub const TITLE: &str = "Mail preferences";

pub fn index(form: &PreferencesForm, errors: &Errors, saved: bool, viewer: &Viewer) -> Markup {
    let names: Vec<(Kind, String)> = chosen_kinds(viewer.roles).map(|kind| (kind, way_field(kind))).collect();
    html! {
        (ui::page_header(TITLE, Some("My Notifications has everything, whatever you choose here."), html! {
            (Button::link("/notifications", "All notifications").icon(Icon::Back))
        }))
        @if saved { (Notice::good("Saved.")) }
        (ui::columns(
            html! {
                (ui::panel(html! {
                    (PostForm::to("/notifications/preferences").errors(errors).body(html! {
                        @for (kind, name) in &names { (way(*kind, name, form)) }
                        (Field::time("daily_at", "Mail me the day's news at").value(&form.daily_at).required()
                            .error(errors.get("daily_at"))
                            .hint("What comes once a day: one mail, with what you have not read here."))
                        div class="field-row" {
                            (Field::time("quiet_from", "Quiet hours from").value(&form.quiet_from)
                                .error(errors.get("quiet_from")))
                            (Field::time("quiet_until", "Until").value(&form.quiet_until)
                                .error(errors.get("quiet_until")))
                        }
                        p class="muted" { "What can wait, waits until they are over. These times are on your clock: " (viewer.zone.name().replace('_', " ")) "." }
                    }).actions(html! { (Button::submit("Save").primary()) }))
                }))
            },
            html! {
                (ui::card("Always mailed, at any hour", html! {}, html! {
                    p { "A session that starts now, is cancelled, is moved or gets another instructor; somebody who is late or has not come; your account." }
                    p class="muted" { "So that nobody stands before a closed door." }
                }))
            },
        ))
    }
}

fn way<'a>(kind: Kind, name: &'a str, form: &'a PreferencesForm) -> Markup {
    let choices: Vec<Choice<'_>> =
        kind.ways().iter().map(|way| Choice::new(way.word(), words(kind, *way))).collect();
    html! {
        (Field::radios(name, title(kind)).choices(&choices).value(form.way(kind)))
    }
}

const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::SessionBooked => "Sessions that are planned",
        Kind::ReminderOfDay => "Reminder a day before a session",
        Kind::ReminderOfHour => "Reminder an hour before a session",
        Kind::Message => "Messages",
        Kind::RequestReceived => "Families that ask for a session",
        Kind::RequestProposed => "Another time for what you asked for",
        Kind::RequestAnswered => "Requests that come to nothing",
        Kind::ReportShared => "Reports about a session",
        Kind::ReportOverdue => "Reports that are missing",
        _ => kind.title(),
    }
}

const fn words(kind: Kind, way: Way) -> &'static str {
    match (way, kind) {
        (Way::AtOnce, Kind::Message) => "After five minutes",
        (Way::AtOnce, Kind::ReminderOfDay | Kind::ReminderOfHour) => "By mail",
        (Way::AtOnce, _) => "At once",
        (Way::Daily, _) => "Once a day",
        (Way::Page, _) => "Not by mail",
    }
}
