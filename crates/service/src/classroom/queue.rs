//! The written answers of a sitting that a person marks: by question, and of a question by groups in which the
//! program found the same. Whose answers they are is not shown to the person who marks.

use jiff::Timestamp;
use sourcework_core::attempt::{Command, GivenAnswer, Judge, JudgedBy, Session, Which};
use sourcework_core::identity::{StudentKey, text_hash};
use sourcework_core::marking::{Answer, Judgement};
use sourcework_core::record::AttemptNumber;
use sourcework_core::reviewing::{Review, normalised};
use sourcework_core::sitting::{Seat, SeatId, SittingId};

use super::{Classroom, ClassroomError, Place};
use crate::live::StepError;
use crate::store::StoreError;

/// A written question of a sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenQuestion {
    /// Its ID.
    pub id: String,
    /// The question.
    pub stem: String,
}

/// A written question, and what there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedQuestion {
    /// The question.
    pub question: WrittenQuestion,
    /// How many answers wait for a person.
    pub waiting: usize,
    /// How many a teacher has marked.
    pub marked: usize,
}

/// Where a written answer of a pupil stands.
#[derive(Clone, Debug)]
pub struct WrittenAnswer {
    student: StudentKey,
    attempt: AttemptNumber,
    which: Which,
}

/// A written answer of a pupil that can be marked now or has a mark.
#[derive(Clone, Debug)]
pub struct QueuedAnswer {
    /// Where it stands.
    pub at: WrittenAnswer,
    /// All that was written, as one text.
    pub text: String,
    /// Whether it waits for a person.
    pub waits: bool,
    /// The marks that it has, if any.
    pub mark: Option<u32>,
    /// Whether a teacher gave them, and not the program.
    pub is_of_teacher: bool,
    /// What the teacher wrote for the pupil.
    pub comment: Option<String>,
}

/// The answers to a question that can be marked now, and those that have marks.
pub struct Queue {
    /// The answers.
    pub answers: Vec<QueuedAnswer>,
    /// The answers that wait, in groups; its texts name answers by their places in `waiting`.
    pub review: Review,
    /// The places in `answers` of those that wait.
    pub waiting: Vec<usize>,
}

/// A name for a text in addresses and forms; the same for texts that differ in capitals, punctuation and spaces only.
pub fn text_key(text: &str) -> String {
    text_hash(&normalised(text)).to_string()
}

impl Queue {
    /// The answers with texts of these keys: those that wait, or those that were marked before.
    pub fn of_keys(&self, keys: &[&str], marked: bool) -> Vec<&QueuedAnswer> {
        let all = self.answers.iter().filter(|it| it.waits != marked);
        let of_texts = all.filter(|answer| keys.contains(&text_key(&answer.text).as_str()));
        of_texts.collect()
    }
}

impl Classroom {
    /// The written questions of a sitting, in the order of the quiz. No attempt is read.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or its quiz cannot be read.
    pub fn written_questions(&self, id: SittingId) -> Result<Vec<WrittenQuestion>, ClassroomError> {
        let plan = self.with(id, |sitting| sitting.plan.clone())?;
        let paper = self.paper(&plan)?;
        let written = plan.asked(&paper.quiz).filter(|it| it.kind().is_written());
        let questions = written.map(|question| WrittenQuestion {
            id: question.id.value.clone(),
            stem: question.stem.value.clone(),
        });
        Ok(questions.collect())
    }

    /// The written questions of a sitting, with how many answers to each wait for a person.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or the record cannot be read.
    pub fn queue(&self, id: SittingId) -> Result<Vec<QueuedQuestion>, ClassroomError> {
        let questions = self.written_questions(id)?.into_iter();
        let mut queue: Vec<QueuedQuestion> = questions
            .map(|question| QueuedQuestion {
                question,
                waiting: 0,
                marked: 0,
            })
            .collect();
        self.visit_attempts(id, |_, _, _, session| {
            for (which, given) in markable(session) {
                let name = &session.attempt().items[which.place].presented.question;
                if let Some(queued) = queue.iter_mut().find(|it| it.question.id == *name) {
                    queued.waiting += usize::from(given.is_open());
                    queued.marked += usize::from(is_of_teacher(given));
                }
            }
        })?;
        Ok(queue)
    }

    /// The answers to a question that can be marked now or have marks: those of each pupil's latest attempt.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or the record cannot be read.
    pub fn queue_of(&self, id: SittingId, question: &str) -> Result<Queue, ClassroomError> {
        let mut answers = Vec::new();
        let mut found = Vec::new();
        self.visit_attempts(id, |_, seat, attempt, session| {
            for (which, given) in markable(session) {
                if session.attempt().items[which.place].presented.question != question {
                    continue;
                }
                if given.answer.is_blank() {
                    continue;
                }
                let waits = given.is_open();
                let judged = given.judged.as_ref();
                answers.push(QueuedAnswer {
                    at: WrittenAnswer {
                        student: seat.student.clone(),
                        attempt,
                        which,
                    },
                    text: text_of(&given.answer),
                    waits,
                    mark: given.mark.filter(|_| !waits).map(|mark| mark.awarded),
                    is_of_teacher: is_of_teacher(given),
                    comment: judged.and_then(|judged| judged.by.comment.clone()),
                });
                found.push(match waits {
                    true => session.found_in(which.place, &given.answer),
                    false => None,
                });
            }
        })?;
        let waiting: Vec<usize> = (0..answers.len())
            .filter(|place| answers[*place].waits)
            .collect();
        let of_review = waiting
            .iter()
            .map(|place| (answers[*place].text.as_str(), found[*place].as_ref()));
        let review = Review::new(of_review);
        Ok(Queue {
            review,
            answers,
            waiting,
        })
    }

    /// An answer of a pupil's latest attempt; `None` where the pupil has not begun, or has begun another one than the
    /// one that is meant.
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or the record cannot be read.
    pub fn written_answer(
        &self,
        place: &Place,
        attempt: AttemptNumber,
        which: Which,
    ) -> Result<Option<WrittenAnswer>, ClassroomError> {
        let seat = self.seat(place)?;
        let latest = self.attempt_of(&seat)?;
        Ok(latest
            .filter(|latest| *latest == attempt)
            .map(|attempt| WrittenAnswer {
                student: seat.student,
                attempt,
                which,
            }))
    }

    /// Looks at an answer as the teacher sees it before marking.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn look_at<T>(
        &self,
        answer: &WrittenAnswer,
        look: impl FnOnce(&Session, Which) -> T,
    ) -> Result<T, ClassroomError> {
        let live = self.live(&answer.student, answer.attempt)?;
        Ok(look(live.session(), answer.which))
    }

    /// Gives the teacher's marks to an answer, with a comment for the pupil.
    ///
    /// # Errors
    ///
    /// Where the marks do not fit the question, or cannot be kept.
    pub fn judge(
        &self,
        answer: &WrittenAnswer,
        judgement: &Judgement,
        comment: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        const TRIES: usize = 5;
        let mut tries = 0;
        loop {
            let mut live = self.live(&answer.student, answer.attempt)?;
            let command = Command::Judge {
                which: answer.which,
                judgement: judgement.clone(),
                by: JudgedBy {
                    by: Judge::Teacher,
                    name: None,
                    comment: comment.map(str::to_owned),
                },
            };
            tries += 1;
            match live.step(command, now) {
                Err(StepError::NotKept(StoreError::Overtaken)) if tries < TRIES => {}
                step => {
                    self.has_changed();
                    return Ok(step?);
                }
            }
        }
    }

    /// Visits the latest attempt of each pupil who has begun, with the seat and the name.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or the record cannot be read.
    pub fn visit_latest(
        &self,
        id: SittingId,
        mut visit: impl FnMut(SeatId, &str, &Session),
    ) -> Result<(), ClassroomError> {
        self.visit_attempts(id, |seat, state, _, session| {
            visit(seat, &state.name, session);
        })
    }

    fn visit_attempts(
        &self,
        id: SittingId,
        mut visit: impl FnMut(SeatId, &Seat, AttemptNumber, &Session),
    ) -> Result<(), ClassroomError> {
        let seats = self.with(id, |sitting| {
            let seats = sitting.present().map(|(id, seat)| (id, seat.clone()));
            seats.collect::<Vec<_>>()
        })?;
        for (id, seat) in seats {
            if let Some(number) = self.attempt_of(&seat)? {
                let live = self.live(&seat.student, number)?;
                visit(id, &seat, number, live.session());
            }
        }
        Ok(())
    }
}

/// The written answers of an attempt that a teacher can mark now.
fn markable(session: &Session) -> impl Iterator<Item = (Which, &GivenAnswer)> {
    let attempt = session.attempt();
    let items = attempt.items.iter().enumerate();
    let written = items.filter(|(_, item)| item.is_written() && attempt.may_explain(item));
    written.flat_map(|(place, item)| {
        let given = |again| Some((Which { place, again }, item.given(again)?));
        [given(false), given(true)].into_iter().flatten()
    })
}

fn is_of_teacher(given: &GivenAnswer) -> bool {
    let judged = given.judged.as_ref();
    judged.is_some_and(|judged| judged.by.by == Judge::Teacher)
}

/// All that was written in an answer, as one text.
fn text_of(answer: &Answer) -> String {
    answer.texts().join(" / ")
}
