//! Into and out of other tools.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod aiken;
mod anki;
mod any;
mod canvas;
mod canvas_import;
#[path = "../../../service/tests/cases/mod.rs"]
mod cases;
mod compare;
mod csv;
mod docx;
mod drafts;
mod gift;
mod hostile;
mod imports;
mod json;
mod markdown;
mod moodle;
mod paper;
mod qti_export;
mod qti_import;
mod register;
mod responses;
mod toml;
mod transcript;
mod unicode;
mod word;
mod workbook;
mod worksheet;
mod xlsx;
