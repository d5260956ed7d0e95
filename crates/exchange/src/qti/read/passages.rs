//! Passages: shared files, blocks in an item, and which of them are the same.

use std::collections::HashMap;

use crate::heading;
use crate::imported::{Passage, Trouble};
use crate::shared::markup::{is_block, is_of, take, take_named, text, texts};
use crate::xml::{Element, Node};
use sourcework_core::source::is_id;

/// The passages of a package, each once.
#[derive(Default)]
pub(super) struct Passages {
    pub all: Vec<Passage>,
    places: HashMap<(Option<String>, String), usize>,
}

impl Passages {
    /// Adds a passage, or finds it where it is there already; its place.
    pub(super) fn add(&mut self, passage: Passage) -> usize {
        let key = (passage.extract.clone(), passage.text.clone());
        if let Some(at) = self.places.get(&key).copied() {
            // It may have been shown without its heading before.
            if let Some(known) = self.all.get_mut(at)
                && known.heading.is_none()
            {
                known.heading = passage.heading;
                known.provenance = passage.provenance;
            }
            return at;
        }
        self.places.insert(key, self.all.len());
        self.all.push(passage);
        self.all.len() - 1
    }
}

/// Whether a block of an item is a passage: of a class that says so, or a block quotation.
pub(super) fn is_passage(element: &Element) -> bool {
    const CLASSES: [&str; 5] = [
        "passage",
        "stimulus",
        "source",
        "extract",
        "stimulus-content",
    ];
    let block = matches!(&*element.name, "div" | "section" | "article");
    let named = block && CLASSES.iter().any(|class| is_of(element, class));
    (named || element.name == "blockquote") && element.attribute("data-stimulus-idref").is_none()
}

/// The passage in an element; nothing where there are no words.
pub(super) fn of(
    mut element: Element,
    title: Option<String>,
    trouble: &mut Trouble<'_>,
) -> Option<Passage> {
    let extract = element.attribute("label").filter(|it| names_extract(it));
    let extract = extract.map(str::to_owned);
    let headings = take(&mut element, &|it| is_block(it, "heading"));
    let mut headings = headings.into_iter();
    let mut over = headings.next();
    let title_over = over
        .as_mut()
        .and_then(|it| take_named(it, &["h1", "h2", "h3"]).into_iter().next());
    let heading = title_over.map(|it| text(&it, trouble));
    let facts = over.iter().flat_map(|it| it.all("p"));
    let facts: Vec<String> = facts.map(|it| text(it, trouble)).collect();
    let provenance = heading::read(facts.iter().map(String::as_str), language(&element));
    if extract.is_some() {
        // The label stands over the text, and nothing else does.
        take_named(&mut element, &["h3"]);
        let words = text(&element, trouble);
        return (!words.is_empty()).then_some(Passage {
            extract,
            heading,
            provenance,
            text: words,
            ..Passage::default()
        });
    }
    let over = take_first_heading(&mut element);
    let heading = heading.or(over.map(|it| text(&it, trouble))).or(title);
    let words = texts(&[element], trouble);
    (!words.is_empty()).then_some(Passage {
        heading: heading.filter(|it| !it.is_empty()),
        text: words,
        ..Passage::default()
    })
}

/// The language that ours names of the text of a passage.
fn language(passage: &Element) -> Option<&str> {
    let mut blocks = passage.descendants().filter(|it| is_of(it, "text"));
    blocks.find_map(|it| it.attribute("lang"))
}

fn names_extract(label: &str) -> bool {
    label
        .split_once('/')
        .is_some_and(|(source, label)| is_id(source) && is_id(label))
}

/// Takes the heading that stands over everything else.
fn take_first_heading(element: &mut Element) -> Option<Element> {
    let at = element
        .children
        .iter()
        .position(|it| matches!(it, Node::Element(_)))?;
    let alone = element.elements().count() == 1;
    let Some(Node::Element(first)) = element.children.get_mut(at) else {
        return None;
    };
    if matches!(&*first.name, "h1" | "h2" | "h3" | "h4") {
        let heading = std::mem::take(first);
        element.children.remove(at);
        return Some(heading);
    }
    let inside = alone && matches!(&*first.name, "div" | "section");
    inside.then(|| take_first_heading(first)).flatten()
}
