//! A bar for long work: on a terminal only, and on standard error.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How far long work has come.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that says what is done.
    pub fn new(what: &'static str) -> Self {
        let bar = ProgressBar::no_length().with_message(what);
        let style = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos} of {human_len}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar }
    }

    /// A spinner, for work of unknown length.
    pub fn busy(what: &'static str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// Shows that `done` of `all` units are finished.
    pub fn tell(&self, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
