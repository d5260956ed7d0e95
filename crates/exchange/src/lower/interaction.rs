//! What a student does, in the few forms that other tools have.

use std::borrow::Cow;

use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::Cloze;

/// A form of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One or several options are chosen.
    Choice,
    /// Left sides are paired with right sides.
    Pairs,
    /// Items are put in order.
    Order,
    /// Gaps are filled in, each typed or chosen from a menu.
    Gaps,
    /// A text is written, which a person marks.
    Text,
}

/// What a student does.
#[derive(Clone, Debug)]
pub enum Interaction<'q> {
    /// One or several options are chosen.
    Choice(Choice<'q>),
    /// Left sides are paired with right sides.
    Pairs(Pairs<'q>),
    /// Items, in the right order.
    Order(Vec<&'q str>),
    /// Gaps are filled in, each typed or chosen from a menu.
    Gaps(Gaps<'q>),
    /// A text is written, which a person marks.
    Text(Text<'q>),
}

/// Something to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer<'q> {
    /// What it says.
    pub text: &'q str,
    /// Whether it is right.
    pub correct: bool,
    /// Why.
    pub feedback: Option<&'q str>,
}

/// A choice from one list.
#[derive(Clone, Debug)]
pub struct Choice<'q> {
    /// What there is to choose from.
    pub offers: Vec<Offer<'q>>,
    /// What the options are.
    pub of: Offers,
    /// Whether one is chosen; else any number.
    pub one: bool,
    /// How many are right, where the question says so.
    pub choose: Option<u32>,
    /// Whether only the complete answer earns anything.
    pub all_or_nothing: bool,
}

/// What the options of a choice are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offers {
    /// Texts of their own.
    Options,
    /// Quotations from the passage.
    Quotations,
    /// All sentences of the passage, in its order.
    Sentences,
}

/// Left sides with what belongs to them.
#[derive(Clone, Debug, Default)]
pub struct Pairs<'q> {
    /// A text that stands above them, in which `(1)` is the left side of the first pair.
    pub text: Option<String>,
    /// The right pairs.
    pub pairs: Vec<Pair<'q>>,
    /// Right sides that belong to no left one.
    pub distractors: Vec<&'q str>,
}

/// A left side and what belongs to it.
#[derive(Clone, Debug)]
pub struct Pair<'q> {
    /// What is given.
    pub left: Cow<'q, str>,
    /// What belongs to it.
    pub right: Cow<'q, str>,
    /// The words of the passage that decide it.
    pub quote: Option<&'q str>,
    /// Why.
    pub feedback: Option<&'q str>,
}

/// Gaps to fill in.
#[derive(Clone, Debug)]
pub struct Gaps<'q> {
    /// Where the gaps stand.
    pub layout: GapLayout<'q>,
    /// The gaps, in their order.
    pub gaps: Vec<Gap<'q>>,
}

/// Where gaps stand.
#[derive(Clone, Copy, Debug)]
pub enum GapLayout<'q> {
    /// In a running text; all of them offer the same words or none.
    Text(&'q Cloze),
    /// In a table, each behind its label.
    Table,
    /// Below one another, each behind its label.
    List,
}

/// One gap.
#[derive(Clone, Debug)]
pub struct Gap<'q> {
    /// What stands before it; empty in a running text.
    pub label: &'q str,
    /// What is accepted; the first is shown as right.
    pub accepted: Vec<&'q str>,
    /// What there is to choose from; empty where the student types.
    pub offers: Vec<Offer<'q>>,
    /// Why.
    pub feedback: Option<&'q str>,
}

/// A text that a student writes.
#[derive(Clone, Copy, Debug)]
pub struct Text<'q> {
    /// How many inferences are asked for, each with the detail that supports it; nothing where one
    /// text is written.
    pub inferences: Option<u32>,
    /// What it is marked by.
    pub body: &'q Body,
}

impl<'q> Interaction<'q> {
    /// The texts of its parts: without what stands between gaps, the sentences of a passage and the
    /// mark scheme.
    pub fn texts<'s>(&'s self) -> Vec<&'s str> {
        let of_offer = |offer: &Offer<'q>| -> Vec<&'s str> {
            std::iter::once(offer.text).chain(offer.feedback).collect()
        };
        match self {
            Self::Choice(choice) if choice.of == Offers::Sentences => Vec::new(),
            Self::Choice(choice) => choice.offers.iter().flat_map(of_offer).collect(),
            Self::Pairs(all) => {
                let pairs = all.pairs.iter();
                let of_pairs =
                    pairs.flat_map(|it| [&*it.left].into_iter().chain(it.quote).chain(it.feedback));
                of_pairs.chain(all.rights()).collect()
            }
            Self::Order(items) => items.clone(),
            Self::Gaps(all) => {
                let gaps = all.gaps.iter();
                let of_gap = |gap: &Gap<'q>| -> Vec<&'s str> {
                    let mut texts = vec![gap.label];
                    texts.extend(gap.offers.iter().flat_map(of_offer));
                    texts.extend(&gap.accepted);
                    texts.extend(gap.feedback);
                    texts
                };
                gaps.flat_map(of_gap).collect()
            }
            Self::Text(_) => Vec::new(),
        }
    }
}

impl Pairs<'_> {
    /// Every right side: those of the pairs, then the others.
    pub fn rights(&self) -> impl Iterator<Item = &str> {
        let paired = self.pairs.iter().map(|pair| &*pair.right);
        paired.chain(self.distractors.iter().copied())
    }

    /// Whether a side holds something.
    pub fn any_side_holds(&self, sign: &str) -> bool {
        let mut lefts = self.pairs.iter().map(|pair| &*pair.left);
        lefts.any(|left| left.contains(sign)) || self.rights().any(|right| right.contains(sign))
    }
}

impl<'q> Gap<'q> {
    /// The answer that is shown as right.
    pub fn shown(&self) -> &'q str {
        self.accepted.first().copied().unwrap_or_default()
    }

    /// Whether the student types.
    pub fn is_typed(&self) -> bool {
        self.offers.is_empty()
    }
}

impl Gaps<'_> {
    /// Whether the student types in some gap.
    pub fn any_typed(&self) -> bool {
        self.gaps.iter().any(Gap::is_typed)
    }
}

/// The number of things of a question as marks are counted.
pub fn count(elements: usize) -> u32 {
    u32::try_from(elements).expect("a question comes from a file, which is far smaller than 4 GiB")
}
