//! Who belongs to a school, and its class lists, as the events say.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::event::{ListId, Role, StaffAction, StaffEvent};
use crate::identity::{ContentHash, PersonId};
use crate::sitting::Owner;

/// Somebody who works with the program in a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// When the person was added.
    pub added: Timestamp,
    /// What the person may do.
    pub role: Role,
    /// The user name of the school's single sign-on.
    pub user: Option<String>,
    /// The one-time link that waits to be opened.
    pub link: Option<Link>,
    /// The hashes of the keys of the person's browsers, the latest last.
    pub browsers: Vec<ContentHash>,
}

/// A one-time link that waits to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The hash of what it holds.
    pub token: ContentHash,
    /// Until when it works.
    pub until: Option<Timestamp>,
}

impl Link {
    /// Whether it can be opened at a time.
    pub fn works(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// The names of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassList {
    /// The name of the class.
    pub name: String,
    /// The names of the pupils, as a sitting compares them.
    pub pupils: Vec<String>,
    /// Who teaches it.
    pub teachers: Vec<PersonId>,
}

/// The people of a school and its class lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staff {
    /// Everybody who was not removed.
    pub people: BTreeMap<PersonId, Person>,
    /// The class lists.
    pub lists: BTreeMap<ListId, ClassList>,
    /// How many events there are.
    pub events: u32,
    /// The last person and the last list that were ever added: no number is given twice.
    pub(super) last_person: u32,
    pub(super) last_list: u32,
    /// When the last event happened.
    pub(super) last: Timestamp,
}

/// Who wants something done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is not known yet.
    Stranger,
    /// A person of the school.
    Person(PersonId),
    /// Somebody who runs the program on its machine, who may do all that an admin may.
    Technician,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffCommand {
    /// Adds somebody.
    Add {
        /// The name.
        name: String,
        /// What the person may do.
        role: Role,
        /// The user name of the school's single sign-on; empty for none.
        user: String,
    },
    /// Changes a name.
    Rename {
        /// The person.
        person: PersonId,
        /// The new name.
        name: String,
    },
    /// Changes what somebody may do.
    ChangeRole {
        /// The person.
        person: PersonId,
        /// The new role.
        role: Role,
    },
    /// Sets the user name of the school's single sign-on; empty takes it away.
    NameUser {
        /// The person.
        person: PersonId,
        /// The user name.
        user: String,
    },
    /// Makes a one-time link in place of the one before.
    MakeLink {
        /// The person.
        person: PersonId,
        /// The hash of what it holds.
        token: ContentHash,
        /// Until when it works.
        until: Option<Timestamp>,
    },
    /// Opens a one-time link.
    UseLink {
        /// The hash of what it holds.
        token: ContentHash,
        /// The hash of the key that the browser holds.
        browser: ContentHash,
    },
    /// Makes a browser one of a person without a link.
    AddBrowser {
        /// The person.
        person: PersonId,
        /// The hash of the key that the browser holds.
        browser: ContentHash,
    },
    /// Makes all browsers of somebody strangers' again.
    SignOut {
        /// The person.
        person: PersonId,
    },
    /// Removes somebody.
    Remove {
        /// The person.
        person: PersonId,
    },
    /// Makes a class list, or puts it in place of one.
    SaveList {
        /// The list; a new one where none is named.
        list: Option<ListId>,
        /// The name of the class.
        name: String,
        /// The names of the pupils, as they were typed.
        pupils: Vec<String>,
        /// Who teaches it.
        teachers: Vec<PersonId>,
    },
    /// Removes a class list.
    RemoveList {
        /// The list.
        list: ListId,
    },
}

/// Why a command was refused; everything is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffRefusal {
    /// Only an admin does that.
    #[error("only an admin can do this")]
    NotAdmin,
    /// There is no such person.
    #[error("there is no such person")]
    NoPerson,
    /// There is no such class list.
    #[error("there is no such class list")]
    NoList,
    /// The name is empty or too long.
    #[error("a name has 1 to 60 characters")]
    NoName,
    /// The user name is too long.
    #[error("a user name has at most 200 characters, and no spaces")]
    NoUser,
    /// Somebody else has the user name.
    #[error("somebody else has this user name")]
    UserTaken,
    /// Nobody would be left who can add people.
    #[error("this is the only admin; make somebody else an admin first")]
    LastAdmin,
    /// No link holds this.
    #[error("this link was used already, or a newer one was made")]
    NoLink,
    /// The link is too old.
    #[error("this link is too old")]
    LinkTooOld,
    /// Another list has this name.
    #[error("there is a list of a class with this name already")]
    ListTaken,
    /// A list has no names, or too many.
    #[error("a class list has 1 to 3,000 names of at most 60 characters each")]
    NoPupils,
    /// There are as many as there may be.
    #[error("there is no room for more")]
    Full,
}

/// So many browsers of one person are known at a time; the oldest go.
const BROWSERS: usize = 20;

impl Staff {
    /// Everybody and everything from events as a record keeps them. What a later program has written and this one
    /// cannot read counts, but changes nothing.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e str>) -> Self {
        let mut staff = Self::default();
        events.into_iter().for_each(|event| staff.apply_text(event));
        staff
    }

    /// Lets an event happen as a record keeps it.
    pub fn apply_text(&mut self, event: &str) {
        match serde_json::from_str::<StaffEvent>(event) {
            Ok(event) => self.apply(&event),
            Err(_) => self.events += 1,
        }
    }

    /// The admin who was added first.
    pub fn first_admin(&self) -> Option<PersonId> {
        let mut people = self.people.iter();
        let admin = people.find(|(_, person)| person.role == Role::Admin);
        admin.map(|(id, _)| *id)
    }

    /// Whose browser it is, by the hash of its key.
    pub fn of_browser(&self, browser: ContentHash) -> Option<PersonId> {
        let mut people = self.people.iter();
        let found = people.find(|(_, person)| person.browsers.contains(&browser));
        found.map(|(id, _)| *id)
    }

    /// Whose link holds something, by its hash.
    pub fn of_link(&self, token: ContentHash) -> Option<(PersonId, Link)> {
        let links = self.people.iter();
        let mut links = links.filter_map(|(id, person)| Some((*id, person.link?)));
        links.find(|(_, link)| link.token == token)
    }

    /// A person as the one who opens a sitting.
    pub fn owner(&self, person: PersonId) -> Option<Owner> {
        let added = self.people.get(&person)?.added;
        Some(Owner { person, added })
    }

    /// The number that the next person gets.
    pub fn next_person(&self) -> PersonId {
        PersonId(self.last_person + 1)
    }

    /// Who has a user name of the school's single sign-on; capitals are the same as small letters.
    pub fn of_user(&self, user: &str) -> Option<PersonId> {
        let user = user_key(user);
        let mut people = self.people.iter();
        let found = people.find(|(_, it)| it.user.as_deref().map(user_key) == Some(user.clone()));
        found.map(|(id, _)| *id)
    }

    /// The class lists of somebody: all for an admin, those of their own classes for others.
    pub fn lists_of(&self, person: PersonId) -> impl Iterator<Item = (ListId, &ClassList)> {
        let role = self.people.get(&person).map(|it| it.role);
        let lists = self.lists.iter().filter(move |(_, list)| match role {
            Some(Role::Admin) => true,
            Some(_) => list.teachers.contains(&person),
            None => false,
        });
        lists.map(|(id, list)| (*id, list))
    }

    /// Lets an event happen that was decided on the state as it stands.
    pub fn apply(&mut self, event: &StaffEvent) {
        self.events += 1;
        self.last = event.at;
        match &event.action {
            StaffAction::PersonAdded { person, name, role } => {
                self.last_person = self.last_person.max(person.0);
                let added = Person {
                    name: name.clone(),
                    added: event.at,
                    role: *role,
                    user: None,
                    link: None,
                    browsers: Vec::new(),
                };
                self.people.insert(*person, added);
            }
            StaffAction::PersonRenamed { person, name } => {
                self.change(*person, |person| person.name.clone_from(name));
            }
            StaffAction::RoleChanged { person, role } => {
                self.change(*person, |person| person.role = *role);
            }
            StaffAction::UserNamed { person, user } => {
                self.change(*person, |person| person.user.clone_from(user));
            }
            StaffAction::LinkMade {
                person,
                token,
                until,
            } => {
                let (token, until) = (*token, *until);
                self.change(*person, |person| person.link = Some(Link { token, until }));
            }
            StaffAction::LinkUsed { person, browser } => self.change(*person, |person| {
                person.link = None;
                person.add_browser(*browser);
            }),
            StaffAction::BrowserAdded { person, browser } => {
                self.change(*person, |person| person.add_browser(*browser));
            }
            StaffAction::SignedOut { person } => self.change(*person, |person| {
                person.link = None;
                person.browsers.clear();
            }),
            StaffAction::PersonRemoved { person } => {
                self.people.remove(person);
                for list in self.lists.values_mut() {
                    list.teachers.retain(|teacher| teacher != person);
                }
            }
            StaffAction::ListSaved {
                list,
                name,
                pupils,
                teachers,
            } => {
                self.last_list = self.last_list.max(list.0);
                let saved = ClassList {
                    name: name.clone(),
                    pupils: pupils.clone(),
                    teachers: teachers.clone(),
                };
                self.lists.insert(*list, saved);
            }
            StaffAction::ListRemoved { list } => drop(self.lists.remove(list)),
        }
    }

    fn change(&mut self, person: PersonId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(&person) {
            change(person);
        }
    }
}

impl Person {
    fn add_browser(&mut self, browser: ContentHash) {
        self.browsers.push(browser);
        let too_many = self.browsers.len().saturating_sub(BROWSERS);
        self.browsers.drain(..too_many);
    }
}

/// A user name as it is compared.
pub(super) fn user_key(user: &str) -> String {
    user.trim().to_lowercase()
}
