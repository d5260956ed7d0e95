//! The sources of a paper: which extracts, how they are called, and whose heading may be read.
//!
//! A paper has no "before" and "after": what stands on it can be read at any time. So a source
//! whose heading one question hides is printed without it, for all questions, and the
//! heading stands on the mark scheme, to be told when the time has come.

use std::collections::{BTreeMap, BTreeSet};

use super::{SectionPart, facts};
use crate::present::block::{self, Block, Entry, Look, Run, paragraph, text};
use crate::present::passage::numbered_paragraphs;
use crate::quiz::{Question, Quiz, Reveal};
use crate::source::passage::paragraph_at;
use crate::source::{Extract, Source, Sources, quotation};
use crate::words;

/// How many words stand at each end of a quotation that is shortened.
const ENDS: usize = 4;

/// The extracts that the questions of a quiz name.
pub struct Extracts<'a> {
    /// Each source once, in the order in which questions name them, with those of its extracts
    /// that are named, in its own order.
    sources: Vec<(&'a Source, Vec<&'a Extract>)>,
    /// Labels that several of the sources use.
    shared: BTreeSet<&'a str>,
    /// The source whose heading is hidden, and the first question that does so.
    withheld: BTreeMap<&'a str, &'a str>,
}

impl<'a> Extracts<'a> {
    pub fn of(quiz: &'a Quiz, library: &'a Sources) -> Self {
        let mut sources: Vec<(&Source, Vec<&Extract>)> = Vec::new();
        let mut withheld = BTreeMap::new();
        for question in &quiz.questions {
            for id in &question.extracts {
                let Some((source, extract)) = library.extract(id) else {
                    continue;
                };
                if question.provenance != Reveal::Before {
                    withheld
                        .entry(source.id.as_str())
                        .or_insert(question.id.as_str());
                }
                let known = sources.iter().position(|(it, _)| it.id == source.id);
                let at = known.unwrap_or_else(|| {
                    sources.push((source, Vec::new()));
                    sources.len() - 1
                });
                let named = &mut sources[at].1;
                if !named.iter().any(|it| it.label == extract.label) {
                    named.push(extract);
                }
            }
        }
        for (source, named) in &mut sources {
            let place = |it: &&Extract| source.extracts.iter().position(|x| x.label == it.label);
            named.sort_by_key(place);
        }
        let mut seen = BTreeSet::new();
        let labels = sources.iter().flat_map(|(_, named)| named);
        let shared = labels
            .map(|it| it.label.as_str())
            .filter(|label| !seen.insert(*label))
            .collect();
        Self {
            sources,
            shared,
            withheld,
        }
    }

    /// The sources as they are printed, each passage once.
    pub fn parts(&self) -> Vec<SectionPart> {
        let mut parts = Vec::new();
        for (index, (source, named)) in self.sources.iter().enumerate() {
            let blocks = if self.is_withheld(source) {
                let note = "Where this source comes from is not given on this paper.";
                vec![paragraph(Look::Small, note)]
            } else {
                vec![Block::Facts(facts(source))]
            };
            parts.push(SectionPart::Source(self.heading(index, source), blocks));
            for extract in named {
                let heading = format!("Extract {}", block::clean(&extract.label));
                let text = block::printable(&extract.text);
                let passage = numbered_paragraphs(&text, &[], source.foreign_language());
                parts.push(SectionPart::Extract(heading, passage));
            }
        }
        parts
    }

    /// The headings that are hidden on the paper, for the mark scheme.
    pub fn withheld_parts(&self) -> Vec<SectionPart> {
        let held = self
            .sources
            .iter()
            .filter(|(source, _)| self.is_withheld(source));
        held.map(|(source, _)| {
            let blocks = vec![Block::Facts(facts(source))];
            SectionPart::Source(block::clean(&source.title), blocks)
        })
        .collect()
    }

    fn is_withheld(&self, source: &Source) -> bool {
        self.withheld.contains_key(source.id.as_str())
    }

    /// What stands over a source. It has a number where there are several, or where it would have
    /// no name at all.
    fn heading(&self, index: usize, source: &Source) -> String {
        let name = match self.sources.len() {
            1 => "Source".to_owned(),
            _ => format!("Source {}", index + 1),
        };
        match (self.is_withheld(source), self.sources.len()) {
            (true, _) => name,
            (false, 1) => block::clean(&source.title),
            (false, _) => format!("{name}: {}", block::clean(&source.title)),
        }
    }

    /// What an extract is called in a sentence: "6a", or "6a of source 2".
    fn name(&self, id: &str) -> Option<String> {
        let (source, label) = id.split_once('/')?;
        let index = self.sources.iter().position(|(it, _)| it.id == source)?;
        let label_shown = block::clean(label);
        Some(if self.shared.contains(label) {
            format!("{label_shown} of source {}", index + 1)
        } else {
            label_shown
        })
    }

    /// "Extract 6a", "Extracts 6a and 6b".
    pub fn named(&self, question: &Question) -> String {
        let names: Vec<String> = question
            .extracts
            .iter()
            .filter_map(|id| self.name(id))
            .collect();
        match names.len() {
            0 => String::new(),
            1 => format!("Extract {}", names[0]),
            _ => format!("Extracts {}", words::listed(&names)),
        }
    }

    /// A quotation and its place.
    pub fn quoted(&self, question: &Question, quote: &str) -> Entry {
        let mut runs = vec![text(&format!("“{}”", block::clean(quote)))];
        if let Some(place) = self.place(question, quote) {
            runs.push(Run::Text(format!(" ({place})")));
        }
        runs
    }

    /// A quotation by its first and last words, and its place.
    pub fn quoted_in_short(&self, question: &Question, quote: &str) -> Entry {
        let words: Vec<&str> = quote.split_whitespace().collect();
        if words.len() <= 2 * ENDS + 2 {
            return self.quoted(question, quote);
        }
        let (first, last) = (&words[..ENDS], &words[words.len() - ENDS..]);
        let short = format!("“{} … {}”", first.join(" "), last.join(" "));
        let place = self.place(question, quote);
        let place = place.map_or_else(String::new, |it| format!(" ({it})"));
        vec![text(&(short + &place))]
    }

    /// Where a quotation stands: "6a ¶3".
    pub fn place(&self, question: &Question, quote: &str) -> Option<String> {
        question.extracts.iter().find_map(|id| {
            let (source, label) = id.split_once('/')?;
            let (_, named) = self.sources.iter().find(|(it, _)| it.id == source)?;
            let text = &named.iter().find(|it| it.label.value == label)?.text;
            let found = quotation::find_exact(text, quote)
                .or_else(|| quotation::find_typographic(text, quote))?;
            Some(format!(
                "{} ¶{}",
                self.name(id)?,
                paragraph_at(text, found.start)
            ))
        })
    }

    /// The sources whose heading is not printed, each with the first question that asks for it.
    pub fn withheld(self) -> BTreeMap<&'a str, &'a str> {
        self.withheld
    }
}
