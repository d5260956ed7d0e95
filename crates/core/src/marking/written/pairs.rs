//! Inferences written as one text: where each begins, and what is quoted in it.

use std::ops::Range;

use super::evidence::marked;
use crate::marking::Written;

/// The inferences of a text, of which so many are asked for: one a line, its detail in quotation
/// marks. Where there are fewer lines than inferences, each quotation of a line ends one, if words
/// of the student's own stand before it.
pub(super) fn pairs(text: &str, count: usize) -> Vec<Written> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut pairs = Vec::new();
    for line in &lines {
        let quoted: Vec<_> = marked(line)
            .into_iter()
            .filter(|span| line[span.clone()].split_whitespace().count() > 1)
            .collect();
        let mut ends = Vec::new();
        let mut from = 0;
        for span in &quoted {
            if line[from..span.start].split_whitespace().count() > 2 {
                ends.push(span.end);
            }
            from = span.end;
        }
        if lines.len() >= count || ends.len() < 2 {
            ends = vec![line.len()];
        }
        let mut from = 0;
        let last = ends.len() - 1;
        for (place, end) in ends.into_iter().enumerate() {
            // What stands behind the last quotation belongs to the last inference.
            let end = if place == last { line.len() } else { end };
            pairs.push(pair(line, from..end, &quoted));
            from = end;
        }
    }
    pairs
}

/// Words with which a sentence goes on with the inference before it.
const GOES_ON: [&str; 9] = [
    "this", "that", "it", "because", "as", "since", "which", "evidence", "quote",
];

/// The inferences of a text that has fewer lines than inferences are asked for, sentence by
/// sentence: each begins one that is not a quotation alone and does not go on with the one before.
/// `None` where this finds no more than one.
pub(super) fn pairs_of_sentences(text: &str, count: usize) -> Option<Vec<Written>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    if lines.count() >= count {
        return None;
    }
    let quoted = marked(text);
    let own_words = |part: &Range<usize>| -> Vec<String> {
        let inside = |at: usize| quoted.iter().any(|it| it.contains(&at));
        let own: String = text[part.clone()]
            .char_indices()
            .map(|(at, c)| if inside(part.start + at) { ' ' } else { c })
            .collect();
        let words = own.split(|c: char| !c.is_alphanumeric() && c != '\'');
        words
            .filter(|it| !it.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let mut parts: Vec<Range<usize>> = Vec::new();
    for sentence in sentences_outside(text, &quoted) {
        let own = own_words(&sentence);
        let goes_on = own.len() < 3 || GOES_ON.contains(&own[0].as_str());
        match parts.last_mut() {
            Some(last) if goes_on => last.end = sentence.end,
            Some(last) if own_words(last).len() < 3 => last.end = sentence.end,
            _ => parts.push(sentence),
        }
    }
    let pairs = parts.into_iter().map(|part| pair(text, part, &quoted));
    let pairs: Vec<Written> = pairs.collect();
    (pairs.len() > 1).then_some(pairs)
}

/// The sentences of a text; what is quoted ends none.
fn sentences_outside(text: &str, quoted: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let inside = quoted.iter().any(|it| it.contains(&at));
        if matches!(c, '.' | '!' | '?' | ';' | '\n') && !inside {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < text.len() {
        sentences.push(start..text.len());
    }
    sentences
}

/// The inference in a part of a line, and what is quoted in it.
fn pair(line: &str, part: Range<usize>, quoted: &[Range<usize>]) -> Written {
    let mut inference = String::new();
    let mut details: Vec<&str> = Vec::new();
    let mut from = part.start;
    for span in quoted
        .iter()
        .filter(|it| part.start <= it.start && it.end <= part.end)
    {
        inference.push_str(without_marks(&line[from..span.start]));
        inference.push(' ');
        details.push(&line[span.clone()]);
        from = span.end;
    }
    inference.push_str(without_marks(&line[from..part.end]));
    let detail = match details.as_slice() {
        [only] => (*only).to_owned(),
        several => several.iter().map(|it| format!("“{it}” ")).collect(),
    };
    Written {
        inference: inference.trim().to_owned(),
        detail: detail.trim().to_owned(),
    }
}

/// What stands between quotations, without the marks that open and close them.
fn without_marks(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "\"“”„«»".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[Written]) -> Vec<(&str, &str)> {
        let pairs = pairs.iter();
        pairs
            .map(|it| (it.inference.as_str(), it.detail.as_str()))
            .collect()
    }

    #[test]
    fn a_line_is_an_inference_with_what_it_quotes() {
        let text = "He is calm: \"let us not quarrel\"\nHe is strong";
        assert_eq!(
            read(&pairs(text, 2)),
            [("He is calm:", "let us not quarrel"), ("He is strong", "")]
        );
    }

    #[test]
    fn sentences_of_a_paragraph_are_inferences_of_their_own() {
        let of = |text: &str| pairs_of_sentences(text, 2).unwrap_or_default();
        assert_eq!(
            read(&of("He is scared of war. He also thinks of votes.")),
            [
                ("He is scared of war.", ""),
                ("He also thinks of votes.", "")
            ]
        );
        // A quotation belongs to the sentence before it, and so does one that goes on with it.
        assert_eq!(
            read(&of(
                "He knows war well. \"participated in two wars\". He seems calm as he says: \"let us not quarrel\""
            )),
            [
                ("He knows war well. .", "participated in two wars"),
                ("He seems calm as he says:", "let us not quarrel")
            ]
        );
        assert!(
            of("He is scared of war. This is shown by \"such is the logic of war\"").is_empty()
        );
        assert!(of("He is calm\nHe is strong").is_empty());
    }
}
