//! How the configuration looks.

use kernel::{SessionMinutes, Zone};
use maud::{Markup, html};
use people::audit::Line;
use people::organizations::BelowZero;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Table, Tone};
use web::{Errors, Money};

use super::changes;
use super::forms::{BookingForm, DurationForm, MOST_TERMS, MoneyForm, TermsForm};
use super::money::meaning;
use crate::trail;

/// The sections there are.
pub fn index() -> Markup {
    html! {
        (ui::page_header("Configuration", Some("What your organization decided. Every change is kept with its old value."), html! {}))
        (ui::card("Organization", html! { (Button::link("/configuration/organization", "Open Organization")) }, html! {
            p { "Its name, its time zone, and the address for help." }
        }))
        (ui::card("Look", html! { (Button::link("/configuration/look", "Open Look")) }, html! {
            p { "Your logo and your colour, on every page." }
        }))
        (ui::card("Mail texts", html! { (Button::link("/configuration/mail-texts", "Open Mail texts")) }, html! {
            p { "How mails to families and instructors begin: in the usual words, or in your own." }
        }))
        (ui::card("Booking & Sessions", html! { (Button::link("/configuration/booking", "Open Booking & Sessions")) }, html! {
            p { "Durations, when a session counts, what instructors may do, consent and terms." }
        }))
        (ui::card("Booking rules", html! { (Button::link("/configuration/booking-rules", "Open Booking rules")) }, html! {
            p { "Where sessions take place, what has to be said about them, what is logged afterwards, when classrooms open." }
        }))
        (ui::card("Locations", html! { (Button::link("/configuration/locations", "Open Locations")) }, html! {
            p { "The places where people meet in person." }
        }))
        (ui::card("Closed days", html! { (Button::link("/configuration/closures", "Open Closed days")) }, html! {
            p { "Holidays and breaks. Whoever books a session then is warned." }
        }))
        (ui::card("Reasons for absences", html! { (Button::link("/configuration/absence-reasons", "Open Reasons for absences")) }, html! {
            p { "Why people miss sessions, and which of it counts against their attendance." }
        }))
        (ui::card("Cancellation", html! { (Button::link("/configuration/cancellation", "Open Cancellation")) }, html! {
            p { "Until when families cancel free of charge, and the reasons to choose from." }
        }))
        (ui::card("Reports & surveys", html! { (Button::link("/configuration/forms", "Open Reports & surveys")) }, html! {
            p { "What instructors and students are asked after a session, and who reads the answers." }
        }))
        (ui::card("Profile fields", html! { (Button::link("/configuration/profile-fields", "Open Profile fields")) }, html! {
            p { "What you keep about students, parents, instructors and admins, and who reads it." }
        }))
        (ui::card("Requests", html! { (Button::link("/configuration/requests", "Open Requests")) }, html! {
            p { "Whether parents and students may ask for sessions." }
        }))
        (ui::card("Files", html! { (Button::link("/configuration/files", "Open Files")) }, html! {
            p { "How much space portfolios have." }
        }))
        (ui::card("Recordings", html! { (Button::link("/configuration/recordings", "Open Recordings")) }, html! {
            p { "Whether sessions are recorded, and how long recordings are kept." }
        }))
        (ui::card("Money", html! { (Button::link("/configuration/money", "Open Money")) }, html! {
            p { "What billable and non-billable mean, and whether credits may go below zero." }
        }))
        (ui::card("Audit trail", html! { (Button::link("/configuration/audit-trail", "Open Audit trail")) }, html! {
            p { "Who changed what, and when: everything that is kept of it." }
        }))
    }
}

/// The values of the booking page; each form with what is wrong in it.
pub struct BookingPage<'a> {
    pub booking: (BookingForm, Errors),
    pub duration: (DurationForm, Errors),
    pub terms: (TermsForm, Errors),
    pub terms_version: i64,
    pub durations: &'a [SessionMinutes],
    pub default_duration: SessionMinutes,
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn booking(page: &BookingPage<'_>) -> Markup {
    html! {
        (ui::page_header("Booking & Sessions", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Rules", html! {}, rules_form(&page.booking.0, &page.booking.1)))
        (ui::card("Durations", html! {}, durations(page)))
        (ui::card("Terms", html! {}, terms_form(&page.terms.0, &page.terms.1, page.terms_version)))
        (ui::card("History", html! {}, trail::of_settings(page.history, changes::BOOKING, page.zone)))
    }
}

fn rules_form(form: &BookingForm, errors: &Errors) -> Markup {
    html! {
        (PostForm::to("/configuration/booking").errors(errors).body(html! {
            (Field::number("minimum_minutes", "Minimum minutes together").range(1, 120).required()
                .value(&form.minimum_minutes).error(errors.get("minimum_minutes"))
                .hint("From here on a session counts as completed. Sessions that exist keep the number they were made with."))
            (Field::number("no_show_minutes", "No-show minutes").range(1, 120).required()
                .value(&form.no_show_minutes).error(errors.get("no_show_minutes"))
                .hint("How long an instructor waits until the session counts as missed by the student."))
            (Field::number("late_minutes", "Late after minutes").range(1, 120).required()
                .value(&form.late_minutes).error(errors.get("late_minutes"))
                .hint("Who comes into the classroom later than this after the start has attended late."))
            (Field::yes_no("billable_default", "Are sessions billable unless the program says otherwise?")
                .value(&form.billable_default).error(errors.get("billable_default")))
            (Field::checkbox("instructors_may_invite", "Instructors may invite students by email")
                .checked(form.instructors_may_invite == "true"))
            (Field::checkbox("instructors_may_manage_programs", "Instructors may add and edit programs")
                .checked(form.instructors_may_manage_programs == "true")
                .hint("Fees and notes stay with admins."))
            (Field::checkbox("families_may_browse", "Families may browse all instructors")
                .checked(form.families_may_browse == "true")
                .hint("Otherwise students and parents find those who teach them. They ask for sessions with these alone, either way."))
            (Field::checkbox("consent_under_13", "We hold a parent's consent for every child under 13 we add")
                .checked(form.consent_under_13 == "true")
                .hint("Without this statement, children under 13 cannot be invited."))
        }).actions(html! { (Button::submit("Save rules").primary()) }))
    }
}

fn terms_form(form: &TermsForm, errors: &Errors, version: i64) -> Markup {
    ui::stack(html! {
        p {
            "Version " (version) " is in force. A new version is for people who come in from now on; "
            "what others accepted stays on record."
        }
        (PostForm::to("/configuration/terms").errors(errors).body(html! {
            (Field::textarea("body", "Terms").required().max(MOST_TERMS).value(&form.body).error(errors.get("body")))
        }).actions(html! { (Button::submit("Publish new version")) }))
    })
}

fn durations(page: &BookingPage<'_>) -> Markup {
    let columns = [Column::text("Length"), Column::actions()];
    let (form, errors) = &page.duration;
    ui::stack(html! {
        p { "Exactly these lengths are offered when a session starts. Removing one changes no session." }
        (PostForm::to("/configuration/durations").errors(errors).body(html! {
            (Field::number("minutes", "Another length, in minutes").range(5, 480).required()
                .value(&form.minutes).error(errors.get("minutes")))
        }).actions(html! { (Button::submit("Add length").icon(Icon::Add)) }))
        (Table::new("Durations", &columns).rows(page.durations.iter().map(|minutes| {
            duration_row(*minutes, *minutes == page.default_duration)
        })))
    })
}

fn duration_row(minutes: SessionMinutes, is_default: bool) -> Row<'static> {
    let at = |what: &str| format!("/configuration/durations/{}/{what}", minutes.get());
    let actions = html! {
        @if !is_default {
            (Button::post(at("default"), format!("Make {minutes} the default")).quiet().small())
            (Button::post(at("removal"), format!("Remove {minutes}")).quiet().small())
        }
    };
    Row::new([html! { (minutes) @if is_default { " " (ui::chip(Tone::Sea, "default")) } }, actions])
}

/// The values of the money page.
pub struct MoneyPage<'a> {
    pub form: MoneyForm,
    pub errors: Errors,
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn money(page: &MoneyPage<'_>) -> Markup {
    html! {
        (ui::page_header("Money", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("How sessions are paid", html! {}, money_form(&page.form, &page.errors)))
        (ui::card("History", html! {}, trail::of_settings(page.history, changes::MONEY, page.zone)))
    }
}

fn money_form(form: &MoneyForm, errors: &Errors) -> Markup {
    let ways = Money::ALL.map(|money| Choice::new(money.word(), changes::paid_by(money)));
    let columns = [Column::text("Paid by"), Column::text("Billable"), Column::text("Non-billable")];
    html! {
        (PostForm::to("/configuration/money").errors(errors).body(html! {
            (Field::radios("money", "Sessions are paid by").choices(&ways).required()
                .value(&form.money).error(errors.get("money"))
                .hint("A switch is for sessions made from now on. The others are settled as they were made."))
            (Table::new("What billable means", &columns).rows(Money::ALL.map(|money| {
                Row::new([html! { (changes::paid_by(money)) }, html! { (meaning(money, true)) }, html! { (meaning(money, false)) }])
            })))
            (Field::radios("below_zero", "When a student's credits run out").required()
                .choices(&BelowZero::ALL.map(|rule| Choice::new(rule.word(), changes::below_zero(rule))))
                .value(&form.below_zero).error(errors.get("below_zero"))
                .hint("Warn and allow: the session starts, the balance goes below zero, and you see it under Revenue. \
                       Block: a billable session needs a credit; who is below zero already goes no lower."))
        }).actions(html! { (Button::submit("Save").primary()) }))
    }
}
