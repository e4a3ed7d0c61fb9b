//! The page of one's own account.

use kernel::Zone;
use maud::{Markup, html};
use web::ui::{self, Button, Choice, Column, Field, PostForm, Row, Table, When};
use web::{Current, Errors, Organization, Viewer, page};

use crate::accounts::Person;
use crate::sign_in::SignIn;

const COLUMNS: [Column<'static>; 4] =
    [Column::text("Browser"), Column::text("Signed in"), Column::text("Last used"), Column::actions()];

/// Everything on one page; `zone` is what is chosen, `errors` belong to the form that was sent.
pub fn show(
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    sign_ins: &[SignIn],
    zone: &str,
    errors: &Errors,
) -> Markup {
    let about = format!("{} at {}", person.roles, organization.name);
    let body = html! {
        (ui::page_header(&person.name(), Some(&about), html! {}))
        (ui::columns(
            html! { (ui::card("Where you are signed in", end_others(sign_ins), list(viewer, sign_ins))) },
            html! {
                (ui::card("You", html! {}, ui::key_values([
                    ("Name", html! { (person.name()) }),
                    ("Sign in with", html! { (person.login()) }),
                ])))
                (ui::card("Time zone", html! {}, zone_form(zone, errors)))
                (ui::card("Password", html! {}, password_form(person, errors)))
            },
        ))
    };
    page(organization, viewer, Current::Account, "Account", body)
}

fn end_others(sign_ins: &[SignIn]) -> Markup {
    html! {
        @if sign_ins.len() > 1 {
            (Button::post("/account/sign-ins/ending", "Sign out everywhere else").small()
                .confirm("Sign out every other browser?"))
        }
    }
}

fn list(viewer: &Viewer, sign_ins: &[SignIn]) -> Markup {
    let rows = sign_ins.iter().map(|sign_in| {
        let here = sign_in.id == viewer.sign_in;
        Row::new([
            html! { (sign_in.browser) @if here { " " (ui::chip(ui::Tone::Sea, "this one")) } },
            ui::time(sign_in.created_at, &viewer.zone, When::DayAndClock),
            ui::time(sign_in.seen_at, &viewer.zone, When::DayAndClock),
            html! {
                @if !here {
                    (Button::post(format!("/account/sign-ins/{}/ending", sign_in.id), "Sign out").small())
                }
            },
        ])
    });
    html! { (Table::new("Browsers that are signed in", &COLUMNS).rows(rows)) }
}

fn zone_form(zone: &str, errors: &Errors) -> Markup {
    let zones = Zone::all_names();
    let choices: Vec<Choice<'_>> =
        zones.iter().map(|name| Choice::new(name.as_str(), name.replace('_', " "))).collect();
    html! {
        (PostForm::to("/account/zone").body(html! {
            (Field::select("zone", "Your time zone").choices(&choices).value(zone).error(errors.get("zone")).required())
        }).actions(html! { (Button::submit("Save time zone")) }))
    }
}

fn password_form(person: &Person, errors: &Errors) -> Markup {
    html! {
        (PostForm::to("/account/password").body(html! {
            input type="text" name="login" value=(person.login()) autocomplete="username" readonly hidden;
            (Field::password("present", "Present password").error(errors.get("present")).required())
            (Field::password("password", "New password").error(errors.get("password")).required()
                .autocomplete("new-password").hint("At least 8 characters. Other browsers are signed out."))
        }).actions(html! { (Button::submit("Change password")) }))
    }
}
