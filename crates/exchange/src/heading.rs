//! The heading over a passage as markup: `div.heading` with the title of the source and its
//! provenance, a line each; and such lines read again.

use super::bodies::placed;
use super::xml::Element;
use sourcework_core::diagnostic::Placed;
use sourcework_core::source::{Date, Provenance, Source, dates_in};

/// Who made the sources, when and for whom.
pub fn headings<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<Element> {
    sources.into_iter().map(heading).collect()
}

fn heading(source: &Source) -> Element {
    let facts = source.provenance.facts_and_rights().into_iter();
    let facts = facts.map(|(label, said)| Element::new("p").text(format!("{label}: {said}")));
    Element::new("div")
        .with("class", "heading")
        .child(Element::new("h2").text(&*source.title.value))
        .children(facts)
}

/// The text of a source, whose language is said for those who hear it read.
pub fn in_language(text: Element, source: &Source, attribute: &'static str) -> Element {
    match &source.provenance.language {
        Some(language) => text.with(attribute, language.as_str()),
        None => text,
    }
}

/// What lines like "Date: 26 October 1962" say, as [`Provenance::facts`] labels them. Creator and
/// role stand on one line there, and so do the archive and its reference: they stay together.
/// `language` is that of the passage below.
pub fn read<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    language: Option<&str>,
) -> Option<Box<Provenance>> {
    let mut provenance = Provenance::default();
    let mut found = false;
    for (label, said) in lines.into_iter().filter_map(|line| line.split_once(':')) {
        let said = placed(said.trim().to_owned());
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
            "Rights" => provenance.rights = Some(said),
            "Language" => provenance.language = Some(said),
            "Context" => provenance.context = Some(said),
            _ => {}
        }
    }
    let language = language.map(|it| placed(it.to_owned()));
    provenance.language = provenance.language.or(language);
    found.then(|| Box::new(provenance))
}

fn date(said: &str) -> Option<Placed<Date>> {
    let all = dates_in(said);
    let [date] = all.as_slice() else {
        return None;
    };
    Date::parse(date).map(placed)
}
