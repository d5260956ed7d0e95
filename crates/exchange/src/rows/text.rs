//! Tables as text: what stands between the cells is found out, quotation marks hold a cell together.

use std::cell::Cell;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{MOST_CELLS, Record, Row};
use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// Signs by which a spreadsheet takes a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet runs: an apostrophe before a sign that begins a formula.
pub fn harmless(cell: &str) -> String {
    match cell.trim_start_matches('\'').starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// A cell as it was before [`harmless`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// What may stand between the cells, the likeliest first, and where the table begins. Excel's first line `sep=;`
/// says it; else the first line has most of it, outside quotation marks.
pub fn delimiters(text: &str) -> (Vec<u8>, usize) {
    if let Some(line) = text.lines().next()
        && let Some([sign @ (b';' | b',' | b'\t' | b'|')]) =
            line.trim().strip_prefix("sep=").map(str::as_bytes)
    {
        return (vec![*sign], line.len());
    }
    let mut is_quoted = false;
    // Of several as frequent the tab comes first: it hardly ever stands in a heading.
    let mut counts = [(b'\t', 0_usize), (b';', 0), (b',', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            byte if !is_quoted => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(byte == *delimiter);
                }
            }
            _ => {}
        }
    }
    if counts.iter().all(|(_, count)| *count == 0) {
        counts.reverse();
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (counts.map(|(delimiter, _)| delimiter).to_vec(), 0)
}

/// The rows of a text, blank ones too. `from` is where the first one begins, on the first line.
pub fn rows(
    text: &str,
    delimiter: u8,
    from: usize,
) -> impl Iterator<Item = Result<Row, Diagnostic>> {
    let mut records = Records::new(text, delimiter, from);
    std::iter::from_fn(move || {
        let advanced = records.advance()?;
        Some(advanced.map(|()| records.record().to_row()))
    })
}

/// The rows of a text, read one after the other into the same room.
pub struct Records<'t> {
    text: &'t str,
    from: usize,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
    /// Whether the cells of the row had line ends to be made plain, and are without guards already.
    is_plain: bool,
    /// Where the row begins, with blank lines above it.
    start: usize,
    /// A row whose line is known, and where it begins: lines are counted from there.
    last: Cell<(usize, usize)>,
    /// Whether a cell of the row goes over several lines: a quotation mark that is never closed takes up the rest of
    /// the text.
    is_long: bool,
    has_ended: bool,
}

impl<'t> Records<'t> {
    pub fn new(text: &'t str, delimiter: u8, from: usize) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(&text.as_bytes()[from..]);
        Self {
            text,
            from,
            reader,
            record: StringRecord::new(),
            is_plain: false,
            start: from,
            last: Cell::new((1, 0)),
            is_long: false,
            has_ended: false,
        }
    }

    /// Goes to the next row. After an error there are no more.
    pub fn advance(&mut self) -> Option<Result<(), Diagnostic>> {
        if self.has_ended {
            return None;
        }
        let before = self.start;
        let position = self.reader.position().byte();
        self.start = self.from + usize::try_from(position).expect("the text is in memory");
        let wrong = |at: usize, what: String| {
            let span = first_line(self.text, at);
            Some(Err(Diagnostic::new(Code::Malformed, span, what)))
        };
        match self.reader.read_record(&mut self.record) {
            Ok(true) if self.record.len() > MOST_CELLS => {
                self.has_ended = true;
                let what = format!("the row has more than {MOST_CELLS} cells: is this a table?");
                wrong(self.start, what)
            }
            Ok(true) => {
                self.is_plain = self.record.as_slice().contains('\r');
                if self.is_plain {
                    self.record = self.record.iter().map(cell).collect();
                }
                self.is_long = self.record.as_slice().contains('\n');
                Some(Ok(()))
            }
            Ok(false) => {
                self.has_ended = true;
                let is_open = self.is_long && self.text.matches('"').count() % 2 == 1;
                let what = "a quotation mark is opened and never closed: what follows it came into one cell";
                is_open.then(|| wrong(before, what.to_owned()))?
            }
            // Text is UTF-8 and rows may differ in length: nothing else can be wrong.
            Err(error) => {
                self.has_ended = true;
                wrong(self.start, format!("this is no table: {error}"))
            }
        }
    }

    /// The row.
    pub fn record(&self) -> Record<'_> {
        Record::Text(TextRecord { records: self })
    }

    /// Where the row begins, with blank lines above it.
    pub fn start(&self) -> usize {
        self.start
    }
}

/// A row of a text.
#[derive(Clone, Copy)]
pub struct TextRecord<'r> {
    records: &'r Records<'r>,
}

impl<'r> TextRecord<'r> {
    pub fn len(self) -> usize {
        self.records.record.len()
    }

    pub fn cell(self, at: usize) -> &'r str {
        let cell = self.records.record.get(at).unwrap_or_default();
        match self.records.is_plain {
            true => cell,
            false => unguarded(cell),
        }
    }

    pub fn span(self) -> Span {
        first_line(self.records.text, self.records.start)
    }

    /// The line is counted only when somebody asks for it.
    pub fn line(self) -> usize {
        let start = self.span().start;
        let (line, begin) = self.records.last.get();
        let between = self.records.text.get(begin..start).unwrap_or_default();
        // Some end their lines with "\r" alone.
        let ends = between.matches('\n').count() + between.matches('\r').count();
        let line = line + ends - between.matches("\r\n").count();
        self.records.last.set((line, start));
        line
    }
}

fn cell(cell: &str) -> String {
    let cell = unguarded(cell);
    cell.replace("\r\n", "\n").replace('\r', "\n")
}

/// The first line of a row that begins there.
fn first_line(text: &str, start: usize) -> Span {
    let blank = |rest: &str| rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let start = start + text.get(start..).map_or(0, blank);
    let line = text
        .get(start..)
        .and_then(|rest| rest.split(['\r', '\n']).next());
    Span {
        start,
        end: start + line.map_or(0, str::len),
    }
}

#[cfg(test)]
mod tests {
    use super::delimiters;

    #[test]
    fn cells_stand_between_what_the_first_line_has_most_of() {
        for (text, expected) in [
            ("name,answer\nA;B;C;D", b','),
            ("name;answer\nA,B,C", b';'),
            ("name\tanswer, in full", b'\t'),
            ("\"a;b;c;d\",answer", b','),
            ("sep=;\na,b", b';'),
            ("answer", b','),
            ("", b','),
        ] {
            assert_eq!(delimiters(text).0[0], expected, "{text}");
        }
    }
}
