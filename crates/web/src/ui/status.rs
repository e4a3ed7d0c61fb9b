//! Chips: one word about the state of a thing, always with an icon, never colour alone.

use maud::{Markup, Render, html};

use super::icons::{Icon, icon};

/// How a chip is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Sea,
    Live,
    Warn,
    Danger,
}

/// A small word with its tone.
pub fn chip(tone: Tone, text: &str) -> Markup {
    html! { span class=(class(tone)) { (text) } }
}

/// The states sessions and accounts have, in the words people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Scheduled,
    Lobby,
    Lesson,
    Completed,
    Missed,
    Cancelled,
    Invited,
    Active,
    Archived,
    Pending,
    Proposed,
    Accepted,
    Declined,
    Withdrawn,
    Expired,
}

impl Status {
    pub const ALL: &[Self] = &[
        Self::Scheduled,
        Self::Lobby,
        Self::Lesson,
        Self::Completed,
        Self::Missed,
        Self::Cancelled,
        Self::Invited,
        Self::Active,
        Self::Archived,
        Self::Pending,
        Self::Proposed,
        Self::Accepted,
        Self::Declined,
        Self::Withdrawn,
        Self::Expired,
    ];

    const fn look(self) -> (Tone, Icon, &'static str) {
        match self {
            Self::Scheduled => (Tone::Sea, Icon::Planned, "Scheduled"),
            Self::Lobby => (Tone::Live, Icon::Waiting, "Lobby"),
            Self::Lesson => (Tone::Live, Icon::Live, "Live now"),
            Self::Completed => (Tone::Neutral, Icon::Check, "Completed"),
            Self::Missed => (Tone::Warn, Icon::Missed, "Missed"),
            Self::Cancelled => (Tone::Danger, Icon::Cancelled, "Cancelled"),
            Self::Invited => (Tone::Sea, Icon::Mail, "Invited"),
            Self::Active => (Tone::Live, Icon::Check, "Active"),
            Self::Archived => (Tone::Neutral, Icon::Archive, "Archived"),
            Self::Pending => (Tone::Warn, Icon::Waiting, "Pending confirmation"),
            Self::Proposed => (Tone::Warn, Icon::Planned, "Another time proposed"),
            Self::Accepted => (Tone::Live, Icon::Check, "Accepted"),
            Self::Declined => (Tone::Danger, Icon::Cancelled, "Declined"),
            Self::Withdrawn => (Tone::Neutral, Icon::Close, "Withdrawn"),
            Self::Expired => (Tone::Neutral, Icon::History, "Expired"),
        }
    }
}

impl From<kernel::Standing> for Status {
    fn from(standing: kernel::Standing) -> Self {
        match standing {
            kernel::Standing::Invited => Self::Invited,
            kernel::Standing::Active => Self::Active,
            kernel::Standing::Archived => Self::Archived,
        }
    }
}

impl Render for Status {
    fn render(&self) -> Markup {
        let (tone, which, word) = self.look();
        html! { span class=(class(tone)) { (icon(which)) (word) } }
    }
}

const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "chip chip-neutral",
        Tone::Sea => "chip chip-sea",
        Tone::Live => "chip chip-live",
        Tone::Warn => "chip chip-warn",
        Tone::Danger => "chip chip-danger",
    }
}
