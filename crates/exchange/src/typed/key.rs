//! Which options a key names: letters, or the words of an option.

use std::collections::BTreeMap;

use super::Choice;
use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;
use sourcework_core::source::quotation::fold;

/// What a key comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    /// The places of options, in order.
    Options(Vec<usize>),
    /// A letter names one option, and the text another.
    TwoWays,
    /// A part of it names no option.
    Nothing,
}

/// The options that a key names: `B`, `A, C`, `B) Paris`, `Paris`, or `Paris, Rome`.
pub fn named(key: &str, options: &[Choice]) -> Named {
    let letters = letters(key, options);
    let text = with_text(key, options);
    match (letters, text) {
        // “B and C” may be what an option says.
        (Some(letters), Some(text)) if letters.len() > 1 || letters == [text] => {
            Named::Options(vec![text])
        }
        (Some(_), Some(_)) => Named::TwoWays,
        (Some(letters), None) => Named::Options(letters),
        (None, Some(text)) => Named::Options(vec![text]),
        (None, None) => letter_and_text(key, options)
            .or_else(|| texts(key, options).map(Named::Options))
            .unwrap_or(Named::Nothing),
    }
}

/// The only place where something holds.
fn only(options: &[Choice], holds: impl Fn(&Choice) -> bool) -> Option<usize> {
    let mut places = (0..options.len()).filter(|at| holds(&options[*at]));
    places.next().filter(|_| places.next().is_none())
}

/// The option with a label: the one it has, or the letter that it would have by its place.
fn with_label(label: &str, options: &[Choice]) -> Option<usize> {
    let is_own = |it: &Choice| {
        let own = it.label.as_ref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(label))
    };
    let mut letters = label.chars();
    let letter = letters.next().filter(|_| letters.next().is_none());
    let letter = letter.map(|it| it.to_ascii_uppercase());
    only(options, is_own).or_else(|| only(options, |it| letter.is_some() && it.letter == letter))
}

fn with_text(text: &str, options: &[Choice]) -> Option<usize> {
    let bare = |text: &str| fold(text).trim_matches(['.', ' ', '"', '\'']).to_owned();
    let text = bare(text);
    only(options, |it| bare(&it.text) == text)
}

/// `A, C`.
fn letters(key: &str, options: &[Choice]) -> Option<Vec<usize>> {
    let one = |word: &str| {
        let word = word.trim_matches(['(', ')', '.', ' ']);
        with_label(word, options)
    };
    let words = key
        .split([',', ';', '/', '&', '+', ' '])
        .filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("and"));
    words.map(one).collect::<Option<_>>().and_then(sorted)
}

/// `B) Paris`.
fn letter_and_text(key: &str, options: &[Choice]) -> Option<Named> {
    let (letter, text) = super::line::option(key, false)?;
    let text = with_text(text, options)?;
    Some(match with_label(&letter.to_string(), options)? == text {
        true => Named::Options(vec![text]),
        false => Named::TwoWays,
    })
}

/// `Paris, Rome`: the first of the signs between them that leaves nothing but options counts.
fn texts(key: &str, options: &[Choice]) -> Option<Vec<usize>> {
    let signs: [&[&str]; 4] = [
        &[";"],
        &[";", ","],
        &[" and "],
        &[";", ",", " and ", " & ", "/"],
    ];
    signs.into_iter().find_map(|signs| {
        let mut parts = vec![key];
        for sign in signs {
            parts = parts.iter().flat_map(|it| it.split(sign)).collect();
        }
        let parts = parts.iter().filter(|it| !it.trim().is_empty());
        let places = parts.map(|it| {
            let part = it.trim();
            with_text(part.strip_prefix("and ").unwrap_or(part), options)
        });
        places.collect::<Option<_>>().and_then(sorted)
    })
}

fn sorted(mut places: Vec<usize>) -> Option<Vec<usize>> {
    places.sort_unstable();
    places.dedup();
    (!places.is_empty()).then_some(places)
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
