//! An attempt under way: each step is kept before it counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rand::rngs::SysRng;
use rand::{SeedableRng, TryRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{
    Command, Event, Mode, Numbering, Phase, Refusal, Selection, Session, Settings,
};
use sourcework_core::identity::{AttemptId, Checksum, StudentKey};
use sourcework_core::marking::Answer;
use sourcework_core::paper::{Paper, PaperFile};
use sourcework_core::quiz::Kind;
use sourcework_core::record::{AttemptNumber, Head, Pinned, Text, first_link, write_events};
use sourcework_core::revision::ALGORITHM;

use crate::error::ServiceError;
use crate::recent::PaperCache;
use crate::store::{self, Appended, Batch, ReadAttempt, Store, StoreError};

/// Why a step was not taken; the attempt is as it was.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The attempt cannot do that now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What would have happened could not be kept. The step can be taken again; after
    /// [`LiveAttempt::go_without`] it succeeds without being kept.
    #[error(transparent)]
    NotKept(#[from] StoreError),
}

/// How a new attempt is begun.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    /// Which attempt it is on all machines; a new one where that is left open.
    pub attempt: Option<AttemptId>,
    /// How the quiz is taken.
    pub settings: Settings,
    /// Which questions are asked.
    pub selection: Selection,
    /// The number by which questions are drawn and shuffled; at random where there is none.
    pub seed: Option<u64>,
    /// Minutes east of UTC where the student is.
    pub offset: i32,
}

/// One attempt under way, and the record that it is kept in. It enters the record with the first
/// thing that happens after its beginning, so that a student who only looks at a quiz leaves no
/// trace.
pub struct LiveAttempt<'s> {
    session: Session,
    keeping: Keeping<'s>,
    /// A command that could not be kept, and the events that it led to. Where the record failed
    /// after it had kept them, only the same events can be sent again.
    unkept: Option<(Command, Vec<Event>)>,
}

/// What of an attempt is in the record.
struct Keeping<'s> {
    store: &'s dyn Store,
    head: Head,
    number: Option<AttemptNumber>,
    /// How many events are in the record.
    kept: usize,
    /// The checksum of the last of them.
    checksum: Checksum,
    /// The student has agreed that nothing more is kept.
    without: bool,
    /// What is being written, by the name of its draft.
    drafts: BTreeMap<String, String>,
}

impl<'s> LiveAttempt<'s> {
    /// Begins an attempt at a paper.
    ///
    /// # Errors
    ///
    /// Where no question fits the selection, or the system gives no random numbers.
    pub fn begin(
        store: &'s dyn Store,
        student: &StudentKey,
        paper: Arc<Paper>,
        beginning: &Beginning,
        now: Timestamp,
    ) -> Result<Self, ServiceError> {
        let attempt = match beginning.attempt {
            Some(attempt) => attempt,
            None => {
                let mut attempt = [0; 16];
                SysRng.try_fill_bytes(&mut attempt)?;
                AttemptId(attempt)
            }
        };
        let seed = beginning.seed.map_or_else(|| SysRng.try_next_u64(), Ok)?;
        let head = Head {
            attempt,
            student: student.clone(),
            offset: beginning.offset,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            algorithm: ALGORITHM.to_owned(),
            files: paper.files.iter().map(pinned).collect(),
        };
        let (settings, selection) = (beginning.settings, &beginning.selection);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let session = Session::open(paper, settings, selection, &mut rng, now)?;
        Ok(Self {
            session,
            keeping: Keeping {
                store,
                head,
                number: None,
                kept: 0,
                checksum: first_link(attempt),
                without: false,
                drafts: BTreeMap::new(),
            },
            unkept: None,
        })
    }

    /// Goes on with an attempt of the record, as it stood after its last event.
    ///
    /// # Errors
    ///
    /// Where there is no such attempt, or it cannot be read.
    pub fn resume(
        store: &'s dyn Store,
        student: &StudentKey,
        number: AttemptNumber,
    ) -> Result<Self, ServiceError> {
        Self::resume_with(store, student, number, &PaperCache::default())
    }

    /// The same, with papers that were read before.
    ///
    /// # Errors
    ///
    /// As [`Self::resume`].
    pub fn resume_with(
        store: &'s dyn Store,
        student: &StudentKey,
        number: AttemptNumber,
        papers: &PaperCache,
    ) -> Result<Self, ServiceError> {
        let read = store::read_attempt(store, student, number)?;
        let read = read.ok_or(ServiceError::NoSuchAttempt(number))?;
        Self::resume_read(store, read, papers)
    }

    /// The same, with an attempt that was read before.
    ///
    /// # Errors
    ///
    /// Where its paper cannot be read.
    pub fn resume_read(
        store: &'s dyn Store,
        read: ReadAttempt,
        papers: &PaperCache,
    ) -> Result<Self, ServiceError> {
        let ReadAttempt {
            number,
            stored,
            beside,
            ..
        } = read;
        let (paper, content) = papers.paper(store, &stored, number)?;
        let kept = stored.events.len();
        Ok(Self {
            session: Session::resume_hashed(paper, content, stored.events)?,
            keeping: Keeping {
                store,
                head: stored.head,
                number: Some(number),
                kept,
                checksum: stored.checksum,
                without: false,
                drafts: beside.drafts,
            },
            unkept: None,
        })
    }

    /// Enters the record at once, with what has happened so far; the number of the attempt there. It
    /// can then be taken up again by its number, although nothing was answered.
    ///
    /// # Errors
    ///
    /// Where the record failed.
    ///
    /// # Panics
    ///
    /// Never: an attempt that was kept has a number.
    pub fn enter_record(&mut self) -> Result<AttemptNumber, StoreError> {
        self.keeping.keep(&self.session, &[], None)?;
        Ok(self.keeping.number.expect("what was kept has a number"))
    }

    /// The attempt, to ask what to show.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The attempt, to ask what to show, and the drafts of what is being written.
    pub fn with_drafts(&mut self) -> (&Session, DraftKeeper<'_, 's>) {
        let drafts = DraftKeeper {
            session: &self.session,
            keeping: &mut self.keeping,
        };
        (&self.session, drafts)
    }

    /// Which attempt it is, on all machines.
    pub fn id(&self) -> AttemptId {
        self.keeping.head.attempt
    }

    /// Ends an attempt that nobody goes on with: what was being written when the time was up, or is now,
    /// counts as the answer, and all that a person must mark is left to one.
    ///
    /// # Errors
    ///
    /// As [`Self::step`].
    pub fn take_in(&mut self, now: Timestamp) -> Result<(), StepError> {
        let phase = self.session.attempt().phase;
        if phase == Phase::Answering {
            // While the clock stands still nothing could be given.
            match self.step(Command::Continue, now) {
                Ok(()) | Err(StepError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
            let last_moment = self.session.last_moment().unwrap_or(now).min(now);
            self.give_drafts(last_moment)?;
        }
        if matches!(phase, Phase::Probing | Phase::Answering) {
            self.step(Command::HandIn, now)?;
        }
        self.leave_unjudged(now)?;
        self.step(Command::Finish, now)
    }

    /// Leaves all answers that wait for a person to somebody else than the student.
    ///
    /// # Errors
    ///
    /// As [`Self::step`].
    pub fn leave_unjudged(&mut self, now: Timestamp) -> Result<(), StepError> {
        while let Some(which) = self.session.attempt().to_judge() {
            self.step(Command::LeaveUnjudged { which }, now)?;
        }
        Ok(())
    }

    /// Gives what is being written as answers, at a moment when that counts. What cannot be given is
    /// left out: nothing may keep an attempt from ending.
    fn give_drafts(&mut self, at: Timestamp) -> Result<(), StepError> {
        for place in 0..self.session.attempt().items.len() {
            let draft = self.with_drafts().1.answer(place);
            let Some(answer) = draft.filter(|answer| !answer.is_blank()) else {
                continue;
            };
            let is_exam = self.session.settings().mode == Mode::Exam;
            let is_asked = self.session.attempt().asking() == Some(place);
            if !is_exam && !is_asked {
                continue;
            }
            let turn = (!is_asked).then_some(Command::TurnTo { place });
            let give = Command::Answer {
                place,
                answer,
                numbering: Numbering::Presented,
                certainty: None,
            };
            for command in turn.into_iter().chain([give]) {
                match self.step(command, at) {
                    Ok(()) | Err(StepError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// The attempt's number in the record, once something of it is kept there beyond the end of
    /// the program.
    pub fn number(&self) -> Option<AttemptNumber> {
        let kept = self.outlives_program() && !self.keeping.without;
        self.keeping.number.filter(|_| kept)
    }

    /// Whether what is answered outlives the program.
    pub fn outlives_program(&self) -> bool {
        self.keeping.store.outlives_program()
    }

    /// Does what a command asks: what happens is kept first, and then counts. A command that could
    /// not be kept can be given again, and happens at the time when it was first given. A draft that has become an
    /// answer goes.
    ///
    /// # Errors
    ///
    /// [`StepError::Refused`] where the attempt cannot do that now, [`StepError::NotKept`] where
    /// the record failed. The attempt is as it was.
    pub fn step(&mut self, command: Command, now: Timestamp) -> Result<(), StepError> {
        let events = match self.unkept.take() {
            Some((unkept, events)) if unkept == command => events,
            _ => self.session.decide(command.clone(), now)?,
        };
        if events.is_empty() {
            return Ok(());
        }
        let ends_draft = match &command {
            Command::Answer { place, .. }
            | Command::Redraft { place, .. }
            | Command::Probe { place, .. } => draft_name(&self.session, *place),
            _ => None,
        };
        match self.keeping.keep(&self.session, &events, ends_draft) {
            Ok(()) => {}
            // Without a record one goes on in memory; should the disk have room again, all that
            // was not kept is kept after all.
            Err(_) if self.keeping.without => {}
            Err(error) => {
                self.unkept = Some((command, events));
                return Err(error.into());
            }
        }
        self.session.apply(events);
        Ok(())
    }

    /// The student goes on although nothing can be kept.
    pub fn go_without(&mut self) {
        self.keeping.without = true;
    }

    /// Hands in, if that has not been done, and ends the attempt.
    ///
    /// # Errors
    ///
    /// As [`Self::step`].
    pub fn finish(&mut self, now: Timestamp) -> Result<(), StepError> {
        if matches!(
            self.session.attempt().phase,
            Phase::Probing | Phase::Answering
        ) {
            self.step(Command::HandIn, now)?;
        }
        self.step(Command::Finish, now)
    }
}

impl Keeping<'_> {
    /// Keeps what has not been kept yet, and then these events, with which the draft of that name has become an answer.
    fn keep(
        &mut self,
        session: &Session,
        new: &[Event],
        ends_draft: Option<String>,
    ) -> Result<(), StoreError> {
        let earlier = &session.events()[self.kept..];
        let events: Vec<Event> = earlier.iter().chain(new).cloned().collect();
        if events.is_empty() {
            return Ok(());
        }
        let seq = u32::try_from(self.kept).map_err(|_| StoreError::Overtaken)?;
        let written = write_events(&self.head, seq, self.checksum, &events);
        let last = written.last().expect("each of the events was written");
        let checksum = last.checksum;
        let begins = self.kept == 0;
        let files = session.paper().files.iter().filter(|_| begins);
        let batch = Batch {
            student: self.head.student.clone(),
            attempt: self.head.attempt,
            quiz: session.attempt().quiz.clone(),
            texts: files.map(|file| Text::new(file.text.to_string())).collect(),
            events: written,
            ends_draft,
        };
        let appended = self.store.append(std::slice::from_ref(&batch))?;
        let Some(Appended::Kept(number)) = appended.first() else {
            return Err(StoreError::Overtaken);
        };
        self.number = Some(*number);
        self.kept += events.len();
        self.checksum = checksum;
        if let Some(name) = &batch.ends_draft {
            self.drafts.remove(name);
        }
        Ok(())
    }
}

/// The drafts of what is being written in an attempt. They are kept beside its events and go with
/// it.
pub struct DraftKeeper<'a, 's> {
    session: &'a Session,
    keeping: &'a mut Keeping<'s>,
}

impl DraftKeeper<'_, '_> {
    /// The draft of a question, by its place.
    pub fn draft(&self, place: usize) -> Option<&str> {
        let draft = self.keeping.drafts.get(&draft_name(self.session, place)?);
        draft.map(String::as_str)
    }

    /// The answer to a question that has been begun, as it is presented. One that cannot be read, or
    /// does not fit the question, is as good as none.
    pub fn answer(&self, place: usize) -> Option<Answer> {
        let draft = self.draft(place)?;
        if self.is_text(place) {
            return Some(Answer::Text(draft.to_owned()));
        }
        let answer = serde_json::from_str(draft).ok()?;
        self.session.fits(place, &answer).then_some(answer)
    }

    /// Keeps an answer that has been begun, as it is presented, in place of the draft before.
    ///
    /// # Errors
    ///
    /// As [`Self::keep`].
    pub fn keep_answer(&mut self, place: usize, answer: &Answer) -> Result<(), StoreError> {
        match answer {
            Answer::Text(text) => self.keep(place, text),
            answer => {
                let text = serde_json::to_string(answer);
                self.keep(
                    place,
                    &text.expect("an answer has only keys that are strings"),
                )
            }
        }
    }

    fn is_text(&self, place: usize) -> bool {
        let item = self.session.attempt().items.get(place);
        item.is_some_and(|item| matches!(item.presented.kind, Kind::ShortAnswer | Kind::Extended))
    }

    /// Keeps what is being written in place of the draft before. The attempt is begun in the
    /// record with its first draft.
    ///
    /// # Errors
    ///
    /// Where the record failed. A draft that cannot be kept need not stop the student.
    pub fn keep(&mut self, place: usize, text: &str) -> Result<(), StoreError> {
        self.keeping.keep(self.session, &[], None)?;
        self.set(place, Some(text))
    }

    /// Lets the draft of a question go.
    ///
    /// # Errors
    ///
    /// Where the record failed.
    pub fn drop(&mut self, place: usize) -> Result<(), StoreError> {
        self.set(place, None)
    }

    fn set(&mut self, place: usize, text: Option<&str>) -> Result<(), StoreError> {
        let Keeping { store, head, .. } = &self.keeping;
        let (Some(number), Some(name)) = (self.keeping.number, draft_name(self.session, place))
        else {
            return Ok(());
        };
        let events = u32::try_from(self.keeping.kept).unwrap_or(u32::MAX);
        store.keep_draft_at(&head.student, number, &name, text, events)?;
        match text {
            Some(text) => self.keeping.drafts.insert(name, text.to_owned()),
            None => self.keeping.drafts.remove(&name),
        };
        Ok(())
    }
}

/// What the draft of a question is kept under. One without the passage is kept apart from one of the answer that counts.
fn draft_name(session: &Session, place: usize) -> Option<String> {
    let attempt = session.attempt();
    let question = &attempt.items.get(place)?.presented.question;
    Some(match attempt.phase {
        Phase::Probing => format!("probe:{question}"),
        _ => question.clone(),
    })
}

fn pinned(file: &PaperFile) -> Pinned {
    Pinned {
        kind: file.kind,
        id: file.id.clone(),
        text: sourcework_core::identity::text_hash(&file.text),
    }
}
