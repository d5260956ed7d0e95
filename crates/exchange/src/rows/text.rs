//! Tables as text: what stands between the cells is found out, quotation marks hold a cell together.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{MOST_CELLS, Row};
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
pub fn rows(text: &str, delimiter: u8, from: usize) -> Rows<'_> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(&text.as_bytes()[from..]);
    Rows {
        text,
        from,
        reader,
        record: StringRecord::new(),
        last: (1, 0),
        long: None,
        has_ended: false,
    }
}

/// The rows of a text, read one after the other.
pub struct Rows<'t> {
    text: &'t str,
    from: usize,
    reader: Reader<&'t [u8]>,
    record: StringRecord,
    /// The line of the last row, and where it begins.
    last: (usize, usize),
    /// The place of the last row, if a cell of it goes over several lines: a quotation mark that is never closed takes
    /// up the rest of the text.
    long: Option<Span>,
    has_ended: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let position = self.reader.position();
        let start = usize::try_from(position.byte()).expect("the text is in memory");
        let span = first_line(self.text, self.from + start);
        let (line, begin) = self.last;
        let between = self.text.get(begin..span.start).unwrap_or_default();
        // Some end their lines with "\r" alone.
        let ends = between.matches('\n').count() + between.matches('\r').count();
        let line = line + ends - between.matches("\r\n").count();
        self.last = (line, span.start);
        let wrong = |what: String| Some(Err(Diagnostic::new(Code::Malformed, span, what)));
        match self.reader.read_record(&mut self.record) {
            Ok(true) if self.record.len() > MOST_CELLS => {
                self.has_ended = true;
                wrong(format!(
                    "the row has more than {MOST_CELLS} cells: is this a table?"
                ))
            }
            Ok(true) => {
                let cells: Vec<String> = self.record.iter().map(cell).collect();
                self.long = cells.iter().any(|it| it.contains('\n')).then_some(span);
                Some(Ok(Row { line, span, cells }))
            }
            Ok(false) => {
                self.has_ended = true;
                let is_open = |_: &Span| self.text.matches('"').count() % 2 == 1;
                let what = "a quotation mark is opened and never closed: what follows it came into one cell";
                let long = self.long.filter(is_open)?;
                Some(Err(Diagnostic::new(Code::Malformed, long, what)))
            }
            // Text is UTF-8 and rows may differ in length: nothing else can be wrong.
            Err(error) => {
                self.has_ended = true;
                wrong(format!("this is no table: {error}"))
            }
        }
    }
}

fn cell(cell: &str) -> String {
    let cell = unguarded(cell);
    match cell.contains('\r') {
        true => cell.replace("\r\n", "\n").replace('\r', "\n"),
        false => cell.to_owned(),
    }
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
