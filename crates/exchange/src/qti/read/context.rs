//! What every kind of interaction is read with, and what comes of it.

use std::collections::{HashMap, HashSet};

use super::declared::{Declared, Mapping, Response};
use super::feedback::ItemFeedback;
use super::processing::{Processing, Rule};
use crate::imported::{Passage, Trouble};
use crate::shared::markup::{take_named, text, texts};
use crate::xml::Element;
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Body, Kind};

/// The item around an interaction.
pub(super) struct ItemContext<'a, 't> {
    /// The kind, where the item is of our own export.
    pub ours: Option<Kind>,
    pub declared: &'a Declared,
    pub processing: &'a Processing,
    pub feedback: &'a mut ItemFeedback,
    pub trouble: &'a mut Trouble<'t>,
    /// What a teacher must still do in the question.
    pub to_do: Vec<(&'static str, &'static str)>,
}

/// A question, as far as its interaction says.
pub(super) struct ParsedQuestion {
    pub span: Span,
    /// What the interaction itself asks.
    pub prompt: String,
    pub body: Body,
    /// The marks that it has by nature.
    pub natural: u32,
    /// The marks that it is worth there, where its own response says so.
    pub worth: Option<f64>,
    /// Whether its options are shuffled there, where that can be.
    pub shuffle: Option<bool>,
    /// Passages that stand in the interaction.
    pub passages: Vec<Passage>,
    /// What a teacher must still do in it.
    pub to_do: Vec<(&'static str, &'static str)>,
}

impl ParsedQuestion {
    /// A part with its natural marks.
    pub(super) fn new(span: Span, prompt: String, body: Body) -> Self {
        Self {
            span,
            prompt,
            natural: body.natural_tariff(),
            body,
            worth: None,
            shuffle: None,
            passages: Vec::new(),
            to_do: Vec::new(),
        }
    }
}

/// Something to choose.
pub(super) struct Offer {
    pub id: String,
    pub text: String,
    pub feedback: Option<String>,
}

/// The places of things by their names; of a name that comes twice, the last.
pub(super) fn places<'n>(names: impl Iterator<Item = &'n str>) -> HashMap<&'n str, usize> {
    names.enumerate().map(|(at, name)| (name, at)).collect()
}

/// The places of the two things that a pair names, in either order.
pub(super) fn related(
    pair: &str,
    lefts: &HashMap<&str, usize>,
    rights: &HashMap<&str, usize>,
) -> Option<(usize, usize)> {
    let (one, other) = pair.split_once(char::is_whitespace)?;
    let other = other.trim();
    let in_order = lefts.get(one).zip(rights.get(other));
    let found = in_order.or_else(|| lefts.get(other).zip(rights.get(one)));
    found.map(|(left, right)| (*left, *right))
}

/// The response that an interaction fills.
pub(super) fn response_of(interaction: &Element) -> &str {
    interaction
        .attribute("response-identifier")
        .unwrap_or_default()
}

impl ItemContext<'_, '_> {
    /// The response that an interaction fills.
    pub(super) fn response(&self, interaction: &Element) -> Option<&Response> {
        self.declared.response(response_of(interaction))
    }

    /// The mapping of an interaction, where it is what earns marks.
    pub(super) fn mapping(&self, interaction: &Element) -> Option<&Mapping> {
        let mapping = self.response(interaction)?.mapping.as_ref()?;
        let counts = self.processing.rule != Rule::Match && mapping.earning().next().is_some();
        counts.then_some(mapping)
    }

    /// What is right: what earns something, else what is said to be right, else what it is
    /// compared with. The right response itself comes first.
    pub(super) fn right(&self, interaction: &Element) -> Vec<String> {
        let mut right = Vec::new();
        let mapping = self.mapping(interaction);
        if let Some(response) = self.response(interaction) {
            let earns: Option<HashSet<&str>> =
                mapping.map(|it| it.earning().map(|it| it.key.as_str()).collect());
            let counts = |it: &&String| earns.as_ref().is_none_or(|set| set.contains(it.as_str()));
            right.extend(response.correct.iter().filter(counts).cloned());
        }
        if let Some(mapping) = mapping {
            right.extend(mapping.earning().map(|it| it.key.clone()));
        }
        if right.is_empty() {
            right.extend_from_slice(self.processing.compared_with(response_of(interaction)));
        }
        let mut seen = HashSet::new();
        right.retain(|it| seen.insert(it.clone()));
        right
    }

    /// Takes the prompt out of an interaction.
    pub(super) fn prompt(&mut self, interaction: &mut Element) -> String {
        let prompts = take_named(interaction, &["prompt"]);
        texts(&prompts, self.trouble)
    }

    /// What an interaction offers; nothing, and a report, where something of it is no text.
    pub(super) fn offers(&mut self, choices: Vec<Element>, whole: Span) -> Option<Vec<Offer>> {
        let mut offers = Vec::with_capacity(choices.len());
        for mut choice in choices {
            let feedback = self.feedback.of_choice(&mut choice, self.trouble);
            let text = text(&choice, self.trouble);
            if text.is_empty() {
                let what = "the question is left out: something to choose in it has no words";
                self.trouble.left_out(whole, what);
                return None;
            }
            offers.push(Offer {
                id: choice
                    .attribute("identifier")
                    .unwrap_or_default()
                    .to_owned(),
                text,
                feedback,
            });
        }
        Some(offers)
    }

    /// Says that each part of an answer earns a mark here, where only the whole earns one there.
    pub(super) fn in_parts(&mut self, span: Span, parts: usize) {
        if self.processing.rule == Rule::Match && parts > 1 {
            let what = "each right part earns marks here; in the file only the whole answer does";
            self.trouble.changed(span, what);
        }
    }

    /// Says that what is wrong costs nothing here, where it costs something there.
    pub(super) fn without_penalty(&mut self, interaction: &Element) {
        if self.processing.rule == Rule::Ours {
            return;
        }
        let Some(mapping) = self.mapping(interaction) else {
            return;
        };
        let values: Vec<f64> = mapping.entries.iter().map(|it| it.value).collect();
        let best = values.iter().copied().fold(0.0, f64::max);
        let costs = mapping.default < 0.0 || values.iter().any(|it| *it < 0.0);
        let uneven = values.iter().any(|it| *it > 0.0 && *it < best);
        if costs || uneven {
            let what = "every right part earns the same here, and a wrong one costs nothing; the file weighs them otherwise";
            self.trouble.changed(interaction.span, what);
        }
    }

    /// Says that nothing is known to be right.
    pub(super) fn no_key(&mut self, span: Span) {
        let what = "the file does not say what is right; mark it by hand";
        self.trouble.changed(span, what);
    }

    /// Says that a question is left out.
    pub(super) fn left_out(&mut self, span: Span, why: &str) {
        let what = format!("the question is left out: {why}");
        self.trouble.left_out(span, what);
    }
}

/// Whether an interaction shuffles. What has to stay in its place keeps all of them there.
pub(super) fn shuffles(
    interaction: &Element,
    choices: &[Element],
    trouble: &mut Trouble<'_>,
) -> bool {
    let shuffled = interaction.attribute("shuffle") == Some("true");
    let fixed = choices
        .iter()
        .find(|it| it.attribute("fixed") == Some("true"));
    if let Some(fixed) = fixed.filter(|_| shuffled) {
        let what = "the options are not shuffled here, because this one has to stay in its place";
        trouble.changed(fixed.span, what);
        return false;
    }
    shuffled
}
