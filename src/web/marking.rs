//! Marking in the browser: an answer that waits for the student, one that is marked otherwise, and
//! samples to learn the levels with.

use super::app::{App, attempt_page};
use super::attempts::{address, mark_address, question_address};
use super::call::{Call, Problem, Reply, Stepped};
use jiff::Timestamp;
use sourcework_core::attempt::{Command, JudgedBy, Judging, Scheme, Session, View, Which};
use sourcework_core::present::judging;
use sourcework_core::record::AttemptNumber;
use sourcework_html::pages::frame::Bar;
use sourcework_html::pages::marking::{Asked, marks, of_fields, page, sample as sample_page};

/// The answer that an address is about.
fn which(call: &Call) -> Result<(AttemptNumber, Which), Problem> {
    let which = Which {
        place: call.place()?,
        again: call.query.text("version") == "2",
    };
    Ok((call.number(0)?, which))
}

/// The answer, where it waits, or may be marked otherwise.
fn to_mark(session: &Session, which: Which, now: Timestamp) -> Option<Judging<'_>> {
    match session.current(now) {
        View::Judging(view) if view.which == which => Some(view),
        _ => session.judging(which, now),
    }
}

/// Shows an answer beside what it is marked by.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, which) = which(call)?;
    let live = app.attempt(number)?;
    let session = live.session();
    let Some(view) = to_mark(session, which, (app.now)()) else {
        return Ok(Reply::SeeOther(question_address(number, which.place)));
    };
    let waits = session.attempt().to_judge() == Some(which);
    let back = question_address(number, which.place);
    let asked = Asked {
        address: &mark_address(number, which.place, which.again),
        seq: session.events().len(),
        complaint: (call.query.text("again") == "open")
            .then_some("Something is still to be decided."),
        samples: &samples_address(number, which.place),
        label: judging::YOU_WROTE,
        may_leave: waits,
        reason: (!waits).then_some("Why do you mark it otherwise? Your teacher can read it."),
        back: (!waits).then_some(back.as_str()),
    };
    let body = page(&view, &asked);
    let bar = Bar::of(&session.quiz().title, &view.head);
    let title = format!("Mark question {}", which.place + 1);
    Ok(attempt_page(&title, &call.look, bar, &body))
}

/// Gives marks, or leaves the answer for somebody else.
pub fn act(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, which) = which(call)?;
    let mut live = app.attempt(number)?;
    let session = live.session();
    if call.is_stale(session, which.place) {
        return Ok(Reply::SeeOther(question_address(number, which.place)));
    }
    let now = (app.now)();
    let Some(view) = to_mark(session, which, now) else {
        return Ok(Reply::SeeOther(question_address(number, which.place)));
    };
    let leaves = call.form.text("do") == "leave";
    let command = match of_fields(&view.scheme, &call.form) {
        _ if leaves => Command::LeaveUnjudged { which },
        Some(judgement) => Command::Judge {
            which,
            judgement,
            by: JudgedBy {
                by: session.settings().judge,
                name: None,
                comment: Some(call.form.text("reason").to_owned())
                    .filter(|reason| !reason.is_empty()),
            },
        },
        None => {
            let address = mark_address(number, which.place, which.again);
            let sign = if which.again { '&' } else { '?' };
            return Ok(Reply::SeeOther(format!("{address}{sign}again=open#answer")));
        }
    };
    match Stepped::of(live.step(command, now))? {
        Stepped::Refused(_) => Err(Problem::BadRequest("These marks do not fit the question.")),
        _ if leaves => Ok(Reply::SeeOther(address(number))),
        _ => Ok(Reply::SeeOther(format!(
            "{}#told",
            question_address(number, which.place)
        ))),
    }
}

/// Shows a sample to mark, or what the examiner gave for it. What the student gave for the samples
/// before stands in the address, so that nothing of it is kept.
pub fn sample(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, which) = which(call)?;
    let sample: usize = call.number(2)?;
    let sample = sample.checked_sub(1).ok_or(Problem::NotFound)?;
    let live = app.attempt(number)?;
    let session = live.session();
    let view = to_mark(session, which, (app.now)());
    let Some(view) = view else {
        return Ok(Reply::SeeOther(question_address(number, which.place)));
    };
    let address = mark_address(number, which.place, which.again);
    let (Some(one), Scheme::Levels(criteria)) = (view.samples.get(sample), &view.scheme) else {
        return Err(Problem::NotFound);
    };
    let mut pairs = pairs(call.query.text("so-far"));
    let given = match call.query.has("given") {
        true => marks(criteria, &call.query),
        false => None,
    };
    if let Some(given) = &given {
        pairs.extend(given.iter().copied().zip(one.marks.iter().copied()));
    }
    let samples = samples_address(number, which.place);
    let body = sample_page(
        &view,
        sample,
        one,
        given.as_deref(),
        &pairs,
        &samples,
        &address,
    );
    let bar = Bar::of(&session.quiz().title, &view.head);
    Ok(attempt_page("Learning the levels", &call.look, bar, &body))
}

fn samples_address(number: AttemptNumber, place: usize) -> String {
    format!("{}/mark/samples", question_address(number, place))
}

/// Marks of the student beside the examiner's, as `2-3.1-1`.
fn pairs(text: &str) -> Vec<(u32, u32)> {
    let pairs = text.split('.').filter_map(|pair| {
        let (student, examiner) = pair.split_once('-')?;
        Some((student.parse().ok()?, examiner.parse().ok()?))
    });
    pairs.take(100).collect()
}
