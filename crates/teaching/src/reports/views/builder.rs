//! Where admins put the questions together.

use kernel::{ProgramId, Zone};
use maud::{Markup, html};
use people::audit::Line;
use web::Errors;
use web::ui::{self, Button, Choice, Column, Field, Icon, Notice, PostForm, Row, Table, Tone, When};

use super::fields::{Readers, fields};
use crate::programs::Program;
use crate::reports::builder::QuestionForm;
use crate::reports::form::Form;
use crate::reports::forms::Which;
use crate::reports::question::{Asks, Audience, MAX_WORDS, Question};
use crate::reports::report::Kind;
use crate::reports::sheet::{MOST_QUESTIONS, Sheet};

/// One program, and the versions of its own forms.
pub struct ProgramLine<'a> {
    pub program: &'a Program,
    pub own: [bool; 2],
}

/// All forms, and whether families are mailed.
pub fn index(
    programs: &[ProgramLine<'_>],
    (mailed, saved): (bool, bool),
    history: &[Line],
    zone: &Zone,
) -> Markup {
    let columns = [Column::text("Program"), Column::text("Report"), Column::text("Student survey")];
    let all = Row::new([
        html! { strong { "All programs" } },
        link(Kind::Report, None, "Open", "the report of all programs"),
        link(Kind::Survey, None, "Open", "the student survey of all programs"),
    ]);
    let rows = programs.iter().map(|line| {
        let cell = |kind: Kind, own: bool| {
            let about = format!("{} of {}", kind.title(), line.program.title);
            html! {
                (link(kind, Some(line.program.id), "Open", &about)) " "
                @if own { (ui::chip(Tone::Sea, "its own")) } @else { span class="muted" { "as for all" } }
            }
        };
        let [report, survey] = line.own;
        Row::new([html! { (line.program.title) }, cell(Kind::Report, report), cell(Kind::Survey, survey)])
    });
    html! {
        (ui::page_header("Reports & surveys", Some("What is asked after a session that both attended."), html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("Forms", html! {}, ui::stack(html! {
            p { "The instructor files the report within 24 hours; the student is asked for a week. A form without questions is not asked for." }
            (Table::new("Forms", &columns).rows(std::iter::once(all).chain(rows)))
        })))
        (ui::card("Mail to families", html! {}, html! {
            (PostForm::to("/configuration/forms/mail").body(html! {
                (Field::checkbox("mailed", "Mail a report's answers to the student and the parents").checked(mailed)
                    .hint("Only the answers that are for them, once, when the report is filed. In the app they read them in any case."))
            }).actions(html! { (Button::submit("Save")) }))
        }))
        (ui::card("Low ratings", html! {}, html! {
            p { "A rating of 1 or 2 on a scale to 4 or 5, or up to 6 on the scale to 10, is told to all admins, in the app and by mail." }
        }))
        (ui::card("History", html! {}, trail(history, zone)))
    }
}

fn link(kind: Kind, program: Option<ProgramId>, label: &str, about: &str) -> Markup {
    html! { a href=(address(Which { kind, program })) { (label) span class="sr-only" { " " (about) } } }
}

/// Where a form is put together.
pub fn address(which: Which) -> String {
    let program = which.program.map(|program| format!("&program={program}")).unwrap_or_default();
    format!("/configuration/forms/edit?kind={}{program}", which.kind.word())
}

/// What the page of one form shows.
pub struct BuilderPage<'a> {
    pub which: Which,
    /// The program's title; none for the form of all programs.
    pub title: Option<&'a str>,
    pub form: &'a Form,
    /// The question that is edited, counted from 1.
    pub edited: Option<usize>,
    /// A question as it was typed, and what is wrong with it.
    pub typed: Option<(QuestionForm, Errors)>,
    pub saved: bool,
}

impl BuilderPage<'_> {
    fn is_own(&self) -> bool {
        self.form.program == self.which.program
    }

    pub fn heading(&self) -> String {
        format!("{}: {}", self.which.kind.title(), self.title.unwrap_or("all programs"))
    }

    /// Which form a button is about, and which version of it was seen.
    fn hidden(&self) -> Markup {
        let program = self.which.program.map(|program| program.to_string()).unwrap_or_default();
        html! {
            input type="hidden" name="kind" value=(self.which.kind.word());
            input type="hidden" name="program" value=(program);
            input type="hidden" name="form" value=(self.form.word());
        }
    }
}

pub fn show(page: &BuilderPage<'_>) -> Markup {
    let count = page.form.questions.len();
    let about = format!("Version {}", page.form.version);
    html! {
        (ui::page_header(&page.heading(), page.is_own().then_some(about.as_str()), html! { (Button::link("/configuration/forms", "All forms").quiet()) }))
        @if page.saved { (Notice::good("Saved.")) }
        @if page.is_own() {
            (ui::columns(html! {
                (ui::card("Questions", html! {}, questions(page)))
                @if page.edited.is_none() && count < MOST_QUESTIONS {
                    (ui::card("Add a question", html! {}, question_form(page, "Add question")))
                }
                (ways_back(page))
            }, preview(page)))
        } @else {
            (ui::columns(html! { (borrowed(page)) }, preview(page)))
        }
    }
}

/// The program uses the form of all programs.
fn borrowed(page: &BuilderPage<'_>) -> Markup {
    let title = page.title.unwrap_or_default();
    ui::card(
        "As for all programs",
        html! {},
        ui::stack(html! {
            p { (title) " uses the form of all programs. With a form of its own, what you change for all no longer changes " (title) "." }
            form method="post" action="/configuration/forms/own" {
                (page.hidden())
                (Button::submit(format!("Give {title} its own form")).primary().icon(Icon::Copy))
            }
        }),
    )
}

fn ways_back(page: &BuilderPage<'_>) -> Markup {
    html! {
        @if let Some(title) = page.title {
            form method="post" action="/configuration/forms/return" data-confirm=(format!("Use the form of all programs for {title} again? What was answered stays.")) {
                (page.hidden())
                (Button::submit("Use the form of all programs again").quiet())
            }
        }
    }
}

fn questions(page: &BuilderPage<'_>) -> Markup {
    let count = page.form.questions.len();
    html! {
        @if count == 0 {
            (ui::empty(Icon::Document, "No questions", "Nobody is asked anything after these sessions.", html! {}))
        } @else {
            ol class="questions" {
                @for (position, question) in (1..).zip(&page.form.questions) {
                    li id=(format!("question-{position}")) {
                        @if page.edited == Some(position) { (question_form(page, "Save question")) }
                        @else { (line(page, position, question, count)) }
                    }
                }
            }
        }
    }
}

fn line(page: &BuilderPage<'_>, position: usize, question: &Question, count: usize) -> Markup {
    let edit = format!("{}&edit={position}#question-{position}", address(page.which));
    let named = |verb: &str| format!("{verb}: {}", question.words);
    html! {
        div class="question" {
            div {
                p class=(if question.is_asked() { "question-words" } else { "question-words question-heading" }) { (question.words) }
                p class="muted" { (meta(question)) }
            }
            div class="actions" {
                form class="contents" method="post" action="/configuration/forms/moves" {
                    (page.hidden())
                    input type="hidden" name="position" value=(position);
                    (Button::submit(named("Move up")).quiet().small().icon(Icon::Up).icon_only().sends("to", "up").disabled(position == 1))
                    (Button::submit(named("Move down")).quiet().small().icon(Icon::Unfold).icon_only().sends("to", "down").disabled(position == count))
                }
                (Button::link(edit, named("Edit")).quiet().small().icon(Icon::Edit).icon_only())
                form class="contents" method="post" action="/configuration/forms/removals" {
                    (page.hidden())
                    input type="hidden" name="position" value=(position);
                    (Button::submit(named("Remove")).quiet().small().icon(Icon::Close).icon_only())
                }
            }
        }
    }
}

fn meta(question: &Question) -> String {
    let mut words = question.asks.title().to_owned();
    if question.faces {
        words.push_str(", with faces");
    }
    if !question.choices.is_empty() {
        words.push_str(&format!(" ({})", question.choices.join(", ")));
    }
    if question.is_asked() {
        words.push_str(if question.required { " · required" } else { " · optional" });
        words.push_str(&format!(" · {}", question.audience.title()));
    }
    words
}

fn question_form(page: &BuilderPage<'_>, verb: &str) -> Markup {
    let stored = page.edited.and_then(|position| {
        let question = page.form.questions.get(position.checked_sub(1)?)?;
        Some(QuestionForm::of(position, question))
    });
    let (no_errors, blank) = (Errors::new(), stored.unwrap_or_default());
    let (form, errors) = page.typed.as_ref().map_or((&blank, &no_errors), |(form, errors)| (form, errors));
    let kinds = Asks::ALL.map(|asks| Choice::new(asks.word(), asks.title()));
    let audiences = Audience::ALL.map(|audience| Choice::new(audience.word(), audience.title()));
    let body = html! {
        (page.hidden())
        input type="hidden" name="position" value=(form.position);
        (Field::text("words", "Question").value(&form.words).max(MAX_WORDS).required().error(errors.get("words")))
        (Field::select("asks", "Answered by").choices(&kinds).value(&form.asks).prompt("Choose a kind").required()
            .error(errors.get("asks")))
        (Field::textarea("choices", "Choices").value(&form.choices).error(errors.get("choices"))
            .hint("One a line, where there are choices."))
        (Field::select("audience", "Read by").choices(&audiences).value(&form.audience).prompt("Choose who reads the answers")
            .required().error(errors.get("audience")))
        (Field::checkbox("required", "Must be answered").checked(form.required == "true"))
        (Field::checkbox("faces", "Show faces instead of numbers").checked(form.faces == "true")
            .hint("For young children, on a scale to 4 or 5."))
    };
    let actions = html! {
        (Button::submit(verb).primary())
        @if page.edited.is_some() { (Button::link(address(page.which), "Cancel").quiet()) }
    };
    html! { (PostForm::to("/configuration/forms/questions").errors(errors).body(body).actions(actions)) }
}

/// How the form looks to whoever answers.
fn preview(page: &BuilderPage<'_>) -> Markup {
    let readers = if page.which.kind == Kind::Report { Readers::Said } else { Readers::Unsaid };
    ui::card(
        "Preview",
        html! {},
        html! {
            @if page.form.asks() {
                fieldset class="form preview" disabled aria-label="Preview" {
                    (fields(&page.form.questions, &Sheet::default(), &Errors::new(), readers))
                }
            } @else {
                p class="muted" { "Nothing is asked." }
            }
        },
    )
}

fn trail(lines: &[Line], zone: &Zone) -> Markup {
    html! {
        @if lines.is_empty() {
            p { "Nothing was changed yet. Each change will stand here with its old and new value." }
        } @else {
            ul {
                @for line in lines {
                    li {
                        strong { (line.what.strip_prefix("form ").unwrap_or(&line.what)) } ": "
                        (line.before.as_deref().unwrap_or("nothing")) " → " (line.after.as_deref().unwrap_or("nothing"))
                        br;
                        (ui::time(line.at, zone, When::DayAndClock)) ", " (line.by.as_deref().unwrap_or("the operator"))
                    }
                }
            }
        }
    }
}
