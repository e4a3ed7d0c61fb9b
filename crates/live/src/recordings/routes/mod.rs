//! The addresses of recordings.

mod bytes;
mod copying;
mod keeping;
mod kept;
mod mode;
mod of_session;

use web::{Act, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/{id}/recording/{part}", Act::SeeOwn, bytes::show)
        .get("/sessions/{id}/recordings", Act::SeeOwn, of_session::index)
        .get("/sessions/{id}/recordings/{recording}/copy", Act::SeeOwn, copying::show)
        .post("/sessions/{id}/recordings/{recording}/copy", Act::SeeOwn, copying::create)
        .get("/sessions/{id}/recordings/{recording}/hold", Act::Configure, keeping::new_hold)
        .post("/sessions/{id}/recordings/{recording}/hold", Act::Configure, keeping::hold)
        .get("/sessions/{id}/recordings/{recording}/release", Act::Configure, keeping::new_release)
        .post("/sessions/{id}/recordings/{recording}/release", Act::Configure, keeping::release)
        .get("/sessions/{id}/recordings/{recording}/erasure", Act::Configure, keeping::new_erasure)
        .post("/sessions/{id}/recordings/{recording}/erasure", Act::Configure, keeping::erase)
        .get("/configuration/recordings", Act::Configure, mode::edit)
        .post("/configuration/recordings", Act::Configure, mode::update)
        .get("/configuration/recordings/kept", Act::Configure, kept::index)
}
