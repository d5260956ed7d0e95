//! Answers that a pupil's browser could not send: the browser saves them as a file, and the teacher loads it here.

use serde::Deserialize;

use super::board::sitting_address;
use super::member::sitting_of;
use super::{Class, staff_page};
use crate::web::call::{Call, Problem, Reply};
use crate::web::http::fields;
use sourcework_core::marking::Answer;
use sourcework_core::present::question::answer_in_words;
use sourcework_core::sitting::SittingId;
use sourcework_html::pages::answer::of_fields;
use sourcework_html::pages::attempt::letters;
use sourcework_html::pages::class::unsent::{UnsentLine, UnsentPage, unsent};
use sourcework_service::classroom::{ClassroomError, Place, Slot};
use sourcework_service::live::StepError;

/// A file of a pupil's browser, as the script writes it.
#[derive(Deserialize)]
struct UnsentFile {
    /// What the file is.
    #[serde(rename = "sourcework")]
    _what: Unsent,
    /// The key of the pupil's place.
    seat: String,
    answers: Vec<UnsentAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Unsent {
    UnsentAnswers,
}

#[derive(Deserialize)]
struct UnsentAnswer {
    /// The address of the question.
    address: String,
    /// What was filled in, as the form would have sent it.
    fields: String,
}

/// An answer of a file, found in the sitting.
struct Found {
    place: Place,
    slot: Slot,
    answer: Answer,
    line: UnsentLine,
}

/// The form for a file.
pub fn show(_: &Class, call: &Call) -> Result<Reply, Problem> {
    let board = sitting_address(sitting_of(call)?);
    let body = unsent(&UnsentPage {
        address: &format!("{board}/unsent"),
        board: &board,
        ..UnsentPage::default()
    });
    Ok(staff_page("Answers from a file", call, &body))
}

/// Shows what a file holds, or takes in what the teacher has chosen of it.
pub fn act(class: &Class, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let board = sitting_address(id);
    let text = call.form.text("file");
    let (found, mut complaints) = read(class, id, text)?;
    let mut taken = None;
    if call.form.text("do") == "take" {
        let chosen: Vec<usize> = call
            .form
            .all("take")
            .filter_map(|it| it.parse().ok())
            .collect();
        let mut count = 0;
        for found in chosen.iter().filter_map(|place| found.get(*place)) {
            match class
                .classroom
                .take_unsent(&found.place, found.slot, &found.answer, class.now())
            {
                Ok(()) => count += 1,
                Err(ClassroomError::Step(StepError::Refused(refusal))) => complaints.push(format!(
                    "{}, question {}: {refusal}.",
                    found.line.name,
                    found.slot.place + 1
                )),
                Err(error) => return Err(error.into()),
            }
        }
        taken = Some(count);
    }
    let body = unsent(&UnsentPage {
        address: &format!("{board}/unsent"),
        board: &board,
        text: if taken.is_none() { text } else { "" },
        lines: match taken {
            None => found.into_iter().map(|found| found.line).collect(),
            Some(_) => Vec::new(),
        },
        complaints,
        taken,
    });
    Ok(staff_page("Answers from a file", call, &body))
}

/// The answers of files, one file a line, and what of them belongs to nobody here.
fn read(class: &Class, id: SittingId, text: &str) -> Result<(Vec<Found>, Vec<String>), Problem> {
    let mut found = Vec::new();
    let mut complaints = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let Ok(file) = serde_json::from_str::<UnsentFile>(line) else {
            complaints.push("This is not a file that a pupil's page has saved.".to_owned());
            continue;
        };
        let key = file.seat.parse().unwrap_or_default();
        let Some(place) = class.classroom.seat_of_key(id, key)? else {
            complaints.push("No pupil of this sitting has saved this file.".to_owned());
            continue;
        };
        for unsent in &file.answers {
            match find(class, &place, unsent)? {
                Some(one) => found.push(one),
                None => {
                    let words = "One answer belongs to no question of this pupil.";
                    complaints.push(words.to_owned());
                }
            }
        }
    }
    Ok((found, complaints))
}

/// The question that an answer of a file belongs to.
fn find(class: &Class, place: &Place, unsent: &UnsentAnswer) -> Result<Option<Found>, Problem> {
    let Some(slot) = slot_of(&unsent.address) else {
        return Ok(None);
    };
    let name = class.classroom.seat(place)?.name;
    let form = fields(unsent.fields.as_bytes());
    let found = class
        .classroom
        .look_at_slot(place, slot, class.now(), |view, _| {
            let words = |answer: &Answer| answer_in_words(answer, &view.task, &letters);
            let answer = of_fields(&view.task, &form);
            let line = UnsentLine {
                name,
                question: format!("{}. {}", slot.place + 1, view.head.stem),
                kept: view.given.as_ref().filter(|it| !it.is_blank()).map(words),
                unsent: words(&answer),
                is_same: view.given.as_ref() == Some(&answer),
            };
            (answer, line)
        })?;
    Ok(found.map(|(answer, line)| Found {
        place: place.clone(),
        slot,
        answer,
        line,
    }))
}

/// The question of an address such as `/attempts/3/questions/2`.
fn slot_of(address: &str) -> Option<Slot> {
    let (attempt, question) = address
        .strip_prefix("/attempts/")?
        .split_once("/questions/")?;
    let number: usize = question.parse().ok()?;
    Some(Slot {
        attempt: attempt.parse().ok()?,
        place: number.checked_sub(1)?,
    })
}
