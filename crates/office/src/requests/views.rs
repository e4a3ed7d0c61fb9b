//! The page of who may ask for sessions.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use people::organizations::RequestRules;
use web::ui::{self, Button, Field, Notice, PostForm};

use super::changing::REQUESTS;
use crate::trail;

pub fn page(rules: RequestRules, lines: &[Line], zone: &Zone, saved: bool) -> Markup {
    html! {
        (ui::page_header("Requests", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if saved { (Notice::good("Saved.")) }
        (ui::card("Who may ask for sessions", html! {}, html! {
            (PostForm::to("/configuration/requests").body(html! {
                p {
                    "Whoever may ask for a session may ask for another time of one that is planned, too. "
                    "The instructor, or an admin, accepts, declines with a reason, or proposes another time; nothing is booked before that."
                }
                (Field::checkbox("parents", "Parents may ask for sessions of their children").checked(rules.parents))
                (Field::checkbox("students", "Students may ask for sessions of their own").checked(rules.students))
                (Field::checkbox("on_demand", "Sessions on demand").checked(rules.on_demand)
                    .hint("Instructors say what they teach at once; their students, and parents for them, wait for one of them, \
                           first come first served. A session lasts as long as the shortest of your durations."))
                (Field::checkbox("with_anybody", "With any instructor who is there").checked(rules.with_anybody)
                    .hint("For sessions on demand. Otherwise only with instructors who teach the student already. Whoever enters teaches \
                           the student from then on."))
            }).actions(html! { (Button::submit("Save").primary()) }))
        }))
        (ui::card("History", html! {}, trail::of_settings(lines, REQUESTS, zone)))
    }
}
