//! What an answer takes from the passages: quotations, and copies without quotation marks.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::pattern::{Options, Words};
use crate::source::quotation::{self, Quotation};

/// So many words in a row of the passage, without quotation marks, are a copy.
pub const COPIED: usize = 5;

/// A passage, made ready for finding what was taken from it.
#[derive(Debug)]
pub(super) struct Passage<'q> {
    /// What the extract is called in its source.
    pub label: &'q str,
    /// `source-id/label`.
    pub id: &'q str,
    pub text: &'q str,
    hashes: Vec<u64>,
    spans: Vec<Range<usize>>,
    /// Where each row of `COPIED` words begins.
    rows: HashMap<u64, Vec<u32>>,
    /// One bit for the hash of each row: what is not set here is not in `rows`.
    filter: Box<[u64; 512]>,
}

impl<'q> Passage<'q> {
    pub fn new(id: &'q str, label: &'q str, text: &'q str, options: &Options) -> Self {
        let words = Words::split(text, options);
        let hashes: Vec<u64> = words.iter().map(crate::pattern::Word::hash).collect();
        let mut filter = Box::new([0; 512]);
        let mut rows: HashMap<u64, Vec<u32>> = HashMap::new();
        for (at, row) in hashes.windows(COPIED).enumerate() {
            let hash = row_hash(row);
            filter[(hash >> 55) as usize] |= 1 << (hash >> 49 & 63);
            rows.entry(hash).or_default().push(at as u32);
        }
        Self {
            label,
            id,
            text,
            hashes,
            spans: words.iter().map(|word| word.span.clone()).collect(),
            rows,
            filter,
        }
    }

    /// The longest row of words that both have from there on, at least `COPIED` of them: how
    /// many, and where in the passage.
    fn copied(&self, words: &[u64]) -> Option<(usize, usize)> {
        let hash = row_hash(words.get(..COPIED)?);
        if self.filter[(hash >> 55) as usize] >> (hash >> 49 & 63) & 1 == 0 {
            return None;
        }
        let starts = self.rows.get(&hash)?;
        let length = |&start: &u32| {
            let there = &self.hashes[start as usize..];
            let same = words.iter().zip(there).take_while(|(a, b)| a == b);
            (same.count(), start as usize)
        };
        starts
            .iter()
            .map(length)
            .max()
            .filter(|found| found.0 >= COPIED)
    }

    /// Whether a word, by its hash, stands in the passage.
    pub fn has(&self, word: u64) -> bool {
        self.hashes.contains(&word)
    }
}

fn row_hash(row: &[u64]) -> u64 {
    row.iter().fold(0, |hash: u64, word| {
        (hash.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Something that an answer took from a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Taken {
    /// Where it stands in the answer, in bytes, without quotation marks.
    pub span: Range<usize>,
    /// How many words it has.
    pub words: usize,
    /// Whether it stands in quotation marks.
    pub quoted: bool,
    /// The place of the extract among those of the question, if it is in one.
    pub extract: Option<usize>,
    /// How it stands to that extract.
    pub quotation: Quotation,
}

impl Taken {
    /// Where in the extract it was found.
    pub fn found(&self) -> Option<Range<usize>> {
        match &self.quotation {
            Quotation::Exact { span }
            | Quotation::Typographic { span }
            | Quotation::Nearest { span, .. } => Some(span.clone()),
            Quotation::Absent => None,
        }
    }

    /// Whether it is in the passage letter for letter, typography aside.
    fn is_exact(&self) -> bool {
        matches!(
            self.quotation,
            Quotation::Exact { .. } | Quotation::Typographic { .. }
        )
    }

    /// Whether it is in the passage, letter for letter or with at most one word in five altered.
    pub fn is_faithful(&self) -> bool {
        match &self.quotation {
            Quotation::Exact { .. } | Quotation::Typographic { .. } => true,
            Quotation::Nearest { differences, .. } => differences.len() * 5 <= self.words.max(5),
            Quotation::Absent => false,
        }
    }
}

/// Everything that an answer takes from the passages, in order.
pub(super) fn taken(text: &str, words: &Words<'_>, passages: &[Passage<'_>]) -> Vec<Taken> {
    let mut all = Vec::new();
    for span in marked(text) {
        let taken = quoted_at(text, span, passages);
        // Single words in quotation marks are mostly no quotations.
        if taken.words >= 2 || taken.is_exact() {
            all.push(taken);
        }
    }
    all.extend(labelled(text, passages, &all));
    all.extend(copies(words, passages, &all));
    all.sort_by_key(|taken| taken.span.start);
    all
}

/// What begins a line on which a quotation is given without quotation marks: "Detail: …".
const DETAIL_LABELS: [&str; 5] = ["detail", "quote", "quotation", "evidence", "words"];

/// The quotations that are labelled as such instead of being put in quotation marks: "Detail: our
/// military specialists". They count where they are letter for letter in a passage.
fn labelled(text: &str, passages: &[Passage<'_>], quoted: &[Taken]) -> Vec<Taken> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let start = line_start;
        line_start += line.len();
        let Some(label_end) = line.find([':', '-', '–', '=']) else {
            continue;
        };
        let label = line[..label_end].trim().to_lowercase();
        let label = label.trim_start_matches(|c: char| !c.is_alphabetic());
        if !DETAIL_LABELS.contains(&label) {
            continue;
        }
        let from = label_end + line[label_end..].chars().next().map_or(0, char::len_utf8);
        let rest = &line[from..];
        let rest = rest
            .split(['.', '?', '!', ';', '\n'])
            .next()
            .unwrap_or(rest);
        let given = rest.trim();
        let from = start + from + (rest.len() - rest.trim_start().len());
        let span = from..from + given.len();
        let has_quotation = quoted
            .iter()
            .any(|it| it.span.start < line_start && it.span.end > start);
        let taken = quoted_at(text, span, passages);
        if !has_quotation && taken.words >= 2 && taken.is_exact() {
            found.push(taken);
        }
    }
    found
}

/// What stands there as a quotation, and how it stands to the passages.
fn quoted_at(text: &str, span: Range<usize>, passages: &[Passage<'_>]) -> Taken {
    let quoted = &text[span.clone()];
    let (extract, quotation) = best(quoted, passages);
    Taken {
        words: quoted.split_whitespace().count(),
        span,
        quoted: true,
        extract,
        quotation,
    }
}

/// The extract in which a quotation stands best.
fn best(quoted: &str, passages: &[Passage<'_>]) -> (Option<usize>, Quotation) {
    let mut best = (None, Quotation::Absent);
    let mut least = usize::MAX;
    for (place, passage) in passages.iter().enumerate() {
        let found = quotation::find(passage.text, quoted);
        let faults = match &found {
            Quotation::Exact { .. } => 0,
            Quotation::Typographic { .. } => 1,
            Quotation::Nearest { differences, .. } => 2 + differences.len(),
            Quotation::Absent => continue,
        };
        if faults < least {
            least = faults;
            best = (Some(place), found);
        }
    }
    best
}

/// Rows of words that stand in a passage as well, outside quotation marks.
fn copies(words: &Words<'_>, passages: &[Passage<'_>], quoted: &[Taken]) -> Vec<Taken> {
    let hashes: Vec<u64> = words.iter().map(crate::pattern::Word::hash).collect();
    let mut copies = Vec::new();
    let mut at = 0;
    while at + COPIED <= hashes.len() {
        let inside = |taken: &Taken| taken.span.contains(&words.word(at).span.start);
        let longest = passages.iter().enumerate().filter_map(|(place, passage)| {
            let (length, start) = passage.copied(&hashes[at..])?;
            Some((length, start, place))
        });
        let longest = longest
            .max_by_key(|(length, _, place)| (*length, std::cmp::Reverse(*place)))
            .filter(|_| !quoted.iter().any(inside));
        let Some((length, start, place)) = longest else {
            at += 1;
            continue;
        };
        let there = &passages[place].spans;
        copies.push(Taken {
            span: words.word(at).span.start..words.word(at + length - 1).span.end,
            words: length,
            quoted: false,
            extract: Some(place),
            quotation: Quotation::Typographic {
                span: there[start].start..there[start + length - 1].end,
            },
        });
        at += length;
    }
    copies
}

/// What stands in quotation marks, without them. A mark that is never closed opens nothing.
pub(super) fn marked(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some((open, c)) = text[at..].char_indices().find(|(_, c)| opens(*c)) {
        let open = at + open;
        let inside = open + c.len_utf8();
        at = inside;
        let before = text[..open].chars().next_back();
        let apostrophe = matches!(c, '\'' | '‘') && before.is_some_and(char::is_alphanumeric);
        if apostrophe {
            continue;
        }
        let Some(length) = closing(&text[inside..], c) else {
            continue;
        };
        let span = inside..inside + length;
        let closing = text[span.end..].chars().next();
        at = span.end + closing.expect("the closing mark stands there").len_utf8();
        let trimmed = text[span.clone()].trim();
        if trimmed.chars().any(char::is_alphanumeric) {
            let start = span.start + (text[span.clone()].len() - text[span].trim_start().len());
            spans.push(start..start + trimmed.len());
        }
    }
    spans
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '‘' | '\'' | '”')
}

/// How far the text is quoted that an opening mark begins.
fn closing(rest: &str, open: char) -> Option<usize> {
    let mut characters = rest.char_indices().peekable();
    let mut last = None;
    while let Some((index, c)) = characters.next() {
        let closes = match open {
            '"' | '“' | '„' | '”' => matches!(c, '"' | '”' | '“'),
            '«' => c == '»',
            _ => {
                // An apostrophe within a word closes nothing.
                let inside = last.is_some_and(char::is_alphanumeric)
                    && characters
                        .peek()
                        .is_some_and(|(_, next)| next.is_alphanumeric());
                matches!(c, '\'' | '’') && !inside
            }
        };
        if closes {
            return Some(index);
        }
        last = Some(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_of_every_sort_are_read_and_apostrophes_are_not() {
        let text =
            "He doesn't say \"war is near\"; he says “we, too” and 'let us act' – Kennedy's turn";
        let found: Vec<&str> = marked(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["war is near", "we, too", "let us act"]);
        assert_eq!(marked("5' tall, \"never closed"), []);
    }

    #[test]
    fn what_is_labelled_as_a_detail_needs_no_quotation_marks() {
        let options = Options::for_marking();
        let passages = [Passage::new(
            "s/a",
            "a",
            "our military specialists in Cuba",
            &options,
        )];
        let labelled = |text: &str| -> Vec<String> {
            let words = Words::split(text, &options);
            let found = taken(text, &words, &passages);
            let quoted = found.iter().filter(|it| it.quoted);
            quoted.map(|it| text[it.span.clone()].to_owned()).collect()
        };
        assert_eq!(
            labelled("Detail: military specialists. Question: how many?"),
            ["military specialists"]
        );
        assert_eq!(
            labelled("1) detail - our military specialists in Cuba\nquestion - why?"),
            ["our military specialists in Cuba"]
        );
        assert!(labelled("Detail: the line about his specialists").is_empty());
        assert!(labelled("The military specialists are soldiers").is_empty());
        assert_eq!(
            labelled("Detail: \"military specialists\""),
            ["military specialists"]
        );
    }

    #[test]
    fn five_words_in_a_row_are_a_copy_and_four_are_none() {
        let options = Options::for_marking();
        let passage = Passage::new(
            "s/a",
            "a",
            "We do not want war, and we will not have it.",
            &options,
        );
        let text = "I think we do not want war. Also we will not have.";
        let words = Words::split(text, &options);
        let found = taken(text, &words, &[passage]);
        let spans: Vec<&str> = found.iter().map(|it| &text[it.span.clone()]).collect();
        assert_eq!(spans, ["we do not want war"]);
        assert!(!found[0].quoted && found[0].words == 5);
    }
}
