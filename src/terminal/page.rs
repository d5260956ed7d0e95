//! Setting text on a page: wrapped to its width, written at once or collected for a screen.

use std::io::{self, Write};

use textwrap::Options;

/// The widest that text is set, in columns, so that lines stay readable.
pub const WIDEST: usize = 72;

/// The narrowest that text is set.
const NARROWEST: usize = 20;

/// How a run of words looks; on a page without style it looks like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Normal,
    /// Bold.
    Strong,
    /// Less than the rest.
    Faint,
    /// Something right: green.
    Good,
    /// Something wrong: red.
    Bad,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// Stands for the bracket that opens a marked place while a text is wrapped.
pub const OPEN: char = '\u{e000}';
/// Stands for the bracket that closes a marked place while a text is wrapped.
pub const CLOSE: char = '\u{e001}';

/// A blank at which no line may end.
const NO_BREAK: char = '\u{a0}';

/// Words of a line that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub look: Look,
    /// Whether they are marked as evidence.
    pub is_marked: bool,
    pub text: String,
}

/// Where the lines of a page go.
enum Lines<'w> {
    /// To a terminal or a file, with style or without.
    Written(&'w mut dyn Write, bool),
    /// To a screen that is drawn later.
    Collected(Vec<Vec<Piece>>),
}

/// Where text is set.
pub struct Page<'w> {
    lines: Lines<'w>,
    width: usize,
    /// Whether charts are drawn with block characters.
    has_charts: bool,
    /// Whether the last line is empty, or nothing has been written yet.
    is_at_gap: bool,
}

impl<'w> Page<'w> {
    /// A page of at most `width` columns that is written at once.
    pub fn new(out: &'w mut dyn Write, width: usize, styled: bool) -> Self {
        let mut page = Self::of(Lines::Written(out, styled), WIDEST);
        page.resize(width);
        page
    }

    /// A page whose lines are collected.
    pub fn collected(width: usize) -> Self {
        Self::of(Lines::Collected(Vec::new()), width.max(NARROWEST))
    }

    fn of(lines: Lines<'w>, width: usize) -> Self {
        Self {
            lines,
            width,
            has_charts: true,
            is_at_gap: true,
        }
    }

    /// The lines that were collected.
    pub fn into_lines(self) -> Vec<Vec<Piece>> {
        match self.lines {
            Lines::Collected(lines) => lines,
            Lines::Written(..) => Vec::new(),
        }
    }

    /// Leaves charts out, for those who want plain lines: their words say the same.
    pub fn without_charts(&mut self) {
        self.has_charts = false;
    }

    /// Whether charts are drawn with block characters.
    pub fn has_charts(&self) -> bool {
        self.has_charts
    }

    /// Takes on another width, from now on.
    pub fn resize(&mut self, width: usize) {
        self.width = width.clamp(NARROWEST, WIDEST);
    }

    /// The columns of a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes what has been kept back.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.lines {
            Lines::Written(out, _) => out.flush(),
            Lines::Collected(_) => Ok(()),
        }
    }

    fn put(&mut self, line: Vec<Piece>) -> io::Result<()> {
        self.is_at_gap = line.is_empty();
        match &mut self.lines {
            Lines::Written(out, styled) => writeln!(out, "{}", in_codes(&line, *styled)),
            Lines::Collected(lines) => {
                lines.push(line);
                Ok(())
            }
        }
    }

    /// An empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        self.put(Vec::new())
    }

    /// An empty line, unless there is one already or nothing has been written.
    pub fn gap(&mut self) -> io::Result<()> {
        if self.is_at_gap {
            return Ok(());
        }
        self.blank()
    }

    /// A line as it is, not wrapped.
    pub fn raw(&mut self, line: &str) -> io::Result<()> {
        self.put(vec![plain(line)])
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.hanging("", text, Look::Normal)
    }

    /// A heading.
    pub fn title(&mut self, text: &str) -> io::Result<()> {
        self.hanging("", text, Look::Strong)
    }

    /// An indented paragraph.
    pub fn indented(&mut self, text: &str) -> io::Result<()> {
        self.hanging("  ", text, Look::Normal)
    }

    /// A paragraph of a list.
    pub fn item(&mut self, text: &str) -> io::Result<()> {
        self.hanging("- ", text, Look::Normal)
    }

    /// A paragraph that begins with its name, set in by four columns after the first line.
    pub fn entry(&mut self, name: &str, text: &str) -> io::Result<()> {
        let options = Options::new(self.width).subsequent_indent("    ");
        let text = format!("{name}{text}");
        textwrap::wrap(&text, options)
            .iter()
            .try_for_each(|line| self.put(vec![plain(line)]))
    }

    /// A paragraph that looks different.
    pub fn look(&mut self, look: Look, text: &str) -> io::Result<()> {
        self.hanging("", text, look)
    }

    /// A paragraph behind a label; the lines after the first are set in as far as the label is
    /// wide. Line breaks in the text are kept. Places between `OPEN` and `CLOSE` are marked
    /// by brackets, and underlined on a page with style.
    pub fn hanging(&mut self, label: &str, text: &str, look: Look) -> io::Result<()> {
        let indent = " ".repeat(textwrap::core::display_width(label).min(self.width / 2));
        let mut is_marked = false;
        for (index, part) in text.split('\n').enumerate() {
            let first = if index == 0 { label } else { &indent };
            let options = Options::new(self.width)
                .initial_indent(first)
                .subsequent_indent(&indent);
            let lines = textwrap::wrap(part, options);
            if lines.is_empty() {
                self.put(vec![plain(first.trim_end())])?;
            }
            for line in lines {
                let pieces = pieces(&line, look, &mut is_marked);
                self.put(pieces)?;
            }
        }
        Ok(())
    }
}

fn plain(text: &str) -> Piece {
    Piece {
        look: Look::Normal,
        is_marked: false,
        text: text.replace(NO_BREAK, " "),
    }
}

/// The pieces of a wrapped line. `is_marked` says whether a marked place goes on from the line
/// before, and then whether it goes on to the next.
fn pieces(line: &str, look: Look, is_marked: &mut bool) -> Vec<Piece> {
    let content = line.trim_start();
    let mut pieces = vec![plain(&line[..line.len() - content.len()])];
    let mut push = |text: &str, is_marked: bool| {
        if !text.is_empty() {
            pieces.push(Piece {
                look,
                is_marked,
                text: text.replace(NO_BREAK, " "),
            });
        }
    };
    let mut rest = content;
    while let Some(at) = rest.find([OPEN, CLOSE]) {
        let opens = rest[at..].starts_with(OPEN);
        let before = &rest[..at];
        match opens {
            true => push(&format!("{before}["), *is_marked),
            false => {
                push(before, *is_marked);
                push("]", false);
            }
        }
        *is_marked = opens;
        rest = &rest[at + OPEN.len_utf8()..];
    }
    push(rest, *is_marked);
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// A line with the codes of a terminal, if they are wanted.
fn in_codes(line: &[Piece], styled: bool) -> String {
    let mut text = String::new();
    for piece in line {
        let code = piece.look.code();
        let underline = if piece.is_marked { "\x1b[4m" } else { "" };
        if styled && !(code.is_empty() && underline.is_empty()) {
            text += &format!("{code}{underline}{}\x1b[0m", piece.text);
        } else {
            text += &piece.text;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(
        width: usize,
        styled: bool,
        write: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out, width, styled)).expect("memory takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn lines_after_the_first_hang_below_the_text() {
        let text = page(24, false, |page| {
            page.hanging("A  ", "one two three four five six", Look::Normal)
        });
        assert_eq!(text, "A  one two three four\n   five six\n");
    }

    #[test]
    fn a_mark_that_crosses_a_line_is_underlined_on_both_but_not_in_the_margin() {
        let marked = format!("one {OPEN}two three four{CLOSE} five");
        let plain = page(20, false, |page| page.hanging("¶1 ", &marked, Look::Normal));
        assert_eq!(plain, "¶1 one [two three\n   four] five\n");
        let styled = page(20, true, |page| page.hanging("¶1 ", &marked, Look::Normal));
        assert_eq!(
            styled,
            "¶1 one [\x1b[4mtwo three\x1b[0m\n   \x1b[4mfour\x1b[0m] five\n"
        );
    }
}
