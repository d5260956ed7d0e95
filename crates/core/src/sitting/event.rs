//! What happens in a sitting. Events are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::codes::{ClassCode, ResumeCode};
use crate::attempt::{Mode, Selection, probe_candidates};
use crate::identity::{AttemptId, ContentHash, PersonId, StudentKey, text_hash};
use crate::quiz::{Question, Quiz, Skill};

/// A sitting, unique on all machines.
pub type SittingId = AttemptId;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SittingEvent {
    /// When; never earlier than the event before.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub action: SittingAction,
}

/// A pupil's place in a sitting, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeatId(pub u32);

impl std::fmt::Display for SeatId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// When pupils see what they have earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Release {
    /// When the teacher says so.
    #[default]
    ByTeacher,
    /// When a pupil has handed in; in practice after each question.
    AtOnce,
    /// When the sitting is closed, by the teacher or by its time.
    WhenClosed,
}

/// The person who opened a sitting. When a record is copied into another school, somebody else there may have the same
/// number, but was added at another time, and is not the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Owner {
    /// The person.
    pub person: PersonId,
    /// When the person was added.
    pub added: Timestamp,
}

/// How a quiz is sat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The quiz.
    pub quiz: String,
    /// What it is called.
    pub title: String,
    /// The names of the class; without any, each pupil gives a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roster: Vec<String>,
    /// Practice or exam.
    pub mode: Mode,
    /// The minutes of an exam, where they are not those of the quiz.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// When pupils see what they have earned.
    pub release: Release,
    /// From when on it can be sat; from its opening where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Until when; until the teacher closes it where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// How often each pupil may take it.
    pub attempts: u32,
    /// The IDs of the questions that are asked; all where none are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The skill that is asked for; all where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<Skill>,
    /// So many questions are drawn at random for each pupil; all where no number is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questions: Option<u32>,
    /// So many questions, drawn at random for each pupil, are asked first without their passage, and do not count.
    #[serde(default, skip_serializing_if = "is_none_asked")]
    pub probes: u32,
    /// Whether each pupil is asked in another order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shuffled: bool,
    /// Whether a pupil sees the marks so far, in practice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shows_score: bool,
    /// Who opened it; nobody where it was opened from the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_none_asked(probes: &u32) -> bool {
    *probes == 0
}

impl Plan {
    /// A quiz as practice, with nothing else said: all of it, once, with the results at once.
    pub fn practice(quiz: &str, title: &str) -> Self {
        Self {
            quiz: quiz.to_owned(),
            title: title.to_owned(),
            roster: Vec::new(),
            mode: Mode::Practice,
            minutes: None,
            release: Release::AtOnce,
            from: None,
            until: None,
            attempts: 1,
            only: Vec::new(),
            skill: None,
            questions: None,
            probes: 0,
            shuffled: false,
            shows_score: false,
            owner: None,
        }
    }

    /// Which questions of the quiz a pupil is asked.
    pub fn selection(&self) -> Selection {
        Selection {
            questions: self.questions.map(|questions| questions as usize),
            skill: self.skill,
            only: self.only.clone(),
            shuffled: self.shuffled,
            probes: self.probes as usize,
            ..Selection::default()
        }
    }

    /// Whether every pupil is asked all questions of the quiz.
    pub fn asks_all(&self) -> bool {
        self.only.is_empty() && self.skill.is_none() && self.questions.is_none()
    }

    /// Those of the questions that may be asked first without their passage.
    pub fn probe_candidates<'q>(&self, quiz: &'q Quiz) -> Vec<&'q Question> {
        let asked: Vec<&Question> = self.asked(quiz).collect();
        probe_candidates(&asked)
    }

    /// The questions that may be asked, in the order of the quiz.
    pub fn asked<'q>(&self, quiz: &'q Quiz) -> impl Iterator<Item = &'q Question> {
        quiz.questions.iter().filter(|question| {
            let is_named = self.only.is_empty() || self.only.contains(&question.id.value);
            is_named && self.skill.is_none_or(|skill| question.skill.value == skill)
        })
    }
}

/// What a pupil is given, before or during a sitting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Arrangement {
    /// The per cent of the time that the pupil has in addition.
    #[serde(default)]
    pub extra_time: u32,
    /// The labels of the extracts that may be read aloud in an exam.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aloud: Vec<String>,
    /// How pages look for the pupil, unless the pupil sets something else: size, spacing, letters and colours, as the
    /// cookie of the pages says them. Empty where nothing was agreed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reading: String,
    /// Whether somebody writes for the pupil.
    #[serde(default)]
    pub scribe: bool,
    /// Anything else that was agreed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A pupil takes a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SeatTaken {
    /// The place.
    pub seat: SeatId,
    /// The name, as the roster or the pupil gives it.
    pub name: String,
    /// Whose attempts the record keeps.
    pub student: StudentKey,
    /// What lets the pupil come back.
    pub code: ResumeCode,
    /// The hash of the key that the pupil's device holds.
    pub device: ContentHash,
}

/// What the teacher or a pupil did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum SittingAction {
    /// Opened; always the first event.
    Opened {
        /// How it is sat.
        plan: Plan,
        /// What lets pupils join.
        code: ClassCode,
    },
    /// A pupil joined.
    SeatTaken(SeatTaken),
    /// A pupil came back from a device; the one before is no longer the pupil's.
    DeviceChanged {
        /// The place.
        seat: SeatId,
        /// The hash of the key that the new device holds.
        device: ContentHash,
    },
    /// A pupil began an attempt.
    Began {
        /// The place.
        seat: SeatId,
        /// The attempt.
        attempt: AttemptId,
    },
    /// A name was corrected.
    Renamed {
        /// The place.
        seat: SeatId,
        /// The right name.
        name: String,
    },
    /// A pupil gets a new code, and no device is the pupil's until it is used.
    SeatReset {
        /// The place.
        seat: SeatId,
        /// The new code.
        code: ResumeCode,
    },
    /// A pupil was removed; what was answered stays in the record.
    SeatRemoved {
        /// The place.
        seat: SeatId,
    },
    /// An arrangement was made for a pupil.
    Arranged {
        /// The place.
        seat: SeatId,
        /// The whole arrangement, in place of the one before.
        arrangement: Arrangement,
    },
    /// The clock of one pupil was stopped for a rest.
    RestBegan {
        /// The place.
        seat: SeatId,
    },
    /// The clock of one pupil went on.
    RestEnded {
        /// The place.
        seat: SeatId,
    },
    /// All clocks were stopped.
    Paused,
    /// All clocks went on.
    Continued,
    /// No more answers are taken.
    Closed,
    /// Pupils may see what they have earned.
    Released,
}

impl SittingEvent {
    /// The event without the name, the codes and the arrangements of a pupil who is erased; that there was somebody
    /// stays. `names` are all names that the pupil has had; the list of the class loses them.
    #[must_use]
    pub fn without_pupil(&self, erased: SeatId, names: &[String]) -> Self {
        let mut event = self.clone();
        let (no_code, no_device) = (ResumeCode::typed(""), text_hash(""));
        match &mut event.action {
            SittingAction::Opened { plan, .. } => {
                plan.roster.retain(|name| !names.contains(name));
            }
            action if action.seat() != Some(erased) => {}
            SittingAction::SeatTaken(taken) => {
                taken.name.clear();
                taken.code = no_code;
                taken.device = no_device;
            }
            SittingAction::DeviceChanged { device, .. } => *device = no_device,
            SittingAction::Renamed { name, .. } => name.clear(),
            SittingAction::SeatReset { code, .. } => *code = no_code,
            SittingAction::Arranged { arrangement, .. } => *arrangement = Arrangement::default(),
            _ => {}
        }
        event
    }
}

impl SittingAction {
    /// The seat that it is about, if it is about one.
    pub fn seat(&self) -> Option<SeatId> {
        match self {
            Self::SeatTaken(taken) => Some(taken.seat),
            Self::DeviceChanged { seat, .. }
            | Self::Began { seat, .. }
            | Self::Renamed { seat, .. }
            | Self::SeatReset { seat, .. }
            | Self::SeatRemoved { seat }
            | Self::Arranged { seat, .. }
            | Self::RestBegan { seat }
            | Self::RestEnded { seat } => Some(*seat),
            Self::Opened { .. }
            | Self::Paused
            | Self::Continued
            | Self::Closed
            | Self::Released => None,
        }
    }
}
