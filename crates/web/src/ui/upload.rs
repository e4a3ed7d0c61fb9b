//! Files: how one is listed, and the form that brings new ones.

use maud::{Markup, Render, html};

use super::button::Button;
use super::icons::{Icon, icon};

/// A file's name as the way to it, beside a small picture of it where it is one.
pub fn file(href: &str, name: &str, picture: Option<&str>) -> Markup {
    html! {
        a class="file" href=(href) {
            @match picture {
                Some(src) => img class="file-picture" src=(src) alt="" loading="lazy" width="48" height="48";,
                None => span class="file-picture" { (icon(Icon::Document)) },
            }
            span class="file-name" { (name) }
        }
    }
}

/// A form for files. Where scripts run it refuses what is too large before anything is sent, and shows how far it is.
#[must_use]
pub struct UploadForm<'a> {
    pub action: &'a str,
    pub label: &'a str,
    pub button: &'a str,
    pub hint: &'a str,
    pub media_types: &'a [&'a str],
    /// Of one file.
    pub most_bytes: u64,
}

impl Render for UploadForm<'_> {
    fn render(&self) -> Markup {
        html! {
            file-upload data-most-bytes=(self.most_bytes) {
                form class="form" method="post" action=(self.action) enctype="multipart/form-data" {
                    div class="field" {
                        div class="field-head" { label for="field-file" { (self.label) } }
                        input class="file-input" type="file" id="field-file" name="file" multiple required
                            accept=(self.media_types.join(",")) aria-describedby="field-file-hint";
                        p class="field-hint" id="field-file-hint" { (self.hint) }
                    }
                    ul class="uploads" aria-live="polite" hidden {}
                    div class="form-actions" { (Button::submit(self.button).primary().icon(Icon::Add)) }
                }
            }
        }
    }
}
