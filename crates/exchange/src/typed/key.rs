//! Which options a key names: letters, or the words of an option.

use std::collections::BTreeMap;

use super::Choice;
use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;
use sourcework_core::source::quotation::fold;

/// The places of the options that a key names: `B`, `A, C`, `B) Paris`, or `Paris`. Nothing where a part of it names none.
pub fn named(key: &str, options: &[Choice]) -> Option<Vec<usize>> {
    let place = |letter: char| {
        let letter = Some(letter.to_ascii_uppercase());
        let mut named = (0..options.len()).filter(|at| options[*at].letter == letter);
        named.next().filter(|_| named.next().is_none())
    };
    let one = |word: &str| {
        let word = word.trim_matches(['(', ')', '.', ' ']);
        let mut letters = word.chars();
        letters
            .next()
            .filter(|_| letters.next().is_none())
            .and_then(place)
    };
    let words = key
        .split([',', ';', '/', '&', '+', ' '])
        .filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("and"));
    let letters: Option<Vec<usize>> = words.map(one).collect();
    if let Some(letters) = letters.filter(|it| !it.is_empty()) {
        return Some(letters);
    }
    let bare = |text: &str| fold(text).trim_matches(['.', ' ', '"', '\'']).to_owned();
    let same = |text: &str| {
        let mut same = (0..options.len()).filter(|at| bare(&options[*at].text) == bare(text));
        same.next().filter(|_| same.next().is_none())
    };
    if let Some(place) = same(key) {
        return Some(vec![place]);
    }
    let (letter, text) = super::line::option(key, false)?;
    place(letter)
        .filter(|at| same(text) == Some(*at))
        .map(|at| vec![at])
}

/// Whether a line announces the answers to all questions.
pub fn begins_list(line: &str) -> bool {
    let line = line.trim_end_matches(':').trim().to_lowercase();
    [
        "answers",
        "answer key",
        "answer sheet key",
        "key",
        "keys",
        "mark scheme",
        "solutions",
    ]
    .contains(&line.as_str())
}

/// Reads a line of a list of answers, `1. B   2. A, C` or `1B 2C`, into the keys of the questions by their numbers.
/// `number` is its automatic one.
pub fn read_list(
    line: &str,
    number: Option<u32>,
    span: Span,
    keys: &mut BTreeMap<u32, String>,
    trouble: &mut Trouble<'_>,
) {
    let mut found: Vec<(u32, String)> = number.map(|it| (it, String::new())).into_iter().collect();
    let mut is_read = true;
    for word in line
        .split([' ', '\t', ',', ';', '\u{a0}'])
        .filter(|it| !it.is_empty())
    {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = word.split_at(digits);
        if let Ok(number) = digits.parse() {
            found.push((number, String::new()));
        }
        let letter = rest.trim_matches(['.', ')', '(', ':', '-', '–', '=']);
        let is_letter = letter.len() <= 1 && letter.chars().all(|c| c.is_ascii_alphabetic());
        match found.last_mut() {
            Some((_, key)) if is_letter => {
                if !key.is_empty() && !letter.is_empty() {
                    key.push(',');
                }
                key.push_str(letter);
            }
            _ => is_read = false,
        }
    }
    is_read &= !found.is_empty() && found.iter().all(|(_, key)| !key.is_empty());
    if is_read {
        keys.extend(found);
    } else {
        let what = "this line of the list of answers could not be read (`1. B`); it was left out";
        trouble.left_out(span, what);
    }
}
