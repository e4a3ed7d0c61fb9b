//! `/instructors`, for everyone who is signed in.

use axum::extract::{Path, Query, State};
use kernel::UserId;
use maud::Markup;
use people::profiles::{self, Sight};
use people::{closures, organizations};
use web::{Act, App, Failure, Organization, Routes, Viewer};

use super::filter::{Filter, PAGE};
use super::views::{self, Line, List, Profile};
use super::{free, hours};
use crate::{availability, programs, requests};

/// Free starts on the page of one instructor.
const MOST_STARTS: usize = 12;

pub fn routes() -> Routes {
    Routes::new().get("/instructors", Act::SeeOwn, index).get("/instructors/{id}", Act::SeeOwn, show)
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let scope = viewer.scope();
    let mut people = super::list(&mut tx, &viewer, &filter).await?;
    let has_more = people.len() > PAGE;
    people.truncate(PAGE);
    let more_after = people.last().filter(|_| has_more).map(|person| person.id);
    let ids: Vec<UserId> = people.iter().map(|person| person.id).collect();
    let taught = super::taught_by(&mut tx, scope, &ids).await?;
    let minutes = organizations::rules(&mut tx, scope).await?.default_duration;
    let closures = closures::all(&mut tx, scope).await?;
    let mut lines = Vec::new();
    for person in people {
        let programs = taught.iter().filter(|(id, ..)| *id == person.id).map(|(.., title)| title.clone());
        let programs = programs.collect();
        let availability = availability::of(&mut tx, scope, &person).await?;
        let keeps_hours = availability.has_hours();
        let next = match keeps_hours {
            true => {
                let starts =
                    free::ahead(&mut tx, scope, person.id, &availability, &closures, minutes).await?;
                starts.first().copied()
            }
            false => None,
        };
        lines.push(Line { person, programs, keeps_hours, next });
    }
    let programs = programs::list_open(&mut tx, scope).await?;
    let list = List { lines: &lines, programs: &programs, more_after };
    Ok(views::index(&organization, &viewer, &filter, &list))
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let scope = viewer.scope();
    let person = super::find(&mut tx, &viewer, id).await?;
    let mut filled = profiles::filled(&mut tx, scope, &person, Sight::Anyone).await?;
    filled.retain(|field| field.value.is_some());
    let taught = super::taught_by(&mut tx, scope, &[id]).await?;
    let availability = availability::of(&mut tx, scope, &person).await?;
    let today = tx.now().in_zone(&availability.zone).date();
    let week = hours::on_clock(&availability, today, &viewer.zone);
    let minutes = organizations::rules(&mut tx, scope).await?.default_duration;
    let mut starts = Vec::new();
    if availability.has_hours() {
        let closures = closures::all(&mut tx, scope).await?;
        starts = free::ahead(&mut tx, scope, id, &availability, &closures, minutes).await?;
        starts.truncate(MOST_STARTS);
    }
    let profile = Profile {
        person: &person,
        filled: &filled,
        programs: taught.into_iter().map(|(.., title)| title).collect(),
        week: &week,
        starts: &starts,
        minutes,
        askable: &requests::students_to_ask_for(&mut tx, &viewer, id).await?,
    };
    Ok(views::show(&organization, &viewer, &profile))
}
