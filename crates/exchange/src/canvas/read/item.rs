//! One item: the passages or the question that it is.

use super::about::{About, Asked};
use super::feedback::Feedback;
use super::keys;
use super::passages::passages;
use super::presentation::{Form, Presentation, Response};
use super::processing::{Processing, is_bound};
use crate::bodies::{self, Sides, placed, truth_of};
use crate::imported::{Item, Passage, Trouble};
use crate::option_weights::{self, WeightedOption};
use crate::shared::markup::{is_block, take, without_marks};
use crate::shared::plain::PlainTexts;
use crate::shared::tariff::tariff;
use crate::xml::{Element, Node, fragment};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::{Body, Truth};

/// What an item came to.
pub(super) enum Read {
    Passages(Vec<Passage>),
    Question {
        question: Box<Item>,
        /// The item with the passage that it is about.
        passage: Option<String>,
        /// Whether our own export shows the heading of the passage after the answer.
        heading_afterwards: bool,
    },
    Nothing,
}

/// What a quiz says of all of its items.
#[derive(Clone, Copy, Default)]
pub(super) struct OfQuiz {
    /// Whether options are shuffled, where it says so.
    pub shuffle: Option<bool>,
    /// What each is worth, where its section says so.
    pub points: Option<f64>,
}

/// An item that is being read.
pub(super) struct ItemReader<'a, 't> {
    pub item: &'a Element,
    pub shown: Presentation,
    pub processing: &'a Processing<'a>,
    pub feedback: Feedback,
    pub texts: PlainTexts,
    pub trouble: &'a mut Trouble<'t>,
    pub stem: String,
    pub hint: Option<String>,
    /// Whether its tool gives shares for parts of an answer, whatever response processing says.
    pub gives_shares: bool,
    /// Whether what is listed in a blank is typed.
    pub is_typed: bool,
    /// Whether several choices are right in one place.
    pub several_right: bool,
    pub to_do: Vec<(&'static str, &'static str)>,
}

/// Reads an item.
pub(super) fn read(item: &Element, quiz: OfQuiz, trouble: &mut Trouble<'_>) -> Read {
    let about = About::of(item);
    let title = item
        .attribute("title")
        .map(str::trim)
        .filter(|it| !is_of_any_item(it));
    let mut texts = PlainTexts::default();
    let shown = Presentation::of(item);
    let is_unasked = about.asked == Asked::Unsaid && shown.responses.is_empty();
    if about.asked == Asked::Nothing || is_unasked {
        let markup = shown.markup;
        let found = passages(&markup, title, &mut texts);
        texts.report(item.span, trouble);
        if is_unasked {
            let what = match found.is_empty() {
                true => "the item is left out: it says nothing and asks nothing",
                false => "the item asks nothing; it became a passage",
            };
            trouble.changed(item.span, what);
        }
        return Read::Passages(found);
    }
    let in_parts = about
        .said("bbmd_partialcredit")
        .is_some_and(|it| it.eq_ignore_ascii_case("true"));
    let processing = Processing::of(item, about.is_of_blackboard(), in_parts);
    let feedback = Feedback::of(item, &processing, &mut texts);
    let mut reader = ItemReader {
        item,
        shown,
        processing: &processing,
        feedback,
        texts,
        trouble,
        stem: String::new(),
        hint: None,
        gives_shares: about.is_of_canvas() || in_parts,
        is_typed: about.said("question_type") == Some("fill_in_multiple_blanks_question"),
        several_right: false,
        to_do: Vec::new(),
    };
    reader.take_hint();
    let points = quiz
        .points
        .or(about.points())
        .or(processing.most.filter(|it| *it != 100.0));
    let body = reader.body(about.asked, points);
    let passage = about.said("parent_stimulus_item_ident").map(str::to_owned);
    reader.finish(body, title, quiz, points, passage)
}

/// Titles that name no question: what Canvas writes where there is none.
fn is_of_any_item(title: &str) -> bool {
    matches!(title, "" | "Question" | "New Question" | "Spacer")
}

impl<'a> ItemReader<'a, '_> {
    fn finish(
        mut self,
        body: Option<Body>,
        title: Option<&str>,
        quiz: OfQuiz,
        points: Option<f64>,
        passage: Option<String>,
    ) -> Read {
        let span = self.item.span;
        if self.several_right {
            let what = "several choices were right in one place; here only the first of them is";
            self.trouble.changed(span, what);
        }
        self.texts.report(span, self.trouble);
        let Some(body) = body else {
            return Read::Nothing;
        };
        let mut question = Item::new(span, self.stem, body);
        question.to_do = self.to_do;
        question.shuffle = match question.body {
            Body::SingleChoice(_) | Body::MultipleResponse(_) | Body::Grid(_) => {
                let own = self.shown.responses.first().and_then(|it| it.shuffle);
                own.or(quiz.shuffle).unwrap_or(false)
            }
            _ => true,
        };
        question.marks =
            points.and_then(|it| tariff(it, question.body.natural_tariff(), span, self.trouble));
        question.name = title.map(str::to_owned);
        question.hint = self.hint.or(self.feedback.hint.take());
        let heading_afterwards = self.feedback.heading;
        let told = self.feedback.explanation(self.trouble);
        question.explanation = told.text;
        question.quotes = told.quotes;
        Read::Question {
            question: Box::new(question),
            passage,
            heading_afterwards,
        }
    }

    /// Says that the question is left out.
    pub(super) fn left_out(&mut self, why: &str) {
        let words: String = self.stem.chars().take(60).collect();
        let what = format!("the question “{words}” is left out: {why}");
        self.trouble.left_out(self.item.span, what);
    }

    /// Takes the hint of our own export out of what is shown.
    fn take_hint(&mut self) {
        let Some(mut whole) = fragment(&self.shown.markup) else {
            return;
        };
        let hints = take(&mut whole, &|it| is_block(it, "hint"));
        let Some(mut hint) = hints.into_iter().next() else {
            return;
        };
        // Its first paragraph says that it is one.
        let first = hint
            .children
            .iter()
            .position(|it| matches!(it, Node::Element(_)));
        first.map(|at| hint.children.remove(at));
        self.hint = Some(self.texts.plain(&hint.markup_inside())).filter(|it| !it.is_empty());
        self.shown.markup = whole.markup_inside();
    }

    fn body(&mut self, asked: Asked, points: Option<f64>) -> Option<Body> {
        self.stem = without_marks(&self.texts.plain(&self.shown.markup));
        let other = self.shown.responses.iter().find_map(|it| match it.form {
            Form::Other(why) => Some(why),
            _ => None,
        });
        let asked = match (asked, other) {
            (Asked::Other(why), _) | (_, Some(why)) => {
                self.left_out(why);
                return None;
            }
            (Asked::Unsaid, None) => self.told_by_responses(),
            (asked, None) => asked,
        };
        match asked {
            Asked::One | Asked::Opinion => self.one(asked == Asked::Opinion),
            Asked::Several => self.several(),
            Asked::Truth => self.truth(),
            Asked::Word | Asked::Number => self.word(),
            Asked::Blanks => self.blanks(),
            Asked::Pairs => self.pairs(),
            Asked::Order => self.order(),
            _ => Some(self.essay(points)),
        }
    }

    /// What an item asks for that does not say it.
    fn told_by_responses(&self) -> Asked {
        let responses = &self.shown.responses;
        let is_typed = |it: &Response| matches!(it.form, Form::Typed(_));
        let has_key = !self.processing.wanted().is_empty();
        match responses.as_slice() {
            [] => Asked::Essay,
            [one] => match one.form {
                Form::Several => Asked::Several,
                Form::Ordered => Asked::Order,
                Form::Typed(rows) if rows > 1 && !has_key => Asked::Essay,
                Form::Typed(_) if !has_key && !self.has_ranges() => Asked::Essay,
                Form::Typed(_) => Asked::Word,
                _ if is_true_and_false(one) => Asked::Truth,
                _ => Asked::One,
            },
            all if all
                .iter()
                .all(|it| it.form == Form::One && !it.before.is_empty()) =>
            {
                Asked::Pairs
            }
            all if all.iter().all(|it| is_typed(it) || it.form == Form::One) => Asked::Word,
            _ => Asked::Other("several things are asked in one"),
        }
    }

    fn has_ranges(&self) -> bool {
        let tests = self.processing.conditions.iter().filter(|it| it.scores());
        let mut tests = tests.flat_map(|it| it.test.descendants());
        tests.any(is_bound)
    }

    /// The first response; nothing, and a report, where there is none.
    fn first(&mut self) -> Option<Response> {
        if self.shown.responses.is_empty() {
            self.left_out("there is nothing to answer in it");
            return None;
        }
        Some(self.shown.responses.swap_remove(0))
    }

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

    fn no_key(&mut self) {
        let what = "the file does not say what is right in a way that can be followed; nothing is right here until you say what is";
        self.trouble.changed(self.item.span, what);
    }

    fn one(&mut self, is_opinion: bool) -> Option<Body> {
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

    fn several(&mut self) -> Option<Body> {
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

    fn truth(&mut self) -> Option<Body> {
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
            let what = format!("what is told of the right answer was left out: “{it}”");
            self.trouble.left_out(self.item.span, what);
        }
        let statement = bodies::statement(self.stem.clone(), Some(answer), None, feedback);
        Some(bodies::true_false(vec![statement]))
    }

    fn pairs(&mut self) -> Option<Body> {
        let accepted = self.accepted();
        let responses = std::mem::take(&mut self.shown.responses);
        let mut sides = Sides::default();
        let mut offered: Vec<String> = Vec::new();
        let mut used: Vec<String> = Vec::new();
        for (response, right) in responses.iter().zip(accepted) {
            let left = self.texts.plain(&response.before);
            let labels = response.labels.iter().enumerate();
            let texts: Vec<(&str, String)> = labels
                .map(|(at, it)| {
                    let apart = self
                        .shown
                        .rights
                        .get(at)
                        .filter(|_| it.markup.trim().is_empty());
                    (&*it.name, self.texts.plain(apart.unwrap_or(&it.markup)))
                })
                .collect();
            let first = right.values.first();
            let right = texts
                .iter()
                .find(|(name, _)| first.is_some_and(|it| it == name));
            let right = right.map(|(_, it)| it.clone());
            if right.is_none() {
                self.to_do.push((
                    "pairs",
                    "which right side belongs to each left side? (the file does not say it of all)",
                ));
            }
            if left.is_empty() {
                let what = "the left side of the pair holds no text; its right side was kept as one that belongs to none";
                self.trouble.left_out(self.item.span, what);
            }
            used.extend(right.clone());
            offered.extend(texts.into_iter().map(|(_, it)| it));
            let why = self.feedback.remark(&left).why;
            sides.add(left, right.unwrap_or_default(), why);
        }
        self.to_do.dedup();
        let mut seen = std::collections::HashSet::new();
        for other in offered.into_iter().filter(|it| seen.insert(it.clone())) {
            if !used.contains(&other) {
                sides.add("", other, None);
            }
        }
        if sides.count_pairs() == 0 {
            self.left_out("nothing is to be matched in it");
            return None;
        }
        Some(sides.into_body())
    }

    fn order(&mut self) -> Option<Body> {
        let response = self.first()?;
        let order = keys::of_order(self.processing, &response);
        if order.is_none() {
            self.no_key();
            self.to_do.push((
                "items",
                "put them in the right order; the file does not say which it is",
            ));
        }
        let order = order.unwrap_or_else(|| (0..response.labels.len()).collect());
        let labels = order.into_iter().filter_map(|at| response.labels.get(at));
        let items = labels.map(|it| self.texts.plain(&it.markup));
        Some(bodies::ordering(items.collect()))
    }

    fn essay(&mut self, points: Option<f64>) -> Body {
        let accepted = self
            .processing
            .wanted()
            .into_iter()
            .map(|it| it.value.all_text());
        let accepted: Vec<String> = accepted
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
            .collect();
        if !accepted.is_empty() {
            let what = format!(
                "what was marked by these words is marked by a person here: “{}”",
                accepted.join("”, “")
            );
            self.trouble.changed(self.item.span, what);
        }
        let marks = points.map(|it| it.round().clamp(1.0, 100.0) as u32);
        bodies::essay(self.feedback.solution.take().as_deref(), marks)
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
fn is_true_and_false(response: &Response) -> bool {
    let mut texts = PlainTexts::default();
    let truths = response
        .labels
        .iter()
        .map(|it| truth_of(&texts.plain(&it.markup)));
    let truths: Option<Vec<Truth>> = truths.collect();
    truths
        .is_some_and(|it| it.len() == 2 && it.contains(&Truth::True) && it.contains(&Truth::False))
}
