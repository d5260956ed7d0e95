//! What the teacher does: the list of sittings, looking through a quiz, and looking after a pupil.

use super::board::sitting_address;
use super::member::{Member, sitting_of};
use super::place::moment;
use super::{Class, staff_page};
use crate::web::app::attempt_page;
use crate::web::call::{Call, Problem, Reply};
use crate::web::library::cards;
use crate::web::preview::{Looked, preview};
use sourcework_core::attempt::{Mode, Which};
use sourcework_core::present::judging;
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{Arrangement, Owner, SeatId, Sitting, SittingCommand, SittingPhase};
use sourcework_core::words::counted;
use sourcework_html::pages::class::teaching::{PupilPage, SittingCard, classes, pupil};
use sourcework_html::pages::frame::Bar;
use sourcework_html::pages::marking;
use sourcework_html::pages::reading::Reading;
use sourcework_service::classroom::{ClassroomError, Place, WrittenAnswer};
use sourcework_service::judging::waiting_in;

/// The sittings that somebody may see, and the quizzes.
pub fn home(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let now = class.now();
    let card = |sitting: &Sitting| {
        let card = SittingCard {
            id: sitting.id.to_string(),
            address: sitting_address(sitting.id),
            title: sitting.plan.title.clone(),
            about: format!(
                "{}, {}, {}",
                moment(class, sitting.opened),
                counted(sitting.present().count(), "pupil"),
                phase_in_words(sitting.phase(now))
            ),
        };
        member
            .may_see(sitting)
            .then_some((card, sitting.plan.owner))
    };
    let sittings = class.classroom.all(card).into_iter().flatten();
    let mut sittings: Vec<(SittingCard, Option<Owner>)> = sittings.collect();
    class.classroom.with_staff(|staff| {
        for (card, owner) in &mut sittings {
            let other = owner.filter(|owner| *owner != member.owner);
            let here = other.filter(|owner| staff.owner(owner.person) == Some(*owner));
            if let Some(person) = here.and_then(|owner| staff.people.get(&owner.person)) {
                card.about += &format!(", opened by {}", person.name);
            }
        }
    });
    let sittings: Vec<SittingCard> = sittings.into_iter().map(|(card, _)| card).collect();
    let body = classes(&sittings, &cards(&class.app.library)?);
    Ok(staff_page("Classes", call, &body))
}

pub fn phase_in_words(phase: SittingPhase) -> &'static str {
    match phase {
        SittingPhase::NotYet => "not begun",
        SittingPhase::Open => "open",
        SittingPhase::Paused => "paused",
        SittingPhase::Closed => "closed",
    }
}

/// Shows a question of a quiz as a pupil sees it, with its key beside it.
pub fn look_through(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    looked_at(class, call, false)
}

/// Shows what an answer earns that the teacher tries.
pub fn try_answer(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    looked_at(class, call, true)
}

fn looked_at(class: &Class, call: &Call, is_tried: bool) -> Result<Reply, Problem> {
    let (quiz, number) = (call.part(0)?, call.number(1)?);
    let address = format!("/teach/quizzes/{quiz}");
    preview(
        &class.app,
        call,
        &Looked::at(quiz, &address, number, is_tried),
    )
}

/// The sitting and the seat of an address.
fn place(call: &Call) -> Result<Place, Problem> {
    Ok(Place {
        sitting: sitting_of(call)?,
        seat: SeatId(call.number(1)?),
    })
}

/// The address of a pupil's page.
pub fn pupil_address(place: &Place) -> String {
    format!("{}/seats/{}", sitting_address(place.sitting), place.seat)
}

/// A pupil, for the teacher.
pub fn show_pupil(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let place = place(call)?;
    let (seat, is_exam) = class.classroom.at(&place, |sitting, seat| {
        (seat.clone(), sitting.plan.mode == Mode::Exam)
    })?;
    let address = pupil_address(&place);
    let mut answers = Vec::new();
    if let Some(number) = class.classroom.attempt_of(&seat)? {
        let live = class.classroom.live(&seat.student, number)?;
        let session = live.session();
        let waiting = waiting_in(session.attempt());
        for (place, item) in session.attempt().items.iter().enumerate() {
            for again in [false, true] {
                if !item.is_written() || item.given(again).is_none() {
                    continue;
                }
                let which = Which { place, again };
                let state = match waiting.contains(&which) {
                    true => "to be marked",
                    false => "marked",
                };
                let version = if again { ", second version" } else { "" };
                answers.push((
                    format!("{address}/questions/{}{}", place + 1, query(number, again)),
                    format!("Question {}{version}: {state}", place + 1),
                ));
            }
        }
    }
    let complaint = match call.query.text("again") {
        "name" => Some("A name has 1 to 60 characters, and nobody else has it."),
        "changed" => Some("This answer has changed since the page was shown. Nothing was marked."),
        _ => None,
    };
    let body = pupil(&PupilPage {
        address: &address,
        board: &sitting_address(place.sitting),
        name: &seat.name,
        code: seat.code.as_str(),
        came_back: match seat.came_back {
            (times, Some(last)) => format!(
                "used {}, last on {}",
                counted(times, "time"),
                moment(class, last)
            ),
            (_, None) => String::new(),
        },
        is_exam,
        extracts: class.classroom.extracts(place.sitting)?,
        arrangement: &seat.arrangement,
        rests: seat.rests,
        answers,
        complaint,
        is_wrong_name: call.query.text("again") == "erase",
    });
    Ok(staff_page(&seat.name, call, &body))
}

/// What an address says of an answer beside its question: of which attempt it is, and which version.
fn query(attempt: AttemptNumber, again: bool) -> String {
    let version = if again { "&version=2" } else { "" };
    format!("?attempt={attempt}{version}")
}

/// Does what the teacher asks for one pupil.
pub fn act_on_pupil(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let place = place(call)?;
    let (classroom, now, seat) = (&class.classroom, class.now(), place.seat);
    let here = Reply::SeeOther(pupil_address(&place));
    let form = &call.form;
    match form.text("do") {
        "rest" => classroom.rest(&place, true, now)?,
        "go-on" => classroom.rest(&place, false, now)?,
        "reset" => classroom.reset(place.sitting, seat, now)?,
        "remove" => {
            classroom.step(place.sitting, &SittingCommand::Remove { seat }, now)?;
            return Ok(Reply::SeeOther(sitting_address(place.sitting)));
        }
        "erase" => {
            let name = classroom.seat(&place)?.name;
            if form.text("name").trim() != name {
                let address = pupil_address(&place);
                return Ok(Reply::SeeOther(format!("{address}?again=erase#complaint")));
            }
            classroom.erase_pupil(&place, now)?;
            classroom.sweep(now)?;
            return Ok(Reply::SeeOther(sitting_address(place.sitting)));
        }
        "rename" => {
            let name = form.text("name").to_owned();
            let renamed =
                classroom.step(place.sitting, &SittingCommand::Rename { seat, name }, now);
            match renamed {
                Err(ClassroomError::Refused(_)) => {
                    let address = pupil_address(&place);
                    return Ok(Reply::SeeOther(format!("{address}?again=name#complaint")));
                }
                other => drop(other?),
            }
        }
        "arrange" => {
            let extra: u32 = form.number("extra").unwrap_or(0);
            let arrangement = Arrangement {
                extra_time: extra.min(400),
                aloud: form.all("aloud").take(100).map(str::to_owned).collect(),
                reading: match Reading::of_fields(form) {
                    usual if usual == Reading::default() => String::new(),
                    other => other.cookie(),
                },
                scribe: form.has("scribe"),
                note: form.text("note").chars().take(200).collect(),
            };
            classroom.arrange(&place, arrangement, now)?;
        }
        _ => return Err(Problem::BadRequest("The form is not one of this page.")),
    }
    Ok(here)
}

/// Which written answer of a pupil an address is about.
fn which(call: &Call) -> Result<Which, Problem> {
    let place: usize = call.number(2)?;
    Ok(Which {
        place: place.checked_sub(1).ok_or(Problem::NotFound)?,
        again: call.query.text("version") == "2",
    })
}

/// The answer of an address; `None` where the pupil has begun another attempt since.
fn written(class: &Class, call: &Call) -> Result<Option<WrittenAnswer>, Problem> {
    let (place, which) = (place(call)?, which(call)?);
    let attempt = attempt(call)?;
    Ok(class.classroom.written_answer(&place, attempt, which)?)
}

/// The attempt of an address.
fn attempt(call: &Call) -> Result<AttemptNumber, Problem> {
    call.query
        .text("attempt")
        .parse()
        .map_err(|_| Problem::NotFound)
}

/// The page of a pupil, with the words that an answer has changed.
fn has_changed(place: &Place) -> Reply {
    Reply::SeeOther(format!("{}?again=changed#complaint", pupil_address(place)))
}

/// A written answer beside what it is marked by, for the teacher.
pub fn show_answer(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let (place, which) = (place(call)?, which(call)?);
    let back = pupil_address(&place);
    let query = query(attempt(call)?, which.again);
    let address = format!("{back}/questions/{}{query}", which.place + 1);
    let Some(answer) = written(class, call)? else {
        return Ok(has_changed(&place));
    };
    let look = &call.look;
    let title = format!("Mark question {}", which.place + 1);
    let shown = class.classroom.look_at(&answer, |session, which| {
        let view = session.judging(which, class.now())?;
        let asked = marking::Asked {
            address: &address,
            seq: session.events().len(),
            complaint: (call.query.text("again") == "open")
                .then_some("Something is still to be decided."),
            samples: "",
            label: judging::PUPIL_WROTE,
            may_leave: false,
            reason: Some("A comment for the pupil"),
            back: Some(&back),
        };
        let bar = Bar::of(&session.quiz().title, &view.head);
        Some(attempt_page(
            &title,
            look,
            bar,
            &marking::page(&view, &asked),
        ))
    })?;
    shown.ok_or(Problem::NotFound)
}

/// Gives the teacher's marks, with a comment that the pupil sees.
pub fn mark_answer(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let (place, which) = (place(call)?, which(call)?);
    let Some(answer) = written(class, call)? else {
        return Ok(has_changed(&place));
    };
    let now = class.now();
    let judgement = class.classroom.look_at(&answer, |session, which| {
        let is_stale = call.is_stale(session, which.place);
        let view = session.judging(which, now).filter(|_| !is_stale)?;
        Some(marking::of_fields(&view.scheme, &call.form))
    })?;
    let Some(judgement) = judgement else {
        return Ok(has_changed(&place));
    };
    let Some(judgement) = judgement else {
        let address = pupil_address(&place);
        let query = query(attempt(call)?, which.again);
        return Ok(Reply::SeeOther(format!(
            "{address}/questions/{}{query}&again=open#answer",
            which.place + 1
        )));
    };
    let comment = call.form.text("reason").trim();
    let comment = Some(comment).filter(|comment| !comment.is_empty());
    class.classroom.judge(&answer, &judgement, comment, now)?;
    Ok(Reply::SeeOther(pupil_address(&place)))
}
