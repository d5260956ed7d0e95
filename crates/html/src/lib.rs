//! Pages: what the core describes, as HTML. Everything is escaped by structure: a text can only be
//! put into a page through `maud`, which escapes it.

pub use maud::Markup;

pub mod blocks;
pub mod booklet;
mod figures;
pub mod pages;
pub mod progress;
pub mod report;
pub mod returned;
mod shell;
