//! What was found in an answer, as data: for the student, the teacher and the files.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::evidence::Taken;
use crate::marking::Mark;
use crate::quiz::{Body, Question};

/// What was found for one credit point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "finding", content = "why")]
pub enum Finding {
    /// It is made.
    Made,
    /// Nothing was found.
    #[default]
    Missing,
    /// Its words are there, but they are denied.
    Denied,
    /// What is rejected was said.
    Rejected,
    /// It is only copied or quoted from the passage.
    Copied,
    /// A learned response without support from the passage.
    Learned,
    /// It is what the passage says outright, and no inference.
    Stated,
    /// Its sentence only repeats the question.
    Asked,
    /// It stands in a row of key words that makes no statement.
    KeyWords,
    /// Its words have made another point already.
    Earned,
    /// Made, but it earns nothing without another point.
    Unmet,
    /// The quotation that it asks for is not there, or too short.
    Unquoted,
    /// A person must say.
    Unsure(Doubt),
}

/// Why a person must be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// It is said in one place and denied in another.
    SaidAndDenied,
    /// It is met, and what is rejected is met as well.
    MetAndRejected,
    /// It is unclear whether a denial in the sentence reaches it.
    MayBeDenied,
    /// The words are there, but far apart or in a list.
    Loose,
    /// It is copied from the passage.
    Copied,
    /// A sentence of the student's own speaks of it in words that the scheme does not have.
    Unmatched,
    /// The answer is longer than any that can be meant.
    TooLong,
    /// Too much of it is misspelt beyond reading.
    Unread,
    /// The quotation is altered.
    Altered,
    /// The detail says something like one that is accepted.
    Paraphrased,
}

impl Doubt {
    /// Its name in a table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SaidAndDenied => "said-and-denied",
            Self::MetAndRejected => "met-and-rejected",
            Self::MayBeDenied => "may-be-denied",
            Self::Loose => "loose",
            Self::Copied => "copied",
            Self::Unmatched => "unmatched",
            Self::TooLong => "too-long",
            Self::Unread => "unread",
            Self::Altered => "altered",
            Self::Paraphrased => "paraphrased",
        }
    }

    /// The doubt for people: "unsure, because …".
    pub fn shown(self) -> &'static str {
        match self {
            Self::SaidAndDenied => "said in one place and denied in another",
            Self::MetAndRejected => "also says something the mark scheme rejects",
            Self::MayBeDenied => "unclear whether it is said or denied",
            Self::Loose => "key words found, perhaps not a complete point",
            Self::Copied => "the words are copied from the passage",
            Self::Unmatched => "this sentence may make the point in other words",
            Self::TooLong => "too long for the program to read",
            Self::Unread => "too many misspelt words",
            Self::Altered => "the quotation is altered",
            Self::Paraphrased => "close to a detail that counts, but not quoted",
        }
    }
}

impl Finding {
    /// The finding for people.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Missing => "not found",
            Self::Denied => "said, but denied",
            Self::Rejected => "says something the mark scheme rejects",
            Self::Copied => "only copied or quoted from the passage",
            Self::Learned => "a learned response, without support from the passage",
            Self::Asked => "only repeats the question",
            Self::KeyWords => "only key words in a row, without a statement",
            Self::Stated => "stated in the passage, so not an inference",
            Self::Earned => "these words have already earned another point",
            Self::Unmet => "made, but counts only with another point",
            Self::Unquoted => "the quotation is missing or too short",
            Self::Unsure(doubt) => doubt.shown(),
        }
    }
}

/// A word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reread {
    /// What was written.
    pub written: String,
    /// The word of the pattern that it was taken for.
    pub read_as: String,
}

/// What was found for one point of the scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PointFinding {
    /// The place of the point in the scheme.
    pub point: usize,
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// The words of the answer that it was found in, in bytes of the answer.
    pub spans: Vec<Range<usize>>,
    /// The pattern that was met; empty where none was.
    pub pattern: String,
    /// Whether the pattern was made from keywords; `pattern` has then the keywords that were met.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_keywords: bool,
    /// The words that were read through a misspelling.
    pub misspelt: Vec<Reread>,
}

/// A written answer, marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Marked {
    /// The mark; what a person must decide counts nothing in it.
    pub mark: Mark,
    /// `short-answer`: one for each point. `inference`: the inference and the detail of each
    /// pair, the point being the one that fits it best.
    pub findings: Vec<PointFinding>,
    /// What the answer takes from the passages. For `inference`, of the pairs one after another.
    pub taken: Vec<Taken>,
}

impl Marked {
    /// The places of the points that were made, each once.
    pub fn points_made(&self, question: &Question) -> Vec<usize> {
        // Of an inference each pair has two findings; the first is of the inference itself.
        let step = match question.body {
            Body::Inference(_) => 2,
            _ => 1,
        };
        let findings = self.findings.iter().step_by(step);
        let made = findings.filter(|it| it.finding == Finding::Made);
        let points: BTreeSet<usize> = made.map(|it| it.point).collect();
        points.into_iter().collect()
    }

    /// The kinds of doubt that a person must settle, each once, in the order of the points.
    pub fn doubts(&self) -> Vec<&'static str> {
        let mut doubts = Vec::new();
        for finding in &self.findings {
            if let Finding::Unsure(doubt) = finding.finding
                && !doubts.contains(&doubt.as_str())
            {
                doubts.push(doubt.as_str());
            }
        }
        doubts
    }

    /// The patterns that made a point, each once.
    pub fn patterns(&self) -> Vec<&str> {
        let mut patterns: Vec<&str> = Vec::new();
        let made = self
            .findings
            .iter()
            .filter(|it| it.finding == Finding::Made);
        for pattern in made.map(|it| it.pattern.as_str()) {
            if !pattern.is_empty() && !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        patterns
    }

    /// Whether a person must be asked.
    pub fn is_unsure(&self) -> bool {
        self.mark.doubtful > 0
    }
}
