//! Why an answer earned what it did, with the evidence in the passage.

use super::decide::mark_now;
use super::event::{Earned, Guess};
use super::explanation::{Evidence, evidence};
use super::findings::{self, WrittenFindings};
use super::state::{GivenAnswer, Item, Judged, Phase, Remarked};
use super::view::Heading;
use super::{Session, order};
use crate::diagnostic::Placed;
use crate::marking::written::Marked;
use crate::marking::{self, Answer, Cell, Mark, NearMiss, Verdict};
use crate::quiz::body::{Candidate, Choice, Row};
use crate::quiz::{Body, Question, Reveal, Skill};

/// The number of a list that no question presents: its elements carry no letter.
const NO_LIST: usize = usize::MAX;

/// What a student is shown about an answer.
#[derive(Debug)]
pub struct Feedback<'a> {
    /// The place of the question in the attempt, from 0.
    pub place: usize,
    /// Its ID.
    pub id: &'a str,
    /// The question itself.
    pub stem: &'a str,
    /// What it tests.
    pub skill: Skill,
    /// The mark as it was given; `None` where the answer is still to be judged, or there is none.
    pub mark: Option<Earned>,
    /// What the rules of this program would give, where that is another mark. What is shown below
    /// explains by these rules; the mark stays as it was given.
    pub today: Option<Earned>,
    /// The person's decision, where there is one.
    pub judged: Option<&'a Judged>,
    /// Why the answer was marked again, where it was.
    pub remarked: Option<&'a Remarked>,
    /// The first version, where this is about a redraft.
    pub first_version: Option<&'a GivenAnswer>,
    /// Whether the answer may be written again now.
    pub may_redraft: bool,
    /// Whether the key is kept back, because the question is asked again.
    pub withheld: bool,
    /// What became of each element.
    pub reasons: Vec<Reason<'a>>,
    /// What the program found in a written answer, where its mark is the program's.
    pub findings: Option<WrittenFindings<'a>>,
    /// Why the right answer is right.
    pub explanation: &'a str,
    /// An answer that would have earned every mark, where nothing was written.
    pub model: Option<&'a str>,
    /// Where the passages show it.
    pub evidence: Vec<Evidence<'a>>,
    /// The heading, where it was hidden until now.
    pub revealed: Option<Revealed<'a>>,
}

/// What became of one element of an answer.
#[derive(Debug)]
pub struct Reason<'a> {
    /// What the element was called when it was asked.
    pub label: Label,
    /// Right, wrong, missed or rightly left.
    pub verdict: Verdict,
    /// The element.
    pub text: &'a str,
    /// What the student gave for it, where that is not the element itself.
    pub given: Option<Response>,
    /// What would have been right, where that is not the element itself; several are as good as
    /// each other.
    pub key: Vec<Response>,
    /// How what was typed misses the right answer, where it nearly is it; forgiven where the verdict
    /// is right.
    pub nearly: Option<NearMiss>,
    /// Why, in the author's words.
    pub note: Option<&'a str>,
}

/// What is given for an element of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// Words: a right side, a truth, what stands in a gap.
    Words(String),
    /// A place in an order, from 0.
    Place(usize),
}

/// What an element was called when it was asked, so that feedback calls it the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// By the letter of a place, from 0, in a list of so many.
    Letter {
        /// The place at which it was presented.
        place: usize,
        /// How many stood in the list.
        of: usize,
    },
    /// By the number of its gap, from 0.
    Gap(usize),
    /// By its number in a list that is read in order, from 0.
    Number(usize),
    /// As the claim of a pair.
    Claim,
    /// As the evidence of a pair.
    Evidence,
    /// By nothing but its text.
    Unlabelled,
}

/// A heading that was hidden, beside what the student thought.
#[derive(Debug)]
pub struct Revealed<'a> {
    /// The heading.
    pub heading: Heading<'a>,
    /// What the student thought; blank where nothing was said.
    pub guess: Guess,
}

/// Explains the answer to the question of that place; see [`Session::feedback`].
pub fn explain(session: &Session, place: usize) -> Option<Feedback<'_>> {
    let attempt = session.attempt();
    let item = attempt.items.get(place)?;
    if !attempt.may_explain(item) {
        return None;
    }
    let given = item.second.as_ref().or(item.first.as_ref());
    let question = session.question(place);
    let asked_again = item.second.is_none() && !item.skipped.1;
    let open = attempt.phase == Phase::Answering;
    let withheld = open && asked_again && attempt.is_retried(item);
    let explained = given.map(|given| explained(session, question, given));
    let reasons = match (given, &explained) {
        _ if withheld => Vec::new(),
        (Some(given), Some((mark, _))) => {
            let is_judged = given.judged.is_some();
            reasons(question, item, &given.answer, is_judged, mark.as_ref())
        }
        // What was left out is explained as an empty answer would be.
        _ => {
            let blank = Answer::blank(&question.body);
            let mark = marking::mark(question, &blank);
            reasons(question, item, &blank, false, mark.as_ref())
        }
    };
    let is_blank = given.is_none_or(|given| given.answer.is_blank());
    let may_redraft = attempt.may_redraft(item);
    let mark = given.and_then(|given| given.mark);
    let (today, marked) = explained.unwrap_or_default();
    let today = today.as_ref().map(Earned::from);
    Some(Feedback {
        place,
        id: &question.id,
        stem: &question.stem,
        skill: item.presented.skill,
        mark,
        today: today.filter(|today| mark.is_some_and(|mark| mark != *today)),
        judged: given.and_then(|given| given.judged.as_ref()),
        remarked: given.and_then(|given| given.remarked.as_ref()),
        first_version: match (&item.first, &item.second) {
            (Some(first), Some(_)) if item.is_written() => Some(first),
            _ => None,
        },
        may_redraft,
        withheld,
        reasons,
        findings: match (given, marked) {
            (Some(given), Some(marked)) => findings::in_answer(question, &given.answer, &marked),
            _ => None,
        },
        explanation: if withheld { "" } else { &question.explanation },
        model: model(question).filter(|_| is_blank && !withheld && !may_redraft),
        evidence: if withheld {
            Vec::new()
        } else {
            evidence(session, question)
        },
        revealed: revealed(session, item, question).filter(|_| !withheld),
    })
}

/// The mark that the rules of this program give, to explain the one that was given, and what they
/// find in a written answer that no person has judged.
fn explained(
    session: &Session,
    question: &Question,
    given: &GivenAnswer,
) -> (Option<Mark>, Option<Marked>) {
    match &given.judged {
        Some(judged) => (marking::judge(question, &judged.judgement).ok(), None),
        None => mark_now(session.paper(), question, &given.answer),
    }
}

fn revealed<'a>(session: &'a Session, item: &Item, question: &Question) -> Option<Revealed<'a>> {
    if question.provenance != Reveal::After {
        return None;
    }
    let (source, _) = session
        .paper()
        .sources
        .extract(question.extracts.first()?)?;
    // A student who knew the heading already has not been asked, and need not see it again.
    let guess = item.guess.clone()?;
    let heading = Heading::of(source);
    Some(Revealed { heading, guess })
}

#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn reasons<'a>(
    question: &'a Question,
    item: &Item,
    answer: &Answer,
    is_judged: bool,
    mark: Option<&Mark>,
) -> Vec<Reason<'a>> {
    let verdicts = mark.map_or(&[][..], |mark| &mark.verdicts);
    let orders = &item.presented.orders;
    let label = |list: usize, number: usize| {
        let place = order::place_of(orders, list, number);
        let of = orders.get(list).map_or(0, Vec::len);
        place.map_or(Label::Unlabelled, |place| Label::Letter { place, of })
    };
    let element = |list: usize, number: usize, text: &'a str, note: Option<&'a str>| Reason {
        label: label(list, number),
        verdict: verdicts.get(number).copied().unwrap_or(Verdict::Left),
        text,
        given: None,
        key: Vec::new(),
        nearly: None,
        note,
    };
    match (&question.body, answer) {
        (Body::SingleChoice(body), _) => options(&body.options, element),
        (Body::MultipleResponse(body), _) => options(&body.options, element),
        (Body::Evidence(body), _) => {
            let all = candidates(body.offered(), |n, text, note| element(0, n, text, note));
            // The sentences of a whole passage have no letters, and only those that were given or
            // missed are worth telling.
            match body.candidates.is_empty() {
                true => all
                    .into_iter()
                    .filter(|reason| reason.verdict != Verdict::Left)
                    .map(|reason| Reason {
                        label: Label::Unlabelled,
                        ..reason
                    })
                    .collect(),
                false => all,
            }
        }
        (Body::Paired(body), _) => {
            let claims = options(&body.claims, element).into_iter();
            let claims: Vec<Reason<'_>> = claims
                .map(|reason| Reason {
                    label: Label::Claim,
                    ..reason
                })
                .collect();
            let offset = claims.len();
            let evidence = candidates(&body.evidence, |n, text, note| Reason {
                verdict: verdicts.get(offset + n).copied().unwrap_or(Verdict::Left),
                ..element(1, n, text, note)
            });
            let evidence = evidence.into_iter().map(|reason| Reason {
                label: Label::Evidence,
                ..reason
            });
            claims.into_iter().chain(evidence).collect()
        }
        (Body::TrueFalse(body), Answer::Truths(truths)) => numbered(
            &body.statements,
            |n| {
                truths
                    .get(n)
                    .copied()
                    .flatten()
                    .map(|truth| words(truth.shown()))
            },
            |_, it| it.answer.iter().map(|truth| words(truth.shown())).collect(),
            |n, it| Reason {
                label: Label::Number(n),
                ..element(NO_LIST, n, &it.text, note(&it.feedback))
            },
        ),
        (Body::Matching(body), Answer::Pairs(pairs)) => {
            let rights: Vec<&str> = body.rights().collect();
            let chosen = |n: usize| rights.get(pairs.get(n).copied().flatten()?).copied();
            numbered(
                &body.pairs,
                |n| chosen(n).map(words),
                |_, pair| vec![words(&pair.right)],
                |n, pair| element(NO_LIST, n, &pair.left, note(&pair.feedback)),
            )
        }
        (Body::Ordering(body), Answer::Order(given)) => numbered(
            &body.items,
            |n| given.iter().position(|it| *it == n).map(Response::Place),
            |n, _| vec![Response::Place(n)],
            // In the right order, in which the places they were shown at mean nothing.
            |n, text| element(NO_LIST, n, text, None),
        ),
        (Body::Cloze(body), Answer::Gaps(gaps)) => numbered(
            body.text.gaps(),
            |n| {
                let typed = gaps.get(n)?;
                (!typed.trim().is_empty()).then(|| words(typed))
            },
            |_, gap| gap.accepted.iter().map(|answer| words(answer)).collect(),
            |n, gap| Reason {
                label: Label::Gap(n),
                nearly: gaps.get(n).and_then(|text| {
                    marking::nearly(text, gap.accepted.iter().map(String::as_str))
                }),
                ..element(NO_LIST, n, "", None)
            },
        ),
        (Body::Grid(body), Answer::Cells(cells)) => numbered(
            &body.rows,
            |n| cell_text(&body.rows[n], cells.get(n)?),
            |_, row| vec![words(row.shown())],
            |n, row| Reason {
                nearly: match cells.get(n) {
                    Some(Cell::Typed(text)) => {
                        let accepted = row.answer.iter().chain(&row.answers);
                        marking::nearly(text, accepted.map(|answer| answer.as_str()))
                    }
                    _ => None,
                },
                ..element(NO_LIST, n, &row.label, note(&row.feedback))
            },
        ),
        (Body::ShortAnswer(body), _) if is_judged => {
            let points = body.points.iter().enumerate();
            points
                .map(|(n, point)| element(NO_LIST, n, &point.label, None))
                .collect()
        }
        // The points of a written answer are among its findings.
        (Body::Inference(_) | Body::ShortAnswer(_) | Body::Extended(_), _) => Vec::new(),
        // An answer of another kind comes only from a record that somebody has changed.
        (
            Body::TrueFalse(_)
            | Body::Matching(_)
            | Body::Ordering(_)
            | Body::Cloze(_)
            | Body::Grid(_),
            _,
        ) => Vec::new(),
    }
}

/// An answer to a written question that would earn every mark.
fn model(question: &Question) -> Option<&str> {
    match &question.body {
        Body::Inference(body) => Some(&body.model),
        Body::ShortAnswer(body) => Some(&body.model),
        Body::Extended(body) => Some(&body.model),
        _ => None,
    }
}

fn options<'a>(
    all: &'a [Choice],
    element: impl Fn(usize, usize, &'a str, Option<&'a str>) -> Reason<'a>,
) -> Vec<Reason<'a>> {
    let reason = |(n, it): (usize, &'a Choice)| element(0, n, &it.text, note(&it.feedback));
    sorted(all.iter().enumerate().map(reason).collect())
}

fn candidates<'a>(
    all: &'a [Candidate],
    element: impl Fn(usize, &'a str, Option<&'a str>) -> Reason<'a>,
) -> Vec<Reason<'a>> {
    let reason = |(n, it): (usize, &'a Candidate)| element(n, &it.quote, note(&it.feedback));
    sorted(all.iter().enumerate().map(reason).collect())
}

/// In the order in which the student saw them.
fn sorted(mut reasons: Vec<Reason<'_>>) -> Vec<Reason<'_>> {
    reasons.sort_by_key(|reason| reason.label);
    reasons
}

/// Elements that stand in a fixed order, each with what was given and what was right.
fn numbered<'a, T>(
    all: &'a [T],
    given: impl Fn(usize) -> Option<Response>,
    key: impl Fn(usize, &'a T) -> Vec<Response>,
    element: impl Fn(usize, &'a T) -> Reason<'a>,
) -> Vec<Reason<'a>> {
    let reason = |(n, it): (usize, &'a T)| Reason {
        given: given(n),
        key: key(n, it),
        ..element(n, it)
    };
    all.iter().enumerate().map(reason).collect()
}

fn cell_text(row: &Row, cell: &Cell) -> Option<Response> {
    match cell {
        Cell::Chosen(number) => row.options.get(*number).map(|option| words(option)),
        Cell::Typed(text) if text.trim().is_empty() => None,
        Cell::Typed(text) => Some(words(text)),
    }
}

fn words(text: &str) -> Response {
    Response::Words(text.to_owned())
}

fn note(feedback: &Option<Placed<String>>) -> Option<&str> {
    feedback.as_ref().map(|feedback| feedback.value.as_str())
}
