//! What a command leads to, or why it is refused.

use jiff::Timestamp;

use super::event::{ListId, Role, StaffAction, StaffEvent};
use super::state::{Actor, Person, Staff, StaffCommand, StaffRefusal};
use crate::identity::{ContentHash, PersonId};
use crate::sitting::{MOST_SEATS, name_of, roster};

/// So many people and so many class lists a school has at most.
const MOST: usize = 5_000;

/// The longest user name, in characters: an e-mail address has its place.
const LONGEST_USER: usize = 200;

impl Staff {
    /// The events that a command leads to. They have not happened until they are applied.
    ///
    /// # Errors
    ///
    /// Where it cannot be done, or this person may not do it.
    pub fn decide(
        &self,
        by: Actor,
        command: StaffCommand,
        now: Timestamp,
    ) -> Result<Vec<StaffEvent>, StaffRefusal> {
        let actions = match command {
            StaffCommand::UseLink { token, browser } => vec![self.use_link(token, browser, now)?],
            command if !self.is_admin(by) => {
                drop(command);
                return Err(StaffRefusal::NotAdmin);
            }
            command => self.decide_for_admin(command)?,
        };
        // Time never goes back.
        let at = now.max(self.last);
        let event = |action| StaffEvent { at, action };
        Ok(actions.into_iter().map(event).collect())
    }

    fn is_admin(&self, by: Actor) -> bool {
        match by {
            Actor::Technician => true,
            Actor::Stranger => false,
            Actor::Person(person) => {
                let person = self.people.get(&person);
                person.is_some_and(|it| it.role == Role::Admin)
            }
        }
    }

    fn decide_for_admin(&self, command: StaffCommand) -> Result<Vec<StaffAction>, StaffRefusal> {
        let action = match command {
            StaffCommand::Add { name, role, user } => return self.add(&name, role, &user),
            StaffCommand::Rename { person, name } => {
                let known = self.person(person)?;
                let name = name_of(&name).ok_or(StaffRefusal::NoName)?;
                (known.name != name).then_some(StaffAction::PersonRenamed { person, name })
            }
            StaffCommand::ChangeRole { person, role } => {
                let is_new = self.person(person)?.role != role;
                if is_new && role != Role::Admin {
                    self.leaves_an_admin(person)?;
                }
                is_new.then_some(StaffAction::RoleChanged { person, role })
            }
            StaffCommand::NameUser { person, user } => {
                let known = self.person(person)?;
                let user = self.user_of(&user, Some(person))?;
                (known.user != user).then_some(StaffAction::UserNamed { person, user })
            }
            StaffCommand::MakeLink {
                person,
                token,
                until,
            } => {
                self.person(person)?;
                Some(StaffAction::LinkMade {
                    person,
                    token,
                    until,
                })
            }
            StaffCommand::AddBrowser { person, browser } => {
                let is_new = !self.person(person)?.browsers.contains(&browser);
                is_new.then_some(StaffAction::BrowserAdded { person, browser })
            }
            StaffCommand::SignOut { person } => {
                self.person(person)?;
                Some(StaffAction::SignedOut { person })
            }
            StaffCommand::Remove { person } => {
                self.person(person)?;
                self.leaves_an_admin(person)?;
                Some(StaffAction::PersonRemoved { person })
            }
            StaffCommand::SaveList {
                list,
                name,
                pupils,
                teachers,
            } => self.save_list(list, &name, &pupils, teachers)?,
            StaffCommand::RemoveList { list } => {
                self.lists.get(&list).ok_or(StaffRefusal::NoList)?;
                Some(StaffAction::ListRemoved { list })
            }
            StaffCommand::UseLink { .. } => None,
        };
        Ok(action.into_iter().collect())
    }

    fn person(&self, person: PersonId) -> Result<&Person, StaffRefusal> {
        self.people.get(&person).ok_or(StaffRefusal::NoPerson)
    }

    /// Whether there is an admin beside a person.
    fn leaves_an_admin(&self, person: PersonId) -> Result<(), StaffRefusal> {
        let mut people = self.people.iter();
        match people.any(|(id, it)| *id != person && it.role == Role::Admin) {
            true => Ok(()),
            false if self.person(person)?.role != Role::Admin => Ok(()),
            false => Err(StaffRefusal::LastAdmin),
        }
    }

    fn add(&self, name: &str, role: Role, user: &str) -> Result<Vec<StaffAction>, StaffRefusal> {
        let name = name_of(name).ok_or(StaffRefusal::NoName)?;
        let user = self.user_of(user, None)?;
        if self.people.len() >= MOST {
            return Err(StaffRefusal::Full);
        }
        let person = self.next_person();
        let mut actions = vec![StaffAction::PersonAdded { person, name, role }];
        if user.is_some() {
            actions.push(StaffAction::UserNamed { person, user });
        }
        Ok(actions)
    }

    /// A user name that nobody but the person has; none where nothing was typed.
    fn user_of(
        &self,
        user: &str,
        person: Option<PersonId>,
    ) -> Result<Option<String>, StaffRefusal> {
        let user = user.trim();
        if user.is_empty() {
            return Ok(None);
        }
        let is_odd = |c: char| c.is_whitespace() || c.is_control();
        if user.chars().count() > LONGEST_USER || user.contains(is_odd) {
            return Err(StaffRefusal::NoUser);
        }
        match self.of_user(user) {
            Some(other) if Some(other) != person => Err(StaffRefusal::UserTaken),
            _ => Ok(Some(user.to_owned())),
        }
    }

    fn use_link(
        &self,
        token: ContentHash,
        browser: ContentHash,
        now: Timestamp,
    ) -> Result<StaffAction, StaffRefusal> {
        let (person, link) = self.of_link(token).ok_or(StaffRefusal::NoLink)?;
        match link.works(now) {
            true => Ok(StaffAction::LinkUsed { person, browser }),
            false => Err(StaffRefusal::LinkTooOld),
        }
    }

    fn save_list(
        &self,
        list: Option<ListId>,
        name: &str,
        pupils: &[String],
        mut teachers: Vec<PersonId>,
    ) -> Result<Option<StaffAction>, StaffRefusal> {
        let before = match list {
            Some(list) => Some(self.lists.get(&list).ok_or(StaffRefusal::NoList)?),
            None if self.lists.len() >= MOST => return Err(StaffRefusal::Full),
            None => None,
        };
        let name = name_of(name).ok_or(StaffRefusal::NoName)?;
        let mut others = self.lists.iter().filter(|(id, _)| Some(**id) != list);
        if others.any(|(_, it)| it.name == name) {
            return Err(StaffRefusal::ListTaken);
        }
        let pupils = roster(pupils);
        let are_names = pupils.iter().all(|pupil| name_of(pupil).is_some());
        if pupils.is_empty() || pupils.len() > MOST_SEATS || !are_names {
            return Err(StaffRefusal::NoPupils);
        }
        teachers.sort_unstable();
        teachers.dedup();
        for teacher in &teachers {
            self.person(*teacher)?;
        }
        let is_same = before
            .is_some_and(|it| it.name == name && it.pupils == pupils && it.teachers == teachers);
        let list = list.unwrap_or(ListId(self.last_list + 1));
        Ok((!is_same).then_some(StaffAction::ListSaved {
            list,
            name,
            pupils,
            teachers,
        }))
    }
}
