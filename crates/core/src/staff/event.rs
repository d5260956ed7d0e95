//! What happens to the people of a school and to its class lists. Events are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::{ContentHash, PersonId};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffEvent {
    /// When; never earlier than the event before.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub action: StaffAction,
}

/// What somebody may do in a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything: people, class lists, and the sittings of everybody.
    Admin,
    /// Their own sittings.
    Teacher,
    /// The written answers of all sittings, without names.
    Marker,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Teacher, Self::Marker];

    /// The role as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Teacher => "teacher",
            Self::Marker => "marker",
        }
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A class list of a school, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListId(pub u32);

impl std::fmt::Display for ListId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum StaffAction {
    /// Somebody was added.
    PersonAdded {
        /// The person.
        person: PersonId,
        /// The name.
        name: String,
        /// What the person may do.
        role: Role,
    },
    /// A name was changed.
    PersonRenamed {
        /// The person.
        person: PersonId,
        /// The new name.
        name: String,
    },
    /// Somebody may do something else from now on.
    RoleChanged {
        /// The person.
        person: PersonId,
        /// The new role.
        role: Role,
    },
    /// The user name of the school's single sign-on was set or taken away.
    UserNamed {
        /// The person.
        person: PersonId,
        /// The user name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
    },
    /// A one-time link was made; the one before opens nothing any more.
    LinkMade {
        /// The person.
        person: PersonId,
        /// The hash of what the link holds.
        token: ContentHash,
        /// Until when it works; for ever where this is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// A browser was opened with the link, which is used up.
    LinkUsed {
        /// The person.
        person: PersonId,
        /// The hash of the key that the browser holds.
        browser: ContentHash,
    },
    /// A browser was opened with the link that the program has printed.
    BrowserAdded {
        /// The person.
        person: PersonId,
        /// The hash of the key that the browser holds.
        browser: ContentHash,
    },
    /// All browsers of somebody are strangers' again, and the link opens nothing.
    SignedOut {
        /// The person.
        person: PersonId,
    },
    /// Somebody was removed; what the person did stays.
    PersonRemoved {
        /// The person.
        person: PersonId,
    },
    /// A class list was made, or stands in place of the one before.
    ListSaved {
        /// The list.
        list: ListId,
        /// The name of the class.
        name: String,
        /// The names of the pupils.
        pupils: Vec<String>,
        /// Who teaches the class.
        teachers: Vec<PersonId>,
    },
    /// A class list was removed.
    ListRemoved {
        /// The list.
        list: ListId,
    },
}
