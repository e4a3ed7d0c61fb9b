//! The page that has another instructor teach a session.

use maud::{Markup, html};
use web::ui::{self, Button, Choice, Field, Icon, PostForm, When};
use web::{Current, Errors, Organization, Viewer, page as whole_page};

use super::super::booking::concern_words;
use super::super::session::Session;
use super::super::views::Line;
use super::writing::Candidate;

pub fn page(
    organization: &Organization,
    viewer: &Viewer,
    session: &Session,
    candidates: &[Candidate],
    (chosen, errors): (&str, &Errors),
) -> Markup {
    let href = format!("/sessions/{}", session.id);
    let title = "Substitute instructor";
    let line = Line::of(viewer, session);
    let choices: Vec<Choice<'_>> =
        candidates.iter().map(|one| Choice::new(one.person.id.to_string(), named(one))).collect();
    let body = ui::stack(html! {
        (ui::key_values([
            ("Session", html! { (session.title()) ", " (line.with) }),
            ("Planned", html! { (ui::time(session.starts_at, &viewer.zone, When::Whole)) ", " (session.minutes()) " minutes" }),
            ("Instructor", html! { (session.instructor_name) }),
        ]))
        (PostForm::to(format!("{href}/substitute")).errors(errors).body(html! {
            (Field::select("instructor", "Who teaches instead").choices(&choices).value(chosen).required()
                .prompt("Choose an instructor").error(errors.get("instructor"))
                .hint(hint(session)))
        }).actions(html! {
            (Button::submit("Substitute").primary().icon(Icon::Check))
            (Button::link(href.as_str(), "Keep it as it is").quiet())
        }))
    });
    let whole = html! { (ui::page_header(title, None, html! {})) (ui::panel(body)) };
    whole_page(organization, viewer, Current::Sessions, title, whole)
}

/// The name, and what speaks against it: whoever has a session then is refused, the rest only warns.
fn named(candidate: &Candidate) -> String {
    let name = candidate.person.name();
    if candidate.is_busy {
        return format!("{name} · has another session then");
    }
    match candidate.concerns.first() {
        Some(concern) => format!("{name} · {}", concern_words(&candidate.person, concern).0),
        None => name,
    }
}

fn hint(session: &Session) -> String {
    let all = session.shared.as_ref().filter(|shared| shared.others > 0).map_or_else(String::new, |shared| {
        format!(
            "They teach all {} students of this session, and each family reads of its own student alone. ",
            shared.others + 1
        )
    });
    format!(
        "{all}Student, time, links and boards stay. Both instructors, the student and the parents are told at once; \
         the session leaves the calendar of the one who does not teach it any more."
    )
}
