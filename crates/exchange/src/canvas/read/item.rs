//! One item: the passages or the question that it is.

use super::about::{About, Asked};
use super::choices::is_true_and_false;
use super::feedback::Feedback;
use super::passages::passages;
use super::presentation::{Form, Presentation, Response};
use super::processing::{Processing, is_bound};
use crate::bodies;
use crate::imported::{Item, Passage, Trouble};
use crate::shared::markup::{is_block, take, without_marks};
use crate::shared::plain::PlainTexts;
use crate::shared::tariff::tariff;
use crate::xml::{Element, Node, fragment};
use sourcework_core::quiz::Body;

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

/// Whether Canvas gave the title, because the question has none of its own.
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
        let asked = match asked {
            Asked::Unsaid => self.told_by_responses(),
            asked => asked,
        };
        let why = match asked {
            Asked::Other(why) => Some(why),
            _ => other,
        };
        if let Some(why) = why {
            self.left_out(why);
            return None;
        }
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

    /// The first response. An item without one is reported as left out.
    pub(super) fn first(&mut self) -> Option<Response> {
        if self.shown.responses.is_empty() {
            self.left_out("there is nothing to answer in it");
            return None;
        }
        Some(self.shown.responses.swap_remove(0))
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
