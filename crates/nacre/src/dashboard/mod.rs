//! The dashboard: the cards that the areas offer, put together for one person.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::Role;
use maud::{Markup, html};
use talk::PostOffice;
use teaching::{calendar, on_demand, reports, requests, sessions};
use web::ui::{Button, Icon};
use web::{Act, App, Current, Failure, Organization, Routes, Viewer, page, ui};

pub fn routes() -> Routes {
    Routes::new().get("/", Act::SeeOwn, show)
}

async fn show(
    State(app): State<App>,
    Extension(office): Extension<PostOffice>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let upcoming = sessions::upcoming(&mut tx, &viewer, sessions::UPCOMING).await?;
    let week = calendar::week_card(&mut tx, &viewer).await?;
    let attention = match viewer.is(Role::Admin) {
        true => talk::attention(&mut tx, viewer.scope(), &office).await?,
        false => None,
    };
    let to_note = match viewer.is(Role::Admin) || viewer.is(Role::Instructor) {
        true => sessions::attendance::attention(&mut tx, &viewer).await?,
        false => html! {},
    };
    let to_answer = reports::to_do(&mut tx, &viewer).await?;
    let on_demand = on_demand::dashboard_card(&mut tx, &viewer, &organization).await?;
    let requests = requests::dashboard_card(&mut tx, &viewer, &organization).await?;
    let now = tx.now().in_zone(&viewer.zone);
    let greeting = format!("{}, {}", greeting(now.hour()), viewer.first_name);
    let today = format!("{} ({})", now.strftime("%a %-d %b · %H:%M"), ui::zone_name(&viewer.zone));
    let body = html! {
        (ui::page_header(&greeting, Some(&today), html! {}))
        @if let Some(attention) = &attention { (talk::attention_notice(attention, &viewer.zone)) }
        (ui::columns(
            html! {
                (sessions::upcoming_card(&organization, &viewer, &upcoming, tx.now()))
                (to_note) (to_answer) (on_demand) (requests)
            },
            html! { (week) (practice(&viewer)) (links(&viewer)) },
        ))
    };
    Ok(page(&organization, &viewer, Current::Dashboard, "Dashboard", body).into_response())
}

/// By the reader's own clock; at night nobody is wished a time of day.
const fn greeting(hour: i8) -> &'static str {
    match hour {
        5..=11 => "Good morning",
        12..=17 => "Good afternoon",
        18..=22 => "Good evening",
        _ => "Hello",
    }
}

/// A classroom to try things in, for who teaches.
fn practice(viewer: &Viewer) -> Markup {
    html! {
        @if viewer.is(Role::Instructor) {
            p { (Button::link("/practice", "Practice classroom").quiet().icon(Icon::Sessions)) }
        }
    }
}

/// What an admin who does not teach does next.
fn links(viewer: &Viewer) -> Markup {
    html! {
        @if viewer.is(Role::Admin) {
            (ui::card("Organization", html! {}, html! {
                ul {
                    li { a href="/people" { "All Users" } ": add people, assign students" }
                    li { a href="/programs" { "Programs" } ": what sessions belong to" }
                    li { a href="/reports" { "Reports" } ": filed and missing" }
                    li { a href="/revenue" { "Revenue" } ": sessions to be invoiced" }
                    li { a href="/configuration" { "Configuration" } ": durations, credits, terms" }
                }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_has_its_greeting() {
        for (hours, words) in [
            (5..12, "Good morning"),
            (12..18, "Good afternoon"),
            (18..23, "Good evening"),
            (23..24, "Hello"),
            (0..5, "Hello"),
        ] {
            for hour in hours {
                assert_eq!(greeting(hour), words, "at {hour}");
            }
        }
    }
}
