//! What a student does with a question. A task is built in one place, and terminal, paper and pages
//! draw it. It holds texts in the order in which they are presented, and nothing that says which of
//! them is right: no key, no feedback, no label of a credit point.

use serde::Serialize;

use crate::quiz::{Body, Question};

/// What a student does with a question; lists are as presented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task<'a> {
    /// Picks one.
    Choose(Vec<&'a str>),
    /// Picks several; exactly so many where that is said.
    ChooseSeveral(Vec<&'a str>, Option<u32>),
    /// Calls each statement true, false or not stated.
    Statements(Vec<&'a str>),
    /// Pairs each left with a right.
    Match {
        /// What is given.
        lefts: Vec<&'a str>,
        /// What there is to choose from.
        rights: Vec<&'a str>,
    },
    /// Puts items in order.
    Order(Vec<&'a str>),
    /// Fills the gaps between texts, from a bank if it is not empty.
    Fill {
        /// The texts around the gaps: one more than there are gaps.
        texts: &'a [String],
        /// The words to choose from.
        bank: Vec<&'a str>,
    },
    /// Selects quotations that are offered.
    Select(Vec<&'a str>),
    /// Finds sentences in the passages; these are all of them, in their order.
    Find(Vec<&'a str>),
    /// Picks a claim, then the evidence for it.
    Pair {
        /// The claims.
        claims: Vec<&'a str>,
        /// The evidence.
        evidence: Vec<&'a str>,
    },
    /// Fills a grid.
    Grid(Vec<GridRow<'a>>),
    /// Writes inferences, each with a detail that is typed or picked from the sentences.
    Infer {
        /// How many are asked for.
        count: u32,
        /// The sentences of the passages.
        sentences: Vec<&'a str>,
    },
    /// Writes; much if it is an extended answer.
    Write {
        /// Whether the answer is an extended one.
        extended: bool,
    },
}

/// A row of a grid; without options it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GridRow<'a> {
    /// What is asked.
    pub label: &'a str,
    /// What there is to choose from.
    pub options: Vec<&'a str>,
}

impl<'a> Task<'a> {
    /// The task of a question. `orders` says for each of its lists in which order the author's
    /// entries are presented, as places from 0; `sentences` are those of the passages, for
    /// inferences.
    pub fn of(question: &'a Question, orders: &[Vec<usize>], sentences: Vec<&'a str>) -> Self {
        fn placed<'a>(order: &[usize], get: impl Fn(usize) -> &'a str) -> Vec<&'a str> {
            order.iter().map(|number| get(*number)).collect()
        }
        let first = orders.first().map_or(&[][..], Vec::as_slice);
        match &question.body {
            Body::SingleChoice(body) => Self::Choose(placed(first, |n| &body.options[n].text)),
            Body::MultipleResponse(body) => Self::ChooseSeveral(
                placed(first, |n| &body.options[n].text),
                body.choose.as_ref().map(|choose| choose.value),
            ),
            Body::TrueFalse(body) => {
                Self::Statements(body.statements.iter().map(|it| it.text.as_str()).collect())
            }
            Body::Matching(body) => {
                let rights: Vec<&str> = body.rights().collect();
                Self::Match {
                    lefts: body.pairs.iter().map(|pair| pair.left.as_str()).collect(),
                    rights: placed(first, |n| rights[n]),
                }
            }
            Body::Ordering(body) => Self::Order(placed(first, |n| &body.items[n])),
            Body::Cloze(body) => {
                let offered = body.offered();
                Self::Fill {
                    texts: body.text.texts(),
                    bank: placed(first, |n| offered[n]),
                }
            }
            Body::Evidence(body) if body.candidates.is_empty() => {
                Self::Find(placed(first, |n| &body.offered()[n].quote))
            }
            Body::Evidence(body) => Self::Select(placed(first, |n| &body.offered()[n].quote)),
            Body::Paired(body) => Self::Pair {
                claims: placed(first, |n| &body.claims[n].text),
                evidence: placed(&orders[1], |n| &body.evidence[n].quote),
            },
            Body::Grid(body) => {
                let rows = body.rows.iter().zip(orders);
                let row = rows.map(|(row, order)| GridRow {
                    label: &row.label,
                    options: placed(order, |n| &row.options[n]),
                });
                Self::Grid(row.collect())
            }
            Body::Inference(body) => Self::Infer {
                count: body.count,
                sentences,
            },
            Body::ShortAnswer(_) => Self::Write { extended: false },
            Body::Extended(_) => Self::Write { extended: true },
        }
    }
}
