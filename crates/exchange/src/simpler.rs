//! Kinds in the simpler forms that most tools have: choices, and pairs of left and right.

use std::collections::BTreeSet;

use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::quiz::body::{
    Candidate, Choice, Grid, Matching, Pair, Row, Statement, TrueFalse,
};
use sourcework_core::quiz::{Body, Truth};

/// Something to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick<'q> {
    /// What it says.
    pub text: &'q str,
    /// Whether it is right.
    pub correct: bool,
    /// Why.
    pub feedback: Option<&'q str>,
}

impl<'q> From<&'q Choice> for Pick<'q> {
    fn from(choice: &'q Choice) -> Self {
        Self {
            text: &choice.text,
            correct: choice.correct,
            feedback: text(choice.feedback.as_ref()),
        }
    }
}

impl<'q> From<&'q Candidate> for Pick<'q> {
    fn from(candidate: &'q Candidate) -> Self {
        Self {
            text: &candidate.quote,
            correct: candidate.correct,
            feedback: text(candidate.feedback.as_ref()),
        }
    }
}

fn text(placed: Option<&Placed<String>>) -> Option<&str> {
    placed.map(|it| it.as_str())
}

/// What there is to choose from, of the kinds that are a choice or can be asked as one: options,
/// quotations, the claims of a paired question.
pub fn picks(body: &Body) -> Option<Vec<Pick<'_>>> {
    Some(match body {
        Body::SingleChoice(body) => body.options.iter().map(Pick::from).collect(),
        Body::MultipleResponse(body) => body.options.iter().map(Pick::from).collect(),
        Body::Evidence(body) => body.offered().iter().map(Pick::from).collect(),
        Body::Paired(body) => body.claims.iter().map(Pick::from).collect(),
        _ => return None,
    })
}

/// Left sides with what belongs to them, and rights that belong to none, of the kinds that are a
/// matching or can be asked as one: pairs, statements, the places of an ordering, gaps, rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Left and right.
    pub pairs: Vec<(String, String)>,
    /// Rights without a left.
    pub distractors: Vec<String>,
}

/// The pairs of such a kind.
pub fn pairs(body: &Body) -> Option<Pairs> {
    let mut all = Pairs::default();
    match body {
        Body::Matching(body) => {
            let pairs = body
                .pairs
                .iter()
                .map(|it| (it.left.value.clone(), it.right.value.clone()));
            all.pairs = pairs.collect();
            all.distractors = body.distractors.iter().map(|it| it.value.clone()).collect();
        }
        Body::TrueFalse(body) => {
            for it in &body.statements {
                all.pairs
                    .push((it.text.value.clone(), truth(it.answer).to_owned()));
            }
            let unused = Truth::ALL
                .into_iter()
                .filter(|known| !body.statements.iter().any(|it| it.answer == Some(*known)));
            all.distractors = unused.map(|it| truth(Some(it)).to_owned()).collect();
        }
        Body::Ordering(body) => {
            for (place, item) in body.items.iter().enumerate() {
                all.pairs
                    .push((item.value.clone(), (place + 1).to_string()));
            }
        }
        Body::Cloze(body) => {
            for (number, gap) in body.text.gaps().iter().enumerate() {
                all.pairs
                    .push((format!("({})", number + 1), gap.shown().to_owned()));
            }
            let used: Vec<&str> = body
                .text
                .gaps()
                .iter()
                .map(sourcework_core::quiz::cloze::Gap::shown)
                .collect();
            let unused = body
                .offered()
                .into_iter()
                .filter(|word| !used.contains(word));
            all.distractors = unused.map(str::to_owned).collect();
        }
        Body::Grid(body) => {
            for row in &body.rows {
                all.pairs
                    .push((row.label.value.clone(), row.shown().to_owned()));
            }
            for option in body.rows.iter().flat_map(|row| &row.options) {
                let known = all.pairs.iter().any(|(_, right)| *right == option.value)
                    || all.distractors.contains(option);
                if !known {
                    all.distractors.push(option.value.clone());
                }
            }
        }
        _ => return None,
    }
    Some(all)
}

/// What a statement is called where statements are matched with what the passage makes of them.
pub fn truth(truth: Option<Truth>) -> &'static str {
    match truth {
        Some(Truth::True) => "True",
        Some(Truth::False) => "False",
        Some(Truth::NotStated) | None => "Not stated",
    }
}

/// The truth of such a word, however it is written.
pub fn truth_of(word: &str) -> Option<Truth> {
    Truth::ALL
        .into_iter()
        .find(|known| known.shown().eq_ignore_ascii_case(word.trim()))
}

/// What a matching of another tool is: statements, where every right side is True, False or Not
/// stated; else pairs or rows.
pub fn matching_of(matching: Matching) -> Body {
    if matching.pairs.is_empty() || !matching.rights().all(|right| truth_of(right).is_some()) {
        return pairs_or_rows(matching);
    }
    let statement = |pair: Pair| Statement {
        text: pair.left,
        answer: truth_of(&pair.right),
        quote: None,
        feedback: pair.feedback,
    };
    let statements = matching.pairs.into_iter().map(statement).collect();
    Body::TrueFalse(TrueFalse { statements })
}

/// Pairs; where a right side belongs to several left ones, rows that offer the same options, which
/// are marked alike.
pub fn pairs_or_rows(matching: Matching) -> Body {
    let rights: BTreeSet<&str> = matching.rights().collect();
    let is_shared = rights.len() < matching.rights().count();
    let can_choose = rights.len() > 1 && !rights.contains("");
    drop(rights);
    match is_shared && can_choose {
        true => Body::Grid(grid_of(matching)),
        false => Body::Matching(matching),
    }
}

/// A row for each left side; all offer every right one.
fn grid_of(matching: Matching) -> Grid {
    let mut seen = BTreeSet::new();
    let rights = matching.rights().filter(|right| seen.insert(*right));
    let options: Vec<Placed<String>> = rights
        .map(|right| Placed::new(right.to_owned(), Span::default()))
        .collect();
    let row = |pair: Pair| Row {
        forgive: None,
        label: pair.left,
        options: options.clone(),
        answer: Some(pair.right),
        answers: Vec::new(),
        feedback: pair.feedback,
    };
    Grid {
        rows: matching.pairs.into_iter().map(row).collect(),
    }
}

/// The number of things of a question as marks are counted.
pub fn count(elements: usize) -> u32 {
    u32::try_from(elements).expect("a question comes from a file, which is far smaller than 4 GiB")
}

/// The parts of 100 that Moodle takes, for one of `count` equal shares: "33.33333".
pub fn share(count: usize) -> String {
    let text = format!("{:.5}", 100.0 / count.max(1) as f64);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_written_as_moodle_takes_them() {
        // question_bank::fraction_options of Moodle: 100, 50, 33.33333, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10
        let shares: Vec<String> = (1..=10).map(share).collect();
        assert_eq!(
            shares,
            [
                "100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111",
                "10"
            ]
        );
    }
}
