//! What an item tells after the answer: of single choices, of the whole, and hints.

use std::collections::HashMap;

use super::content::{is_block, joined, take, take_named, text, texts};
use crate::imported::Trouble;
use crate::xml::Element;
use sourcework_core::diagnostic::Span;

/// The feedback of an item.
#[derive(Default)]
pub(super) struct Told {
    said: Vec<Said>,
    by_name: HashMap<String, usize>,
}

struct Said {
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

/// What is told of the whole question.
#[derive(Clone, Default)]
pub(super) struct Afterwards {
    /// Why.
    pub explanation: String,
    /// What was set apart as a quotation.
    pub quotes: Vec<String>,
    /// A nudge.
    pub hint: Option<String>,
}

impl Told {
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
        let said = Said {
            span: feedback.span,
            text: text(&feedback, trouble),
            quotes,
            when: when(&name),
            used: false,
        };
        self.by_name.entry(name).or_insert(self.said.len());
        self.said.push(said);
    }

    /// What is told of a choice: by the feedback that stands in it, else by that of its name.
    pub(super) fn of_choice(
        &mut self,
        choice: &mut Element,
        trouble: &mut Trouble<'_>,
    ) -> Option<String> {
        let inside = take_named(choice, &["feedback-inline", "feedback-block"]);
        let name = choice.attribute("identifier").unwrap_or_default();
        let elsewhere = self.by_name.get(name).and_then(|at| self.said.get_mut(*at));
        let elsewhere = elsewhere.map(|said| {
            said.used = true;
            joined([vec![said.text.clone()], said.quotes.clone()].concat())
        });
        let inside = texts(&inside, trouble);
        let told = joined(std::iter::once(inside).chain(elsewhere));
        (!told.is_empty()).then_some(told)
    }

    /// What is told of the whole, without what was told of choices.
    pub(super) fn afterwards(&mut self, trouble: &mut Trouble<'_>) -> Afterwards {
        let mut told = Afterwards::default();
        let rest = || self.said.iter().filter(|it| !it.used);
        let always = rest().any(|it| it.when == When::Always);
        let mut explained = Vec::new();
        let mut hints = Vec::new();
        for said in rest() {
            match said.when {
                When::Asked => hints.push(said.text.clone()),
                When::Wrong if always => {
                    let what = "what is told after a wrong answer only is left out";
                    trouble.left_out(said.span, what);
                }
                _ => {
                    explained.push(said.text.clone());
                    told.quotes.extend(said.quotes.iter().cloned());
                }
            }
        }
        explained.dedup();
        told.explanation = joined(explained);
        told.hint = Some(joined(hints)).filter(|it| !it.is_empty());
        told
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
