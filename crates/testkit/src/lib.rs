//! The cast of people and a running product without a network, for the tests of every area.
//!
//! ```ignore
//! testkit::on_both_engines(async |world| {
//!     let mut ada = world.signed_in(world.ada).await;
//!     assert!(ada.get("/").await.text.contains("Instant Session"));
//! }).await;
//! ```
//!
//! At Harbor Tutoring Amara administers, Ada and Ivan teach, Ben and Mia learn, Carol is
//! Ben's and Mia's parent. At Oak Learning, another organization of the same server, Olga administers and teaches
//! and Dan learns.

mod browser;
mod cast;
mod engines;
mod line;
pub mod mime;
pub mod smtp;
mod world;

pub use browser::{Answer, Browser, Stream};
pub use cast::{Cast, PASSWORD};
pub use engines::{engines, on_both_engines};
pub use line::Line;
pub use world::{HARBOR, OAK, World, viewer_in};
