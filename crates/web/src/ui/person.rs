//! How a person is shown: initials in a pearl, name, and a second line.

use maud::{Markup, html};

use super::icons::{Icon, icon};

/// Tints an avatar may have; the same name always gets the same one, here and in `client/live/avatar.ts`.
const TINTS: [&str; 5] = [
    "avatar-pearl tint-rose",
    "avatar-pearl tint-violet",
    "avatar-pearl tint-sea",
    "avatar-pearl tint-sand",
    "avatar-pearl tint-sky",
];

/// The initials of `name` in a circle. Decoration: the name stands beside it.
pub fn avatar(name: &str) -> Markup {
    html! { span class=(tint(name)) aria-hidden="true" { (initials(name)) } }
}

/// What stands there for several people, whose names stand beside it.
pub fn several() -> Markup {
    html! { span class="avatar-pearl tint-sea" aria-hidden="true" { (icon(Icon::Groups)) } }
}

/// Avatar, name and a second line, which may be empty.
pub fn person(name: &str, below: &str) -> Markup {
    html! {
        span class="person" {
            (avatar(name))
            span class="person-words" {
                span class="person-name" { (name) }
                @if !below.is_empty() { span class="person-below" { (below) } }
            }
        }
    }
}

/// The first letters of the first and the last word, at most two.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).take(2).collect()
}

fn tint(name: &str) -> &'static str {
    let sum = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    TINTS[sum as usize % TINTS.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_the_last_name() {
        assert_eq!(initials("Ada Byron"), "AB");
        assert_eq!(initials("mia de la cruz"), "MC");
        assert_eq!(initials("Øyvind"), "Ø");
        assert_eq!(initials(""), "");
    }
}
