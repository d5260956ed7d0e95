//! The pages of the browser, as pure functions from what an attempt shows to markup. They are whole
//! without a script: each thing that can be done is a link or a form, and what a form sends is read by
//! [`answer`], beside the fields that it came from.

pub mod answer;
pub mod attempt;
pub mod class;
pub mod fields;
pub mod frame;
pub mod library;
pub mod marking;
pub mod overview;
pub mod passage;
pub mod preview;
pub mod reading;
pub mod task;

/// The style sheet of all pages.
pub const STYLE: &str = concat!(
    include_str!("../figures/figures.css"),
    include_str!("style.css"),
    include_str!("../report.css")
);

/// The script of all pages. It only makes comfortable what works without it.
pub const SCRIPT: &str = include_str!("script.js");
