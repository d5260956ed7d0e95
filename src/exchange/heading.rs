//! The heading over a passage as markup: `div.heading` with the title of the source and its
//! provenance, a line each; and such lines read again.

use super::transcript::dates;
use super::xml::Element;
use crate::diagnostic::{Placed, Span};
use crate::source::{Date, Provenance, Source};

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

/// What lines like "Date: 26 October 1962" say, as [`Provenance::facts`] labels them. Creator and
/// role stand on one line there, and so do the archive and its reference: they stay together.
pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Option<Box<Provenance>> {
    let mut provenance = Provenance::default();
    let mut found = false;
    for (label, said) in lines.into_iter().filter_map(|line| line.split_once(':')) {
        let said = Placed::new(said.trim().to_owned(), Span::default());
        if said.is_empty() {
            continue;
        }
        found = true;
        match label.trim() {
            "By" => provenance.creator = said,
            "Date" => provenance.date = date(&said),
            "Type" => provenance.form = said,
            "Place" => provenance.place = Some(said),
            "To" => provenance.audience = Some(said),
            "Kept at" => provenance.reference = Some(said),
            "Context" => provenance.context = Some(said),
            _ => {}
        }
    }
    found.then(|| Box::new(provenance))
}

fn date(said: &str) -> Option<Placed<Date>> {
    let all = dates(said);
    let [date] = all.as_slice() else {
        return None;
    };
    Date::parse(date).map(|date| Placed::new(date, Span::default()))
}
