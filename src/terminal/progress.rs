//! How a student stands, printed.

use std::io;

use super::blocks::print_blocks;
use super::page::Page;
use super::visible;
use sourcework_core::present::progress::{sections, title};
use sourcework_core::progress::Progress;

/// Prints how a student stands.
pub fn print_progress(page: &mut Page<'_>, progress: &Progress) -> io::Result<()> {
    page.title(&visible(&title(progress)))?;
    for section in sections(progress) {
        if section.id != "short" {
            page.blank()?;
            page.title(section.heading)?;
        }
        print_blocks(page, &section.blocks)?;
    }
    Ok(())
}
