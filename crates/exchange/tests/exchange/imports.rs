//! What an import came to, for a test to look at.

use sourcework_core::diagnostic::{Code, Diagnostic};
use sourcework_exchange::Imported;

fn all(imported: &Imported) -> impl Iterator<Item = &Diagnostic> {
    imported.reports.iter().flat_map(|it| &it.diagnostics)
}

/// The codes of what was said.
pub fn codes(imported: &Imported) -> Vec<Code> {
    all(imported).map(|it| it.code).collect()
}

/// What was said.
pub fn messages(imported: &Imported) -> Vec<String> {
    all(imported).map(|it| it.message.clone()).collect()
}

/// What was said, with its code.
pub fn said(imported: &Imported) -> Vec<(Code, String)> {
    all(imported)
        .map(|it| (it.code, it.message.clone()))
        .collect()
}

/// The bodies of the questions, as JSON.
pub fn bodies(imported: &Imported) -> Vec<serde_json::Value> {
    let bodies = imported.questions.iter().map(|it| &it.body);
    bodies.map(|it| serde_json::to_value(it).unwrap()).collect()
}
