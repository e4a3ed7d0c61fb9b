//! Every component on a page, to look at: `cargo run -p web --example gallery -- FOLDER` writes `index.html` (the shell),
//! `sign-in.html` (a page without navigation) and `empty.html` there. Serve FOLDER with `client/dist` as `assets` in it.

use std::path::Path;

use kernel::{Timestamp, Zone};
use maud::{Markup, Render as _, html};
use web::Errors;
use web::layout::{House, NavEntry, Shell, bare};
use web::ui::{
    self, AgendaItem, Button, Choice, Column, Dialog, Field, Icon, Notice, PostForm, Row, Status, Tab, Table,
    Tone, WeekDay, When,
};

const NAV: &[NavEntry] = &[
    NavEntry { href: "/", label: "Dashboard", icon: Icon::Dashboard, count: 0 },
    NavEntry { href: "/calendar", label: "Calendar", icon: Icon::Calendar, count: 0 },
    NavEntry { href: "/sessions", label: "Sessions", icon: Icon::Sessions, count: 0 },
    NavEntry { href: "/portfolio", label: "Portfolio", icon: Icon::Portfolio, count: 0 },
    NavEntry { href: "/programs", label: "Programs", icon: Icon::Programs, count: 0 },
    NavEntry { href: "/people", label: "All Users", icon: Icon::People, count: 0 },
    NavEntry { href: "/revenue", label: "Revenue", icon: Icon::Revenue, count: 0 },
    NavEntry { href: "/notifications", label: "Notifications", icon: Icon::Notifications, count: 3 },
    NavEntry { href: "/configuration", label: "Configuration", icon: Icon::Configuration, count: 0 },
];

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let zone = Zone::named("America/Chicago").unwrap_or(Zone::UTC);
    let pages = [
        ("index.html", shell("Dashboard", dashboard(&zone))),
        ("parts.html", shell("Parts", parts(&zone))),
        ("empty.html", shell("Programs", nothing_yet())),
        ("sign-in.html", bare("Sign in", House { name: "Harbor Tutoring", look: None }, sign_in())),
    ];
    for (name, page) in pages {
        std::fs::write(folder.join(name), page.into_string())?;
    }
    Ok(())
}

fn shell(title: &str, body: Markup) -> Markup {
    Shell {
        house: House { name: "Harbor Tutoring", look: None },
        person: "Ada Byron",
        roles: "Admin, Instructor",
        nav: NAV,
        current: "/",
        title,
        family: None,
        notices: html! {},
    }
    .page(body)
}

/// Monday 23 November 2026, 15:07 in Chicago.
const NOW: Timestamp = Timestamp::from_micros(1_795_468_020_000_000);

fn session<'a>(
    zone: &'a Zone,
    minutes: i64,
    with: &'a str,
    about: &'a str,
    status: Status,
) -> AgendaItem<'a> {
    let starts = NOW.plus_minutes(minutes);
    let action = match status {
        Status::Scheduled => ui::join_button("/classroom/ses_1", (starts.plus_minutes(-15), starts), NOW),
        Status::Lesson => {
            html! { (Button::link("/classroom/ses_1", "Join").live().small().icon(Icon::Join)) }
        }
        _ => html! { (Button::link("/sessions/ses_1", "Details").quiet().small()) },
    };
    AgendaItem {
        href: "/sessions/ses_1",
        starts,
        zone,
        with,
        whose: Some(with),
        about,
        status,
        action,
        moves: None,
    }
}

fn dashboard(zone: &Zone) -> Markup {
    let upcoming = [
        session(zone, -12, "Ben Ortiz", "Algebra · Quadratic equations", Status::Lesson),
        session(zone, 53, "Mia Chen", "Reading · Chapter four of Charlotte’s Web", Status::Scheduled),
        session(zone, 24 * 60 + 23, "Ben Ortiz", "Algebra", Status::Scheduled),
        session(zone, 10, "Noor Haddad", "Physics", Status::Scheduled),
    ];
    let start =
        Button::link("/sessions/instant", "Instant Session").primary().icon(Icon::Instant).opens("start");
    html! {
        (ui::page_header("Good afternoon, Ada", Some("Monday 23 November · 15:07 (Chicago)"), html! {}))
        (ui::columns(
            ui::card("Upcoming Sessions", html! { (start) }, ui::agenda(&upcoming, NOW)),
            html! {
                (ui::card("Needs your attention", html! {}, html! {
                    (ui::key_values([("Reports to write", html! { "2" }), ("Requests", html! { a href="#" { "1 from Carol Ortiz" } })]))
                }))
            },
        ))
        (ui::card("Calendar", html! { (Button::link("/calendar", "This week").quiet().small().icon(Icon::Calendar)) }, week(zone, &upcoming)))
        (Dialog::new("start", "Start A Session Now").body(start_form()))
    }
}

fn week(zone: &Zone, sessions: &[AgendaItem<'_>; 4]) -> Markup {
    let day = |n: i64, sessions| WeekDay {
        starts: NOW.plus_minutes(n * 24 * 60),
        today: n == 0,
        closed: None,
        sessions,
    };
    ui::week_strip(
        zone,
        &[
            day(0, &sessions[0..2]),
            day(1, &sessions[2..3]),
            day(2, &[]),
            day(3, &sessions[3..]),
            day(4, &[]),
            day(5, &[]),
            day(6, &[]),
        ],
    )
}

fn start_form() -> Markup {
    let students = [
        Choice::new("usr_1", "Ben Ortiz").chip("3 credits left"),
        Choice::new("usr_2", "Mia Chen").chip("0 credits left"),
        Choice::new("usr_3", "Zoë Okafor").chip("not activated yet").chip("1 credit left"),
    ];
    let durations = [Choice::new("30", "30 minutes"), Choice::new("60", "60 minutes")];
    let programs = [Choice::new("prg_1", "Algebra"), Choice::new("prg_2", "Reading")];
    PostForm::to("/sessions/instant")
        .body(html! {
            (Field::student("student", "Student").choices(&students).prompt("Choose a student").value("usr_1").required())
            (ui::fold(Icon::Invite, "Invite a student by email", false, html! {
                div class="field-row" {
                    (Field::text("first_name", "First name"))
                    (Field::text("last_name", "Last name"))
                }
                (Field::email("email", "Email"))
            }))
            (Field::select("duration", "Duration").choices(&durations).value("60").required())
            (Field::yes_no("billable", "Is this a billable session?").answer(Some(true))
                .hint("Takes 1 of Ben’s 3 credits when the session is completed."))
            (Field::select("program", "Program").choices(&programs).value("prg_1").required())
            (Field::text("subject", "Subject").max(120))
            (Field::textarea("description", "Description").max(2_000))
        })
        .actions(html! { (Button::submit("Start Session").primary().icon(Icon::Instant)) })
        .render()
}

fn parts(zone: &Zone) -> Markup {
    html! {
        (ui::page_header("Parts", Some("Every component, with words as long as they get."), html! {
            (Button::link("/people/new", "Add a person").primary().icon(Icon::Invite))
        }))
        (ui::tabs("Views", &[
            Tab { href: "#", label: "Everyone", current: true, count: Some(42) },
            Tab { href: "#", label: "Invited", current: false, count: Some(3) },
            Tab { href: "#", label: "Archived", current: false, count: None },
        ]))
        (ui::filters("Roles", &[
            Tab { href: "#", label: "All", current: true, count: None },
            Tab { href: "#", label: "Students", current: false, count: Some(30) },
            Tab { href: "#", label: "Parents", current: false, count: Some(8) },
        ]))
        (people(zone))
        (ui::pager(None, Some("?after=usr_9")))
        (ui::card("Buttons and chips", html! {}, html! {
            (ui::stack(html! {
                div class="actions" {
                    (Button::press("Start Session").primary().icon(Icon::Instant)) (Button::press("Send invoice"))
                    (Button::press("Join").live().icon(Icon::Join)) (Button::press("Not now").quiet())
                    (Button::post("/sessions/ses_1/cancellation", "Cancel session").danger().confirm("Cancel the session with Ben Ortiz?"))
                    (Button::press("Join").disabled(true)) (Button::press("Edit").icon(Icon::Edit).icon_only())
                }
                div class="actions" { @for status in Status::ALL { (status) } (ui::chip(Tone::Warn, "1 credit left")) }
                (ui::meter("Imported", 40, 100))
            }))
        }))
        (Notice::info("Ben has not activated his account yet").body(html! { "The link in his mail opens this session." }))
        (Notice::good("Mia Chen is invited"))
        (Notice::warn("Mail is not going out").body(html! { "3 messages wait. They are kept and tried again. " a href="#" { "See them" } }))
        (Notice::danger("The session could not start").body(html! { "Ben is already in a session. Nothing was saved." }))
        (ui::columns(
            ui::panel(form_with_errors()),
            ui::card("Details", html! {}, ui::key_values([
                ("When", ui::time(NOW, zone, When::Whole)),
                ("Student", ui::person("Ben Ortiz", "ben@demo.test")),
                ("Together", html! { "24 min 10 s" }),
            ])),
        ))
        (ui::card("Icons", html! {}, html! { div class="actions" { @for which in Icon::ALL { (ui::icon(*which)) } } }))
    }
}

fn people(zone: &Zone) -> Markup {
    let columns = [
        Column::text("Name"),
        Column::text("Roles"),
        Column::text("Status"),
        Column::text("Last Used"),
        Column::number("Credits"),
        Column::actions(),
    ];
    let row = |name: &str, email: &str, roles: &str, status: Status, credits: i64| {
        Row::new([
            ui::person(name, email),
            html! { (roles) },
            html! { (status) },
            ui::time(NOW, zone, When::DayAndClock),
            html! { (credits) },
            html! { (Button::link("#", "Edit").quiet().small().icon(Icon::Edit)) },
        ])
        .faded(status == Status::Archived)
    };
    html! {
        (Table::new("People", &columns).rows([
            row("Ada Byron", "ada@demo.test", "Admin, Instructor", Status::Active, 0),
            row("Ben Ortiz", "ben@demo.test", "Student", Status::Active, 3),
            row("Maximiliane Wolfeschlegelsteinhausen", "maximiliane.wolfeschlegelsteinhausen@example.org", "Student", Status::Invited, 0),
            row("Carol Ortiz", "carol@demo.test", "Parent", Status::Archived, 0),
        ]))
    }
}

fn form_with_errors() -> Markup {
    let errors = Errors::new()
        .with("email", "Write an address like ada@example.org.")
        .with("program", "Choose a program.");
    PostForm::to("/people")
        .errors(&errors)
        .body(html! {
            (Field::email("email", "Email").value("ada@").error(errors.get("email")).hint("Where the invitation goes.").required())
            (Field::select("program", "Program").prompt("Choose a program").error(errors.get("program")).required())
            (Field::checkbox("under_13", "Under 13").hint("Needs a parent’s consent."))
            (Field::textarea("notes", "Notes").max(2_000).value("Likes chess."))
        })
        .actions(html! { (Button::submit("Save")) (Button::link("#", "Back").quiet()) })
        .render()
}

fn nothing_yet() -> Markup {
    html! {
        (ui::page_header("Programs", None, html! {}))
        (ui::panel(ui::empty(
            Icon::Programs,
            "No programs yet",
            "A program says what sessions are about and what they cost: Algebra, Reading, Test preparation.",
            html! { (Button::link("/programs/new", "Add a program").primary().icon(Icon::Add)) },
        )))
    }
}

fn sign_in() -> Markup {
    PostForm::to("/sign-in")
        .body(html! {
            (Field::text("name", "Email or username").required().autocomplete("username").autofocus())
            (Field::password("password", "Password").required())
        })
        .actions(html! { (Button::submit("Sign in").primary()) (Button::link("/password/forgotten", "Forgotten?").quiet()) })
        .render()
}
