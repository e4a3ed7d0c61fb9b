//! The addresses of files: the own portfolio, those of children, a session's files, and the classroom's.

mod allowance;
mod bytes;
mod in_classroom;
mod of_session;
mod own;
mod refusals;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use web::{Act, Routes};

use super::Storage;
use super::arriving::Counter;
use super::file::FILE_BYTES;
use crate::classroom::Rooms;
pub use bytes::answer;
pub use refusals::busy;

/// Files of one form.
const FORM_FILES: usize = 10;
/// A form with that many of the largest, and what stands between them.
const FORM_BYTES: usize = FORM_FILES * (FILE_BYTES as usize + 4 * 1024);

/// Every route of files; `storage` holds their bytes, and `rooms` are told what is shared in them.
pub fn routes(rooms: Rooms, storage: Storage) -> Routes {
    Routes::new()
        .get("/portfolio", Act::SeeOwn, own::index)
        .post("/portfolio", Act::SeeOwn, own::create.layer(DefaultBodyLimit::max(FORM_BYTES)))
        .get("/portfolio/{file}", Act::SeeOwn, own::show)
        .post("/portfolio/{file}/removal", Act::SeeOwn, own::destroy)
        .get("/people/{id}/portfolio", Act::SeeOwn, own::index_of_person)
        .get("/sessions/{id}/files", Act::SeeOwn, of_session::index)
        .post("/sessions/{id}/files", Act::SeeOwn, of_session::create)
        .get("/sessions/{id}/files/{file}", Act::SeeOwn, of_session::show)
        .get("/classroom/{session}/files", Act::TakeSeat, in_classroom::index)
        .post("/classroom/{session}/files", Act::TakeSeat, in_classroom::create)
        .get("/classroom/{session}/files/{file}", Act::TakeSeat, in_classroom::show)
        .post("/classroom/{session}/files/{file}/share", Act::TakeSeat, in_classroom::share)
        .get("/configuration/files", Act::Configure, allowance::edit)
        .post("/configuration/files", Act::Configure, allowance::update)
        .with(rooms)
        .with(storage)
        .with(Counter::default())
}
