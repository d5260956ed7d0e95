//! Names that are no longer needed, taken out of the events.

use std::collections::{HashMap, HashSet};

use super::event::{ListId, StaffAction, StaffEvent};
use super::state::StaffCommand;
use crate::identity::PersonId;

impl StaffCommand {
    /// Whether names are no longer needed once it is done.
    pub fn leaves_names(&self) -> bool {
        matches!(
            self,
            Self::Remove { .. } | Self::RemoveList { .. } | Self::SaveList { list: Some(_), .. }
        )
    }
}

/// The events without the names of people and lists that were removed, and of lists as they were before. There are as
/// many, and they say the same of everything that is there. What cannot be read is `None`.
pub fn without_old_names(events: &[Option<StaffEvent>]) -> Vec<Option<StaffEvent>> {
    let mut removed: HashSet<PersonId> = HashSet::new();
    let mut last: HashMap<ListId, usize> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        match event.as_ref().map(|event| &event.action) {
            Some(StaffAction::PersonRemoved { person }) => drop(removed.insert(*person)),
            Some(StaffAction::ListSaved { list, .. }) => drop(last.insert(*list, at)),
            Some(StaffAction::ListRemoved { list }) => drop(last.remove(list)),
            _ => {}
        }
    }
    let mut events = events.to_vec();
    for (at, event) in events.iter_mut().enumerate() {
        match event.as_mut().map(|event| &mut event.action) {
            Some(
                StaffAction::PersonAdded { person, name, .. }
                | StaffAction::PersonRenamed { person, name },
            ) if removed.contains(person) => name.clear(),
            Some(StaffAction::UserNamed { person, user }) if removed.contains(person) => {
                *user = None;
            }
            Some(StaffAction::ListSaved {
                list, name, pupils, ..
            }) if last.get(list) != Some(&at) => {
                name.clear();
                pupils.clear();
            }
            _ => {}
        }
    }
    events
}
