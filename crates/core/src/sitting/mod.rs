//! A sitting: one class taking one quiz, from opened to released. Like an attempt it is what its events
//! say: a [`SittingCommand`] is held against the state and becomes events or a [`SittingRefusal`].
//!
//! What pupils answer is not here: each seat names the student whose attempts the record keeps.

mod codes;
mod event;
mod state;

pub use codes::{ClassCode, ResumeCode};
pub use event::{
    Arrangement, Owner, Plan, Release, SeatId, SeatTaken, SittingAction, SittingEvent, SittingId,
};
pub use state::{
    MOST_SEATS, Seat, Sitting, SittingCommand, SittingPhase, SittingRefusal, class_of, name_of,
    roster,
};
