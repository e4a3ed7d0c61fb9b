//! How messages look: the list of threads, a thread, and the form of a new one.

use kernel::{Role, Roles};
use live::portfolio::{self, File};
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Field, Icon, Notice, PostForm, Tab, Tone, When};
use web::{Errors, Viewer, show};

use super::reading::Opened;
use super::routes::{Letter, MessageForm};
use super::thread::{Correspondent, MAX_BODY, Message, Standpoint, Thread};

/// Characters of a message in the list.
const EXCERPT: usize = 120;

/// What a page of the list holds.
pub struct List<'a> {
    pub along: bool,
    pub number: i64,
    pub has_more: bool,
    pub threads: &'a [Thread],
}

impl List<'_> {
    fn address(&self, number: i64) -> String {
        let list = if self.along { "along" } else { "" };
        format!("/messages?list={list}&page={number}")
    }
}

pub fn index(viewer: &Viewer, list: &List<'_>) -> Markup {
    let reads_along = viewer.is(Role::Admin) || viewer.is(Role::Parent);
    let along = if viewer.is(Role::Admin) { "With students" } else { "Of my children" };
    let tabs = [
        Tab { href: "/messages", label: "My messages", current: !list.along, count: None },
        Tab { href: "/messages?list=along", label: along, current: list.along, count: None },
    ];
    let newer = (list.number > 0).then(|| list.address(list.number - 1));
    let older = list.has_more.then(|| list.address(list.number + 1));
    html! {
        (ui::page_header("Messages", None, html! { (Button::link("/messages/new", "New message").primary().icon(Icon::Edit)) }))
        @if reads_along { (ui::tabs("Whose messages", &tabs)) }
        @if list.along && viewer.is(Role::Admin) { p class="muted" { "Each look at one of these is noted." } }
        div id="threads" hx-get=(list.address(list.number)) hx-trigger="nacre:messages from:body" hx-select="#threads" hx-swap="outerMorph" {
            @if list.threads.is_empty() {
                (ui::empty(Icon::Inbox, "No messages yet", "What you write to each other stands here, and is mailed too.", html! {}))
            } @else {
                ul class="card-surface thread-list" { @for thread in list.threads { (line(viewer, thread)) } }
            }
        }
        (ui::pager(newer.as_deref(), older.as_deref()))
    }
}

fn line(viewer: &Viewer, thread: &Thread) -> Markup {
    let title = thread.title(viewer.user);
    let excerpt: String = thread.last_body.chars().take(EXCERPT).collect();
    html! {
        li class="thread-line" {
            (ui::avatar(&title))
            div class="thread-words" {
                a class="thread-name" href=(format!("/messages/{}", thread.id)) { (title) }
                p class="thread-excerpt" { (excerpt) }
            }
            div class="thread-when" {
                (ui::time(thread.last_at, &viewer.zone, When::DayAndClock))
                @if thread.unread > 0 { " " (ui::chip(Tone::Sea, &format!("{} new", thread.unread))) }
            }
        }
    }
}

/// A thread. `answer`: what is typed and wrong, for who may answer.
pub fn show(viewer: &Viewer, opened: &Opened, is_older: bool, answer: Option<(&Letter, &Errors)>) -> Markup {
    let thread = &opened.thread;
    let here = format!("/messages/{}", thread.id);
    let back = if opened.standpoint == Standpoint::Member { "/messages" } else { "/messages?list=along" };
    let older = opened.older.map(|before| format!("{here}?before={}", before.micros()));
    html! {
        (ui::page_header(&thread.title(viewer.user), None, html! { (Button::link(back, "All messages").quiet().icon(Icon::Back)) }))
        (who_reads_along(opened))
        @if let Some(older) = older { (Button::link(older, "Older messages").small().quiet()) }
        div id="thread" hx-get=[(!is_older).then_some(here.as_str())] hx-trigger="nacre:messages from:body" hx-select="#thread" hx-swap="outerMorph" {
            ol class="talk" { @for message in &opened.messages { (bubble(viewer, opened, message)) } }
            // a page that is seen in a browser with scripts has been read
            @if thread.unread > 0 {
                div hx-post=(format!("{here}/reading")) hx-trigger="load" hx-swap="none" {}
                noscript { (Button::post(format!("{here}/reading"), "Mark as read").small()) }
            }
        }
        @if is_older { (Button::link(here.as_str(), "Newest messages").small()) }
        @if let Some((typed, errors)) = answer {
            (PostForm::to(here.as_str()).errors(errors).body(html! {
                (Field::textarea("body", "Answer").value(typed.body.as_str()).max(MAX_BODY).required().error(errors.get("body").or(errors.get("to"))))
                (portfolio::boxes(&opened.attachable, &typed.ticked, errors.get("files")))
            }).actions(html! { (Button::submit("Send").primary().icon(Icon::Mail)) }))
        } @else if opened.standpoint == Standpoint::Member {
            (Notice::info("You cannot write to each other any more. What was written stays."))
        }
    }
}

fn who_reads_along(opened: &Opened) -> Markup {
    html! {
        @match (opened.standpoint, opened.thread.student_name()) {
            (Standpoint::Parent, _) => (Notice::info("You read along, as a parent. Nobody is told when you look.")),
            (Standpoint::Admin, _) => (Notice::warn("You read along, as an admin. That you looked is noted.")),
            (Standpoint::Member, Some(name)) => p class="muted" { (name) "’s parents and the organization’s admins can read this." },
            (Standpoint::Member, None) => {},
        }
    }
}

fn attachments(opened: &Opened, message: &Message) -> Markup {
    let files: Vec<&File> =
        opened.attached.iter().filter(|a| a.message == message.id).map(|a| &a.file).collect();
    html! {
        @if !files.is_empty() {
            ul class="talk-files" aria-label="Files" {
                @for file in files {
                    li { a href=(format!("/messages/{}/files/{}", opened.thread.id, file.id)) {
                        (ui::icon(Icon::Portfolio)) " " (file.name.as_str()) " · " (show::bytes(file.bytes))
                    } }
                }
            }
        }
    }
}

fn bubble(viewer: &Viewer, opened: &Opened, message: &Message) -> Markup {
    let own = message.author_id == viewer.user;
    html! {
        li class=(if own { "talk-own" } else { "talk-theirs" }) {
            p class="talk-who" {
                (if own { "You" } else { &message.first_name }) ", " (ui::time(message.sent_at, &viewer.zone, When::DayAndClock))
            }
            div class="talk-body" { @for line in message.body.lines() { p { (ui::linked(line)) } } }
            (attachments(opened, message))
        }
    }
}

pub struct NewPage<'a> {
    pub form: &'a MessageForm,
    pub errors: &'a Errors,
    pub people: &'a [Correspondent],
    pub files: &'a [File],
}

pub fn new(page: &NewPage<'_>) -> Markup {
    let choices: Vec<Choice<'_>> = page
        .people
        .iter()
        .map(|person| Choice::new(person.id.to_string(), person.name.as_str()).chip(role(person.roles)))
        .collect();
    html! {
        (ui::page_header("New message", None, html! { (Button::link("/messages", "All messages").quiet().icon(Icon::Back)) }))
        @if page.people.is_empty() {
            (ui::empty(Icon::Inbox, "Nobody to write to yet", "Instructors, students and parents who belong together can write to each other.", html! {}))
        } @else {
            (ui::panel(html! {
                (PostForm::to("/messages").errors(page.errors).body(html! {
                    (Field::select("to", "To").choices(&choices).prompt("Choose a person").value(page.form.to.as_str()).required()
                        .hint("What is written with a student can be read by their parents and by admins.").error(page.errors.get("to")))
                    (Field::textarea("body", "Message").value(page.form.letter.body.as_str()).max(MAX_BODY).required().error(page.errors.get("body")))
                    (portfolio::boxes(page.files, &page.form.letter.ticked, page.errors.get("files")))
                }).actions(html! { (Button::submit("Send").primary().icon(Icon::Mail)) }))
            }))
        }
    }
}

fn role(roles: Roles) -> &'static str {
    match () {
        () if roles.has(Role::Student) => "student",
        () if roles.has(Role::Parent) => "parent",
        () if roles.has(Role::Instructor) => "instructor",
        () => "admin",
    }
}
