//! The pages of mail texts.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Column, Field, Icon, Notice, PostForm, Row, Table, Tone, When};

use super::form::{MOST_OPENING, MOST_SUBJECT, TextForm, blanks};
use crate::mails::Kind;

pub const AT: &str = "/configuration/mail-texts";
pub const TITLE: &str = "Mail texts";

/// The page of mails of `kind`.
pub fn address(kind: Kind) -> String {
    format!("{AT}/{}", kind.word().replace(' ', "-"))
}

/// The kinds of mails; `own` begin in the organization's own words.
pub fn index(own: &[Kind]) -> Markup {
    let columns = [Column::text("Mail"), Column::text("Begins in")];
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.takes_own_words());
    html! {
        (ui::page_header(TITLE, None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        (ui::panel(ui::stack(html! {
            p {
                "How these mails begin is yours to say. Times, links, calendar files and reasons stand in them in any case. "
                "All other mails keep the usual words: they are about safety, or differ with what happened."
            }
            (Table::new("Mails", &columns).rows(kinds.map(|kind| {
                Row::new([
                    html! { a href=(address(kind)) { (kind.title()) } },
                    html! { @if own.contains(&kind) { (ui::chip(Tone::Sea, "Your own words")) } @else { "The usual words" } },
                ])
            })))
        })))
    }
}

/// The values of the page of one kind.
pub struct TextPage<'a> {
    pub kind: Kind,
    pub form: &'a TextForm,
    pub errors: &'a Errors,
    /// Its mails begin in the organization's own words now.
    pub has_own: bool,
    /// The preview is the mail as it goes out now.
    pub is_kept: bool,
    /// Of the preview.
    pub subject: &'a str,
    pub text: &'a str,
    pub history: &'a [Line],
    pub zone: &'a Zone,
    pub saved: bool,
}

pub fn edit(page: &TextPage<'_>) -> Markup {
    let at = address(page.kind);
    let reset = html! {
        @if page.has_own {
            (Button::post(format!("{at}/removal"), "Back to the usual words").quiet().small().icon(Icon::Restore))
        }
    };
    html! {
        (ui::page_header(page.kind.title(), None, html! { (Button::link(AT, "All mail texts").quiet().icon(Icon::Back)) }))
        @if page.saved { (Notice::good("Saved.")) }
        (ui::card("Your own words", reset, ui::stack(html! {
            (state(page))
            (form(&at, page))
        })))
        (ui::card("Preview", html! {}, ui::stack(html! {
            p class="muted" {
                @if page.is_kept { "As it goes out now, with people who do not exist." }
                @else { "With people who do not exist. These words are not saved yet." }
            }
            (ui::key_values([("Subject", html! { (page.subject) })]))
            div class="mail-text" { @for line in page.text.lines() { (line) br; } }
        })))
        (ui::card("History", html! {}, history(page.history, page.zone)))
    }
}

fn state(page: &TextPage<'_>) -> Markup {
    html! {
        p {
            @if page.has_own { "These mails begin in your own words." } @else { "These mails begin in the usual words." }
            @if page.kind.keeps_sentence() { " Below your own, the usual sentence stays: it tells what happened." }
        }
    }
}

fn form(at: &str, page: &TextPage<'_>) -> Markup {
    let (form, errors) = (page.form, page.errors);
    html! {
        (PostForm::to(at).errors(errors).body(html! {
            (Field::text("subject", "Subject").value(&form.subject).max(MOST_SUBJECT).autocomplete("off")
                .error(errors.get("subject")).hint("Empty: the usual one."))
            (Field::textarea("opening", "How the mail begins").value(&form.opening).max(MOST_OPENING).required()
                .error(errors.get("opening"))
                .hint(format!("Below the greeting. An empty line begins a paragraph. Filled in for each reader: {}.", blanks(page.kind))))
        }).actions(html! {
            (Button::submit("Save").primary())
            (Button::submit("Preview").sends("preview", "true"))
        }))
    }
}

fn history(lines: &[Line], zone: &Zone) -> Markup {
    let words = |side: &Option<String>| side.clone().unwrap_or_else(|| "the usual words".to_owned());
    html! {
        @if lines.is_empty() {
            p { "Nothing was changed yet. Each change will stand here with its old and new value." }
        } @else {
            ul {
                @for line in lines {
                    li {
                        (words(&line.before)) " → " (words(&line.after))
                        br;
                        (ui::time(line.at, zone, When::DayAndClock)) ", " (line.by.as_deref().unwrap_or("the operator"))
                    }
                }
            }
        }
    }
}
