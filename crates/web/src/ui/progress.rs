//! How far something has come.

use maud::{Markup, html};

/// A bar filled to `done` of `whole`, named by `label`.
pub fn meter(label: &str, done: u64, whole: u64) -> Markup {
    html! {
        progress class="meter" aria-label=(label) value=(done.min(whole)) max=(whole.max(1)) {
            (share_percent(done, whole)) " %"
        }
    }
}

fn share_percent(done: u64, whole: u64) -> u64 {
    (done.min(whole) * 100).checked_div(whole).unwrap_or(0)
}
