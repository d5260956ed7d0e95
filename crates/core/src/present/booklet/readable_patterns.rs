//! The patterns of credit points in words that a marker can read.
//!
//! A slash stands between words that are as good as each other, AND between parts that must
//! all be said, an ellipsis for any ending.

use std::collections::BTreeSet;

use crate::diagnostic::Placed;
use crate::present::block::{self, Block, Entry, Look, Mark, Run, paragraph, strong, text};
use crate::quiz::{Body, Question, Quiz, Wording};

/// How many words stand for a point that no example shows.
const FEW: usize = 6;
/// How many alternatives stand for each part of a pattern.
const FEW_OF_A_PART: usize = 3;

/// A pattern in readable words. One with `match…(…)` or `not(…)` stays as it is written.
pub fn words(pattern: &str) -> String {
    let pattern = block::clean(pattern);
    if pattern.contains('(') {
        return pattern;
    }
    let mut read = String::new();
    let mut inside = false;
    for c in pattern.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '|' => read.push_str(" / "),
            '_' => read.push(' '),
            '*' => read.push('…'),
            _ if !c.is_whitespace() => read.push(c),
            _ if inside => read.push(' '),
            _ if !read.ends_with(" AND ") => read.push_str(" AND "),
            _ => {}
        }
    }
    read
}

/// The first words that make a point, for one that no example shows: keywords, or else those of a pattern.
pub fn first_words(wording: &Wording) -> Option<String> {
    let shared = wording.shared.iter().map(|it| &it.wording);
    let wordings: Vec<&Wording> = std::iter::once(wording).chain(shared).collect();
    if let Some(with_keywords) = wordings.iter().find(|it| !it.keywords.is_empty()) {
        let keywords = with_keywords.keywords.iter().take(FEW);
        let keywords: Vec<String> = keywords.map(|it| block::clean(it)).collect();
        return Some(keywords.join(", "));
    }
    let mut patterns = wordings.iter().flat_map(|it| &it.accept);
    let plain = patterns.find(|it| !it.contains('('))?;
    Some(words(&beginning(plain)))
}

/// A pattern with the first alternatives of each part alone.
fn beginning(pattern: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut bars) = (false, 0);
    for c in pattern.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '|' if !inside => bars += 1,
            c if c.is_whitespace() && !inside => bars = 0,
            _ => {}
        }
        if bars < FEW_OF_A_PART {
            out.push(c);
        }
    }
    out
}

/// What is accepted for a point, and what is not; with that of the shared points it uses.
pub fn accepted(wording: &Wording) -> Entry {
    let mut lines: Vec<String> = own(wording);
    lines.extend(wording.shared.iter().flat_map(|it| own(&it.wording)));
    let mut runs = Vec::new();
    for line in &lines {
        if !runs.is_empty() {
            runs.push(Run::Break);
            runs.push(Run::Text("or ".into()));
        }
        runs.push(text(line));
    }
    let rejects: Vec<String> = wording.rejects().map(|it| words(it)).collect();
    if !rejects.is_empty() {
        if !runs.is_empty() {
            runs.push(Run::Break);
        }
        runs.push(strong("not"));
        runs.push(Run::Text(format!(" {}", rejects.join("; "))));
    }
    runs
}

/// The keywords of a wording in one line, and each pattern in one.
fn own(wording: &Wording) -> Vec<String> {
    let list = |texts: &[Placed<String>]| {
        let clean = texts.iter().map(|it| block::clean(it));
        clean.collect::<Vec<_>>().join(" / ")
    };
    let mut lines = Vec::new();
    if !wording.keywords.is_empty() {
        let mut line = list(&wording.keywords);
        if !wording.with.is_empty() {
            line += &format!(" AND {}", list(&wording.with));
        }
        lines.push(line);
    }
    lines.extend(wording.accept.iter().map(|it| words(it)));
    lines
}

/// How to read what is accepted, and what holds for all written answers.
pub fn advice(quiz: &Quiz, patterns: bool) -> Vec<String> {
    let has_words = |body: &Body| match body {
        Body::Inference(_) | Body::ShortAnswer(_) => true,
        Body::Extended(body) => !body.points.is_empty(),
        _ => false,
    };
    let mut advice = Vec::new();
    if quiz.questions.iter().any(|it| has_words(&it.body)) {
        advice.push(if patterns {
            "In the words that are accepted, a slash stands between words of which one is enough, \
             AND between parts that must all be said, in any order, and … for any ending. Other \
             words with the same meaning earn the same marks."
        } else {
            "The answers are examples. Other words with the same meaning earn the same marks."
        });
    }
    let is_short = |it: &Question| matches!(it.body, Body::ShortAnswer(_));
    if quiz.questions.iter().any(is_short) {
        advice.push(
            "A learned response that nothing in the source supports earns nothing, unless a \
             question says otherwise.",
        );
    }
    advice.into_iter().map(str::to_owned).collect()
}

/// Words that count as one another, and learned responses, in all written answers.
pub fn vocabulary(quiz: &Quiz) -> Vec<Block> {
    let mut synonyms = BTreeSet::new();
    let mut learned = BTreeSet::new();
    for question in quiz.questions.iter().filter(|it| it.kind().is_written()) {
        let known = quiz.vocabulary(question);
        let pairs = known.synonyms.iter();
        synonyms.extend(pairs.map(|(word, others)| (words(word), words(others))));
        learned.extend(known.learned_responses.iter().map(|it| words(it)));
    }
    let mut blocks = Vec::new();
    if !synonyms.is_empty() {
        let entry = |(word, others): (String, String)| {
            vec![strong(&word), Run::Text(": ".into()), text(&others)]
        };
        blocks.push(paragraph(Look::Label, "Stand for one another"));
        blocks.push(Block::List(
            Mark::Bullet,
            synonyms.into_iter().map(entry).collect(),
        ));
    }
    if !learned.is_empty() {
        let entries = learned.iter().map(|it| vec![text(it)]);
        blocks.push(paragraph(Look::Label, "Learned responses"));
        blocks.push(Block::List(Mark::Bullet, entries.collect()));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::{first_words, words};
    use crate::diagnostic::{Placed, Span};
    use crate::quiz::Wording;

    #[test]
    fn a_point_without_keywords_shows_the_first_alternatives_of_a_pattern() {
        let placed = |text: &str| Placed::new(text.to_owned(), Span::default());
        let mut wording = Wording {
            accept: vec![
                placed("match(a)"),
                placed("offer*|propos*|terms|deal [not yet]|never"),
            ],
            ..Wording::default()
        };
        let shown = "offer… / propos… / terms AND not yet / never";
        assert_eq!(first_words(&wording).as_deref(), Some(shown));
        wording.keywords = vec![placed("terms"), placed("deal")];
        assert_eq!(first_words(&wording).as_deref(), Some("terms, deal"));
        assert_eq!(first_words(&Wording::default()), None);
    }

    #[test]
    fn a_pattern_reads_as_a_mark_scheme_does() {
        for (pattern, read) in [
            (
                "persuade|convince kennedy|him",
                "persuade / convince AND kennedy / him",
            ),
            ("defin* by_khrushchev", "defin… AND by khrushchev"),
            ("[not reliable]|biased", "not reliable / biased"),
            ("  one   two ", "one AND two"),
            ("match_mow(a b)", "match_mow(a b)"),
            ("", ""),
        ] {
            assert_eq!(words(pattern), read, "{pattern}");
        }
    }
}
