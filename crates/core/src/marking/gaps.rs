//! Marking what is filled in: gaps and the cells of a grid.

use super::{Cell, Count, Verdict, choices};
use crate::english;
use crate::quiz::Forgive;
use crate::quiz::body::{Cloze, Grid, Row};
use crate::source::quotation::fold;

/// One element for each gap. Case, spaces and typography do not count.
pub fn cloze(body: &Cloze, given: &[String]) -> Count {
    let gaps = body.text.gaps().iter().enumerate();
    let verdicts = gaps.map(|(index, gap)| {
        let given = given.get(index).map_or("", String::as_str);
        verdict(
            given,
            || gap.accepted.iter().map(String::as_str),
            body.forgive,
        )
    });
    choices::counted(verdicts.collect())
}

/// An element a row.
pub fn grid(body: &Grid, given: &[Cell]) -> Count {
    let rows = body.rows.iter().enumerate();
    choices::counted(
        rows.map(|(index, row)| cell(row, given.get(index)))
            .collect(),
    )
}

fn cell(row: &Row, given: Option<&Cell>) -> Verdict {
    match given {
        None => Verdict::Missed,
        Some(Cell::Chosen(chosen)) if row.key() == Some(*chosen) => Verdict::Right,
        Some(Cell::Chosen(_)) => Verdict::Wrong,
        Some(Cell::Typed(typed)) => {
            let accepted = || row.answer.iter().chain(&row.answers);
            verdict(
                typed,
                || accepted().map(|answer| answer.as_str()),
                row.forgive,
            )
        }
    }
}

fn verdict<'a, Accepted: Iterator<Item = &'a str>>(
    given: &str,
    accepted: impl Fn() -> Accepted,
    forgive: Option<Forgive>,
) -> Verdict {
    let given = given.trim();
    if given.is_empty() {
        return Verdict::Missed;
    }
    // Most right answers are typed as they are written; folding costs an allocation.
    let same = |answer: &str| answer == given || fold(answer) == fold(given);
    let forgiven = || match forgive {
        None => false,
        Some(Forgive::Spelling) => nearly(given, accepted()) == Some(NearMiss::Spelling),
        Some(Forgive::Inflection) => nearly(given, accepted()) == Some(NearMiss::Inflection),
        Some(Forgive::Date) => english::dates::same_day(given, accepted(), false),
        Some(Forgive::DateMonthFirst) => english::dates::same_day(given, accepted(), true),
    };
    if accepted().any(same) || forgiven() {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}

/// How something that was typed misses an answer that it nearly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// It is misspelt: one mistake in words of four letters, two from eight.
    Spelling,
    /// It is another form of the same word: "mole" for "moles".
    Inflection,
}

/// How something that was typed misses the nearest of the accepted answers: by the form of a word,
/// or else by its spelling; `None` where it is the answer, or something else.
pub fn nearly<'a>(given: &str, accepted: impl Iterator<Item = &'a str>) -> Option<NearMiss> {
    let given = fold(given);
    let mut best = None;
    for answer in accepted {
        let answer = fold(answer);
        if answer == given {
            return None;
        }
        best = match (best, near_miss(&given, &answer)) {
            (Some(NearMiss::Inflection), _) | (_, Some(NearMiss::Inflection)) => {
                Some(NearMiss::Inflection)
            }
            (best, miss) => best.or(miss),
        };
    }
    best
}

/// Word by word: each is the same, another form of the same word, or a misspelling of it.
fn near_miss(given: &str, answer: &str) -> Option<NearMiss> {
    let (given, answer): (Vec<&str>, Vec<&str>) = (
        given.split_whitespace().collect(),
        answer.split_whitespace().collect(),
    );
    if given.len() != answer.len() {
        return None;
    }
    let mut miss = NearMiss::Inflection;
    for (given, answer) in given.iter().zip(&answer) {
        if given == answer || english::stem(given) == english::stem(answer) {
            continue;
        }
        if !is_misspelling(given, answer) {
            return None;
        }
        miss = NearMiss::Spelling;
    }
    Some(miss)
}

/// One mistake in words of four letters, two from eight; what is itself a word of the language is
/// not a misspelling of another, and a number is right or wrong.
fn is_misspelling(given: &str, answer: &str) -> bool {
    let most = match answer.chars().count() {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    letters(given)
        && letters(answer)
        && !english::is_word(given)
        && strsim::osa_distance(given, answer) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_a_form_or_a_misspelling_of_an_answer() {
        let miss = |given: &str| nearly(given, ["moles", "wisdom", "26 October 1962"].into_iter());
        assert_eq!(miss("mole"), Some(NearMiss::Inflection));
        assert_eq!(miss("wisdon"), Some(NearMiss::Spelling));
        assert_eq!(
            miss("Wisdmo"),
            Some(NearMiss::Spelling),
            "two letters changed places"
        );
        for other in [
            "moles",
            "kingdom",
            "hole",
            "mice",
            "",
            "wisdom and moles",
            "xyz",
        ] {
            assert_eq!(miss(other), None, "{other}");
        }
        assert_eq!(miss("26 October 1963"), None, "another year");
        assert_eq!(miss("26 Octobre 1962"), Some(NearMiss::Spelling));
    }
}
