//! What a class gets back: for each student the answers, the marks and what the teacher says.

use super::block::{Block, Tone, label, named, plain, small};
use super::judging::written_text;
use crate::quiz::Question;
use crate::words::marks;

/// What is handed back to a student.
#[derive(Debug)]
pub struct Returned<'r> {
    /// Who it is.
    pub student: String,
    /// The answers, in the order of the questions.
    pub answers: Vec<ReturnedAnswer<'r>>,
}

/// An answer with its mark.
#[derive(Debug)]
pub struct ReturnedAnswer<'r> {
    /// The question.
    pub question: &'r Question,
    /// The answer.
    pub answer: &'r str,
    /// The mark; `None` where it waits for a person.
    pub mark: Option<u32>,
    /// The marks available.
    pub available: u32,
    /// What the teacher says about it.
    pub comment: Option<&'r str>,
}

/// Everything that a student gets back: first the sum.
pub fn blocks(returned: &Returned<'_>) -> Vec<Block> {
    let given = returned.answers.iter();
    let total: u32 = given.clone().filter_map(|it| it.mark).sum();
    let available: u32 = given.clone().map(|it| it.available).sum();
    let waiting = given.filter(|it| it.mark.is_none()).count();
    let mut blocks = vec![plain(sum(total, available, waiting))];
    for answer in &returned.answers {
        blocks.extend(of_answer(answer));
    }
    blocks
}

/// The sum of a student's marks, and how many answers wait for a person.
pub fn sum(total: u32, available: u32, waiting: usize) -> String {
    let mut sum = format!("{total} of {}.", marks(available));
    if waiting > 0 {
        sum += &format!(" Not counted yet, because your teacher has still to mark it: {waiting}.");
    }
    sum
}

/// What stands in place of the mark of an answer that waits for a person.
pub fn still_to_mark() -> Block {
    Block::Verdict(
        Tone::Neutral,
        "Your teacher has still to mark this.".to_owned(),
    )
}

fn of_answer(answer: &ReturnedAnswer<'_>) -> Vec<Block> {
    let mut blocks = vec![label(answer.question.stem.value.clone())];
    match answer.answer.trim() {
        "" => blocks.push(small("No answer.")),
        written => blocks.extend(written_text(written)),
    }
    let available = marks(answer.available);
    blocks.push(match answer.mark {
        None => still_to_mark(),
        Some(mark) => {
            let tone = match mark {
                0 => Tone::Bad,
                mark if mark == answer.available => Tone::Good,
                _ => Tone::Neutral,
            };
            Block::Verdict(tone, format!("{mark} of {available}."))
        }
    });
    blocks.extend(answer.comment.map(|comment| named("Comment", comment)));
    blocks
}
