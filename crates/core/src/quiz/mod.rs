//! Quizzes: ordered sets of questions about extracts.
//!
//! [`parse()`] reads a quiz file, [`check()`] holds it against the sources it names, and
//! [`schema`] describes the file format. What the questions look like is in [`body`].

pub mod amend;
pub mod body;
mod check;
pub mod cloze;
mod compose;
mod content;
mod exam;
mod parse;
pub mod schema;
mod shared;
mod wording;
mod words;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Placed, Span};
use crate::document::{self, Remark};

use crate::source::{Sources, passage, quotation};

pub use body::{Body, Truth};
pub use check::{check, check_alone, check_points, gives_away, quotes, unused_extracts};
pub use compose::{Origin, Vocabulary};
pub use exam::{Exam, fits_exam};
pub use parse::{heading, parse};
pub use shared::{SharedPoint, SharedPoints};
pub use wording::{PatternText, Wording};
pub use words::{Forgive, Kind, Reveal, Skill};

/// An ordered set of questions: a file in `quizzes/`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Quiz {
    /// The file name without `.toml`.
    #[schemars(skip)]
    pub id: String,
    /// What the quiz is called.
    pub title: Placed<String>,
    /// What it is about, for the one who chooses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Placed<String>>,
    /// For whom it is meant: free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Placed<String>>,
    /// The per cent of the marks that pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub pass: Option<Placed<u32>>,
    /// The time for the whole quiz in exam mode, such as "25m" or "1h 30m".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<Placed<TimeLimit>>,
    /// For which examination it is set.
    #[serde(default, skip_serializing_if = "Exam::is_empty")]
    pub exam: Exam,
    /// Words of patterns and the patterns of one word, separated by `|`, that stand for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub synonyms: BTreeMap<String, Placed<String>>,
    /// Patterns of learned responses, beside those that every quiz has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learned_responses: Vec<Placed<String>>,
    /// The questions, in the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// Whether some questions of its file could not be read.
    #[serde(skip)]
    pub is_damaged: bool,
}

/// One question: what all kinds have in common, and its [`Body`].
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    /// Unique in its quiz; results are kept under it.
    pub id: Placed<String>,
    /// What the question tests.
    pub skill: Placed<Skill>,
    /// The extracts to read: `source-id/label`.
    pub extracts: Vec<Placed<String>>,
    /// The question itself.
    pub stem: Placed<String>,
    /// The tariff, where it is not the natural one of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub marks: Option<Placed<u32>>,
    /// The evidence, verbatim from the named extracts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Placed<String>>,
    /// Why the right answer is right, shown after the answer.
    pub explanation: Placed<String>,
    /// A nudge that costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Placed<String>>,
    /// For which examination it is set, where its quiz does not say that.
    #[serde(default, skip_serializing_if = "Exam::is_empty")]
    pub exam: Exam,
    /// When the heading of the passage is shown.
    #[serde(default)]
    pub provenance: Reveal,
    /// Whether what there is to choose from is shuffled.
    #[serde(default = "yes")]
    pub shuffle: bool,
    /// The kind, and the keys that it alone has.
    #[serde(flatten)]
    pub body: Body,
    /// Where it comes from, in a quiz of several.
    #[serde(skip)]
    pub origin: Option<Arc<Origin>>,
    /// Where the question begins in its file.
    #[serde(skip)]
    pub span: Span,
}

fn yes() -> bool {
    true
}

impl Question {
    /// The labels of the points of a written question that rules mark, by their places.
    pub fn point_labels(&self) -> Vec<&str> {
        match &self.body {
            Body::ShortAnswer(body) => body.points.iter().map(|it| it.label.as_str()).collect(),
            Body::Inference(body) => body.points.iter().map(|it| it.label.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// What it is called in messages; `None` where it has no ID.
    pub fn named(&self) -> Option<Box<str>> {
        (!self.id.is_empty()).then(|| self.id.as_str().into())
    }

    /// The form of the question.
    pub fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// Whether it is asked before the heading of its source is shown.
    pub fn is_unseen(&self) -> bool {
        self.provenance != Reveal::Before && !self.extracts.is_empty()
    }

    /// The marks available: the tariff, or the natural one of the kind.
    pub fn available(&self) -> u32 {
        self.marks
            .as_ref()
            .map_or_else(|| self.body.natural_tariff(), |marks| **marks)
    }

    /// Whether its parts earn fewer marks than there are parts, so that a share of the marks is
    /// rounded down.
    pub fn is_rounded_down(&self) -> bool {
        let is_counted = match &self.body {
            Body::SingleChoice(_) | Body::ShortAnswer(_) | Body::Extended(_) => false,
            Body::MultipleResponse(body) => !body.all_or_nothing,
            _ => true,
        };
        is_counted && self.available() < self.body.natural_tariff()
    }
}

impl Quiz {
    /// The question of that ID and its place in the quiz.
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions
            .iter()
            .enumerate()
            .find(|(_, question)| *question.id == id)
    }

    /// Finds the sentences that an `evidence` question without candidates chooses from. Without
    /// this, such a question has nothing to choose from.
    pub fn locate(&mut self, sources: &Sources) {
        for question in &mut self.questions {
            let Body::Evidence(body) = &mut question.body else {
                continue;
            };
            if !body.candidates.is_empty() {
                continue;
            }
            body.sentences.clear();
            for text in question.extracts.iter().filter_map(|id| sources.text(id)) {
                let held: Vec<_> = question
                    .quotes
                    .iter()
                    .filter_map(|quote| quotation::find_exact(text, quote))
                    .collect();
                body.sentences
                    .extend(passage::sentences(text).into_iter().map(|sentence| {
                        let holds = |quote: &std::ops::Range<usize>| {
                            quote.start < sentence.span.end && sentence.span.start < quote.end
                        };
                        body::Candidate {
                            quote: Placed::new(
                                text[sentence.span.clone()].to_owned(),
                                Span::default(),
                            ),
                            correct: held.iter().any(holds),
                            feedback: None,
                        }
                    }));
            }
        }
    }
}

/// The text of a quiz file. Remarks stand above the keys they are about. Control characters but line
/// ends and tabs are escaped; the ends of lines become those of Unix when the file is read.
pub fn write(quiz: &Quiz, remarks: &[Remark]) -> String {
    let head = Quiz {
        id: quiz.id.clone(),
        title: quiz.title.clone(),
        description: quiz.description.clone(),
        level: quiz.level.clone(),
        pass: quiz.pass.clone(),
        time_limit: quiz.time_limit.clone(),
        exam: quiz.exam.clone(),
        synonyms: quiz.synonyms.clone(),
        learned_responses: quiz.learned_responses.clone(),
        questions: Vec::new(),
        is_damaged: false,
    };
    let in_json = "a quiz has only texts, numbers and lists, which JSON can hold";
    let head = serde_json::to_value(&head).expect(in_json);
    let questions = quiz.questions.iter();
    let questions = questions.map(|it| serde_json::to_value(it).expect(in_json));
    document::write_list(&head, "question", questions, remarks)
}

/// The time a quiz takes in exam mode: from one minute to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    minutes: u32,
}

impl TimeLimit {
    /// Reads "25m", "1h" or "1h 30m".
    pub fn parse(text: &str) -> Option<Self> {
        let duration: jiff::SignedDuration = text.parse().ok()?;
        let whole = duration.as_secs() % 60 == 0 && duration.subsec_nanos() == 0;
        let minutes = u32::try_from(duration.as_secs() / 60).ok()?;
        (whole && (1..=24 * 60).contains(&minutes)).then_some(Self { minutes })
    }

    /// A limit of so many minutes, if that is one.
    pub fn of_minutes(minutes: u32) -> Option<Self> {
        (1..=24 * 60).contains(&minutes).then_some(Self { minutes })
    }

    /// The limit in minutes.
    pub fn minutes(self) -> u32 {
        self.minutes
    }
}

impl std::fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.minutes / 60, self.minutes % 60) {
            (0, minutes) => write!(f, "{minutes}m"),
            (hours, 0) => write!(f, "{hours}h"),
            (hours, minutes) => write!(f, "{hours}h {minutes}m"),
        }
    }
}

impl Serialize for TimeLimit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for TimeLimit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeLimit".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "examples": ["25m", "1h 30m"] })
    }
}

/// A quiz of one short answer, for tests.
#[cfg(test)]
pub(crate) const WRITTEN: &str = r#"title = "Class"
[[question]]
id = "war"
kind = "short-answer"
skill = "comprehension"
extracts = ["letter/1"]
stem = "What is war?"
marks = 2
model = "It is a disaster."
explanation = "It says so."
[[question.point]]
label = "It is a disaster"
marks = 2
keywords = ["disaster", "catastrophe"]
accept = ["harm* all"]
"#;

#[cfg(test)]
mod tests {
    use super::TimeLimit;

    #[test]
    fn a_time_limit_is_whole_minutes_up_to_a_day() {
        for (written, minutes) in [("25m", 25), ("1h", 60), ("1h 30m", 90), ("90m", 90)] {
            assert_eq!(
                TimeLimit::parse(written).map(TimeLimit::minutes),
                Some(minutes)
            );
        }
        for written in ["", "0m", "25", "soon", "30s", "-5m", "25h", "1.5h 1s"] {
            assert_eq!(TimeLimit::parse(written), None, "{written}");
        }
    }
}
