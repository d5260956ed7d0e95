//! The faces at a terminal: one that draws with keys and colour, and a plain one for screen
//! readers, pipes and tests. Both drive the same session and print the same words.

mod answers;
mod blocks;
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
mod progress;
mod prompt;
mod question;
mod restored;
mod rich;
mod samples;
mod steps;
mod summary;
mod visible;
mod writing;

pub use blocks::print_booklet;
pub use drive::{judge, take};
pub use feedback::print_changes_of_mark;
pub use page::Page;
pub use passage::print_source;
pub use plain::Plain;
pub use progress::print_progress;
pub use prompt::{Halt, Line, Prompt, Reply, numbers};
pub use rich::{Rich, is_usable, ready_for_interrupts};
pub use summary::print_summary;
pub use visible::visible;

pub use sourcework_core::words::counted;
use sourcework_core::words::{marks, marks_rounded};

/// So many words.
fn words(count: usize) -> String {
    counted(count, "word")
}
