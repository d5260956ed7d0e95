//! What is said of a table that was read: each kind of thing a few times with its line, and how often besides.

use std::collections::BTreeMap;

use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// So many of a kind are listed one by one.
const MOST: usize = 5;

/// The notes.
#[derive(Default)]
pub struct Notes {
    told: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
}

impl Notes {
    /// Adds what the reader of tables said.
    pub fn extend(&mut self, notes: Vec<Diagnostic>) {
        self.told.extend(notes);
    }

    /// Something that was not taken over. `kind` completes "3 more …".
    pub fn left_out(&mut self, kind: &'static str, what: impl FnOnce() -> String) {
        self.add(kind, Code::NotImported, what);
    }

    /// Something that was taken over otherwise than it stands there.
    pub fn changed(&mut self, kind: &'static str, what: impl FnOnce() -> String) {
        self.add(kind, Code::ImportedOtherwise, what);
    }

    fn add(&mut self, kind: &'static str, code: Code, what: impl FnOnce() -> String) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST {
            self.told
                .push(Diagnostic::new(code, Span::default(), what()));
        }
    }

    /// All of it.
    pub fn into_told(mut self) -> Vec<Diagnostic> {
        for (kind, count) in self.counts.iter().filter(|(_, count)| **count > MOST) {
            let what = format!("{} more {kind}", count - MOST);
            self.told
                .push(Diagnostic::new(Code::NotImported, Span::default(), what));
        }
        self.told
    }
}

/// A few names in backticks, and how many there are besides.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let (first, rest) = names.split_at(names.len().min(MOST));
    let first: Vec<String> = first
        .iter()
        .map(|name| format!("`{}`", name.escape_debug()))
        .collect();
    match rest.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
