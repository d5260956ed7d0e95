//! Pages: what the core describes, as HTML.

pub mod progress;
