//! The page of a question: asking, answering, drafts, feedback, writing again.

use std::borrow::Cow;

use jiff::Timestamp;

use super::app::{App, attempt_page};
use super::attempts::{SEAT, address, mark_address, question_address, stands_at};
use super::call::{Call, NotTaken, Problem, Reply, Stepped};
use sourcework_core::attempt::{
    Certainty, Command, Guess, Mode, Numbering, Phase, QuestionView, Refusal, Session, View,
    explanation_first,
};
use sourcework_core::marking::Answer;
use sourcework_core::record::AttemptNumber;
use sourcework_html::pages::answer::{complaint, of_fields, wrong_count};
use sourcework_html::pages::attempt::{self, Asked, Told};
use sourcework_html::pages::frame::Bar;
use sourcework_service::LiveAttempt;
use sourcework_service::store::StoreError;

/// Why a question is shown again after something was sent. What was filled in is in its draft.
const COMPLAINTS: [(&str, &str); 7] = [
    ("sure", "Say how sure you are, too."),
    ("twice", "Two items have the same number."),
    (
        "empty",
        "You have not answered yet. Give an empty answer all the same?",
    ),
    (
        "as-shown",
        "You have not moved anything. Give the answer in this order?",
    ),
    ("skip", "Go on without an answer?"),
    (
        "long",
        "The text is longer than 64 KiB. Shorten it; nothing of it is lost.",
    ),
    (
        "control",
        "The text holds control characters. Type it without them.",
    ),
];

/// The state in which a question of an exam is asked, whichever was asked last: in an exam one goes
/// back and forth.
fn turned_to(session: &Session, place: usize, now: Timestamp) -> Cow<'_, Session> {
    let is_exam = session.settings().mode == Mode::Exam;
    if !is_exam || session.attempt().asking() == Some(place) {
        return Cow::Borrowed(session);
    }
    let mut turned = session.clone();
    // Where that is refused, the question is not asked, and the page says where the attempt stands.
    let _ = turned.step(Command::TurnTo { place }, now);
    Cow::Owned(turned)
}

/// Shows a question, or its feedback.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let now = (app.now)();
    let begun = live.with_drafts().1.answer(place);
    let session = live.session();
    if place >= session.attempt().items.len() {
        return Err(Problem::NotFound);
    }
    let turned = turned_to(session, place, now);
    if call.query.has("told") && session.feedback(place).is_some() {
        return tell(app, session, number, place, call);
    }
    match turned.current(now) {
        View::Commit(head) if head.place == place => {
            let seq = session.events().len();
            let body = attempt::commit(&head, &question_address(number, place), seq);
            let bar = Bar::of(&session.quiz().title, &head);
            Ok(attempt_page(
                &format!("Question {}", place + 1),
                &call.look,
                bar,
                &body,
            ))
        }
        View::Question(view) if view.head.place == place => {
            Ok(ask(app, session, number, &view, begun.as_ref(), call))
        }
        _ => tell(app, session, number, place, call),
    }
}

/// Why a question is shown again, and what can be asked for in spite of it.
pub(super) fn complaint_of(
    call: &Call,
    view: &QuestionView<'_>,
    begun: Option<&Answer>,
) -> (Option<String>, Option<&'static str>) {
    let why = call.query.text("again");
    let known = COMPLAINTS.iter().find(|(code, _)| *code == why);
    let complaint = match known {
        Some((_, words)) => Some((*words).to_owned()),
        None => wrong_count(&view.task, begun).filter(|_| why == "count"),
    };
    let meant = match why {
        "empty" | "as-shown" => Some("answer-meant"),
        "skip" => Some("skip-meant"),
        _ => None,
    };
    (complaint, meant)
}

/// The word for the address of why an answer was refused.
pub(super) fn code_of(refusal: &Refusal) -> Result<&'static str, Problem> {
    match refusal {
        Refusal::TooLong => Ok("long"),
        Refusal::ControlCharacters => Ok("control"),
        _ => Err(Problem::BadRequest("The answer does not fit the question.")),
    }
}

fn ask(
    app: &App,
    session: &Session,
    number: AttemptNumber,
    view: &QuestionView<'_>,
    begun: Option<&Answer>,
    call: &Call,
) -> Reply {
    let place = view.head.place;
    let (complaint, meant) = complaint_of(call, view, begun);
    let asked = Asked {
        address: question_address(number, place),
        seq: session.events().len(),
        begun: begun.cloned(),
        hint: session.hint(place),
        asks_certainty: session.settings().certainty,
        is_exam: session.settings().mode == Mode::Exam,
        complaint,
        meant,
        is_preview: false,
        explanation: explanation_first(session, place),
    };
    let body = attempt::asking(view, &asked);
    let title = format!("Question {} of {}", place + 1, view.head.of);
    let bar = Bar {
        score: app.score(session),
        ..Bar::of(&session.quiz().title, &view.head)
    };
    attempt_page(&title, &call.look, bar, &body)
}

/// The feedback, where it may be told; otherwise the page that the attempt stands at.
fn tell(
    app: &App,
    session: &Session,
    number: AttemptNumber,
    place: usize,
    call: &Call,
) -> Result<Reply, Problem> {
    let now = (app.now)();
    if app.holds_back(session) && session.attempt().phase >= Phase::HandedIn {
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    let Some(feedback) = session.feedback(place) else {
        return Ok(Reply::SeeOther(stands_at(session, number, now)));
    };
    let attempt = session.attempt();
    let item = &attempt.items[place];
    let given = item.second.as_ref().or(item.first.as_ref());
    let is_finished = attempt.phase == Phase::Finished;
    let next = match is_finished {
        true => format!("{}/result", address(number)),
        false => address(number),
    };
    let own = question_address(number, place);
    let told = Told {
        written: given
            .filter(|_| item.is_written())
            .map(|given| &given.answer)
            .filter(|answer| !answer.is_blank()),
        passages: &session.passages(place),
        address: &own,
        mark: &mark_address(number, place, item.second.is_some()),
        next: (
            &next,
            if is_finished {
                "Back to the result"
            } else {
                "Go on"
            },
        ),
        may_overrule: feedback.findings.is_some() && !is_finished && app.seated.is_none(),
        feedback: &feedback,
    };
    let body = attempt::feedback(&told);
    let title = match &feedback.mark {
        Some(mark) => format!(
            "{} of {}, question {}",
            mark.awarded,
            mark.available,
            place + 1
        ),
        None => format!("Question {}", place + 1),
    };
    let bar = Bar {
        quiz: session.quiz().title.to_string(),
        place: Some((place, attempt.items.len())),
        seconds_left: None,
        score: app.score(session),
    };
    Ok(attempt_page(&title, &call.look, bar, &body))
}

/// Shows a question again, for a reason.
fn again(number: AttemptNumber, place: usize, why: &str) -> Reply {
    Reply::SeeOther(format!(
        "{}?again={why}#answer",
        question_address(number, place)
    ))
}

/// Does what the form of a question asks for.
pub fn act(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let here = Reply::SeeOther(question_address(number, place));
    if live.session().attempt().phase != Phase::Answering {
        // The time is up, or another window has handed it in.
        return Ok(Reply::SeeOther(address(number)));
    }
    if call.is_stale(live.session(), place) {
        // Sent twice, or from a page of an earlier state: that is shown which has come of it.
        return Ok(here);
    }
    let now = (app.now)();
    let is_exam = live.session().settings().mode == Mode::Exam;
    if is_exam && live.session().attempt().asking() != Some(place) {
        let turned = live.step(Command::TurnTo { place }, now);
        if let Stepped::Late | Stepped::Refused(_) = Stepped::of(turned)? {
            return Ok(Reply::SeeOther(address(number)));
        }
    }
    if let Some(guess) = guess(&call.form) {
        return step(&mut live, Command::Commit { place, guess }, now, here);
    }
    let Some((answer, complaint)) = read(live.session(), place, call, now) else {
        return Ok(here);
    };
    let what = match call.form.has("move") {
        true => "move",
        false => call.form.text("do"),
    };
    let is_given = matches!(what, "answer" | "answer-meant") && complaint.is_none();
    if !is_given {
        keep_draft(&mut live, place, &answer);
    }
    match what {
        "move" => Ok(Reply::SeeOther(format!(
            "{}#answer",
            question_address(number, place)
        ))),
        "hint" => step(&mut live, Command::TakeHint { place }, now, here),
        "flag" | "unflag" => {
            let on = what == "flag";
            step(&mut live, Command::Flag { place, on }, now, here)
        }
        "overview" => {
            // In an exam an answer can be changed until the end: what is filled in is given.
            let overview = format!("{}/overview", address(number));
            if is_exam && complaint.is_none() && !answer.is_blank() {
                give(&mut live, number, place, answer, call, now)?;
            }
            Ok(Reply::SeeOther(overview))
        }
        "skip" if !is_exam => Ok(again(number, place, "skip")),
        "skip" | "skip-meant" => {
            let on = Reply::SeeOther(address(number));
            step(&mut live, Command::Skip { place }, now, on)
        }
        "answer" | "answer-meant" => {
            let is_meant = what == "answer-meant";
            if let Some(why) = complaint {
                return Ok(again(number, place, why));
            }
            if let Some(why) = doubt(live.session(), &answer, is_meant, call) {
                keep_draft(&mut live, place, &answer);
                return Ok(again(number, place, why));
            }
            give(&mut live, number, place, answer, call, now)
        }
        _ => Ok(here),
    }
}

/// Keeps what was filled in. A draft that cannot be kept does not stop the student.
fn keep_draft(live: &mut LiveAttempt<'_>, place: usize, answer: &Answer) {
    let _ = live.with_drafts().1.keep_answer(place, answer);
}

/// Why an answer is asked about before it is given.
fn doubt(session: &Session, answer: &Answer, is_meant: bool, call: &Call) -> Option<&'static str> {
    let certainty: Option<usize> = call.form.number("certainty");
    if answer.is_blank() && !is_meant {
        Some("empty")
    } else if !is_meant && is_order_as_shown(answer) {
        Some("as-shown")
    } else if session.settings().certainty && certainty.is_none() {
        Some("sure")
    } else {
        None
    }
}

/// Whether nothing was moved of what is to be put in order.
pub(super) fn is_order_as_shown(answer: &Answer) -> bool {
    matches!(answer, Answer::Order(order) if order.is_sorted())
}

/// What a form has filled in for a question that is asked, and why it cannot be given.
fn read(
    session: &Session,
    place: usize,
    call: &Call,
    now: Timestamp,
) -> Option<(Answer, Option<&'static str>)> {
    match turned_to(session, place, now).current(now) {
        View::Question(view) if view.head.place == place => {
            let answer = of_fields(&view.task, &call.form);
            let complaint = complaint(&view.task, &call.form);
            Some((answer, complaint))
        }
        _ => None,
    }
}

/// What was said of the heading, where the form asks for that.
fn guess(form: &sourcework_html::pages::fields::Fields) -> Option<Guess> {
    (form.text("do") == "commit").then(|| Guess {
        who: form.text("who").to_owned(),
        when: form.text("when").to_owned(),
        why: form.text("why").to_owned(),
    })
}

/// Takes a step and shows a page.
fn step(
    live: &mut LiveAttempt<'_>,
    command: Command,
    now: Timestamp,
    then: Reply,
) -> Result<Reply, Problem> {
    Stepped::of(live.step(command, now)).map(|_| then)
}

fn give(
    live: &mut LiveAttempt<'_>,
    number: AttemptNumber,
    place: usize,
    answer: Answer,
    call: &Call,
    now: Timestamp,
) -> Result<Reply, Problem> {
    let certainty = live
        .session()
        .settings()
        .certainty
        .then(|| call.form.number("certainty"))
        .flatten()
        .and_then(|place: usize| Certainty::ALL.get(place).copied());
    let kept = answer.clone();
    let command = Command::Answer {
        place,
        answer,
        numbering: Numbering::Presented,
        certainty,
    };
    match Stepped::of(live.step(command, now))? {
        Stepped::Taken => {}
        Stepped::Late => return Ok(Reply::SeeOther(address(number))),
        Stepped::Refused(refusal) => {
            keep_draft(live, place, &kept);
            return Ok(again(number, place, code_of(&refusal)?));
        }
    }
    let session = live.session();
    let on = match session.feedback(place) {
        // It is asked again at once: what was said of the first answer comes before.
        Some(_) if session.attempt().asking() == Some(place) => {
            format!("{}?told=yes#told", question_address(number, place))
        }
        // On a phone the feedback stands below the passage.
        Some(_) => format!("{}#told", question_address(number, place)),
        None => address(number),
    };
    Ok(Reply::SeeOther(on))
}

/// Why a draft of a question would not be taken: what was written is an answer already, or the attempt has ended
/// without one.
fn not_taken(session: &Session, place: usize) -> NotTaken {
    let attempt = session.attempt();
    let is_answered = attempt
        .items
        .get(place)
        .is_some_and(|item| item.first.is_some());
    match attempt.phase < Phase::HandedIn || is_answered {
        true => NotTaken::Answered,
        false => NotTaken::Ended,
    }
}

/// Keeps what is being written, for the script.
pub fn draft(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let refused = not_taken(live.session(), place);
    if refused == NotTaken::Ended || call.is_stale(live.session(), place) {
        return Ok(Reply::NotTaken(refused));
    }
    let Some((answer, _)) = read(live.session(), place, call, (app.now)()) else {
        return Ok(Reply::NotTaken(refused));
    };
    let kept = live.with_drafts().1.keep_answer(place, &answer);
    told_kept(app, kept, refused)
}

/// Tells the script when a draft was kept, or why it was not.
fn told_kept(app: &App, kept: Result<(), StoreError>, refused: NotTaken) -> Result<Reply, Problem> {
    match kept {
        Ok(()) => Ok(Reply::Text(app.time_of_day())),
        // Another program has gone on with the attempt at this moment.
        Err(StoreError::Overtaken) => Ok(Reply::NotTaken(refused)),
        Err(error) => Err(Problem::NotKept(error)),
    }
}

/// Shows a written answer that is written again.
pub fn show_again(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let begun = live.with_drafts().1.answer(place);
    let session = live.session();
    let now = (app.now)();
    let Some(view) = session.to_redraft(place, now) else {
        return Ok(Reply::SeeOther(question_address(number, place)));
    };
    let (complaint, meant) = complaint_of(call, &view, begun.as_ref());
    let asked = Asked {
        address: format!("{}/again", question_address(number, place)),
        seq: session.events().len(),
        begun,
        complaint,
        meant,
        ..Asked::default()
    };
    let body = attempt::redraft(&view, &asked);
    let bar = Bar::of(&session.quiz().title, &view.head);
    let title = format!("Question {}: write it again", place + 1);
    Ok(attempt_page(&title, &call.look, bar, &body))
}

/// The answer that was written again, as the form says it; nothing where it may not be written again.
fn written_again(app: &App, live: &LiveAttempt<'_>, call: &Call, place: usize) -> Option<Answer> {
    if call.is_stale(live.session(), place) {
        return None;
    }
    let view = live.session().to_redraft(place, (app.now)())?;
    Some(of_fields(&view.task, &call.form))
}

/// Takes a written answer that was written again.
pub fn write_again(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let here = question_address(number, place);
    let Some(answer) = written_again(app, &live, call, place) else {
        return Ok(Reply::SeeOther(here));
    };
    // A draft that cannot be kept does not stop the student.
    let _ = live.with_drafts().1.keep_answer(place, &answer);
    let again = |why: &str| Ok(Reply::SeeOther(format!("{here}/again?again={why}#answer")));
    if answer.is_blank() && call.form.text("do") != "answer-meant" {
        return again("empty");
    }
    match Stepped::of(live.step(Command::Redraft { place, answer }, (app.now)()))? {
        Stepped::Refused(refusal) => again(code_of(&refusal)?),
        Stepped::Taken | Stepped::Late => Ok(Reply::SeeOther(here)),
    }
}

/// Keeps what is being written again, for the script.
pub fn draft_again(app: &App, call: &Call) -> Result<Reply, Problem> {
    let (number, place) = (call.number(0)?, call.place()?);
    let mut live = app.attempt(number)?;
    let refused = not_taken(live.session(), place);
    let Some(answer) = written_again(app, &live, call, place) else {
        return Ok(Reply::NotTaken(refused));
    };
    let kept = live.with_drafts().1.keep_answer(place, &answer);
    told_kept(app, kept, refused)
}
