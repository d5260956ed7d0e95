//! From the twelve kinds of questions to the few forms that other tools have.
//!
//! A format says in one [`Capabilities`] how it asks each kind and what it has no place for. The
//! writer of the format gets an [`Interaction`] from [`lower`] and writes its five forms;
//! [`losses`] lists what does not come along, and [`Capabilities::carries`] is the table in
//! docs/formats.md.

mod capabilities;
mod from_body;
pub mod has;
mod interaction;
mod losses;

pub use capabilities::{Capabilities, DETAILS, KindGroup, LEVEL, PASS_MARK, TIME_LIMIT, carriage};
pub(crate) use capabilities::{kinds, lost};
pub use from_body::truth_word;
pub use interaction::{
    Choice, Form, Gap, GapLayout, Gaps, Interaction, Offer, Offers, Pair, Pairs, Text, count,
};
pub use losses::losses;

use crate::loss::Part;
use sourcework_core::quiz::Question;

/// The question in the form that the format has for its kind; nothing where it is left out.
pub fn lower<'q>(question: &'q Question, capabilities: &Capabilities) -> Option<Interaction<'q>> {
    let group = capabilities.group(question.kind())?;
    let mut conditions = capabilities.lost_of_question.iter();
    let is_left_out =
        conditions.any(|(part, is_there, _)| *part == Part::Question && is_there(question));
    if is_left_out {
        return None;
    }
    Some(Interaction::of(&question.body, Some(group.form)))
}

/// A text on one line.
pub fn on_one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
