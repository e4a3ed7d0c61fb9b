//! The frame of every page: a [`Shell`] for people who are signed in, [`bare`] for those who are not, and [`stage`] for
//! the classroom, which needs the whole window.
//!
//! Nothing here carries style or script text: the security policy of the pages forbids it.

use maud::{DOCTYPE, Markup, html};

use crate::Organization;
use crate::assets::asset;
use crate::look::Look;
use crate::ui::{self, Button, Icon, icon};

/// Entries of the bottom bar on small screens; the rest is behind "More".
const BAR_ENTRIES: usize = 4;

/// htmx asks this server only, adds no style of its own, takes an answer as the new version of its target, and leaves the
/// browser's history alone: Back from a preview keeps the form, which it would fetch anew.
const HTMX_SETTINGS: &str =
    r#"{"includeIndicatorCSS":false,"mode":"same-origin","defaultSwap":"outerMorph","history":false}"#;

/// A line of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct NavEntry {
    pub href: &'static str,
    pub label: &'static str,
    pub icon: Icon,
    /// Shown behind the label unless zero.
    pub count: u64,
}

/// Whose page it is.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    pub name: &'a str,
    /// None: the product's own.
    pub look: Option<&'a Look>,
}

impl<'a> From<&'a Organization> for House<'a> {
    fn from(organization: &'a Organization) -> Self {
        Self { name: &organization.name, look: Some(&organization.look) }
    }
}

/// The frame around a signed-in person's page.
pub struct Shell<'a> {
    pub house: House<'a>,
    /// First and last name.
    pub person: &'a str,
    /// `Admin, Instructor`.
    pub roles: &'a str,
    pub nav: &'a [NavEntry],
    /// The `href` of the entry this page belongs to.
    pub current: &'a str,
    pub title: &'a str,
    /// Where a family chooses who goes on here, and the words that lead there.
    pub family: Option<(&'a str, &'a str)>,
    /// Banners above the page's own content.
    pub notices: Markup,
}

impl Shell<'_> {
    /// The whole page around `body`.
    pub fn page(&self, body: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                (head(self.title, self.house, &[]))
                body class="shell" data-live="/live" {
                    (ui::skip_link())
                    (self.side())
                    header class="top" { (self.brand()) }
                    main id="main" class="page" tabindex="-1" {
                        (self.notices)
                        (body)
                    }
                    (self.bar())
                }
            }
        }
    }

    /// The navigation at the left edge of wide screens. It fetches itself again, and the bar with it, when something new
    /// is told.
    fn side(&self) -> Markup {
        html! {
            aside class="side" {
                (self.brand())
                nav class="side-nav" id="side-nav" aria-label="Main" hx-get=(self.current) hx-select="#side-nav"
                    hx-select-oob="#bar" hx-trigger="nacre:notifications from:body" {
                    @for entry in self.nav { (self.entry(entry)) }
                }
                (self.person_block())
            }
        }
    }

    /// The navigation at the bottom edge of small screens.
    fn bar(&self) -> Markup {
        let (first, rest) = self.nav.split_at(BAR_ENTRIES.min(self.nav.len()));
        html! {
            nav class="bar" id="bar" aria-label="Main, short" {
                @for entry in first { (self.entry(entry)) }
                details class="bar-more" {
                    summary { (icon(Icon::More)) span { "More" } (count(rest.iter().map(|entry| entry.count).sum())) }
                    div class="bar-sheet" {
                        @for entry in rest { (self.entry(entry)) }
                        (self.person_block())
                    }
                }
            }
        }
    }

    fn brand(&self) -> Markup {
        html! { a class="brand" href="/" { (mark(self.house.look)) span { (self.house.name) } } }
    }

    fn entry(&self, entry: &NavEntry) -> Markup {
        html! {
            a class="nav-entry" href=(entry.href) aria-current=[(entry.href == self.current).then_some("page")] {
                (icon(entry.icon))
                span { (entry.label) }
                (count(entry.count))
            }
        }
    }

    fn person_block(&self) -> Markup {
        html! {
            div class="side-foot" {
                (theme_switch())
                div class="side-person" {
                    (ui::person(self.person, self.roles))
                    @if let Some((href, words)) = self.family { (Button::link(href, words).quiet().small()) }
                    (Button::post("/sign-out", "Not you?").quiet().small())
                }
            }
        }
    }
}

/// How many new things wait behind an entry; nothing for none.
fn count(new: u64) -> Markup {
    html! { @if new > 0 { span class="count" { (new) span class="sr-only" { " new" } } } }
}

/// A page without navigation: one card in the middle, for signing in, joining and errors.
pub fn bare(title: &str, house: House<'_>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, house, &[]))
            body class="bare" {
                main id="main" class="bare-card" {
                    div class="brand" { (mark(house.look)) span { (house.name) } }
                    h1 { (title) }
                    (body)
                }
                footer class="bare-foot" { (theme_switch()) }
            }
        }
    }
}

/// A page that is all classroom: no navigation, and its own `files` (stylesheets, scripts) besides the common ones.
pub fn stage(title: &str, house: House<'_>, files: &[&str], body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, house, files))
            body class="stage" { main id="main" class="stage-main" { (body) } }
        }
    }
}

fn head(title: &str, house: House<'_>, files: &[&str]) -> Markup {
    let accent = house.look.and_then(|look| look.accent);
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            meta name="htmx-config" content=(HTMX_SETTINGS);
            title { (title) " · " (house.name) }
            link rel="icon" type="image/svg+xml" href=(asset("pearl.svg"));
            link rel="preload" as="font" type="font/woff2" crossorigin href=(asset("inter-latin.woff2"));
            link rel="stylesheet" href=(asset("app.css"));
            @if let Some(accent) = accent { link rel="stylesheet" href={ "/look/colours/" (accent.file()) }; }
            // before the first paint, so that a dark page never flashes white
            script src=(asset("theme.js")) {}
            script src=(asset("htmx.js")) defer {}
            script type="module" src=(asset("live.js")) {}
            @for file in files {
                @if file.ends_with(".css") {
                    link rel="stylesheet" href=(asset(file));
                } @else {
                    script type="module" src=(asset(file)) {}
                }
            }
        }
    }
}

/// The logo: the organization's own, or a pearl.
pub fn mark(look: Option<&Look>) -> Markup {
    html! {
        @if let Some(tag) = look.and_then(|look| look.logo.as_ref()) {
            img class="logo" src={ "/look/logos/" (tag) } alt="" height="28";
        } @else { img class="pearl" src=(asset("pearl.svg")) alt="" width="28" height="28"; }
    }
}

/// Light, dark, or as the system wishes. Hidden where scripts are off: the system decides there.
fn theme_switch() -> Markup {
    html! {
        theme-switch class="theme-switch" hidden role="group" aria-label="Colours" {
            @for (theme, label, which) in
                [("light", "Light", Icon::Light), ("dark", "Dark", Icon::Dark), ("system", "System", Icon::System)] {
                button type="button" value=(theme) title=(label) aria-pressed="false" {
                    (icon(which)) span class="sr-only" { (label) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAV: &[NavEntry] = &[
        NavEntry { href: "/", label: "Dashboard", icon: Icon::Dashboard, count: 0 },
        NavEntry { href: "/notifications", label: "Notifications", icon: Icon::Notifications, count: 3 },
    ];

    const HARBOR: House<'_> = House { name: "Harbor", look: None };

    fn dashboard() -> String {
        Shell {
            house: House { name: "Harbor <Tutoring>", look: None },
            person: "Ada Byron",
            roles: "Instructor",
            nav: NAV,
            current: "/",
            title: "Dashboard",
            family: None,
            notices: html! {},
        }
        .page(html! { h1 { "Good afternoon" } })
        .into_string()
    }

    #[test]
    fn the_keyboards_first_stop_leads_past_the_navigation() {
        let page = dashboard();

        let stops = ["<a ", "<button", "<summary", "<input"];
        let first = stops.iter().filter_map(|stop| page.find(stop)).min().unwrap();

        assert!(page[first..].starts_with(r##"<a class="skip-link" href="#main">"##));
        assert!(page.contains(r#"<main id="main""#));
    }

    #[test]
    fn pages_carry_no_style_or_script_text_and_no_foreign_address() {
        for page in [
            dashboard(),
            bare("Sign in", HARBOR, html! {}).into_string(),
            stage("Algebra", HARBOR, &["classroom.css", "classroom.js"], html! {}).into_string(),
        ] {
            for forbidden in [" style=", "<style", " onclick=", "http://", "https://"] {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
            assert_eq!(
                page.matches("<script").count(),
                page.matches("></script>").count(),
                "scripts have no text"
            );
        }
    }

    #[test]
    fn a_look_of_its_own_stands_on_every_page() {
        let look = Look { accent: Some("#5b2a86".parse().unwrap()), logo: Some("abc".to_owned()) };
        let house = House { name: "Harbor", look: Some(&look) };

        let page = bare("Sign in", house, html! {}).into_string();

        assert!(
            page.contains(r#"href="/look/colours/5b2a86.css""#) && page.contains(r#"src="/look/logos/abc""#)
        );
        assert!(page.find("app.css") < page.find("/look/colours/"), "after the product's own");
        assert!(!bare("Sign in", HARBOR, html! {}).into_string().contains("/look/"));
    }

    #[test]
    fn the_current_page_and_what_is_new_are_said_in_words() {
        let page = dashboard();

        assert!(page.contains(r#"href="/" aria-current="page""#));
        assert!(page.contains(r#"3<span class="sr-only"> new</span>"#));
        assert!(page.contains("Harbor &lt;Tutoring&gt;"));
    }
}
