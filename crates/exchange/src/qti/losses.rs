//! What the packages cannot carry.

use super::version::Version;
use crate::Material;
use crate::loss::{Loss, Part};
use crate::losses::{of_layout, of_texts};
use crate::packaged::losses::{TYPED, is_all_in_bank, of_quiz};
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::{Body, Cloze};
use sourcework_core::source::quotation::fold;

/// Everything that is lost, the quiz first, then the extracts, then the questions.
pub(super) fn of(version: Version, material: Material<'_>) -> Vec<Loss> {
    let mut losses = Vec::new();
    of_quiz(material.quiz, &mut losses);
    losses.extend(of_layout(material));
    for question in &material.quiz.questions {
        of_question(version, question, &mut losses);
    }
    losses
}

fn of_question(version: Version, question: &Question, losses: &mut Vec<Loss>) {
    let mut lose = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    match &question.body {
        Body::Inference(_) | Body::ShortAnswer(_) => {
            lose(Part::Kind, "becomes an extended text that a person marks");
            lose(
                Part::Patterns,
                "are left out; the points stand in the marking notes",
            );
        }
        Body::Extended(body) => {
            if !body.points.is_empty() {
                lose(
                    Part::Patterns,
                    "are left out; the points stand in the marking notes",
                );
            }
            if body.examples.iter().any(|it| it.unsure) {
                lose(Part::Examples, "no longer say which of them are doubtful");
            }
        }
        Body::Cloze(body) if body.bank.is_empty() => {
            lose(Part::Rule, TYPED);
            if body
                .text
                .gaps()
                .iter()
                .any(|gap| folds_twice(&gap.accepted))
            {
                lose(Part::Variants, SAME);
            }
        }
        Body::Cloze(body) => of_bank(body, &mut lose),
        Body::Grid(body) => {
            let typed: Vec<_> = body
                .rows
                .iter()
                .filter(|it| it.options.is_empty())
                .collect();
            if !typed.is_empty() {
                lose(Part::Rule, TYPED);
            }
            if typed.iter().any(|row| {
                let answers: Vec<String> = row.answers.iter().map(|it| it.value.clone()).collect();
                folds_twice(&answers)
            }) {
                lose(Part::Variants, SAME);
            }
        }
        _ => {}
    }
    if version == Version::TwoOne && question.hint.is_some() {
        lose(Part::Hint, "is shown with the question from the start");
    }
    losses.extend(of_texts(question));
}

const SAME: &str = "that differ in nothing but capitals or typography come as one";

/// Whether two answers are one, typography aside.
fn folds_twice(accepted: &[String]) -> bool {
    let mut folded: Vec<String> = accepted.iter().map(|it| fold(it)).collect();
    folded.sort_unstable();
    folded.windows(2).any(|pair| pair.first() == pair.last())
}

fn of_bank(body: &Cloze, lose: &mut impl FnMut(Part, &str)) {
    let offered = body.offered();
    if !is_all_in_bank(body) {
        lose(Part::Variants, "that are not in the bank are left out");
    }
    let answers = body
        .text
        .gaps()
        .iter()
        .map(sourcework_core::quiz::cloze::Gap::shown);
    let answers: Vec<&str> = answers.collect();
    let bank = body.bank.iter().map(|it| it.as_str());
    let kept = offered
        .iter()
        .copied()
        .filter(|word| !answers.contains(word));
    if !kept.eq(bank) {
        lose(Part::Distractors, "that repeat a word are given once");
    }
}
