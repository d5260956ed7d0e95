//! What no package can carry.

use super::gap_words::words_for;
use crate::loss::{Loss, Part};
use sourcework_core::quiz::Quiz;
use sourcework_core::quiz::body::Cloze;

/// The words that count in all written answers of a quiz.
pub(crate) fn of_quiz(quiz: &Quiz, losses: &mut Vec<Loss>) {
    if !quiz.synonyms.is_empty() || !quiz.learned_responses.is_empty() {
        let how = "of the whole quiz are left out: a person marks what is written";
        losses.push(Loss::of_quiz(Part::Patterns, how));
    }
}

/// How typed answers are held against the key.
pub(crate) const TYPED: &str =
    "of typed answers is stricter: capitals and quotation marks are forgiven, stray blanks are not";

/// Whether a bank offers all that its gaps accept.
pub(crate) fn is_all_in_bank(body: &Cloze) -> bool {
    let offered = body.offered();
    let comes_back = |accepted: &[String]| {
        let words = words_for(accepted, &offered);
        words
            .iter()
            .map(|(_, word)| *word)
            .eq(accepted.iter().map(String::as_str))
    };
    body.text.gaps().iter().all(|gap| comes_back(&gap.accepted))
}
