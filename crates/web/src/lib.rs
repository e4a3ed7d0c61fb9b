//! What all pages share: who is looking, what they may do, how a page, a form and a failure look.
//!
//! A feature registers its handlers through [`Routes`], each together with the [`Act`] it performs; nothing is
//! reachable without one. A handler asks for a [`Viewer`], reads a [`Form`], calls one verb and renders.

mod app;
pub mod assets;
pub mod bus;
pub mod cookie;
mod failure;
mod form;
pub mod guard;
pub mod layout;
mod local;
pub mod look;
mod negotiate;
mod page;
pub mod policy;
mod routes;
mod service;
pub mod show;
pub mod stream;
mod tenant;
mod ticked;
pub mod token;
pub mod ui;
mod viewer;

pub use app::{App, Mode, PublicAddress};
pub use bus::{Bus, Push, Topic};
pub use failure::Failure;
pub use form::{Errors, Form};
pub use local::{Local, query_value};
pub use negotiate::Wants;
pub use page::{Current, bare_page, page};
pub use policy::Act;
pub use routes::{RouteRow, Routes};
pub use service::service;
pub use tenant::{Answer, Directory, Money, Organization};
pub use ticked::Ticked;
pub use viewer::{Viewer, Visitor};
