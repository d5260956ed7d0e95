//! The faces at a terminal: one that draws with keys and colour, and a plain one for screen
//! readers, pipes and tests. Both drive the same session and print the same words.

mod answers;
mod blocks;
mod causes;
mod desk;
mod dialogue;
mod drive;
mod figures;
mod judging;
mod overview;
mod page;
mod picking;
mod plain;
mod progress;
mod prompt;
mod question;
mod restored;
mod reviewing;
mod samples;
mod steps;
mod visible;
mod writing;

pub use answers::of_parts;
pub use blocks::{print_blocks, print_booklet};
pub use causes::{system_error_in_words, with_causes};
pub use desk::Clock;
pub use dialogue::{Dialogue, is_usable};
pub use drive::{judge, take};
pub use page::{Look, Page, Piece};
pub use plain::Plain;
pub use progress::print_progress;
pub use prompt::{Halt, Line, Prompt, Reply, numbers};
pub use reviewing::{Marker, improve};
pub use steps::StepAnswer;
pub use visible::visible;

pub use sourcework_core::words::counted;

/// So many words.
fn words(count: usize) -> String {
    counted(count, "word")
}
