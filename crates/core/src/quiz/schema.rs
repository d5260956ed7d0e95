//! JSON Schema of the two file formats and of an export, derived from the types that hold them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Quiz;
use crate::source::Source;

/// The schema of a source file (JSON Schema, draft 7, which editors know).
pub fn source() -> Value {
    with_format(of::<Source>())
}

/// The schema of a quiz file (JSON Schema, draft 7, which editors know).
pub fn quiz() -> Value {
    with_format(of::<Quiz>())
}

/// The schema of what `export json` writes: a quiz and its sources in one document (JSON Schema,
/// draft 7).
pub fn export() -> Value {
    of::<Whole>()
}

/// A quiz with its sources.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is used")]
struct Whole {
    /// Always "sourcework".
    #[schemars(extend("const" = "sourcework"))]
    format: String,
    /// The version of the document.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// What the quiz is called: the name of its file without `.toml`.
    id: String,
    /// What stands in the file of the quiz.
    quiz: Quiz,
    /// What stands in the files of the sources that the quiz names, under their IDs.
    sources: BTreeMap<String, Source>,
}

/// A file may say which format it has. `document::read` checks that; it does not become part of the quiz or the source.
fn with_format(mut schema: Value) -> Value {
    schema["properties"]["format"] = serde_json::json!({
        "description": "The format of the file: 1, which need not be said.",
        "const": 1
    });
    schema
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}
