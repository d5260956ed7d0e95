//! The passage pane: its text laid out once for a width, scrolled, searched, with places marked and
//! sentences to pick from. All places are byte ranges of the pane's own text, so that layout, marks,
//! search and sentences never disagree.

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use unicode_width::UnicodeWidthChar;

use super::stage::Marked;
use sourcework_core::attempt::Passage;
use sourcework_core::document::is_printable;
use sourcework_core::present::block::{Block, Run};
use sourcework_core::present::passage::source_heading;
use sourcework_core::source::passage::{paragraphs, sentences};
use sourcework_core::source::quotation::find_all;

/// The columns at the left in which a line is marked by a sign: colour alone would not be seen by
/// everybody.
const GUTTER: u16 = 2;

/// A run of the pane's text that is laid out together.
struct Paragraph {
    range: Range<usize>,
    /// What stands before its first line; the others are set in as far.
    label: String,
    is_heading: bool,
}

/// A line of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LaidLine {
    range: Range<usize>,
    /// What stands before the text: a label, or blanks.
    before: String,
    is_heading: bool,
}

/// What is looked for in the passage.
#[derive(Default)]
struct Search {
    words: String,
    found: Vec<Range<usize>>,
    at: usize,
}

/// The passages of a question.
#[derive(Default)]
pub struct PassagePane {
    text: String,
    paragraphs: Vec<Paragraph>,
    evidence: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    width: usize,
    lines: Vec<LaidLine>,
    /// The first line that is shown.
    top: usize,
    /// How many lines were shown last.
    height: usize,
    /// Whether it has been drawn, or goes on where another one was.
    has_begun: bool,
    search: Search,
    /// A place that stays in sight until the student scrolls.
    wanted: Option<Range<usize>>,
}

impl PassagePane {
    /// The pane for passages, with evidence marked.
    pub fn new(passages: &[Passage<'_>], evidence: &[Marked]) -> Self {
        let mut pane = Self::default();
        let mut last = None;
        for passage in passages {
            let heading = passage.heading.as_ref();
            if let Some(heading) = heading
                && last != Some(heading)
            {
                pane.add_blocks(&source_heading(heading));
            }
            last = heading;
            pane.add(&format!("Extract {}", passage.label), String::new(), true);
            let marked = evidence.iter().find(|it| it.text == passage.text);
            pane.add_passage(passage.text, marked.map_or(&[], |it| it.spans.as_slice()));
        }
        pane
    }

    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// Goes on where another pane was, if it has the same text.
    pub fn keep_place_of(&mut self, other: &Self) {
        if self.text == other.text {
            self.width = 0;
            self.lines.clone_from(&other.lines);
            self.top = other.top;
            self.has_begun = other.has_begun;
        }
    }

    fn add_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.add(heading, String::new(), true),
                Block::Facts(facts) => {
                    for (label, text) in facts {
                        self.add(text, format!("{label}: "), false);
                    }
                }
                Block::Text(_, runs) => {
                    let words: String = runs.iter().filter_map(words_of).collect();
                    self.add(&words, String::new(), false);
                }
                _ => {}
            }
        }
    }

    fn add_passage(&mut self, text: &str, evidence: &[Range<usize>]) {
        let sentences = sentences(text);
        for (number, paragraph) in (1..).zip(paragraphs(text)) {
            self.add(&text[paragraph.clone()], format!("¶{number} "), false);
            let start = self.text.len() - 1 - paragraph.len();
            let here = |place: &Range<usize>| {
                let inside = place.start.max(paragraph.start)..place.end.min(paragraph.end);
                let offset = |at: usize| start + at - paragraph.start;
                (!inside.is_empty()).then(|| offset(inside.start)..offset(inside.end))
            };
            self.evidence.extend(evidence.iter().filter_map(here));
            let begins_here = sentences
                .iter()
                .filter(|sentence| paragraph.contains(&sentence.span.start));
            self.sentences
                .extend(begins_here.filter_map(|sentence| here(&sentence.span)));
        }
    }

    /// Adds a paragraph; a line end follows it in the pane's text.
    fn add(&mut self, text: &str, label: String, is_heading: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        self.paragraphs.push(Paragraph {
            range: start..self.text.len(),
            label,
            is_heading,
        });
        self.text.push('\n');
    }

    /// The sentences of the passages, in their order.
    pub fn sentence(&self, number: usize) -> Option<&str> {
        Some(&self.text[self.sentences.get(number)?.clone()])
    }

    pub fn sentence_count(&self) -> usize {
        self.sentences.len()
    }

    fn lay_out(&mut self, width: usize) {
        if self.width == width {
            return;
        }
        // What was at the top stays there.
        let at = self.lines.get(self.top).map_or(0, |line| line.range.start);
        self.width = width;
        self.lines.clear();
        for paragraph in &self.paragraphs {
            if paragraph.is_heading && !self.lines.is_empty() {
                self.lines.push(LaidLine {
                    range: paragraph.range.start..paragraph.range.start,
                    before: String::new(),
                    is_heading: false,
                });
            }
            let indent = width_of(&paragraph.label);
            let room = width.saturating_sub(indent).max(8);
            let mut before = paragraph.label.clone();
            for range in wrapped(&self.text, paragraph.range.clone(), room) {
                self.lines.push(LaidLine {
                    range,
                    before: std::mem::replace(&mut before, " ".repeat(indent)),
                    is_heading: paragraph.is_heading,
                });
            }
        }
        self.top = self.line_of(at);
    }

    /// Begins at the first extract where the heading of its source would fill the pane.
    fn begin(&mut self) {
        let extract = self.paragraphs.iter().find(|it| it.label.starts_with('¶'));
        let Some(extract) = extract else { return };
        let line = self.line_of(extract.range.start).saturating_sub(1);
        if self.top == 0 && line + 4 > self.height {
            self.top = line;
        }
    }

    /// The line in which a byte of the text stands.
    fn line_of(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|line| line.range.start <= at);
        after.saturating_sub(1)
    }

    /// Scrolls by so many lines; a negative number goes up.
    pub fn scroll(&mut self, by: isize) {
        self.wanted = None;
        self.top = self.top.saturating_add_signed(by);
        self.keep_within();
    }

    /// Leaves no empty lines below the last one, where the pane can be filled.
    fn keep_within(&mut self) {
        let last = self.lines.len().saturating_sub(self.height);
        self.top = self.top.min(last);
    }

    /// Scrolls by a screen, less a line to find one's place by.
    pub fn page(&mut self, down: bool) {
        let lines = isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(1);
        self.scroll(if down { lines } else { -lines });
    }

    pub fn go_to_top(&mut self) {
        self.scroll(isize::MIN);
    }

    pub fn go_to_bottom(&mut self) {
        self.scroll(isize::MAX);
    }

    /// Shows a place, with two lines above it where the pane has to move. `self` is laid out.
    fn move_to(&mut self, place: &Range<usize>) {
        let (first, last) = (
            self.line_of(place.start),
            self.line_of(place.end.saturating_sub(1)),
        );
        let is_shown = self.top <= first && last < self.top + self.height;
        if !is_shown {
            self.top = first.saturating_sub(2);
        }
    }

    /// Shows a sentence.
    pub fn show_sentence(&mut self, number: usize) {
        self.wanted = self.sentences.get(number).cloned();
    }

    /// Shows the first place that is evidence.
    pub fn show_evidence(&mut self) {
        if let Some(place) = self.evidence.first() {
            self.wanted = Some(place.clone());
        }
    }

    /// Looks for words, whatever their capitals; the number of the place that is shown, and how many
    /// were found.
    pub fn search(&mut self, words: &str) -> (usize, usize) {
        self.search = Search {
            words: words.to_owned(),
            found: find_all(&self.text, words),
            at: 0,
        };
        if let Some(place) = self.search.found.first() {
            self.wanted = Some(place.clone());
        }
        (1, self.search.found.len())
    }

    /// Shows the next place that was found; its number, and how many there are.
    pub fn next_found(&mut self) -> (usize, usize) {
        let count = self.search.found.len();
        if count > 0 {
            self.search.at = (self.search.at + 1) % count;
            self.wanted = Some(self.search.found[self.search.at].clone());
        }
        (self.search.at + 1, count)
    }

    /// The sentence with the place that was found and is shown.
    pub fn sentence_found(&self) -> Option<usize> {
        let found = self.search.found.get(self.search.at)?;
        self.sentences
            .iter()
            .position(|sentence| sentence.contains(&found.start))
    }

    /// Marks no longer what was found.
    pub fn end_search(&mut self) {
        self.search = Search::default();
    }

    pub fn searched(&self) -> &str {
        &self.search.words
    }

    /// Where one is in the passage: "12–40 of 90 lines"; nothing where all of it is shown.
    pub fn position(&self) -> Option<String> {
        let all = self.lines.len();
        let end = (self.top + self.height).min(all);
        (all > self.height).then(|| format!("{}–{end} of {all}", self.top + 1))
    }

    /// Draws the pane. `cursor` is the sentence that would be picked, `picked` those that are.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        cursor: Option<usize>,
        picked: &BTreeSet<usize>,
    ) {
        self.height = usize::from(area.height);
        self.lay_out(usize::from(area.width.saturating_sub(GUTTER)).max(8));
        if !std::mem::replace(&mut self.has_begun, true) {
            self.begin();
        }
        if let Some(place) = self.wanted.clone() {
            self.move_to(&place);
        }
        self.keep_within();
        let cursor = cursor.and_then(|number| self.sentences.get(number));
        let picked: Vec<&Range<usize>> = picked
            .iter()
            .filter_map(|number| self.sentences.get(*number))
            .collect();
        let rows = area.y..area.y + area.height;
        for (line, y) in self.lines.iter().skip(self.top).zip(rows) {
            let overlaps =
                |place: &Range<usize>| place.start < line.range.end && line.range.start < place.end;
            let sign = match cursor {
                Some(place) if overlaps(place) => "▌",
                _ if picked.iter().any(|place| overlaps(place)) => "✓",
                _ if self.evidence.iter().any(overlaps) => "│",
                _ => " ",
            };
            buffer.set_string(area.x, y, sign, Style::new().add_modifier(Modifier::BOLD));
            let faint = Style::new().add_modifier(Modifier::DIM);
            let start = area.x + GUTTER;
            let (mut x, _) = buffer.set_stringn(start, y, &line.before, room(area, start), faint);
            for (range, style) in self.styled(line, cursor, &picked) {
                let words = shown(&self.text[range]);
                (x, _) = buffer.set_stringn(x, y, words, room(area, x), style);
            }
        }
    }

    /// The pieces of a line with their styles.
    fn styled(
        &self,
        line: &LaidLine,
        cursor: Option<&Range<usize>>,
        picked: &[&Range<usize>],
    ) -> Vec<(Range<usize>, Style)> {
        let base = match line.is_heading {
            true => Style::new().add_modifier(Modifier::BOLD),
            false => Style::new(),
        };
        let underlined = self.evidence.iter().chain(picked.iter().copied());
        let underlined = underlined.map(|place| (place, Modifier::UNDERLINED | Modifier::BOLD));
        let searched = self.search.found.iter().enumerate();
        let found = searched.map(|(number, place)| match number == self.search.at {
            true => (place, Modifier::REVERSED),
            false => (place, Modifier::UNDERLINED),
        });
        let reversed = cursor.map(|place| (place, Modifier::REVERSED));
        let reversed = found.chain(reversed);
        let places: Vec<(&Range<usize>, Modifier)> = underlined
            .chain(reversed)
            .filter(|(place, _)| place.start < line.range.end && line.range.start < place.end)
            .collect();
        let mut cuts: Vec<usize> = vec![line.range.start, line.range.end];
        for (place, _) in &places {
            cuts.extend([
                place.start.max(line.range.start),
                place.end.min(line.range.end),
            ]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = cuts.windows(2).map(|cut| {
            let range = cut[0]..cut[1];
            let covering = places
                .iter()
                .filter(|(place, _)| place.start <= range.start && range.end <= place.end);
            let style = covering.fold(base, |style, (_, modifier)| style.add_modifier(*modifier));
            (range, style)
        });
        pieces.collect()
    }
}

fn room(area: Rect, x: u16) -> usize {
    usize::from((area.x + area.width).saturating_sub(x))
}

fn words_of(run: &Run) -> Option<&str> {
    match run {
        Run::Text(words) | Run::Strong(words) | Run::Quiet(words) | Run::Marked(words) => {
            Some(words)
        }
        Run::Tick | Run::Gap(_) | Run::Break => None,
    }
}

/// A text as it may be drawn: nothing in it moves the cursor or turns the direction of writing.
pub fn shown(text: &str) -> String {
    let safe = text.chars().map(|c| match c {
        '\n' | '\t' | '\r' => ' ',
        c if is_printable(c) => c,
        _ => '\u{fffd}',
    });
    safe.collect()
}

fn width_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The lines of a range of a text, broken at blanks, or within a word that is wider than a line.
pub fn wrapped(text: &str, range: Range<usize>, width: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = range.start;
    let mut used = 0;
    // The end of the last word that fits, and where the next one begins.
    let mut gap: Option<(usize, usize)> = None;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        if c == '\n' {
            lines.push(start..at);
            (start, used, gap) = (at + 1, 0, None);
            continue;
        }
        if c == ' ' {
            gap = Some((at, at + 1));
        }
        used += columns(c);
        if used <= width || c == ' ' {
            continue;
        }
        let (end, next) = gap.unwrap_or((at, at));
        lines.push(start..end);
        start = next;
        used = width_of(&text[start..at]) + columns(c);
        gap = None;
    }
    if start < range.end || lines.is_empty() {
        lines.push(start..range.end);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        let ranges = wrapped(text, 0..text.len(), width);
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn lines_end_at_blanks_and_within_words_that_are_too_wide() {
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(lines("one two", 7), ["one two"]);
        assert_eq!(lines("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(lines("文文文文", 4), ["文文", "文文"]);
        assert_eq!(lines("one\ntwo", 9), ["one", "two"]);
    }

    #[test]
    fn a_search_minds_no_capitals_and_finds_places_of_the_text() {
        let text = "War is war. İstanbul, WAR.";
        let places = find_all(text, " war ");
        let words: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(words, ["War", "war", "WAR"]);
        assert!(find_all(text, " ").is_empty());
    }

    #[test]
    fn what_a_terminal_would_obey_is_drawn_as_a_sign() {
        assert_eq!(shown("a\u{1b}[2J\u{202e}b\tc"), "a\u{fffd}[2J\u{fffd}b c");
    }
}
