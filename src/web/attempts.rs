//! An attempt between its questions: where it stands, the overview, the result.

use super::app::{App, attempt_page};
use super::call::{Call, Problem, Reply, Stepped};
use jiff::Timestamp;
use sourcework_core::attempt::{Command, Mode, Phase, QuestionHead, Session, View};
use sourcework_core::marking::Answer;
use sourcework_core::record::AttemptNumber;
use sourcework_html::pages::frame::Bar;
use sourcework_html::pages::overview;
use sourcework_service::LiveAttempt;

/// The first page of a pupil of a class.
pub const SEAT: &str = "/seat";

/// The address of an attempt.
pub fn address(number: AttemptNumber) -> String {
    format!("/attempts/{number}")
}

/// The address of a question, from its place.
pub fn question_address(number: AttemptNumber, place: usize) -> String {
    format!("/attempts/{number}/questions/{}", place + 1)
}

/// The address of a question that is asked first without its passage, from its number among those.
pub fn probe_address(number: AttemptNumber, head: &QuestionHead<'_>) -> String {
    let probe = head.probe.map_or(0, |it| it.number);
    format!("{}/probes/{}", address(number), probe + 1)
}

/// The page that an attempt stands at.
pub fn stands_at(session: &Session, number: AttemptNumber, now: Timestamp) -> String {
    match session.current(now) {
        View::Probe(view) => probe_address(number, &view.head),
        View::Commit(head) => question_address(number, head.place),
        View::Question(view) => question_address(number, view.head.place),
        View::Judging(view) => mark_address(number, view.which.place, view.which.again),
        View::Overview(_) => format!("{}/overview", address(number)),
        View::Done => format!("{}/review", address(number)),
        View::Finished => format!("{}/result", address(number)),
    }
}

/// The address at which an answer is marked.
pub fn mark_address(number: AttemptNumber, place: usize, again: bool) -> String {
    let version = if again { "?version=2" } else { "" };
    format!("{}/mark{version}", question_address(number, place))
}

/// Shows where an attempt stands.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let live = app.attempt(number)?;
    Ok(Reply::SeeOther(stands_at(
        live.session(),
        number,
        (app.now)(),
    )))
}

/// The overview of an exam.
pub fn overview(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let live = app.attempt(number)?;
    let session = live.session();
    let now = (app.now)();
    let is_open =
        session.settings().mode == Mode::Exam && session.attempt().phase == Phase::Answering;
    if !is_open {
        return Ok(Reply::SeeOther(stands_at(session, number, now)));
    }
    // The overview stands after the last question.
    let mut at_end = session.clone();
    let turned = at_end.step(Command::TurnTo { place: usize::MAX }, now);
    let (Ok(()), View::Overview(lines)) = (turned, at_end.current(now)) else {
        return Ok(Reply::SeeOther(address(number)));
    };
    let body = overview::overview(&lines, &address(number), session.events().len());
    Ok(attempt_page(
        "Overview",
        &call.look,
        bar(session, now),
        &body,
    ))
}

/// The header of a page that is about the whole of an attempt.
pub fn bar(session: &Session, now: Timestamp) -> Bar {
    Bar {
        quiz: session.quiz().title.to_string(),
        place: None,
        seconds_left: session.time_left(now).map(|left| left.as_secs().max(0)),
        score: None,
    }
}

/// The page that a pupil sees after handing in: the result, if it may be seen.
fn after(app: &App, session: &Session, number: AttemptNumber) -> String {
    match app.holds_back(session) {
        true => SEAT.to_owned(),
        false => format!("{}/result", address(number)),
    }
}

/// Whether a form was made for the attempt as it stands.
fn is_current(live: &LiveAttempt<'_>, call: &Call) -> bool {
    call.form.number("seq") == Some(live.session().events().len())
}

/// Takes a step that the page of an earlier state may ask for only once.
fn step_once(
    live: &mut LiveAttempt<'_>,
    call: &Call,
    command: Command,
    now: Timestamp,
) -> Result<(), Problem> {
    if is_current(live, call) {
        Stepped::of(live.step(command, now))?;
    }
    Ok(())
}

/// Hands in an exam.
pub fn hand_in(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let mut live = app.attempt(number)?;
    let now = (app.now)();
    if app.seated.is_some() {
        // What a pupil has begun to fill in counts, as it does when the teacher takes the papers in.
        if is_current(&live, call) {
            Stepped::of(live.take_in(now))?;
            return Ok(Reply::SeeOther(after(app, live.session(), number)));
        }
    } else {
        step_once(&mut live, call, Command::HandIn, now)?;
    }
    Ok(Reply::SeeOther(address(number)))
}

/// After the last question: where the program has marked texts of an exam, the student may look at
/// them before the attempt ends; otherwise it ends.
pub fn review(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let mut live = app.attempt(number)?;
    let now = (app.now)();
    if !matches!(live.session().current(now), View::Done) {
        return Ok(Reply::SeeOther(stands_at(live.session(), number, now)));
    }
    if app.seated.is_some() {
        Stepped::of(live.take_in(now))?;
        return Ok(Reply::SeeOther(after(app, live.session(), number)));
    }
    let written = written(live.session());
    if live.session().settings().mode == Mode::Exam && !written.is_empty() {
        let session = live.session();
        let seq = session.events().len();
        let body = overview::review(&written, &address(number), seq);
        return Ok(attempt_page(
            "Before the result",
            &call.look,
            bar(session, now),
            &body,
        ));
    }
    Stepped::of(live.step(Command::Finish, now))?;
    Ok(Reply::SeeOther(stands_at(live.session(), number, now)))
}

/// The questions whose text the program has marked, by place.
fn written(session: &Session) -> Vec<(usize, String)> {
    let places = 0..session.attempt().items.len();
    let marked = places.filter_map(|place| {
        let feedback = session.feedback(place)?;
        feedback.findings.as_ref()?;
        Some((place, feedback.stem.to_owned()))
    });
    marked.collect()
}

/// Ends an attempt that has been reviewed.
pub fn finish(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let mut live = app.attempt(number)?;
    step_once(&mut live, call, Command::Finish, (app.now)())?;
    Ok(Reply::SeeOther(address(number)))
}

/// Ends an attempt with what has been answered.
pub fn close(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let mut live = app.attempt(number)?;
    if live.session().attempt().phase != Phase::Finished {
        Stepped::of(live.finish((app.now)()))?;
    }
    Ok(Reply::SeeOther(format!("{}/result", address(number))))
}

/// What an attempt has come to.
pub fn result(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number = call.number(0)?;
    let live = app.attempt(number)?;
    let session = live.session();
    if session.attempt().phase != Phase::Finished {
        return Ok(Reply::SeeOther(stands_at(session, number, (app.now)())));
    }
    if app.holds_back(session) {
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    let lines: Vec<(String, String)> = session
        .outcomes()
        .map(|(question, given)| {
            let is_blank = given.is_none_or(|given| Answer::is_blank(&given.answer));
            let earned = match given.and_then(|given| given.mark) {
                _ if is_blank => "not answered".to_owned(),
                None => "waits for a person".to_owned(),
                Some(mark) => format!("{} of {}", mark.awarded, mark.available),
            };
            (question.stem.to_string(), earned)
        })
        .collect();
    let summary = session.summary();
    let late = session.ran_out_of_time();
    let next: &[(&str, &str)] = match app.seated {
        Some(_) => &[(SEAT, "To your place")],
        None => &[("/", "To the quizzes"), ("/progress", "Your progress")],
    };
    let body = overview::result(&summary, &address(number), &lines, late, next);
    let title = format!("Result: {}%", summary.score.percent());
    let bar = bar(session, (app.now)());
    Ok(attempt_page(&title, &call.look, bar, &body))
}
