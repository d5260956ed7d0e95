//! JSON Schema of the two file formats, derived from the types that hold them.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Quiz;
use crate::source::Source;

/// The schema of a source file (JSON Schema, draft 7, which editors know).
pub fn source() -> Value {
    of::<Source>()
}

/// The schema of a quiz file (JSON Schema, draft 7, which editors know).
pub fn quiz() -> Value {
    of::<Quiz>()
}

fn of<T: schemars::JsonSchema>() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}
