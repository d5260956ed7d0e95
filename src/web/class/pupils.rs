//! The pages of attempts for a pupil: those of a student alone, with what holds in a class.

use super::{Class, page};
use crate::web::app::{App, Seated};
use crate::web::attempts::SEAT;
use crate::web::call::{Call, Problem, Reply};
use crate::web::routes::Handler;
use sourcework_core::attempt::Mode;
use sourcework_core::identity::stable;
use sourcework_core::sitting::SittingPhase;
use sourcework_html::pages::frame::{Audience, Look, problem};
use sourcework_service::classroom::Place;

/// What the pages of a student need, for the pupil who sits there.
pub fn app(class: &Class, place: &Place) -> Result<App, Problem> {
    let now = class.now();
    let (student, shows_results) = class.classroom.at(place, |sitting, seat| {
        (seat.student.clone(), sitting.shows_results(now))
    })?;
    Ok(App {
        student,
        seated: Some(Seated { shows_results }),
        ..class.app.clone()
    })
}

/// A page that is shown to a pupil.
pub fn show(class: &Class, place: &Place, call: &Call, handler: Handler) -> Result<Reply, Problem> {
    handler(&app(class, place)?, &of_pupil(class, call, place)?)
}

/// Something that a pupil sends. Nothing is taken while the clocks stand still or when the sitting is
/// closed; what the page holds can be sent again.
pub fn send(class: &Class, place: &Place, call: &Call, handler: Handler) -> Result<Reply, Problem> {
    let now = class.now();
    // What a pupil sends is taken one after the other, so that a draft never comes after its answer.
    let _one_at_a_time = class.turn(place);
    let (phase, is_still) = class.classroom.at(place, |sitting, seat| {
        (sitting.phase(now), sitting.stands_still(seat))
    })?;
    if phase == SittingPhase::Closed {
        return Ok(match call.is_of_script {
            true => Reply::Conflict,
            false => Reply::SeeOther(SEAT.to_owned()),
        });
    }
    // What is being written is kept while the clocks stand still.
    if is_still && !call.is_of_script {
        let body = problem(
            "Your teacher has stopped the clock",
            "What you have written on the page before is still there: go back to it when the clock goes on.",
            &[(SEAT, "To your place")],
        );
        return Ok(page("The clock stands still", call, Audience::Pupil, &body));
    }
    let reply = handler(&app(class, place)?, &of_pupil(class, call, place)?);
    class.classroom.has_changed();
    reply
}

/// The call of a pupil. In an exam the page reads passages aloud only where that was agreed.
pub fn of_pupil(class: &Class, call: &Call, place: &Place) -> Result<Call, Problem> {
    let id = stable(&[&place.sitting.to_string(), &place.seat.to_string()]);
    let is_silent = class.classroom.at(place, |sitting, seat| {
        sitting.plan.mode == Mode::Exam && !seat.arrangement.read_aloud
    })?;
    Ok(Call {
        look: Look {
            audience: Audience::Pupil,
            seat: Some(id),
            is_silent,
            ..call.look
        },
        ..call.clone()
    })
}
