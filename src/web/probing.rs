//! The page of a question that is asked first without its passage.

use super::app::{App, attempt_page};
use super::asking::{code_of, complaint_of, is_order_as_shown};
use super::attempts::{address, probe_address, stands_at};
use super::call::{Call, Problem, Reply, Stepped};
use sourcework_core::attempt::{Command, QuestionView, Session, View};
use sourcework_core::present::question;
use sourcework_core::record::AttemptNumber;
use sourcework_html::pages::answer::{complaint, of_fields};
use sourcework_html::pages::attempt::{self, Asked};
use sourcework_html::pages::frame::Bar;

/// The question of an address, by its number among those that are asked so; nothing where another one is up.
fn asked<'a>(
    app: &App,
    session: &'a Session,
    call: &Call,
) -> Result<Option<QuestionView<'a>>, Problem> {
    let wanted = call.place()?;
    Ok(match session.current((app.now)()) {
        View::Probe(view) if view.head.probe.is_some_and(|it| it.number == wanted) => Some(view),
        _ => None,
    })
}

/// Shows a question without its passage.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number: AttemptNumber = call.number(0)?;
    let mut live = app.attempt(number)?;
    let place = live.session().attempt().probing();
    let begun = place.and_then(|place| live.with_drafts().1.answer(place));
    let session = live.session();
    let Some(view) = asked(app, session, call)? else {
        let there = stands_at(session, number, (app.now)());
        return Ok(Reply::SeeOther(there));
    };
    let (complaint, meant) = complaint_of(call, &view, begun.as_ref());
    let asked = Asked {
        address: probe_address(number, &view.head),
        seq: session.events().len(),
        begun,
        complaint,
        meant,
        ..Asked::default()
    };
    let body = attempt::probe(&view, &question::probes(session.attempt()), &asked);
    let title = question::place_in_words(&view.head);
    let bar = Bar::of(&session.quiz().title, &view.head);
    Ok(attempt_page(&title, &call.look, bar, &body))
}

/// Takes what is said without the passage.
pub fn act(app: &App, call: &Call) -> Result<Reply, Problem> {
    let number: AttemptNumber = call.number(0)?;
    let mut live = app.attempt(number)?;
    let on = Reply::SeeOther(address(number));
    let session = live.session();
    let Some(view) = asked(app, session, call)? else {
        return Ok(on);
    };
    let place = view.head.place;
    if call.is_stale(session, place) {
        // Sent twice, or from a page of an earlier state.
        return Ok(on);
    }
    let here = probe_address(number, &view.head);
    let again = |why: &str| Ok(Reply::SeeOther(format!("{here}?again={why}#answer")));
    let answer = of_fields(&view.task, &call.form);
    let complaint = complaint(&view.task, &call.form);
    let what = match call.form.has("move") {
        true => "move",
        false => call.form.text("do"),
    };
    let complaint = complaint
        .or_else(|| (what == "answer" && is_order_as_shown(&answer)).then_some("as-shown"));
    let given = match what {
        "skip" => None,
        "answer" | "answer-meant" if complaint.is_none() => Some(answer.clone()),
        _ => {
            // A draft that cannot be kept does not stop the student.
            let _ = live.with_drafts().1.keep_answer(place, &answer);
            return match complaint.filter(|_| what != "move") {
                Some(why) => again(why),
                None => Ok(Reply::SeeOther(format!("{here}#answer"))),
            };
        }
    };
    let command = Command::Probe {
        place,
        answer: given,
    };
    match Stepped::of(live.step(command, (app.now)()))? {
        Stepped::Taken | Stepped::Late => Ok(on),
        Stepped::Refused(refusal) => {
            let _ = live.with_drafts().1.keep_answer(place, &answer);
            again(code_of(&refusal)?)
        }
    }
}
