//! Markup to text: taking out what is no text of the question, and marking where it stood.

use crate::html;
use crate::imported::Trouble;
use crate::xml::{Element, Node};

/// Before and after the number of what stood there: private characters of the last plane, in which
/// no font of a teacher has signs. They are taken out of every text before, and of every draft.
const BEGINS: char = '\u{10fffc}';
const ENDS: char = '\u{10fffd}';

/// Whether a character marks a place.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, BEGINS | ENDS)
}

/// What stands in a text for the thing of that number.
pub(crate) fn mark(number: usize) -> String {
    format!("{BEGINS}{number}{ENDS}")
}

/// Takes the elements out that `is_one` picks, at every depth.
pub(crate) fn take(element: &mut Element, is_one: &impl Fn(&Element) -> bool) -> Vec<Element> {
    let mut taken = Vec::new();
    take_into(element, is_one, false, &mut taken);
    taken
}

/// Takes such elements out and leaves a mark with the number of each in its place.
pub(crate) fn take_marked(
    element: &mut Element,
    is_one: &impl Fn(&Element) -> bool,
) -> Vec<Element> {
    let mut taken = Vec::new();
    take_into(element, is_one, true, &mut taken);
    taken
}

fn take_into(
    element: &mut Element,
    is_one: &impl Fn(&Element) -> bool,
    marked: bool,
    taken: &mut Vec<Element>,
) {
    for child in std::mem::take(&mut element.children) {
        match child {
            Node::Element(child) if is_one(&child) => {
                if marked {
                    element.children.push(Node::Text(mark(taken.len())));
                }
                taken.push(child);
            }
            Node::Element(mut child) => {
                take_into(&mut child, is_one, marked, taken);
                element.children.push(child.into());
            }
            text => element.children.push(text),
        }
    }
}

/// Whether a mark stands in an element: something that asks was taken out of it.
pub(crate) fn holds_mark(element: &Element) -> bool {
    element.all_text().contains(BEGINS)
}

/// Takes out every element of these names.
pub(crate) fn take_named(element: &mut Element, names: &[&str]) -> Vec<Element> {
    take(element, &|it| names.contains(&&*it.name))
}

/// Whether an element is a block of a class.
pub(crate) fn is_block(element: &Element, class: &str) -> bool {
    element.name == "div" && is_of(element, class)
}

/// Whether an element is of a class.
pub(crate) fn is_of(element: &Element, class: &str) -> bool {
    let classes = element.attribute("class").unwrap_or_default();
    classes.split_ascii_whitespace().any(|it| it == class)
}

/// The text in an element; what cannot become text is reported where it stands.
pub(crate) fn text(element: &Element, trouble: &mut Trouble<'_>) -> String {
    let read = html::to_text(&element.markup_inside());
    for what in read.lost {
        let is_it = |it: &&Element| {
            let is_lost = !html::to_text(&format!("<{}>", it.name)).lost.is_empty();
            is_lost && html::to_text(&it.markup()).lost == [&*what]
        };
        let place = element.descendants().skip(1).find(is_it);
        let span = place.map_or(element.span, |it| it.span);
        trouble.left_out(span, format!("{what} is left out"));
    }
    read.text.trim().to_owned()
}

/// The text of several elements, a paragraph each.
pub(crate) fn texts(elements: &[Element], trouble: &mut Trouble<'_>) -> String {
    let texts = elements.iter().map(|it| text(it, trouble));
    joined(texts.collect::<Vec<_>>())
}

/// Texts that hold something, a paragraph each.
pub(crate) fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let kept = texts.into_iter().filter(|it| !it.trim().is_empty());
    kept.collect::<Vec<_>>().join("\n\n")
}

/// A piece of a text with marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text.
    Text(&'a str),
    /// The number of a mark.
    Mark(usize),
}

/// Cuts a text at its marks.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGINS) {
        let Some((number, after)) = after.split_once(ENDS) else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.extend(number.parse().ok().map(Piece::Mark));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// A text without its marks.
pub(crate) fn without_marks(text: &str) -> String {
    let words = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Mark(_) => "",
    });
    words.collect::<String>().trim().to_owned()
}

/// The paragraphs of a text, and whether each holds a mark.
pub(crate) fn paragraphs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split("\n\n").map(|it| (it, it.contains(BEGINS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn a_mark_stands_where_something_was_taken_out() {
        let mut root = xml::parse("<a>War is a <gap/> and <b>not <gap/></b>.<x>!</x></a>").unwrap();
        let loose = take_named(&mut root, &["x"]);
        let marked = take_marked(&mut root, &|it| it.name == "gap");
        assert_eq!((marked.len(), loose.len()), (2, 1));
        let mut trouble = Trouble::new("");
        let text = text(&root, &mut trouble);
        let expected = [
            Piece::Text("War is a "),
            Piece::Mark(0),
            Piece::Text(" and not "),
            Piece::Mark(1),
            Piece::Text("."),
        ];
        assert_eq!(pieces(&text), expected);
        assert_eq!(without_marks(&text), "War is a  and not .");
    }
}
