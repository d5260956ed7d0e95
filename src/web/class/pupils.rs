//! The pages of attempts for a pupil: those of a student alone, with what holds in a class.

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

/// What the pages of a student need, for the pupil who sits there.
pub fn app(class: &Class, place: &Place) -> Result<App, Problem> {
    let now = class.now();
    let (student, seated) = class.classroom.at(place, |sitting, seat| {
        let seated = Seated {
            quiz: sitting.plan.quiz.clone(),
            shows_results: sitting.shows_results(now),
            shows_score: sitting.plan.shows_score,
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
pub fn show(class: &Class, place: &Place, call: &Call, handler: Handler) -> Result<Reply, Problem> {
    handler(&app(class, place)?, &of_pupil(class, call, place)?)
}

/// The revision of a pupil, with the questions of the quiz of the class: once everything of it may be seen.
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
    handler(&app(class, place)?, &of_pupil(class, call, place)?)
}

/// Whether a pupil may revise: nothing of the quiz is still to be answered, and the results are shown.
pub fn may_revise(class: &Class, place: &Place) -> Result<bool, Problem> {
    let now = class.now();
    let (seat, shows_results) = class.classroom.at(place, |sitting, seat| {
        (seat.clone(), sitting.shows_results(now))
    })?;
    let has_taken = !seat.attempts.is_empty();
    Ok(shows_results && has_taken && class.classroom.open_of_sitting(&seat)?.is_empty())
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
    // The clocks and the end of a sitting are those of its own attempts; a pupil's revision goes on.
    let holds = match phase == SittingPhase::Closed || is_still {
        true => class.classroom.is_of_sitting(place, call.number(0)?)?,
        false => true,
    };
    if holds && phase == SittingPhase::Closed {
        return Ok(match call.is_of_script {
            true => Reply::Conflict,
            false => Reply::SeeOther(SEAT.to_owned()),
        });
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
    let reply = handler(&app(class, place)?, &of_pupil(class, call, place)?);
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
