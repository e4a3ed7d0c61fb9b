//! A question as an admin types it. Pure.

use serde::Deserialize;
use web::Errors;

use super::question::{Asks, Audience, MAX_CHOICE, MAX_WORDS, MOST_CHOICES, Question};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionForm {
    /// `report` or `survey`.
    pub kind: String,
    /// Empty for the form of all programs.
    pub program: String,
    /// The word of the form that was seen.
    pub form: String,
    /// Empty for a new question.
    pub position: String,
    pub words: String,
    pub asks: String,
    /// One a line.
    pub choices: String,
    pub required: String,
    pub audience: String,
    pub faces: String,
}

impl QuestionForm {
    /// What is there, as it would be typed.
    pub fn of(position: usize, question: &Question) -> Self {
        let tick = |yes: bool| if yes { "true" } else { "" }.to_owned();
        Self {
            position: position.to_string(),
            words: question.words.clone(),
            asks: question.asks.word().to_owned(),
            choices: question.choices.join("\n"),
            required: tick(question.required),
            audience: question.audience.word().to_owned(),
            faces: tick(question.faces),
            ..Self::default()
        }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Question, Errors> {
        let mut errors = Errors::new();
        let words = self.words.trim().to_owned();
        if words.is_empty() || words.chars().count() > MAX_WORDS || words.chars().any(char::is_control) {
            errors.add("words", "Ask in at most 200 characters on one line.");
        }
        let asks = Asks::from_word(&self.asks);
        if asks.is_none() {
            errors.add("asks", "Choose how it is answered.");
        }
        let choices: Vec<String> =
            self.choices.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let has_choices = asks.is_some_and(Asks::has_choices);
        if has_choices && !are_choices(&choices) {
            errors.add("choices", "Give 2 to 12 different choices, one a line, of at most 80 characters.");
        }
        let is_asked = asks != Some(Asks::Heading);
        let audience = if is_asked { Audience::from_word(&self.audience) } else { Some(Audience::Family) };
        if audience.is_none() {
            errors.add("audience", "Choose who reads the answers.");
        }
        match (asks, audience) {
            (Some(asks), Some(audience)) if errors.is_empty() => Ok(Question {
                asks,
                words,
                choices: if has_choices { choices } else { Vec::new() },
                required: is_asked && self.required == "true",
                audience,
                faces: asks.may_have_faces() && self.faces == "true",
            }),
            _ => Err(errors),
        }
    }
}

fn are_choices(choices: &[String]) -> bool {
    let is_new = |(index, choice): (usize, &String)| !choices[..index].contains(choice);
    (2..=MOST_CHOICES).contains(&choices.len())
        && choices
            .iter()
            .all(|choice| choice.chars().count() <= MAX_CHOICE && !choice.chars().any(char::is_control))
        && choices.iter().enumerate().all(is_new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(asks: &str, choices: &str) -> QuestionForm {
        QuestionForm {
            words: " How was it? ".to_owned(),
            asks: asks.to_owned(),
            choices: choices.to_owned(),
            required: "true".to_owned(),
            audience: "family".to_owned(),
            faces: "true".to_owned(),
            ..QuestionForm::default()
        }
    }

    fn wrong(form: &QuestionForm) -> Vec<&'static str> {
        form.read().err().map(|errors| errors.iter().map(|(field, _)| field).collect()).unwrap_or_default()
    }

    #[test]
    fn a_question_keeps_what_its_kind_has() {
        let scale = form("scale of 5", "left over").read().unwrap();
        assert_eq!((scale.words.as_str(), scale.choices.len(), scale.faces), ("How was it?", 0, true));
        let choice = form("choices", "Fractions\r\n\r\nDecimals").read().unwrap();
        assert_eq!((choice.choices.join("|").as_str(), choice.faces), ("Fractions|Decimals", false));
        let heading = QuestionForm { audience: String::new(), ..form("heading", "") }.read().unwrap();
        assert!(!heading.required && !heading.is_asked());
    }

    #[test]
    fn what_does_not_fit_is_said_at_its_field() {
        assert_eq!(wrong(&QuestionForm::default()), ["asks", "audience", "words"]);
        for choices in ["", "One", "Same\nSame", &"x\n".repeat(13), &format!("One\n{}", "x".repeat(81))] {
            assert_eq!(wrong(&form("choice", choices)), ["choices"], "{choices}");
        }
    }
}
