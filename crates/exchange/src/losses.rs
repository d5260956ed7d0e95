//! Losses that several formats have in common.

use std::collections::BTreeSet;

use super::html::survives;
use super::{Loss, Material, Part};
use sourcework_core::quiz::body::{Candidate, Choice};
use sourcework_core::quiz::{Body, Question, Quiz};

/// What plain text formats have no place for, of the quiz and its sources.
pub fn of_plain(material: Material<'_>) -> Vec<Loss> {
    let mut losses = of_head(material.quiz, &[]);
    losses.extend(of_provenance(material, "is left out but for the title"));
    losses
}

/// The misspellings and other forms that typed gaps and cells forgive: no other tool has them.
pub fn of_forgiving(material: Material<'_>) -> Vec<Loss> {
    let forgives = |question: &&Question| match &question.body {
        Body::Cloze(body) => body.forgive.is_some(),
        Body::Grid(body) => body.rows.iter().any(|row| row.forgive.is_some()),
        _ => false,
    };
    let lost = |question: &Question| {
        let how = "(`forgive`) is left out: only the accepted answers are right";
        Loss::of_question(&question.id, Part::Rule, how)
    };
    let questions = material.quiz.questions.iter();
    questions.filter(forgives).map(lost).collect()
}

/// For which examination the questions are set: no other tool has a place for it.
pub fn of_examination(material: Material<'_>) -> Option<Loss> {
    let quiz = material.quiz;
    let is_set = !quiz.exam.is_empty() || quiz.questions.iter().any(|it| !it.exam.is_empty());
    is_set.then(|| Loss::of_quiz(Part::About, "(examination) is left out".to_owned()))
}

/// The fact sheets and glossaries of the sources.
pub fn of_background(material: Material<'_>) -> Vec<Loss> {
    let mut losses: Vec<Loss> = Vec::new();
    let extracts = material.quiz.questions.iter().flat_map(|it| &it.extracts);
    for (source, _) in extracts.filter_map(|id| material.sources.extract(id)) {
        let loss = Loss::of_source(&source.id, Part::Background, "are left out");
        let has_any = !source.facts.is_empty() || !source.glossary.is_empty();
        if has_any && !losses.contains(&loss) {
            losses.push(loss);
        }
    }
    losses
}

/// What a quiz says of itself beside its title and what is kept.
pub fn of_head(quiz: &Quiz, kept: &[&str]) -> Vec<Loss> {
    let about = [
        ("description", quiz.description.is_some()),
        ("level", quiz.level.is_some()),
        ("pass mark", quiz.pass.is_some()),
        ("time limit", quiz.time_limit.is_some()),
    ];
    let lost: Vec<&str> = about
        .iter()
        .filter(|(name, there)| *there && !kept.contains(name))
        .map(|(name, _)| *name)
        .collect();
    if lost.is_empty() {
        return Vec::new();
    }
    vec![Loss::of_quiz(
        Part::About,
        format!("({}) is left out", lost.join(", ")),
    )]
}

/// The provenance of each source; `how` tells what goes along.
pub fn of_provenance(material: Material<'_>, how: &str) -> Vec<Loss> {
    let mut sources = BTreeSet::new();
    for extract in material.quiz.questions.iter().flat_map(|it| &it.extracts) {
        sources.extend(extract.split_once('/').map(|(source, _)| source));
    }
    let lost = |id: &&str| Loss::of_source(id, Part::Provenance, how);
    sources.iter().map(lost).collect()
}

/// Passages and texts whose blanks and line ends HTML does not keep.
pub fn of_layout(material: Material<'_>) -> Vec<Loss> {
    let mut losses = Vec::new();
    let mut told = BTreeSet::new();
    for extract in material.quiz.questions.iter().flat_map(|it| &it.extracts) {
        let Some((source, passage)) = material.sources.extract(extract) else {
            continue;
        };
        if !survives(&passage.text) && told.insert(&source.id) {
            let how = "loses runs of blanks and the blanks at the ends of lines";
            losses.push(Loss::of_source(&source.id, Part::Passage, how));
        }
    }
    losses
}

/// Texts of a question whose blanks and line ends HTML does not keep.
pub fn of_texts(question: &Question) -> Option<Loss> {
    let gaps = match &question.body {
        Body::Cloze(body) => body.text.filled(|_, gap| gap.shown().to_owned()),
        _ => String::new(),
    };
    let survive = survives(&gaps) && texts(question).into_iter().all(survives);
    let how = "loses its runs of blanks and empty lines";
    (!survive).then(|| Loss::of_question(&question.id, Part::Layout, how))
}

/// The texts of a question.
fn texts(question: &Question) -> Vec<&str> {
    let mut texts = vec![question.stem.as_str(), question.explanation.as_str()];
    let others = question.hint.iter().chain(&question.quotes);
    texts.extend(others.map(|it| it.as_str()));
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
        Body::Extended(body) => {
            texts.push(&body.model);
            for it in &body.criteria {
                texts.push(&it.name);
                texts.extend(it.levels.iter().map(|it| it.descriptor.as_str()));
            }
            texts.extend(body.examples.iter().map(|it| it.answer.as_str()));
            for it in &body.samples {
                texts.extend([it.answer.as_str(), it.reasons.as_str()]);
            }
        }
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
