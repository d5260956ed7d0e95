//! The lines of a transcript: which could be a title, and which begin a paragraph of their own.

use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;
use sourcework_core::document::is_printable;

/// Lines longer than this are no title.
const LONGEST_TITLE: usize = 120;
/// Lines longer than this were not broken at the width of a page.
const WIDEST_PAGE: usize = 100;

/// A line and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    start: usize,
    /// Its number in the file, from 1.
    pub number: usize,
    /// Without its end.
    pub text: &'t str,
}

impl Line<'_> {
    /// Whether nothing stands on it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// A blank line that is put in at its place.
    pub fn blank(self) -> Self {
        Self { text: "", ..self }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.start + self.text.len(),
        }
    }
}

/// The lines of a text, whether they end as on Unix, on Windows or on an old Mac.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, line) in (1..).zip(text.split(end)) {
        lines.push(Line {
            start,
            number,
            text: line.strip_suffix('\r').unwrap_or(line),
        });
        start += line.len() + 1;
    }
    lines
}

/// The blocks of lines between blank ones.
pub fn blocks<'l, 't>(lines: &'l [Line<'t>]) -> impl Iterator<Item = &'l [Line<'t>]> {
    lines
        .split(Line::is_blank)
        .filter(|block| !block.is_empty())
}

/// The last character, without the quotation marks and brackets that close behind it.
fn last_sign(text: &str) -> Option<char> {
    let closing = ['"', '”', '’', '\'', '»', ')', ']', '*', '_'];
    text.trim_end().trim_end_matches(closing).chars().last()
}

/// Whether a line ends where a sentence ends.
pub fn ends_sentence(line: &str) -> bool {
    matches!(last_sign(line), Some('.' | '!' | '?' | '…' | ':'))
}

fn begins_small(line: &str) -> bool {
    let first = line.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_lowercase)
}

/// Whether a text could stand behind a label: a short one that neither goes on nor ends as a sentence does.
pub fn is_heading(text: &str) -> bool {
    let goes_on = matches!(last_sign(text), Some(',' | ';' | '-' | '‐' | '–' | '—'));
    text.trim().chars().count() <= LONGEST_TITLE && !goes_on && !ends_sentence(text)
}

/// Whether a line could be a title: a heading that does not begin with a small letter.
pub fn is_title(line: &str) -> bool {
    is_heading(line) && !begins_small(line)
}

/// Whether a line is no title by its end only, and short enough for one.
pub fn is_short_sentence(line: &str) -> bool {
    line.trim().chars().count() <= LONGEST_TITLE
        && matches!(last_sign(line), Some('.' | '!' | '?'))
        && !begins_small(line)
}

/// What the ends of lines are in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Each ends a paragraph, as a word processor saves them.
    OfParagraphs,
    /// They stand where a page was full, or where a verse ends.
    OfLines,
    /// Either; whether they are more likely those of paragraphs.
    Unsure(bool),
}

/// Tells what the ends of lines are. Only lines without a blank one between them can say: a page is no wider than 100
/// characters, so lines that are wider are paragraphs, unless a sentence goes on in the next line (which then begins
/// with a small letter). Where no line is wide they are lines of a page; it is open only if every one ends a sentence
/// and one had room for the first word of the next.
pub fn ends(lines: &[Line<'_>]) -> Ends {
    let width = |line: &Line<'_>| line.text.trim_end().chars().count();
    let is_wide = |block: &&[Line<'_>]| block.iter().any(|line| width(line) > WIDEST_PAGE);
    let several = || blocks(lines).filter(|block| block.len() > 1);
    let pairs = |block: &[Line<'_>]| -> Vec<(String, String)> {
        let pair = |two: &[Line<'_>]| (two[0].text.to_owned(), two[1].text.to_owned());
        block.windows(2).map(pair).collect()
    };
    let wide: Vec<_> = several().filter(is_wide).flat_map(pairs).collect();
    if !wide.is_empty() {
        let through = wide.iter().filter(|(_, next)| begins_small(next)).count();
        let ended = wide.iter().filter(|(line, _)| ends_sentence(line)).count();
        return match through {
            0 => Ends::OfParagraphs,
            _ => Ends::Unsure(ended > through),
        };
    }
    let widest = several().flatten().map(width).max().unwrap_or(0);
    let all: Vec<_> = several().flat_map(pairs).collect();
    let had_room = |(line, next): &(String, String)| {
        let word = next.split_whitespace().next().unwrap_or_default();
        line.trim_end().chars().count() + 1 + word.chars().count() <= widest
    };
    let ended = all
        .iter()
        .all(|(line, next)| ends_sentence(line) && !begins_small(next));
    match all.len() > 1 && ended && all.iter().any(had_room) {
        true => Ends::Unsure(false),
        false => Ends::OfLines,
    }
}

/// The lines with a blank one between any two that are paragraphs of their own: all, or those that stand in one block
/// with a wide one.
pub fn with_blanks<'t>(lines: &[Line<'t>], all: bool) -> Vec<Line<'t>> {
    let mut out: Vec<Line<'t>> = Vec::with_capacity(lines.len() * 2);
    for block in lines.chunk_by(|a, b| !a.is_blank() && !b.is_blank()) {
        let parted = all
            || block
                .iter()
                .any(|line| line.text.chars().count() > WIDEST_PAGE);
        for (number, line) in block.iter().enumerate() {
            if number > 0 && parted {
                out.push(line.blank());
            }
            out.push(*line);
        }
    }
    out
}

/// The text of some lines, letter for letter, without the blank lines around it.
pub fn body(lines: &[Line<'_>], trouble: &mut Trouble<'_>) -> String {
    let first = lines.iter().position(|line| !line.is_blank());
    let last = lines.iter().rposition(|line| !line.is_blank());
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    let mut text = String::new();
    for (number, line) in lines[first..=last].iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        if line.text.chars().all(is_printable) {
            text.push_str(line.text);
        } else {
            trouble.changed(
                line.span(),
                "the line holds characters that cannot be seen; they were left out",
            );
            text.extend(line.text.chars().filter(|c| is_printable(*c)));
        }
    }
    text
}

/// The beginning of a text, for a question about it.
pub fn short(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{} …", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_short_line_that_ends_as_no_sentence_does() {
        for title in [
            "Extracts from Khrushchev’s letter to Kennedy, 26 October 1962",
            "The Daily Mail, 3 May 1910",
            "“Your country needs you” (poster)",
            "1914",
        ] {
            assert!(is_title(title), "{title}");
        }
        let long = "word ".repeat(30);
        for text in [
            "It was a dark night.",
            "He said: “It is war.”",
            "Dear Mr. President:",
            "Dear Sir,",
            "and then we went home",
            "Bent double, like old beggars under sacks,",
            "What would a war give you?",
            long.as_str(),
        ] {
            assert!(!is_title(text), "{text}");
        }
    }

    #[test]
    fn what_the_ends_of_lines_are() {
        let long = format!("{} end.", "Word".repeat(30));
        let cut = format!("{} and", "Word".repeat(30));
        let page = "The ship left the harbour in the early morning with all hands on\n\
                    board, and nobody who stood on the quay thought that it would be\n\
                    the last time. It was cold.";
        for (text, expected) in [
            // A word processor: paragraphs, and short lines among them.
            (
                format!("Dear Sir,\n{long}\n{long}\nYours,\nA. Clerk"),
                Ends::OfParagraphs,
            ),
            // A page of some 65 characters, and verse.
            (page.to_owned(), Ends::OfLines),
            (
                "Bent double, like old beggars under sacks,\nKnock-kneed, coughing like hags,"
                    .to_owned(),
                Ends::OfLines,
            ),
            // Wide lines of which a sentence goes on, mostly or once.
            (
                format!("{cut}\nwent on {cut}\nwent home."),
                Ends::Unsure(false),
            ),
            (
                format!("{long}\n{long}\n{long}\nwhich was all."),
                Ends::Unsure(true),
            ),
            // Short lines that are sentences each: paragraphs or a page?
            (
                "Where were you on that night?\nAt home.\nWho saw you?".to_owned(),
                Ends::Unsure(false),
            ),
            // Blank lines say it themselves.
            (format!("{long}\n\n{cut}\n\nwhich was all."), Ends::OfLines),
        ] {
            assert_eq!(ends(&lines(&text)), expected, "{text}");
        }
    }
}
