//! Finding a quotation in a passage: exactly, up to typography, or the nearest passage and what
//! differs.
//!
//! The exact and the typographic search are linear in the passage; the nearest one is an
//! alignment of words (Sellers 1980), quadratic but bounded by `MOST_CELLS`.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;
use serde::Serialize;

use super::folding::Folded;
use super::passage;

pub use super::folding::{fold, fold_answer};

/// How a quotation stands to a passage. Spans are bytes of the passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "found")]
pub enum Quotation {
    /// Letter for letter.
    Exact {
        /// Where.
        span: Range<usize>,
    },
    /// The same but for quotation marks, dashes, ellipses, white space or case.
    Typographic {
        /// Where.
        span: Range<usize>,
    },
    /// At least half of the words agree, in order.
    Nearest {
        /// The passage that is most like the quotation.
        span: Range<usize>,
        /// Where they part, in the order of the passage.
        differences: Vec<Difference>,
    },
    /// Nothing like it is there.
    Absent,
}

/// One word in which a quotation parts from the passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "difference")]
pub enum Difference {
    /// The passage has a word that the quotation leaves out.
    Omitted {
        /// The passage's word.
        word: String,
    },
    /// The quotation has a word that the passage has not.
    Added {
        /// The quotation's word.
        word: String,
    },
    /// A word stands for another.
    Changed {
        /// The quotation's word.
        quoted: String,
        /// The passage's word.
        word: String,
    },
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Omitted { word } => write!(f, "“{word}” is left out"),
            Self::Added { word } => write!(f, "“{word}” is not in the passage"),
            Self::Changed { quoted, word } => write!(f, "“{quoted}” should be “{word}”"),
        }
    }
}

/// The most cells that an alignment fills; a longer quotation is aligned by its beginning.
const MOST_CELLS: usize = 4_000_000;

/// Finds `quotation` in `passage`. Blanks around the quotation do not count.
pub fn find(passage: &str, quotation: &str) -> Quotation {
    if let Some(span) = find_exact(passage, quotation) {
        return Quotation::Exact { span };
    }
    match find_typographic(passage, quotation) {
        Some(span) => Quotation::Typographic { span },
        None => nearest(passage, quotation),
    }
}

/// The first place where the quotation stands letter for letter.
pub fn find_exact(passage: &str, quotation: &str) -> Option<Range<usize>> {
    let quotation = quotation.trim();
    if quotation.is_empty() {
        return None;
    }
    let start = memmem::find(passage.as_bytes(), quotation.as_bytes())?;
    Some(start..start + quotation.len())
}

/// The first place where the quotation stands up to typography.
pub fn find_typographic(passage: &str, quotation: &str) -> Option<Range<usize>> {
    let needle = fold(quotation);
    if !needle.contains(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let folded = Folded::new(passage);
    let start = memmem::find(folded.text.as_bytes(), needle.as_bytes())?;
    Some(folded.original(start..start + needle.len(), passage))
}

/// Every place where words stand up to typography, as somebody searches for them.
pub fn find_all(passage: &str, words: &str) -> Vec<Range<usize>> {
    let needle = fold(words);
    if needle.is_empty() {
        return Vec::new();
    }
    let folded = Folded::new(passage);
    let starts = memmem::find_iter(folded.text.as_bytes(), needle.as_bytes());
    starts
        .map(|start| folded.original(start..start + needle.len(), passage))
        .collect()
}

/// A word as it is compared, and where it stands.
struct Word {
    folded: String,
    span: Range<usize>,
}

fn word_list(text: &str) -> Vec<Word> {
    let words = passage::words(text);
    words
        .map(|span| Word {
            folded: fold(&text[span.clone()]),
            span,
        })
        .collect()
}

/// The cost of leaving out or adding a word.
const GAP: i32 = 2;

/// The cost of one word standing for another: a gain where they are the same, so that of two
/// alignments with as many faults the longer one wins; little where they look alike.
fn substitution(quoted: &str, word: &str) -> i32 {
    if quoted == word {
        return -1;
    }
    let (a, b) = (quoted.chars().count(), word.chars().count());
    let shorter = a.min(b);
    // The distance is never less than the difference in length.
    let near = shorter >= 3 && a.abs_diff(b) * 3 <= shorter;
    let alike = near && strsim::osa_distance(quoted, word) * 3 <= shorter;
    if alike { 1 } else { GAP }
}

fn nearest(passage: &str, quotation: &str) -> Quotation {
    let words = word_list(passage);
    let mut quoted = word_list(quotation);
    if words.is_empty() || quoted.is_empty() {
        return Quotation::Absent;
    }
    quoted.truncate((MOST_CELLS / words.len()).max(1));
    let vocabulary = Vocabulary::of(&words);
    // No alignment agrees in more words than the passage has at all.
    if quoted
        .iter()
        .filter(|word| vocabulary.holds(&word.folded))
        .count()
        * 2
        < quoted.len()
    {
        return Quotation::Absent;
    }
    let pairs = align(&quoted, &words, &vocabulary);
    let agreeing = pairs
        .iter()
        .filter(|pair| matches!(pair, (Some(q), Some(w)) if quoted[*q].folded == words[*w].folded))
        .count();
    let found: Vec<usize> = pairs.iter().filter_map(|(_, word)| *word).collect();
    match (found.first(), found.last()) {
        (Some(first), Some(last)) if agreeing * 2 >= quoted.len() => Quotation::Nearest {
            span: words[*first].span.start..words[*last].span.end,
            differences: differences(&pairs, &quoted, &words, passage, quotation),
        },
        _ => Quotation::Absent,
    }
}

type Pair = (Option<usize>, Option<usize>);

/// The different words of a passage: a word is compared once with each, however often it stands
/// there.
struct Vocabulary<'w> {
    different: Vec<&'w str>,
    /// For each word of the passage, its number among the different ones.
    numbers: Vec<usize>,
    by_word: HashMap<&'w str, usize>,
}

impl<'w> Vocabulary<'w> {
    fn of(words: &'w [Word]) -> Self {
        let mut vocabulary = Self {
            different: Vec::new(),
            numbers: Vec::new(),
            by_word: HashMap::new(),
        };
        for word in words {
            let next = vocabulary.different.len();
            let number = *vocabulary.by_word.entry(&word.folded).or_insert(next);
            if number == next {
                vocabulary.different.push(&word.folded);
            }
            vocabulary.numbers.push(number);
        }
        vocabulary
    }

    fn holds(&self, word: &str) -> bool {
        self.by_word.contains_key(word)
    }
}

/// The cheapest alignment of all quoted words with some run of the passage's words.
fn align(quoted: &[Word], words: &[Word], vocabulary: &Vocabulary<'_>) -> Vec<Pair> {
    let width = words.len() + 1;
    let mut cells = vec![0_i32; (quoted.len() + 1) * width];
    for q in 1..=quoted.len() {
        let with = |word: &&str| substitution(&quoted[q - 1].folded, word);
        let costs: Vec<i32> = vocabulary.different.iter().map(with).collect();
        let (above, row) = cells[(q - 1) * width..(q + 1) * width].split_at_mut(width);
        row[0] = above[0] + GAP;
        for w in 1..width {
            let change = above[w - 1] + costs[vocabulary.numbers[w - 1]];
            row[w] = change.min(above[w] + GAP).min(row[w - 1] + GAP);
        }
    }
    let mut q = quoted.len();
    let mut w = (0..width)
        .min_by_key(|w| cells[q * width + w])
        .expect("a row has a cell before the first word, so that it is never empty");
    let mut pairs = Vec::new();
    while q > 0 {
        let here = cells[q * width + w];
        let step = if w == 0 {
            i32::MAX
        } else {
            cells[(q - 1) * width + w - 1]
                + substitution(&quoted[q - 1].folded, &words[w - 1].folded)
        };
        if here == step {
            (q, w) = (q - 1, w - 1);
            pairs.push((Some(q), Some(w)));
        } else if here == cells[(q - 1) * width + w] + GAP {
            q -= 1;
            pairs.push((Some(q), None));
        } else {
            w -= 1;
            pairs.push((None, Some(w)));
        }
    }
    pairs.reverse();
    pairs
}

fn differences(
    pairs: &[Pair],
    quoted: &[Word],
    words: &[Word],
    passage: &str,
    quotation: &str,
) -> Vec<Difference> {
    let said = |index: usize| quotation[quoted[index].span.clone()].to_owned();
    let written = |index: usize| passage[words[index].span.clone()].to_owned();
    pairs
        .iter()
        .filter_map(|pair| match *pair {
            (Some(q), Some(w)) if quoted[q].folded == words[w].folded => None,
            (Some(q), Some(w)) => Some(Difference::Changed {
                quoted: said(q),
                word: written(w),
            }),
            (Some(q), None) => Some(Difference::Added { word: said(q) }),
            (None, Some(w)) => Some(Difference::Omitted { word: written(w) }),
            (None, None) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSAGE: &str = "The same happens with missile – nuclear weapons as well. \
        Everyone needs peace: Both capitalists, if they have not lost their reason. I have... ...";

    fn found(quotation: &str) -> (&str, Quotation) {
        let quotation = find(PASSAGE, quotation);
        let span = match &quotation {
            Quotation::Exact { span }
            | Quotation::Typographic { span }
            | Quotation::Nearest { span, .. } => span.clone(),
            Quotation::Absent => 0..0,
        };
        (&PASSAGE[span], quotation)
    }

    #[test]
    fn letter_for_letter_is_exact() {
        let (text, quotation) = found("missile – nuclear weapons");
        assert_eq!(text, "missile – nuclear weapons");
        assert!(matches!(quotation, Quotation::Exact { .. }));
    }

    #[test]
    fn dashes_case_blanks_and_ellipses_are_typography() {
        for (typed, meant) in [
            ("Missile - nuclear  weapons", "missile – nuclear weapons"),
            ("everyone needs peace: both", "Everyone needs peace: Both"),
            ("I have…", "I have... ..."),
            ("reason. I have . . .", "reason. I have... ..."),
        ] {
            let (text, quotation) = found(typed);
            assert_eq!(text, meant, "{typed}");
            assert!(
                matches!(quotation, Quotation::Typographic { .. }),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_nearest_passage_tells_what_differs() {
        let (text, quotation) =
            found("Everybody needs peace: capitalists, if they really have not");
        assert_eq!(
            text,
            "Everyone needs peace: Both capitalists, if they have not"
        );
        let Quotation::Nearest { differences, .. } = quotation else {
            panic!("near")
        };
        let word = str::to_owned;
        assert_eq!(
            differences,
            [
                Difference::Changed {
                    quoted: word("Everybody"),
                    word: word("Everyone")
                },
                Difference::Omitted { word: word("Both") },
                Difference::Added {
                    word: word("really")
                },
            ]
        );
    }

    #[test]
    fn what_is_not_there_is_absent() {
        for quotation in [
            "",
            "  ",
            "…",
            "withdraw the rockets from Turkey",
            "peace of the brave",
        ] {
            assert_eq!(find(PASSAGE, quotation), Quotation::Absent, "{quotation}");
        }
        assert_eq!(find("", "peace"), Quotation::Absent);
    }
}
