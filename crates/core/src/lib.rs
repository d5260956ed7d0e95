//! The pure core: it reads no file, environment, clock or global randomness, and prints nothing.
//!
//! [`source`] and [`quiz`] turn text into values and [`diagnostic`]s; an [`attempt`] takes a
//! quiz question by question and hands each answer to [`marking`]; its events are what [`record`] keeps,
//! and [`revision`] and [`progress`] go by them. [`present`] describes what is put before people.

pub mod agreement;
pub mod attempt;
pub mod diagnostic;
pub mod document;
pub mod english;
pub mod identity;
pub mod marking;
pub mod paper;
pub mod parallel;
pub mod pattern;
pub mod present;
pub mod progress;
pub mod quiz;
pub mod record;
pub mod revision;
pub mod source;
pub mod words;
