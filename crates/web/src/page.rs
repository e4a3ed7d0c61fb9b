//! A page of a signed-in person, with the navigation that this person has; and pages for everyone else.

use kernel::Role;
use maud::{Markup, html};

use crate::layout::{self, House, NavEntry, Shell};
use crate::policy::may_request;
use crate::ui::{Icon, Notice};
use crate::{Organization, Viewer};

/// The entry of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Current {
    Dashboard,
    Calendar,
    Sessions,
    Booking,
    Requests,
    Portfolio,
    Messages,
    Programs,
    AllUsers,
    Groups,
    Instructors,
    Credits,
    Revenue,
    Notifications,
    Configuration,
    Account,
}

impl Current {
    const fn href(self) -> &'static str {
        match self {
            Self::Dashboard => "/",
            Self::Calendar => "/calendar",
            Self::Sessions => "/sessions",
            Self::Booking => "/sessions/book",
            Self::Requests => "/requests",
            Self::Portfolio => "/portfolio",
            Self::Messages => "/messages",
            Self::Programs => "/programs",
            Self::AllUsers => "/people",
            Self::Groups => "/groups",
            Self::Instructors => "/instructors",
            Self::Credits => "/credits",
            Self::Revenue => "/revenue",
            Self::Notifications => "/notifications",
            Self::Configuration => "/configuration",
            Self::Account => "/account",
        }
    }
}

/// A whole page for `viewer`.
pub fn page(
    organization: &Organization,
    viewer: &Viewer,
    current: Current,
    title: &str,
    body: Markup,
) -> Markup {
    let nav = navigation(organization, viewer);
    Shell {
        house: organization.into(),
        person: &viewer.name(),
        roles: &viewer.roles.to_string(),
        nav: &nav,
        current: current.href(),
        title,
        family: family(viewer),
        notices: as_child(viewer),
    }
    .page(body)
}

/// Where a family chooses who goes on here: a parent the chooser, a student whom a parent let in the way back.
fn family(viewer: &Viewer) -> Option<(&'static str, &'static str)> {
    match viewer.by_parent {
        Some(_) => Some(("/family/return", "Switch back")),
        None => viewer.is(Role::Parent).then_some(("/family", "Change person")),
    }
}

/// Says on every page of a student that a parent let them in, and how to go back.
fn as_child(viewer: &Viewer) -> Markup {
    html! {
        @if viewer.by_parent.is_some() {
            (Notice::info(format!("Signed in as {} by your parent", viewer.name()))
                .body(html! { a href="/family/return" { "Switch back" } }))
        }
    }
}

/// A page without navigation: sign-in, links, errors. Outside of any organization it carries the product's name.
pub fn bare_page(organization: Option<&Organization>, title: &str, body: Markup) -> Markup {
    layout::bare(title, organization.map_or(House { name: "Nacre", look: None }, House::from), body)
}

/// What this person's navigation holds: only what exists for them.
fn navigation(organization: &Organization, viewer: &Viewer) -> Vec<NavEntry> {
    let admin = viewer.is(Role::Admin);
    let staff = admin || viewer.is(Role::Instructor);
    let family = viewer.is(Role::Student) || viewer.is(Role::Parent);
    let entry = |current: Current, label, icon| NavEntry { href: current.href(), label, icon, count: 0 };
    let mut nav = vec![
        entry(Current::Dashboard, "Dashboard", Icon::Dashboard),
        entry(Current::Calendar, "Calendar", Icon::Calendar),
        entry(Current::Sessions, "Sessions", Icon::Sessions),
        entry(Current::Portfolio, "Portfolio", Icon::Portfolio),
        NavEntry {
            count: viewer.unread_messages.unsigned_abs(),
            ..entry(Current::Messages, "Messages", Icon::Inbox)
        },
    ];
    let anybody_asks = organization.parents_may_request || organization.students_may_request;
    if staff {
        nav.push(entry(Current::Booking, "Booking", Icon::Planned));
        nav.push(entry(Current::Programs, "Programs", Icon::Programs));
    }
    if (staff && anybody_asks) || may_request(viewer, organization) {
        nav.push(entry(Current::Requests, "Requests", Icon::Waiting));
    }
    if admin {
        nav.push(entry(Current::AllUsers, "All Users", Icon::People));
    }
    if staff {
        nav.push(entry(Current::Groups, "Groups", Icon::Groups));
    }
    nav.push(entry(Current::Instructors, "Instructors", Icon::Instructors));
    if admin {
        nav.push(entry(Current::Revenue, "Revenue", Icon::Revenue));
    }
    if family {
        nav.push(entry(Current::Credits, "Credits", Icon::Credit));
    }
    nav.push(NavEntry {
        count: viewer.unread.unsigned_abs(),
        ..entry(Current::Notifications, "Notifications", Icon::Notifications)
    });
    if admin {
        nav.push(entry(Current::Configuration, "Configuration", Icon::Configuration));
    }
    nav.push(entry(Current::Account, "Account", Icon::Person));
    nav
}
