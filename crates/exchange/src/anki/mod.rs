//! A deck of Anki: a package with a database of notes, and notes as plain text.
//!
//! Facts: <https://github.com/ankitects/anki> (schema 11, which every version reads).

mod card;
mod collection;
mod head;
mod read;

use super::package::Package;
use super::{Carriage, Exported, Loss, Material, Part, Settings, losses};
use sourcework_core::quiz::{Body, Kind};

pub use read::read;

/// What every question becomes.
const CARD: &str = "a card, which students mark themselves";

/// How it carries a kind.
pub fn carries(_: Kind) -> Carriage {
    Carriage::As(CARD)
}

/// Writes a deck. `settings.at` is when it is written: Anki takes a note over an older one of the
/// same GUID, so that a second import of an edited quiz updates.
pub fn export(material: Material<'_>, settings: Settings) -> Exported {
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
    Exported {
        bytes: package.finish(),
        losses: lose(material),
    }
}

fn lose(material: Material<'_>) -> Vec<Loss> {
    let mut all = losses::of_head(material.quiz, &[]);
    let kept = "is left out but for title, creator, date and reference";
    all.extend(losses::of_provenance(material, kept));
    all.push(Loss::of_quiz(
        Part::Shuffle,
        "is left out: options keep the author's order",
    ));
    for question in &material.quiz.questions {
        let mut lost = |part, how: &str| all.push(Loss::of_question(&question.id, part, how));
        lost(Part::Kind, &format!("becomes {CARD}"));
        if question.kind().is_written() {
            lost(
                Part::Patterns,
                "are left out: the mark scheme is on the back",
            );
        }
        let of = match &question.body {
            Body::Matching(body) => body.pairs.iter().any(|it| it.feedback.is_some()),
            Body::Grid(body) => body.rows.iter().any(|it| it.feedback.is_some()),
            _ => false,
        };
        if of {
            lost(Part::Feedback, "of single parts is left out");
        }
    }
    all
}
