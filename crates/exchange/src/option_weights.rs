//! Choices whose options earn per cents of the mark.

use super::bodies::{multiple_response, option, single_choice};
use super::imported::Trouble;
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::Choice;

/// An option and what it earns.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedOption {
    /// What it says.
    pub text: String,
    /// What it earns, in per cent of the mark; below zero it takes away.
    pub weight: f64,
    /// Why.
    pub feedback: Option<String>,
    /// Where it stands in the file.
    pub span: Span,
}

/// How far a weight may lie from a share and still be one: other tools write 33, 33.3, 33.33333.
const CLOSE: f64 = 0.5;

const NONE_RIGHT: &str = "no option earned marks; none is right here";

/// One is chosen: the right one is the one that earns most. Where the others are marked otherwise
/// than here, that is said.
pub fn single(options: Vec<WeightedOption>, trouble: &mut Trouble<'_>) -> Body {
    let most = options.iter().map(|it| it.weight).fold(0.0, f64::max);
    let is_key = |it: &WeightedOption| most > 0.0 && it.weight >= most;
    let as_here = |it: &&WeightedOption| {
        let here = if is_key(it) { 100.0 } else { 0.0 };
        (it.weight - here).abs() < CLOSE
    };
    if let Some(it) = options.iter().find(|it| !as_here(it) && most > 0.0) {
        let what = format!(
            "the option earned {}% of the mark; here the right one earns all of it, and the others nothing",
            it.weight
        );
        trouble.changed(it.span, what);
    }
    let keys = options.iter().filter(|it| is_key(it)).count();
    if keys == 0
        && let Some(first) = options.first()
    {
        trouble.changed(first.span, NONE_RIGHT);
    }
    if keys < 2 {
        let options = options.into_iter();
        return single_choice(options.map(|it| choice(is_key(&it), it)).collect());
    }
    if let Some(second) = options.iter().filter(|it| is_key(it)).nth(1) {
        let what =
            "several options earned the whole mark, each alone; here all of them are to be chosen";
        trouble.changed(second.span, what);
    }
    response(options, is_key)
}

/// Several are chosen: those are right that earn. Each right one counts the same here, and a wrong
/// one takes as much away; where the others are marked otherwise, that is said.
pub fn several(options: Vec<WeightedOption>, trouble: &mut Trouble<'_>) -> Body {
    let is_key = |it: &WeightedOption| it.weight > 0.0;
    let keys = options.iter().filter(|it| is_key(it)).count();
    if keys == 0 {
        if let Some(first) = options.first() {
            trouble.changed(first.span, NONE_RIGHT);
        }
        return response(options, is_key);
    }
    let share = 100.0 / keys as f64;
    let as_here = |it: &&WeightedOption| {
        let here = if is_key(it) { share } else { -share };
        (it.weight - here).abs() < CLOSE
    };
    let mut others = options.iter().filter(|it| !as_here(it));
    if let Some(it) = others.next() {
        let more = match others.count() {
            0 => String::new(),
            1 => " (and 1 more option likewise)".to_owned(),
            more => format!(" (and {more} more options likewise)"),
        };
        let what = format!(
            "the option counted {}%{more}; here each right one counts the same, and a wrong one takes as much away",
            it.weight
        );
        trouble.changed(it.span, what);
    }
    response(options, is_key)
}

fn response(options: Vec<WeightedOption>, is_key: impl Fn(&WeightedOption) -> bool) -> Body {
    let options = options.into_iter();
    multiple_response(options.map(|it| choice(is_key(&it), it)).collect())
}

fn choice(correct: bool, weighted: WeightedOption) -> Choice {
    let feedback = weighted.feedback.filter(|text| !text.is_empty());
    option(weighted.text, correct, feedback)
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
