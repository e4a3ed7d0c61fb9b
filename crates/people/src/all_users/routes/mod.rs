//! `/people`: the list, adding, one person, and the ties between people.

mod listing;
mod person;
mod ties;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::UserId;
use maud::Markup;
use web::{Act, Failure, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/people", Act::ManagePeople, listing::index)
        .get("/people/new", Act::ManagePeople, listing::new)
        .post("/people", Act::ManagePeople, listing::create)
        .get("/people/{id}", Act::ManagePeople, person::show)
        .get("/people/{id}/edit", Act::ManagePeople, person::edit)
        .post("/people/{id}", Act::ManagePeople, person::update)
        .post("/people/{id}/restoration", Act::ManagePeople, person::restore)
        .post("/people/{id}/invitation", Act::ManagePeople, person::invite)
        .post("/people/{id}/password", Act::ManagePeople, person::set_password)
        .post("/people/assignments", Act::ManagePeople, ties::assign)
        .post("/people/assignments/removal", Act::ManagePeople, ties::unassign)
        .post("/people/families", Act::ManagePeople, ties::link)
        .post("/people/families/removal", Act::ManagePeople, ties::unlink)
}

/// What is no id is nobody's.
fn id_of(text: &str) -> Result<UserId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The same form with its messages.
fn invalid(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
