//! What a kind of question puts into its item, and the head that every item has.

use super::parts::field;
use crate::html;
use crate::xml::{Element, Node};

/// The form of an item that asks nothing.
pub(super) const TEXT: &str = "text_only_question";

/// What Canvas has to know of an item before it reads it.
pub(super) struct Head<'a> {
    pub identifier: &'a str,
    pub title: &'a str,
    /// The name of Canvas's form.
    pub form: &'static str,
    pub points: u32,
    /// The item of the passage that it belongs to.
    pub passage: Option<&'a str>,
}

impl Head<'_> {
    /// The item with this at its head. The form comes first: there are readers that look nowhere
    /// else.
    pub(super) fn begin(&self) -> Element {
        let fields = [
            Some(field("question_type", self.form)),
            Some(field("points_possible", &self.points.to_string())),
            Some(field(
                "assessment_question_identifierref",
                &format!("{}_question", self.identifier),
            )),
            self.passage
                .map(|passage| field("parent_stimulus_item_ident", passage)),
        ];
        let fields = Element::new("qtimetadata").children(fields.into_iter().flatten());
        Element::new("item")
            .with("ident", self.identifier)
            .with("title", self.title)
            .child(Element::new("itemmetadata").child(fields))
    }
}

/// What a kind puts into its item.
#[derive(Default)]
pub(super) struct Task {
    /// The name of Canvas's form.
    pub form: &'static str,
    /// What is asked, below the stem.
    pub body: Vec<Element>,
    pub responses: Vec<Element>,
    /// Comments on single choices.
    pub comments: Vec<Comment>,
    /// The conditions that score.
    pub scoring: Vec<Element>,
    /// What is said of single statements, pairs and rows, whatever was answered.
    pub remarks: Vec<Element>,
}

/// A comment on a choice.
pub(super) struct Comment {
    pub response: String,
    pub choice: String,
    pub text: String,
}

impl Comment {
    /// What it is called in the item.
    pub(super) fn name(&self) -> String {
        format!("{}_fb", self.choice)
    }
}

/// Instructions for the student.
pub(super) fn instructions(words: &str) -> Element {
    let words = Element::new("em").text(words);
    Element::new("p").child(words)
}

/// What is said of a statement, a pair or a row: what it is about, the words that decide it, why.
pub(super) fn remark(about: &str, quote: Option<&str>, why: Option<&str>) -> Option<Element> {
    if quote.is_none() && why.is_none() {
        return None;
    }
    let about = Element::new("strong").children(html::lines(about));
    let mut item = Element::new("li").child(about);
    for node in [
        quote.map(|quote| vec![Node::from(Element::new("q").children(html::lines(quote)))]),
        why.map(html::lines),
    ]
    .into_iter()
    .flatten()
    {
        item = item.text(" ").children(node);
    }
    Some(item)
}
