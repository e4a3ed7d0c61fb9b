//! The HTML of mails: one column, few inline styles, readable on light and dark ground, nothing loaded from anywhere.

use maud::{DOCTYPE, Markup, Render, html};

use super::mail::{PREFERENCES, Sheet};

const COLUMN: &str = "max-width:34rem;margin:0 auto;padding:24px 16px;\
    font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const BUTTON: &str = "display:inline-block;padding:12px 20px;border-radius:8px;color:#FFFFFF;\
    font-weight:600;text-decoration:none;background:";
/// The ground of buttons, unless the organization has a colour of its own.
const SEA: &str = "#0B5563";
const QUIET: &str = "font-size:14px;opacity:.8";

/// The whole mail.
pub fn mail(subject: &str, sheet: &Sheet) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                // mail programs then turn text and ground together, and leave the button alone
                meta name="color-scheme" content="light dark";
                title { (subject) }
            }
            body style="margin:0" {
                div style=(COLUMN) {
                    p style="font-weight:600" { (sheet.organization) }
                    p { (sheet.greeting) }
                    @for paragraph in &sheet.paragraphs { p style="white-space:pre-line" { (paragraph) } }
                    @if !sheet.facts.is_empty() { (facts(&sheet.facts)) }
                    @if !sheet.answers.is_empty() { (facts(&sheet.answers)) }
                    @if !sheet.dates.is_empty() { (dates(&sheet.dates)) }
                    @if let Some((label, address)) = &sheet.action {
                        p style="margin:24px 0" { a href=(address) style={ (BUTTON) (sheet.accent.as_deref().unwrap_or(SEA)) } { (label) } }
                        p style=(QUIET) { "Or copy this address: " a href=(address) style="word-break:break-all" { (address) } }
                    }
                    @if let Some((label, address)) = &sheet.aside {
                        p { a href=(address) { (label) } }
                    }
                    @for paragraph in sheet.advice.iter().chain([&sheet.support]) { p style=(QUIET) { (paragraph) } }
                    @if let Some(address) = &sheet.preferences {
                        p style=(QUIET) { a href=(address) { (PREFERENCES) } }
                    }
                }
            }
        }
    }
}

fn facts(facts: &[(impl Render, String)]) -> Markup {
    html! {
        dl style="margin:16px 0;padding:12px 16px;border:1px solid #8A9298;border-radius:8px" {
            @for (name, value) in facts {
                dt style="font-size:14px;opacity:.8" { (name) }
                dd style="margin:0 0 8px;white-space:pre-line" { (value) }
            }
        }
    }
}

fn dates(dates: &[(String, Option<String>)]) -> Markup {
    html! {
        ul style="margin:16px 0;padding-left:20px" {
            @for (date, address) in dates {
                li style="margin:0 0 8px" {
                    (date)
                    @if let Some(address) = address { ": " a href=(address) { "Join" } }
                }
            }
        }
    }
}
