//! A passage as people cite it: paragraphs, sentences and words, each as a span of its text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations whose full stop does not end a sentence, in lower case.
const ABBREVIATIONS: [&str; 30] = [
    "mr", "mrs", "ms", "messrs", "dr", "st", "rev", "hon", "rt", "prof", "gen", "lt", "col", "maj",
    "capt", "sgt", "adm", "gov", "sen", "rep", "pres", "jr", "sr", "esq", "no", "vol", "cf", "e.g",
    "i.e", "viz",
];

/// The paragraphs of a text: what stands between blank lines, without the white space around it.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs = Vec::new();
    let mut current: Option<Range<usize>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if content.is_empty() {
            paragraphs.extend(current.take());
        } else {
            let first = start + (line.len() - line.trim_start().len());
            let end = first + content.len();
            current = Some(current.map_or(first, |range| range.start)..end);
        }
        start += line.len();
    }
    paragraphs.extend(current);
    paragraphs
}

/// A sentence and the paragraph it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes, without the white space around it.
    pub span: Range<usize>,
    /// Its paragraph, from 1, as in `¶1`.
    pub paragraph: usize,
}

/// The sentences of a text (Unicode Standard Annex #29). No sentence crosses a paragraph, an
/// abbreviation does not end one, and stray punctuation belongs to the sentence before it.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for (index, paragraph) in paragraphs(text).into_iter().enumerate() {
        let first = sentences.len();
        for (offset, piece) in text[paragraph.clone()].split_sentence_bound_indices() {
            let content = piece.trim_end();
            if content.is_empty() {
                continue;
            }
            let span = paragraph.start + offset..paragraph.start + offset + content.len();
            match sentences[first..].last_mut() {
                Some(before) if goes_on(&text[before.span.clone()], content) => {
                    before.span.end = span.end;
                }
                _ => sentences.push(Sentence {
                    span,
                    paragraph: index + 1,
                }),
            }
        }
    }
    sentences
}

fn goes_on(before: &str, piece: &str) -> bool {
    if !piece.chars().any(char::is_alphanumeric) {
        return true;
    }
    let Some(stem) = before.strip_suffix('.') else {
        return false;
    };
    let word = stem
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .expect("a text that is split gives at least one piece");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// The words of a text (Unicode Standard Annex #29), as spans.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.unicode_word_indices()
        .map(|(start, word)| start..start + word.len())
}

/// The paragraph that holds a byte, from 1.
pub fn paragraph_at(text: &str, offset: usize) -> usize {
    let before = paragraphs(text)
        .iter()
        .filter(|range| range.start <= offset)
        .count();
    before.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|sentence| &text[sentence.span])
            .collect()
    }

    #[test]
    fn an_abbreviation_or_initial_ends_no_sentence() {
        assert_eq!(
            split("Dear Mr. President: I see. Dr. A. B. Smith agrees."),
            ["Dear Mr. President: I see.", "Dr. A. B. Smith agrees."]
        );
        assert_eq!(split("So do I. We agree."), ["So do I.", "We agree."]);
    }

    #[test]
    fn stray_punctuation_belongs_to_the_sentence_before() {
        assert_eq!(
            split("It ends. I have... ..."),
            ["It ends.", "I have... ..."]
        );
        assert_eq!(
            split("Cannot be offensive. ……"),
            ["Cannot be offensive. ……"]
        );
    }

    #[test]
    fn blank_lines_part_paragraphs_and_sentences() {
        let text = "\nOne.\nStill one.\n \n\nTwo:\n\nThree";
        let parts: Vec<_> = paragraphs(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(parts, ["One.\nStill one.", "Two:", "Three"]);
        assert_eq!(
            sentences(text).last().map(|sentence| sentence.paragraph),
            Some(3)
        );
        assert_eq!(paragraph_at(text, text.len() - 1), 3);
        assert!(paragraphs(" \n\n").is_empty());
    }
}
