//! The addresses of a session's boards.

mod page;
mod socket;

use web::{Act, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/{id}/boards", Act::SeeOwn, page::show)
        .get("/sessions/{id}/boards/{board}", Act::SeeOwn, page::board)
        .get("/sessions/{id}/boards/socket", Act::RunSession, socket::open)
}
