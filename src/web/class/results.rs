//! What a sitting has come to: by pupil, by question and by skill, on a page, on paper and as a table.

use super::board::sitting_address;
use super::member::sitting_of;
use super::place::moment;
use super::report::report_address;
use super::teaching::pupil_address;
use super::{Class, staff_page};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::attempt::{GivenAnswer, Score, Session};
use sourcework_core::marking::Answer;
use sourcework_core::present::block::small;
use sourcework_core::present::{feedback, judging, returned};
use sourcework_core::quiz::Skill;
use sourcework_core::sitting::SeatId;
use sourcework_html::pages::attempt::letters;
use sourcework_html::pages::class::results::{
    Paper, PaperQuestion, ResultRow, ResultsPage, papers as papers_page, results,
};
use sourcework_service::classroom::{Board, Cell, Place, Progress};
use sourcework_service::judging::waiting_in;

/// The results of all pupils.
pub fn show(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let title = class.classroom.with(id, |it| it.plan.title.clone())?;
    let found = class.classroom.board(id)?;
    let skills = skills_of(&found);
    let rows = found.rows.iter().map(|row| {
        let place = Place {
            sitting: id,
            seat: row.id,
        };
        ResultRow {
            name: row.seat.name.clone(),
            address: pupil_address(&place),
            seat: row.id.0,
            has_begun: row.attempt.is_some(),
            is_handed_in: row.progress == Progress::HandedIn,
            sum: row.score(),
            waiting: row.waiting.len(),
            skills: skills
                .iter()
                .map(|skill| row.skills.get(skill).copied().unwrap_or_default())
                .collect(),
        }
    });
    let body = results(&ResultsPage {
        board: &sitting_address(id),
        report: &report_address(id),
        title: &title,
        rows: rows.collect(),
        questions: found
            .columns
            .iter()
            .map(|column| (column.stem.clone(), column.marked, column.score))
            .collect(),
        skills,
    });
    Ok(staff_page("Results", call, &body))
}

/// The skills that pupils have marks for, in the order of the list of skills.
fn skills_of(found: &Board) -> Vec<Skill> {
    let has = |skill: &Skill| found.rows.iter().any(|row| row.skills.contains_key(skill));
    Skill::ALL.iter().copied().filter(has).collect()
}

/// What each pupil gets back on paper; of one pupil, where the address names a seat.
pub fn papers(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let title = class.classroom.with(id, |it| it.plan.title.clone())?;
    let only: Option<u32> = call.query.number("seat");
    let mut papers = Vec::new();
    class.classroom.visit_latest(id, |seat, name, session| {
        if only.is_none_or(|only| seat == SeatId(only)) {
            papers.push(paper(name, session));
        }
    })?;
    let results = format!("{}/results", sitting_address(id));
    let body = papers_page(&results, &title, &papers);
    Ok(staff_page("Papers to hand back", call, &body))
}

/// The answers of a pupil, each with its mark and why.
fn paper(name: &str, session: &Session) -> Paper {
    let items = session.attempt().items.iter().enumerate();
    let questions = items.map(|(place, item)| {
        let given = item.second.as_ref().or(item.first.as_ref());
        let answer = given.map(|given| &given.answer);
        let mut blocks = match answer.filter(|answer| !Answer::is_blank(answer)) {
            None => vec![small("No answer.")],
            Some(answer) => judging::version("Your answer:", answer),
        };
        if given.is_some_and(GivenAnswer::is_open) {
            blocks.push(returned::still_to_mark());
        }
        if let Some(told) = session.feedback(place) {
            blocks.extend(feedback::feedback(&told, &letters));
        }
        PaperQuestion {
            stem: session.question(place).stem.value.clone(),
            blocks,
        }
    });
    let questions = questions.collect();
    let score = session.summary().score;
    let waiting = waiting_in(session.attempt()).len();
    Paper {
        name: name.to_owned(),
        sum: returned::sum(score.awarded, score.available, waiting),
        questions,
    }
}

/// The results as a table for a spreadsheet: one row a pupil.
pub fn table(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let found = class.classroom.board(id)?;
    let mut rows = Vec::with_capacity(found.rows.len() + 1);
    let heads = ["name", "state", "last kept", "extra time"].map(str::to_owned);
    let ids = found.columns.iter().map(|column| column.id.clone());
    let skills = skills_of(&found);
    let names = skills.iter().map(|skill| format!("% {skill}"));
    let sums = ["total", "available", "waiting"].map(str::to_owned);
    let heads = heads.into_iter().chain(ids).chain(names).chain(sums);
    rows.push(heads.collect::<Vec<_>>());
    for row in &found.rows {
        let Score { awarded, available } = row.score();
        let state = match row.progress {
            Progress::Joined => "joined",
            Progress::Probing | Progress::At(_) | Progress::Overview => "answering",
            Progress::HandedIn => "handed in",
        };
        let kept = row.kept.map_or(String::new(), |kept| moment(class, kept));
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::NotAsked | Cell::Open | Cell::Skipped => String::new(),
            Cell::Waits => "?".to_owned(),
            Cell::Marked(score) => score.awarded.to_string(),
        });
        let heads = [
            row.seat.name.clone(),
            state.to_owned(),
            kept,
            format!("{}%", row.seat.arrangement.extra_time),
        ];
        let sums = [
            awarded.to_string(),
            available.to_string(),
            row.waiting.len().to_string(),
        ];
        let of_skills = skills.iter().map(|skill| match row.skills.get(skill) {
            Some(score) if score.available > 0 => score.percent().to_string(),
            _ => String::new(),
        });
        let cells = cells.chain(of_skills);
        rows.push(heads.into_iter().chain(cells).chain(sums).collect());
    }
    let text = String::from_utf8(sourcework_exchange::spreadsheet(&rows));
    let text = text.map_err(|error| Problem::Failed(error.to_string()))?;
    Ok(Reply::Download(
        "results.csv".to_owned(),
        "text/csv; charset=utf-8",
        text,
    ))
}
