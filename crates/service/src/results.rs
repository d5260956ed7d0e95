//! What an attempt came to, as data for programs.

use serde::Serialize;
use sourcework_core::attempt::{
    Certainty, Earned, Event, GivenAnswer, Judged, Mode, Remarked, Session, Summary,
};
use sourcework_core::marking::Answer;
use sourcework_core::quiz::{Kind, Skill};

/// The version of the form.
pub const VERSION: u32 = 2;

/// What an attempt came to. Every mark is the one that its events say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AttemptResult<'a> {
    /// [`VERSION`].
    pub version: u32,
    /// The quiz.
    pub quiz: &'a str,
    /// Practice or exam.
    pub mode: Mode,
    /// The questions in their order.
    pub questions: Vec<QuestionResult<'a>>,
    /// All together.
    pub summary: Summary<'a>,
    /// Everything that happened.
    pub events: &'a [Event],
}

/// What became of a question.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionResult<'a> {
    /// Its ID.
    pub id: &'a str,
    /// Its kind.
    pub kind: Kind,
    /// What it tests.
    pub skill: Skill,
    /// The marks available.
    pub available: u32,
    /// The answer that counts; `None` where there is none.
    pub answer: Option<&'a Answer>,
    /// How sure the student was of it.
    pub certainty: Option<Certainty>,
    /// What it earned; `None` while it waits for a person.
    pub mark: Option<Earned>,
    /// Who judged it, with the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<JudgedResult<'a>>,
    /// Why it was marked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarked: Option<RemarkedResult<'a>>,
    /// The second answer, which counts for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondResult<'a>>,
}

/// A person's judgement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct JudgedResult<'a> {
    /// Who, and the comment.
    #[serde(flatten)]
    pub by: &'a sourcework_core::attempt::JudgedBy,
    /// When.
    pub at: jiff::Timestamp,
}

/// A change of a mark by another scheme.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RemarkedResult<'a> {
    /// The mark before.
    pub before: Option<Earned>,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub at: jiff::Timestamp,
}

/// A second answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SecondResult<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// What it earned.
    pub mark: Option<Earned>,
}

impl<'a> JudgedResult<'a> {
    fn of(judged: &'a Judged) -> Self {
        Self {
            by: &judged.by,
            at: judged.at,
        }
    }
}

impl<'a> RemarkedResult<'a> {
    fn of(remarked: &'a Remarked) -> Self {
        Self {
            before: remarked.before,
            reason: &remarked.reason,
            at: remarked.at,
        }
    }
}

/// What an attempt came to.
pub fn result(session: &Session) -> AttemptResult<'_> {
    let items = session.attempt().items.iter().enumerate();
    let questions = items.map(|(place, item)| {
        let given: Option<&GivenAnswer> = item.first.as_ref();
        QuestionResult {
            id: &session.question(place).id,
            kind: item.presented.kind,
            skill: item.presented.skill,
            available: item.presented.available,
            answer: given.map(|given| &given.answer),
            certainty: given.and_then(|given| given.certainty),
            mark: given.and_then(|given| given.mark),
            judged: given
                .and_then(|it| it.judged.as_ref())
                .map(JudgedResult::of),
            remarked: given
                .and_then(|it| it.remarked.as_ref())
                .map(RemarkedResult::of),
            second: item.second.as_ref().map(|given| SecondResult {
                answer: &given.answer,
                mark: given.mark,
            }),
        }
    });
    AttemptResult {
        version: VERSION,
        quiz: &session.quiz().id,
        mode: session.settings().mode,
        questions: questions.collect(),
        summary: session.summary(),
        events: session.events(),
    }
}
