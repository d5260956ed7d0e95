//! Losses that several formats have in common.

use std::collections::BTreeSet;

use super::html::survives;
use super::{Loss, Material, Part};
use crate::quiz::Quiz;

/// What plain text formats have no place for, of the quiz and its sources.
pub fn of_plain(material: Material<'_>) -> Vec<Loss> {
    let mut losses = of_head(material.quiz);
    losses.extend(of_provenance(material));
    losses
}

/// What a quiz says of itself beside its title.
pub fn of_head(quiz: &Quiz) -> Vec<Loss> {
    let about = [
        ("description", quiz.description.is_some()),
        ("level", quiz.level.is_some()),
        ("pass mark", quiz.pass.is_some()),
        ("time limit", quiz.time_limit.is_some()),
    ];
    let lost: Vec<&str> = about
        .iter()
        .filter(|(_, there)| *there)
        .map(|(name, _)| *name)
        .collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let verb = if lost.len() == 1 { "is" } else { "are" };
    vec![Loss::of_quiz(
        Part::About,
        format!("({}) {verb} left out", lost.join(", ")),
    )]
}

/// The provenance of each source, where only its title goes along.
pub fn of_provenance(material: Material<'_>) -> Vec<Loss> {
    let mut sources = BTreeSet::new();
    for extract in material.quiz.questions.iter().flat_map(|it| &it.extracts) {
        sources.extend(extract.split_once('/').map(|(source, _)| source));
    }
    let lost = |id: &&str| Loss::of_source(id, Part::Provenance, "is left out but for the title");
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
