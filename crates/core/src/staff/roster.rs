//! Class lists and teachers as the school's register gives them, and what they change.

use super::event::{ListId, Role};
use super::state::{ClassList, Staff, StaffCommand};
use crate::identity::PersonId;
use crate::sitting::{name_of, roster};
use crate::words::counted;

/// What a register says of a school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The teachers.
    pub teachers: Vec<RosterTeacher>,
    /// The classes.
    pub classes: Vec<RosterClass>,
    /// The names of classes that are no more.
    pub gone: Vec<String>,
}

/// A teacher of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterTeacher {
    /// The name.
    pub name: String,
    /// The user name of the school's single sign-on.
    pub user: String,
}

/// A class of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterClass {
    /// Its name.
    pub name: String,
    /// The names of its pupils.
    pub pupils: Vec<String>,
    /// The user names of its teachers; where the register names none, those of before stay.
    pub teachers: Option<Vec<String>>,
}

/// What a register changes, in words for the person who reads it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterChange {
    /// Somebody is added as a teacher.
    Teacher(RosterTeacher),
    /// A class has a list for the first time, with so many pupils.
    NewList(String, usize),
    /// A list changes.
    List {
        /// The class.
        name: String,
        /// The pupils who are added.
        added: Vec<String>,
        /// The pupils who are no longer in it.
        removed: Vec<String>,
        /// Whether other people teach it.
        other_teachers: bool,
    },
    /// A list is as it was.
    Same(String),
    /// A list is removed.
    Removed(String),
    /// A list that the register does not name stays as it is.
    NotNamed(String),
}

impl std::fmt::Display for RosterChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Teacher(RosterTeacher { name, user }) => {
                write!(f, "Teacher added: {name} ({user})")
            }
            Self::NewList(name, pupils) => {
                write!(f, "{name}: a new list with {}", counted(*pupils, "pupil"))
            }
            Self::List {
                name,
                added,
                removed,
                other_teachers,
            } => {
                let mut changes = Vec::new();
                if !added.is_empty() {
                    changes.push(format!("added {}", added.join(", ")));
                }
                if !removed.is_empty() {
                    changes.push(format!("removed {}", removed.join(", ")));
                }
                if *other_teachers {
                    changes.push("taught by others".to_owned());
                }
                if changes.is_empty() {
                    changes.push("in another order".to_owned());
                }
                write!(f, "{name}: {}", changes.join("; "))
            }
            Self::Same(name) => write!(f, "{name}: as before"),
            Self::Removed(name) => write!(f, "{name}: the list is removed"),
            Self::NotNamed(name) => write!(f, "{name}: not in this file, and left as it is"),
        }
    }
}

impl Staff {
    /// The teachers of a register who are not known by their user names, and the commands that add them. They come
    /// first: [`Self::list_changes`] needs their numbers.
    pub fn new_teachers(&self, register: &Roster) -> Vec<(RosterChange, StaffCommand)> {
        let is_new = |it: &&RosterTeacher| self.of_user(&it.user).is_none();
        let new = register.teachers.iter().filter(is_new).map(|teacher| {
            let command = StaffCommand::Add {
                name: teacher.name.clone(),
                role: Role::Teacher,
                user: teacher.user.clone(),
            };
            (RosterChange::Teacher(teacher.clone()), command)
        });
        new.collect()
    }

    /// What a register changes in the class lists: each change with the command that makes it, if there is one.
    pub fn list_changes(&self, register: &Roster) -> Vec<(RosterChange, Option<StaffCommand>)> {
        let mut changes: Vec<_> = register
            .classes
            .iter()
            .map(|it| self.list_change(it))
            .collect();
        let tidied = |name: &String| name_of(name);
        let named: Vec<String> = register
            .classes
            .iter()
            .filter_map(|it| tidied(&it.name))
            .collect();
        let gone: Vec<String> = register.gone.iter().filter_map(tidied).collect();
        for (list, known) in &self.lists {
            let name = known.name.clone();
            if named.contains(&name) {
                continue;
            }
            changes.push(match gone.contains(&name) {
                true => {
                    let command = StaffCommand::RemoveList { list: *list };
                    (RosterChange::Removed(name), Some(command))
                }
                false => (RosterChange::NotNamed(name), None),
            });
        }
        changes
    }

    fn list_change(&self, class: &RosterClass) -> (RosterChange, Option<StaffCommand>) {
        let name = name_of(&class.name).unwrap_or_else(|| class.name.clone());
        let pupils = roster(&class.pupils);
        let known: Option<(ListId, &ClassList)> = {
            let mut lists = self.lists.iter();
            lists
                .find(|(_, it)| it.name == name)
                .map(|(id, it)| (*id, it))
        };
        let of_register = class.teachers.as_ref().map(|users| {
            let mut teachers: Vec<PersonId> =
                users.iter().filter_map(|user| self.of_user(user)).collect();
            teachers.sort_unstable();
            teachers.dedup();
            teachers
        });
        let before = known.map(|(_, it)| it.teachers.clone()).unwrap_or_default();
        let teachers = of_register.unwrap_or_else(|| before.clone());
        let command = StaffCommand::SaveList {
            list: known.map(|(id, _)| id),
            name: name.clone(),
            pupils: pupils.clone(),
            teachers: teachers.clone(),
        };
        let Some((_, list)) = known else {
            return (RosterChange::NewList(name, pupils.len()), Some(command));
        };
        if list.pupils == pupils && list.teachers == teachers {
            return (RosterChange::Same(name), None);
        }
        let without = |names: &[String], others: &[String]| -> Vec<String> {
            let alone = names.iter().filter(|name| !others.contains(name));
            alone.cloned().collect()
        };
        let change = RosterChange::List {
            name,
            added: without(&pupils, &list.pupils),
            removed: without(&list.pupils, &pupils),
            other_teachers: list.teachers != teachers,
        };
        (change, Some(command))
    }
}
