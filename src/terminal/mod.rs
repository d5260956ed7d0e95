//! The faces at a terminal: one that draws with keys and colour, and a plain one for screen
//! readers, pipes and tests. Both drive the same session and print the same words.

mod desk;
mod drive;
mod feedback;
mod findings;
mod judging;
mod overview;
mod page;
mod passage;
mod picking;
mod plain;
mod printing;
mod progress;
mod prompt;
mod question;
mod rich;
mod samples;
mod steps;
mod summary;
mod visible;
mod writing;

pub use drive::{judge, take};
pub use feedback::print_changes_of_mark;
pub use page::Page;
pub use passage::print_source;
pub use plain::Plain;
pub use printing::print_quiz;
pub use progress::print_progress;
pub use prompt::{Halt, Prompt};
pub use rich::{Rich, is_usable, ready_for_interrupts};
pub use summary::print_summary;
pub use visible::visible;

/// So many words, with the noun in its number.
fn words(count: usize) -> String {
    format!("{count} word{}", if count == 1 { "" } else { "s" })
}

/// The plain `n of m marks`, with the noun in its number.
fn marks(count: u32) -> String {
    format!("{count} mark{}", if count == 1 { "" } else { "s" })
}
