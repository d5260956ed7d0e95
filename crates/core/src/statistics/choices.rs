//! What an answer chose, in one form for all kinds that offer something to choose.

use serde::Serialize;

use crate::marking::{Answer, Cell};
use crate::quiz::{Body, Question, Truth};
use crate::words::letter;

use super::items::mean;

/// What was chosen in one part of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Choice {
    /// The part, from 0: the statement, the left side, the place in the order, the row; of `paired`
    /// 0 is the claim and 1 the evidence. 0 where the question has one part.
    pub part: u16,
    /// The option, from 0 in the author's order; of a statement its place in [`Truth::ALL`].
    pub option: u16,
}

impl Choice {
    /// The choice of an option in a part.
    pub fn new(part: usize, option: usize) -> Self {
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        Self {
            part: small(part),
            option: small(option),
        }
    }
}

/// What an answer chose. What was typed is not chosen.
pub fn chosen(answer: &Answer) -> Vec<Choice> {
    let in_parts = |given: &[Option<usize>]| {
        let parts = given.iter().enumerate();
        let parts = parts.filter_map(|(part, option)| Some(Choice::new(part, (*option)?)));
        parts.collect()
    };
    match answer {
        Answer::Choice(option) => in_parts(&[*option]),
        Answer::Choices(options) => {
            let mut chosen: Vec<Choice> = options.iter().map(|it| Choice::new(0, *it)).collect();
            chosen.sort_unstable();
            chosen.dedup();
            chosen
        }
        Answer::Truths(given) => {
            let place = |truth: Truth| Truth::ALL.iter().position(|it| *it == truth);
            let given: Vec<Option<usize>> = given.iter().map(|it| it.and_then(place)).collect();
            in_parts(&given)
        }
        Answer::Pairs(given) => in_parts(given),
        Answer::Order(items) => {
            let places = items.iter().enumerate();
            places
                .map(|(place, item)| Choice::new(place, *item))
                .collect()
        }
        Answer::Cells(cells) => {
            let chosen = |cell: &Cell| match cell {
                Cell::Chosen(option) => Some(*option),
                Cell::Typed(_) => None,
            };
            let given: Vec<Option<usize>> = cells.iter().map(chosen).collect();
            in_parts(&given)
        }
        Answer::Paired { claim, evidence } => in_parts(&[*claim, *evidence]),
        Answer::Gaps(_) | Answer::Inferences(_) | Answer::Text(_) => Vec::new(),
    }
}

/// An option that a question offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Offered {
    /// What choosing it is.
    #[serde(flatten)]
    pub choice: Choice,
    /// What it is called: "B", "2: not stated", "claim A".
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it is right.
    pub is_key: bool,
    /// The words of the passage that decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// What the author says about choosing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// The options that a question offers, in the author's order, and of a written answer its credit
/// points; none where the answer is typed.
pub fn offered(question: &Question) -> Vec<Offered> {
    match &question.body {
        Body::SingleChoice(body) => choices(0, "", &body.options),
        Body::MultipleResponse(body) => choices(0, "", &body.options),
        Body::Evidence(body) => candidates(0, "", body.offered()),
        Body::Paired(body) => {
            let mut all = choices(0, "claim ", &body.claims);
            all.extend(candidates(1, "evidence ", &body.evidence));
            all
        }
        Body::TrueFalse(body) => statements(body),
        Body::Matching(body) => {
            let rights: Vec<&str> = body.rights().collect();
            let pairs = body.pairs.iter().enumerate();
            let offered = pairs.flat_map(|(part, pair)| {
                let rights = rights.iter().enumerate();
                rights.map(move |(place, right)| Offered {
                    choice: Choice::new(part, place),
                    name: format!("{}: {}", part + 1, letter(place)),
                    text: format!("{} – {right}", pair.left.value),
                    is_key: *right == pair.right.as_str(),
                    quote: None,
                    feedback: pair.feedback.as_ref().map(|it| it.value.clone()),
                })
            });
            offered.collect()
        }
        Body::Ordering(body) => {
            let count = body.items.len();
            let cells = (0..count).flat_map(|place| (0..count).map(move |item| (place, item)));
            let offered = cells.map(|(place, item)| Offered {
                choice: Choice::new(place, item),
                name: format!("{}: {}", place + 1, letter(item)),
                text: body.items[item].value.clone(),
                is_key: place == item,
                quote: None,
                feedback: None,
            });
            offered.collect()
        }
        Body::Grid(body) => {
            let rows = body.rows.iter().enumerate();
            let offered = rows.flat_map(|(part, row)| {
                let key = row.key();
                let options = row.options.iter().enumerate();
                options.map(move |(place, option)| Offered {
                    choice: Choice::new(part, place),
                    name: format!("{}: {}", row.label.value, letter(place)),
                    text: option.value.clone(),
                    is_key: key == Some(place),
                    quote: None,
                    feedback: row.feedback.as_ref().map(|it| it.value.clone()),
                })
            });
            offered.collect()
        }
        Body::Inference(_) | Body::ShortAnswer(_) => points(question),
        Body::Cloze(_) | Body::Extended(_) => Vec::new(),
    }
}

/// What each statement can be taken for.
fn statements(body: &crate::quiz::body::TrueFalse) -> Vec<Offered> {
    let statements = body.statements.iter().enumerate();
    let offered = statements.flat_map(|(part, statement)| {
        let truths = Truth::ALL.iter().enumerate();
        truths.map(move |(place, truth)| Offered {
            choice: Choice::new(part, place),
            name: format!("{}: {}", part + 1, truth.shown()),
            text: statement.text.value.clone(),
            is_key: statement.answer == Some(*truth),
            quote: statement.quote.as_ref().map(|it| it.value.clone()),
            feedback: statement.feedback.as_ref().map(|it| it.value.clone()),
        })
    });
    offered.collect()
}

/// The credit points of a written answer: each one made counts as chosen.
fn points(question: &Question) -> Vec<Offered> {
    let labels = question.point_labels().into_iter().enumerate();
    let offered = labels.map(|(place, label)| Offered {
        choice: Choice::new(0, place),
        name: format!("point {}", place + 1),
        text: label.to_owned(),
        is_key: true,
        quote: None,
        feedback: None,
    });
    offered.collect()
}

fn choices(part: usize, before: &str, options: &[crate::quiz::body::Choice]) -> Vec<Offered> {
    let options = options.iter().enumerate();
    let offered = options.map(|(place, option)| Offered {
        choice: Choice::new(part, place),
        name: format!("{before}{}", letter(place)),
        text: option.text.value.clone(),
        is_key: option.correct,
        quote: None,
        feedback: option.feedback.as_ref().map(|it| it.value.clone()),
    });
    offered.collect()
}

fn candidates(part: usize, before: &str, all: &[crate::quiz::body::Candidate]) -> Vec<Offered> {
    let all = all.iter().enumerate();
    let offered = all.map(|(place, candidate)| Offered {
        choice: Choice::new(part, place),
        name: format!("{before}{}", letter(place)),
        text: candidate.quote.value.clone(),
        is_key: candidate.correct,
        quote: Some(candidate.quote.value.clone()),
        feedback: candidate.feedback.as_ref().map(|it| it.value.clone()),
    });
    offered.collect()
}

/// The share of its marks that a question gives, on average, to a pupil who picks at random without
/// looking: Moodle's "random guess score". Nothing can be won by guessing where an answer is typed or written.
/// `None` where it depends on how many options such a pupil ticks.
pub fn random_guess(body: &Body) -> Option<f64> {
    let one_of = |count: usize| 1.0 / super::intervals::as_f64(count.max(1));
    Some(match body {
        Body::SingleChoice(body) => one_of(body.options.len()),
        Body::MultipleResponse(body) => {
            let keys = body.options.iter().filter(|it| it.correct).count();
            let choose = body.choose.as_ref()?.value as usize;
            let pick = Pick {
                options: body.options.len(),
                keys,
                choose,
            };
            match body.all_or_nothing {
                true => pick.chance(keys),
                false => pick.expected(),
            }
        }
        Body::Evidence(_) => return None,
        Body::TrueFalse(_) => one_of(Truth::ALL.len()),
        Body::Matching(body) => one_of(body.rights().count()),
        // An item directly follows its neighbour in (n − 1)! of n! orders.
        Body::Ordering(body) => one_of(body.items.len()),
        Body::Cloze(body) => match body.offered().len() {
            0 => 0.0,
            count => one_of(count),
        },
        // The evidence earns its mark only with the right claim.
        Body::Paired(body) => {
            let right = body.evidence.iter().filter(|it| it.correct).count();
            let evidence = one_of(body.evidence.len()) * super::intervals::as_f64(right);
            one_of(body.claims.len()) * f64::midpoint(1.0, evidence)
        }
        Body::Grid(body) => {
            let rows = body.rows.iter().map(|row| match row.options.len() {
                0 => 0.0,
                count => one_of(count),
            });
            mean(&rows.collect::<Vec<f64>>()).unwrap_or(0.0)
        }
        Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_) => 0.0,
    })
}

/// So many options picked at random.
struct Pick {
    options: usize,
    keys: usize,
    choose: usize,
}

impl Pick {
    /// The chance that so many of those picked are right (hypergeometric).
    fn chance(&self, hits: usize) -> f64 {
        let ways = choose(self.keys, hits)
            * choose(
                self.options - self.keys.min(self.options),
                self.choose.saturating_sub(hits),
            );
        match choose(self.options, self.choose) {
            0.0 => 0.0,
            all => ways / all,
        }
    }

    /// The expected share of max(0, hits − wrong) of the keys.
    fn expected(&self) -> f64 {
        let hits = 0..=self.keys.min(self.choose);
        let share = |hits: usize| {
            let net = (2 * hits).saturating_sub(self.choose);
            let net = super::intervals::as_f64(net) / super::intervals::as_f64(self.keys.max(1));
            self.chance(hits) * net
        };
        hits.map(share).sum()
    }
}

/// In how many ways so many can be picked of `n`.
fn choose(n: usize, picked: usize) -> f64 {
    if picked > n {
        return 0.0;
    }
    let number = super::intervals::as_f64;
    (0..picked).fold(1.0, |ways, at| ways * number(n - at) / number(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_at_two_of_five_with_two_keys_earns_a_tenth_and_a_bit() {
        // Pairs: 10. Both keys: 1 of 10, share 1. One key and one wrong: net 0. By hand: 0.1.
        let pick = Pick {
            options: 5,
            keys: 2,
            choose: 2,
        };
        assert!((pick.expected() - 0.1).abs() < 1e-12);
        // Three picked of five with three keys: 3 hits 1/10 (net 3), 2 hits 6/10 (net 1):
        // (0.1 · 3 + 0.6 · 1) / 3 = 0.3.
        let pick = Pick {
            options: 5,
            keys: 3,
            choose: 3,
        };
        assert!((pick.expected() - 0.3).abs() < 1e-12);
        assert!((pick.chance(3) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn what_was_chosen_has_one_form() {
        let choice = Choice::new;
        assert_eq!(chosen(&Answer::Choice(Some(2))), [choice(0, 2)]);
        assert_eq!(chosen(&Answer::Choice(None)), []);
        let several = Answer::Choices(vec![3, 1, 3]);
        assert_eq!(chosen(&several), [choice(0, 1), choice(0, 3)]);
        let truths = Answer::Truths(vec![Some(Truth::NotStated), None, Some(Truth::True)]);
        assert_eq!(chosen(&truths), [choice(0, 2), choice(2, 0)]);
        let paired = Answer::Paired {
            claim: Some(1),
            evidence: None,
        };
        assert_eq!(chosen(&paired), [choice(0, 1)]);
        let cells = Answer::Cells(vec![Cell::Typed("K".to_owned()), Cell::Chosen(4)]);
        assert_eq!(chosen(&cells), [choice(1, 4)]);
    }
}
