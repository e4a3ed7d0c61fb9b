//! How a trail looks.

use kernel::Zone;
use maud::{Markup, html};
use people::audit::Line;
use web::ui::{self, When};

/// What was added, changed and removed, newest first.
pub fn history(lines: &[Line], zone: &Zone) -> Markup {
    html! {
        @if lines.is_empty() {
            p { "Nothing was changed yet. Each change will stand here." }
        } @else {
            ul {
                @for line in lines {
                    li {
                        @match (&line.before, &line.after) {
                            (Some(was), Some(is)) => { strong { "Changed" } ": " (was) ", now " (is) },
                            (None, Some(added)) => { strong { "Added" } ": " (added) },
                            (removed, None) => { strong { "Removed" } ": " (removed.as_deref().unwrap_or_default()) },
                        }
                        br;
                        (ui::time(line.at, zone, When::DayAndClock)) ", " (line.by.as_deref().unwrap_or("the operator"))
                    }
                }
            }
        }
    }
}

/// The settings of a section that became others, newest first; `section` is what their lines begin with.
pub fn of_settings(lines: &[Line], section: &str, zone: &Zone) -> Markup {
    html! {
        @if lines.is_empty() {
            p { "Nothing was changed yet. Each change will stand here with its old and new value." }
        } @else {
            ul {
                @for line in lines {
                    li {
                        strong { (line.what.strip_prefix(section).unwrap_or(&line.what)) } ": "
                        (line.before.as_deref().unwrap_or("nothing")) " → " (line.after.as_deref().unwrap_or("nothing"))
                        br;
                        (ui::time(line.at, zone, When::DayAndClock)) ", " (line.by.as_deref().unwrap_or("the operator"))
                    }
                }
            }
        }
    }
}
