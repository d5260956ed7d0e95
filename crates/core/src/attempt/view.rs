//! What a face shows. The view of a question holds no key, so that no face can leak it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::decide::mark_now;
use super::findings::{self, WrittenFindings};
use super::order;
use super::probing::ProbeNumber;
use super::state::{GivenAnswer, Item, Phase, Which};
use super::task::Task;
use super::{Mode, Session};
use crate::marking::written::{self, Facts, Finding, Marked};
use crate::marking::{self, Answer, Judgement};
use crate::quiz::body::{Caps, Criterion, InferencePoint, Point, Sample};
use crate::quiz::{Body, Kind, Question, Reveal, Skill};
use crate::source::{Source, Term};

/// What to show now.
#[derive(Debug)]
pub enum View<'a> {
    /// A question that is asked first without its passage, and counts for nothing.
    Probe(QuestionView<'a>),
    /// The student says who made the passage, when and why; then the question is asked.
    Commit(QuestionHead<'a>),
    /// A question.
    Question(QuestionView<'a>),
    /// A written answer beside what it is judged by.
    Judging(Judging<'a>),
    /// The overview of an exam, before it is handed in.
    Overview(Vec<OverviewLine<'a>>),
    /// Nothing is left to do but to finish.
    Done,
    /// The attempt has ended.
    Finished,
}

/// What all questions show.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionHead<'a> {
    /// Its place in the attempt, from 0.
    pub place: usize,
    /// How many questions the attempt has.
    pub of: usize,
    /// Its kind.
    pub kind: Kind,
    /// What it tests.
    pub skill: Skill,
    /// The marks available.
    pub marks: u32,
    /// Whether a share of these marks is rounded down.
    pub is_rounded_down: bool,
    /// The question itself.
    pub stem: &'a str,
    /// The passages to read.
    pub passages: Vec<Passage<'a>>,
    /// Which of the questions that are asked first without their passage it is; `None` where it is asked with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeNumber>,
    /// Whether it is asked for the second time.
    pub again: bool,
    /// Whether its explanation is read first; see [`explanation_first`](super::explanation_first).
    pub explained_first: bool,
    /// What is left of the time, in an exam with a time limit.
    pub time_left: Option<SignedDuration>,
}

/// A passage as it may be shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Passage<'a> {
    /// What it is called in its source: "6a".
    pub label: &'a str,
    /// Who made the source and when, while it may be shown.
    pub heading: Option<Heading<'a>>,
    /// The text.
    pub text: &'a str,
    /// Its language (BCP 47), where that is not English.
    pub language: Option<&'a str>,
    /// The words in it that the source explains.
    pub glossary: Vec<&'a Term>,
}

/// The heading of a source: what is known of who made it, when and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Heading<'a> {
    /// The title of the source.
    pub title: &'a str,
    /// What is known of it: labels and what they say.
    pub facts: Vec<(&'static str, String)>,
}

impl<'a> Heading<'a> {
    /// The heading of a source.
    pub fn of(source: &'a Source) -> Self {
        Self {
            title: &source.title,
            facts: source.provenance.facts(),
        }
    }
}

/// A question that is being asked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct QuestionView<'a> {
    /// What all questions show.
    pub head: QuestionHead<'a>,
    /// What the student does.
    pub task: Task<'a>,
    /// Whether there is a hint.
    pub has_hint: bool,
    /// Whether it is flagged.
    pub flagged: bool,
    /// What was answered before, in an exam or before a redraft; numbers are places as presented.
    pub given: Option<Answer>,
}

/// A written answer beside what it is judged by.
#[derive(Debug)]
pub struct Judging<'a> {
    /// Which answer it is.
    pub which: Which,
    /// What was asked.
    pub head: QuestionHead<'a>,
    /// What was written.
    pub answer: &'a Answer,
    /// The first version, where this is the second one.
    pub first_version: Option<&'a Answer>,
    /// What earns marks.
    pub scheme: Scheme<'a>,
    /// What the program found in it; `None` where it looks for nothing.
    pub findings: Option<WrittenFindings<'a>>,
    /// What can be said about an extended answer without judging it.
    pub facts: Option<Box<Facts>>,
    /// The points that an extended answer may touch.
    pub points: &'a [Point],
    /// Answers that an examiner has judged, to begin with.
    pub samples: &'a [Sample],
    /// A full-mark answer.
    pub model: &'a str,
}

/// What earns marks in a written answer.
#[derive(Debug)]
pub enum Scheme<'a> {
    /// Valid inferences with their details; so many are asked for.
    Inferences(&'a [InferencePoint], u32),
    /// Credit points and caps.
    Points(&'a [Point], &'a Caps),
    /// Levels of several criteria.
    Levels(&'a [Criterion]),
}

/// A question in the overview of an exam.
#[derive(Debug)]
pub struct OverviewLine<'a> {
    /// Its stem.
    pub stem: &'a str,
    /// The marks available.
    pub marks: u32,
    /// Whether it has been answered.
    pub answered: bool,
    /// Whether it is flagged.
    pub flagged: bool,
}

/// What to show now.
pub fn current<'a>(session: &'a Session, now: Timestamp) -> View<'a> {
    let attempt = session.attempt();
    if attempt.phase == Phase::Finished {
        return View::Finished;
    }
    if let Some(place) = attempt.probing() {
        return View::Probe(probe(session, place));
    }
    let waiting = attempt.to_judge();
    if let Some(judging) = waiting.and_then(|which| judging(session, which, now)) {
        return View::Judging(judging);
    }
    let Some(place) = attempt.asking() else {
        let open = attempt.phase == Phase::Answering && attempt.settings.mode == Mode::Exam;
        return if open {
            View::Overview(overview(session))
        } else {
            View::Done
        };
    };
    let item = &attempt.items[place];
    let question = session.question(place);
    let head = question_head(session, place, now);
    if question.provenance == Reveal::After
        && item.guess.is_none()
        && head
            .passages
            .iter()
            .any(|passage| passage.heading.is_none())
    {
        return View::Commit(head);
    }
    let given = item.first.as_ref();
    let given = given.filter(|_| attempt.settings.mode == Mode::Exam);
    View::Question(question_view(session, head, given))
}

/// A written question that may be answered again after its feedback; see `Attempt::may_redraft`.
pub fn to_redraft(session: &Session, place: usize, now: Timestamp) -> Option<QuestionView<'_>> {
    let item = session.attempt().items.get(place)?;
    if !session.attempt().may_redraft(item) {
        return None;
    }
    let head = question_head(session, place, now);
    Some(question_view(session, head, item.first.as_ref()))
}

/// A question as it was asked, whether or not it can be answered now.
pub fn as_asked(session: &Session, place: usize, now: Timestamp) -> Option<QuestionView<'_>> {
    let item = session.attempt().items.get(place)?;
    let head = question_head(session, place, now);
    Some(question_view(session, head, item.first.as_ref()))
}

/// A question without its passage, and without a hint.
fn probe(session: &Session, place: usize) -> QuestionView<'_> {
    let question = session.question(place);
    let orders = &session.attempt().items[place].presented.orders;
    QuestionView {
        head: QuestionHead {
            probe: session.attempt().probe_number(),
            ..head_without_passages(session, place)
        },
        task: Task::of(question, orders, Vec::new()),
        has_hint: false,
        flagged: false,
        given: None,
    }
}

fn question_view<'a>(
    session: &'a Session,
    head: QuestionHead<'a>,
    given: Option<&GivenAnswer>,
) -> QuestionView<'a> {
    let item = &session.attempt().items[head.place];
    let question = session.question(head.place);
    let orders = &item.presented.orders;
    QuestionView {
        task: Task::of(question, orders, sentences(session, question)),
        has_hint: question.hint.is_some(),
        flagged: item.flagged,
        given: given.and_then(|it| order::to_presented(orders, &it.answer)),
        head,
    }
}

fn question_head<'a>(session: &'a Session, place: usize, now: Timestamp) -> QuestionHead<'a> {
    QuestionHead {
        passages: passages(session, place),
        explained_first: session.attempt().items[place].presented.explained_first,
        time_left: session.time_left(now),
        ..head_without_passages(session, place)
    }
}

fn head_without_passages(session: &Session, place: usize) -> QuestionHead<'_> {
    let question = session.question(place);
    QuestionHead {
        place,
        of: session.attempt().items.len(),
        kind: question.kind(),
        skill: question.skill.value,
        marks: question.available(),
        is_rounded_down: question.is_rounded_down(),
        stem: &question.stem,
        passages: Vec::new(),
        probe: None,
        again: session.attempt().is_retrying(),
        explained_first: false,
        time_left: None,
    }
}

/// The passages of a question, with their headings where the student may know them.
pub fn passages<'a>(session: &'a Session, place: usize) -> Vec<Passage<'a>> {
    let question = session.question(place);
    let extracts = question
        .extracts
        .iter()
        .filter_map(|id| session.paper().sources.extract(id));
    extracts
        .map(|(source, extract)| Passage {
            label: &extract.label,
            heading: heading_shown(session, question, source).then(|| Heading::of(source)),
            text: &extract.text,
            language: source.foreign_language(),
            glossary: source.terms_in(&extract.text),
        })
        .collect()
}

/// Whether a heading may be shown with a question: because the question shows it, or because it
/// has been revealed, and cannot be hidden from somebody who has seen it.
fn heading_shown(session: &Session, question: &Question, source: &Source) -> bool {
    let exam = session.attempt().settings.mode == Mode::Exam;
    let answering = session.attempt().phase == Phase::Answering;
    let revealed_by = |(item, other): (&Item, &Question)| {
        let same = other
            .extracts
            .iter()
            .any(|id| id.split('/').next() == Some(&*source.id));
        let marked = item
            .first
            .as_ref()
            .is_some_and(|given| given.mark.is_some());
        same && match other.provenance {
            Reveal::Before => item.first.is_some() || item.skipped.0,
            Reveal::After => marked && !(exam && answering),
            Reveal::Hidden => false,
        }
    };
    match question.provenance {
        Reveal::Before => true,
        Reveal::After => session.items().any(revealed_by) && !exam,
        Reveal::Hidden => false,
    }
}

/// A written answer beside what it is judged by.
pub fn judging(session: &Session, which: Which, now: Timestamp) -> Option<Judging<'_>> {
    let Which { place, again } = which;
    let item = &session.attempt().items[place];
    let question = session.question(place);
    let (scheme, model) = match &question.body {
        Body::Inference(body) => (Scheme::Inferences(&body.points, body.count), &body.model),
        Body::ShortAnswer(body) => (Scheme::Points(&body.points, &body.caps), &body.model),
        Body::Extended(body) => (Scheme::Levels(&body.criteria), &body.model),
        _ => return None,
    };
    let given = item.given(again)?;
    let paper = session.paper();
    let (facts, points, samples) = match (&question.body, &given.answer) {
        (Body::Extended(body), Answer::Text(text)) => {
            let compiled = written::Scheme::new(&paper.quiz, question, &paper.sources);
            let facts = compiled.and_then(|scheme| scheme.facts(text)).map(Box::new);
            (facts, body.points.as_slice(), body.samples.as_slice())
        }
        _ => (None, &[][..], &[][..]),
    };
    let (_, marked) = mark_now(paper, question, &given.answer);
    Some(Judging {
        which,
        head: question_head(session, place, now),
        findings: marked.and_then(|marked| findings::in_answer(question, &given.answer, &marked)),
        answer: &given.answer,
        first_version: item.first.as_ref().filter(|_| again).map(|it| &it.answer),
        scheme,
        model,
        facts,
        points,
        samples,
    })
}

/// The decisions about a written answer that are most likely, each with its marks, lowest first. Of a short answer:
/// no point, those that the program found, and those with every doubt decided for the pupil. Of
/// inferences: none, all of them, all with their details. Levels are for a person to read: there are none.
pub fn likely_judgements(judging: &Judging<'_>, question: &Question) -> Vec<(u32, Judgement)> {
    let likely = match &judging.scheme {
        Scheme::Inferences(_, count) => {
            let all =
                |valid, supported| Judgement::Inferences(vec![(valid, supported); *count as usize]);
            vec![all(false, false), all(true, false), all(true, true)]
        }
        Scheme::Points(..) => {
            let found = judging.findings.iter().flat_map(|it| &it.found).enumerate();
            let found: Vec<(usize, Finding)> =
                found.map(|(place, it)| (place, it.finding)).collect();
            let those = |counts: fn(Finding) -> bool| {
                let found = found.iter().filter(|(_, finding)| counts(*finding));
                Judgement::Points(found.map(|(place, _)| *place).collect())
            };
            vec![
                Judgement::Points(Vec::new()),
                those(|finding| finding == Finding::Made),
                those(|finding| matches!(finding, Finding::Made | Finding::Unsure(_))),
            ]
        }
        Scheme::Levels(_) => Vec::new(),
    };
    let mut judgements: Vec<(u32, Judgement)> = Vec::new();
    for judgement in likely {
        if let Ok(mark) = marking::judge(question, &judgement)
            && judgements.iter().all(|(other, _)| *other != mark.awarded)
        {
            judgements.push((mark.awarded, judgement));
        }
    }
    judgements
}

/// What the program finds in an answer to the question of that place, by the scheme of its paper.
pub fn found_in(session: &Session, place: usize, answer: &Answer) -> Option<Marked> {
    mark_now(session.paper(), session.question(place), answer).1
}

/// The sentences of the passages of an inference, in order.
fn sentences<'a>(session: &'a Session, question: &Question) -> Vec<&'a str> {
    if question.kind() != Kind::Inference {
        return Vec::new();
    }
    let extracts = question.extracts.iter();
    let texts = extracts.filter_map(|id| Some(&session.paper().sources.extract(id)?.1.text));
    texts
        .flat_map(|text| {
            let sentences = crate::source::passage::sentences(text);
            sentences.into_iter().map(move |it| &text[it.span])
        })
        .collect()
}

fn overview<'a>(session: &'a Session) -> Vec<OverviewLine<'a>> {
    let line = |(item, question): (&'a Item, &'a Question)| OverviewLine {
        stem: &question.stem,
        marks: question.available(),
        answered: item
            .first
            .as_ref()
            .is_some_and(|given| !given.answer.is_blank()),
        flagged: item.flagged,
    };
    session.items().map(line).collect()
}
