//! worksheet.

use super::{Exported, Material, Settings};

/// Writes it.
pub fn export(_: Material<'_>, _: Settings) -> Exported {
    Exported::default()
}
