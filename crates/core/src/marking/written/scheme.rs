//! The mark scheme of one question, compiled: patterns, passages, and how answers are read.

use std::cell::OnceCell;

use smallvec::SmallVec;

use super::evidence::{Passage, Taken, marked, taken};
use super::findings::{Doubt, Finding, Marked, PointFinding};
use super::learned;
use super::points::verdict;
use super::prose::{Polarity, Prose};
use crate::diagnostic::Placed;
use crate::english::Role;
use crate::marking::{Answer, Basis, Mark, Written};
use crate::pattern::{Hit, Options, Pattern, Vocabulary, Words};
use crate::quiz::{Body, Question, Quiz};
use crate::source::Sources;

/// The longest answer that is read, in bytes: twenty pages.
pub(super) const LONGEST: usize = 1 << 16;

/// What earns a point and what loses it.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub accept: Vec<Pattern>,
    pub reject: Vec<Pattern>,
    /// The extract to be quoted, by its place, and how many words of it.
    pub quote: Option<(Option<usize>, usize)>,
}

/// The mark scheme of a written question, compiled once for all its answers.
#[derive(Debug)]
pub struct Scheme<'q> {
    pub(super) question: &'q Question,
    pub(super) passages: Vec<Passage<'q>>,
    pub(super) rules: Vec<Rules>,
    pub(super) options: Options,
    /// The telling words of what is accepted, by point.
    vocabulary: Vocabulary,
    learned: Vec<Pattern>,
    /// What makes a sentence one that a person must read.
    reject: Vec<Pattern>,
}

/// Where a pattern of a point was met, and what is to be said of it.
#[derive(Debug)]
pub(super) struct Met<'s> {
    pub pattern: &'s Pattern,
    pub hit: Hit,
    pub polarity: Polarity,
    /// Whether every word of it is taken from a passage without quotation marks.
    pub copied: bool,
    /// Whether its words stand in sentences that are far apart, or in a list of words.
    pub loose: bool,
    /// Whether it stands in a learned response without support.
    pub learned: bool,
    /// Whether its sentence contradicts itself.
    pub contradicted: bool,
    /// Whether its sentence says something that the question rejects.
    pub rejected: bool,
}

/// An answer, read.
pub(super) struct Read<'a> {
    pub prose: Prose<'a>,
    pub taken: Vec<Taken>,
    /// The sentences that are learned responses.
    pub learned: SmallVec<[usize; 4]>,
    lists: SmallVec<[bool; 8]>,
    contradictions: SmallVec<[usize; 4]>,
    rejected: SmallVec<[usize; 4]>,
    /// The telling words of all points, once somebody has asked.
    touched: OnceCell<Vec<(usize, usize)>>,
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
        // What holds marks back must not be a guess at a misspelling.
        let compile = |texts: &[Placed<String>], forgive_names: bool, certain: bool| {
            let options = Options {
                forgive_names,
                certain,
                ..options.clone()
            };
            texts
                .iter()
                .filter_map(|text| Pattern::compile(text, &options).ok())
                .collect::<Vec<_>>()
        };
        let of_points = |points: &[crate::quiz::body::Point]| {
            let rules = points.iter().map(|point| Rules {
                accept: compile(&point.accept, point.forgive_names, false),
                reject: compile(&point.reject, point.forgive_names, true),
                quote: point.quote_from.as_ref().map(|from| {
                    let here = |it: &Passage<'_>| it.label == **from || it.id == **from;
                    let least = point.min_words.as_ref().map_or(3, |least| **least as usize);
                    (passages.iter().position(here), least)
                }),
            });
            rules.collect::<Vec<_>>()
        };
        let rules: Vec<Rules> = match &question.body {
            Body::ShortAnswer(body) => of_points(&body.points),
            Body::Extended(body) => of_points(&body.points),
            Body::Inference(body) => {
                let rules = body.points.iter().map(|point| Rules {
                    accept: compile(&point.accept, false, false),
                    reject: compile(&point.reject, false, true),
                    quote: None,
                });
                rules.collect()
            }
            _ => return None,
        };
        let stem = Words::split(&question.stem, &options);
        let accepted = rules.iter().map(|rules| rules.accept.as_slice());
        let vocabulary = Vocabulary::of(accepted, &stem);
        let reject = match &question.body {
            Body::ShortAnswer(body) => compile(&body.reject, false, true),
            Body::Inference(body) => compile(&body.reject, false, true),
            _ => Vec::new(),
        };
        let of_author: Vec<&str> = words_of_quiz
            .learned_responses
            .iter()
            .map(|it| it.as_str())
            .collect();
        Some(Self {
            question,
            passages,
            rules,
            vocabulary,
            learned: learned::patterns(&of_author, &options),
            reject,
            options,
        })
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
            Body::Inference(_) => self.mark(&Answer::Inferences(pairs(text))),
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
        let lists = lists.map(|it| prose.is_list(it, quoted)).collect();
        let mut read = Read {
            learned: SmallVec::new(),
            rejected: SmallVec::new(),
            touched: OnceCell::new(),
            contradictions: prose.contradictions(),
            prose,
            taken,
            lists,
        };
        read.learned = self.learned(&read);
        read.rejected = self.rejected(&read);
        read
    }

    /// The sentences in which something is said, and not denied, that the question rejects.
    fn rejected(&self, read: &Read<'_>) -> SmallVec<[usize; 4]> {
        let hits = self
            .reject
            .iter()
            .flat_map(|it| read.prose.in_sentences(it));
        hits.filter(|(_, hit)| read.prose.polarity(hit) != Polarity::Denied)
            .map(|(place, _)| place)
            .collect()
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

/// The inferences of a text: one a line, its detail in quotation marks. Of several quotations in a
/// line each ends an inference.
pub fn pairs(text: &str) -> Vec<Written> {
    let mut pairs = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let quoted = marked(line);
        if quoted.len() < 2 {
            let span = quoted.first().cloned().unwrap_or(line.len()..line.len());
            let inference = format!("{} {}", &line[..span.start], &line[span.end..]);
            pairs.push(Written {
                inference: inference.trim().to_owned(),
                detail: line[span].to_owned(),
            });
            continue;
        }
        let mut from = 0;
        for span in quoted {
            pairs.push(Written {
                inference: line[from..span.start].trim().to_owned(),
                detail: line[span.clone()].to_owned(),
            });
            from = span.end;
        }
    }
    pairs
}

impl<'a> Read<'a> {
    /// The telling words of a point in a sentence that has at least so many of them and is a
    /// statement of the student's own.
    pub fn near(&self, scheme: &Scheme<'_>, point: usize, least: usize) -> Option<Vec<usize>> {
        let touched = self
            .touched
            .get_or_init(|| scheme.vocabulary.touched(&self.prose.words));
        let own = |at: &usize| {
            let sentence = self.prose.sentence_of(*at);
            !self.lists[sentence] && !self.learned.contains(&sentence) && !self.is_taken(*at)
        };
        let of_point = touched.iter().filter(|(_, group)| *group == point);
        let own: Vec<usize> = of_point.map(|(word, _)| *word).filter(own).collect();
        let sentence = |at: &usize| self.prose.sentence_of(*at);
        let enough = |first: &usize| {
            own.iter()
                .filter(|at| sentence(at) == sentence(first))
                .count()
                >= least
        };
        let first = *own.iter().find(|at| enough(at))?;
        let in_it = own.iter().copied();
        Some(
            in_it
                .filter(|at| sentence(at) == sentence(&first))
                .collect(),
        )
    }

    /// Whether too much of an answer is misspelt to say that something is not there: one word in
    /// five, and `least` of them.
    pub fn is_misspelt(&self, least: usize) -> bool {
        let words = &self.prose.words;
        let strange = words.iter().filter(|word| word.is_strange()).count();
        strange >= least && strange * 5 >= words.len()
    }

    /// Whether a word is taken from a passage.
    fn is_taken(&self, at: usize) -> bool {
        let word = self.prose.words.word(at).span.start;
        self.taken
            .iter()
            .any(|it| it.extract.is_some() && it.span.contains(&word))
    }

    /// Every place where a pattern is met: in each clause, or else each sentence, or else over
    /// the whole answer.
    pub fn met<'s>(&self, pattern: &'s Pattern) -> SmallVec<[Met<'s>; 2]> {
        let words = &self.prose.words;
        let mut met = SmallVec::new();
        let mut search = pattern.search(words);
        let Some(whole) = search.within(0..words.len()) else {
            return met;
        };
        if pattern.grows() {
            for clause in &self.prose.clauses {
                met.extend(
                    search
                        .within(clause.clone())
                        .map(|hit| self.judged(pattern, hit)),
                );
            }
            // What a sentence says only as a whole, its clauses do not say.
            if met.is_empty() {
                for sentence in &self.prose.sentences {
                    let hit = search.within(sentence.clone());
                    met.extend(hit.map(|hit| self.judged(pattern, hit)));
                }
            }
        }
        if met.is_empty() {
            met.push(self.judged(pattern, whole));
        }
        met
    }

    fn judged<'s>(&self, pattern: &'s Pattern, hit: Hit) -> Met<'s> {
        let words = &self.prose.words;
        let places = || hit.words.iter().map(|found| found.word);
        let copied = |at: usize| {
            let word = &words.word(at).span;
            let mut copies = self.taken.iter().filter(|taken| !taken.quoted);
            copies.any(|taken| taken.span.start <= word.start && word.end <= taken.span.end)
        };
        let sentence = |at| self.prose.sentence_of(at);
        let (first, last) = (
            places().map(sentence).min().unwrap_or(0),
            places().map(sentence).max().unwrap_or(0),
        );
        let listed = places().any(|at| self.lists[sentence(at)]);
        // "In 6b he says …" before copied words does not make them the student's own.
        let telling = |at: &usize| {
            let digit = words.written(*at).contains(|c: char| c.is_ascii_digit());
            self.prose.is_content(*at) && !digit
        };
        let mut telling_words = places().filter(telling).peekable();
        let tells = telling_words.peek().is_some();
        let all_copied = if tells {
            telling_words.all(copied)
        } else {
            !hit.words.is_empty() && places().all(copied)
        };
        Met {
            polarity: self.prose.polarity(&hit),
            copied: all_copied,
            loose: last - first > 1 || listed,
            learned: !hit.words.is_empty()
                && places().all(|at| self.learned.contains(&sentence(at))),
            contradicted: places().any(|at| self.contradictions.contains(&sentence(at))),
            rejected: places().any(|at| self.rejected.contains(&sentence(at))),
            hit,
            pattern,
        }
    }
}
