//! The twelve kinds as interactions.

use std::borrow::Cow;

use super::interaction::{
    Choice, Form, Gap, GapLayout, Gaps, Interaction, Offer, Offers, Pair, Pairs, Text,
};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::{
    Candidate, Choice as ChoiceOption, Cloze, Evidence, Grid, Matching, Ordering, Paired, TrueFalse,
};
use sourcework_core::quiz::{Body, Truth};

impl<'q> Interaction<'q> {
    /// A kind in one of the forms that it can be asked in. Without a form, or with one that the kind
    /// does not have, it is the closest.
    pub(super) fn of(body: &'q Body, form: Option<Form>) -> Self {
        match (body, form) {
            (Body::SingleChoice(body), _) => {
                Self::Choice(choice(Offers::Options, offers(&body.options), true))
            }
            (Body::MultipleResponse(body), _) => Self::Choice(Choice {
                choose: body.choose.as_ref().map(|it| **it),
                all_or_nothing: body.all_or_nothing,
                ..choice(Offers::Options, offers(&body.options), false)
            }),
            (Body::Evidence(body), _) => Self::Choice(quotations(body)),
            (Body::Paired(body), Some(Form::Choice)) => {
                Self::Choice(choice(Offers::Options, offers(&body.claims), true))
            }
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

fn offers<'q, T>(all: &'q [T]) -> Vec<Offer<'q>>
where
    Offer<'q>: From<&'q T>,
{
    all.iter().map(Offer::from).collect()
}

fn choice(of: Offers, offers: Vec<Offer<'_>>, one: bool) -> Choice<'_> {
    Choice {
        offers,
        of,
        one,
        choose: None,
        all_or_nothing: false,
    }
}

fn quotations(body: &Evidence) -> Choice<'_> {
    let of = match body.candidates.is_empty() {
        true => Offers::Sentences,
        false => Offers::Quotations,
    };
    choice(of, offers(body.offered()), false)
}

fn claim_and_evidence(body: &Paired) -> Gaps<'_> {
    let menus = [
        ("claim", offers(&body.claims)),
        ("evidence", offers(&body.evidence)),
    ];
    let gaps = menus.map(|(label, offers)| {
        let right = offers.iter().filter(|offer| offer.correct);
        Gap {
            label,
            accepted: right.map(|offer| offer.text).collect(),
            offers,
            feedback: None,
        }
    });
    Gaps {
        layout: GapLayout::List,
        gaps: gaps.into(),
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
