//! Words that people wrote.

use maud::{Markup, html};

/// Plain text whose web addresses can be followed; nothing else in it means anything.
pub fn linked(line: &str) -> Markup {
    let is_address = |word: &str| word.starts_with("https://") || word.starts_with("http://");
    html! {
        @for (n, word) in line.split(' ').enumerate() {
            @if n > 0 { " " }
            @if is_address(word) { a href=(word) rel="noopener noreferrer" target="_blank" { (word) } } @else { (word) }
        }
    }
}
