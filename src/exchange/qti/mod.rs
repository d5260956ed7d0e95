//! qti.

mod read;

use super::{Carriage, Exported, Material};
use crate::quiz::Kind;

pub use read::read;

/// How version 3.0 carries a kind.
pub fn carries_3(_: Kind) -> Carriage {
    Carriage::No
}

/// How version 2.1 carries a kind.
pub fn carries_21(_: Kind) -> Carriage {
    Carriage::No
}

/// Writes a package of version 3.0.
pub fn export_3(_: Material<'_>) -> Exported {
    Exported::default()
}

/// Writes a package of version 2.1.
pub fn export_21(_: Material<'_>) -> Exported {
    Exported::default()
}
