//! The pages of attempts for a pupil: those of a student alone, with what holds in a class.

use std::sync::{Arc, Mutex, MutexGuard};

use super::routes::Door;
use super::{Class, page};
use crate::web::app::{App, Seated};
use crate::web::attempts::SEAT;
use crate::web::call::{Call, Problem, Reply};
use crate::web::routes::Handler;
use sourcework_core::attempt::Mode;
use sourcework_core::sitting::SittingPhase;
use sourcework_html::pages::frame::{Audience, Look, problem};
use sourcework_html::pages::reading::Reading;
use sourcework_service::classroom::Place;
use sourcework_service::store::ReadAttempt;

/// What was read for a request before it was known who sends it.
#[derive(Default)]
pub struct CaughtUp<'c> {
    /// The turn of the pupil who sends something, and where that pupil sits.
    turn: Option<(Place, MutexGuard<'c, ()>)>,
    /// The attempt that the pupil goes on with.
    read: Option<ReadAttempt>,
}

/// Reads what other programs have added to the sittings. For a pupil who is known already and goes on with an attempt,
/// the attempt is read in the same round trip; one who sends something waits for its turn before.
pub fn catch_up<'c>(class: &'c Class, door: Door, call: &Call) -> Result<CaughtUp<'c>, Problem> {
    let classroom = &class.classroom;
    let is_sent = matches!(door, Door::Answering(_));
    let key = call.key.as_deref();
    let key = key.filter(|_| is_sent || matches!(door, Door::Attempt(_)));
    let place = key.and_then(|key| classroom.place_of(key));
    let seat = place.and_then(|place| Some((classroom.seat(&place).ok()?.student, place)));
    let (Some((student, place)), Ok(number)) = (seat, call.number(0)) else {
        classroom.catch_up()?;
        return Ok(CaughtUp::default());
    };
    let turn = is_sent.then(|| class.turn(&place));
    let read = classroom.catch_up_and_read(&student, number)?;
    Ok(CaughtUp {
        turn: turn.map(|turn| (place, turn)),
        read,
    })
}

/// What the pages of a student need, for the pupil who sits there.
pub fn app(class: &Class, place: &Place, read: Option<ReadAttempt>) -> Result<App, Problem> {
    let now = class.now();
    let (student, seated) = class.classroom.at(place, |sitting, seat| {
        // What was read for another pupil, whose key this browser had a moment ago, is of no use here.
        let read = read.filter(|read| read.stored.head.student == seat.student);
        let seated = Seated {
            revises: Vec::new(),
            shows_results: sitting.shows_results(now),
            shows_score: sitting.plan.shows_score,
            read: Arc::new(Mutex::new(read)),
        };
        (seat.student.clone(), seated)
    })?;
    Ok(App {
        student,
        seated: Some(seated),
        ..class.app.clone()
    })
}

/// A page that is shown to a pupil.
pub fn show(
    class: &Class,
    place: &Place,
    call: &Call,
    caught_up: CaughtUp<'_>,
    handler: Handler,
) -> Result<Reply, Problem> {
    let app = app(class, place, caught_up.read)?;
    handler(&app, &of_pupil(class, call, place)?)
}

/// The revision of a pupil, with the questions that the pupil was asked in the class, whose answers may be seen.
pub fn revise(
    class: &Class,
    place: &Place,
    call: &Call,
    handler: Handler,
) -> Result<Reply, Problem> {
    if !may_revise(class, place)? {
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    let _one_at_a_time = class.turn(place);
    let mut app = app(class, place, None)?;
    if let Some(seated) = &mut app.seated {
        seated.revises = class.classroom.asked_of(place)?;
    }
    handler(&app, &of_pupil(class, call, place)?)
}

/// Whether a pupil may revise: the results are shown, and the quiz cannot be taken any more.
pub fn may_revise(class: &Class, place: &Place) -> Result<bool, Problem> {
    let now = class.now();
    let (seat, may) = class.classroom.at(place, |sitting, seat| {
        let has_taken = !seat.attempts.is_empty();
        let none_left = seat.attempts.len() >= sitting.plan.attempts as usize;
        let is_over = none_left || sitting.phase(now) == SittingPhase::Closed;
        (
            seat.clone(),
            has_taken && is_over && sitting.shows_results(now),
        )
    })?;
    Ok(may && class.classroom.open_of_sitting(&seat)?.is_empty())
}

/// Whether a pupil may take the answers home as a file. It holds the whole quiz with its key, so that the pupil must have
/// been asked all of it.
pub fn may_take_home(class: &Class, place: &Place) -> Result<bool, Problem> {
    let is_whole = class
        .classroom
        .at(place, |sitting, _| sitting.plan.asks_all())?;
    Ok(is_whole && may_revise(class, place)?)
}

/// Something that a pupil sends. Nothing is taken while the clocks stand still or when the sitting is
/// closed; what the page holds can be sent again.
pub fn send(
    class: &Class,
    place: &Place,
    call: &Call,
    caught_up: CaughtUp<'_>,
    handler: Handler,
) -> Result<Reply, Problem> {
    let now = class.now();
    let CaughtUp { turn, mut read } = caught_up;
    // What a pupil sends is taken one after the other, so that a draft never comes after its answer.
    let turn = turn.filter(|(at, _)| at == place);
    let _one_at_a_time = turn.map_or_else(|| class.turn(place), |(_, turn)| turn);
    let (phase, is_still) = class.classroom.at(place, |sitting, seat| {
        (sitting.phase(now), sitting.stands_still(seat))
    })?;
    // The clocks and the end of a sitting are those of its own attempts; a pupil's revision goes on.
    let holds = match phase == SittingPhase::Closed || is_still {
        true => class.classroom.is_of_sitting(place, call.number(0)?)?,
        false => true,
    };
    if holds && phase == SittingPhase::Closed {
        if !call.is_of_script {
            return Ok(Reply::SeeOther(SEAT.to_owned()));
        }
        // The script is told whether the question has an answer; nothing is taken any more.
        class.classroom.take_in_where_due(place, now)?;
        read = None; // the attempt has gone on since
    }
    // What is being written is kept while the clocks stand still.
    if holds && is_still && !call.is_of_script {
        let body = problem(
            "Your teacher has stopped the clock",
            "What you have written on the page before is still there: go back to it when the clock goes on.",
            &[(SEAT, "To your place")],
        );
        return Ok(page("The clock stands still", call, Audience::Pupil, &body));
    }
    let app = app(class, place, read)?;
    let reply = handler(&app, &of_pupil(class, call, place)?);
    class.classroom.has_changed();
    reply
}

/// The call of a pupil. In an exam the page reads aloud only the extracts for which that was agreed. A page that the
/// pupil has not set otherwise has the size and colour that were agreed.
pub fn of_pupil(class: &Class, call: &Call, place: &Place) -> Result<Call, Problem> {
    let (aloud, reading) = class.classroom.at(place, |sitting, seat| {
        let is_exam = sitting.plan.mode == Mode::Exam;
        let arrangement = &seat.arrangement;
        let aloud = is_exam.then(|| arrangement.aloud.clone());
        (aloud, Reading::of_cookie(&arrangement.reading))
    })?;
    let own = call.look.reading;
    Ok(Call {
        look: Look {
            audience: Audience::Pupil,
            seat: Some(place.key()),
            aloud,
            reading: match own == Reading::default() {
                true => reading,
                false => own,
            },
        },
        ..call.clone()
    })
}
