//! Questions as fields.

use maud::{Markup, html};
use web::Errors;
use web::ui::{self, Field, Icon};

use crate::reports::question::{Asks, Audience, MAX_TEXT, Question};
use crate::reports::sheet::{Sheet, choice_field, field};

/// Whether the fields say who reads what is written in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    Said,
    Unsaid,
}

/// All fields of a form, as they were filled in.
pub fn fields(questions: &[Question], sheet: &Sheet, errors: &Errors, readers: Readers) -> Markup {
    html! {
        @for (position, question) in (1..).zip(questions) {
            @if question.is_asked() { (one(position, question, sheet, errors, readers)) }
            @else { h2 class="form-section" { (question.words) } }
        }
    }
}

fn one(position: i64, question: &Question, sheet: &Sheet, errors: &Errors, readers: Readers) -> Markup {
    let name = field(position);
    let (value, error) = (sheet.get(name), errors.get(name));
    let hint = (readers == Readers::Said).then(|| said(question.audience));
    if question.asks == Asks::Text {
        let mut field =
            Field::textarea(name, question.words.as_str()).value(value).max(MAX_TEXT).error(error);
        if question.required {
            field = field.required();
        }
        if let Some(hint) = hint {
            field = field.hint(hint);
        }
        return html! { (field) };
    }
    let id = format!("field-{name}");
    let described: Vec<String> =
        [error.map(|_| "error"), ends(question).map(|_| "ends"), hint.map(|_| "hint")]
            .into_iter()
            .flatten()
            .map(|part| format!("{id}-{part}"))
            .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        fieldset class="field" id=(id) aria-describedby=[described] {
            legend class="field-head" {
                span { (question.words) }
                @if !question.required { span class="field-aside" { "optional" } }
            }
            @match question.asks {
                Asks::Choices => (any_of(position, question, sheet)),
                _ if question.faces => (faces(name, question, value)),
                _ => (one_of(name, question, value)),
            }
            @if let Some(error) = error {
                p class="field-error" id=(format!("{id}-error")) { (ui::icon(Icon::Danger)) span { (error) } }
            }
            @if let Some(ends) = ends(question) { p class="field-hint" id=(format!("{id}-ends")) { (ends) } }
            @if let Some(hint) = hint { p class="field-hint" id=(format!("{id}-hint")) { (hint) } }
        }
    }
}

const fn said(audience: Audience) -> &'static str {
    match audience {
        Audience::Family => "The student and the parents read it.",
        Audience::Instructor => "For the instructor and admins.",
        Audience::Admins => "For admins only.",
    }
}

/// What the ends of a scale mean.
const fn ends(question: &Question) -> Option<&'static str> {
    match question.asks {
        _ if question.faces => None,
        Asks::ScaleOf5 => Some("1 is the lowest, 5 the highest."),
        Asks::ScaleOf4 => Some("1 is the lowest, 4 the highest."),
        Asks::Nps => Some("0: not at all likely. 10: extremely likely."),
        _ => None,
    }
}

/// What may be chosen: value and words.
fn offered(question: &Question) -> Vec<(String, String)> {
    if let Some((least, most)) = question.asks.scale() {
        return (least..=most).map(|number| (number.to_string(), number.to_string())).collect();
    }
    match question.asks {
        Asks::YesNo => [("yes", "Yes"), ("no", "No")].map(|(v, w)| (v.to_owned(), w.to_owned())).to_vec(),
        _ => question.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
    }
}

fn one_of(name: &str, question: &Question, value: &str) -> Markup {
    html! {
        div class=(if question.asks.scale().is_some() { "segments segments-scale" } else { "segments" }) {
            @for (offer, words) in offered(question) {
                label {
                    input type="radio" name=(name) value=(offer) required[question.required] checked[offer == value];
                    span { (words) }
                }
            }
        }
    }
}

fn any_of(position: i64, question: &Question, sheet: &Sheet) -> Markup {
    html! {
        div class="checks" {
            @for (number, choice) in (1..).zip(&question.choices) {
                @let name = choice_field(position, number);
                label class="check" {
                    input class="checkbox" type="checkbox" name=(name) value="true" checked[sheet.get(&name) == "true"];
                    span { (choice) }
                }
            }
        }
    }
}

fn faces(name: &str, question: &Question, value: &str) -> Markup {
    let moods: &[Mood] = if question.asks == Asks::ScaleOf4 {
        &[Mood::Bad, Mood::Poor, Mood::Good, Mood::Great]
    } else {
        &[Mood::Bad, Mood::Poor, Mood::Fair, Mood::Good, Mood::Great]
    };
    html! {
        div class="faces" {
            @for (number, mood) in (1..).zip(moods) {
                @let offer = number.to_string();
                label class="face" {
                    input type="radio" name=(name) value=(offer) required[question.required] checked[offer == value];
                    span { (mood.picture()) span { (mood.words()) } }
                }
            }
        }
    }
}

/// How a face looks.
#[derive(Clone, Copy)]
enum Mood {
    Bad,
    Poor,
    Fair,
    Good,
    Great,
}

impl Mood {
    const fn words(self) -> &'static str {
        match self {
            Self::Bad => "Bad",
            Self::Poor => "Not so good",
            Self::Fair => "Okay",
            Self::Good => "Good",
            Self::Great => "Great",
        }
    }

    /// The mouth alone tells them apart.
    const fn mouth(self) -> &'static str {
        match self {
            Self::Bad => "M7.5 17.5c1-2 2.6-3 4.5-3s3.5 1 4.5 3",
            Self::Poor => "M8 16.5c1.2-.8 2.5-1.2 4-1.2s2.8.4 4 1.2",
            Self::Fair => "M8 15.5h8",
            Self::Good => "M8 14.5c1.2 1.2 2.5 1.7 4 1.7s2.8-.5 4-1.7",
            Self::Great => "M7 13.5h10c-.3 3-2.3 4.8-5 4.8s-4.7-1.8-5-4.8z",
        }
    }

    fn picture(self) -> Markup {
        html! {
            svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor"
                stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" {
                circle cx="12" cy="12" r="10" {}
                path d="M9 9v.6" {}
                path d="M15 9v.6" {}
                path d=(self.mouth()) {}
            }
        }
    }
}
