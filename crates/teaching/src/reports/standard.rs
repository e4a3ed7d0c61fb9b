//! The forms that an organization begins with. Pure.

use super::question::{Asks, Audience, Question};
use super::report::Kind;

/// The questions of `kind` while nobody has changed them.
pub fn questions(kind: Kind) -> Vec<Question> {
    match kind {
        Kind::Report => vec![
            heading("For the family"),
            asked(Asks::Text, "What did you work on?", true, Audience::Family),
            asked(Asks::Text, "What should be practised until the next session?", false, Audience::Family),
            heading("For the organization"),
            asked(Asks::ScaleOf5, "How engaged was the student?", true, Audience::Admins),
            asked(Asks::ScaleOf5, "How much did the student learn?", true, Audience::Admins),
            asked(Asks::Text, "Anything the organization should know?", false, Audience::Admins),
            asked(Asks::Text, "Notes for your next session", false, Audience::Instructor),
        ],
        Kind::Survey => vec![
            with_faces(asked(Asks::ScaleOf5, "How was your session?", true, Audience::Admins)),
            with_faces(asked(Asks::ScaleOf5, "Did you learn something?", true, Audience::Admins)),
            with_faces(asked(Asks::ScaleOf5, "Do you feel surer now?", false, Audience::Admins)),
            asked(Asks::Text, "Do you want to tell us something?", false, Audience::Admins),
        ],
    }
}

fn asked(asks: Asks, words: &str, required: bool, audience: Audience) -> Question {
    Question { asks, words: words.to_owned(), choices: Vec::new(), required, audience, faces: false }
}

fn heading(words: &str) -> Question {
    asked(Asks::Heading, words, false, Audience::Family)
}

const fn with_faces(mut question: Question) -> Question {
    question.faces = true;
    question
}
