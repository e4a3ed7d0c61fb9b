//! A form as it is filled in: the fields `q1`, `q2` … as they were typed, and the answers in them. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;
use web::Errors;

use super::question::{Answer, Asks, MAX_TEXT, Question};

/// The most questions and headings of a form.
pub const MOST_QUESTIONS: usize = 40;

/// The names of the fields; the one of a question is at its place.
const FIELDS: [&str; MOST_QUESTIONS] = [
    "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "q11", "q12", "q13", "q14", "q15", "q16",
    "q17", "q18", "q19", "q20", "q21", "q22", "q23", "q24", "q25", "q26", "q27", "q28", "q29", "q30", "q31",
    "q32", "q33", "q34", "q35", "q36", "q37", "q38", "q39", "q40",
];

/// The field of the question at `position`, counted from 1.
pub fn field(position: i64) -> &'static str {
    let index = usize::try_from(position - 1).unwrap_or(0);
    FIELDS.get(index).copied().unwrap_or_default()
}

/// The field of one choice of the question at `position`, where any may be taken; counted from 1.
pub fn choice_field(position: i64, choice: usize) -> String {
    format!("{}_{choice}", field(position))
}

/// What was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// The form that was filled in, by its word.
    pub form: String,
    /// The button that was pressed.
    pub step: String,
    #[serde(flatten)]
    pub typed: BTreeMap<String, String>,
}

/// What was read of a sheet.
#[derive(Debug, Default)]
pub struct Read {
    pub answers: Vec<Answer>,
    /// What does not fit.
    pub errors: Errors,
    /// What is required and not answered.
    pub missing: Errors,
}

impl Sheet {
    /// What is stored, as it would be typed.
    pub fn of(form: String, answers: &[Answer]) -> Self {
        let mut typed = BTreeMap::new();
        for Answer { position, question, answer } in answers {
            if question.asks == Asks::Choices {
                let taken = |choice: &String| answer.lines().any(|line| line == choice);
                for (number, _) in (1..).zip(&question.choices).filter(|(_, choice)| taken(choice)) {
                    typed.insert(choice_field(*position, number), "true".to_owned());
                }
            } else {
                typed.insert(field(*position).to_owned(), answer.clone());
            }
        }
        Self { form, step: String::new(), typed }
    }

    pub fn get(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// Whether every field is one that a form has.
    pub fn is_known(&self) -> bool {
        let digits = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
        self.typed.keys().all(|name| {
            let Some(rest) = name.strip_prefix('q') else { return false };
            rest.split_once('_').map_or_else(|| digits(rest), |(one, other)| digits(one) && digits(other))
        })
    }

    /// The answers to `questions`.
    pub fn read(&self, questions: &[Question]) -> Read {
        let mut read = Read::default();
        for (position, question) in (1..).zip(questions).filter(|(_, question)| question.is_asked()) {
            let answer = self.answer(position, question);
            if answer.is_empty() {
                if question.required {
                    read.missing.add(field(position), missing(question));
                }
            } else if question.takes(&answer) {
                read.answers.push(Answer { position, question: question.clone(), answer });
            } else {
                read.errors.add(field(position), unfit(question));
            }
        }
        read
    }

    fn answer(&self, position: i64, question: &Question) -> String {
        if question.asks == Asks::Choices {
            let is_taken = |number: usize| self.get(&choice_field(position, number)) == "true";
            let taken = (1..).zip(&question.choices).filter(|(number, _)| is_taken(*number));
            return taken.map(|(_, choice)| choice.as_str()).collect::<Vec<_>>().join("\n");
        }
        // what a browser sends of several lines ends in CR LF
        self.get(field(position)).replace("\r\n", "\n").trim().to_owned()
    }
}

fn missing(question: &Question) -> String {
    match question.asks {
        Asks::Text => format!("{}: write an answer.", question.words),
        _ => format!("{}: choose an answer.", question.words),
    }
}

fn unfit(question: &Question) -> String {
    match question.asks {
        Asks::Text => format!("{}: at most {MAX_TEXT} characters.", question.words),
        _ => format!("{}: choose one of the answers.", question.words),
    }
}

#[cfg(test)]
mod tests {
    use super::super::question::Audience;
    use super::*;

    fn question(asks: Asks, required: bool) -> Question {
        let choices = ["Fractions", "Decimals"].map(str::to_owned).to_vec();
        Question {
            asks,
            words: "What?".to_owned(),
            choices,
            required,
            audience: Audience::Family,
            faces: false,
        }
    }

    fn sheet(fields: &[(&str, &str)]) -> Sheet {
        let typed = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Sheet { typed, ..Sheet::default() }
    }

    #[test]
    fn a_sheet_is_read_by_its_questions() {
        let questions = [
            question(Asks::Heading, false),
            question(Asks::Text, true),
            question(Asks::Choices, true),
            question(Asks::ScaleOf4, true),
            question(Asks::YesNo, false),
        ];
        let typed = sheet(&[("q2", " Two\r\nlines "), ("q3_2", "true"), ("q4", "5")]);

        let read = typed.read(&questions);

        let answers: Vec<_> = read.answers.iter().map(|answer| answer.answer.as_str()).collect();
        assert_eq!(answers, ["Two\nlines", "Decimals"]);
        assert_eq!(read.errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["q4"]);
        assert!(read.missing.is_empty(), "what is optional may be left out");
        let again = Sheet::of(String::new(), &read.answers);
        assert_eq!((again.get("q3_2"), again.get("q3_1")), ("true", ""));

        let empty = sheet(&[]).read(&questions);
        assert_eq!(empty.missing.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["q2", "q3", "q4"]);
    }

    #[test]
    fn fields_of_other_forms_are_not_known() {
        assert!(sheet(&[("q2", ""), ("q3_12", "true")]).is_known());
        for name in ["step", "q", "q2x", "q2_", "r2"] {
            assert!(!sheet(&[(name, "")]).is_known(), "{name}");
        }
    }
}
