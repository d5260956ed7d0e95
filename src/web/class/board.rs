//! The board: what the teacher sees of a sitting while it goes on, and does to all of it.

use jiff::{SignedDuration, Timestamp};

use super::member::sitting_of;
use super::report::report_address;
use super::teaching::pupil_address;
use super::{Class, staff_page};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::attempt::Score;
use sourcework_core::sitting::{ClassCode, SeatId, SittingCommand, SittingId, SittingPhase};
use sourcework_html::pages::class::board::{BoardColumn, BoardPage, BoardRow, board};
use sourcework_service::classroom::{Cell, Column, Place, Progress, Row};

/// A device of which nothing was heard for so long is said to be offline: the page of a pupil asks every ten seconds.
const OFFLINE: SignedDuration = SignedDuration::from_secs(60);

/// A pupil of whom nothing was kept for so long is said to be idle.
const IDLE: SignedDuration = SignedDuration::from_mins(3);

/// The address of a sitting, for the teacher.
pub fn sitting_address(id: SittingId) -> String {
    format!("/teach/sittings/{id}")
}

/// The board.
pub fn show(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let now = class.now();
    let found = class.classroom.board(id)?;
    let (title, code, phase, is_released) = class.classroom.with(id, |sitting| {
        let code = sitting.code.as_str().to_owned();
        let is_released = sitting.shows_results(now);
        (
            sitting.plan.title.clone(),
            code,
            sitting.phase(now),
            is_released,
        )
    })?;
    let removed = class.classroom.with(id, |sitting| {
        let seats = sitting.seats.iter();
        // One who was erased has no name any more.
        let removed = seats.filter(|(_, seat)| seat.is_removed && !seat.name.is_empty());
        let address = |seat: &SeatId| {
            pupil_address(&Place {
                sitting: id,
                seat: *seat,
            })
        };
        removed
            .map(|(seat, state)| (address(seat), state.name.clone()))
            .collect()
    })?;
    let mut buttons = Vec::new();
    match phase {
        SittingPhase::Open => buttons.push(("pause", "Pause for all")),
        SittingPhase::Paused => buttons.push(("go-on", "Go on for all")),
        SittingPhase::NotYet | SittingPhase::Closed => {}
    }
    if phase != SittingPhase::Closed {
        buttons.push(("close", "Close: take in all papers"));
    }
    if !is_released {
        buttons.push(("release", "Release the results"));
    }
    let waiting = found.rows.iter().map(|row| row.waiting.len()).sum();
    let body = board(&BoardPage {
        address: &sitting_address(id),
        report: &report_address(id),
        title: &title,
        code: &code,
        places: &class.settings.places,
        phase: match phase {
            SittingPhase::NotYet => "It has not begun yet.",
            SittingPhase::Open => "It is open.",
            SittingPhase::Paused if class.is_nearly_full() => {
                "All clocks stand still, because the disk of this machine is nearly full. Make room, then let the clocks go on."
            }
            SittingPhase::Paused => "All clocks stand still.",
            SittingPhase::Closed => "It is closed.",
        },
        buttons,
        rows: found
            .rows
            .iter()
            .map(|row| shown_row(class, id, row, now))
            .collect(),
        columns: found.columns.iter().map(shown_column).collect(),
        waiting,
        removed,
        erasing: (phase == SittingPhase::Closed).then_some(call.query.text("again") == "code"),
    });
    Ok(staff_page(&title, call, &body))
}

fn shown_row(class: &Class, sitting: SittingId, row: &Row, now: Timestamp) -> BoardRow {
    let place = Place {
        sitting,
        seat: row.id,
    };
    let Score { awarded, available } = row.score();
    let is_longer = |since: Option<Timestamp>, than: SignedDuration| {
        since.is_none_or(|since| now.duration_since(since) > than)
    };
    let wrote = row.seen.and_then(|it| it.wrote);
    let silence = match row.progress {
        Progress::HandedIn => None,
        _ if is_longer(row.seen.map(|it| it.at), OFFLINE) => Some("offline"),
        Progress::Probing | Progress::At(_) if is_longer(row.kept.max(wrote), IDLE) => Some("idle"),
        Progress::Joined | Progress::Probing | Progress::At(_) | Progress::Overview => None,
    };
    BoardRow {
        address: pupil_address(&place),
        name: row.seat.name.clone(),
        progress: match row.progress {
            Progress::Joined => "joined".to_owned(),
            Progress::Probing => "before the quiz, without the passage".to_owned(),
            Progress::At(question) => format!("question {}", question + 1),
            Progress::Overview => "overview".to_owned(),
            Progress::HandedIn => "handed in".to_owned(),
        },
        kept: row.kept.map_or(String::new(), |kept| {
            kept.to_zoned(class.zone()).strftime("%H:%M:%S").to_string()
        }),
        silence,
        cells: row.cells.iter().map(|cell| shown_cell(*cell)).collect(),
        sum: match available {
            0 => String::new(),
            _ => format!("{awarded}/{available}"),
        },
    }
}

/// What stands in a cell, and in words what that means.
fn shown_cell(cell: Cell) -> (String, String) {
    match cell {
        Cell::NotAsked => (String::new(), "not asked".to_owned()),
        Cell::Open => ("·".to_owned(), "not answered".to_owned()),
        Cell::Skipped => ("–".to_owned(), "passed".to_owned()),
        Cell::Waits => ("?".to_owned(), "to be marked".to_owned()),
        Cell::Marked(Score { awarded, available }) => (
            format!("{awarded}/{available}"),
            format!("{awarded} of {available}"),
        ),
    }
}

fn shown_column(column: &Column) -> BoardColumn {
    let facility = match column.score.available {
        0 => String::new(),
        _ => format!("{}% of the marks", column.score.percent()),
    };
    let chosen = column.chosen.iter().map(|chosen| {
        let why = match chosen.is_right {
            true => "right".to_owned(),
            false => chosen.feedback.clone(),
        };
        (chosen.text.clone(), chosen.count, why)
    });
    BoardColumn {
        stem: column.stem.clone(),
        facility,
        chosen: chosen.collect(),
    }
}

/// Does what the teacher asks for all pupils.
pub fn act(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let (classroom, now) = (&class.classroom, class.now());
    match call.form.text("do") {
        "pause" => classroom.pause(id, true, now)?,
        // The page says why it stays as it is.
        "go-on" if class.is_nearly_full() => {}
        "go-on" => classroom.pause(id, false, now)?,
        "close" => classroom.close(id, now)?,
        "release" => drop(classroom.step(id, &SittingCommand::Release, now)?),
        "erase" => {
            let code = classroom.with(id, |sitting| sitting.code.clone())?;
            if ClassCode::typed(call.form.text("code")) != code {
                let address = sitting_address(id);
                return Ok(Reply::SeeOther(format!("{address}?again=code#complaint")));
            }
            classroom.erase(id, now)?;
            classroom.sweep(now)?;
            return Ok(Reply::SeeOther("/teach".to_owned()));
        }
        _ => return Err(Problem::BadRequest("The form is not one of this page.")),
    }
    Ok(Reply::SeeOther(sitting_address(id)))
}
