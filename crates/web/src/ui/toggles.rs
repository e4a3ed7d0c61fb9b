//! A few things of which any may be chosen, all in sight: weekdays.

use maud::{Markup, html};

use super::icons::{Icon, icon};

/// One thing: the field it sends as `true` when chosen, and its words.
#[derive(Debug, Clone, Copy)]
pub struct Toggle<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub chosen: bool,
}

/// The choice, as the field `name` for errors. Whenever it changes, the form's fields are sent to `address` (GET) and the
/// answer is put at the CSS selector `target`.
pub fn toggles(
    name: &str,
    label: &str,
    toggles: &[Toggle<'_>],
    error: Option<&str>,
    (address, target): (&str, &str),
) -> Markup {
    let id = format!("field-{name}");
    let error_id = format!("{id}-error");
    html! {
        fieldset class="field" id=(id) aria-describedby=[error.map(|_| &error_id)] {
            legend class="field-head" { (label) }
            div class="segments" {
                @for toggle in toggles {
                    label {
                        input type="checkbox" id=(format!("field-{}", toggle.name)) name=(toggle.name) value="true"
                            checked[toggle.chosen] hx-get=(address) hx-target=(target) hx-trigger="change"
                            hx-include="closest form";
                        span { (toggle.label) }
                    }
                }
            }
            @if let Some(error) = error {
                p class="field-error" id=(error_id) { (icon(Icon::Danger)) span { (error) } }
            }
        }
    }
}
