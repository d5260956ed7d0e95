//! The people of a school and its class lists. What happens to them is kept in a log beside those of the sittings, so
//! that every program over the same record knows the same people. Of links and browsers only hashes are kept.

use jiff::{SignedDuration, Timestamp};
use sourcework_core::identity::{PersonId, SchoolId, StudentId, StudentKey, text_hash};
use sourcework_core::sitting::{Owner, class_of};
use sourcework_core::staff::{
    Actor, Role, Roster, RosterChange, STAFF_LOG, Staff, StaffCommand, StaffEvent, StaffRefusal,
    without_old_names,
};

use super::logs::{readable, written};
use super::state::State;
use super::{Classroom, ClassroomError};
use crate::secret::secret;
use crate::store::Erase;

/// How long a link to somebody works.
const LINK: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Classroom {
    /// The school.
    pub fn school(&self) -> &SchoolId {
        &self.school
    }

    /// Looks at the people of the school and its class lists.
    pub fn with_staff<T>(&self, look: impl FnOnce(&Staff) -> T) -> T {
        look(&self.read().staff)
    }

    /// Who holds the key of a browser, and what the person may do.
    pub fn person_of_key(&self, key: &str) -> Option<(Owner, Role)> {
        let hash = text_hash(key);
        self.with_staff(|staff| with_role(staff, staff.of_browser(hash)?))
    }

    /// Who has a user name of the school's single sign-on, and what the person may do.
    pub fn person_of_user(&self, user: &str) -> Option<(Owner, Role)> {
        self.with_staff(|staff| with_role(staff, staff.of_user(user)?))
    }

    /// Does what a command asks with the people and class lists: what happens is kept first, and then counts. Names
    /// that are no longer needed then are erased; beyond recovery they are after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where it cannot be done, the person may not, or it cannot be kept.
    pub fn change_staff(
        &self,
        by: Actor,
        command: &StaffCommand,
        now: Timestamp,
    ) -> Result<Vec<StaffEvent>, ClassroomError> {
        let leaves_names = command.leaves_names();
        let events = self.step_staff(by, command, now)?;
        if leaves_names && !events.is_empty() {
            self.forget_names(now)?;
        }
        Ok(events)
    }

    fn step_staff(
        &self,
        by: Actor,
        command: &StaffCommand,
        now: Timestamp,
    ) -> Result<Vec<StaffEvent>, ClassroomError> {
        let decide = |state: &State| {
            let events = state.staff.decide(by, command.clone(), now)?;
            Ok((state.staff.events, events))
        };
        self.decide_and_keep(STAFF_LOG, decide, |state, event| state.staff.apply(event))
    }

    /// Erases the names of people and lists that were removed, and of lists as they were before.
    fn forget_names(&self, now: Timestamp) -> Result<(), ClassroomError> {
        // Nothing happens to the people meanwhile.
        let _one_at_a_time = self.adds();
        self.replacing_events(|| self.put_without_old_names())?;
        self.must_sweep(now);
        Ok(())
    }

    fn put_without_old_names(&self) -> Result<(), ClassroomError> {
        let (read_to, kept) = self.log_of(STAFF_LOG)?;
        let read: Vec<Option<StaffEvent>> = readable(&kept);
        let forgotten = without_old_names(&read).into_iter().zip(kept);
        let forgotten = forgotten.map(|(event, kept)| event.as_ref().map_or(kept, written));
        let nobody = StudentKey {
            school: self.school.clone(),
            class: class_of(STAFF_LOG),
            student: StudentId::default(),
        };
        let forgotten: Vec<String> = forgotten.collect();
        let erased = Erase::Pupil(&nobody, STAFF_LOG, &forgotten, read_to);
        Ok(self.store.erase(erased)?)
    }

    /// Makes a one-time link for somebody, in place of the one before: what it holds. It works for seven days.
    ///
    /// # Errors
    ///
    /// Where the person is not known, who asks is no admin, or it cannot be kept.
    pub fn make_link(
        &self,
        by: Actor,
        person: PersonId,
        now: Timestamp,
    ) -> Result<String, ClassroomError> {
        let token = secret().map_err(|_| ClassroomError::Randomness)?;
        let command = StaffCommand::MakeLink {
            person,
            token: text_hash(&token),
            until: Some(now + LINK),
        };
        self.change_staff(by, &command, now)?;
        Ok(token)
    }

    /// Opens a one-time link: the key of the new browser, and what the person may do.
    ///
    /// # Errors
    ///
    /// Where no link holds this, it is too old, or it cannot be kept.
    pub fn use_link(&self, token: &str, now: Timestamp) -> Result<(String, Role), ClassroomError> {
        let key = secret().map_err(|_| ClassroomError::Randomness)?;
        let command = StaffCommand::UseLink {
            token: text_hash(token),
            browser: text_hash(&key),
        };
        self.change_staff(Actor::Stranger, &command, now)?;
        let role = self.person_of_key(&key).map(|(_, role)| role);
        // Another program may have removed the person at this moment.
        let role = role.ok_or(StaffRefusal::NoPerson)?;
        Ok((key, role))
    }

    /// The name of the person whose link holds this; `None` where the link was used, or is too old.
    pub fn name_of_link(&self, token: &str, now: Timestamp) -> Option<String> {
        let token = text_hash(token);
        self.with_staff(|staff| {
            let (person, _) = staff.of_link(token).filter(|(_, link)| link.works(now))?;
            Some(staff.people.get(&person)?.name.clone())
        })
    }

    /// The admin of the school: the first there is, or one who is added now.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept.
    pub fn admin(&self, now: Timestamp) -> Result<PersonId, ClassroomError> {
        if let Some(admin) = self.with_staff(Staff::first_admin) {
            return Ok(admin);
        }
        let add = StaffCommand::Add {
            name: "Admin".to_owned(),
            role: Role::Admin,
            user: String::new(),
        };
        self.change_staff(Actor::Technician, &add, now)?;
        let admin = self.with_staff(Staff::first_admin);
        Ok(admin.ok_or(StaffRefusal::NoPerson)?)
    }

    /// Makes a new browser one of the admin's: its key.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept.
    pub fn add_admin_browser(&self, now: Timestamp) -> Result<String, ClassroomError> {
        let key = secret().map_err(|_| ClassroomError::Randomness)?;
        let command = StaffCommand::AddBrowser {
            person: self.admin(now)?,
            browser: text_hash(&key),
        };
        self.change_staff(Actor::Technician, &command, now)?;
        Ok(key)
    }

    /// Takes what the school's register says: teachers are added, and class lists changed. What became of each.
    ///
    /// # Errors
    ///
    /// Where something of it cannot be done or kept; what came before it is done.
    pub fn take_roster(
        &self,
        by: Actor,
        register: &Roster,
        now: Timestamp,
    ) -> Result<Vec<RosterChange>, ClassroomError> {
        let mut done = Vec::new();
        for (change, command) in self.with_staff(|staff| staff.new_teachers(register)) {
            self.step_staff(by, &command, now)?;
            done.push(change);
        }
        let mut leaves_names = false;
        for (change, command) in self.with_staff(|staff| staff.list_changes(register)) {
            if let Some(command) = command {
                leaves_names |= command.leaves_names();
                self.step_staff(by, &command, now)?;
            }
            done.push(change);
        }
        if leaves_names {
            self.forget_names(now)?;
        }
        Ok(done)
    }
}

fn with_role(staff: &Staff, person: PersonId) -> Option<(Owner, Role)> {
    Some((staff.owner(person)?, staff.people.get(&person)?.role))
}
