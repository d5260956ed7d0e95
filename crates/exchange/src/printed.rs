//! What is printed: the worksheet, a page of HTML. The document for word processors writes the same
//! booklet.

use super::lower::{Capabilities, lost};
use super::{Exported, Loss, Material, Part, Settings};
use sourcework_core::present::booklet::{self, Booklet, BookletSettings};
use sourcework_core::quiz::{Question, Reveal};
use sourcework_html::booklet as page;

/// What paper can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    lost_of_question: lost! {
        Reveal if has_heading_after: "comes with the mark scheme, not with the answer";
    },
    ..Capabilities::EVERYTHING
};

fn has_heading_after(question: &Question) -> bool {
    question.provenance == Reveal::After
}

/// Writes the worksheet, or its mark scheme.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
    Exported {
        bytes: page::page(&booklet(material, settings), settings.layout).into_bytes(),
        losses: withheld_headings(material),
    }
}

/// The booklet of a quiz.
pub fn booklet(material: Material<'_>, settings: Settings) -> Booklet {
    let settings = BookletSettings {
        key: settings.key,
        variants: settings.variants,
        seed: settings.seed,
        patterns: settings.patterns,
    };
    booklet::booklet(material.quiz, material.sources, settings)
}

/// Headings that other questions about the source show, and one question withholds.
pub fn withheld_headings(material: Material<'_>) -> Vec<Loss> {
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
    losses
}
