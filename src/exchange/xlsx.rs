//! xlsx.

use super::{Carriage, Exported, Material};
use crate::quiz::Kind;

/// How Kahoot's template carries a kind.
pub fn carries_kahoot(_: Kind) -> Carriage {
    Carriage::No
}

/// Writes a plain table.
pub fn export(_: Material<'_>) -> Exported {
    Exported::default()
}

/// Writes Kahoot's template.
pub fn export_kahoot(_: Material<'_>) -> Exported {
    Exported::default()
}
