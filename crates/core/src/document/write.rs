//! Writing TOML as a careful author would: keys in their usual order and aligned, lists of
//! options a line each, passages as they are.
//!
//! What is written is the serialised form of a quiz or a source, whose shape is that of its file.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value};
use toml_writer::{ToTomlKey, ToTomlValue, TomlStringBuilder};

/// A remark a place: the number of the numbered table (none: what comes before them), the key, and
/// what is to be done.
pub type Remark = (Option<usize>, &'static str, &'static str);

/// A table of the document: its name, and the full path of its heading, which is empty for the
/// document itself (a table named "" has the path `""`).
#[derive(Clone, Copy)]
struct Table<'t> {
    name: &'t str,
    path: &'t str,
}

impl Table<'_> {
    fn is_document(self) -> bool {
        self.path.is_empty()
    }
}

/// The whole document.
const DOCUMENT: Table<'_> = Table { name: "", path: "" };

/// The remarks about each numbered table.
type Remarks<'r> = BTreeMap<Option<usize>, Vec<&'r Remark>>;

/// Lists of these are tables of their own, `[[question]]`.
const TABLES: [&str; 8] = [
    "question",
    "facts",
    "glossary",
    "extract",
    "point",
    "criterion",
    "example",
    "sample",
];

/// The usual order of keys; others come last.
const ORDER: [&str; 71] = [
    "id",
    "title",
    "description",
    "level",
    "pass",
    "time-limit",
    "exam",
    "board",
    "paper",
    "objective",
    "minutes-per-mark",
    "creator",
    "role",
    "date",
    "type",
    "audience",
    "place",
    "repository",
    "reference",
    "rights",
    "language",
    "context",
    "learned-responses",
    "facts",
    "glossary",
    "term",
    "meaning",
    "kind",
    "skill",
    "extracts",
    "stem",
    "marks",
    "provenance",
    "shuffle",
    "name",
    "label",
    "group",
    "left",
    "right",
    "text",
    "quote",
    "answer",
    "correct",
    "unsure",
    "choose",
    "all-or-nothing",
    "options",
    "answers",
    "statements",
    "pairs",
    "distractors",
    "items",
    "bank",
    "candidates",
    "claims",
    "evidence",
    "rows",
    "count",
    "levels",
    "quotes",
    "feedback",
    "explanation",
    "hint",
    "model",
    "caps",
    "use",
    "keywords",
    "with",
    "accept",
    "reject",
    "details",
];

/// Table ("" for all), key and default: a key with its default value is not written.
const DEFAULTS: [(&str, &str, &str); 6] = [
    ("question", "shuffle", "true"),
    ("question", "provenance", "\"before\""),
    ("question", "all-or-nothing", "false"),
    ("question", "count", "2"),
    ("point", "marks", "1"),
    ("", "unsure", "false"),
];

/// The longest key that the others are aligned with.
const ALIGNED: usize = 12;
/// The longest list that stands on one line.
const ONE_LINE: usize = 100;

/// Writes a document. Remarks become comments, `# To do: …`, above the key they are about; a key
/// that has no value is named in a comment too, so that `check` still misses it.
pub fn write(document: &Value, remarks: &[Remark]) -> String {
    let mut out = String::new();
    if let Value::Object(keys) = document {
        write_table(DOCUMENT, keys, None, &by_table(remarks), &mut out);
    }
    out
}

/// The same for a document that ends in a long list of tables, which are made one at a time: together
/// they can take many times the memory of the text.
pub fn write_list(
    head: &Value,
    key: &str,
    tables: impl Iterator<Item = Value>,
    remarks: &[Remark],
) -> String {
    let mut out = write(head, remarks);
    let remarks = by_table(remarks);
    for (number, value) in tables.enumerate() {
        if let Value::Object(keys) = &value {
            let _ = writeln!(out, "\n[[{key}]]");
            let table = Table {
                name: key,
                path: key,
            };
            write_table(table, keys, Some(number), &remarks, &mut out);
        }
    }
    out
}

fn by_table(remarks: &[Remark]) -> Remarks<'_> {
    let mut about = Remarks::new();
    for remark in remarks {
        about.entry(remark.0).or_default().push(remark);
    }
    about
}

/// Writes the keys of a table, and then the tables in it. `numbered` is the number of the table
/// that remarks are about.
fn write_table(
    table: Table<'_>,
    keys: &Map<String, Value>,
    numbered: Option<usize>,
    remarks: &Remarks<'_>,
    out: &mut String,
) {
    write_keys(table, keys, numbered, remarks, out);
    let mut tables: Vec<_> = keys
        .iter()
        .filter(|(key, value)| is_table(table, key, value))
        .collect();
    // Lists of tables come last, because a key behind them would belong to them.
    tables.sort_by_key(|(key, value)| (value.is_array(), order(key)));
    for (key, value) in tables {
        let is_top = table.is_document();
        let path = if is_top {
            key.to_toml_key()
        } else {
            format!("{}.{}", table.path, key.to_toml_key())
        };
        let inner = Table {
            name: key,
            path: &path,
        };
        match value {
            Value::Object(inside) => {
                let _ = writeln!(out, "\n[{path}]");
                write_table(inner, inside, numbered, remarks, out);
            }
            Value::Array(values) => {
                let here = remarks.get(&numbered).map_or(&[][..], Vec::as_slice);
                for (_, _, what) in here.iter().filter(|(_, about, _)| *about == key) {
                    let _ = writeln!(out, "# To do: {what}");
                }
                for (number, inside) in values.iter().filter_map(Value::as_object).enumerate() {
                    let gap = if is_top { "\n" } else { "" };
                    let _ = writeln!(out, "{gap}[[{path}]]");
                    if is_top {
                        write_table(inner, inside, Some(number), remarks, out);
                    } else {
                        write_table(inner, inside, None, &Remarks::new(), out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Writes the keys of a table that are no tables themselves, each below the remarks about it.
fn write_keys(
    table: Table<'_>,
    keys: &Map<String, Value>,
    numbered: Option<usize>,
    remarks: &Remarks<'_>,
    out: &mut String,
) {
    let here = remarks.get(&numbered).map_or(&[][..], Vec::as_slice);
    let inner = |key: &str, value: &Value| is_table(table, key, value);
    // Remarks on keys without a value belong to the table that would hold them.
    let holds_others = !table.is_document()
        || !keys
            .iter()
            .any(|(key, value)| value.is_object() && inner(key, value));
    let mut lines: Vec<(&str, Option<&Value>)> = keys
        .iter()
        // A file does not say its own ID: that is its name.
        .filter(|(key, value)| {
            !inner(key, value)
                && !is_default(table.name, key, value)
                && (!table.is_document() || *key != "id")
        })
        .map(|(key, value)| (key.as_str(), Some(value)))
        .collect();
    for (_, key, _) in here.iter().filter(|_| holds_others) {
        if !lines.iter().any(|(known, _)| known == key)
            && !keys.get(*key).is_some_and(|value| inner(key, value))
        {
            lines.push((key, None));
        }
    }
    lines.sort_by_key(|(key, _)| order(key));
    let lengths = lines.iter().map(|(key, _)| key.len());
    let width = lengths
        .filter(|length| *length <= ALIGNED)
        .max()
        .unwrap_or(0);
    for (key, value) in lines {
        for (_, _, what) in here.iter().filter(|(_, about, _)| *about == key) {
            let _ = writeln!(out, "# To do: {what}");
        }
        match value {
            Some(value) => {
                let key_text = key.to_toml_key();
                let _ = writeln!(out, "{key_text:width$} = {}", line(table.name, key, value));
            }
            None => {
                let _ = writeln!(out, "# {key} = \"\"");
            }
        }
    }
}

fn order(key: &str) -> (usize, &str) {
    let place = ORDER.iter().position(|known| *known == key);
    (place.unwrap_or(ORDER.len()), key)
}

fn is_table(table: Table<'_>, key: &str, value: &Value) -> bool {
    match value {
        Value::Array(values) => TABLES.contains(&key) && values.iter().all(Value::is_object),
        Value::Object(_) => table.is_document(),
        _ => false,
    }
}

/// Whether a key means the same when it is left out: because it is empty, or by default.
fn is_default(name: &str, key: &str, value: &Value) -> bool {
    let is_empty = match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(keys) => keys.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let default = |(table, known, default): &(&str, &str, &str)| {
        (table.is_empty() || *table == name)
            && *known == key
            && serde_json::from_str::<Value>(default).expect("`DEFAULTS` holds JSON") == *value
    };
    is_empty || DEFAULTS.iter().any(default)
}

/// A value behind its key, over several lines where that reads better.
fn line(table: &str, key: &str, value: &Value) -> String {
    match value {
        Value::String(text) if table == "extract" && key == "text" => passage(text),
        Value::String(text) if text.contains('\n') && fits_literal(text) => format!("'''{text}'''"),
        Value::Array(values) => {
            let items: Vec<String> = items(values).collect();
            let length: usize = items.iter().map(|item| item.len() + 2).sum();
            if length <= ONE_LINE && !values.iter().any(Value::is_object) {
                return format!("[{}]", items.join(", "));
            }
            let mut all = String::from("[\n");
            for item in items {
                let _ = writeln!(all, "  {item},");
            }
            all.push(']');
            all
        }
        other => inline(other),
    }
}

/// A passage letter for letter. Whoever reads it drops one line end before the closing marks.
fn passage(text: &str) -> String {
    if fits_literal(text) || (!text.contains("'''") && !text.contains(is_hidden)) {
        return format!("'''\n{text}\n'''");
    }
    string(&format!("{text}\n"))
}

/// Whether a text can stand between `'''` as it is: a first line end would be dropped, and an
/// apostrophe at the end would read as a part of the marks.
fn fits_literal(text: &str) -> bool {
    !text.contains("'''")
        && !text.starts_with('\n')
        && !text.ends_with('\'')
        && !text.contains(is_hidden)
}

fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// What stands in an array; TOML has no null.
fn items(values: &[Value]) -> impl Iterator<Item = String> {
    values.iter().filter(|it| !it.is_null()).map(inline)
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(values) => {
            let items: Vec<String> = items(values).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(keys) => {
            let mut lines: Vec<_> = keys
                .iter()
                .filter(|(key, value)| !is_default("", key, value))
                .collect();
            lines.sort_by_key(|(key, _)| order(key));
            let items: Vec<String> = lines
                .into_iter()
                .map(|(key, value)| format!("{} = {}", key.to_toml_key(), inline(value)))
                .collect();
            format!("{{ {} }}", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text in the quotation marks of TOML.
pub fn string(text: &str) -> String {
    let builder = TomlStringBuilder::new(text);
    let plain = builder.as_basic_pretty().or_else(|| builder.as_literal());
    plain.unwrap_or_else(|| builder.as_basic()).to_toml_value()
}
