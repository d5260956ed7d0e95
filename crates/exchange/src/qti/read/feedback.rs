//! What an item tells after the answer: of single choices, of the whole, and hints.

use std::collections::HashMap;

use crate::imported::Trouble;
use crate::shared::markup::{is_block, joined, take, take_named, text, texts};
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
    /// The outcome that decides whether it is shown.
    outcome: String,
    /// The value of that outcome for which it is shown.
    name: String,
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
    /// It depends on the answer, and nothing says for which answer it is shown.
    Never,
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
        let said = |name: &str| feedback.attribute(name).unwrap_or_default().to_owned();
        let (name, outcome) = (said("identifier"), said("outcome-identifier"));
        if feedback.attribute("show-hide") == Some("hide") {
            let what = "the feedback on every answer but one is left out";
            trouble.left_out(feedback.span, what);
            return;
        }
        // A heading that was hidden until now belongs to the passage.
        take(&mut feedback, &|it| is_block(it, "heading"));
        let quotes = take_named(&mut feedback, &["blockquote"]);
        let quotes = quotes.iter().map(|it| text(it, trouble));
        let quotes = quotes.filter(|it| !it.is_empty()).collect();
        let read = FeedbackText {
            span: feedback.span,
            outcome,
            name: name.clone(),
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

    /// Of several texts that one outcome chooses from, only one is ever shown. The one for the right answer stays; where
    /// no name says which one that is, all are left out.
    fn leave_out_rivals(&mut self, trouble: &mut Trouble<'_>) {
        let told = |it: &FeedbackText| !it.used && it.when == When::Always;
        let is_right = |it: &FeedbackText| {
            let name = it.name.to_ascii_lowercase();
            ["correct", "right", "true"]
                .iter()
                .any(|word| name.contains(word))
        };
        for at in 0..self.texts.len() {
            let one = &self.texts[at];
            if !told(one) || one.outcome.is_empty() || is_right(one) {
                continue;
            }
            let is_rival = |it: &FeedbackText| {
                it.when != When::Asked && it.outcome == one.outcome && it.name != one.name
            };
            if self.texts.iter().any(is_rival) {
                let what = "the feedback depends on the answer there; it is left out, because it is not true of every answer";
                trouble.left_out(one.span, what);
                self.texts[at].when = When::Never;
            }
        }
    }

    /// The feedback to the whole question, without that to choices.
    pub(super) fn general(&mut self, trouble: &mut Trouble<'_>) -> GeneralFeedback {
        self.leave_out_rivals(trouble);
        let mut general = GeneralFeedback::default();
        let rest = || self.texts.iter().filter(|it| !it.used);
        let always = rest().any(|it| it.when == When::Always);
        let mut explained = Vec::new();
        let mut hints = Vec::new();
        for feedback in rest() {
            match feedback.when {
                When::Asked => hints.push(feedback.text.clone()),
                When::Never => {}
                When::Wrong if always => {
                    let what = "the feedback after a wrong answer only is left out";
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
