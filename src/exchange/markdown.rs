//! markdown.

use super::imported::{Imported, Trouble};
use super::{Exported, Material, Settings};

/// Writes it.
pub fn export(_: Material<'_>, _: Settings) -> Exported {
    Exported::default()
}

/// Reads it.
pub fn read(_: &str, _: &mut Trouble<'_>) -> Imported {
    Imported::default()
}
