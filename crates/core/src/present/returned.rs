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
    let mut sum = format!("{total} of {}.", marks(available));
    if waiting > 0 {
        sum += &format!(" Not counted yet, because your teacher has still to mark it: {waiting}.");
    }
    let mut blocks = vec![plain(sum)];
    for answer in &returned.answers {
        blocks.extend(of_answer(answer));
    }
    blocks
}

fn of_answer(answer: &ReturnedAnswer<'_>) -> Vec<Block> {
    let mut blocks = vec![label(answer.question.stem.value.clone())];
    match answer.answer.trim() {
        "" => blocks.push(small("No answer.")),
        written => blocks.extend(written_text(written)),
    }
    let available = marks(answer.available);
    blocks.push(match answer.mark {
        None => Block::Verdict(
            Tone::Neutral,
            "Your teacher has still to mark this.".to_owned(),
        ),
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
