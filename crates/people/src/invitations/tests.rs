//! Reading what an instructor typed.

use super::Invitation;

fn typed() -> Invitation {
    Invitation {
        first_name: "Nia".to_owned(),
        last_name: "Okoye".to_owned(),
        email: " Nia@Example.org ".to_owned(),
        parent_email: String::new(),
        under_13: false,
    }
}

#[test]
fn an_invitation_needs_a_name_and_an_address_and_no_more() {
    let student = typed().read().unwrap();

    assert_eq!(student.email.as_str(), "nia@example.org");
    assert_eq!(student.parent_email, None);
}

#[test]
fn each_field_that_does_not_fit_is_named() {
    let wrong = Invitation {
        first_name: " ".to_owned(),
        email: "nia".to_owned(),
        parent_email: "carol".to_owned(),
        ..typed()
    };

    let errors = wrong.read().unwrap_err();

    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["email", "first_name", "parent_email"]);
}

#[test]
fn parent_and_student_have_addresses_of_their_own() {
    let wrong = Invitation { parent_email: "nia@example.org".to_owned(), ..typed() };

    assert!(wrong.read().unwrap_err().get("parent_email").is_some());
}
