//! A profile field as it is typed.

use kernel::{ProfileFieldId, Role, is_title};
use people::profiles::{Kind, MOST_CHOICES, ProfileField, Readers};
use serde::Deserialize;
use web::Errors;

/// The longest label, and the longest choice.
pub const MAX_LABEL: usize = 60;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldForm {
    pub role: String,
    pub label: String,
    pub kind: String,
    /// One a line.
    pub choices: String,
    pub required: String,
    pub readers: String,
}

impl FieldForm {
    /// What a new field of that role begins with.
    pub fn new(role: Role) -> Self {
        Self {
            role: role.to_string(),
            kind: Kind::Short.word().to_owned(),
            readers: Readers::Admins.word().to_owned(),
            ..Self::default()
        }
    }

    pub fn of(field: &ProfileField) -> Self {
        Self {
            role: field.role.to_string(),
            label: field.label.clone(),
            kind: field.kind.word().to_owned(),
            choices: field.choices.join("\n"),
            required: if field.required { "true".to_owned() } else { String::new() },
            readers: field.readers.word().to_owned(),
        }
    }

    /// The role the form is for: a student's unless it says otherwise.
    pub fn role(&self) -> Role {
        self.role.parse().unwrap_or(Role::Student)
    }

    /// The field with that id. One that is changed keeps its role and kind, whatever was sent.
    ///
    /// # Errors
    /// A message for each field of the form that does not fit.
    pub fn read(&self, id: ProfileFieldId, before: Option<&ProfileField>) -> Result<ProfileField, Errors> {
        let mut errors = Errors::new();
        let role = before.map_or_else(|| self.role(), |field| field.role);
        let kind = before.map_or_else(|| Kind::from_word(&self.kind), |field| Some(field.kind));
        let label = self.label.trim().to_owned();
        if !is_label(&label) {
            errors.add("label", "Give it a label of at most 60 characters, such as Grade.");
        }
        if kind.is_none() {
            errors.add("kind", "Choose what is filled in.");
        }
        let choices = if kind == Some(Kind::Choice) { self.choices(&mut errors) } else { Vec::new() };
        let readers = Readers::from_word(&self.readers).filter(|readers| readers.title(role).is_some());
        if readers.is_none() {
            errors.add("readers", "Choose who reads it.");
        }
        match (kind, readers) {
            (Some(kind), Some(readers)) if errors.is_empty() => Ok(ProfileField {
                id,
                role,
                label,
                kind,
                choices,
                required: self.required == "true",
                readers,
                is_archived: false,
            }),
            _ => Err(errors),
        }
    }

    fn choices(&self, errors: &mut Errors) -> Vec<String> {
        let lines = self.choices.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut choices: Vec<String> = Vec::new();
        for line in lines {
            if !choices.iter().any(|choice| choice == line) {
                choices.push(line.to_owned());
            }
        }
        if choices.is_empty() || choices.len() > MOST_CHOICES || !choices.iter().all(|c| is_label(c)) {
            errors.add("choices", "Write 1 to 50 choices, one a line, each of at most 60 characters.");
        }
        choices
    }
}

fn is_label(text: &str) -> bool {
    is_title(text, MAX_LABEL)
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    fn read(form: &FieldForm, before: Option<&ProfileField>) -> Result<String, Vec<&'static str>> {
        let id = ProfileFieldId::fresh(Timestamp::from_micros(1_800_000_000_000_000));
        let fields = |errors: Errors| errors.iter().map(|(field, _)| field).collect();
        form.read(id, before).map(|field| field.to_string()).map_err(fields)
    }

    fn grade() -> FieldForm {
        FieldForm {
            label: " Grade ".to_owned(),
            kind: "choice".to_owned(),
            choices: "3\r\n\r\n4\r\n3".to_owned(),
            ..FieldForm::new(Role::Student)
        }
    }

    #[test]
    fn a_field_is_read_with_its_choices_once_each() {
        assert_eq!(
            read(&grade(), None),
            Ok("Grade (student, choice: 3 | 4, optional, for admins)".to_owned())
        );
        let number = FieldForm { kind: "number".to_owned(), ..grade() };
        assert_eq!(read(&number, None), Ok("Grade (student, number, optional, for admins)".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_said_at_its_field() {
        let form =
            FieldForm { kind: "colour".to_owned(), readers: "everyone".to_owned(), ..FieldForm::default() };
        assert_eq!(read(&form, None), Err(vec!["kind", "label", "readers"]));
        assert_eq!(read(&FieldForm { choices: " ".to_owned(), ..grade() }, None), Err(vec!["choices"]));
        // an instructor's own field has no other instructors to be read by
        let form = FieldForm { role: "instructor".to_owned(), readers: "instructors".to_owned(), ..grade() };
        assert_eq!(read(&form, None), Err(vec!["readers"]));
    }

    #[test]
    fn a_field_keeps_its_role_and_kind() {
        let id = ProfileFieldId::fresh(Timestamp::from_micros(1_800_000_000_000_000));
        let before = grade().read(id, None).unwrap();
        let sly = FieldForm { role: "admin".to_owned(), kind: "date".to_owned(), ..FieldForm::of(&before) };

        assert_eq!(sly.read(id, Some(&before)), Ok(before.clone()));
    }
}
