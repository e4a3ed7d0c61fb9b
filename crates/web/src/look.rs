//! How an organization looks: a colour of its own, checked for contrast, and a logo. Pure.

use std::fmt;
use std::str::FromStr;

/// What text of the colour, and text on it, must differ by (WCAG 2.2, 1.4.3).
const ENOUGH: f64 = 4.5;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/// The surface of dark pages, as the stylesheet has it.
const NIGHT: Rgb = [0x16, 0x1d, 0x21];

/// How an organization looks. Without anything of its own: as the product does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    pub accent: Option<Accent>,
    /// The part of the logo's address that changes with its content.
    pub logo: Option<String>,
}

type Rgb = [u8; 3];

/// A colour for buttons and links, dark enough to be read on light ground. For dark pages a lighter one is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent(Rgb);

/// Why a text is no accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAccent {
    #[error("a colour is # and six hexadecimal digits")]
    NoColour,
    #[error("text of this colour cannot be read on light ground")]
    TooLight,
}

impl FromStr for Accent {
    type Err = NotAnAccent;

    fn from_str(text: &str) -> Result<Self, NotAnAccent> {
        let digits = text.trim().strip_prefix('#').ok_or(NotAnAccent::NoColour)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAnAccent::NoColour);
        }
        let [_, red, green, blue] =
            u32::from_str_radix(digits, 16).map_err(|_| NotAnAccent::NoColour)?.to_be_bytes();
        let accent = Self([red, green, blue]);
        let light = accent.light();
        if contrast(light.plain, light.tint) < ENOUGH { Err(NotAnAccent::TooLight) } else { Ok(accent) }
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0))
    }
}

/// The colour as pages use it.
#[derive(Debug, Clone, Copy)]
struct Shades {
    /// Text and lines.
    plain: Rgb,
    /// The ground of buttons.
    strong: Rgb,
    /// The ground of what is chosen; `plain` stands on it.
    tint: Rgb,
    /// Text on the others.
    on: Rgb,
}

impl Accent {
    fn light(self) -> Shades {
        Shades { plain: self.0, strong: mix(self.0, BLACK, 25), tint: mix(self.0, WHITE, 89), on: WHITE }
    }

    /// The same hue, as light as it has to be.
    fn dark(self) -> Shades {
        let tint = mix(self.0, NIGHT, 75);
        let lighter = (0..=20).map(|step| mix(self.0, WHITE, step * 5));
        let plain = lighter
            .into_iter()
            .find(|plain| contrast(*plain, tint) >= ENOUGH && contrast(*plain, NIGHT) >= ENOUGH + 1.0)
            .unwrap_or(WHITE);
        Shades { plain, strong: mix(plain, WHITE, 30), tint, on: mix(self.0, BLACK, 88) }
    }

    /// The name of its stylesheet.
    pub fn file(self) -> String {
        format!("{}.css", hex(self.0).trim_start_matches('#'))
    }

    /// The stylesheet that puts it in the place of the product's own colour.
    pub fn stylesheet(self) -> String {
        let (light, dark) = (rules(self.light()), rules(self.dark()));
        // more specific than the product's own rules, whatever order they come in
        format!(
            "html:root:root{{{light}}}\n\
             @media (prefers-color-scheme:dark){{html:root:root:not([data-theme=\"light\"]){{{dark}}}}}\n\
             html:root:root[data-theme=\"dark\"]{{{dark}}}\n"
        )
    }
}

fn rules(shades: Shades) -> String {
    let (plain, strong, tint, on) = (hex(shades.plain), hex(shades.strong), hex(shades.tint), hex(shades.on));
    format!(
        "--sea:{plain};--sea-strong:{strong};--sea-tint:{tint};--on-sea:{on};--color-primary:{plain};\
         --color-primary-content:{on};--color-info:{plain};--color-info-content:{on}"
    )
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// `one` with so many of a hundred parts of `other`.
fn mix(one: Rgb, other: Rgb, parts: u16) -> Rgb {
    std::array::from_fn(|at| {
        let mixed = (u16::from(one[at]) * (100 - parts) + u16::from(other[at]) * parts) / 100;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    })
}

/// 1 to 21 (WCAG 2.2, contrast ratio).
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_taken_when_it_can_be_read() {
        assert_eq!(" #0B5563 ".parse::<Accent>().unwrap().to_string(), "#0b5563");
        for (text, why) in [
            ("", NotAnAccent::NoColour),
            ("0b5563", NotAnAccent::NoColour),
            ("#0b556", NotAnAccent::NoColour),
            ("#0b556g", NotAnAccent::NoColour),
            ("#+b5563", NotAnAccent::NoColour),
            ("#ffcc00", NotAnAccent::TooLight),
            ("#ffffff", NotAnAccent::TooLight),
        ] {
            assert_eq!(text.parse::<Accent>(), Err(why), "{text}");
        }
    }

    #[test]
    fn every_colour_that_is_taken_is_read_by_day_and_by_night() {
        let steps = || (0..=255u8).step_by(15);
        let mut taken = 0;
        for rgb in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b]))) {
            let Ok(accent) = hex(rgb).parse::<Accent>() else { continue };
            taken += 1;
            let surfaces =
                [(accent.light(), [WHITE, [0xf7, 0xf6, 0xf3]]), (accent.dark(), [NIGHT, [0x0e, 0x13, 0x16]])];
            for (shades, grounds) in surfaces {
                for ground in grounds.into_iter().chain([shades.tint]) {
                    assert!(
                        contrast(shades.plain, ground) >= ENOUGH,
                        "{} on {}",
                        hex(shades.plain),
                        hex(ground)
                    );
                }
                for ground in [shades.plain, shades.strong] {
                    assert!(contrast(shades.on, ground) >= ENOUGH, "{} on {}", hex(shades.on), hex(ground));
                }
            }
        }
        assert!(taken > 1_000, "{taken}");
    }
}
