//! One question: what may be answered, for whose eyes, and how an answer reads. Pure.

/// The longest words of a question.
pub const MAX_WORDS: usize = 200;
pub const MAX_CHOICE: usize = 80;
pub const MOST_CHOICES: usize = 12;
/// The longest answer in words of one's own.
pub const MAX_TEXT: usize = 4_000;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asks {
    /// Nothing: the title of a section.
    Heading,
    ScaleOf5,
    ScaleOf4,
    /// How likely somebody is to recommend something, 0 to 10.
    Nps,
    YesNo,
    Choice,
    Choices,
    Text,
}

impl Asks {
    pub const ALL: [Self; 8] = [
        Self::ScaleOf5,
        Self::ScaleOf4,
        Self::Nps,
        Self::YesNo,
        Self::Choice,
        Self::Choices,
        Self::Text,
        Self::Heading,
    ];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::ScaleOf5 => "scale of 5",
            Self::ScaleOf4 => "scale of 4",
            Self::Nps => "nps",
            Self::YesNo => "yes or no",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::Text => "text",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asks| asks.word() == word)
    }

    /// The words admins read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Heading => "Heading of a section",
            Self::ScaleOf5 => "Scale 1 to 5",
            Self::ScaleOf4 => "Scale 1 to 4",
            Self::Nps => "Scale 0 to 10 (would recommend)",
            Self::YesNo => "Yes or no",
            Self::Choice => "One of several choices",
            Self::Choices => "Any of several choices",
            Self::Text => "Free text",
        }
    }

    /// The smallest and largest number of a scale.
    pub const fn scale(self) -> Option<(i64, i64)> {
        match self {
            Self::ScaleOf5 => Some((1, 5)),
            Self::ScaleOf4 => Some((1, 4)),
            Self::Nps => Some((0, 10)),
            Self::Heading | Self::YesNo | Self::Choice | Self::Choices | Self::Text => None,
        }
    }

    /// The largest rating that alerts admins: 2 of 4 or 5; of 10 whatever counts as a detractor.
    const fn low(self) -> Option<i64> {
        match self {
            Self::ScaleOf5 | Self::ScaleOf4 => Some(2),
            Self::Nps => Some(6),
            Self::Heading | Self::YesNo | Self::Choice | Self::Choices | Self::Text => None,
        }
    }

    pub const fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }

    /// Whether it may be answered by faces.
    pub const fn may_have_faces(self) -> bool {
        matches!(self, Self::ScaleOf5 | Self::ScaleOf4)
    }
}

/// Who reads the answers, beside whoever gave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The student, the parents, the instructor and admins.
    Family,
    /// The instructor and admins.
    Instructor,
    Admins,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Family, Self::Instructor, Self::Admins];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Instructor => "instructor",
            Self::Admins => "admins",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.word() == word)
    }

    /// The words people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Family => "Student, parents and instructor",
            Self::Instructor => "Instructor and admins",
            Self::Admins => "Admins only",
        }
    }
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub asks: Asks,
    pub words: String,
    pub choices: Vec<String>,
    pub required: bool,
    pub audience: Audience,
    /// Answered by faces, for young children.
    pub faces: bool,
}

impl Question {
    /// Whether there is something to answer.
    pub fn is_asked(&self) -> bool {
        self.asks != Asks::Heading
    }

    /// Whether `answer`, which is stored, is a low rating.
    pub fn is_low(&self, answer: &str) -> bool {
        match (self.asks.low(), answer.parse::<i64>()) {
            (Some(low), Ok(number)) => number <= low,
            _ => false,
        }
    }

    /// Whether `answer` is one that the question takes, as it is stored.
    pub fn takes(&self, answer: &str) -> bool {
        let is_one = |word: &str| self.choices.iter().any(|choice| choice == word);
        match self.asks {
            Asks::Heading => false,
            Asks::ScaleOf5 | Asks::ScaleOf4 | Asks::Nps => {
                let (least, most) = self.asks.scale().unwrap_or_default();
                (least..=most).any(|number| number.to_string() == answer)
            }
            Asks::YesNo => matches!(answer, "yes" | "no"),
            Asks::Choice => is_one(answer),
            Asks::Choices => !answer.is_empty() && answer.lines().all(is_one),
            Asks::Text => !answer.is_empty() && answer.chars().count() <= MAX_TEXT,
        }
    }

    /// An answer as people read it.
    pub fn reads(&self, answer: &str) -> String {
        match (self.asks, self.asks.scale()) {
            (_, Some((_, most))) => format!("{answer} of {most}"),
            (Asks::YesNo, None) => if answer == "yes" { "Yes" } else { "No" }.to_owned(),
            (Asks::Choices, None) => answer.lines().collect::<Vec<_>>().join(", "),
            _ => answer.to_owned(),
        }
    }

    /// The question in the words of the audit trail.
    pub fn told(&self) -> String {
        let mut told = format!("\"{}\" ({}", self.words, self.asks.title());
        if self.is_asked() {
            told.push_str(if self.required { ", required, " } else { ", optional, " });
            told.push_str(self.audience.word());
        }
        if self.faces {
            told.push_str(", faces");
        }
        if !self.choices.is_empty() {
            told.push_str(&format!(": {}", self.choices.join(", ")));
        }
        told.push(')');
        told
    }
}

/// What was answered to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub position: i64,
    pub question: Question,
    /// As it is stored.
    pub answer: String,
}

impl Answer {
    /// As people read it.
    pub fn reads(&self) -> String {
        self.question.reads(&self.answer)
    }

    pub fn is_low(&self) -> bool {
        self.question.is_low(&self.answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(asks: Asks) -> Question {
        Question {
            asks,
            words: "How was it?".to_owned(),
            choices: vec!["Fractions".to_owned(), "Decimals".to_owned()],
            required: true,
            audience: Audience::Admins,
            faces: false,
        }
    }

    #[test]
    fn each_kind_takes_its_own_answers() {
        let takes = |asks: Asks, answers: [&str; 3]| answers.map(|answer| question(asks).takes(answer));

        assert_eq!(takes(Asks::ScaleOf5, ["1", "5", "6"]), [true, true, false]);
        assert_eq!(takes(Asks::ScaleOf4, ["0", "4", "+4"]), [false, true, false]);
        assert_eq!(takes(Asks::Nps, ["0", "10", "11"]), [true, true, false]);
        assert_eq!(takes(Asks::YesNo, ["yes", "no", "Yes"]), [true, true, false]);
        assert_eq!(takes(Asks::Choice, ["Fractions", "Fractions\nDecimals", ""]), [true, false, false]);
        assert_eq!(takes(Asks::Choices, ["Fractions\nDecimals", "Sets", ""]), [true, false, false]);
        assert_eq!(takes(Asks::Text, ["Well done.", "", &"x".repeat(4_001)]), [true, false, false]);
        assert_eq!(takes(Asks::Heading, ["1", "yes", "x"]), [false; 3]);
    }

    #[test]
    fn two_of_five_and_six_of_ten_are_low() {
        let low = |asks: Asks| -> Vec<i64> {
            (0..=10).filter(|number| question(asks).is_low(&number.to_string())).collect()
        };

        assert_eq!(low(Asks::ScaleOf5), [0, 1, 2]);
        assert_eq!(low(Asks::ScaleOf4), [0, 1, 2]);
        assert_eq!(low(Asks::Nps), [0, 1, 2, 3, 4, 5, 6]);
        assert!(!question(Asks::YesNo).is_low("no") && !question(Asks::Text).is_low("1"));
    }
}
