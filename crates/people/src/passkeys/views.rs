//! The part of a person's account that lists their passkeys.

use kernel::Zone;
use maud::{Markup, html};
use web::Errors;
use web::ui::{self, Button, Ceremony, Column, Field, Icon, PostForm, Row, Table, When};

use super::Key;
use super::passkey::may_remove;

/// The field of a new key's name.
pub const KEY_NAME: &str = "key_name";

const COLUMNS: [Column<'static>; 4] =
    [Column::text("Passkey"), Column::text("Added"), Column::text("Last used"), Column::actions()];

/// The list, and the form that adds one. `typed` is the name that stands in it; a person with a password is asked for it.
pub fn section(keys: &[Key], zone: &Zone, has_password: bool, typed: &str, errors: &Errors) -> Markup {
    let rows = keys.iter().map(|key| {
        Row::new([
            html! { (key.name) },
            ui::time(key.created_at, zone, When::Day),
            html! { @match key.last_used_at {
                Some(at) => (ui::time(at, zone, When::DayAndClock)),
                None => span class="muted" { "never" },
            } },
            html! {
                @if may_remove(keys.len(), has_password) {
                    (Button::post(format!("/account/passkeys/{}/removal", key.id), "Remove").small()
                        .confirm(format!("Remove the passkey {}? It will not sign you in any more.", key.name)))
                } @else {
                    span class="muted" { "Your only way in" }
                }
            },
        ])
    });
    ui::stack(html! {
        p class="muted" { "Sign in by finger, face or PIN of your device, without typing anything." }
        @if !keys.is_empty() { (Table::new("Your passkeys", &COLUMNS).rows(rows)) }
        (ui::with_passkeys(Ceremony::Create { instead_of: None }, "/account/passkeys/challenge", html! {
            (PostForm::to("/account/passkeys").body(html! {
                @if has_password {
                    (Field::password("key_present", "Your password").error(errors.get("key_present")).required())
                }
                (Field::text(KEY_NAME, "Name of the passkey").value(typed).max(60)
                    .hint("How you will tell it from others."))
            }).actions(ui::passkey_button(Button::submit("Add a passkey").icon(Icon::Add), errors.get("passkey"))))
        }))
    })
}

/// The list alone: to judge whether one's own device made each of them.
pub fn told(keys: &[Key], zone: &Zone) -> Markup {
    html! {
        ul {
            @for key in keys {
                li {
                    strong { (key.name) } ", added " (ui::time(key.created_at, zone, When::Day)) ", "
                    @match key.last_used_at {
                        Some(at) => { "last used " (ui::time(at, zone, When::DayAndClock)) }
                        None => { "never used" }
                    }
                }
            }
        }
    }
}
