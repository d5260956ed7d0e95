//! The wall for the projector: how to join, and one question after the other. It names nobody.

use std::sync::Arc;

use super::board::sitting_address;
use super::member::sitting_of;
use super::queue::{question_address, queue_address};
use super::{Class, staff_page};
use crate::web::call::{Call, Problem, Reply};
use crate::web::preview::session_at;
use sourcework_core::attempt::View;
use sourcework_core::sitting::SittingPhase;
use sourcework_html::pages::class::wall::{Shown, Wall, question, wall};
use sourcework_html::pages::frame::Look;
use sourcework_service::classroom::Progress;

/// The address of the wall of a sitting.
pub fn wall_address(sitting: &str) -> String {
    format!("{sitting}/wall")
}

/// How to join, and how many have joined.
pub fn show(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let (title, code) = class.classroom.with(id, |sitting| {
        let code = sitting.code.as_str().to_owned();
        (sitting.plan.title.clone(), code)
    })?;
    let found = class.classroom.board(id)?;
    let handed_in = found
        .rows
        .iter()
        .filter(|row| row.progress == Progress::HandedIn);
    let first = class.settings.places.first().map_or("", String::as_str);
    let picture = picture(&format!("{first}/join/{code}"));
    let body = wall(&Wall {
        address: &wall_address(&sitting_address(id)),
        board: &sitting_address(id),
        title: &title,
        places: &class.settings.places,
        code: &code,
        picture: &picture,
        counts: (found.rows.len(), handed_in.count()),
        questions: found.columns.len(),
    });
    Ok(staff_page(&title, call, &body))
}

/// A question with its passages; what was chosen, once nobody can choose any more; and the written answers that the
/// teacher has picked out.
pub fn show_question(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let number: usize = call.number(1)?;
    let place = number.checked_sub(1).ok_or(Problem::NotFound)?;
    let phase = class.classroom.with(id, |it| it.phase(class.now()))?;
    let paper = class.classroom.paper_of(id)?;
    let found = class.classroom.board(id)?;
    let column = found.columns.get(place).ok_or(Problem::NotFound)?;
    let in_quiz = paper.quiz.question(&column.id);
    let (in_quiz, asked) = in_quiz.ok_or(Problem::NotFound)?;
    let board = sitting_address(id);
    let mut texts = Vec::new();
    let mut picking = None;
    if asked.kind().is_written() {
        let queue = class.classroom.queue_of(id, &column.id)?;
        for key in call.query.all("text") {
            let [waiting, marked] = [false, true].map(|marked| queue.of_keys(&[key], marked));
            let first = waiting.first().or(marked.first());
            texts.extend(first.map(|it| it.text.clone()));
        }
        let written = class.classroom.written_questions(id)?;
        let at = written.iter().position(|it| it.id == column.id);
        picking = at.map(|at| question_address(&queue_address(&board), at));
    }
    let session = session_at(Arc::clone(&paper), in_quiz, class.now())?;
    let View::Question(view) = session.current(class.now()) else {
        return Err(Problem::NotFound);
    };
    let body = question(&Shown {
        address: &wall_address(&board),
        picking: picking.as_deref(),
        view: &view,
        number,
        of: found.columns.len(),
        // What others chose is shown when nobody can choose any more.
        chosen: match phase {
            SittingPhase::Closed => &column.chosen[..],
            _ => &[],
        }
        .iter()
        .map(|chosen| (chosen.text.clone(), chosen.count))
        .collect(),
        joined: found.rows.len(),
        texts,
    });
    // The teacher reads aloud, or nobody.
    let silent = Call {
        look: Look {
            aloud: Some(Vec::new()),
            ..call.look.clone()
        },
        ..call.clone()
    };
    let title = format!("Question {number}");
    Ok(staff_page(&title, &silent, &body))
}

/// An address as a QR code; nothing where it is too long for one.
fn picture(address: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(address) else {
        return String::new();
    };
    let drawn = code.render::<qrcode::render::svg::Color<'_>>().build();
    // The part of an XML file that a page does not take.
    let start = drawn.find("<svg").unwrap_or(0);
    drawn[start..].to_owned()
}
