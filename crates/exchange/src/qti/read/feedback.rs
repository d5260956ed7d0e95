//! What an item tells after the answer: of single choices, of the whole, and hints.

use std::collections::HashMap;

use super::content::{is_block, joined, take, take_named, text, texts};
use crate::imported::Trouble;
use crate::xml::Element;
use sourcework_core::diagnostic::Span;

/// The feedback of an item.
#[derive(Default)]
pub(super) struct ItemFeedback {
    texts: Vec<FeedbackText>,
    by_name: HashMap<String, usize>,
}

struct FeedbackText {
    span: Span,
    text: String,
    quotes: Vec<String>,
    when: When,
    used: bool,
}

/// When a feedback is shown, as far as its name tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    Wrong,
    Asked,
}

/// The feedback to the whole question.
#[derive(Clone, Default)]
pub(super) struct GeneralFeedback {
    /// Why.
    pub explanation: String,
    /// What was set apart as a quotation.
    pub quotes: Vec<String>,
    /// A nudge.
    pub hint: Option<String>,
}

impl ItemFeedback {
    /// Adds a feedback.
    pub(super) fn add(&mut self, mut feedback: Element, trouble: &mut Trouble<'_>) {
        let name = feedback
            .attribute("identifier")
            .unwrap_or_default()
            .to_owned();
        // A heading that was hidden until now belongs to the passage.
        take(&mut feedback, &|it| is_block(it, "heading"));
        let quotes = take_named(&mut feedback, &["blockquote"]);
        let quotes = quotes.iter().map(|it| text(it, trouble));
        let quotes = quotes.filter(|it| !it.is_empty()).collect();
        let read = FeedbackText {
            span: feedback.span,
            text: text(&feedback, trouble),
            quotes,
            when: when(&name),
            used: false,
        };
        self.by_name.entry(name).or_insert(self.texts.len());
        self.texts.push(read);
    }

    /// The feedback to a choice: what stands in it, else what has its name.
    pub(super) fn of_choice(
        &mut self,
        choice: &mut Element,
        trouble: &mut Trouble<'_>,
    ) -> Option<String> {
        let inside = take_named(choice, &["feedback-inline", "feedback-block"]);
        let name = choice.attribute("identifier").unwrap_or_default();
        let elsewhere = self
            .by_name
            .get(name)
            .and_then(|at| self.texts.get_mut(*at));
        let elsewhere = elsewhere.map(|feedback| {
            feedback.used = true;
            joined([vec![feedback.text.clone()], feedback.quotes.clone()].concat())
        });
        let inside = texts(&inside, trouble);
        let all = joined(std::iter::once(inside).chain(elsewhere));
        (!all.is_empty()).then_some(all)
    }

    /// The feedback to the whole question, without that to choices.
    pub(super) fn general(&mut self, trouble: &mut Trouble<'_>) -> GeneralFeedback {
        let mut general = GeneralFeedback::default();
        let rest = || self.texts.iter().filter(|it| !it.used);
        let always = rest().any(|it| it.when == When::Always);
        let mut explained = Vec::new();
        let mut hints = Vec::new();
        for feedback in rest() {
            match feedback.when {
                When::Asked => hints.push(feedback.text.clone()),
                When::Wrong if always => {
                    let what = "what is told after a wrong answer only is left out";
                    trouble.left_out(feedback.span, what);
                }
                _ => {
                    explained.push(feedback.text.clone());
                    general.quotes.extend(feedback.quotes.iter().cloned());
                }
            }
        }
        explained.dedup();
        general.explanation = joined(explained);
        general.hint = Some(joined(hints)).filter(|it| !it.is_empty());
        general
    }
}

fn when(name: &str) -> When {
    let name = name.to_ascii_lowercase();
    if name.contains("hint") {
        When::Asked
    } else if name.contains("incorrect") || name.contains("wrong") {
        When::Wrong
    } else {
        When::Always
    }
}
