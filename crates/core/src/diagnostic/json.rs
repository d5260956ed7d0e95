//! Diagnostics for programs: one JSON document, `version` 1.

use serde_json::{Value, json};

use super::{Fix, Lines, Report, Tally};

/// Renders all reports as one JSON document.
pub fn render(reports: &[Report]) -> String {
    let document = json!({
        "version": 1,
        "summary": Tally::of(reports),
        "diagnostics": diagnostics(reports),
    });
    format!("{document:#}\n")
}

/// All diagnostics, to stand in another document. Lines and columns count from 1, columns in
/// characters; `start` and `end` are byte offsets into the file.
pub fn diagnostics(reports: &[Report]) -> Vec<Value> {
    let diagnostics = reports.iter().flat_map(|report| {
        let lines = Lines::of(&report.text);
        report.diagnostics.iter().map(move |diagnostic| {
            let (line, column) = lines.line_and_column(diagnostic.span.start);
            let (end_line, end_column) = lines.line_and_column(diagnostic.span.end);
            json!({
                "code": diagnostic.code.as_str(),
                "severity": diagnostic.severity().as_str(),
                "file": report.path,
                "line": line, "column": column, "end-line": end_line, "end-column": end_column,
                "start": diagnostic.span.start, "end": diagnostic.span.end,
                "message": diagnostic.message,
                "label": diagnostic.label,
                "help": diagnostic.help,
                "question": diagnostic.question,
                "fix": diagnostic.fix.as_deref().map(fix),
            })
        })
    });
    diagnostics.collect()
}

/// What `check --fix` would write between two byte offsets.
fn fix(fix: &Fix) -> Value {
    json!({ "start": fix.span.start, "end": fix.span.end, "text": fix.text })
}
