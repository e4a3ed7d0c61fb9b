//! What needs a passkey: hidden until a script finds that the browser has them.

use maud::{Markup, html};

use super::button::Button;
use super::icons::{Icon, icon};

/// What the device is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Ceremony<'a> {
    /// To sign with a key that it keeps.
    Use,
    /// To make a key; `instead_of` names the password field that may stay empty then.
    Create { instead_of: Option<&'a str> },
}

/// A form, or a part of one, that is there only for browsers with passkeys. Its [`passkey_button`] asks the server at
/// `challenge` and then the device, and sends the form with the answer.
pub fn with_passkeys(ceremony: Ceremony<'_>, challenge: &str, body: Markup) -> Markup {
    let (what, instead_of) = match ceremony {
        Ceremony::Use => ("use", None),
        Ceremony::Create { instead_of } => ("create", instead_of),
    };
    html! {
        with-passkeys data-ceremony=(what) data-challenge=(challenge) data-instead-of=[instead_of] hidden { (body) }
    }
}

/// The button, the two fields that carry the answer, and the place that says why there is none.
pub fn passkey_button(button: Button<'_>, problem: Option<&str>) -> Markup {
    html! {
        input type="hidden" name="ceremony" value="";
        input type="hidden" name="passkey" value="";
        (button.sends("with", "passkey").even_incomplete())
        p class="field-error" id="field-passkey" role="alert" hidden[problem.is_none()] {
            (icon(Icon::Danger)) span { (problem.unwrap_or_default()) }
        }
    }
}
