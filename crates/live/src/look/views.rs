//! The page of the look.

use maud::{Markup, html};
use people::audit::Line;
use web::ui::{self, Button, Field, Icon, Notice, PostForm, When};
use web::{Current, Errors, Organization, Viewer, layout};

use super::changing::LOOK;

pub struct LookPage<'a> {
    /// The colour as it stands in its field.
    pub accent: &'a str,
    pub errors: &'a Errors,
    pub history: &'a [Line],
    pub saved: bool,
}

pub fn page(organization: &Organization, viewer: &Viewer, shown: &LookPage<'_>) -> Markup {
    let errors = shown.errors;
    let removal = html! {
        @if organization.look.logo.is_some() {
            (Button::post("/configuration/look/logo/removal", "Remove the logo").quiet().small())
        }
    };
    let body = html! {
        (ui::page_header("Look", None, html! { (Button::link("/configuration", "All sections").quiet()) }))
        @if shown.saved { (Notice::good("Saved.")) }
        (ui::card("Logo", removal, ui::stack(html! {
            div { (layout::mark(Some(&organization.look))) }
            p { "It stands beside your name on every page, also where one signs in." }
            (logo_form(errors.get("logo")))
        })))
        (ui::card("Colour", html! {}, html! {
            (PostForm::to("/configuration/look").errors(errors).body(html! {
                (Field::text("accent", "Colour of buttons and links").value(shown.accent).max(7).placeholder("#0b5563")
                    .autocomplete("off").error(errors.get("accent"))
                    .hint("As # and six digits or letters. It has to be dark enough to be read on white; for dark pages a \
                           lighter one is made of it. Empty: Nacre's own."))
            }).actions(html! { (Button::submit("Save colour").primary()) }))
        }))
        (ui::card("History", html! {}, history(viewer, shown.history)))
    };
    web::page(organization, viewer, Current::Configuration, "Look", body)
}

fn logo_form(error: Option<&str>) -> Markup {
    let described = if error.is_some() { "field-logo-error field-logo-hint" } else { "field-logo-hint" };
    html! {
        form class="form" method="post" action="/configuration/look/logo" enctype="multipart/form-data" {
            div class="field" {
                div class="field-head" { label for="field-logo" { "Picture" } }
                input class="file-input" type="file" id="field-logo" name="logo" required
                    accept="image/png,image/jpeg,image/svg+xml" aria-describedby=(described)
                    aria-invalid=[error.map(|_| "true")];
                @if let Some(error) = error {
                    p class="field-error" id="field-logo-error" { (ui::icon(Icon::Danger)) span { (error) } }
                }
                p class="field-hint" id="field-logo-hint" { "PNG, JPEG or SVG, at most 1 MB. It is shown 28 pixels high." }
            }
            div class="form-actions" { (Button::submit("Use this logo").primary()) }
        }
    }
}

fn history(viewer: &Viewer, lines: &[Line]) -> Markup {
    html! {
        @if lines.is_empty() {
            p { "Nothing was changed yet. Each change will stand here with its old and new value." }
        } @else {
            ul {
                @for line in lines {
                    li {
                        strong { (line.what.strip_prefix(LOOK).unwrap_or(&line.what)) } ": "
                        (line.before.as_deref().unwrap_or("Nacre's own")) " → " (line.after.as_deref().unwrap_or("Nacre's own"))
                        br;
                        (ui::time(line.at, &viewer.zone, When::DayAndClock)) ", " (line.by.as_deref().unwrap_or("the operator"))
                    }
                }
            }
        }
    }
}
