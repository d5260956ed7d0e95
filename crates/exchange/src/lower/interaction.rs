//! What a student does, in the few forms that other tools have.

use std::borrow::Cow;

use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::{
    Candidate, Choice as ChoiceOption, Cloze, Evidence, Grid, Matching, Ordering, Paired, TrueFalse,
};
use sourcework_core::quiz::{Body, Truth};

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
    /// The words of the passage that decide it.
    pub quote: Option<&'q str>,
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
    /// A kind in one of the forms that it can be asked in. Without a form, or with one that the kind
    /// does not have, it is the closest.
    pub(super) fn of(body: &'q Body, form: Option<Form>) -> Self {
        match (body, form) {
            (Body::SingleChoice(body), _) => Self::Choice(choice(&body.options, true)),
            (Body::MultipleResponse(body), _) => Self::Choice(Choice {
                choose: body.choose.as_ref().map(|it| **it),
                all_or_nothing: body.all_or_nothing,
                ..choice(&body.options, false)
            }),
            (Body::Evidence(body), _) => Self::Choice(quotations(body)),
            (Body::Paired(body), Some(Form::Choice)) => Self::Choice(choice(&body.claims, true)),
            (Body::Paired(body), _) => Self::Gaps(claim_and_evidence(body)),
            (Body::TrueFalse(body), _) => Self::Pairs(statements(body)),
            (Body::Matching(body), _) => Self::Pairs(matching(body)),
            (Body::Ordering(body), Some(Form::Pairs)) => Self::Pairs(places(body)),
            (Body::Ordering(body), _) => {
                Self::Order(body.items.iter().map(|it| it.as_str()).collect())
            }
            (Body::Cloze(body), Some(Form::Pairs)) => Self::Pairs(numbered_gaps(body)),
            (Body::Cloze(body), _) => Self::Gaps(cloze(body)),
            (Body::Grid(body), Some(Form::Pairs)) => Self::Pairs(rows_as_pairs(body)),
            (Body::Grid(body), _) => Self::Gaps(rows(body)),
            (Body::Inference(inference), _) => Self::Text(Text {
                inferences: Some(inference.count),
                body,
            }),
            (Body::ShortAnswer(_) | Body::Extended(_), _) => Self::Text(Text {
                inferences: None,
                body,
            }),
        }
    }
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
                    texts.extend(gap.quote.into_iter().chain(gap.feedback));
                    texts
                };
                gaps.flat_map(of_gap).collect()
            }
            Self::Text(_) => Vec::new(),
        }
    }
}

fn text(placed: Option<&Placed<String>>) -> Option<&str> {
    placed.map(|it| it.as_str())
}

impl<'q> From<&'q ChoiceOption> for Offer<'q> {
    fn from(option: &'q ChoiceOption) -> Self {
        Self {
            text: &option.text,
            correct: option.correct,
            feedback: text(option.feedback.as_ref()),
        }
    }
}

impl<'q> From<&'q Candidate> for Offer<'q> {
    fn from(candidate: &'q Candidate) -> Self {
        Self {
            text: &candidate.quote,
            correct: candidate.correct,
            feedback: text(candidate.feedback.as_ref()),
        }
    }
}

fn choice(options: &[ChoiceOption], one: bool) -> Choice<'_> {
    Choice {
        offers: options.iter().map(Offer::from).collect(),
        of: Offers::Options,
        one,
        choose: None,
        all_or_nothing: false,
    }
}

fn quotations(body: &Evidence) -> Choice<'_> {
    Choice {
        offers: body.offered().iter().map(Offer::from).collect(),
        of: match body.candidates.is_empty() {
            true => Offers::Sentences,
            false => Offers::Quotations,
        },
        one: false,
        choose: None,
        all_or_nothing: false,
    }
}

fn claim_and_evidence(body: &Paired) -> Gaps<'_> {
    let claims = body.claims.iter().map(Offer::from).collect();
    let evidence = body.evidence.iter().map(Offer::from).collect();
    Gaps {
        layout: GapLayout::List,
        gaps: vec![menu("claim", claims), menu("evidence", evidence)],
    }
}

/// A gap that is chosen.
fn menu<'q>(label: &'q str, offers: Vec<Offer<'q>>) -> Gap<'q> {
    let right = offers.iter().filter(|offer| offer.correct);
    Gap {
        label,
        accepted: right.map(|offer| offer.text).collect(),
        offers,
        quote: None,
        feedback: None,
    }
}

/// What a statement is called where statements are matched with what the passage makes of them.
pub fn truth_word(truth: Option<Truth>) -> &'static str {
    match truth {
        Some(Truth::True) => "True",
        Some(Truth::False) => "False",
        Some(Truth::NotStated) | None => "Not stated",
    }
}

fn statements(body: &TrueFalse) -> Pairs<'_> {
    let pairs = body.statements.iter().map(|statement| Pair {
        quote: text(statement.quote.as_ref()),
        ..pair(
            &*statement.text.value,
            truth_word(statement.answer),
            statement.feedback.as_ref(),
        )
    });
    let is_used = |truth: &Truth| body.statements.iter().any(|it| it.answer == Some(*truth));
    let unused = Truth::ALL.into_iter().filter(|truth| !is_used(truth));
    Pairs {
        text: None,
        pairs: pairs.collect(),
        distractors: unused.map(|truth| truth_word(Some(truth))).collect(),
    }
}

fn pair<'q>(
    left: impl Into<Cow<'q, str>>,
    right: impl Into<Cow<'q, str>>,
    feedback: Option<&'q Placed<String>>,
) -> Pair<'q> {
    Pair {
        left: left.into(),
        right: right.into(),
        quote: None,
        feedback: text(feedback),
    }
}

fn matching(body: &Matching) -> Pairs<'_> {
    let pairs = body.pairs.iter();
    let pairs = pairs.map(|it| pair(&*it.left.value, &*it.right.value, it.feedback.as_ref()));
    Pairs {
        text: None,
        pairs: pairs.collect(),
        distractors: body.distractors.iter().map(|it| it.as_str()).collect(),
    }
}

/// Items with their places.
fn places(body: &Ordering) -> Pairs<'_> {
    let items = (1..).zip(&body.items);
    let pairs = items.map(|(place, item): (usize, _)| pair(&*item.value, place.to_string(), None));
    Pairs {
        pairs: pairs.collect(),
        ..Pairs::default()
    }
}

fn numbered_gaps(body: &Cloze) -> Pairs<'_> {
    let gaps = body.text.gaps();
    let numbered = (1..).zip(gaps);
    let pairs =
        numbered.map(|(number, gap): (usize, _)| pair(format!("({number})"), gap.shown(), None));
    let is_used = |word: &&str| gaps.iter().any(|gap| gap.shown() == *word);
    let blanks = |index: usize, _: &_| format!("({}) _____", index + 1);
    Pairs {
        text: Some(body.text.filled(blanks)),
        pairs: pairs.collect(),
        distractors: body
            .offered()
            .into_iter()
            .filter(|word| !is_used(word))
            .collect(),
    }
}

fn cloze(body: &Cloze) -> Gaps<'_> {
    let offered = body.offered();
    let gaps = body.text.gaps().iter().map(|gap| {
        let accepted: Vec<&str> = gap.accepted.iter().map(String::as_str).collect();
        let offers = offered.iter().map(|word| Offer {
            text: word,
            correct: accepted.contains(word),
            feedback: None,
        });
        Gap {
            label: "",
            offers: offers.collect(),
            accepted,
            quote: None,
            feedback: None,
        }
    });
    Gaps {
        layout: GapLayout::Text(body),
        gaps: gaps.collect(),
    }
}

fn rows(body: &Grid) -> Gaps<'_> {
    let gaps = body.rows.iter().map(|row| {
        let key = row.key();
        let offers = row.options.iter().enumerate().map(|(index, option)| Offer {
            text: option,
            correct: key == Some(index),
            feedback: None,
        });
        Gap {
            label: &row.label,
            accepted: row
                .answer
                .iter()
                .chain(&row.answers)
                .map(|it| it.as_str())
                .collect(),
            offers: offers.collect(),
            quote: None,
            feedback: text(row.feedback.as_ref()),
        }
    });
    Gaps {
        layout: GapLayout::Table,
        gaps: gaps.collect(),
    }
}

fn rows_as_pairs(body: &Grid) -> Pairs<'_> {
    let pairs = body.rows.iter();
    let pairs = pairs.map(|row| pair(&*row.label.value, row.shown(), row.feedback.as_ref()));
    let mut all = Pairs {
        pairs: pairs.collect(),
        ..Pairs::default()
    };
    for option in body.rows.iter().flat_map(|row| &row.options) {
        let is_known = all.rights().any(|right| right == option.as_str());
        if !is_known {
            all.distractors.push(option);
        }
    }
    all
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
