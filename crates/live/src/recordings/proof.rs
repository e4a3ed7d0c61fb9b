//! What is kept as proof: what each person answered when they were asked, to which words, and who watched.

use db::{Result, Tx};
use kernel::{Role, SessionId, Timestamp};
use web::Viewer;

use super::recording::Answer;
use super::store;

/// The question, after the first name of who asks, in each version there has been. People are asked the newest
/// (`client/classroom/question.ts`).
const QUESTIONS: [&str; 1] = [
    "wants to record this session: sound, pictures and boards. You and your parents can watch it later. Is that all right?",
];

/// The version of the question that people are asked.
pub const NEWEST_QUESTION: i64 = 1;

/// The words of a version; none for one that never was.
pub fn question(version: i64) -> Option<&'static str> {
    let behind = usize::try_from(version).ok()?.checked_sub(1)?;
    QUESTIONS.get(behind).copied()
}

/// An answer, as it was given.
#[derive(Debug, Clone)]
pub struct Given {
    pub name: String,
    /// A parent answered for the student.
    pub for_child: bool,
    pub answer: Answer,
    pub text_version: i64,
    pub at: Timestamp,
}

/// Somebody watched, or took a copy along.
#[derive(Debug, Clone)]
pub struct Look {
    pub name: String,
    pub at: Timestamp,
}

/// The proof of a session that `viewer` has been found to see.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// Oldest first.
    pub answers: Vec<Given>,
    /// Newest first; for admins alone.
    pub looks: Vec<Look>,
}

/// # Errors
/// As the engine refuses.
pub async fn of_session(tx: &mut Tx, viewer: &Viewer, session: SessionId) -> Result<Proof> {
    let scope = viewer.scope();
    let answers = store::answers_given(tx, scope, session).await?;
    let looks = match viewer.is(Role::Admin) {
        true => store::looks(tx, scope, session).await?,
        false => Vec::new(),
    };
    Ok(Proof { answers, looks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_question_is_the_one_that_browsers_ask() {
        let asked = include_str!("../../../../client/classroom/question.ts");

        assert_eq!(usize::try_from(NEWEST_QUESTION), Ok(QUESTIONS.len()));
        assert!(question(NEWEST_QUESTION).is_some_and(|words| asked.contains(words)), "raise the version");
        assert_eq!([question(0), question(-1), question(NEWEST_QUESTION + 1)], [None; 3]);
    }
}
