//! Quizzes on primary sources: written in TOML, checked, taken, and marked with the evidence.
//!
//! Data flows one way. Bytes come in through [`library`]; [`source`] and [`quiz`] turn them into
//! values and [`diagnostic`]s; a [`session`] shows a quiz question by question and hands each
//! answer to [`marking`]; a face ([`terminal`]) draws what the session says. Its events go to the
//! [`store`]; [`record`] reads them, [`revision`] plans by them, [`progress`] tells how a student
//! stands. [`cli`] is the top.
//!
//! The core (all but [`library`], [`store`], [`terminal`] and [`cli`]) is pure: it reads no file, environment or clock and prints nothing. `tests/architecture.rs`
//! holds it to that.

pub mod diagnostic;
pub mod document;
pub mod english;
pub mod exchange;
pub mod marking;
pub mod parallel;
pub mod pattern;
pub mod progress;
pub mod quiz;
pub mod record;
pub mod revision;
pub mod session;
pub mod source;
pub mod statistics;

pub mod library;
pub mod store;
pub mod terminal;

pub mod cli;
