//! For which examination questions are set.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Question, Quiz};
use crate::diagnostic::Placed;

/// For which examination a quiz or a question is set, in the author's own words. What a question
/// does not say, its quiz says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Exam {
    /// The examination board or qualification: "IB Diploma".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<Placed<String>>,
    /// The paper: "Paper 1".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Placed<String>>,
    /// The assessment objective: "AO2".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<Placed<String>>,
    /// The minutes that the paper gives for a mark: "1.5".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_per_mark: Option<Placed<String>>,
}

impl Exam {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it says, as labels and texts.
    pub fn said(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("board", &self.board),
            ("paper", &self.paper),
            ("objective", &self.objective),
            ("minutes a mark", &self.minutes_per_mark),
        ];
        let said = all
            .into_iter()
            .filter_map(|(label, text)| Some((label, text.as_ref()?.as_str())));
        said.collect()
    }

    /// Whether it is the examination that is wanted; see [`fits_exam`].
    pub fn fits(&self, wanted: &str) -> bool {
        fits_exam(self.said().into_iter().map(|(_, text)| text), wanted)
    }

    /// These fields, and `other`'s where one is not given.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let either = |mine: &Option<Placed<String>>, its: &Option<Placed<String>>| {
            mine.as_ref().or(its.as_ref()).cloned()
        };
        Self {
            board: either(&self.board, &other.board),
            paper: either(&self.paper, &other.paper),
            objective: either(&self.objective, &other.objective),
            minutes_per_mark: either(&self.minutes_per_mark, &other.minutes_per_mark),
        }
    }
}

/// Whether texts about an examination have every word that is wanted, in any case; a word may be
/// the beginning of one of theirs: "paper 1 AO2".
pub fn fits_exam<'a>(said: impl Iterator<Item = &'a str>, wanted: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '.');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let said: Vec<String> = said.flat_map(words).collect();
    // "Paper 1" is not "Paper 11".
    let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
    let has = |word: &String| {
        let mut said = said.iter();
        said.any(|it| it == word || !is_number(word) && it.starts_with(word.as_str()))
    };
    words(wanted).iter().all(has)
}

impl Quiz {
    /// For which examination a question of this quiz is set.
    pub fn exam_of(&self, question: &Question) -> Exam {
        question.exam.or(&self.exam)
    }
}

#[cfg(test)]
mod tests {
    use super::fits_exam;

    #[test]
    fn every_word_that_is_wanted_must_begin_a_word_of_the_examination() {
        let said = || ["IB Diploma", "Paper 1", "AO2", "2.5"].into_iter();
        for wanted in ["", "ao2", "Paper 1", "1 paper", "ib AO2", "dip"] {
            assert!(fits_exam(said(), wanted), "{wanted}");
        }
        for wanted in ["AO1", "paper 2", "IB AO3", "loma", "2"] {
            assert!(!fits_exam(said(), wanted), "{wanted}");
        }
        assert!(!fits_exam(std::iter::empty(), "AO1"));
    }
}
