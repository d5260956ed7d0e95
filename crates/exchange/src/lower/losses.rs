//! What is lost of a quiz, its sources and its questions, as the capabilities of a format say.

use std::collections::BTreeSet;

use super::{Capabilities, has};
use crate::Material;
use crate::format::Carriage;
use crate::html::survives;
use crate::loss::{Loss, Part};
use sourcework_core::quiz::{Question, Quiz};
use sourcework_core::source::Source;

/// The losses of the quiz, then those of the sources, then those of the questions.
pub fn losses(material: Material<'_>, capabilities: &Capabilities) -> Vec<Loss> {
    let mut losses = of_quiz(material.quiz, capabilities);
    losses.extend(of_sources(material, capabilities));
    for question in &material.quiz.questions {
        of_question(question, capabilities, &mut losses);
    }
    losses
}

fn of_quiz(quiz: &Quiz, capabilities: &Capabilities) -> Vec<Loss> {
    let mut losses = Vec::new();
    let details = capabilities.lost_details.iter();
    let details = details.filter(|(_, is_in)| is_in(quiz));
    let details: Vec<&str> = details.map(|(name, _)| *name).collect();
    if !details.is_empty() {
        let how = format!("({}) is left out", details.join(", "));
        losses.push(Loss::of_quiz(Part::About, how));
    }
    for (part, is_there, how) in capabilities.lost_of_quiz {
        if is_there(quiz) {
            losses.push(Loss::of_quiz(*part, *how));
        }
    }
    if capabilities.is_foreign && has::examination(quiz) {
        losses.push(Loss::of_quiz(Part::About, "(examination) is left out"));
    }
    losses
}

/// The sources that the questions of a quiz are about, each with the texts that they name.
fn sources<'a>(material: Material<'a>) -> Vec<(&'a Source, Vec<&'a str>)> {
    let mut sources: Vec<(&Source, Vec<&str>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for id in material.quiz.questions.iter().flat_map(|it| &it.extracts) {
        let Some((source, extract)) = material.sources.extract(id) else {
            continue;
        };
        if !seen.insert(id.as_str()) {
            continue;
        }
        match sources.iter_mut().find(|(known, _)| known.id == source.id) {
            Some((_, texts)) => texts.push(&extract.text),
            None => sources.push((source, vec![&extract.text])),
        }
    }
    sources
}

fn of_sources(material: Material<'_>, capabilities: &Capabilities) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (source, texts) in sources(material) {
        let mut lose = |part, how| losses.push(Loss::of_source(&source.id, part, how));
        if let Some(how) = capabilities.lost_provenance {
            lose(Part::Provenance, how);
        }
        if capabilities.passages_are_html && !texts.into_iter().all(survives) {
            let how = "loses runs of blanks and the blanks at the ends of lines";
            lose(Part::Passage, how);
        }
        if capabilities.is_foreign && !(source.facts.is_empty() && source.glossary.is_empty()) {
            lose(Part::Background, "are left out");
        }
    }
    losses
}

fn of_question(question: &Question, capabilities: &Capabilities, losses: &mut Vec<Loss>) {
    let mut lose = |part, how: &str| losses.push(Loss::of_question(&question.id, part, how));
    match capabilities.carries(question.kind()) {
        Carriage::Whole => {}
        Carriage::As(name) => lose(Part::Kind, &format!("becomes {name}")),
        Carriage::No => {
            lose(Part::Question, capabilities.left_out);
            return;
        }
    }
    for (part, is_there, how) in capabilities.lost_of_question {
        if is_there(question) {
            lose(*part, how);
            // Of a question that is left out nothing else is to be said.
            if *part == Part::Question {
                return;
            }
        }
    }
    if capabilities.is_foreign && has::forgiving(question) {
        let how = "(`forgive`) is left out: only the accepted answers are right";
        lose(Part::Rule, how);
    }
}
