//! A deck of Anki: a package with a database of notes, and notes as plain text.
//!
//! Facts: <https://github.com/ankitects/anki> (schema 11, which every version reads).

mod card;
mod collection;
mod head;
mod read;

use super::lower::{Capabilities, DETAILS, has, kinds, lost};
use super::package::Package;
use super::{Material, Settings};
use sourcework_core::quiz::{Kind, Question};

pub use read::read;

/// What every question becomes.
const CARD: &str = "a card, which students mark themselves";

/// What it can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse Evidence => Choice CARD;
        TrueFalse Matching => Pairs CARD;
        Ordering => Order CARD;
        Cloze Grid Paired => Gaps CARD;
        Inference ShortAnswer Extended => Text CARD;
    },
    lost_details: DETAILS,
    lost_of_quiz: lost! {
        Shuffle if has::always: "is left out: options keep the author's order";
    },
    lost_provenance: Some("is left out but for title, creator, date and reference"),
    lost_of_question: lost! {
        Patterns if has::patterns: "are left out: the mark scheme is on the back";
        Feedback if has_feedback_of_pairs: "of single parts is left out";
    },
    ..Capabilities::EVERYTHING
};

/// What is said of statements stands on the card.
fn has_feedback_of_pairs(question: &Question) -> bool {
    question.kind() != Kind::TrueFalse && has::part_feedback(question)
}

/// Writes a deck. `settings.at` is when it is written: Anki takes a note over an older one of the
/// same GUID, so that a second import of an edited quiz updates.
pub fn export(material: Material<'_>, settings: Settings) -> Vec<u8> {
    let quiz = material.quiz;
    let notes: Vec<card::Note> = quiz
        .questions
        .iter()
        .map(|it| card::note(material, it))
        .collect();
    let database = collection::write(quiz, &notes, settings.at);
    let mut package = Package::new();
    package.add("collection.anki2", &database);
    package.add("media", b"{}");
    package.finish()
}
