//! An answer as it is read: its sentences, where patterns are met in them, and what is to be said
//! of each place.

use std::ops::Range;

use smallvec::SmallVec;

use super::evidence::Taken;
use super::listed::Listed;
use super::prose::{Polarity, Prose};
use super::rules::Accepted;
use super::scheme::Scheme;
use crate::pattern::{Hit, Pattern};

/// Where a pattern of a point was met, and what is to be said of it.
#[derive(Debug)]
pub(super) struct Met<'s> {
    pub accepted: &'s Accepted,
    pub hit: Hit,
    pub polarity: Polarity,
    /// Whether every telling word of it is taken from a passage.
    pub copied: bool,
    /// Whether it is in quotation marks.
    pub in_quotes: bool,
    /// Whether its words stand in sentences that are far apart, or in a long row of words.
    pub loose: bool,
    /// Whether it stands in a row of key words that says nothing.
    pub key_words: bool,
    /// Whether it stands in a learned response without support.
    pub learned: bool,
    /// Whether it stands in a sentence that only repeats the question.
    pub asked: bool,
    /// Whether its words are those that say what the passage says outright.
    pub stated: bool,
    /// Whether its sentence contradicts itself.
    pub contradicted: bool,
    /// Whether its sentence says something that the question rejects.
    pub rejected: bool,
}

/// Copies of at least this many words select nothing; a shorter one may be the student's choice.
const LONG_COPY: usize = 20;

/// An answer, read.
pub(super) struct Read<'a> {
    pub prose: Prose<'a>,
    pub taken: Vec<Taken>,
    /// The sentences that are learned responses.
    pub learned: SmallVec<[usize; 4]>,
    /// The sentences that only say the question again.
    pub asked: SmallVec<[usize; 4]>,
    /// The words that say what the passage says outright, by sentence.
    pub stated: SmallVec<[(usize, Hit); 2]>,
    /// For each sentence, whether it is one, or a row of words.
    pub lists: SmallVec<[Listed; 8]>,
    pub contradictions: SmallVec<[usize; 4]>,
    /// The sentences in which something is said that the question rejects.
    pub rejected: SmallVec<[usize; 4]>,
}

impl Read<'_> {
    /// Whether too much of an answer is misspelt to say that something is not there: one word in
    /// five, and `least` of them.
    pub fn is_misspelt(&self, least: usize) -> bool {
        let words = &self.prose.words;
        let strange = words.iter().filter(|word| word.is_strange()).count();
        strange >= least && strange * 5 >= words.len()
    }

    /// Whether a word is taken from a passage.
    pub fn is_taken(&self, at: usize) -> bool {
        let word = self.prose.words.word(at).span.start;
        self.taken
            .iter()
            .any(|it| it.extract.is_some() && it.span.contains(&word))
    }

    /// The place of the sentence that a byte of the answer is in.
    pub fn sentence_at(&self, byte: usize) -> usize {
        let begins = |sentence: &Range<usize>| self.prose.words.word(sentence.start).span.start;
        let sentences = &self.prose.sentences;
        let begun = sentences.partition_point(|sentence| begins(sentence) <= byte);
        begun.saturating_sub(1)
    }

    /// Every place where a pattern is met: in each clause, or else each sentence, or else over
    /// the whole answer.
    pub fn places(&self, pattern: &Pattern) -> SmallVec<[Hit; 2]> {
        let words = &self.prose.words;
        let mut met = SmallVec::new();
        let mut search = pattern.search(words);
        let Some(whole) = search.within(0..words.len()) else {
            return met;
        };
        if pattern.is_monotone() {
            for clause in &self.prose.clauses {
                met.extend(search.within(clause.clone()));
            }
            // What a sentence says only as a whole, its clauses do not say.
            if met.is_empty() {
                for sentence in &self.prose.sentences {
                    met.extend(search.within(sentence.clone()));
                }
            }
        }
        if met.is_empty() {
            met.push(whole);
        }
        met
    }

    /// Every place where a pattern is met, and what is to be said of it.
    pub fn met<'s>(&self, accepted: &'s Accepted) -> SmallVec<[Met<'s>; 2]> {
        let places = self.places(&accepted.pattern);
        places
            .into_iter()
            .map(|hit| self.judged(accepted, hit))
            .collect()
    }

    fn judged<'s>(&self, accepted: &'s Accepted, hit: Hit) -> Met<'s> {
        let words = &self.prose.words;
        let places = || hit.words.iter().map(|found| found.word);
        let taken = |at: usize| {
            let word = &words.word(at).span;
            let inside = |it: &&Taken| it.span.start <= word.start && word.end <= it.span.end;
            self.taken.iter().find(inside)
        };
        // Of what is quoted a word or two may be what the student speaks of: the word "madman".
        let copied = |at: usize| {
            let only_quotes = || self.only_quotes(self.prose.sentence_of(at));
            taken(at).is_some_and(|it| !it.quoted || it.words > 2 || only_quotes())
        };
        let sentence = |at| self.prose.sentence_of(at);
        let (first, last) = (
            places().map(sentence).min().unwrap_or(0),
            places().map(sentence).max().unwrap_or(0),
        );
        let in_row = places().any(|at| self.lists[sentence(at)].is_row());
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
        let within = |all: &[usize]| places().any(|at| all.contains(&sentence(at)));
        let all_within =
            |all: &[usize]| !hit.words.is_empty() && places().all(|at| all.contains(&sentence(at)));
        let bare = places().all(|at| self.is_bare_quotation(sentence(at)));
        let in_quotes = bare || places().any(|at| taken(at).is_some_and(|it| it.quoted));
        Met {
            in_quotes,
            polarity: self.prose.polarity(&hit),
            copied: all_copied || bare && !hit.words.is_empty(),
            loose: last - first > 1 || in_row,
            key_words: !hit.words.is_empty()
                && places().all(|at| self.lists[sentence(at)] == Listed::KeyWords),
            learned: all_within(&self.learned),
            asked: all_within(&self.asked),
            stated: self.stated.iter().any(|(_, it)| {
                let within = |at: usize| it.words.iter().any(|found| found.word == at);
                tells && places().filter(telling).all(within)
            }),
            contradicted: within(&self.contradictions),
            rejected: within(&self.rejected),
            hit,
            accepted,
        }
    }

    /// The words of a sentence that are the student's own; `None` where it says nothing: a row of
    /// words, a learned response, what the passage says, a contradiction, or too few words.
    fn own_words(&self, place: usize, least: usize) -> Option<SmallVec<[usize; 16]>> {
        let idle = self.lists[place].is_row()
            || self.learned.contains(&place)
            || self.asked.contains(&place)
            || self.stated.iter().any(|(it, _)| *it == place)
            || self.contradictions.contains(&place);
        if idle {
            return None;
        }
        let sentence = self.prose.sentences[place].clone();
        let own: SmallVec<[usize; 16]> = sentence.filter(|at| !self.is_taken(*at)).collect();
        let content = own.iter().filter(|at| self.prose.is_content(**at));
        (content.count() >= least).then_some(own)
    }

    /// Whether a sentence has hardly a word of substance beside what it quotes.
    fn only_quotes(&self, place: usize) -> bool {
        let sentence = self.prose.sentences[place].clone();
        let own = |at: &usize| self.prose.is_content(*at) && !self.is_quoted(*at);
        sentence.filter(own).count() < 2
    }

    /// Whether a sentence is a quotation with one word beside it.
    fn is_bare_quotation(&self, place: usize) -> bool {
        let sentence = self.prose.sentences[place].clone();
        let quoted = sentence.clone().filter(|at| self.is_quoted(*at)).count();
        quoted > 0 && sentence.len() - quoted < 2
    }

    fn is_quoted(&self, at: usize) -> bool {
        let word = self.prose.words.word(at).span.start;
        self.taken
            .iter()
            .any(|it| it.quoted && it.extract.is_some() && it.span.contains(&word))
    }

    /// The sentences that state something of the student's own about the source, except those
    /// named: each with the words that are the student's.
    fn own_statements(
        &self,
        scheme: &Scheme<'_>,
        except: &[usize],
    ) -> SmallVec<[(usize, SmallVec<[usize; 16]>); 4]> {
        let least = scheme.least_of_own();
        let places = (0..self.prose.sentences.len()).filter(|place| !except.contains(place));
        let own = places.filter_map(|place| Some((place, self.own_words(place, least)?)));
        let mut own: SmallVec<[_; 4]> = own.collect();
        // The phrases are looked for only where there is a sentence to look into.
        if !own.is_empty() {
            let says_nothing = scheme.sentences_that_say_nothing(&self.prose);
            own.retain(|(place, _)| !says_nothing.contains(place));
        }
        own
    }

    /// Whether a sentence of it is a statement of the student's own.
    pub fn is_own_statement(&self, scheme: &Scheme<'_>) -> bool {
        !self.own_statements(scheme, &[]).is_empty()
    }

    /// Whether the answer is a copy of the passage at length, with hardly a word beside it.
    pub fn is_only_copied(&self) -> bool {
        let count = self.prose.words.len();
        let content = || (0..count).filter(|at| self.prose.is_content(*at));
        let taken = content().filter(|at| self.is_taken(*at)).count();
        let own = content().count() - taken;
        count >= LONG_COPY && own * 10 < taken
    }

    /// The sentence that may make a point in words that the scheme does not have: one of the
    /// student's own, in which nothing was found, with words of the question's field. With it comes
    /// the open point that it shares most words with.
    pub fn unmatched(
        &self,
        scheme: &Scheme<'_>,
        found: &[usize],
        open: &[usize],
    ) -> Option<(usize, usize)> {
        if open.is_empty() {
            return None;
        }
        let own = self.own_statements(scheme, found);
        if own.is_empty() {
            return None;
        }
        let touched = scheme.vocabulary.touched(&self.prose.words);
        let mut best: Option<(usize, usize, usize)> = None;
        for (place, own) in own {
            for &point in open {
                let of_point =
                    |(word, group): &&(usize, usize)| *group == point && own.contains(word);
                let words = touched.iter().filter(of_point).count();
                if words >= scheme.least_of_field() && best.is_none_or(|(_, _, most)| words > most)
                {
                    best = Some((place, point, words));
                }
            }
        }
        best.map(|(place, point, _)| (place, point))
    }
}
