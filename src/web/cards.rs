//! Attempts as they stand in lists.

use std::collections::HashMap;

use sourcework_core::attempt::Score;
use sourcework_core::record::Outcome;
use sourcework_core::words::date;
use sourcework_html::pages::library::OpenCard;
use sourcework_service::library::QuizEntry;
use sourcework_service::revising::REVISION;

/// The titles of quizzes, by their IDs.
pub fn titles(entries: &[QuizEntry]) -> HashMap<&str, &str> {
    let titled = entries.iter().filter_map(|entry| {
        let head = entry.head.as_ref()?;
        Some((entry.id.as_str(), head.title.as_str()))
    });
    titled.collect()
}

/// A quiz as people call it.
pub fn title_of(quiz: &str, titles: &HashMap<&str, &str>) -> String {
    match titles.get(quiz) {
        _ if quiz == REVISION => "Revision".to_owned(),
        Some(title) => (*title).to_owned(),
        None => quiz.to_owned(),
    }
}

/// An attempt to go on with.
pub fn open_card(outcome: &Outcome, titles: &HashMap<&str, &str>) -> OpenCard {
    OpenCard {
        attempt: outcome.attempt.to_string(),
        title: title_of(&outcome.quiz, titles),
        how_far: format!(
            "{} of {} answered, {}",
            outcome.answered,
            outcome.questions,
            date(outcome.day.date())
        ),
    }
}

/// The share of the marks that an attempt has earned.
pub fn earned(outcome: &Outcome) -> String {
    let score = Score {
        awarded: outcome.awarded,
        available: outcome.available,
    };
    format!("{}%", score.percent())
}
