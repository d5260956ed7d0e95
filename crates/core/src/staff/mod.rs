//! The people of a school and its class lists. Like a sitting they are what their events say: a [`StaffCommand`] is
//! held against the state and becomes events or a [`StaffRefusal`].
//!
//! Pupils are no people here: they join a sitting with its code, and need no account.

mod decide;
mod event;
mod forgetting;
mod roster;
mod state;

pub use event::{ListId, Role, StaffAction, StaffEvent};
pub use forgetting::without_old_names;
pub use roster::{Roster, RosterChange, RosterClass, RosterTeacher};
pub use state::{Actor, ClassList, Link, Person, Staff, StaffCommand, StaffRefusal};

use crate::identity::AttemptId;

/// The ID under which a record keeps the events of the people of a school, beside those of its sittings. No sitting
/// has it: theirs are random.
pub const STAFF_LOG: AttemptId = AttemptId([0; 16]);
