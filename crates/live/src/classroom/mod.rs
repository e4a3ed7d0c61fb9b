//! The live classroom: its page, the WebSocket of each browser in it, and the rooms themselves.
//!
//! One task owns a room (`actor`); sockets, the media engine and verbs send it messages through [`Rooms`]. The rules
//! are those of the crate `room`, which knows no socket and no clock; what it asks for is carried out here: messages to
//! browsers, orders to the media engine, facts to the store. A room that ends, by a panic too, is made again from the
//! stored facts when the next browser says hello. In a practice room an instructor is alone, and nothing is carried to the
//! store at all.

mod actor;
mod desk;
mod orders;
mod plan;
mod practice;
mod presence;
mod rooms;
mod routes;
mod taping;
mod views;
mod watching;

pub use rooms::Rooms;
pub use routes::routes;
pub use views::no_place;

pub(crate) use watching::watch;
