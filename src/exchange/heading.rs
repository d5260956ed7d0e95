//! The heading over a passage as markup: `div.heading` with the title of the source and its
//! provenance, a line each.

use super::xml::Element;
use crate::source::Source;

/// Who made the sources, when and for whom.
pub fn headings<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<Element> {
    sources.into_iter().map(heading).collect()
}

fn heading(source: &Source) -> Element {
    let facts = source.provenance.facts().into_iter();
    let facts = facts.map(|(label, said)| Element::new("p").text(format!("{label}: {said}")));
    Element::new("div")
        .with("class", "heading")
        .child(Element::new("h2").text(&*source.title.value))
        .children(facts)
}
