//! Reading the forms and the address of the list.

use kernel::{Role, Roles, Standing, Zone};

use super::filter::Filter;
use super::forms::AddForm;

fn form(role: &str) -> AddForm {
    AddForm {
        role: role.to_owned(),
        first_name: "Nia".to_owned(),
        last_name: "Okoye".to_owned(),
        email: "nia@example.org".to_owned(),
        ..AddForm::default()
    }
}

#[test]
fn an_admin_may_teach_too() {
    let admin = AddForm { also_instructor: "true".to_owned(), ..form("admin") };

    let roles = admin.read(&Zone::UTC).unwrap().person.roles;

    assert_eq!(roles, Roles::NONE.with(Role::Admin).with(Role::Instructor));
}

#[test]
fn only_a_student_may_be_without_an_address() {
    let without = |role| AddForm { email: String::new(), ..form(role) };

    assert!(without("student").read(&Zone::UTC).is_ok());
    for role in ["admin", "instructor", "parent"] {
        assert!(without(role).read(&Zone::UTC).unwrap_err().get("email").is_some(), "{role}");
    }
}

#[test]
fn fields_of_another_role_do_not_count() {
    let sly = AddForm {
        also_instructor: "true".to_owned(),
        under_13: "true".to_owned(),
        username: "nia".to_owned(),
        ..form("parent")
    };

    let person = sly.read(&Zone::UTC).unwrap().person;

    assert_eq!(person.roles, Roles::NONE.with(Role::Parent));
    assert!(!person.under_13);
    assert!(person.username.is_none());
}

#[test]
fn the_lists_address_keeps_what_it_is_narrowed_to() {
    let filter = Filter { q: " Ben & co ".to_owned(), role: "student".to_owned(), ..Filter::default() };

    assert_eq!(
        filter.with_standing(Some(Standing::Archived)),
        "/people?q=Ben%20%26%20co&role=student&status=archived"
    );
    assert_eq!(Filter::default().with_role(None), "/people");
    assert_eq!(Filter { role: "queen".to_owned(), ..Filter::default() }.role(), None);
}
