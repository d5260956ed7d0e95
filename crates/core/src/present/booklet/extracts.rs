//! The sources of a paper: which extracts, how they are called, and whose heading may be read.
//!
//! A paper has no "before" and "after" but by its pages. So questions that hide the heading of their
//! source, the unseen ones, come first, with their passages and without the heading; it stands
//! in part two, to which candidates turn when they are told. A heading that no question of part two
//! needs stands on the mark scheme.

use std::collections::{BTreeMap, BTreeSet};

use super::{SectionPart, facts};
use crate::present::block::{self, Block, Entry, Look, Run, paragraph, text};
use crate::present::passage::numbered_paragraphs;
use crate::quiz::{Question, Quiz};
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
    /// The labels of the extracts that unseen questions are about, by source.
    unseen: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The sources that the other questions are about.
    seen: BTreeSet<&'a str>,
}

/// Which pages of a paper.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of them: the paper has no parts.
    Whole,
    /// Those before the heading of a source is shown.
    One,
    /// Those after it.
    Two,
}

impl<'a> Extracts<'a> {
    pub fn of(quiz: &'a Quiz, library: &'a Sources) -> Self {
        let mut sources: Vec<(&Source, Vec<&Extract>)> = Vec::new();
        let mut unseen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for question in &quiz.questions {
            for id in &question.extracts {
                let Some((source, extract)) = library.extract(id) else {
                    continue;
                };
                if question.is_unseen() {
                    let labels = unseen.entry(source.id.as_str()).or_default();
                    labels.insert(extract.label.as_str());
                } else {
                    seen.insert(source.id.as_str());
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
        let mut labels_so_far = BTreeSet::new();
        let labels = sources.iter().flat_map(|(_, named)| named);
        let shared = labels
            .map(|it| it.label.as_str())
            .filter(|label| !labels_so_far.insert(*label))
            .collect();
        Self {
            sources,
            shared,
            unseen,
            seen,
        }
    }

    /// The sources as they are printed in a part of the paper, each passage once in all of it.
    pub fn parts(&self, part: Part) -> Vec<SectionPart> {
        let mut parts = Vec::new();
        for (index, (source, named)) in self.sources.iter().enumerate() {
            let unseen = self.unseen.get(source.id.as_str());
            let is_unseen =
                |it: &&&Extract| unseen.is_some_and(|labels| labels.contains(it.label.as_str()));
            let (asked_first, others): (Vec<&Extract>, Vec<&Extract>) =
                named.iter().partition(is_unseen);
            let (is_told, extracts) = match part {
                Part::Whole => (unseen.is_none(), named.clone()),
                Part::One if unseen.is_none() => continue,
                Part::One => (false, asked_first.clone()),
                Part::Two if !self.seen.contains(source.id.as_str()) => continue,
                Part::Two => (true, others),
            };
            let mut blocks = if is_told {
                vec![Block::Facts(facts(source))]
            } else {
                let note = "Where this source comes from is not told here.";
                vec![paragraph(Look::Small, note)]
            };
            if part == Part::Two && !asked_first.is_empty() {
                let labels = asked_first.iter().map(|it| block::clean(&it.label));
                let labels: Vec<String> = labels.collect();
                let noun = if labels.len() == 1 {
                    "Extract"
                } else {
                    "Extracts"
                };
                let words = format!("{noun} {}: see part one.", words::listed(&labels));
                blocks.push(paragraph(Look::Small, &words));
            }
            let heading = self.heading(index, source, is_told);
            parts.push(SectionPart::Source(heading, blocks));
            for extract in extracts {
                let heading = format!("Extract {}", block::clean(&extract.label));
                let text = block::printable(&extract.text);
                let passage = numbered_paragraphs(&text, &[], source.foreign_language());
                parts.push(SectionPart::Extract(heading, passage));
            }
        }
        parts
    }

    /// The headings that stand nowhere on the paper, for the mark scheme.
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
        let id = source.id.as_str();
        self.unseen.contains_key(id) && !self.seen.contains(id)
    }

    /// What stands over a source. It has a number where there are several, or where it would have
    /// no name at all.
    fn heading(&self, index: usize, source: &Source, is_told: bool) -> String {
        let name = match self.sources.len() {
            1 => "Source".to_owned(),
            _ => format!("Source {}", index + 1),
        };
        match (is_told, self.sources.len()) {
            (false, _) => name,
            (true, 1) => block::clean(&source.title),
            (true, _) => format!("{name}: {}", block::clean(&source.title)),
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
}
