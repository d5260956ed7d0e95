//! Where output goes: buffered, and without style where it is not wanted (NO_COLOR, CLICOLOR,
//! TERM=dumb, a pipe).

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};

use super::Failure;
use crate::screen;
use crate::terminal::Page;

/// A stream to people or to a pipe.
pub struct Output {
    stream: Box<dyn Write>,
    styled: bool,
    /// The columns of the terminal, or those of a page where there is none.
    pub columns: usize,
}

/// Takes the screen down before anything is printed, so that it is printed where it stays.
struct BelowScreen<W>(W);

impl<W: Write> Write for BelowScreen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        screen::close();
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The columns where nobody says how wide the output is.
const COLUMNS: usize = 80;

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        let styled = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        let columns = console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| columns.into());
        Self {
            stream: Box::new(BufWriter::with_capacity(1 << 16, BelowScreen(io::stdout()))),
            styled,
            columns: columns.unwrap_or(COLUMNS),
        }
    }

    /// Standard error.
    pub fn stderr() -> Self {
        let styled = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let columns = console::Term::stderr()
            .size_checked()
            .map(|(_, columns)| columns.into());
        Self {
            stream: Box::new(BelowScreen(io::stderr())),
            styled,
            columns: columns.unwrap_or(COLUMNS),
        }
    }

    /// Whether style is wanted.
    pub fn styled(&self) -> bool {
        self.styled
    }

    /// Writes a line.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.stream, "{line}")
    }

    /// Writes a text as it is.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes())
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Writes a JSON document.
    pub fn json(&mut self, document: &impl serde::Serialize) -> io::Result<()> {
        // By way of a value, so that the keys stand in alphabetical order.
        let document = serde_json::to_value(document)?;
        self.line(&format!("{document:#}"))
    }

    /// Writes a JSON document that may be large: it is never in memory as a whole, so that its keys stand in the order
    /// of their fields.
    pub fn large_json(&mut self, document: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.stream, document)?;
        self.line("")
    }

    /// Writes a table with a header.
    pub fn csv<'r>(
        &mut self,
        names: &[&str],
        rows: impl Iterator<Item = &'r [String]>,
    ) -> Result<(), Failure> {
        let failed = |error: csv::Error| Failure::World(Box::new(error));
        let mut writer = csv::Writer::from_writer(&mut self.stream);
        writer.write_record(names).map_err(failed)?;
        for row in rows {
            writer.write_record(row).map_err(failed)?;
        }
        Ok(writer.flush()?)
    }

    /// Writes what has been kept back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }

    /// A page on this stream.
    pub fn page(&mut self) -> Page<'_> {
        Page::new(&mut self.stream, self.columns, self.styled)
    }
}
