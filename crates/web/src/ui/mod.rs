//! The components every page is built from. Pages use these and plain semantic HTML; class names live only here.
//!
//! Each component is a value that renders itself, so it stands in `html!` in parentheses:
//!
//! ```ignore
//! use web::ui::{self, Button, Choice, Column, Dialog, Field, Icon, Notice, PostForm, Row, Status, Table, When};
//!
//! html! {
//!     (ui::page_header("All Users", Some("Everyone in Harbor Tutoring"), html! {
//!         (Button::link("/users/new", "Add a person").primary().icon(Icon::Invite))
//!     }))
//!     (Notice::warn("Mail is not going out").body(html! { "3 messages wait. They are kept and tried again." }))
//!     (ui::card("Upcoming Sessions", html! {}, html! { … }))        // title, actions, body
//!     (Table::new("People", &[Column::text("Name"), Column::number("Credits"), Column::actions()])
//!         .rows(people.iter().map(|p| Row::new([ui::person(&p.name, &p.email), html! { (p.credits) }, html! {}]))))
//! }
//! ```
//!
//! A form keeps what was typed and shows each message beside its field:
//!
//! ```ignore
//! PostForm::to("/sign-in").errors(&errors).body(html! {
//!     (Field::email("email", "Email").value(&form.email).error(errors.get("email")).required().autocomplete("username"))
//!     (Field::password("password", "Password").error(errors.get("password")).required())
//!     (Field::textarea("description", "Description").value(&form.description).max(2_000))
//!     (Field::select("program", "Program").choices(&[Choice::new("prg_1", "Algebra")]).value(&form.program).required())
//!     (Field::yes_no("billable", "Is this a billable session?").answer(form.billable))
//!     (Field::checkbox("under_13", "Under 13").checked(form.under_13))
//!     (Field::student("student", "Student").choices(&[Choice::new("usr_1", "Ben Ortiz").chip("1 credit left")]))
//! }).actions(html! { (Button::submit("Start Session").primary()) })
//! ```
//!
//! One `.primary()` a page. `Button::post("/users/7/archive", "Archive").confirm("Archive Ben Ortiz?")` is a whole
//! one-button form. `.swap("#people")` on a button, link or form lets htmx put the answer there; without scripts the
//! same thing is a plain request. `.refetch("/sessions/instant/form", "#start")` on a field asks again when it changes.
//!
//! Fresh parts: give an element `id`, `hx-get`, `hx-trigger="nacre:sessions from:body"` and it is fetched again when the
//! server names the topic `sessions`.

mod agenda;
mod button;
mod card;
mod dialog;
mod field;
mod form;
mod icons;
mod navigation;
mod notice;
mod passkey;
mod person;
mod progress;
mod status;
mod table;
mod text;
mod time;
mod toggles;
mod upload;

pub use agenda::{AgendaItem, WeekDay, agenda, closed_day, join_button, week_strip};
pub use button::Button;
pub use card::{card, columns, empty, fold, key_values, page_header, panel, stack};
pub use dialog::Dialog;
pub use field::{Choice, Field};
pub use form::PostForm;
pub use icons::{Icon, icon};
pub use navigation::{Tab, filters, pager, skip_link, tabs};
pub use notice::Notice;
pub use passkey::{Ceremony, passkey_button, with_passkeys};
pub use person::{avatar, person};
pub use progress::meter;
pub use status::{Status, Tone, chip};
pub use table::{Column, Row, Table};
pub use text::linked;
pub use time::{When, time, zone_name};
pub use toggles::{Toggle, toggles};
pub use upload::{OwnFile, OwnFiles, UploadForm, file, file_boxes};

#[cfg(test)]
mod tests;
