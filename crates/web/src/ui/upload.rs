//! Files: how one is listed, those to choose from, and the form that brings new ones.

use kernel::FileId;
use maud::{Markup, Render, html};

use super::button::Button;
use super::card::fold;
use super::field::Field;
use super::icons::{Icon, icon};
use super::notice::Notice;
use crate::Ticked;

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

/// A file of somebody's own portfolio, to choose from.
#[derive(Debug, Clone)]
pub struct OwnFile {
    pub id: FileId,
    /// Its name and size.
    pub label: String,
}

/// Files of the own portfolio that can be chosen, and what can be added to it.
#[derive(Debug, Clone)]
pub struct OwnFiles {
    /// The newest first.
    pub files: Vec<OwnFile>,
    pub media_types: Vec<&'static str>,
    /// Of one file.
    pub most_bytes: u64,
}

/// Boxes for files of the own portfolio; folded away until one is ticked or there is an error. Where scripts run, files
/// of the device can be added and are ticked at once.
pub fn file_boxes(own: &OwnFiles, ticked: &Ticked, error: Option<&str>) -> Markup {
    let is_open = error.is_some() || own.files.iter().any(|file| ticked.has(file.id));
    let body = html! {
        file-boxes data-action="/portfolio" data-most-bytes=(own.most_bytes) {
            // where the list of what is wrong leads to
            div id="field-files" tabindex="-1" { @if let Some(error) = error { (Notice::danger(error)) } }
            @if own.files.is_empty() {
                p class="muted attachable-none" { "Your portfolio is empty. Files you add to it can be sent along." }
            }
            ul class="attachable" { @for file in &own.files { (file_box(file, ticked)) } }
            template { li { (Field::checkbox(&Ticked::any(), "").checked(true)) } }
            div class="field attachable-new" {
                div class="field-head" { label for="field-own-file" { "Add files from this device" } }
                input class="file-input" type="file" id="field-own-file" multiple accept=(own.media_types.join(","));
            }
            ul class="uploads" aria-live="polite" hidden {}
            p { a href="/portfolio" target="_blank" { "Open your portfolio" } }
        }
    };
    fold(Icon::Portfolio, "Attach files of your portfolio", is_open, body)
}

fn file_box(file: &OwnFile, ticked: &Ticked) -> Markup {
    let name = Ticked::name(file.id);
    html! { li { (Field::checkbox(&name, &file.label).checked(ticked.has(file.id))) } }
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
