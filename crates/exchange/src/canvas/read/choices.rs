//! What is chosen from a list: one, several, True or False.

use super::item::ItemReader;
use super::keys;
use super::presentation::Response;
use crate::bodies::{self, placed, truth_of};
use crate::imported::Trouble;
use crate::option_weights::{self, WeightedOption};
use crate::shared::plain::PlainTexts;
use crate::xml::fragment;
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::{Body, Truth};

impl ItemReader<'_, '_> {
    /// What is offered, each with its weight.
    fn weighted(&mut self, response: &Response, weights: &[f64]) -> Vec<WeightedOption> {
        let labels = response.labels.iter().enumerate();
        let options = labels.map(|(at, it)| WeightedOption {
            text: words_of(&self.texts.plain(&it.markup)),
            weight: weights.get(at).copied().unwrap_or(0.0),
            feedback: self.feedback.of_choice(&it.name),
            span: it.span,
        });
        options.collect()
    }

    pub(super) fn no_key(&mut self) {
        let what = "the file does not say what is right in a way that can be followed; nothing is right here until you say what is";
        self.trouble.changed(self.item.span, what);
    }

    pub(super) fn one(&mut self, is_opinion: bool) -> Option<Body> {
        let response = self.first()?;
        let weights = match is_opinion {
            true => {
                let what = "an opinion was asked for, of which none is right";
                self.trouble.changed(self.item.span, what);
                None
            }
            false => {
                let found = keys::of_one(self.processing, &response);
                if found.is_none() {
                    self.no_key();
                }
                found
            }
        };
        let known = weights.is_some();
        let options = self.weighted(&response, &weights.unwrap_or_default());
        let mut unheard = Trouble::new("");
        let trouble = if known {
            &mut *self.trouble
        } else {
            &mut unheard
        };
        let body = option_weights::single(options, trouble);
        self.shown.responses.insert(0, response);
        Some(body)
    }

    pub(super) fn several(&mut self) -> Option<Body> {
        let response = self.first()?;
        let found = keys::of_several(self.processing, &response);
        if found.is_none() {
            self.no_key();
        }
        let known = found.as_ref().map(|it| it.whole);
        let weights = found.map(|it| it.weights).unwrap_or_default();
        let options = self.weighted(&response, &weights);
        // A whole key says nothing of what a part earns, and Canvas has a rule for that: ours.
        let mut unheard = Trouble::new("");
        let is_weighed = known == Some(false);
        let trouble = if is_weighed {
            &mut *self.trouble
        } else {
            &mut unheard
        };
        let mut body = option_weights::several(options, trouble);
        if let Body::MultipleResponse(body) = &mut body {
            body.all_or_nothing = known == Some(true) && !self.gives_shares;
            let keys = body.options.iter().filter(|it| it.correct).count();
            body.choose = self.choose(keys);
        }
        self.shown.responses.insert(0, response);
        Some(body)
    }

    /// How many there are to choose, where ours says so below the stem.
    fn choose(&mut self, keys: usize) -> Option<Placed<u32>> {
        let (stem, last) = self.stem.rsplit_once("\n\n")?;
        let count: u32 = last
            .strip_prefix("Choose ")?
            .strip_suffix('.')?
            .parse()
            .ok()?;
        let whole = fragment(&self.shown.markup)?;
        let last = whole.descendants().filter(|it| it.name == "p").last()?;
        let is_ours = last
            .first("em")
            .is_some_and(|it| it.all_text().starts_with("Choose "));
        if !is_ours || usize::try_from(count) != Ok(keys) {
            return None;
        }
        self.stem = stem.to_owned();
        Some(placed(count))
    }

    pub(super) fn truth(&mut self) -> Option<Body> {
        let response = self.first()?;
        let found = keys::of_one(self.processing, &response);
        let options = self.weighted(&response, &found.unwrap_or_default());
        let right: Vec<&WeightedOption> = options.iter().filter(|it| it.weight > 0.0).collect();
        let answer = match right.as_slice() {
            [one] => truth_of(&one.text),
            _ => None,
        };
        let Some(answer) = answer.filter(|_| options.iter().all(|it| truth_of(&it.text).is_some()))
        else {
            // Its words are others, or nothing is right: a choice.
            if right.is_empty() {
                self.no_key();
            }
            let mut unheard = Trouble::new("");
            return Some(option_weights::single(options, &mut unheard));
        };
        let wrong = options
            .iter()
            .filter(|it| truth_of(&it.text) != Some(answer));
        let feedback = wrong.into_iter().find_map(|it| it.feedback.clone());
        let told = options
            .iter()
            .filter(|it| truth_of(&it.text) == Some(answer));
        for it in told.filter_map(|it| it.feedback.as_ref()) {
            let what = format!("the feedback on the right answer was left out: “{it}”");
            self.trouble.left_out(self.item.span, what);
        }
        let statement = bodies::statement(self.stem.clone(), Some(answer), None, feedback);
        Some(bodies::true_false(vec![statement]))
    }
}

/// Blackboard's words for two choices, "yes_no.true" and the like, as people read them.
fn words_of(text: &str) -> String {
    let known = [
        ("true_false.true", "True"),
        ("true_false.false", "False"),
        ("yes_no.true", "Yes"),
        ("yes_no.false", "No"),
        ("agree_disagree.true", "Agree"),
        ("agree_disagree.false", "Disagree"),
        ("right_wrong.true", "Right"),
        ("right_wrong.false", "Wrong"),
    ];
    let found = known.iter().find(|(name, _)| *name == text);
    found.map_or(text, |(_, words)| words).to_owned()
}

/// Whether a list offers True and False and nothing else.
pub(super) fn is_true_and_false(response: &Response) -> bool {
    let mut texts = PlainTexts::default();
    let truths = response
        .labels
        .iter()
        .map(|it| truth_of(&texts.plain(&it.markup)));
    let truths: Option<Vec<Truth>> = truths.collect();
    truths
        .is_some_and(|it| it.len() == 2 && it.contains(&Truth::True) && it.contains(&Truth::False))
}
