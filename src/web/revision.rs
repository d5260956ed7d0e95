//! Today's revision: what is due, beginning it, and what it goes by.

use std::sync::Arc;

use jiff::civil::Date;

use super::app::{App, page};
use super::attempts::address;
use super::call::{Call, Problem, Reply};
use super::cards::open_card;
use sourcework_core::attempt::Mode;
use sourcework_core::present::plan;
use sourcework_core::present::progress::sections;
use sourcework_core::progress;
use sourcework_core::record::Day;
use sourcework_core::words::counted;
use sourcework_html::pages::frame::Part;
use sourcework_html::pages::library::{self, Due, Revision};
use sourcework_service::revising::{self, REVISION, Today, Wanted};
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::{Beginning, LiveAttempt, papers};

fn today(app: &App) -> Result<Today, Problem> {
    let wanted = Wanted {
        day: (app.today)(),
        only: app.seated.as_ref().map(|seated| seated.revises.clone()),
        skill: None,
        exam: None,
        seed: None,
    };
    let cache = app.cache.as_deref();
    let today = revising::plan(&*app.store, &app.student, &app.library, cache, &wanted)?;
    Ok(today)
}

/// What is due, for the first page.
pub fn due(app: &App) -> Result<Due, Problem> {
    let today = today(app)?;
    let days = today.settings.days_to_exam(today.day);
    let countdown = match days {
        None => String::new(),
        Some(0) => " The exam is today.".to_owned(),
        Some(days) => format!(" {} to the exam.", counted(days, "day")),
    };
    let has_questions = !today.plan.picks.is_empty();
    Ok(Due {
        words: match has_questions {
            true => format!("Due today: {}", plan::headline(&today.plan, days)),
            false => format!("Nothing is due today.{countdown}"),
        },
        has_questions,
    })
}

/// The page of today's revision.
pub fn show(app: &App, call: &Call) -> Result<Reply, Problem> {
    let today = today(app)?;
    let open = papers::unfinished(&*app.store, &app.student, REVISION, Mode::Practice)?.found;
    let minutes = today.settings.minutes;
    let days = today.settings.days_to_exam(today.day);
    let (plan, candidates) = (&today.plan, &today.candidates);
    let blocks = match plan.picks.is_empty() {
        // Which questions are asked is not told beforehand.
        false => vec![sourcework_core::present::block::plain(plan::headline(
            plan, days,
        ))],
        true => {
            let next = revising::next_day(&today);
            vec![plan::nothing_to_ask(plan, candidates, minutes, days, next)]
        }
    };
    let gathered = progress::gather(
        candidates,
        &today.ledger,
        &today.settings.request(today.day, None),
    );
    let week = sections(&gathered)
        .into_iter()
        .find(|section| section.id == "week");
    let body = library::revision(&Revision {
        blocks,
        week: week.map_or(Vec::new(), |section| section.blocks),
        has_questions: !plan.picks.is_empty(),
        open: open.map(|outcome| open_card(&outcome, &std::collections::HashMap::new())),
        exam: today
            .settings
            .exam
            .map_or(String::new(), |day| day.date().to_string()),
        minutes,
        complaint: match call.query.text("again") {
            "past" => Some("That day has passed. Choose a later one.".to_owned()),
            "date" => Some("This is no day. Write it as the field shows.".to_owned()),
            "minutes" => Some("Write a number of minutes from 1 to 600.".to_owned()),
            _ => None,
        },
    });
    Ok(page("Revision", Part::Revision, &call.look, &body))
}

/// Begins today's revision.
pub fn begin(app: &App, _: &Call) -> Result<Reply, Problem> {
    let open = papers::unfinished(&*app.store, &app.student, REVISION, Mode::Practice)?.found;
    if let Some(open) = open {
        return Ok(Reply::SeeOther(address(open.attempt)));
    }
    let today = today(app)?;
    if today.plan.picks.is_empty() {
        return Ok(Reply::SeeOther("/revision".to_owned()));
    }
    let mut paper = revising::paper(&app.library, &today)?;
    let days = today.settings.days_to_exam(today.day);
    paper.quiz.describe(&plan::headline(&today.plan, days));
    let beginning = Beginning {
        offset: (app.offset)(),
        selection: today.selection(),
        ..Beginning::default()
    };
    let mut live = LiveAttempt::begin(
        &*app.store,
        &app.student,
        Arc::new(paper),
        &beginning,
        (app.now)(),
    )?;
    let number = live.enter_record().map_err(Problem::NotSaved)?;
    Ok(Reply::SeeOther(address(number)))
}

/// Keeps the day of the exam and the minutes.
pub fn set(app: &App, call: &Call) -> Result<Reply, Problem> {
    let again = |why: &str| Ok(Reply::SeeOther(format!("/revision?again={why}")));
    let exam = match call.form.text("exam") {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(date) if Day::of_date(date) < (app.today)() => return again("past"),
            Ok(date) => Some(date),
            Err(_) => return again("date"),
        },
    };
    let minutes = call.form.number("minutes");
    let Some(minutes) = minutes.filter(|it| Settings::MINUTES.contains(it)) else {
        return again("minutes");
    };
    for setting in [Setting::Exam(exam), Setting::Minutes(minutes)] {
        Settings::set(&*app.store, &app.student, &setting).map_err(Problem::NotSaved)?;
    }
    Ok(Reply::SeeOther("/revision".to_owned()))
}
