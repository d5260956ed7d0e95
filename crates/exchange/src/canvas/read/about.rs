//! What an item says of itself: its form, its marks, and what it belongs to.

use std::collections::HashMap;

use crate::numbers::number;
use crate::xml::Element;

/// The facts of an item.
pub(super) struct About {
    facts: HashMap<String, String>,
    pub asked: Asked,
}

/// What an item asks for, in the words of its tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    One,
    Several,
    Truth,
    Word,
    /// Words in blanks that stand as `[name]` in the text, typed or chosen.
    Blanks,
    Pairs,
    Order,
    Essay,
    Number,
    /// An opinion: nothing is right.
    Opinion,
    /// Nothing: it is to be read.
    Nothing,
    /// Something that no kind does, and why.
    Other(&'static str),
    /// It does not say; its responses tell.
    Unsaid,
}

impl About {
    /// Reads the facts of an item.
    pub(super) fn of(item: &Element) -> Self {
        let mut facts = HashMap::new();
        let mut add = |name: &str, value: &Element| {
            let value = value.all_text().trim().to_owned();
            facts.entry(name.trim().to_lowercase()).or_insert(value);
        };
        let of_item = item.all("itemmetadata").flat_map(Element::descendants);
        for it in of_item {
            match (it.first("fieldlabel"), it.first("fieldentry")) {
                (Some(label), Some(entry)) => add(&label.all_text(), entry),
                _ if it.elements().next().is_none() => add(it.local_name(), it),
                _ => {}
            }
        }
        let kinds = [
            "question_type",
            "bbmd_questiontype",
            "cc_profile",
            "qmd_questiontype",
            "qmd_itemtype",
        ];
        let kind = kinds
            .iter()
            .filter_map(|it| facts.get(*it))
            .map(|it| asked(&it.to_lowercase()));
        let asked = kind.into_iter().find(|it| *it != Asked::Unsaid);
        Self {
            asked: asked.unwrap_or(Asked::Unsaid),
            facts,
        }
    }

    /// A fact.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        let said = self.facts.get(name).map(String::as_str);
        said.filter(|it| !it.is_empty())
    }

    /// Whether it is of Blackboard.
    pub(super) fn is_of_blackboard(&self) -> bool {
        self.said("bbmd_questiontype").is_some()
    }

    /// Whether it is of Canvas, which has rules of its own for what a part of an answer earns.
    pub(super) fn is_of_canvas(&self) -> bool {
        self.said("question_type").is_some()
    }

    /// The marks that it is worth.
    pub(super) fn points(&self) -> Option<f64> {
        let names = [
            "points_possible",
            "cc_weighting",
            "qmd_absolutescore_max",
            "qmd_weighting",
        ];
        let mut said = names.iter().filter_map(|it| number(self.said(it)?));
        said.find(|it| *it > 0.0)
    }
}

fn asked(kind: &str) -> Asked {
    match kind {
        "multiple_choice_question"
        | "cc.multiple_choice.v0p1"
        | "multiple choice"
        | "either/or" => Asked::One,
        "multiple_answers_question"
        | "cc.multiple_response.v0p1"
        | "multiple answer"
        | "multi-select" => Asked::Several,
        "true_false_question" | "cc.true_false.v0p1" | "true/false" | "true false" => Asked::Truth,
        "short_answer_question" | "cc.fib.v0p1" | "cc.pattern_match.v0p1" | "fill in the blank" => {
            Asked::Word
        }
        "fill_in_multiple_blanks_question"
        | "multiple_dropdowns_question"
        | "fill in the blank plus"
        | "jumbled sentence" => Asked::Blanks,
        "matching_question" | "matching" => Asked::Pairs,
        "ordering_question" | "ordering" => Asked::Order,
        "essay_question" | "cc.essay.v0p1" | "essay" | "short response" | "quiz bowl" => {
            Asked::Essay
        }
        "numerical_question" | "numeric" => Asked::Number,
        "opinion scale" | "likert" => Asked::Opinion,
        "text_only_question" => Asked::Nothing,
        "calculated_question" | "calculated" | "calculated numeric" => {
            Asked::Other("its numbers are drawn again each time")
        }
        "file_upload_question" | "file upload" => Asked::Other("a file is handed in"),
        "hot_spot_question" | "hot spot" => Asked::Other("it works on an image"),
        _ => Asked::Unsaid,
    }
}
