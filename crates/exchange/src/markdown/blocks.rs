//! A text with light markup as blocks: headings, paragraphs, quotations, lists of two levels.

use crate::imported::lines;
use sourcework_core::diagnostic::Span;

/// A block, as it is written: texts are still escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `## …` with the number of signs.
    Heading(usize, String),
    /// Words.
    Paragraph(String),
    /// `> …`, without the signs.
    Quote(String),
    /// An entry of a list.
    Entry(Entry),
}

/// An entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What stands before it.
    pub mark: Mark,
    /// What it says.
    pub text: String,
    /// The entries below it.
    pub below: Vec<Self>,
}

/// What stands before an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// `-`
    #[default]
    Bullet,
    /// `- [ ]` or `- [x]`
    Box(bool),
    /// `1.`
    Number,
}

/// The blocks of a text, and where each begins.
pub fn blocks(text: &str) -> Vec<(Block, Span)> {
    let mut parser = BlockParser::default();
    for (line, span) in lines(text) {
        parser.line(line.strip_suffix('\r').unwrap_or(line), span);
    }
    parser.blocks
}

#[derive(Default)]
struct BlockParser {
    blocks: Vec<(Block, Span)>,
    /// Whether a blank line came before.
    blank: bool,
}

impl BlockParser {
    fn line(&mut self, line: &str, span: Span) {
        if line.trim().is_empty() {
            self.blank = true;
            return;
        }
        let blank = std::mem::replace(&mut self.blank, false);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let words = line.trim();
        if let Some((mark, text)) = entry(words) {
            self.entry(indent, mark, text, span);
        } else if indent >= 2 && self.goes_on(words, blank) {
            // It was added to the entry above.
        } else if let Some((level, title)) = heading(words) {
            let heading = Block::Heading(level, title.to_owned());
            self.blocks.push((heading, span));
        } else if let Some(quote) = words.strip_prefix('>') {
            self.quote(quote.strip_prefix(' ').unwrap_or(quote), blank, span);
        } else {
            match self.blocks.last_mut() {
                Some((Block::Paragraph(text), _)) if !blank && !is_labelled(words) => {
                    text.push('\n');
                    text.push_str(words);
                }
                // A line without a blank before it goes on, wherever it stands.
                Some((Block::Entry(entry), _)) if !blank => add(last(entry), words, false),
                _ => self.blocks.push((Block::Paragraph(words.to_owned()), span)),
            }
        }
    }

    fn entry(&mut self, indent: usize, mark: Mark, text: &str, span: Span) {
        let entry = Entry {
            mark,
            text: text.to_owned(),
            below: Vec::new(),
        };
        match self.blocks.last_mut() {
            Some((Block::Entry(above), _)) if indent >= 2 => above.below.push(entry),
            _ => self.blocks.push((Block::Entry(entry), span)),
        }
    }

    /// Adds a line to the entry above, if there is one.
    fn goes_on(&mut self, words: &str, blank: bool) -> bool {
        let Some((Block::Entry(entry), _)) = self.blocks.last_mut() else {
            return false;
        };
        add(last(entry), words, blank);
        true
    }

    fn quote(&mut self, words: &str, blank: bool, span: Span) {
        match self.blocks.last_mut() {
            Some((Block::Quote(text), _)) if !blank => {
                text.push('\n');
                text.push_str(words);
            }
            _ => self.blocks.push((Block::Quote(words.to_owned()), span)),
        }
    }
}

fn add(entry: &mut Entry, words: &str, blank: bool) {
    entry.text.push_str(if blank { "\n\n" } else { "\n" });
    entry.text.push_str(words);
}

fn last(entry: &mut Entry) -> &mut Entry {
    if entry.below.is_empty() {
        return entry;
    }
    let at = entry.below.len() - 1;
    &mut entry.below[at]
}

fn heading(words: &str) -> Option<(usize, &str)> {
    let title = words.trim_start_matches('#');
    let level = words.len() - title.len();
    let title = title.strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim()))
}

fn entry(words: &str) -> Option<(Mark, &str)> {
    let bullet = ["- ", "* ", "+ "]
        .iter()
        .find_map(|it| words.strip_prefix(it));
    if let Some(text) = bullet {
        return Some(boxed(text).unwrap_or((Mark::Bullet, text.trim())));
    }
    if let Some(boxed) = boxed(words) {
        return Some(boxed);
    }
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < words.len();
    let text = rest.strip_prefix(". ").or(rest.strip_prefix(") "))?;
    numbered.then(|| boxed(text).unwrap_or((Mark::Number, text.trim())))
}

/// A box, ticked or not, and what stands behind it.
fn boxed(text: &str) -> Option<(Mark, &str)> {
    let boxes = [("[ ]", false), ("[x]", true), ("[X]", true)];
    boxes.iter().find_map(|(sign, ticked)| {
        let rest = text.strip_prefix(sign)?;
        (rest.is_empty() || rest.starts_with(' ')).then(|| (Mark::Box(*ticked), rest.trim()))
    })
}

/// Whether a line begins with a label in bold, `**Hint:** …`, and so a paragraph of its own.
fn is_labelled(words: &str) -> bool {
    words
        .strip_prefix("**")
        .and_then(|rest| rest.split_once("**"))
        .is_some_and(|(label, _)| label.ends_with(':'))
}
