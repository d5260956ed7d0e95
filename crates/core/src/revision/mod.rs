//! What to practise next: how well each question is remembered, how sure each skill is, and what
//! to ask today.

mod candidate;
mod entangled;
mod filling;
mod forecast;
mod interleave;
mod ledger;
mod mastery;
mod memory;
mod pace;
mod plan;
mod posterior;
mod predictions;
mod rating;
mod request;
mod rest;
mod spare;
mod training;

pub use candidate::{Candidate, Shown};
pub use forecast::{Expected, forecast};
pub use ledger::{DayMarks, Item, Ledger, Rules};
pub use mastery::{Evidence, GOOD, Mastery, SECURE, Standing, whole_percent};
pub use memory::{ALGORITHM, Memory, Model};
pub use plan::{Pick, Plan, Reason, plan};
pub use posterior::{Estimate, Posterior};
pub use predictions::{Later, Predictions, Reliability};
pub use rating::{Bands, Rating};
pub use request::Request;
pub use training::{History, Trained, histories, train};
