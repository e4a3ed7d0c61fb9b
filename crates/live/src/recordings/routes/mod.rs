//! The addresses of recordings.

mod bytes;
mod mode;

use web::{Act, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/{id}/recording/{part}", Act::SeeOwn, bytes::show)
        .get("/configuration/recordings", Act::Configure, mode::edit)
        .post("/configuration/recordings", Act::Configure, mode::update)
}
