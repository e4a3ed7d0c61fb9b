//! Progress: the pearl ring, a bar, and the steps somebody has to take.

use maud::{Markup, html};

/// Length of the ring's line; the drawing is scaled so that a percent is one unit.
const RING: u64 = 100;

/// A ring filled to `done` of `whole`, with the words that say the same.
pub fn ring(done: u64, whole: u64, words: &str) -> Markup {
    let share = share_percent(done, whole);
    html! {
        span class="pearl-ring" {
            svg viewBox="0 0 36 36" aria-hidden="true" {
                defs {
                    linearGradient id="pearl" x1="0" y1="0" x2="1" y2="1" {
                        stop class="pearl-1" offset="0" {} stop class="pearl-2" offset="0.5" {} stop class="pearl-3" offset="1" {}
                    }
                }
                circle class="ring-track" cx="18" cy="18" r="15.915" {}
                circle class="ring-done" cx="18" cy="18" r="15.915" stroke="url(#pearl)" pathLength=(RING)
                    stroke-dasharray=(format!("{share} {RING}")) {}
            }
            span { (words) }
        }
    }
}

/// A bar filled to `done` of `whole`, named by `label`.
pub fn meter(label: &str, done: u64, whole: u64) -> Markup {
    html! {
        progress class="meter" aria-label=(label) value=(done.min(whole)) max=(whole.max(1)) {
            (share_percent(done, whole)) " %"
        }
    }
}

/// How far a step of a way has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Done,
    Now,
    Ahead,
}

/// A short way with its steps, such as a student's way into the classroom.
pub fn steps<const N: usize>(label: &str, steps: [(Step, &str); N]) -> Markup {
    html! {
        ol class="steps" aria-label=(label) {
            @for (step, word) in steps {
                li class=(step_class(step)) aria-current=[(step == Step::Now).then_some("step")] { (word) }
            }
        }
    }
}

const fn step_class(step: Step) -> &'static str {
    match step {
        Step::Done => "step-done",
        Step::Now => "step-now",
        Step::Ahead => "step-ahead",
    }
}

fn share_percent(done: u64, whole: u64) -> u64 {
    (done.min(whole) * 100).checked_div(whole).unwrap_or(0)
}
