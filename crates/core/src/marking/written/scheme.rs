//! The mark scheme of one question, compiled: patterns, passages, and how answers are read.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use smallvec::SmallVec;

use super::evidence::{Passage, taken};
use super::findings::{Doubt, Finding, Marked, PointFinding};
use super::learned;
use super::listed::Listed;
use super::pairs::{pairs, pairs_of_sentences};
use super::points::verdict;
use super::prose::{Polarity, Prose};
use super::read::Read;
use super::rules::{Rules, certain};
use crate::english::{self, Role};
use crate::marking::{Answer, Basis, Mark};
use crate::pattern::{Hit, Options, Pattern, Vocabulary, Words};
use crate::quiz::{Body, Question, Quiz};
use crate::source::Sources;

/// The longest answer that is read, in bytes: twenty pages.
pub(super) const LONGEST: usize = 1 << 16;

/// The mark scheme of a written question, compiled once for all its answers.
#[derive(Debug)]
pub struct Scheme<'q> {
    pub(super) question: &'q Question,
    pub(super) passages: Vec<Passage<'q>>,
    pub(super) rules: Vec<Rules>,
    pub(super) options: Options,
    /// The telling words of what is accepted, by point.
    pub(super) vocabulary: Vocabulary,
    /// The words of substance of the passages of an inference, each as the form that all its
    /// inflections share.
    pub(super) said: HashSet<String>,
    /// The same of the stem.
    pub(super) asked: HashSet<String>,
    learned: Vec<Pattern>,
    /// Phrases that say nothing of the source, compiled when they are first looked for.
    phrases: OnceLock<Vec<Pattern>>,
    /// What makes a sentence one that a person must read.
    reject: Vec<Pattern>,
    /// What the passage says outright.
    stated: Vec<Pattern>,
}

impl<'q> Scheme<'q> {
    /// Compiles the scheme of a question; `None` where it is not a written one.
    ///
    /// A quiz without errors has none here; a pattern that does not compile earns nothing.
    pub fn new(quiz: &'q Quiz, question: &'q Question, sources: &'q Sources) -> Option<Self> {
        let words_of_quiz = quiz.vocabulary(question);
        let options = words_of_quiz.reading_options();
        let passages: Vec<Passage<'q>> = question
            .extracts
            .iter()
            .filter_map(|id| {
                let (_, extract) = sources.extract(id)?;
                Some(Passage::new(id, &extract.label, &extract.text, &options))
            })
            .collect();
        let rules: Vec<Rules> = match &question.body {
            Body::ShortAnswer(body) => Rules::of_points(&body.points, &passages, &options),
            Body::Extended(body) => Rules::of_points(&body.points, &passages, &options),
            Body::Inference(body) => Rules::of_inferences(body, &options),
            _ => return None,
        };
        let stem = Words::split(&question.stem, &options);
        let accepted = rules
            .iter()
            .map(|it| it.accept.iter().map(|it| &it.pattern));
        let vocabulary = Vocabulary::of(accepted, &stem);
        let (reject, stated) = match &question.body {
            Body::ShortAnswer(body) => (certain(&body.reject, false, &options), Vec::new()),
            Body::Inference(body) => (
                certain(&body.reject, false, &options),
                certain(&body.stated, false, &options),
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let of_author: Vec<&str> = words_of_quiz
            .learned_responses
            .iter()
            .map(|it| it.as_str())
            .collect();
        let stems = |words: &Words<'_>| -> HashSet<String> {
            let content = words.iter().filter(|it| it.role == Role::Content);
            content.map(|it| english::stem(&it.text())).collect()
        };
        let mut said = HashSet::new();
        if matches!(question.body, Body::Inference(_)) {
            let texts = passages.iter().map(|it| Words::split(it.text, &options));
            said = texts.flat_map(|it| stems(&it)).collect();
        }
        let asked = stems(&stem);
        Some(Self {
            question,
            said,
            asked,
            passages,
            rules,
            vocabulary,
            learned: learned::patterns(&of_author, &options),
            phrases: OnceLock::new(),
            reject,
            stated,
            options,
        })
    }

    /// How many words of the points a sentence must have that may earn something in words that the
    /// scheme does not have. Chosen on the tuning sets: the words of a single point are a surer sign.
    pub(super) fn least_of_field(&self) -> usize {
        if self.rules.len() > 1 { 3 } else { 2 }
    }

    /// How many words of substance of its own such a sentence must have.
    pub(super) fn least_of_own(&self) -> usize {
        self.least_of_field() + 1
    }

    /// The question.
    pub fn question(&self) -> &'q Question {
        self.question
    }

    /// Marks an answer; `None` where it is of another kind, or a person judges.
    pub fn mark(&self, answer: &Answer) -> Option<Marked> {
        let too_long = match answer {
            Answer::Text(text) => text.len() > LONGEST,
            Answer::Inferences(given) => {
                let lengths = given.iter().map(|it| it.inference.len() + it.detail.len());
                lengths.sum::<usize>() > LONGEST
            }
            _ => false,
        };
        if too_long {
            return self.unread();
        }
        match (&self.question.body, answer) {
            (Body::ShortAnswer(body), Answer::Text(text)) => Some(self.short_answer(body, text)),
            (Body::Inference(body), Answer::Inferences(given)) => {
                Some(self.inferences(body, given))
            }
            _ => None,
        }
    }

    /// The result for an answer that is too long: a person must read it.
    fn unread(&self) -> Option<Marked> {
        let unread = |point: usize| PointFinding {
            point,
            finding: Finding::Unsure(Doubt::TooLong),
            ..PointFinding::default()
        };
        let findings: Vec<PointFinding> = match &self.question.body {
            Body::ShortAnswer(body) => (0..body.points.len()).map(unread).collect(),
            // Each inference and each detail; it is not known which points they are about.
            Body::Inference(body) => vec![unread(0); 2 * body.count as usize],
            _ => return None,
        };
        let available = self.question.available();
        Some(Marked {
            mark: Mark {
                awarded: 0,
                available,
                basis: Basis::Matched,
                doubtful: available,
                verdicts: findings.iter().map(|it| verdict(it.finding)).collect(),
            },
            findings,
            taken: Vec::new(),
        })
    }

    /// Marks an answer that was written as one text: inferences have a line each, with the
    /// detail in quotation marks.
    pub fn mark_text(&self, text: &str) -> Option<Marked> {
        match &self.question.body {
            Body::Inference(body) => {
                let count = body.count as usize;
                let of_lines = self.mark(&Answer::Inferences(pairs(text, count)))?;
                // What is written as one paragraph may be read in two ways; the better one counts.
                let of_sentences = pairs_of_sentences(text, count)
                    .and_then(|pairs| self.mark(&Answer::Inferences(pairs)));
                match of_sentences {
                    Some(other) if other.mark.awarded > of_lines.mark.awarded => Some(other),
                    _ => Some(of_lines),
                }
            }
            Body::ShortAnswer(_) if text.len() > LONGEST => self.unread(),
            // A class has many answers; none of them is copied for this.
            Body::ShortAnswer(body) => Some(self.short_answer(body, text)),
            _ => None,
        }
    }

    /// The words of substance of a text, in lower case, of so many letters and more.
    pub(super) fn substance(&self, text: &str, least: usize) -> Vec<String> {
        let words = Words::split(text, &self.options);
        let of_substance = words.iter().filter(|word| word.role == Role::Content);
        let texts = of_substance.map(crate::pattern::Word::text);
        texts.filter(|word| word.len() >= least).collect()
    }

    /// Reads an answer: its words, sentences and denials, and what it takes from the passages.
    pub(super) fn read<'a>(&self, text: &'a str) -> Read<'a> {
        let prose = Prose::read(text, &self.options);
        let taken = taken(text, &prose.words, &self.passages);
        let quoted = |at: usize| {
            let word = prose.words.word(at).span.start;
            taken.iter().any(|it| it.quoted && it.span.contains(&word))
        };
        let lists = prose.sentences.iter();
        let lists = lists
            .map(|sentence| match prose.listed(sentence, quoted) {
                Listed::Fragment if self.names_something_else(sentence, &prose) => Listed::Row,
                listed => listed,
            })
            .collect();
        let mut read = Read {
            learned: SmallVec::new(),
            asked: self.asked_again(&prose),
            rejected: said(&self.reject, &prose).map(|(place, _)| place).collect(),
            stated: said(&self.stated, &prose).collect(),
            contradictions: prose.contradictions(),
            prose,
            taken,
            lists,
        };
        read.learned = self.learned(&read);
        read
    }

    /// The sentences of which three words of substance in four are those of the stem.
    fn asked_again(&self, prose: &Prose<'_>) -> SmallVec<[usize; 4]> {
        let says_again = |sentence: &Range<usize>| {
            let content = sentence.clone().filter(|at| prose.is_content(*at));
            let stems = content.map(|at| english::stem(&prose.words.word(at).text()));
            let (asked, own): (Vec<String>, Vec<String>) =
                stems.partition(|it| self.asked.contains(it));
            asked.len() >= 3 && asked.len() >= 3 * own.len()
        };
        let sentences = prose.sentences.iter().enumerate();
        let again = sentences.filter(|(_, sentence)| says_again(sentence));
        again.map(|(place, _)| place).collect()
    }

    /// The sentences that do not suggest that the mark scheme lacks a point: they have a learned
    /// phrase, or only retell the passage ("He says that …").
    pub(super) fn sentences_that_say_nothing(&self, prose: &Prose<'_>) -> SmallVec<[usize; 4]> {
        let phrases = self.phrases.get_or_init(|| learned::phrases(&self.options));
        let mut found: SmallVec<[usize; 4]> = phrases
            .iter()
            .flat_map(|it| prose.in_sentences(it))
            .map(|(place, _)| place)
            .collect();
        let sentences = prose.sentences.iter().enumerate();
        let retells = sentences.filter(|(_, sentence)| prose.only_retells(sentence));
        found.extend(retells.map(|(place, _)| place));
        found
    }

    /// Whether an enumeration has an item that no pattern knows: "executive, congress, senate" for
    /// the branches of government.
    fn names_something_else(&self, sentence: &Range<usize>, prose: &Prose<'_>) -> bool {
        let items = prose.items(sentence);
        if items.len() < 3 {
            return false;
        }
        let touched = self.vocabulary.touched(&prose.words);
        let known = |item: &Range<usize>| touched.iter().any(|(word, _)| item.contains(word));
        items.iter().any(known) && !items.iter().all(known)
    }

    /// The sentences that are learned responses and are supported by nothing in the passage.
    fn learned(&self, read: &Read<'_>) -> SmallVec<[usize; 4]> {
        let mut learned = SmallVec::new();
        if read.taken.iter().any(|taken| taken.extract.is_some()) {
            return learned;
        }
        let words = &read.prose.words;
        let hits = self
            .learned
            .iter()
            .flat_map(|it| read.prose.in_sentences(it));
        for (place, hit) in hits {
            let stock = |at: usize| hit.words.iter().any(|found| found.word == at);
            // Two words of substance that the passage has as well are support enough.
            let detail = |at: &usize| {
                let word = words.word(*at);
                !stock(*at)
                    && read.prose.is_content(*at)
                    && word.span.len() >= 4
                    && self.passages.iter().any(|passage| passage.has(word.hash()))
            };
            if read.prose.sentences[place].clone().filter(detail).count() < 2 {
                learned.push(place);
            }
        }
        learned
    }
}

/// Where one of the patterns is met in a sentence and not denied.
fn said<'p>(
    patterns: &'p [Pattern],
    prose: &'p Prose<'_>,
) -> impl Iterator<Item = (usize, Hit)> + 'p {
    let hits = patterns.iter().flat_map(|it| prose.in_sentences(it));
    hits.filter(|(_, hit)| prose.polarity(hit) != Polarity::Denied)
}
