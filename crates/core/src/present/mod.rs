//! What is put before people, as data: blocks that the terminal, a page and a document draw, each in
//! its own way. Nothing here knows how a block is drawn.

pub mod block;
pub mod booklet;
pub mod task;

pub use block::{Block, Entry, Look, Mark, Run, Table};
pub use task::{GridRow, Task};
