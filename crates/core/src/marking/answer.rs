//! What a student gives to a question, as data.

use serde::{Deserialize, Serialize};

use crate::quiz::body::Row;
use crate::quiz::{Body, Truth};

/// An answer. Numbers are places in the author's order, from 0; `None` is left blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// `single-choice`: the option.
    Choice(Option<usize>),
    /// `multiple-response` and `evidence`: the options, candidates or sentences.
    Choices(Vec<usize>),
    /// `true-false`: a word a statement.
    Truths(Vec<Option<Truth>>),
    /// `matching`: for each left, which right (those of the pairs, then the distractors).
    Pairs(Vec<Option<usize>>),
    /// `ordering`: the items, first to last.
    Order(Vec<usize>),
    /// `cloze`: what stands in each gap.
    Gaps(Vec<String>),
    /// `grid`: what stands in each row.
    Cells(Vec<Cell>),
    /// `paired`.
    Paired {
        /// The claim.
        claim: Option<usize>,
        /// The evidence.
        evidence: Option<usize>,
    },
    /// `inference`: what was written, in pairs.
    Inferences(Vec<Written>),
    /// `short-answer` and `extended`: what was written.
    Text(String),
}

/// One row of a grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// The option.
    Chosen(usize),
    /// What was typed; may be empty.
    Typed(String),
}

/// An inference and the detail that supports it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// What is inferred.
    pub inference: String,
    /// The detail from the passage.
    pub detail: String,
}

impl Answer {
    /// The answer of a student who gives none.
    pub fn blank(body: &Body) -> Self {
        match body {
            Body::SingleChoice(_) => Self::Choice(None),
            Body::MultipleResponse(_) | Body::Evidence(_) => Self::Choices(Vec::new()),
            Body::TrueFalse(body) => Self::Truths(vec![None; body.statements.len()]),
            Body::Matching(body) => Self::Pairs(vec![None; body.pairs.len()]),
            Body::Ordering(_) => Self::Order(Vec::new()),
            Body::Cloze(body) => Self::Gaps(vec![String::new(); body.text.gaps().len()]),
            Body::Paired(_) => Self::Paired {
                claim: None,
                evidence: None,
            },
            Body::Grid(body) => Self::Cells(vec![Cell::Typed(String::new()); body.rows.len()]),
            Body::Inference(body) => {
                Self::Inferences(vec![Written::default(); body.count as usize])
            }
            Body::ShortAnswer(_) | Body::Extended(_) => Self::Text(String::new()),
        }
    }

    /// Whether nothing was given.
    pub fn is_blank(&self) -> bool {
        let empty = |text: &String| text.trim().is_empty();
        match self {
            Self::Choice(chosen) => chosen.is_none(),
            Self::Choices(chosen) => chosen.is_empty(),
            Self::Truths(given) => given.iter().all(Option::is_none),
            Self::Pairs(given) => given.iter().all(Option::is_none),
            Self::Order(given) => given.is_empty(),
            Self::Gaps(given) => given.iter().all(empty),
            Self::Cells(given) => given
                .iter()
                .all(|cell| matches!(cell, Cell::Typed(text) if empty(text))),
            Self::Paired { claim, evidence } => claim.is_none() && evidence.is_none(),
            Self::Inferences(given) => given
                .iter()
                .all(|it| empty(&it.inference) && empty(&it.detail)),
            Self::Text(text) => empty(text),
        }
    }

    /// Whether the answer is of the kind that the body asks for, and has no part that the body does
    /// not have. Parts may be missing; they count as blank.
    pub fn fits(&self, body: &Body) -> bool {
        let all_below = |chosen: &[usize], count: usize| {
            chosen.len() <= count && chosen.iter().all(|it| *it < count)
        };
        let below = |chosen: Option<usize>, count: usize| chosen.is_none_or(|it| it < count);
        match (self, body) {
            (Self::Choice(chosen), Body::SingleChoice(body)) => below(*chosen, body.options.len()),
            (Self::Choices(chosen), Body::MultipleResponse(body)) => {
                all_below(chosen, body.options.len())
            }
            (Self::Choices(chosen), Body::Evidence(body)) => {
                all_below(chosen, body.offered().len())
            }
            (Self::Truths(given), Body::TrueFalse(body)) => given.len() <= body.statements.len(),
            (Self::Pairs(given), Body::Matching(body)) => {
                let rights = body.rights().count();
                given.len() <= body.pairs.len() && given.iter().all(|it| below(*it, rights))
            }
            (Self::Order(items), Body::Ordering(body)) => all_below(items, body.items.len()),
            (Self::Gaps(given), Body::Cloze(body)) => given.len() <= body.text.gaps().len(),
            (Self::Cells(given), Body::Grid(body)) => {
                let fits = |(cell, row): (&Cell, &Row)| match cell {
                    Cell::Chosen(option) => *option < row.options.len(),
                    Cell::Typed(_) => true,
                };
                given.len() <= body.rows.len() && given.iter().zip(&body.rows).all(fits)
            }
            (Self::Paired { claim, evidence }, Body::Paired(body)) => {
                below(*claim, body.claims.len()) && below(*evidence, body.evidence.len())
            }
            (Self::Inferences(given), Body::Inference(body)) => given.len() <= body.count as usize,
            (Self::Text(_), Body::ShortAnswer(_) | Body::Extended(_)) => true,
            _ => false,
        }
    }

    /// All that was typed.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Gaps(given) => given.iter().map(String::as_str).collect(),
            Self::Cells(given) => given
                .iter()
                .filter_map(|cell| match cell {
                    Cell::Chosen(_) => None,
                    Cell::Typed(text) => Some(text.as_str()),
                })
                .collect(),
            Self::Inferences(given) => given
                .iter()
                .flat_map(|it| [it.inference.as_str(), it.detail.as_str()])
                .collect(),
            Self::Text(text) => vec![text],
            _ => Vec::new(),
        }
    }
}
