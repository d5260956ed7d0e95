//! Who of the school asks, and what each may see.

use super::Class;
use crate::web::call::{Call, Problem};
use sourcework_core::identity::PersonId;
use sourcework_core::sitting::{Owner, Sitting, SittingId};
use sourcework_core::staff::{Actor, Role};
use sourcework_html::pages::frame::Audience;

/// A person of the school who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub person: PersonId,
    /// The same, as the one who opens a sitting.
    pub owner: Owner,
    /// What the person may do.
    pub role: Role,
}

impl Member {
    /// A person with what the person may do.
    pub fn of((owner, role): (Owner, Role)) -> Self {
        Self {
            person: owner.person,
            owner,
            role,
        }
    }

    /// The person as the one who wants something done.
    pub fn actor(self) -> Actor {
        Actor::Person(self.person)
    }

    /// Whether the person opens sittings.
    pub fn teaches(self) -> bool {
        matches!(self.role, Role::Admin | Role::Teacher)
    }

    /// Whether the person may see all of a sitting: their own, and an admin those of everybody.
    pub fn may_see(self, sitting: &Sitting) -> bool {
        match self.role {
            Role::Admin => true,
            Role::Teacher => sitting.plan.owner == Some(self.owner),
            Role::Marker => false,
        }
    }

    /// Whether the person may mark the written answers of a sitting.
    pub fn may_mark(self, sitting: &Sitting) -> bool {
        self.role == Role::Marker || self.may_see(sitting)
    }

    /// For whom pages are drawn.
    pub fn audience(self) -> Audience {
        match self.role {
            Role::Admin => Audience::Admin,
            Role::Teacher => Audience::Teacher,
            Role::Marker => Audience::Marker,
        }
    }

    /// The first page of the person.
    pub fn home(self) -> &'static str {
        Self::home_of(self.role)
    }

    /// The first page of a role.
    pub fn home_of(role: Role) -> &'static str {
        match role {
            Role::Admin | Role::Teacher => "/teach",
            Role::Marker => "/marking",
        }
    }
}

/// The sitting of an address.
pub fn sitting_of(call: &Call) -> Result<SittingId, Problem> {
    call.part(0)?.parse().map_err(|_| Problem::NotFound)
}

/// Whether an address is about a sitting that somebody may see; for others there is no such sitting.
pub fn may_enter(
    class: &Class,
    call: &Call,
    may: impl FnOnce(&Sitting) -> bool,
) -> Result<(), Problem> {
    match class.classroom.with(sitting_of(call)?, may)? {
        true => Ok(()),
        false => Err(Problem::NotFound),
    }
}
