//! An answer as prose: its sentences, what is denied in them, and what only looks like prose.

use std::ops::Range;

use smallvec::SmallVec;

use crate::english::Role;
use crate::pattern::{Hit, Options, Pattern, Words};

/// How far a denial reaches for sure, in words; what stands farther off may be denied or not.
const REACH: usize = 6;

/// Words that say nothing of their own in a denial: "it isn't given anywhere".
const FILLERS: [&str; 12] = [
    "anywhere",
    "ever",
    "any",
    "either",
    "completely",
    "really",
    "all",
    "actually",
    "also",
    "too",
    "however",
    "then",
];

/// Whether something is said or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Polarity {
    Said,
    Unclear,
    Denied,
}

/// How strongly a boundary before a word stops a denial from reaching it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    None,
    Weak,
    Strong,
}

/// The words of an answer and how they hang together.
#[derive(Debug)]
pub(super) struct Prose<'a> {
    pub words: Words<'a>,
    pub sentences: SmallVec<[Range<usize>; 4]>,
    /// Parts of sentences that stand for themselves; every word is in one.
    pub clauses: SmallVec<[Range<usize>; 8]>,
    breaks: Vec<Break>,
    /// Before which words a comma stands.
    pub commas: Vec<bool>,
    denials: SmallVec<[usize; 4]>,
    pub roles: Vec<Role>,
}

impl<'a> Prose<'a> {
    pub fn read(text: &'a str, options: &Options) -> Self {
        let words = Words::split(text, options);
        let mut roles: Vec<Role> = words.iter().map(|word| word.role).collect();
        // "Its a disaster" is written for "it's".
        for at in 1..roles.len() {
            let its = roles[at - 1] == Role::Article && words.word(at - 1).text() == "its";
            if its && matches!(roles[at], Role::Article | Role::Denies) {
                roles[at - 1] = Role::Verb;
            }
        }
        let mut denials: SmallVec<[usize; 4]> = SmallVec::new();
        denials.extend((0..words.len()).filter(|at| roles[*at] == Role::Denies));
        let mut prose = Self {
            breaks: vec![Break::None; words.len()],
            commas: vec![false; words.len()],
            sentences: SmallVec::new(),
            clauses: SmallVec::new(),
            words,
            denials,
            roles,
        };
        prose.find_sentences(text);
        prose.find_clauses(text);
        prose
    }

    fn find_sentences(&mut self, text: &str) {
        let mut start = 0;
        for at in 0..self.words.len() {
            let word = self.words.word(at);
            let next = (at + 1 < self.words.len()).then(|| self.words.word(at + 1).span.start);
            let line_ends = next.is_some_and(|next| text[word.span.end..next].contains('\n'));
            if word.ends_sentence || line_ends || next.is_none() {
                self.sentences.push(start..at + 1);
                start = at + 1;
            }
        }
    }

    fn find_clauses(&mut self, text: &str) {
        for sentence in &self.sentences {
            for at in sentence.start + 1..sentence.end {
                let gap = self.words.word(at - 1).span.end..self.words.word(at).span.start;
                self.commas[at] = gap.len() > 1 && text[gap.clone()].contains(',');
                self.breaks[at] = self.break_before(at, &text[gap], sentence.end);
            }
            let mut start = sentence.start;
            for at in sentence.start + 1..=sentence.end {
                if at == sentence.end || self.breaks[at] != Break::None {
                    self.clauses.push(start..at);
                    start = at;
                }
            }
        }
    }

    fn break_before(&self, at: usize, gap: &str, end: usize) -> Break {
        // Nearly all words are separated by one blank.
        let plain = gap == " ";
        let stop = !plain
            && (gap.contains([';', ':', '–', '—', '(', ')', '“', '”', '"']) || gap.contains(" - "));
        if stop || self.roles[at] == Role::Turns {
            return Break::Strong;
        }
        let comma = !plain && gap.contains(',');
        if comma && self.roles[at] == Role::MayTurn {
            return Break::Strong;
        }
        if !comma && self.roles[at] != Role::Joins {
            return Break::None;
        }
        // What has a subject, a verb or a denial of its own is a thought of its own.
        let own = |at: &usize| {
            matches!(
                self.roles[*at],
                Role::Subject | Role::Name | Role::Verb | Role::Denies | Role::Turns
            )
        };
        let mut ahead = at..end.min(at + 4);
        if ahead.any(|at| own(&at)) {
            Break::Strong
        } else {
            Break::Weak
        }
    }

    /// Whether the words of a hit are said or denied where they stand.
    pub fn polarity(&self, hit: &Hit) -> Polarity {
        let matched = |at: usize| hit.words.iter().any(|found| found.word == at);
        // Where the pattern is a denial itself, another one may belong to it or not.
        let is_denial = hit
            .words
            .iter()
            .any(|found| self.roles[found.word] == Role::Denies);
        let mut worst = Polarity::Said;
        for found in &hit.words {
            let mut denied = Polarity::Said;
            for &denial in self.denials.iter().filter(|&&denial| denial < found.word) {
                // No doubt … denies nothing, unless doubt is what is looked for.
                let idle = self.roles[denial + 1] == Role::Cancels && !matched(denial + 1);
                if idle && matched(denial) {
                    return Polarity::Unclear;
                }
                if idle || matched(denial) || self.other_sentence(denial, found.word) {
                    continue;
                }
                let strongest = self.breaks[denial + 1..=found.word].iter().max();
                let strongest = strongest.expect("the denial stands before the word");
                // A denial at the very end of a clause reaches over its comma.
                let left_open = self.breaks.get(denial + 1) == Some(&Break::Strong)
                    && self.roles[denial + 1] != Role::Turns;
                let reached = match strongest {
                    _ if self.is_motive(denial) => Polarity::Unclear,
                    Break::Strong if left_open => Polarity::Unclear,
                    Break::Strong => Polarity::Said,
                    // Not only … leaves it open.
                    Break::None if self.roles[denial + 1] == Role::Softens => Polarity::Unclear,
                    Break::None if found.word - denial <= REACH => Polarity::Denied,
                    _ => Polarity::Unclear,
                };
                // Two denials may cancel each other.
                denied = match (denied, reached) {
                    (Polarity::Denied, Polarity::Denied) => Polarity::Unclear,
                    (before, reached) => before.max(reached),
                };
            }
            if is_denial && denied == Polarity::Denied {
                denied = Polarity::Unclear;
            }
            worst = worst.max(denied);
        }
        worst
    }

    /// Whether a denial says what somebody wants to avoid: "so as not to be seen as weak".
    fn is_motive(&self, denial: usize) -> bool {
        let word = |at: usize| self.words.word(at).text();
        let before = denial.checked_sub(1).map(word).unwrap_or_default();
        let after = (denial + 1 < self.words.len()).then(|| word(denial + 1));
        after.as_deref() == Some("to") && matches!(before.as_str(), "as" | "order" | "so")
            || before == "to" && denial >= 2 && word(denial - 2) == "as"
    }

    fn other_sentence(&self, a: usize, b: usize) -> bool {
        self.sentence_of(a) != self.sentence_of(b)
    }

    /// Where a pattern is met within a sentence: the places of the sentences, and the hits.
    pub fn in_sentences(&self, pattern: &Pattern) -> SmallVec<[(usize, Hit); 2]> {
        let mut search = pattern.search(&self.words);
        // Nearly all patterns are met nowhere.
        if search.within(0..self.words.len()).is_none() {
            return SmallVec::new();
        }
        let sentences = self.sentences.iter().enumerate();
        sentences
            .filter_map(|(place, it)| Some((place, search.within(it.clone())?)))
            .collect()
    }

    /// The place of the sentence that a word is in.
    pub fn sentence_of(&self, word: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.end <= word)
    }

    /// The sentences in which something is said and denied in the same words: "it is there and it
    /// isn't there".
    pub fn contradictions(&self) -> SmallVec<[usize; 4]> {
        let mut found = SmallVec::new();
        for &denial in &self.denials {
            let place = self.sentence_of(denial);
            let sentence = &self.sentences[place];
            let Some(clause) = self.clauses.iter().find(|clause| clause.contains(&denial)) else {
                continue;
            };
            // What a clause denies may be said in the rest of the sentence, or in the one before.
            let begins = clause.start == sentence.start;
            let from = match place.checked_sub(1) {
                Some(previous) if begins => self.sentences[previous].start,
                _ => sentence.start,
            };
            let rest = (from..clause.start).chain(clause.end..sentence.end);
            let filler = |at: &usize| FILLERS.contains(&self.words.word(*at).text().as_str());
            let said: SmallVec<[usize; 32]> = rest.filter(|at| self.is_content(*at)).collect();
            let mut denied = clause
                .clone()
                .filter(|at| self.is_content(*at) && !filler(at))
                .peekable();
            // "He could have gone on but doesn't" says one thing.
            let could = || {
                (sentence.start..clause.start).any(|at| {
                    matches!(
                        self.words.word(at).text().as_str(),
                        "could" | "might" | "would"
                    )
                })
            };
            let alone = denied.peek().is_none() && !begins && clause.len() >= 2 && !could();
            let repeated = |at: usize| said.iter().any(|other| self.words.are_alike(at, *other));
            if alone || denied.peek().is_some() && denied.all(repeated) {
                found.push(place);
                if clause.start == sentence.start && place > 0 {
                    found.push(place - 1);
                }
            }
        }
        for (place, sentence) in self.sentences.iter().enumerate() {
            if self.has_opposites(sentence) {
                found.push(place);
            }
        }
        found
    }

    /// Whether a word stands there together with its opposite: certain, uncertain.
    fn has_opposites(&self, sentence: &Range<usize>) -> bool {
        let content = || sentence.clone().filter(|at| self.is_content(*at));
        content().any(|at| {
            let word = self.words.word(at).text();
            let rest = ["un", "dis", "in"]
                .iter()
                .find_map(|it| word.strip_prefix(it));
            let rest = rest.filter(|rest| rest.len() >= 4);
            // "Agree to disagree" is one thing.
            rest.is_some_and(|rest| {
                rest != "agree" && content().any(|at| self.words.word(at).text() == rest)
            })
        })
    }

    /// Whether a sentence begins "He says …" and concludes nothing from it.
    pub fn only_retells(&self, sentence: &Range<usize>) -> bool {
        let word = |at: usize| self.words.word(at).text();
        let speaker = matches!(self.roles[sentence.start], Role::Subject | Role::Name);
        let says = sentence.start + 1 < sentence.end
            && matches!(
                word(sentence.start + 1).as_str(),
                "says" | "say" | "said" | "writes" | "wrote" | "talks" | "states" | "tells"
            );
        let concludes = |at: usize| {
            matches!(
                word(at).as_str(),
                "so" | "because" | "which" | "means" | "shows" | "suggests" | "as" | "like" | "but"
            )
        };
        speaker && says && !sentence.clone().any(concludes)
    }

    /// Whether a word carries meaning of its own.
    pub fn is_content(&self, word: usize) -> bool {
        matches!(
            self.roles[word],
            Role::Content | Role::Softens | Role::Cancels
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polarity(text: &str, pattern: &str) -> Polarity {
        let options = Options::for_marking();
        let prose = Prose::read(text, &options);
        let pattern = Pattern::compile(pattern, &options).expect("a pattern");
        prose.polarity(&pattern.find(&prose.words).expect("a hit"))
    }

    #[test]
    fn a_denial_reaches_to_the_end_of_its_thought() {
        let denied = [
            ("He does not threaten Kennedy.", "threaten"),
            ("He doesn't ever threaten him", "threaten"),
            ("He never mentions the missiles.", "missile*"),
            ("It fails to mention Castro", "castro"),
            ("He writes without any threat.", "threat"),
            ("There is no sign of fear", "fear"),
            ("He had no doubt about it", "doubt"),
        ];
        for (text, pattern) in denied {
            assert_eq!(polarity(text, pattern), Polarity::Denied, "{text}");
        }
        let said = [
            ("He does not beg but he threatens.", "threat*"),
            ("It is not a threat; it is an offer.", "offer"),
            ("He is not only angry, he is afraid.", "afraid"),
            ("There is no question that he is afraid", "afraid"),
            ("It is not useful because he hides his aims", "hide*"),
            ("He threatens. He does not beg.", "threat*"),
            ("No doubt he is afraid", "afraid"),
        ];
        for (text, pattern) in said {
            assert_eq!(polarity(text, pattern), Polarity::Said, "{text}");
        }
    }

    #[test]
    fn a_denial_that_the_pattern_names_is_what_it_looks_for() {
        assert_eq!(polarity("It does not say why.", "not say"), Polarity::Said);
        assert_eq!(polarity("It doesn't say why.", "not say"), Polarity::Said);
    }

    #[test]
    fn where_a_denial_may_or_may_not_reach_it_is_unclear() {
        let unclear = [
            ("He makes no threats, insults or demands", "demand*"),
            ("He is not without fear", "fear"),
            ("He does not, in my view, threaten", "threaten"),
        ];
        for (text, pattern) in unclear {
            assert_eq!(polarity(text, pattern), Polarity::Unclear, "{text}");
        }
    }

    #[test]
    fn what_is_said_and_denied_in_the_same_words_is_a_contradiction() {
        let contradicts = |text: &str| {
            !Prose::read(text, &Options::for_marking())
                .contradictions()
                .is_empty()
        };
        assert!(contradicts("The image is there and it isn't there."));
        assert!(contradicts(
            "He was threatening him and was not threatening him."
        ));
        assert!(contradicts(
            "He relied on the argument. He didn't rely on the argument."
        ));
        assert!(contradicts("The offers are balanced and they are not."));
        assert!(contradicts(
            "The terms are given and the terms aren't given anywhere."
        ));
        assert!(contradicts(
            "He wanted to sound certain and to sound uncertain."
        ));
        assert!(!contradicts(
            "6b names missiles but 6c does not name missiles."
        ));
        assert!(!contradicts(
            "He argues well, but he does not say why they were sent."
        ));
    }
}
