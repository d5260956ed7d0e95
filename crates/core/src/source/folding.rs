//! Texts without their typography, to be compared.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

/// A text without its typography: lower case, plain quotation marks and dashes, one blank for
/// white space, and one "…" for any row of full stops.
pub fn fold(text: &str) -> String {
    if is_simple(text) {
        return text.trim_matches(' ').to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, |c, _| folded.push(c));
    folded.truncate(folded.trim_end().len());
    folded.drain(..folded.len() - folded.trim_start().len());
    folded
}

/// A folded text without quotation marks and punctuation around it: answers that people copy or type again are
/// compared in this form.
pub fn fold_answer(text: &str) -> String {
    let around = |c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '…')
    };
    fold(text).trim_matches(around).to_owned()
}

/// Whether folding a text changes nothing but capitals and a blank at either end: it is printable
/// ASCII without a backtick, without two blanks in a row, and with too few stops for an ellipsis.
fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Counted to the end, without stopping at the first, so that the compiler can look at many
    // bytes at once.
    let strange = |byte: &&u8| !matches!(byte, b' '..=b'~') || **byte == b'`';
    bytes.iter().filter(strange).count() == 0
        && bytes.iter().filter(|byte| **byte == b'.').count() < 3
        && bytes.windows(2).filter(|two| *two == b"  ").count() == 0
}

/// The first letter of a text and its bytes: a letter and the accents behind it are one, however they were typed ("é" as
/// one character, or as "e" and an accent).
fn first_letter(text: &str) -> Option<(char, usize)> {
    let mut signs = text.chars();
    let mut letter = signs.next()?;
    let mut width = letter.len_utf8();
    for accent in signs {
        match compose(letter, accent) {
            Some(both) => {
                letter = both;
                width += accent.len_utf8();
            }
            None => break,
        }
    }
    // A few letters have two codes: the sign of the ångström is the letter.
    let mut same = std::iter::once(letter).nfc();
    if !letter.is_ascii()
        && let (Some(one), None) = (same.next(), same.next())
    {
        letter = one;
    }
    Some((letter, width))
}

/// Gives every character of the folded text to `push`, with the place where it began.
fn fold_into(text: &str, mut push: impl FnMut(char, usize)) {
    // A blank is held back until it is known what it separates: no blank stands before an ellipsis.
    let mut blank = None;
    let mut at = 0;
    while let Some((c, mut width)) = first_letter(&text[at..]) {
        let run = if matches!(c, '.' | '…') {
            ellipsis(&text[at..])
        } else {
            0
        };
        if c.is_whitespace() {
            blank = blank.or(Some(at));
        } else if let Some(blank) = blank.take().filter(|_| run == 0) {
            push(' ', blank);
        }
        match c {
            'a'..='z' => push(c, at),
            _ if c.is_whitespace() => {}
            '.' | '…' if run > 0 => {
                width = run;
                push('…', at);
            }
            '‘' | '’' | '‚' | '‛' | '`' | '´' | 'ʼ' | '′' => push('\'', at),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => push('"', at),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => push('-', at),
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            c if c.is_ascii() => push(c.to_ascii_lowercase(), at),
            c => c.to_lowercase().for_each(|lower| push(lower, at)),
        }
        at += width;
    }
}

/// A folded text that knows where each of its bytes came from.
pub(super) struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, where its character began in the original.
    origins: Vec<usize>,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len());
        fold_into(text, |c, origin| {
            folded.push(c);
            origins.resize(folded.len(), origin);
        });
        Self {
            text: folded,
            origins,
        }
    }

    /// The bytes of the original that a folded range came from.
    pub fn original(&self, range: Range<usize>, text: &str) -> Range<usize> {
        let end = self.origins.get(range.end).copied().unwrap_or(text.len());
        let start = self.origins[range.start];
        // A run of blanks or stops may have been folded into the last character.
        start..start + text[start..end].trim_end().len()
    }
}

/// The bytes of an ellipsis at the start of a text: "…", "...", ". . ." and rows of them; else 0.
fn ellipsis(text: &str) -> usize {
    if text.starts_with(". …") || text.starts_with(". ..") {
        return 0; // the sentence ends before the ellipsis
    }
    let mut stops = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '…' => stops += 3,
            '.' => stops += 1,
            ' ' | '\u{a0}' => continue,
            _ => break,
        }
        end = at + c.len_utf8();
    }
    if stops >= 3 { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_is_the_same_however_it_was_typed() {
        // "café" and "Ångström", each with one character for the accented letter and with two.
        for (one, two) in [
            ("caf\u{e9}", "cafe\u{301}"),
            ("\u{c5}ngstr\u{f6}m", "A\u{30a}ngstro\u{308}m"),
            ("\u{c5}ngstr\u{f6}m", "\u{212b}ngstr\u{f6}m"),
        ] {
            assert_ne!(one, two);
            assert_eq!(fold(one), fold(two));
        }
        // A place in the folded text leads back to all bytes of the letter.
        let text = "a cafe\u{301} b";
        let folded = Folded::new(text);
        let found = folded.text.find("caf\u{e9}").unwrap();
        let range = found..found + "caf\u{e9}".len();
        assert_eq!(&text[folded.original(range, text)], "cafe\u{301}");
    }

    #[test]
    fn a_simple_text_folds_as_any_other() {
        // Texts of five pieces, of all that folding treats in a way of its own.
        let pieces = ["a", "B", " ", ".", "`", "-", "…", "é", "\n", "\u{ad}"];
        for number in 0..pieces.len().pow(5) {
            let piece = |place: u32| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text: String = (0..5).map(piece).collect();
            let mut folded = String::new();
            fold_into(&text, |c, _| folded.push(c));
            assert_eq!(fold(&text), folded.trim(), "{text:?}");
        }
    }
}
