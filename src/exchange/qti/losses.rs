//! What the packages cannot carry.

use std::collections::HashSet;

use super::super::loss::{Loss, Part};
use super::super::{Material, html};
use super::version::Version;
use crate::quiz::body::{Body, Candidate, Choice, Cloze};
use crate::quiz::{Question, Quiz};
use crate::source::quotation::fold;

/// Everything that is lost, the quiz first, then the extracts, then the questions.
pub(super) fn of(version: Version, material: Material<'_>) -> Vec<Loss> {
    let mut losses = Vec::new();
    of_quiz(material.quiz, &mut losses);
    of_passages(material, &mut losses);
    for question in &material.quiz.questions {
        of_question(version, question, &mut losses);
    }
    losses
}

fn of_quiz(quiz: &Quiz, losses: &mut Vec<Loss>) {
    if !quiz.synonyms.is_empty() || !quiz.learned_responses.is_empty() {
        let how = "of the whole quiz are left out: a person marks what is written";
        losses.push(Loss::of_quiz(Part::Patterns, how));
    }
}

fn of_passages(material: Material<'_>, losses: &mut Vec<Loss>) {
    let mut seen = HashSet::new();
    for id in material.quiz.questions.iter().flat_map(|it| &it.extracts) {
        if !seen.insert(id.as_str()) {
            continue;
        }
        let Some((source, extract)) = material.sources.extract(id) else {
            continue;
        };
        if html::survives(&extract.text) {
            continue;
        }
        let how = format!(
            "of extract {} loses its runs of blanks and empty lines",
            *extract.label
        );
        losses.push(Loss::of_source(&source.id, Part::Passage, how));
    }
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
    if !question.quotes.iter().all(|it| html::survives(it)) {
        lose(Part::Quotes, "lose their runs of blanks");
    }
    let gaps_survive = match &question.body {
        Body::Cloze(body) => html::survives(&body.text.filled(|_, gap| gap.shown().to_owned())),
        _ => true,
    };
    if !gaps_survive || !texts(question).into_iter().all(html::survives) {
        lose(Part::Layout, "loses its runs of blanks and empty lines");
    }
}

const TYPED: &str =
    "of typed answers is stricter: capitals and quotation marks are forgiven, stray blanks are not";
const SAME: &str = "that differ in nothing but capitals or typography come as one";

/// Whether two answers are one, typography aside.
fn folds_twice(accepted: &[String]) -> bool {
    let mut folded: Vec<String> = accepted.iter().map(|it| fold(it)).collect();
    folded.sort_unstable();
    folded.windows(2).any(|pair| pair.first() == pair.last())
}

fn of_bank(body: &Cloze, lose: &mut impl FnMut(Part, &str)) {
    let offered = body.offered();
    let comes_back = |accepted: &[String]| {
        let words = super::gaps::words_for(accepted, &offered);
        words
            .iter()
            .map(|(_, word)| *word)
            .eq(accepted.iter().map(String::as_str))
    };
    if !body.text.gaps().iter().all(|gap| comes_back(&gap.accepted)) {
        lose(Part::Variants, "that are not in the bank are left out");
    }
    let answers = body.text.gaps().iter().map(crate::quiz::cloze::Gap::shown);
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

/// The texts of a question, but for its quotations and what only scorers read.
fn texts(question: &Question) -> Vec<&str> {
    let mut texts = vec![question.stem.as_str(), question.explanation.as_str()];
    texts.extend(question.hint.as_ref().map(|it| it.as_str()));
    match &question.body {
        Body::SingleChoice(body) => choices(&body.options, &mut texts),
        Body::MultipleResponse(body) => choices(&body.options, &mut texts),
        Body::Paired(body) => {
            choices(&body.claims, &mut texts);
            candidates(&body.evidence, &mut texts);
        }
        Body::Evidence(body) => candidates(&body.candidates, &mut texts),
        Body::TrueFalse(body) => {
            for it in &body.statements {
                texts.push(&it.text);
                texts.extend(it.quote.iter().chain(&it.feedback).map(|it| it.as_str()));
            }
        }
        Body::Matching(body) => {
            texts.extend(body.rights());
            for it in &body.pairs {
                texts.push(&it.left);
                texts.extend(it.feedback.as_ref().map(|it| it.as_str()));
            }
        }
        Body::Ordering(body) => texts.extend(body.items.iter().map(|it| it.as_str())),
        Body::Grid(body) => {
            for it in &body.rows {
                texts.push(&it.label);
                let told = it.options.iter().chain(&it.answers).chain(&it.feedback);
                texts.extend(told.map(|it| it.as_str()));
            }
        }
        Body::Extended(body) => texts.push(&body.model),
        Body::Cloze(_) | Body::Inference(_) | Body::ShortAnswer(_) => {}
    }
    texts
}

fn choices<'a>(choices: &'a [Choice], texts: &mut Vec<&'a str>) {
    for it in choices {
        texts.push(&it.text);
        texts.extend(it.feedback.as_ref().map(|it| it.as_str()));
    }
}

fn candidates<'a>(candidates: &'a [Candidate], texts: &mut Vec<&'a str>) {
    for it in candidates {
        texts.push(&it.quote);
        texts.extend(it.feedback.as_ref().map(|it| it.as_str()));
    }
}
