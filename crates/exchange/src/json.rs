//! A quiz with its sources as one JSON document, whole. What stands in `quiz` and in each of
//! `sources` is what stands in their files; `sourcework schema export` describes it.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Material;
use super::imported::{Imported, Trouble};
use super::lower::Capabilities;
use sourcework_core::diagnostic::{Diagnostic, Report, Severity, Span};
use sourcework_core::document;
use sourcework_core::quiz;
use sourcework_core::source::{self, is_id};

/// What the document calls itself.
const FORMAT: &str = "sourcework";
/// The version of the document.
const VERSION: u64 = 1;

/// What it can carry: it is ours.
pub const CAPABILITIES: Capabilities = Capabilities {
    is_foreign: false,
    ..Capabilities::EVERYTHING
};

/// Writes a document.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let quiz = material.quiz;
    let named: BTreeSet<&str> = quiz
        .questions
        .iter()
        .flat_map(|it| &it.extracts)
        .filter_map(|it| Some(it.split_once('/')?.0))
        .collect();
    let sources = named.into_iter().filter_map(|id| {
        let source = material.sources.get(id)?;
        Some((id.to_owned(), without_id(source)))
    });
    let document = json!({
        "format": FORMAT,
        "version": VERSION,
        "id": quiz.id,
        "quiz": without_id(quiz),
        "sources": sources.collect::<Map<_, _>>(),
    });
    let bytes = serde_json::to_vec_pretty(&document);
    let mut bytes = bytes.expect("the keys of a JSON value are texts");
    bytes.push(b'\n');
    bytes
}

fn without_id(content: &impl Serialize) -> Value {
    let value = serde_json::to_value(content);
    let mut value = value.expect("the keys of quizzes and sources are texts, as in JSON");
    if let Value::Object(keys) = &mut value {
        keys.remove("id");
    }
    value
}

/// Reads a document. What it holds is held against the same rules as files are.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut imported = Imported::default();
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let what = format!("this is no JSON: {error}");
            trouble.malformed(place(text, error.line(), error.column()), what);
            return imported;
        }
    };
    if let Err(what) = is_ours(&document) {
        trouble.malformed(Span::default(), what);
        return imported;
    }
    let mut whole = Vec::new();
    let sources = document["sources"].as_object();
    for (id, value) in sources.into_iter().flatten() {
        let (source, diagnostics) = source::parse(id, &document::write(value, &[]));
        let good = keep(&mut imported, &format!("sources/{id}"), value, diagnostics);
        whole.extend(source.filter(|_| good));
    }
    let id = document["id"].as_str().unwrap_or_default();
    let value = &document["quiz"];
    let (quiz, diagnostics) = quiz::parse(id, &document::write(value, &[]));
    let good = keep(&mut imported, &format!("quizzes/{id}"), value, diagnostics);
    if let Some(quiz) = quiz.filter(|_| good && whole.len() == sources.map_or(0, Map::len)) {
        imported.whole = Some((quiz, whole));
    }
    imported
}

/// What is wrong with the frame of the document.
fn is_ours(document: &Value) -> Result<(), String> {
    if document["format"] != FORMAT {
        return Err(format!(
            "expected `\"format\": \"{FORMAT}\"`; `sourcework schema export` describes the document"
        ));
    }
    match document["version"].as_u64() {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => {
            return Err(format!(
                "the document is of version {newer}, and this program reads version {VERSION}; a newer one is needed"
            ));
        }
        _ => return Err(format!("expected `\"version\": {VERSION}`")),
    }
    let ids = document["sources"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys);
    let mut ids = ids
        .map(String::as_str)
        .chain([document["id"].as_str().unwrap_or_default()]);
    if let Some(id) = ids.find(|id| !is_id(id)) {
        let id = id.escape_debug();
        return Err(format!(
            "`{id}` cannot be the name of a file: use lower-case letters, digits and hyphens"
        ));
    }
    Ok(())
}

/// Keeps what is wrong with a part, shown as its file would be; whether it can be used.
fn keep(imported: &mut Imported, path: &str, value: &Value, diagnostics: Vec<Diagnostic>) -> bool {
    let good = diagnostics
        .iter()
        .all(|it| it.severity() != Severity::Error);
    if !diagnostics.is_empty() {
        imported.reports.push(Report {
            path: format!("{path}.toml"),
            text: document::write(value, &[]),
            diagnostics,
        });
    }
    good
}

/// The place of a line and a column, both from 1.
fn place(text: &str, line: usize, column: usize) -> Span {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>() + column.saturating_sub(1);
    let start = text.floor_char_boundary(start.min(text.len()));
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    Span { start, end }
}
