//! Items that ask nothing: passages to read.

use crate::heading;
use crate::imported::Passage;
use crate::shared::markup::is_block;
use crate::shared::plain::PlainTexts;
use crate::xml::{Element, fragment};
use sourcework_core::source::is_id;

/// The passages in an item: ours has a heading, and the label and the text of each extract. `title` is what the item is
/// called.
pub(super) fn passages(markup: &str, title: Option<&str>, texts: &mut PlainTexts) -> Vec<Passage> {
    let ours = fragment(markup).and_then(|it| of_ours(&it, texts));
    ours.unwrap_or_else(|| {
        let text = texts.plain(markup);
        let passage = Passage {
            heading: title.map(str::to_owned),
            text,
            ..Passage::default()
        };
        let is_there = !passage.text.is_empty();
        is_there.then_some(passage).into_iter().collect()
    })
}

/// The extracts of our own export, where it is one.
fn of_ours(fragment: &Element, texts: &mut PlainTexts) -> Option<Vec<Passage>> {
    let mut passages = Vec::new();
    let mut over = None;
    let mut label: Option<String> = None;
    for block in fragment
        .descendants()
        .find(|it| it.first("h3").is_some())?
        .elements()
    {
        if is_block(block, "heading") {
            over = Some(block);
        } else if block.name == "h3" {
            label = Some(texts.plain(&block.markup_inside()));
        } else if is_block(block, "text") {
            let facts = over.iter().flat_map(|it: &&Element| it.all("p"));
            let facts: Vec<String> = facts.map(|it| texts.plain(&it.markup_inside())).collect();
            let language = block.attribute("xml:lang").or(block.attribute("lang"));
            passages.push(Passage {
                label: Some(label.take()?).filter(|it| is_id(it)),
                heading: over.and_then(|it| Some(texts.plain(&it.first("h2")?.markup_inside()))),
                provenance: heading::read(facts.iter().map(String::as_str), language),
                text: texts.plain(&block.markup_inside()),
                ..Passage::default()
            });
            over = None;
        } else {
            return None;
        }
    }
    (!passages.is_empty()).then_some(passages)
}

/// Whether passages are of our own export, and no heading stands over them there.
pub(super) fn hides_heading(passages: &[Passage]) -> bool {
    let is_bare = |it: &Passage| it.label.is_some() && it.heading.is_none();
    !passages.is_empty() && passages.iter().all(is_bare)
}
