//! Opening a sitting.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::board::sitting_address;
use super::member::Member;
use super::{Class, ROOM_TO_OPEN, staff_page};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::attempt::Mode;
use sourcework_core::sitting::{Plan, Release, roster};
use sourcework_html::pages::class::teaching::{NewSitting, new_sitting};
use sourcework_html::pages::fields::Fields;

/// The form that opens a sitting.
pub fn show(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let quiz = call.part(0)?;
    let paper = class.app.library.paper(quiz)?;
    let complaint = match call.query.text("again") {
        "time" => Some("The end must come after the beginning, and after now."),
        "numbers" => Some(
            "Minutes are 1 to 1440, attempts 1 to 20, and questions at most as many as there are.",
        ),
        "probes" => Some(
            "None of the questions can be asked without its passage: it takes questions with a key that offer no quotations and tell no hidden heading. Ask 0 first.",
        ),
        "nothing" => Some("No question fits: choose other questions, or another skill."),
        "room" => Some(
            "The disk of this machine has less than 200 MB left, so that answers might not be kept. Make room first.",
        ),
        _ => None,
    };
    let body = new_sitting(&NewSitting {
        quiz,
        title: &paper.quiz.title,
        minutes: paper.quiz.time_limit.as_ref().map(|limit| limit.minutes()),
        roster: &class.settings.roster,
        lists: class.classroom.with_staff(|staff| {
            let lists = staff.lists_of(member.person);
            lists
                .map(|(id, it)| (id.0, it.name.clone(), it.pupils.len()))
                .collect()
        }),
        questions: paper
            .quiz
            .questions
            .iter()
            .map(|it| (it.id.value.as_str(), it.stem.value.as_str(), it.skill.value))
            .collect(),
        complaint,
    });
    Ok(staff_page("Open a quiz", call, &body))
}

/// Opens a sitting.
pub fn open(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let quiz = call.part(0)?;
    let paper = class.app.library.paper(quiz)?;
    let again = |why: &str| Reply::SeeOther(format!("/teach/new/{quiz}?again={why}#complaint"));
    let form = &call.form;
    let questions = &paper.quiz.questions;
    let most = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    let (Ok(minutes), Ok(attempts), Ok(drawn), Ok(probes)) = (
        number(form, "minutes", 1..=1440),
        number(form, "attempts", 1..=20),
        number(form, "questions", 1..=most),
        number(form, "probes", 0..=most),
    ) else {
        return Ok(again("numbers"));
    };
    let (Ok(from), Ok(until)) = (time(class, form, "from"), time(class, form, "until")) else {
        return Ok(again("time"));
    };
    let now = class.now();
    if until.is_some_and(|until| until <= from.unwrap_or(now).max(now)) {
        return Ok(again("time"));
    }
    if (class.settings.room)().is_some_and(|room| room < ROOM_TO_OPEN) {
        return Ok(again("room"));
    }
    let chosen: Vec<&str> = form.all("only").collect();
    let is_all = questions
        .iter()
        .all(|it| chosen.contains(&it.id.value.as_str()));
    let plan = Plan {
        roster: roster_of(class, member, form),
        mode: match form.text("mode") {
            "exam" => Mode::Exam,
            _ => Mode::Practice,
        },
        minutes,
        release: match form.text("release") {
            "at-once" => Release::AtOnce,
            "when-closed" => Release::WhenClosed,
            _ => Release::ByTeacher,
        },
        from,
        until,
        attempts: attempts.unwrap_or(1),
        only: match is_all {
            true => Vec::new(),
            false => chosen.into_iter().map(str::to_owned).collect(),
        },
        skill: form.text("skill").parse().ok(),
        questions: drawn,
        probes: probes.unwrap_or(0),
        shuffled: form.has("shuffled"),
        shows_score: form.has("score"),
        owner: Some(member.owner),
        ..Plan::practice(quiz, &paper.quiz.title.value)
    };
    if form.all("only").next().is_none() || plan.asked(&paper.quiz).next().is_none() {
        return Ok(again("nothing"));
    }
    if plan.probes > 0 && plan.probe_candidates(&paper.quiz).is_empty() {
        return Ok(again("probes"));
    }
    let id = class.classroom.open_sitting(plan, now)?;
    Ok(Reply::SeeOther(sitting_address(id)))
}

/// The names of the class: those of the chosen list, and those that were typed.
fn roster_of(class: &Class, member: &Member, form: &Fields) -> Vec<String> {
    let chosen: Option<u32> = form.number("list");
    let listed: Vec<String> = class.classroom.with_staff(|staff| {
        let mut lists = staff.lists_of(member.person);
        let list = lists.find(|(id, _)| Some(id.0) == chosen);
        list.map_or(Vec::new(), |(_, list)| list.pupils.clone())
    });
    roster(
        listed
            .iter()
            .map(String::as_str)
            .chain(form.text("roster").lines()),
    )
}

/// A number that was typed, within its bounds; none where nothing was.
fn number(form: &Fields, name: &str, bounds: RangeInclusive<u32>) -> Result<Option<u32>, ()> {
    match form.text(name).trim() {
        "" => Ok(None),
        text => {
            let number: Option<u32> = text.parse().ok();
            number.filter(|it| bounds.contains(it)).map(Some).ok_or(())
        }
    }
}

/// A moment that was typed, in the time of this machine.
fn time(class: &Class, form: &Fields, name: &str) -> Result<Option<Timestamp>, ()> {
    let text = form.text(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let civil: DateTime = text.parse().map_err(drop)?;
    let zoned = civil.to_zoned(class.zone()).map_err(drop)?;
    Ok(Some(zoned.timestamp()))
}
