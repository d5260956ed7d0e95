//! What each kind of question has of its own. The shape of these types is the shape of the file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cloze::Template;
use super::words::{Forgive, Kind};
use crate::diagnostic::Placed;
use crate::pattern::composed;

pub use super::written::{
    Band, Caps, Criterion, Example, Extended, Inference, InferencePoint, Level, Point, Sample,
    ShortAnswer,
};

/// A kind with its keys. What is large and less usual stands apart, so that a hundred thousand questions
/// with options are small.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// Pick one.
    SingleChoice(SingleChoice),
    /// Pick several.
    MultipleResponse(MultipleResponse),
    /// True, false or not stated.
    TrueFalse(TrueFalse),
    /// Pair left with right.
    Matching(Matching),
    /// Put in order.
    Ordering(Ordering),
    /// Fill gaps.
    Cloze(Box<Cloze>),
    /// Select the sentence or phrase.
    Evidence(Evidence),
    /// Claim, then evidence.
    Paired(Paired),
    /// Fill a grid.
    Grid(Grid),
    /// Write inferences with details.
    Inference(Box<Inference>),
    /// Write a short answer.
    ShortAnswer(Box<ShortAnswer>),
    /// Write an extended answer.
    Extended(Box<Extended>),
}

/// Something to choose: an option or a claim.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Choice {
    /// What it says.
    pub text: Placed<String>,
    /// Whether it is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correct: bool,
    /// Why it tempts, and why it is wrong (or right).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Placed<String>>,
}

/// A quotation to choose, verbatim from the named extracts.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Candidate {
    /// The words.
    pub quote: Placed<String>,
    /// Whether it is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correct: bool,
    /// Why it tempts, and why it is wrong (or right).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Placed<String>>,
}

/// `single-choice`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SingleChoice {
    /// What there is to choose from; one is correct.
    pub options: Vec<Choice>,
}

/// `multiple-response`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct MultipleResponse {
    /// What there is to choose from; one or more are correct.
    pub options: Vec<Choice>,
    /// How many are correct; the student is shown the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choose: Option<Placed<u32>>,
    /// Whether only the complete answer earns anything.
    #[serde(default)]
    pub all_or_nothing: bool,
}

/// What a passage makes of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// The passage says so.
    True,
    /// The passage says otherwise.
    False,
    /// The passage does not decide it.
    NotStated,
}

impl Truth {
    /// The three, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::True, Self::False, Self::NotStated];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::NotStated => "not-stated",
        }
    }

    /// The word for people.
    pub fn shown(self) -> &'static str {
        match self {
            Self::NotStated => "not stated",
            other => other.as_str(),
        }
    }
}

/// One statement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Statement {
    /// What it says.
    pub text: Placed<String>,
    /// What the passage makes of it.
    #[schemars(with = "Truth")]
    pub answer: Option<Truth>,
    /// The words that decide it; not for "not-stated".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Placed<String>>,
    /// Why; for "not-stated", what was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Placed<String>>,
}

/// `true-false`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TrueFalse {
    /// The statements.
    pub statements: Vec<Statement>,
}

/// A left side and what belongs to it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Pair {
    /// What is given.
    pub left: Placed<String>,
    /// What is paired with it.
    pub right: Placed<String>,
    /// Why they belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Placed<String>>,
}

/// `matching`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Matching {
    /// The right pairs.
    pub pairs: Vec<Pair>,
    /// Rights that belong to no left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<Placed<String>>,
}

impl Matching {
    /// Every right: those of the pairs, then the distractors.
    pub fn rights(&self) -> impl Iterator<Item = &str> {
        let paired = self.pairs.iter().map(|pair| pair.right.as_str());
        paired.chain(self.distractors.iter().map(|right| right.as_str()))
    }
}

/// `ordering`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Ordering {
    /// The items in the right order.
    pub items: Vec<Placed<String>>,
}

/// `cloze`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Cloze {
    /// The text with its gaps.
    pub text: Placed<Template>,
    /// Words to fill the gaps from, beside the answers; without it the student types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bank: Vec<Placed<String>>,
    /// What is forgiven where the student types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgive: Option<Forgive>,
}

impl Cloze {
    /// The words that are offered, each once, the answers first; empty where the student types.
    pub fn offered(&self) -> Vec<&str> {
        if self.bank.is_empty() {
            return Vec::new();
        }
        let mut offered: Vec<&str> = Vec::new();
        let answers = self.text.gaps().iter().map(super::cloze::Gap::shown);
        for word in answers.chain(self.bank.iter().map(|word| word.as_str())) {
            if !offered.contains(&word) {
                offered.push(word);
            }
        }
        offered
    }
}

/// `evidence`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Evidence {
    /// What there is to choose from; without it, any sentence of the extracts, and those are
    /// right that hold the question's `quotes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    /// Every sentence of the extracts where no candidates are given; see `Quiz::locate`.
    #[serde(skip)]
    pub sentences: Vec<Candidate>,
}

impl Evidence {
    /// What there is to choose from.
    pub fn offered(&self) -> &[Candidate] {
        if self.candidates.is_empty() {
            &self.sentences
        } else {
            &self.candidates
        }
    }
}

/// `paired`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Paired {
    /// The claims; one is correct.
    pub claims: Vec<Choice>,
    /// The evidence; one or more are correct, the student picks one.
    pub evidence: Vec<Candidate>,
}

/// One row of a grid: chosen where it has options, typed where it has answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Row {
    /// What is asked: "Who", "When" ….
    pub label: Placed<String>,
    /// What there is to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Placed<String>>,
    /// The right option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Placed<String>>,
    /// What is accepted where the student types; the first is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Placed<String>>,
    /// What is forgiven where the student types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgive: Option<Forgive>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Placed<String>>,
}

impl Row {
    /// The place of the right option among the options.
    pub fn key(&self) -> Option<usize> {
        let answer = self.answer.as_ref()?;
        let answer = composed(answer);
        let mut options = self.options.iter();
        options.position(|option| composed(option) == answer)
    }

    /// The answer that is shown as right.
    pub fn shown(&self) -> &str {
        self.answer
            .as_ref()
            .or(self.answers.first())
            .map_or("", |answer| answer.as_str())
    }
}

/// `grid`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Grid {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Body {
    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::SingleChoice(_) => Kind::SingleChoice,
            Self::MultipleResponse(_) => Kind::MultipleResponse,
            Self::TrueFalse(_) => Kind::TrueFalse,
            Self::Matching(_) => Kind::Matching,
            Self::Ordering(_) => Kind::Ordering,
            Self::Cloze(_) => Kind::Cloze,
            Self::Evidence(_) => Kind::Evidence,
            Self::Paired(_) => Kind::Paired,
            Self::Grid(_) => Kind::Grid,
            Self::Inference(_) => Kind::Inference,
            Self::ShortAnswer(_) => Kind::ShortAnswer,
            Self::Extended(_) => Kind::Extended,
        }
    }

    /// Whether the author's order of a list is the key, so that it is always shuffled.
    pub fn order_is_key(&self) -> bool {
        match self {
            Self::Ordering(_) | Self::Matching(_) | Self::Cloze(_) => true,
            Self::SingleChoice(_)
            | Self::MultipleResponse(_)
            | Self::TrueFalse(_)
            | Self::Evidence(_)
            | Self::Paired(_)
            | Self::Grid(_)
            | Self::Inference(_)
            | Self::ShortAnswer(_)
            | Self::Extended(_) => false,
        }
    }

    /// Whether its list is all sentences of the passage, which are read and picked in their order.
    pub fn lists_the_passage(&self) -> bool {
        matches!(self, Self::Evidence(body) if body.candidates.is_empty())
    }

    /// The lengths of the lists whose order can be drawn, in the order of the file.
    pub fn list_lengths(&self) -> Vec<usize> {
        match self {
            Self::SingleChoice(body) => vec![body.options.len()],
            Self::MultipleResponse(body) => vec![body.options.len()],
            Self::Matching(body) => vec![body.rights().count()],
            Self::Ordering(body) => vec![body.items.len()],
            Self::Cloze(body) => vec![body.offered().len()],
            Self::Evidence(body) => vec![body.offered().len()],
            Self::Paired(body) => vec![body.claims.len(), body.evidence.len()],
            Self::Grid(body) => body.rows.iter().map(|row| row.options.len()).collect(),
            Self::TrueFalse(_) | Self::Inference(_) | Self::ShortAnswer(_) | Self::Extended(_) => {
                Vec::new()
            }
        }
    }

    /// Whether it holds answers with their marks: examples or samples.
    pub fn has_examples(&self) -> bool {
        match self {
            Self::Inference(body) => !body.examples.is_empty(),
            Self::ShortAnswer(body) => !body.examples.is_empty(),
            Self::Extended(body) => !body.examples.is_empty() || !body.samples.is_empty(),
            _ => false,
        }
    }

    /// The marks the kind has by nature: one an element, as a rule. An `evidence` question over
    /// all sentences is worth one mark for each sentence to be found.
    pub fn natural_tariff(&self) -> u32 {
        let count = |elements: usize| {
            u32::try_from(elements).expect("a list of 2^32 elements would not fit in memory")
        };
        match self {
            Self::SingleChoice(_) => 1,
            Self::MultipleResponse(body) => {
                count(body.options.iter().filter(|option| option.correct).count())
            }
            Self::TrueFalse(body) => count(body.statements.len()),
            Self::Matching(body) => count(body.pairs.len()),
            Self::Ordering(body) => count(body.items.len().saturating_sub(1)),
            Self::Cloze(body) => count(body.text.gaps().len()),
            Self::Evidence(body) => count(
                body.offered()
                    .iter()
                    .filter(|one| one.correct)
                    .count()
                    .max(1),
            ),
            Self::Paired(_) => 2,
            Self::Grid(body) => count(body.rows.len()),
            Self::Inference(body) => 2 * body.count,
            Self::ShortAnswer(body) => body.points.iter().map(|point| point.marks).sum(),
            Self::Extended(body) => body.criteria.iter().map(Criterion::available).sum(),
        }
    }
}
