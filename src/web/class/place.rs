//! The place of a pupil: what can be done now, and beginning.

use jiff::Timestamp;

use super::pupils::{may_revise, may_take_home, of_pupil};
use super::{Class, page};
use crate::web::attempts::{SEAT, address};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::attempt::{Mode, with_extra_time};
use sourcework_core::sitting::{Arrangement, Plan, Seat, SittingCommand, SittingPhase};
use sourcework_html::pages::class::joining::{Next, YourPlace, your_place};
use sourcework_html::pages::frame::Audience;
use sourcework_service::classroom::{ClassroomError, Place};

/// Shows the place of a pupil.
pub fn show(class: &Class, place: &Place, call: &Call) -> Result<Reply, Problem> {
    let now = class.now();
    let (plan, seat, phase, is_still, shows_results) =
        class.classroom.at(place, |sitting, seat| {
            (
                sitting.plan.clone(),
                seat.clone(),
                sitting.phase(now),
                sitting.stands_still(seat),
                sitting.shows_results(now),
            )
        })?;
    let latest = class.classroom.attempt_of(&seat)?;
    let is_open = class.classroom.take_in_where_due(place, now)?;
    let may_again = seat.attempts.len() < plan.attempts as usize && phase == SittingPhase::Open;
    let own = latest.map(address).unwrap_or_default();
    let result = format!("{own}/result");
    let when = plan.from.map(|from| moment(class, from));
    let next = match (latest, phase) {
        (Some(_), _) if is_open && is_still => Next::Paused,
        (Some(_), _) if is_open => Next::GoOn(&own),
        (Some(_), _) if shows_results => Next::Result(&result, may_again),
        (Some(_), _) => Next::HandedIn(may_again),
        (None, SittingPhase::NotYet) => Next::NotYet(when.as_deref()),
        (None, SittingPhase::Closed) => Next::Closed,
        (None, SittingPhase::Paused) => Next::Paused,
        (None, SittingPhase::Open) => Next::Begin(minutes(class, place, &plan, &seat)?),
    };
    let complaint = (call.query.text("again") == "no").then_some("You cannot begin now.");
    let body = your_place(&YourPlace {
        title: &plan.title,
        name: &seat.name,
        code: seat.code.as_str(),
        next,
        arrangement: agreed(&seat.arrangement),
        may_revise: may_revise(class, place)?,
        may_take_home: may_take_home(class, place)?,
        complaint,
    });
    Ok(page(
        &plan.title,
        &of_pupil(class, call, place)?,
        Audience::Pupil,
        &body,
    ))
}

/// The minutes that a pupil has, with the extra time.
fn minutes(class: &Class, place: &Place, plan: &Plan, seat: &Seat) -> Result<Option<u32>, Problem> {
    if plan.mode != Mode::Exam {
        return Ok(None);
    }
    let minutes = class.classroom.minutes(place.sitting)?;
    let extra_time = seat.arrangement.extra_time;
    Ok(minutes.map(|minutes| with_extra_time(minutes * 60, extra_time) / 60))
}

/// What was agreed for a pupil, in words.
pub fn agreed(arrangement: &Arrangement) -> Vec<String> {
    let mut words = Vec::new();
    if arrangement.extra_time > 0 {
        words.push(format!("You have {}% more time.", arrangement.extra_time));
    }
    if arrangement.scribe {
        words.push("Somebody writes for you.".to_owned());
    }
    words
}

/// A moment as it is shown: day and time where the program runs.
pub fn moment(class: &Class, at: Timestamp) -> String {
    let zoned = at.to_zoned(class.zone());
    zoned.strftime("%-d %B %Y, %H:%M").to_string()
}

/// Begins, or goes on with what is begun.
pub fn begin(class: &Class, place: &Place, _: &Call) -> Result<Reply, Problem> {
    let offset = (class.app.offset)();
    match class.classroom.begin(place, offset, class.now()) {
        Ok(number) => Ok(Reply::SeeOther(address(number))),
        Err(ClassroomError::Refused(_)) => Ok(Reply::SeeOther(format!("{SEAT}?again=no"))),
        Err(error) => Err(error.into()),
    }
}

/// Leaves the place on this device; the code leads back to it.
pub fn leave(class: &Class, place: &Place, _: &Call) -> Result<Reply, Problem> {
    let code = class.classroom.seat(place)?.code;
    let seat = place.seat;
    // With the same code: only the device is signed out.
    let reset = SittingCommand::Reset { seat, code };
    class.classroom.step(place.sitting, &reset, class.now())?;
    let gone = (class.settings.cookie.clone(), String::new(), 0);
    Ok(Reply::Kept("/".to_owned(), gone))
}

/// What the script asks now and then: whether something has changed that the pupil should see.
pub fn state(class: &Class, place: &Place, _: &Call) -> Result<Reply, Problem> {
    let now = class.now();
    let words = class.classroom.at(place, |sitting, seat| {
        let phase = match sitting.phase(now) {
            SittingPhase::Closed => "closed",
            _ if sitting.stands_still(seat) => "still",
            SittingPhase::NotYet => "not-yet",
            SittingPhase::Open | SittingPhase::Paused => "open",
        };
        let shown = match sitting.shows_results(now) {
            true => " results",
            false => "",
        };
        format!("{phase}{shown} {}", seat.arrangement.extra_time)
    })?;
    Ok(Reply::Text(words))
}

/// The pupil's own record as a file.
pub fn record(class: &Class, place: &Place, _: &Call) -> Result<Reply, Problem> {
    if !may_take_home(class, place)? {
        return Ok(Reply::SeeOther(SEAT.to_owned()));
    }
    let seat = class.classroom.seat(place)?;
    let lines = class.classroom.taken_home(&seat)?;
    let lines = String::from_utf8(lines).map_err(|error| Problem::Failed(error.to_string()))?;
    Ok(Reply::Download(
        "my-record.jsonl".to_owned(),
        "application/x-ndjson",
        lines,
    ))
}
