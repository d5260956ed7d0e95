//! Diagnostics as GitHub workflow commands, which show as annotations on the changed lines.
//!
//! Format: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::{Lines, Report, Severity, disarmed};

/// Renders one file's diagnostics, a line each.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let lines = Lines::of(&report.text);
    for diagnostic in &report.diagnostics {
        let level = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let (line, column) = lines.line_and_column(diagnostic.span.start);
        let (end_line, end_column) = lines.line_and_column(diagnostic.span.end);
        let sentence = diagnostic.sentence();
        let message = std::iter::once(&*sentence)
            .chain(diagnostic.help.iter().map(String::as_str))
            .map(escaped)
            .collect::<Vec<_>>()
            .join("%0A");
        // An end column is only understood where the annotation stays in one line.
        let end = if end_line == line && end_column > column {
            format!(",endColumn={}", end_column - 1)
        } else {
            format!(",endLine={end_line}")
        };
        out += &format!(
            "::{level} file={},line={line},col={column}{end},title={}::{message}\n",
            escaped(&report.path)
                .replace(':', "%3A")
                .replace(',', "%2C"),
            diagnostic.code.as_str(),
        );
    }
    out
}

fn escaped(text: &str) -> String {
    disarmed(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
