//! Writing text on a page: wrapped to its width, with or without style.

use std::io::{self, Write};

use textwrap::Options;

/// The widest that text is set, in columns, so that lines stay readable.
pub const WIDEST: usize = 72;

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

/// Where text is written.
pub struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
    styled: bool,
    /// Whether charts are drawn with block characters.
    has_charts: bool,
    /// Whether the last line is empty, or there is none yet.
    is_at_gap: bool,
}

impl<'w> Page<'w> {
    /// A page of at most `width` columns.
    pub fn new(out: &'w mut dyn Write, width: usize, styled: bool) -> Self {
        let mut page = Self {
            out,
            width: WIDEST,
            styled,
            has_charts: true,
            is_at_gap: true,
        };
        page.resize(width);
        page
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
        self.width = width.clamp(20, WIDEST);
    }

    /// The columns of a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes what has been kept back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// An empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        self.is_at_gap = true;
        writeln!(self.out)
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
        self.is_at_gap = false;
        writeln!(self.out, "{}", line.replace(NO_BREAK, " "))
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
        self.is_at_gap = false;
        let options = Options::new(self.width).subsequent_indent("    ");
        let text = format!("{name}{text}");
        textwrap::wrap(&text, options)
            .iter()
            .try_for_each(|line| writeln!(self.out, "{line}"))
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
        self.is_at_gap = false;
        let mut open = false;
        for (index, part) in text.split('\n').enumerate() {
            let first = if index == 0 { label } else { &indent };
            let options = Options::new(self.width)
                .initial_indent(first)
                .subsequent_indent(&indent);
            let lines = textwrap::wrap(part, options);
            if lines.is_empty() {
                writeln!(self.out, "{}", first.trim_end())?;
            }
            for line in lines {
                let line = self.styled_line(&line, look, &mut open);
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    fn styled_line(&self, line: &str, look: Look, open: &mut bool) -> String {
        let code = if self.styled { look.code() } else { "" };
        let (underline, plain) = if self.styled {
            ("\x1b[4m", "\x1b[24m")
        } else {
            ("", "")
        };
        let content = line.trim_start();
        let mut styled = line[..line.len() - content.len()].to_owned();
        styled += code;
        if *open {
            styled += underline;
        }
        for c in content.chars() {
            match c {
                OPEN => {
                    *open = true;
                    styled.push('[');
                    styled += underline;
                }
                CLOSE => {
                    *open = false;
                    styled += plain;
                    styled.push(']');
                }
                // It has done its work: no line was broken there. People search for blanks.
                NO_BREAK => styled.push(' '),
                c => styled.push(c),
            }
        }
        if self.styled && (*open || !code.is_empty()) {
            styled += "\x1b[0m";
        }
        styled
    }
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
            "¶1 one [\x1b[4mtwo three\x1b[0m\n   \x1b[4mfour\x1b[24m] five\n"
        );
    }
}
