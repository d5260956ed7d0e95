//! The language of credit points: pmatch, as the Open University's pattern-match questions use it.
//!
//! A [`Pattern`] is compiled once from its text and held against the [`Words`] of an answer; a
//! [`Hit`] tells which words of the answer matched, and which of them were read through a
//! misspelling. The language is described at
//! <https://docs.moodle.org/dev/The_OU_PMatch_algorithm>; what authors write in a quiz is mostly
//! its short form, the inside of a `match_mow(…)`.
//!
//! Matching takes time linear in the answer for every pattern whose words stand in a fixed order;
//! words in any order are assigned by augmenting paths (Kuhn 1955), and phrases among them by a
//! table over subsets of at most [`MOST_PARTS`] parts.

mod any_order;
mod number;
mod parse;
mod place;
mod slots;
mod spelling;
mod terms;
mod vocabulary;
mod word;
mod words;

use std::ops::Range;

use smallvec::SmallVec;

pub use parse::Mistake;
pub use slots::{outside, slots};
pub use vocabulary::Vocabulary;
pub use words::{Word, Words, composed};

use place::Arrangement;
use word::Token;

/// The longest text of a pattern, in bytes.
pub const LONGEST: usize = 1 << 20;

/// The most parts of a pattern that may stand in any order where one of them is a phrase.
pub const MOST_PARTS: usize = 12;

/// How patterns and the answers to them are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether case does not count.
    pub ignore_case: bool,
    /// The characters that end a sentence.
    pub sentence_dividers: String,
    /// Characters that part words, besides white space.
    pub convert_to_space: String,
    /// Words that may hold a divider, such as "e.g.".
    pub kept_words: Vec<String>,
    /// Words and what may stand for them.
    pub synonyms: Vec<Synonym>,
    /// What the short form, a pattern without `match…(…)`, stands in.
    pub short_form: &'static str,
    /// Whether answers are read as English prose: an apostrophe inside a word belongs to it, but a
    /// possessive's does not, and hyphens part words; no word of the language is read as a
    /// misspelling of another, nor one with a digit; and a name, a word with a capital in the
    /// pattern, must be spelt right.
    pub english: bool,
    /// Whether names may be misspelt all the same.
    pub forgive_names: bool,
    /// Whether a misspelt word is read as another only where no third word could be meant: for
    /// patterns that hold marks back.
    pub certain: bool,
    /// Whether a word without wildcard stands for every word of its stem.
    pub stems: bool,
}

/// A word and what may stand for it; see [`Options::synonyms`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// The word as it stands in patterns; may hold wildcards.
    pub word: String,
    /// Patterns of one word that stand for it.
    pub others: Vec<String>,
}

impl Default for Options {
    /// The language as Moodle has it.
    fn default() -> Self {
        let kept = ["e.g.", "eg.", "etc.", "i.e.", "ie."];
        Self {
            ignore_case: false,
            sentence_dividers: ".?!".into(),
            convert_to_space: String::new(),
            kept_words: kept.map(str::to_owned).to_vec(),
            synonyms: Vec::new(),
            short_form: "mow",
            english: false,
            forgive_names: false,
            certain: false,
            stems: false,
        }
    }
}

impl Options {
    /// How answers are marked: case and punctuation do not count, one misspelling is forgiven in
    /// words of four letters and two in words of eight, but only where the word is none itself.
    pub fn for_marking() -> Self {
        Self {
            ignore_case: true,
            convert_to_space: "“”„\"`´()[]{}<>«»…,;:–—-‑/*_|\\".into(),
            short_form: "m2ow",
            english: true,
            stems: true,
            ..Self::default()
        }
    }
}

/// A pattern, compiled.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
    root: Node,
}

#[derive(Clone, Debug)]
enum Node {
    Not(Box<Node>),
    Any(Vec<Node>),
    All(Vec<Node>),
    Match(Arrangement),
}

/// A place where a pattern matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// The words that matched, in order.
    pub words: SmallVec<[Found; 8]>,
}

/// One word of an answer that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Which word of the answer.
    pub word: usize,
    /// Which word of the pattern; see [`Pattern::token_text`].
    pub token: usize,
    /// How many misspellings it was read through.
    pub misspellings: u8,
}

impl Hit {
    /// The bytes of the answer that matched, in order and without overlap.
    pub fn spans(&self, words: &Words<'_>) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::with_capacity(self.words.len());
        let mut last = None;
        for found in &self.words {
            if last != Some(found.word) {
                spans.push(words.word(found.word).span.clone());
            }
            last = Some(found.word);
        }
        spans
    }
}

impl Pattern {
    /// Compiles a pattern. A text that does not begin with `match` or `not` and a bracket is the
    /// short form.
    ///
    /// # Errors
    /// The text is not a pattern: the mistake says what is wrong, where, and what to do.
    pub fn compile(text: &str, options: &Options) -> Result<Self, Mistake> {
        parse::parse(text, options)
    }

    /// The text that it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it matches, if it does.
    pub fn find(&self, words: &Words<'_>) -> Option<Hit> {
        Search::new(self, words).within(0..words.len())
    }

    /// A search that remembers which words matched which, for several ranges of one answer.
    pub fn search<'p>(&'p self, words: &'p Words<'_>) -> Search<'p> {
        Search::new(self, words)
    }

    /// Whether an answer that matches still does when words are added to it: then a part of an
    /// answer can be searched on its own.
    pub fn is_monotone(&self) -> bool {
        fn is_monotone(node: &Node) -> bool {
            match node {
                Node::Not(_) => false,
                Node::Any(all) | Node::All(all) => all.iter().all(is_monotone),
                Node::Match(arrangement) => arrangement.extra_words,
            }
        }
        is_monotone(&self.root)
    }

    /// Whether some word of the pattern matches a word of the answer.
    pub fn mentions(&self, words: &Words<'_>) -> bool {
        let all = 0..words.len();
        self.tokens.iter().any(|token| {
            let set = token.matches(words);
            all.clone().any(|word| set.has(word))
        })
    }

    /// The word of the pattern that a [`Found`] tells of.
    pub fn token_text(&self, token: usize) -> &str {
        self.tokens[token].text()
    }
}

/// A pattern being held against one answer.
pub struct Search<'p> {
    pattern: &'p Pattern,
    words: &'p Words<'p>,
    sets: SmallVec<[Option<place::Set>; 12]>,
    /// The sets of whole slots, by their first tokens.
    unions: SmallVec<[(usize, place::Set); 4]>,
}

impl<'p> Search<'p> {
    fn new(pattern: &'p Pattern, words: &'p Words<'_>) -> Self {
        Self {
            pattern,
            words,
            sets: SmallVec::from_elem(None, pattern.tokens.len()),
            unions: SmallVec::new(),
        }
    }

    /// Where the pattern matches among the words of a range, if it does.
    pub fn within(&mut self, range: Range<usize>) -> Option<Hit> {
        let pattern = self.pattern;
        let mut hit = Hit::default();
        if !self.node(&pattern.root, &range, &mut hit) {
            return None;
        }
        hit.words.sort_unstable();
        Some(hit)
    }

    fn node(&mut self, node: &'p Node, range: &Range<usize>, hit: &mut Hit) -> bool {
        match node {
            // What must not match tells of no word.
            Node::Not(inner) => !self.node(inner, range, &mut Hit::default()),
            Node::Any(all) => all.iter().any(|inner| self.node(inner, range, hit)),
            Node::All(all) => {
                let kept = hit.words.len();
                let met = all.iter().all(|inner| self.node(inner, range, hit));
                if !met {
                    hit.words.truncate(kept);
                }
                met
            }
            Node::Match(arrangement) => {
                let Some(placed) = arrangement.find(self, range) else {
                    return false;
                };
                for (word, choice) in placed {
                    hit.words.push(self.found(word, choice));
                }
                true
            }
        }
    }

    /// The words of the answer that a token matches.
    fn set(&mut self, token: usize) -> &place::Set {
        let (pattern, words) = (self.pattern, self.words);
        self.sets[token].get_or_insert_with(|| pattern.tokens[token].matches(words))
    }

    /// Which of the tokens matched a word, with the fewest misspellings.
    fn found(&self, word: usize, tokens: &[usize]) -> Found {
        let matching = |&token: &usize| {
            let set = self.sets[token].as_ref()?;
            let token_of = &self.pattern.tokens[token];
            let misspellings = if set.has(word) {
                token_of.misspellings(self.words, word)?
            } else {
                return None;
            };
            Some(Found {
                word,
                token,
                misspellings,
            })
        };
        let best = tokens.iter().filter_map(matching);
        best.min_by_key(|found| found.misspellings)
            .unwrap_or(Found {
                word,
                token: tokens[0],
                misspellings: 0,
            })
    }
}
