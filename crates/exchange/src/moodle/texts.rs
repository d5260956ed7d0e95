//! The texts of a question as markup: written, and read again.
//!
//! The feedback to an answer is the explanation, the reasons of single statements or pairs
//! (`ol.reasons`), the quotations (`blockquote`), and the heading of the passage where it was
//! hidden before (`div.heading`). A stem stands in `div.stem` where something else is asked below it.

use crate::html::{self, to_text};
use crate::imported::Trouble;
use crate::xml::{Element, Node, fragment};
use sourcework_core::diagnostic::Span;

/// The feedback to one statement, pair or row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// Why.
    pub feedback: Option<String>,
    /// The words that decide it.
    pub quote: Option<String>,
}

/// Writes reasons under the numbers of what they are about; nothing where there are none.
pub fn reasons(reasons: &[Reason]) -> Option<Element> {
    let is_there = |(_, it): &(usize, &Reason)| it.feedback.is_some() || it.quote.is_some();
    let listed: Vec<_> = reasons.iter().enumerate().filter(is_there).collect();
    if listed.is_empty() {
        return None;
    }
    let item = |(number, it): (usize, &Reason)| {
        let feedback = it.feedback.iter().flat_map(|text| html::elements(text));
        let quote = it.quote.iter().map(|text| quotation(text));
        Element::new("li")
            .with("value", (number + 1).to_string())
            .children(feedback.chain(quote))
    };
    let list = Element::new("ol").with("class", "reasons");
    Some(list.children(listed.into_iter().map(item)))
}

/// The format of Moodle in which the ends of lines count.
pub const AUTO: &str = "moodle_auto_format";

/// The most reasons of one question that are read: their numbers come from the file.
const MOST_REASONS: usize = 1_000;

/// A quotation in a block of its own.
pub fn quotation(text: &str) -> Element {
    Element::new("blockquote").children(html::elements(text))
}

/// The feedback to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneralFeedback {
    /// The explanation.
    pub explanation: String,
    /// What is set apart as a quotation.
    pub quotes: Vec<String>,
    /// The feedback to single statements or pairs.
    pub reasons: Vec<Reason>,
}

/// Turns texts of a question into plain ones, and keeps what was lost by that.
#[derive(Debug, Default)]
pub struct Texts {
    lost: Vec<&'static str>,
}

impl Texts {
    /// A text: the element that has a format and holds a `text`.
    pub fn of(&mut self, element: &Element) -> String {
        let raw = raw(element);
        match element.attribute("format") {
            Some("plain_text" | "markdown") => plain_lines(&raw),
            Some(AUTO) => self.plain(&html::with_breaks(&raw)),
            _ => self.plain(&raw),
        }
    }

    /// The text in a child of that name.
    pub fn at(&mut self, parent: &Element, name: &str) -> Option<String> {
        let text = self.of(parent.first(name)?);
        (!text.is_empty()).then_some(text)
    }

    /// Markup as plain text.
    pub fn plain(&mut self, markup: &str) -> String {
        let read = to_text(markup);
        for what in read.lost {
            if !self.lost.contains(&what) {
                self.lost.push(what);
            }
        }
        read.text
    }

    fn inside(&mut self, element: &Element) -> String {
        self.plain(&element.markup_inside())
    }

    /// What a general feedback tells.
    pub fn general_feedback(&mut self, element: &Element) -> GeneralFeedback {
        let markup = match element.attribute("format") {
            Some(AUTO) => html::with_breaks(&raw(element)),
            _ => raw(element),
        };
        let mut feedback = GeneralFeedback::default();
        let Some(fragment) = fragment(&markup) else {
            feedback.explanation = self.of(element);
            return feedback;
        };
        let mut rest = Element::new("div");
        for node in fragment.children {
            match node {
                Node::Element(it) if it.name == "blockquote" => {
                    feedback.quotes.push(self.inside(&it));
                }
                Node::Element(it) if it.attribute("class") == Some("heading") => {}
                Node::Element(it) if it.attribute("class") == Some("reasons") => {
                    feedback.reasons = self.reasons(&it);
                }
                node => rest.children.push(node),
            }
        }
        feedback.explanation = match element.attribute("format") {
            Some("plain_text" | "markdown") => plain_lines(&rest.all_text()),
            _ => self.inside(&rest),
        };
        feedback
    }

    fn reasons(&mut self, list: &Element) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for item in list.all("li") {
            let number = item.attribute("value").and_then(|it| it.parse().ok());
            let number = number.unwrap_or(reasons.len() + 1);
            if (1..=MOST_REASONS).contains(&number) {
                reasons.resize(reasons.len().max(number), Reason::default());
                reasons[number - 1] = self.reason(item);
            }
        }
        reasons
    }

    fn reason(&mut self, item: &Element) -> Reason {
        let (quotes, rest): (Vec<_>, Vec<_>) = item
            .children
            .iter()
            .cloned()
            .partition(|it| matches!(it, Node::Element(it) if it.name == "blockquote"));
        let text = |nodes: Vec<Node>, texts: &mut Self| {
            let text = texts.inside(&Element::new("li").children(nodes));
            (!text.is_empty()).then_some(text)
        };
        Reason {
            feedback: text(rest, self),
            quote: text(quotes, self),
        }
    }

    /// Reports what could not become text.
    pub fn report(self, span: Span, trouble: &mut Trouble<'_>) {
        for what in self.lost {
            trouble.left_out(span, format!("{what} was left out"));
        }
    }
}

/// The text of an element as it stands in the file: mostly markup.
pub fn raw(element: &Element) -> String {
    element.first("text").unwrap_or(element).all_text()
}

/// The block of that class in a fragment.
pub fn block(fragment: &Element, class: &str) -> Option<Element> {
    let found = fragment
        .elements()
        .find(|it| it.attribute("class") == Some(class));
    found.cloned()
}

fn plain_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}
