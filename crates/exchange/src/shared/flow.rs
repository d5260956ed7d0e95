//! Texts as content: paragraphs, lines, and things that stand inside them.

use crate::html;
use crate::xml::{Element, Node};
use sourcework_core::quiz::cloze::Template;

/// A text with things in it, cut into paragraphs.
#[derive(Default)]
pub(crate) struct Flow {
    paragraphs: Vec<Element>,
    open: Vec<Node>,
    /// Line ends that come before the next word.
    breaks: usize,
}

impl Flow {
    /// Adds text: a blank line ends a paragraph, a line end a line. Blanks beside what stands in
    /// the text are kept.
    pub(crate) fn text(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            self.breaks += usize::from(number > 0);
            let begins = self.breaks > 0 || self.open.is_empty();
            let line = if begins { line.trim_start() } else { line };
            if !line.is_empty() {
                self.node(Node::Text(line.to_owned()));
            }
        }
    }

    /// Adds something that stands in the line.
    pub(crate) fn node(&mut self, node: impl Into<Node>) {
        match std::mem::take(&mut self.breaks) {
            _ if self.open.is_empty() => {}
            0 => {}
            1 => self.open.push(Element::new("br").into()),
            _ => self.end_paragraph(),
        }
        self.open.push(node.into());
    }

    fn end_paragraph(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.paragraphs.push(Element::new("p").children(open));
        }
    }

    /// The paragraphs of a text with gaps, with what `gap` gives in the place of each.
    pub(crate) fn of_gaps<T: Into<Node>>(
        text: &Template,
        gap: impl Fn(usize) -> T,
    ) -> Vec<Element> {
        let mut flow = Self::default();
        for (index, words) in text.texts().iter().enumerate() {
            flow.text(words);
            if index < text.gaps().len() {
                flow.node(gap(index));
            }
        }
        flow.finish()
    }

    /// The paragraphs.
    pub(crate) fn finish(mut self) -> Vec<Element> {
        self.end_paragraph();
        self.paragraphs
    }
}

/// A text as the content of a prompt or an option: paragraphs only where there are several.
pub(crate) fn content(text: &str) -> Vec<Node> {
    let mut paragraphs = html::elements(text);
    match paragraphs.len() {
        0 | 1 => paragraphs.pop().map(|it| it.children).unwrap_or_default(),
        _ => paragraphs.into_iter().map(Node::from).collect(),
    }
}

/// A text as the content of something that stands in a line.
pub(crate) fn line(text: &str) -> Vec<Node> {
    html::lines(text)
}

/// The stem where several interactions belong to it.
pub(crate) fn stem(stem: &str) -> Element {
    div("stem").children(html::elements(stem))
}

/// A block of a class.
pub(crate) fn div(class: &'static str) -> Element {
    Element::new("div").with("class", class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_beside_a_gap_are_kept_and_blank_lines_part_paragraphs() {
        let mut flow = Flow::default();
        flow.text("We regard war as a ");
        flow.node(Element::new("gap"));
        flow.text(" and \nnot as a ");
        flow.node(Element::new("gap"));
        flow.text(".\n \nSo ");
        flow.node(Element::new("gap"));
        let markup: String = flow
            .finish()
            .iter()
            .map(|it| format!("[{}]", it.markup_inside()))
            .collect();
        assert_eq!(
            markup,
            "[We regard war as a <gap/> and <br/>not as a <gap/>.][So <gap/>]"
        );
    }
}
