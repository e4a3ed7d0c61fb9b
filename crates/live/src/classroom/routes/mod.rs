//! The addresses of a classroom.

mod boards;
mod desk;
mod page;
mod practice;
mod socket;

use web::{Act, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/classroom/{session}", Act::TakeSeat, page::show)
        .get("/classroom/{session}/socket", Act::TakeSeat, socket::open)
        .get("/classroom/{session}/boards/{board}", Act::TakeSeat, boards::show)
        .get("/classroom/{session}/link", Act::RunSession, desk::show)
        .get("/practice", Act::Practise, practice::show)
        .get("/practice/socket", Act::Practise, socket::practise)
        .get("/practice/boards/{board}", Act::Practise, practice::board)
        .post("/classroom/{session}/resend", Act::RunSession, desk::create)
}
