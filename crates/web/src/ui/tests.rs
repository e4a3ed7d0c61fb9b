//! What every component promises to eyes, keyboards and screen readers.

use maud::Render;

use super::*;

#[test]
fn a_fields_error_belongs_to_the_field() {
    let field = Field::email("email", "Email")
        .value("a<b")
        .error(Some("Write it like ada@example.org."))
        .hint("Your work address.");

    let html = field.render().into_string();

    assert!(
        html.contains(r#"aria-invalid="true" aria-describedby="field-email-error field-email-hint""#),
        "{html}"
    );
    assert!(
        html.contains(r#"id="field-email-error""#)
            && html.contains(r#"<label for="field-email">Email</label>"#)
    );
    assert!(html.contains(r#"value="a&lt;b""#), "what was typed is kept, and kept harmless");
}

#[test]
fn a_link_that_may_not_be_followed_has_no_address() {
    let html = Button::link("/classroom/ses_1", "Join").disabled(true).render().into_string();

    assert!(html.contains(r#"aria-disabled="true""#) && !html.contains("href"));
}

#[test]
fn nothing_carries_style_or_script_text() {
    let page = maud::html! {
        (Button::post("/x", "Archive").confirm("Archive Ben?").swap("#people"))
        (Field::student("student", "Student").choices(&[Choice::new("usr_1", "Ben").chip("1 credit left")]))
        (meter("Imported", 1, 3)) (Notice::warn("Careful"))
        (Dialog::new("d", "Title"))
    }
    .into_string();

    for forbidden in [" style=", " onclick=", "<script", "javascript:", "hx-on"] {
        assert!(!page.contains(forbidden), "{forbidden} in {page}");
    }
}

#[test]
fn a_table_cell_names_its_column_for_small_screens() {
    let columns = [Column::text("Name"), Column::number("Credits")];

    let html = Table::new("Students", &columns)
        .rows([Row::new([maud::html! { "Ben" }, maud::html! { (3) }])])
        .render()
        .into_string();

    assert!(html.contains(r#"data-label="Credits">3<"#), "{html}");
}
