//! What a kind of question puts into its item, and how that is scored.

use crate::xml::{Element, Node};

/// What a kind puts into its item.
#[derive(Default)]
pub(super) struct Task {
    /// The declarations of its responses.
    pub responses: Vec<Element>,
    /// Outcomes beside those that every item has.
    pub outcomes: Vec<Element>,
    /// Its part of the body, with the stem.
    pub body: Vec<Node>,
    /// Whether the passages stand in that part already.
    pub holds_passages: bool,
    /// Rules that come before the score.
    pub rules: Vec<Element>,
    /// How it is scored.
    pub score: Score,
}

/// How an item is scored.
#[derive(Default)]
pub(super) enum Score {
    /// Its rules set the score.
    #[default]
    ByRules,
    /// Elements earned, of so many.
    Of(Element, u32),
    /// Its rules add up elements in `EARNED`, of so many.
    Earned(u32),
    /// A person scores it.
    ByPerson,
}
