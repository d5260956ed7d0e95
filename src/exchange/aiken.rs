//! aiken.

use super::imported::{Imported, Trouble};
use super::{Carriage, Exported, Material};
use crate::quiz::Kind;

/// How it carries a kind.
pub fn carries(_: Kind) -> Carriage {
    Carriage::No
}

/// Writes it.
pub fn export(_: Material<'_>) -> Exported {
    Exported::default()
}

/// Reads it.
pub fn read(_: &str, _: &mut Trouble<'_>) -> Imported {
    Imported::default()
}
