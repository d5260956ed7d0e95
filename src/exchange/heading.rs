//! The heading over a passage as markup: `div.heading` with the title of the source and its
//! provenance, a line each.

use super::xml::Element;
use crate::diagnostic::Placed;
use crate::source::Source;

/// Who made the sources, when and for whom.
pub fn headings<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<Element> {
    sources.into_iter().map(heading).collect()
}

fn heading(source: &Source) -> Element {
    let provenance = &source.provenance;
    let by = match &provenance.role {
        Some(role) => format!("{}, {}", *provenance.creator, **role),
        None => provenance.creator.value.clone(),
    };
    let kept: Vec<&str> = [&provenance.repository, &provenance.reference]
        .iter()
        .filter_map(|it| Some(it.as_deref()?.as_str()))
        .collect();
    let text = |it: &Option<Placed<String>>| it.as_ref().map(|it| it.value.clone());
    let rows = [
        ("By", Some(by)),
        ("Date", provenance.date.as_ref().map(ToString::to_string)),
        ("Type", Some(provenance.form.value.clone())),
        ("Place", text(&provenance.place)),
        ("To", text(&provenance.audience)),
        ("Kept at", (!kept.is_empty()).then(|| kept.join(", "))),
        ("Context", text(&provenance.context)),
    ];
    let rows = rows.into_iter().filter_map(|(label, value)| {
        let value = value?;
        Some(Element::new("p").text(format!("{label}: {value}")))
    });
    Element::new("div")
        .with("class", "heading")
        .child(Element::new("h2").text(&*source.title.value))
        .children(rows)
}
