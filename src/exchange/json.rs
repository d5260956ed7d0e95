//! json.

use super::imported::{Imported, Trouble};
use super::{Exported, Material};

/// Writes it.
pub fn export(_: Material<'_>) -> Exported {
    Exported::default()
}

/// Reads it.
pub fn read(_: &str, _: &mut Trouble<'_>) -> Imported {
    Imported::default()
}
