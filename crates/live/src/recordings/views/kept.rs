//! The list of all recordings of an organization.

use maud::{Markup, html};
use web::ui::{self, Button, Column, Icon, Row, Table, Tone, When};
use web::{Current, Organization, Viewer, page, show};

use super::of_session::until;
use crate::recordings::listing::{Kept, Listing};

pub fn kept(organization: &Organization, viewer: &Viewer, listing: &Listing, days: i64) -> Markup {
    let about = "What was recorded, newest first. Open one to put it under legal hold, to lift a hold, or to erase it.";
    let back = html! { (Button::link("/configuration/recordings", "Back to Recordings").quiet()) };
    let address = |page: i64| format!("/configuration/recordings/kept?page={page}");
    let newer = (listing.page > 0).then(|| address(listing.page - 1));
    let older = listing.has_more.then(|| address(listing.page + 1));
    let body = html! {
        (ui::page_header("Kept recordings", Some(about), back))
        @if listing.kept.is_empty() {
            (ui::empty(Icon::History, "Nothing was recorded yet", "Sessions that are recorded are listed here.", html! {}))
        } @else {
            (table(&listing.kept, viewer, days))
            (ui::pager(newer.as_deref(), older.as_deref()))
        }
    };
    page(organization, viewer, Current::Configuration, "Kept recordings", body)
}

fn table(kept: &[Kept], viewer: &Viewer, days: i64) -> Markup {
    let columns = [
        Column::text("Recorded"),
        Column::text("Session"),
        Column::text("State"),
        Column::number("Size"),
        Column::actions(),
    ];
    let rows = kept.iter().map(|one| {
        let address = format!("/sessions/{}/recordings", one.recording.session);
        Row::new([
            ui::time(one.recording.started_at, &viewer.zone, When::DayAndClock),
            html! { (one.title) br; span class="muted" { (one.instructor) " and " (one.student) } },
            state(one, viewer, days),
            html! { (show::bytes(one.bytes)) },
            html! { (Button::link(address, "Open").small()) },
        ])
        .faded(one.recording.erased_at.is_some())
    });
    html! { (Table::new("Kept recordings", &columns).rows(rows)) }
}

fn state(one: &Kept, viewer: &Viewer, days: i64) -> Markup {
    let recording = &one.recording;
    html! {
        @if recording.erased_at.is_some() { (ui::chip(Tone::Neutral, "Erased")) }
        @else if recording.held.is_some() { (ui::chip(Tone::Warn, "Legal hold")) }
        @else if let Some(until) = until(recording, days) { "Until " (ui::time(until, &viewer.zone, When::Day)) }
        @else { (ui::chip(Tone::Live, "Being recorded")) }
    }
}
