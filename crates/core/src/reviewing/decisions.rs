//! What a person decided about a text, a line each, in a file beside the answers.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::groups::normalised;
use crate::identity::ContentHash;
use crate::words::date_of;

/// Comments that are often of use.
const COMMENTS: [&str; 6] = [
    "Which words of the passage show this?",
    "True, but it does not answer the question.",
    "Say what it shows, not only what it says.",
    "This is copied; say it in your own words.",
    "Right, but too general: name the detail.",
    "Look again at who is speaking, and to whom.",
];

/// What was decided about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// The ID of the question.
    pub question: String,
    /// The text as [`normalised`] has it.
    pub text: String,
    /// The marks.
    pub mark: u32,
    /// Who decided, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The mark scheme that was in force.
    pub scheme: ContentHash,
    /// A comment for the pupils who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Decision {
    /// The decision as it is cited beside a mark: who, and when.
    pub fn cited(&self) -> String {
        let by = self.by.as_deref().unwrap_or("a person");
        format!("decided by {by} on {}", date_of(self.at))
    }
}

/// A line that is not a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// All decisions of a file; of several about the same text the last one holds.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    all: Vec<Decision>,
    /// The place of the decision that holds, by question and text.
    holding: HashMap<(String, String), usize>,
}

impl Decisions {
    /// Reads the lines of a file, and names those that are no decisions.
    pub fn read(text: &str) -> (Self, Vec<LineError>) {
        let mut decisions = Self::default();
        let mut errors = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(text) {
                Ok(decision) => decisions.add(decision),
                Err(error) => errors.push(LineError {
                    line,
                    why: error.to_string(),
                }),
            }
        }
        (decisions, errors)
    }

    /// Adds a decision, which holds from now on.
    pub fn add(&mut self, decision: Decision) {
        let key = (decision.question.clone(), decision.text.clone());
        self.holding.insert(key, self.all.len());
        self.all.push(decision);
    }

    /// The decision about a text, however it is written.
    pub fn find(&self, question: &str, text: &str) -> Option<&Decision> {
        let key = (question.to_owned(), normalised(text));
        self.holding.get(&key).map(|place| &self.all[*place])
    }

    /// The decisions that hold, in the order in which they were made.
    pub fn holding(&self) -> impl Iterator<Item = &Decision> {
        let holds = |(place, decision): &(usize, &Decision)| {
            let key = (decision.question.clone(), decision.text.clone());
            self.holding.get(&key) == Some(place)
        };
        let all = self.all.iter().enumerate();
        all.filter(holds).map(|(_, decision)| decision)
    }

    /// The comments that can be given by a number: those that were given before, the latest first, then
    /// some that are often of use.
    pub fn comments(&self) -> Vec<String> {
        let given = self.all.iter().rev().filter_map(|it| it.comment.as_deref());
        comment_bank(given)
    }

    /// A decision as a line of the file.
    ///
    /// # Panics
    ///
    /// Never: a decision has only keys that are strings.
    pub fn line(decision: &Decision) -> String {
        serde_json::to_string(decision).expect("a decision has only keys that are strings")
    }
}

/// Comments to choose from: those that were given before, and some that are often of use; each once.
pub fn comment_bank<'c>(given: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut bank: Vec<String> = Vec::new();
    for comment in given.chain(COMMENTS) {
        if !bank.iter().any(|it| it == comment) {
            bank.push(comment.to_owned());
        }
    }
    bank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::text_hash;

    fn decision(text: &str, mark: u32) -> Decision {
        Decision {
            question: "q".to_owned(),
            text: normalised(text),
            mark,
            by: Some("Ms Okafor".to_owned()),
            at: Timestamp::UNIX_EPOCH,
            scheme: text_hash("scheme"),
            comment: None,
        }
    }

    #[test]
    fn a_line_is_read_as_it_was_written_and_the_last_one_holds() {
        let lines = [
            decision("A war.", 0),
            decision("a  WAR", 1),
            decision("peace", 1),
        ];
        let text: Vec<String> = lines.iter().map(Decisions::line).collect();
        let (decisions, errors) = Decisions::read(&text.join("\n"));
        assert_eq!(errors, []);
        assert_eq!(decisions.find("q", "A war!").map(|it| it.mark), Some(1));
        assert_eq!(decisions.find("other", "A war!"), None);
        assert_eq!(decisions.holding().count(), 2);
    }

    #[test]
    fn a_line_that_is_no_decision_is_named_and_the_others_are_read() {
        let text = format!(
            "{}\n{{\"mark\": 1}}\n\n{}",
            Decisions::line(&decision("a", 1)),
            Decisions::line(&decision("b", 0))
        );
        let (decisions, errors) = Decisions::read(&text);
        assert_eq!(decisions.holding().count(), 2);
        let [error] = &errors[..] else {
            panic!("{errors:?}")
        };
        assert_eq!(error.line, 2);
        assert!(error.why.contains("question"), "{}", error.why);
    }
}
