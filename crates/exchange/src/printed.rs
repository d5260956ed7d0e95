//! What is printed: the worksheet, a page of HTML. The document for word processors writes the same
//! booklet.

use super::{About, Exported, Loss, Material, Part, Settings};
use sourcework_core::present::booklet::{self, Booklet, BookletSettings};
use sourcework_core::quiz::{Question, Reveal};
use sourcework_html::booklet as page;

/// Writes the worksheet, or its mark scheme.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    Exported {
        bytes: page::page(&booklet(material, settings), settings.paper).into_bytes(),
        losses: losses(material),
    }
}

/// The booklet of a quiz.
pub fn booklet(material: Material<'_>, settings: Settings) -> Booklet {
    let settings = BookletSettings {
        key: settings.key,
        variants: settings.variants,
        seed: settings.seed,
    };
    booklet::booklet(material.quiz, material.sources, settings)
}

/// What a quiz says of headings that a paper cannot do.
pub fn losses(material: Material<'_>) -> Vec<Loss> {
    let quiz = material.quiz;
    let mut losses = Vec::new();
    for (source, by) in booklet::withheld_headings(quiz, material.sources) {
        let is_about = |it: &&Question| {
            let names = |id: &str| id.split('/').next() == Some(source);
            it.extracts.iter().any(|id| names(id))
        };
        let mut about = quiz.questions.iter().filter(is_about);
        if about.any(|it| it.provenance == Reveal::Before) {
            let how = format!("is printed on the mark scheme only, because `{by}` asks for it");
            losses.push(Loss::of_source(source, Part::Provenance, how));
        }
    }
    let after = quiz
        .questions
        .iter()
        .filter(|it| it.provenance == Reveal::After);
    losses.extend(after.map(|it| {
        let how = "comes with the mark scheme, not with the answer";
        Loss::of_question(&it.id, Part::Reveal, how)
    }));
    debug_assert!(losses.iter().all(|it| it.about != About::Quiz));
    losses
}
