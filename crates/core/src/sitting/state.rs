//! Where a sitting stands, and what may be done next.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::codes::{ClassCode, ResumeCode};
use super::event::{
    Arrangement, Plan, Release, SeatId, SeatTaken, SittingAction, SittingEvent, SittingId,
};
use crate::identity::{AttemptId, ClassId, ContentHash, SchoolId, StudentId, StudentKey};
use crate::pattern::composed;

/// Whether a sitting takes answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SittingPhase {
    /// Its time has not come.
    NotYet,
    /// Answers are taken.
    Open,
    /// All clocks stand still.
    Paused,
    /// No more answers are taken.
    Closed,
}

/// A pupil's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The name.
    pub name: String,
    /// Whose attempts the record keeps.
    pub student: StudentKey,
    /// What lets the pupil come back.
    pub code: ResumeCode,
    /// The hash of the key of the pupil's device; `None` after a reset.
    pub device: Option<ContentHash>,
    /// How often the pupil came back with the code, and when last.
    pub came_back: (u32, Option<Timestamp>),
    /// The attempts of this sitting, the latest last.
    pub attempts: Vec<AttemptId>,
    /// What the pupil is given.
    pub arrangement: Arrangement,
    /// Whether the pupil's clock was stopped for a rest.
    pub rests: bool,
    /// Whether the pupil was removed.
    pub is_removed: bool,
}

/// One class taking one quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// Which one.
    pub id: SittingId,
    /// How it is sat.
    pub plan: Plan,
    /// What lets pupils join.
    pub code: ClassCode,
    /// When it was opened.
    pub opened: Timestamp,
    /// The seats that were taken.
    pub seats: BTreeMap<SeatId, Seat>,
    /// Whether all clocks were stopped.
    pub is_paused: bool,
    /// When the teacher closed it.
    pub closed: Option<Timestamp>,
    /// Whether the teacher has released the results.
    pub is_released: bool,
    /// How many events it has.
    pub events: u32,
    last: Timestamp,
}

/// Something that is to happen in a sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SittingCommand {
    /// A pupil joins.
    Join {
        /// The school of the sitting, under which the record keeps what the pupil answers.
        school: SchoolId,
        /// The name: one of the roster, where there is one.
        name: String,
        /// A code that was drawn for the pupil.
        code: ResumeCode,
        /// The hash of the key of the pupil's device.
        device: ContentHash,
    },
    /// A pupil comes back with the code.
    ComeBack {
        /// The code.
        code: ResumeCode,
        /// The hash of the key of the pupil's device.
        device: ContentHash,
    },
    /// A pupil begins an attempt.
    Begin {
        /// The place.
        seat: SeatId,
        /// The attempt.
        attempt: AttemptId,
    },
    /// Corrects a name.
    Rename {
        /// The place.
        seat: SeatId,
        /// The right name.
        name: String,
    },
    /// Gives a pupil a new code.
    Reset {
        /// The place.
        seat: SeatId,
        /// A code that was drawn.
        code: ResumeCode,
    },
    /// Removes a pupil.
    Remove {
        /// The place.
        seat: SeatId,
    },
    /// Makes an arrangement for a pupil.
    Arrange {
        /// The place.
        seat: SeatId,
        /// The whole arrangement.
        arrangement: Arrangement,
    },
    /// Stops the clock of a pupil, or lets it go on.
    Rest {
        /// The place.
        seat: SeatId,
        /// Whether it is stopped.
        on: bool,
    },
    /// Stops all clocks, or lets them go on.
    Pause(bool),
    /// Takes no more answers.
    Close,
    /// Shows pupils what they have earned.
    Release,
}

/// Why a command was refused; the sitting is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SittingRefusal {
    /// The sitting is closed.
    #[error("this sitting is closed")]
    Closed,
    /// The sitting is not closed.
    #[error("this sitting is not closed yet")]
    NotClosed,
    /// Its time has not come.
    #[error("this sitting has not begun yet")]
    NotYet,
    /// The name is not on the roster.
    #[error("this name is not on the list of the class")]
    NotOnRoster,
    /// Somebody sits under this name already.
    #[error("somebody has joined under this name already; come back with the code of three words")]
    NameTaken,
    /// There are as many pupils as there may be.
    #[error("there is no room for more pupils")]
    Full,
    /// The name is empty or too long.
    #[error("a name has 1 to 60 characters")]
    NoName,
    /// No seat has this code.
    #[error("no pupil of this class has this code")]
    UnknownCode,
    /// There is no such seat.
    #[error("there is no such pupil")]
    NoSeat,
    /// All attempts have been used.
    #[error("this quiz has been taken as often as it may be")]
    NoAttemptLeft,
}

/// So many seats are taken at most: more than a school has at one time, and few enough for a laptop.
pub const MOST_SEATS: usize = 3_000;

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// The class of all students of a sitting: each sitting is a class of its own in the record.
pub fn class_of(sitting: SittingId) -> ClassId {
    ClassId(sitting.to_string())
}

impl Sitting {
    /// Opens a sitting.
    pub fn open(
        id: SittingId,
        plan: Plan,
        code: ClassCode,
        now: Timestamp,
    ) -> (Self, SittingEvent) {
        let event = SittingEvent {
            at: now,
            action: SittingAction::Opened {
                plan: plan.clone(),
                code: code.clone(),
            },
        };
        let sitting = Self {
            id,
            plan,
            code,
            opened: now,
            seats: BTreeMap::new(),
            is_paused: false,
            closed: None,
            is_released: false,
            events: 1,
            last: now,
        };
        (sitting, event)
    }

    /// A sitting from its events; `None` where the first of them does not open one.
    pub fn fold<'e>(
        id: SittingId,
        events: impl IntoIterator<Item = &'e SittingEvent>,
    ) -> Option<Self> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let SittingAction::Opened { plan, code } = &first.action else {
            return None;
        };
        let (mut sitting, _) = Self::open(id, plan.clone(), code.clone(), first.at);
        events.for_each(|event| sitting.apply(event));
        Some(sitting)
    }

    /// Whether it takes answers at a time.
    pub fn phase(&self, now: Timestamp) -> SittingPhase {
        let is_over = self.plan.until.is_some_and(|until| now >= until);
        let is_early = self.plan.from.is_some_and(|from| now < from);
        match (self.closed.is_some() || is_over, is_early, self.is_paused) {
            (true, ..) => SittingPhase::Closed,
            (_, true, _) => SittingPhase::NotYet,
            (_, _, true) => SittingPhase::Paused,
            _ => SittingPhase::Open,
        }
    }

    /// When it ended: when the teacher closed it or its time was over, whichever came first. `None` while it goes on.
    pub fn ended(&self, now: Timestamp) -> Option<Timestamp> {
        let over = self.plan.until.filter(|until| now >= *until);
        self.closed.into_iter().chain(over).min()
    }

    /// Whether a pupil who has finished may see what was earned.
    pub fn shows_results(&self, now: Timestamp) -> bool {
        match self.plan.release {
            Release::AtOnce => true,
            Release::ByTeacher => self.is_released,
            Release::WhenClosed => self.is_released || self.phase(now) == SittingPhase::Closed,
        }
    }

    /// Whether the clock of a seat stands still.
    pub fn stands_still(&self, seat: &Seat) -> bool {
        self.is_paused || seat.rests
    }

    /// The seats of pupils who have not been removed.
    pub fn present(&self) -> impl Iterator<Item = (SeatId, &Seat)> {
        let seats = self.seats.iter().filter(|(_, seat)| !seat.is_removed);
        seats.map(|(id, seat)| (*id, seat))
    }

    /// The names of the roster under which nobody sits yet.
    pub fn free_names(&self) -> impl Iterator<Item = &str> {
        let is_free = |name: &&String| self.present().all(|(_, seat)| seat.name != **name);
        self.plan.roster.iter().filter(is_free).map(String::as_str)
    }

    /// The events that a command leads to. They have not happened until they are applied.
    ///
    /// # Errors
    ///
    /// Where the sitting cannot do that now.
    pub fn decide(
        &self,
        command: SittingCommand,
        now: Timestamp,
    ) -> Result<Vec<SittingEvent>, SittingRefusal> {
        let action = match command {
            SittingCommand::Join {
                school,
                name,
                code,
                device,
            } => Some(self.join(school, &name, (code, device), now)?),
            SittingCommand::ComeBack { code, device } => {
                let mut present = self.present();
                let found = present.find(|(_, seat)| seat.code == code);
                let (seat, _) = found.ok_or(SittingRefusal::UnknownCode)?;
                Some(SittingAction::DeviceChanged { seat, device })
            }
            SittingCommand::Begin { seat, attempt } => self.begin(seat, attempt, now)?,
            SittingCommand::Rename { seat, name } => {
                self.seat(seat)?;
                let name = name_of_pupil(&name)?;
                let is_taken = |(id, it): (SeatId, &Seat)| id != seat && it.name == name;
                if self.present().any(is_taken) {
                    return Err(SittingRefusal::NameTaken);
                }
                Some(SittingAction::Renamed { seat, name })
            }
            SittingCommand::Reset { seat, code } => {
                self.seat(seat)?;
                Some(SittingAction::SeatReset { seat, code })
            }
            SittingCommand::Remove { seat } => {
                self.seat(seat)?;
                Some(SittingAction::SeatRemoved { seat })
            }
            SittingCommand::Arrange { seat, arrangement } => {
                let is_new = self.seat(seat)?.arrangement != arrangement;
                is_new.then_some(SittingAction::Arranged { seat, arrangement })
            }
            SittingCommand::Rest { seat, on } => match (self.seat(seat)?.rests, on) {
                (false, true) => Some(SittingAction::RestBegan { seat }),
                (true, false) => Some(SittingAction::RestEnded { seat }),
                _ => None,
            },
            SittingCommand::Pause(_) if self.closed.is_some() => {
                return Err(SittingRefusal::Closed);
            }
            SittingCommand::Pause(on) => match (self.is_paused, on) {
                (false, true) => Some(SittingAction::Paused),
                (true, false) => Some(SittingAction::Continued),
                _ => None,
            },
            SittingCommand::Close => self.closed.is_none().then_some(SittingAction::Closed),
            SittingCommand::Release => (!self.is_released).then_some(SittingAction::Released),
        };
        // Time never goes back.
        let at = now.max(self.last);
        let events = action.map(|action| SittingEvent { at, action });
        Ok(events.into_iter().collect())
    }

    fn seat(&self, seat: SeatId) -> Result<&Seat, SittingRefusal> {
        let seat = self.seats.get(&seat).filter(|seat| !seat.is_removed);
        seat.ok_or(SittingRefusal::NoSeat)
    }

    fn join(
        &self,
        school: SchoolId,
        name: &str,
        (code, device): (ResumeCode, ContentHash),
        now: Timestamp,
    ) -> Result<SittingAction, SittingRefusal> {
        if self.phase(now) == SittingPhase::Closed {
            return Err(SittingRefusal::Closed);
        }
        let name = name_of_pupil(name)?;
        if !self.plan.roster.is_empty() && !self.plan.roster.contains(&name) {
            return Err(SittingRefusal::NotOnRoster);
        }
        if self.present().any(|(_, seat)| seat.name == name) {
            return Err(SittingRefusal::NameTaken);
        }
        if self.seats.len() >= MOST_SEATS {
            return Err(SittingRefusal::Full);
        }
        let last = self.seats.keys().next_back().map_or(0, |last| last.0);
        let seat = SeatId(last + 1);
        let student = StudentKey {
            school,
            class: class_of(self.id),
            student: StudentId(seat.to_string()),
        };
        Ok(SittingAction::SeatTaken(SeatTaken {
            seat,
            name,
            student,
            code,
            device,
        }))
    }

    fn begin(
        &self,
        seat: SeatId,
        attempt: AttemptId,
        now: Timestamp,
    ) -> Result<Option<SittingAction>, SittingRefusal> {
        let begun = &self.seat(seat)?.attempts;
        if begun.contains(&attempt) {
            return Ok(None);
        }
        match self.phase(now) {
            SittingPhase::Closed => return Err(SittingRefusal::Closed),
            SittingPhase::NotYet => return Err(SittingRefusal::NotYet),
            SittingPhase::Open | SittingPhase::Paused => {}
        }
        match begun.len() < self.plan.attempts as usize {
            true => Ok(Some(SittingAction::Began { seat, attempt })),
            false => Err(SittingRefusal::NoAttemptLeft),
        }
    }

    /// Lets an event happen that was decided on the sitting as it stands.
    pub fn apply(&mut self, event: &SittingEvent) {
        self.events += 1;
        self.last = event.at;
        match &event.action {
            SittingAction::Opened { .. } => {}
            SittingAction::SeatTaken(taken) => {
                let seat = Seat {
                    name: taken.name.clone(),
                    student: taken.student.clone(),
                    code: taken.code.clone(),
                    device: Some(taken.device),
                    came_back: (0, None),
                    attempts: Vec::new(),
                    arrangement: Arrangement::default(),
                    rests: false,
                    is_removed: false,
                };
                self.seats.insert(taken.seat, seat);
            }
            SittingAction::DeviceChanged { seat, device } => {
                self.change(*seat, |seat| {
                    seat.device = Some(*device);
                    seat.came_back = (seat.came_back.0 + 1, Some(event.at));
                });
            }
            SittingAction::Began { seat, attempt } => {
                self.change(*seat, |seat| seat.attempts.push(*attempt));
            }
            SittingAction::Renamed { seat, name } => {
                self.change(*seat, |seat| seat.name.clone_from(name));
            }
            SittingAction::SeatReset { seat, code } => self.change(*seat, |seat| {
                seat.code = code.clone();
                seat.device = None;
            }),
            SittingAction::SeatRemoved { seat } => self.change(*seat, |seat| {
                seat.is_removed = true;
                seat.device = None;
            }),
            SittingAction::Arranged { seat, arrangement } => {
                self.change(*seat, |seat| seat.arrangement = arrangement.clone());
            }
            SittingAction::RestBegan { seat } => self.change(*seat, |seat| seat.rests = true),
            SittingAction::RestEnded { seat } => self.change(*seat, |seat| seat.rests = false),
            SittingAction::Paused => self.is_paused = true,
            SittingAction::Continued => self.is_paused = false,
            SittingAction::Closed => {
                self.closed = Some(event.at);
                self.is_paused = false;
            }
            SittingAction::Released => self.is_released = true,
        }
    }

    fn change(&mut self, seat: SeatId, change: impl FnOnce(&mut Seat)) {
        if let Some(seat) = self.seats.get_mut(&seat) {
            change(seat);
        }
    }
}

/// The names of a class as a sitting compares them: tidied, each once, in their order; empty ones are left out.
pub fn roster(names: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut roster: Vec<String> = Vec::new();
    for name in names {
        let name = tidied(name.as_ref());
        if !name.is_empty() && !roster.contains(&name) {
            roster.push(name);
        }
    }
    roster
}

/// A name with single spaces, composed accents and nothing that cannot be seen.
fn tidied(name: &str) -> String {
    let shown: String = composed(name)
        .chars()
        .filter(|c| c.is_whitespace() || crate::document::is_printable(*c))
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is kept, tidied; none where it is empty or too long.
pub fn name_of(name: &str) -> Option<String> {
    let name = tidied(name);
    let length = name.chars().count();
    (1..=LONGEST_NAME).contains(&length).then_some(name)
}

/// The name under which a pupil can sit.
fn name_of_pupil(name: &str) -> Result<String, SittingRefusal> {
    name_of(name).ok_or(SittingRefusal::NoName)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::attempt::Mode;
    use crate::identity::text_hash;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_name_of_the_roster_is_known_however_its_accents_were_typed() {
        let listed = roster(["Ren\u{e9}", "Rene\u{301}"]);
        assert_eq!(listed, ["Ren\u{e9}"]);
        assert_eq!(name_of_pupil("Rene\u{301}"), Ok(listed[0].clone()));
    }

    #[test]
    fn a_roster_has_each_name_once_as_a_pupil_who_types_it_is_known() {
        let typed = ["Ada  B.", "Ben", "", " \t", "Ada B. ", "Be\u{7}n", "Cleo"];
        assert_eq!(roster(typed), ["Ada B.", "Ben", "Cleo"]);
        for name in typed.iter().filter(|name| !name.trim().is_empty()) {
            let name = name_of_pupil(name).unwrap();
            assert!(roster(typed).contains(&name), "{name}");
        }
    }

    fn plan() -> Plan {
        Plan {
            mode: Mode::Exam,
            release: Release::ByTeacher,
            ..Plan::practice("quiz", "Quiz")
        }
    }

    fn open(plan: Plan) -> (Sitting, Vec<SittingEvent>) {
        let id = AttemptId([1; 16]);
        let (sitting, event) = Sitting::open(id, plan, ClassCode::typed("ABCDE"), at(0));
        (sitting, vec![event])
    }

    fn join(name: &str) -> SittingCommand {
        SittingCommand::Join {
            school: SchoolId("greenfield".to_owned()),
            name: name.to_owned(),
            code: ResumeCode::typed(&format!("{name} moon oak")),
            device: text_hash(name),
        }
    }

    fn step(sitting: &mut Sitting, command: SittingCommand) -> Result<(), SittingRefusal> {
        let events = sitting.decide(command, at(1))?;
        events.iter().for_each(|event| sitting.apply(event));
        Ok(())
    }

    #[test]
    fn a_sitting_is_what_its_events_say() {
        let (mut sitting, mut events) = open(plan());
        let seat = SeatId(1);
        for command in [
            join("Ada"),
            join("Ben"),
            SittingCommand::Begin {
                seat,
                attempt: AttemptId([7; 16]),
            },
            SittingCommand::Rename {
                seat,
                name: "Ada L.".to_owned(),
            },
            SittingCommand::Rest { seat, on: true },
            SittingCommand::Pause(true),
            SittingCommand::Remove { seat: SeatId(2) },
            SittingCommand::Close,
            SittingCommand::Release,
        ] {
            let new = sitting.decide(command, at(1)).expect("it can be done");
            new.iter().for_each(|event| sitting.apply(event));
            // As the record keeps them.
            events.extend(new.iter().map(|event| {
                let text = serde_json::to_string(event).expect("an event is text");
                serde_json::from_str::<SittingEvent>(&text).expect("it can be read again")
            }));
        }
        assert_eq!(Sitting::fold(sitting.id, &events).as_ref(), Some(&sitting));
        assert_eq!(sitting.present().count(), 1);
    }

    #[test]
    fn a_pupil_joins_once_and_comes_back_with_the_code() {
        let (mut sitting, _) = open(plan());
        assert_eq!(step(&mut sitting, join(" Ada \u{7} ")), Ok(()));
        assert_eq!(sitting.seats[&SeatId(1)].name, "Ada");
        assert_eq!(
            step(&mut sitting, join("Ada")),
            Err(SittingRefusal::NameTaken)
        );
        assert_eq!(step(&mut sitting, join("  ")), Err(SittingRefusal::NoName));
        assert_eq!(step(&mut sitting, join("Ben")), Ok(()));
        let rename = |name: &str| SittingCommand::Rename {
            seat: SeatId(2),
            name: name.to_owned(),
        };
        assert_eq!(
            step(&mut sitting, rename("Ada")),
            Err(SittingRefusal::NameTaken)
        );
        assert_eq!(step(&mut sitting, rename("Benedict")), Ok(()));
        let come_back = |code: &str| SittingCommand::ComeBack {
            code: ResumeCode::typed(code),
            device: text_hash("phone"),
        };
        let code = sitting.seats[&SeatId(1)].code.as_str().to_owned();
        assert_eq!(step(&mut sitting, come_back(&code)), Ok(()));
        assert_eq!(sitting.seats[&SeatId(1)].device, Some(text_hash("phone")));
        assert_eq!(
            step(&mut sitting, come_back("fox fox fox")),
            Err(SittingRefusal::UnknownCode)
        );
        // After a reset the old code and the old device are nobody's.
        let reset = SittingCommand::Reset {
            seat: SeatId(1),
            code: ResumeCode::typed("new new new"),
        };
        assert_eq!(step(&mut sitting, reset), Ok(()));
        assert_eq!(sitting.seats[&SeatId(1)].device, None);
        assert_eq!(
            step(&mut sitting, come_back(&code)),
            Err(SittingRefusal::UnknownCode)
        );
    }

    #[test]
    fn only_names_of_the_roster_join_where_there_is_one() {
        let roster = vec!["Ada Lovelace".to_owned(), "Ben Nevis".to_owned()];
        let (mut sitting, _) = open(Plan { roster, ..plan() });
        assert_eq!(
            step(&mut sitting, join("Eve")),
            Err(SittingRefusal::NotOnRoster)
        );
        assert_eq!(step(&mut sitting, join("Ada Lovelace")), Ok(()));
        assert_eq!(sitting.free_names().collect::<Vec<_>>(), ["Ben Nevis"]);
    }

    #[test]
    fn homework_is_sat_between_its_times_and_as_often_as_is_said() {
        let (mut sitting, _) = open(Plan {
            from: Some(at(10)),
            until: Some(at(20)),
            attempts: 2,
            release: Release::WhenClosed,
            ..plan()
        });
        assert_eq!(step(&mut sitting, join("Ada")), Ok(()));
        let begin = |sitting: &Sitting, number: u8, now| {
            let attempt = AttemptId([number; 16]);
            let command = SittingCommand::Begin {
                seat: SeatId(1),
                attempt,
            };
            sitting.decide(command, now)
        };
        assert_eq!(begin(&sitting, 1, at(9)), Err(SittingRefusal::NotYet));
        for number in [1, 2] {
            let events = begin(&sitting, number, at(10)).expect("it may begin");
            assert_eq!(events.len(), 1);
            events.iter().for_each(|event| sitting.apply(event));
        }
        // What two programs begin at the same moment is begun once.
        assert_eq!(begin(&sitting, 2, at(11)), Ok(Vec::new()));
        let third = begin(&sitting, 3, at(11));
        assert_eq!(third, Err(SittingRefusal::NoAttemptLeft));
        assert_eq!(begin(&sitting, 3, at(20)), Err(SittingRefusal::Closed));
        assert!(!sitting.shows_results(at(19)) && sitting.shows_results(at(20)));
    }

    #[test]
    fn what_is_so_already_is_no_event() {
        let (mut sitting, _) = open(plan());
        step(&mut sitting, join("Ada")).expect("Ada joins");
        for command in [
            SittingCommand::Pause(false),
            SittingCommand::Rest {
                seat: SeatId(1),
                on: false,
            },
            SittingCommand::Arrange {
                seat: SeatId(1),
                arrangement: Arrangement::default(),
            },
        ] {
            assert_eq!(sitting.decide(command, at(1)), Ok(Vec::new()));
        }
        step(&mut sitting, SittingCommand::Close).expect("it can be closed");
        assert_eq!(sitting.decide(SittingCommand::Close, at(2)), Ok(Vec::new()));
        assert_eq!(step(&mut sitting, join("Ben")), Err(SittingRefusal::Closed));
        assert_eq!(
            step(&mut sitting, SittingCommand::Pause(true)),
            Err(SittingRefusal::Closed)
        );
    }
}
