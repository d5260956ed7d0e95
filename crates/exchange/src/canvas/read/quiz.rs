//! What Canvas says of a quiz beside its items: `assessment_meta.xml`.

use crate::html::to_text;
use crate::numbers::number;
use crate::xml::Element;

/// What is said of a quiz.
#[derive(Default)]
pub(super) struct OnQuiz {
    pub title: Option<String>,
    pub description: Option<String>,
    pub level: Option<String>,
    pub pass: Option<u32>,
    pub minutes: Option<f64>,
    pub shuffle: Option<bool>,
}

impl OnQuiz {
    /// Reads the file of a quiz.
    pub(super) fn of(root: &Element) -> Self {
        let said = |name: &str| {
            let text = root.first(name)?.all_text().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let mut on_quiz = Self {
            title: said("title"),
            minutes: said("time_limit").and_then(|it| number(&it)),
            shuffle: said("shuffle_answers").map(|it| it == "true"),
            ..Self::default()
        };
        let about = said("description")
            .map(|it| to_text(&it).text)
            .unwrap_or_default();
        // Our own export writes the level and the pass mark below it.
        let mut kept: Vec<&str> = about.split("\n\n").collect();
        while let Some(last) = kept.last() {
            if let Some(level) = last.strip_prefix("Level: ") {
                on_quiz.level = Some(level.to_owned());
            } else if let Some(pass) = last
                .strip_prefix("Pass mark: ")
                .and_then(|it| it.strip_suffix('%'))
            {
                on_quiz.pass = pass.parse().ok().filter(|it| *it <= 100);
            } else {
                break;
            }
            kept.pop();
        }
        on_quiz.description = Some(kept.join("\n\n")).filter(|it| !it.is_empty());
        on_quiz
    }
}
