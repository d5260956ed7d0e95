//! The table of answers, as it is handed to other programs and read again.

use serde::Serialize;
use sourcework_core::statistics::Response;

use crate::rows::harmless;

/// The headings.
const HEADINGS: [&str; 18] = [
    "class",
    "student",
    "attempt",
    "quiz",
    "question",
    "content",
    "kind",
    "skill",
    "state",
    "answer",
    "awarded",
    "available",
    "basis",
    "certainty",
    "seconds",
    "mode",
    "hint",
    "probe",
];

/// Writes a row for each answer, as CSV. The answer is JSON, as the record keeps it; a spreadsheet runs no cell.
///
/// # Panics
/// Never: memory takes every row.
pub fn write(rows: impl Iterator<Item = Response>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let write = |writer: &mut csv::Writer<Vec<u8>>, cells: &[String]| {
        let cells = cells.iter().map(|cell| harmless(cell));
        writer
            .write_record(cells)
            .expect("memory takes every row, and all rows are as long");
    };
    write(&mut writer, &HEADINGS.map(str::to_owned));
    for row in rows {
        write(&mut writer, &cells(&row));
    }
    writer.into_inner().expect("memory takes every row")
}

fn cells(row: &Response) -> [String; 18] {
    let number = |number: Option<u32>| number.map_or(String::new(), |it| it.to_string());
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    [
        row.pupil.class.clone(),
        row.pupil.name.clone(),
        row.pupil.attempt.to_string(),
        row.question.quiz.clone(),
        row.question.question.clone(),
        row.question
            .content
            .map_or(String::new(), |it| it.to_string()),
        row.kind.map_or("", |it| it.as_str()).to_owned(),
        row.skill.map_or("", |it| it.as_str()).to_owned(),
        row.state.as_str().to_owned(),
        row.answer.as_ref().map_or(String::new(), json),
        row.awarded.to_string(),
        row.available.to_string(),
        row.basis.as_ref().map_or(String::new(), word),
        row.certainty.as_ref().map_or(String::new(), word),
        number(row.seconds),
        row.mode.as_ref().map_or(String::new(), word),
        yes(row.hint),
        yes(row.is_probe),
    ]
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("an answer is JSON")
}

/// A word of a closed list, as the record writes it.
fn word(value: &impl Serialize) -> String {
    json(value).trim_matches('"').to_owned()
}
