//! Extracts as content, and the feedback to a question about them.

use super::flow::div;
use crate::Material;
use crate::heading::{headings, in_language};
use crate::html;
use crate::xml::Element;
use sourcework_core::quiz::{Question, Reveal};
use sourcework_core::source::{Extract, Source};

/// The extracts of a question, each with whether the heading of its source stands over it: over
/// the first extract of a source, where it may be shown.
pub(crate) fn shown_as(question: &Question) -> impl Iterator<Item = (&str, bool)> {
    fn source(id: &str) -> Option<&str> {
        id.split('/').next()
    }
    let extracts = &question.extracts;
    extracts.iter().enumerate().map(move |(place, id)| {
        let before = extracts.iter().take(place);
        let is_first = before.into_iter().all(|other| source(other) != source(id));
        (
            id.as_str(),
            is_first && question.provenance == Reveal::Before,
        )
    })
}

/// An extract with its label, and with the heading of its source where that is shown. `language` is
/// the attribute that names the language of the words.
pub(crate) fn content(
    source: &Source,
    extract: &Extract,
    headed: bool,
    language: &'static str,
    words: Vec<Element>,
) -> Vec<Element> {
    let mut content = match headed {
        true => headings([source]),
        false => Vec::new(),
    };
    content.push(Element::new("h3").text(&*extract.label.value));
    content.push(in_language(div("text").children(words), source, language));
    content
}

/// The sources of a question, each once.
pub(crate) fn sources_of<'a>(question: &Question, material: Material<'a>) -> Vec<&'a Source> {
    let mut sources: Vec<&Source> = Vec::new();
    for id in &question.extracts {
        if let Some((source, _)) = material.sources.extract(id)
            && !sources.iter().any(|it| it.id == source.id)
        {
            sources.push(source);
        }
    }
    sources
}

/// The feedback that every answer gets: why the right one is right, `remarks` on its parts, the
/// words that show it, and a heading that was not shown before.
pub(crate) fn explanation<'q>(
    question: &'q Question,
    remarks: Option<Element>,
    material: Material<'q>,
) -> Vec<Element> {
    let mut blocks = html::elements(&question.explanation);
    blocks.extend(remarks);
    let quotes = question.quotes.iter();
    blocks.extend(quotes.map(|quote| Element::new("blockquote").children(html::elements(quote))));
    if question.provenance == Reveal::After {
        blocks.extend(headings(sources_of(question, material)));
    }
    blocks
}

/// A hint, for tools in which nothing can be opened: it is shown with the question.
pub(crate) fn shown_hint(hint: &str) -> Element {
    let heading = Element::new("strong").text("Hint");
    div("hint")
        .child(Element::new("p").child(heading))
        .children(html::elements(hint))
}
