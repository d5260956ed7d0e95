//! What the answers of sittings show, for the teacher: on a page, as a file, and the questions for the next
//! lesson as a quiz.

use std::collections::{BTreeMap, BTreeSet};

use super::board::sitting_address;
use super::member::Member;
use super::{Class, staff_page, teaching};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::paper::Paper;
use sourcework_core::quiz;
use sourcework_core::report::{Report, starter_quiz};
use sourcework_core::sitting::{Sitting, SittingId};
use sourcework_html::pages::class::report::{ReportPage, report as report_page};
use sourcework_html::report::page as report_file;
use sourcework_service::answers::{Answered, Scope, Wanted, report};

/// The report on a sitting, for the teacher.
pub fn report_address(id: SittingId) -> String {
    format!("/teach/report?sitting={id}")
}

/// The report on some sittings.
struct Made {
    report: Report,
    answered: Answered,
    papers: Vec<Paper>,
    sittings: Vec<Sitting>,
}

/// The report on the sittings that an address names, of those that somebody may see; `None` where it names none.
fn made(class: &Class, member: &Member, call: &Call) -> Result<Option<Made>, Problem> {
    let named = call.query.all("sitting");
    let named = named.map(|id| id.parse().map_err(|_| Problem::NotFound));
    let named: BTreeSet<SittingId> = named.collect::<Result<_, _>>()?;
    if named.is_empty() {
        return Ok(None);
    }
    let seen = |it: &Sitting| member.may_see(it).then(|| (it.id, it.clone()));
    let all = class.classroom.all(seen);
    let all: BTreeMap<SittingId, Sitting> = all.into_iter().flatten().collect();
    let sittings = named
        .iter()
        .map(|id| all.get(id).cloned().ok_or(Problem::NotFound));
    let mut sittings: Vec<Sitting> = sittings.collect::<Result<_, _>>()?;
    sittings.sort_by_key(|it| it.opened);
    let (report, answered, papers) = report(
        &*class.app.store,
        &class.app.library,
        &all,
        Scope::Sittings(&sittings),
        Wanted::default(),
        (class.app.today)().date(),
    )?;
    Ok(Some(Made {
        report,
        answered,
        papers,
        sittings,
    }))
}

/// The report on a page; where no sitting is named, the sittings to choose from.
pub fn show(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let Some(made) = made(class, member, call)? else {
        return teaching::home(class, member, call);
    };
    let board = match made.sittings.as_slice() {
        [only] => Some(sitting_address(only.id)),
        _ => None,
    };
    let named = made.sittings.iter().map(|it| format!("sitting={}", it.id));
    let body = report_page(&ReportPage {
        report: &made.report,
        board: board.as_deref(),
        query: &named.collect::<Vec<_>>().join("&"),
        left_out: made.answered.left_out.len(),
    });
    Ok(staff_page("Report", call, &body))
}

/// The report as one file.
pub fn file(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let Some(made) = made(class, member, call)? else {
        return teaching::home(class, member, call);
    };
    Ok(Reply::Download(
        "report.html".to_owned(),
        "text/html; charset=utf-8",
        report_file(&made.report),
    ))
}

/// The questions for the next lesson as the file of a quiz.
pub fn starter(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let Some(made) = made(class, member, call)? else {
        return teaching::home(class, member, call);
    };
    let title = format!("Starter: {}", made.report.title);
    let quiz = starter_quiz("starter", &title, &made.report.starter, &made.papers);
    let quiz = quiz.ok_or(Problem::NotFound)?;
    Ok(Reply::Download(
        "starter.toml".to_owned(),
        "application/toml; charset=utf-8",
        quiz::write(&quiz, &[]),
    ))
}
