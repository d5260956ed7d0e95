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
        Reveal if has_heading_after: "comes with part two of the paper, or with the mark scheme, not with the answer";
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
        losses: moved(material),
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

/// Questions that stand elsewhere on paper than in the quiz.
pub fn moved(material: Material<'_>) -> Vec<Loss> {
    let moved = booklet::asked_earlier(material.quiz);
    let how = "differs: the question stands in part one, before the heading of its source is shown";
    let loss = |it: &Question| Loss::of_question(&it.id, Part::Layout, how);
    moved.map(loss).collect()
}
