//! Passages with the headings of their sources, marked places, and what a source explains.

use std::ops::Range;

use super::block::{Block, PassageParagraph, Run};
use crate::attempt::{Heading, Passage};
use crate::source::passage::paragraphs;
use crate::source::{Extract, Fact, Source, Term};

/// Passages as a student reads them; one heading stands over all extracts of a source.
pub fn passages(passages: &[Passage<'_>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut last: Option<&Heading<'_>> = None;
    for passage in passages {
        let heading = passage.heading.as_ref();
        if let Some(heading) = heading
            && last != Some(heading)
        {
            blocks.extend(source_heading(heading));
        }
        last = heading;
        blocks.extend(extract(passage.label, passage.text, passage.language));
    }
    blocks
}

/// A whole source: its heading, its rights, every extract, what happened and its glossary.
pub fn source(source: &Source) -> Vec<Block> {
    let mut heading = Heading::of(source);
    if let Some(rights) = &source.provenance.rights {
        heading.facts.push(("Rights", rights.value.clone()));
    }
    let mut blocks = source_heading(&heading);
    let all = source.extracts.iter();
    let language = source.foreign_language();
    blocks.extend(all.flat_map(|Extract { label, text, .. }| extract(label, text, language)));
    blocks.extend(fact_sheet(&source.facts));
    blocks.extend(glossary(source.glossary.iter()));
    blocks
}

/// Who made a source, when and for whom.
pub fn source_heading(heading: &Heading<'_>) -> Vec<Block> {
    let facts = heading.facts.iter();
    let facts = facts.map(|(label, text)| ((*label).to_owned(), text.clone()));
    vec![
        Block::Heading(heading.title.to_owned()),
        Block::Facts(facts.collect()),
    ]
}

fn extract(label: &str, text: &str, language: Option<&str>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(format!("Extract {label}"))];
    blocks.extend(numbered_paragraphs(text, &[], language));
    blocks
}

/// The words that passages explain, each once.
pub fn glossary_of(passages: &[Passage<'_>]) -> Vec<Block> {
    let mut terms: Vec<&Term> = Vec::new();
    for term in passages.iter().flat_map(|passage| &passage.glossary) {
        if !terms.iter().any(|known| known.term == term.term) {
            terms.push(term);
        }
    }
    glossary(terms.into_iter())
}

fn glossary<'t>(terms: impl Iterator<Item = &'t Term>) -> Vec<Block> {
    let terms = terms.map(|term| (term.term.value.clone(), term.meaning.value.clone()));
    under_heading("Words", terms.collect())
}

fn fact_sheet(facts: &[Fact]) -> Vec<Block> {
    let facts = facts.iter().map(|fact| {
        let date = fact.date.as_ref().map(ToString::to_string);
        (date.unwrap_or_default(), fact.text.value.clone())
    });
    under_heading("What happened", facts.collect())
}

fn under_heading(heading: &str, facts: Vec<(String, String)>) -> Vec<Block> {
    if facts.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(heading.to_owned()), Block::Facts(facts)]
}

/// The paragraphs of a text, numbered, with the given places marked. The places are byte ranges of
/// the text, in order and without overlap.
pub fn numbered_paragraphs(
    text: &str,
    places: &[Range<usize>],
    language: Option<&str>,
) -> Vec<Block> {
    let numbered = (1..).zip(paragraphs(text));
    let blocks = numbered.map(|(number, paragraph)| {
        Block::Passage(PassageParagraph {
            number,
            runs: marked_runs(text, &paragraph, places),
            language: language.map(str::to_owned),
        })
    });
    blocks.collect()
}

/// Those paragraphs of a text that have a marked place.
pub fn marked_paragraphs(
    text: &str,
    places: &[Range<usize>],
    language: Option<&str>,
) -> Vec<Block> {
    let mut blocks = numbered_paragraphs(text, places, language);
    let is_marked = |run: &Run| matches!(run, Run::Marked(_));
    blocks.retain(|block| match block {
        Block::Passage(paragraph) => paragraph.runs.iter().any(is_marked),
        _ => false,
    });
    blocks
}

fn marked_runs(text: &str, paragraph: &Range<usize>, places: &[Range<usize>]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = paragraph.start;
    for place in places {
        let inside = place.start.max(paragraph.start)..place.end.min(paragraph.end);
        if inside.is_empty() {
            continue;
        }
        if at < inside.start {
            runs.push(Run::Text(text[at..inside.start].to_owned()));
        }
        runs.push(Run::Marked(text[inside.clone()].to_owned()));
        at = inside.end;
    }
    if at < paragraph.end || runs.is_empty() {
        runs.push(Run::Text(text[at..paragraph.end].to_owned()));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_reaches_over_two_paragraphs_is_marked_in_both() {
        let text = "One two.\n\nThree four.\n\nFive.";
        let places = [4..15, 17..20];
        let blocks = marked_paragraphs(text, &places, None);
        let runs: Vec<_> = blocks
            .into_iter()
            .map(|block| match block {
                Block::Passage(paragraph) => (paragraph.number, paragraph.runs),
                other => panic!("{other:?}"),
            })
            .collect();
        let text = |words: &str| Run::Text(words.to_owned());
        let marked = |words: &str| Run::Marked(words.to_owned());
        assert_eq!(
            runs,
            [
                (1, vec![text("One "), marked("two.")]),
                (
                    2,
                    vec![marked("Three"), text(" f"), marked("our"), text(".")]
                ),
            ]
        );
    }
}
