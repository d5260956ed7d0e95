//! The report on a class in words: a first page that a teacher reads in two minutes, then the pupils,
//! then the specialist's tables.
//!
//! Every estimate is said with its range. A figure that rests on too few pupils is not given; what is
//! said in its place is from how many on it would be.

mod first_page;
mod options;
mod pupils;
mod tables;

use std::borrow::Cow;

use super::block::{Block, Entry, Run, plain};
use super::figure::{Chart, Interval};
use super::progress::{Section, percent};
use crate::report::Report;
use crate::revision::whole_percent;
use crate::statistics::Interval as Interval95;
use crate::statistics::skills::Mastery;
use crate::statistics::{ItemKey, Measured, TooFew};
use crate::words::{counted, date};

pub use pupils::of_pupil;

/// What the report is about, and of which day.
pub fn title(report: &Report) -> String {
    format!("Report: {}, {}", report.title, date(report.on))
}

/// The parts of a report, each for other readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What to do next, on a page.
    FirstPage,
    /// How each pupil stands.
    Pupils,
    /// The statistics.
    Statistics,
}

impl Part {
    /// The three, in their order.
    pub const ALL: [Self; 3] = [Self::FirstPage, Self::Pupils, Self::Statistics];

    /// What it is called.
    pub fn heading(self) -> &'static str {
        match self {
            Self::FirstPage => "The class on a page",
            Self::Pupils => "Pupils",
            Self::Statistics => "Statistics",
        }
    }
}

/// The sections of a part, without those that have nothing to show. `starter` is how the questions
/// for the next lesson become a quiz, such as a command; empty where that is not possible.
pub fn sections(report: &Report, part: Part, starter: &str) -> Vec<Section> {
    if report.pupils_answered == 0 {
        return match part {
            Part::FirstPage => vec![section("short", "In short", vec![plain(NOTHING)])],
            Part::Pupils | Part::Statistics => Vec::new(),
        };
    }
    match part {
        Part::FirstPage => first_page::sections(report, starter),
        Part::Pupils => pupils::sections(report),
        Part::Statistics => tables::sections(report),
    }
}

const NOTHING: &str = "Nobody has answered anything yet. The report fills while pupils answer.";

fn section(id: &'static str, heading: &'static str, blocks: Vec<Block>) -> Section {
    Section {
        id,
        heading,
        blocks,
    }
}

/// A figure in words: the share and its range, or why it is not given.
fn measured(it: &Measured) -> String {
    match it {
        Measured::Estimate(estimate) => {
            let range = to(estimate.interval);
            format!("{} (range {range})", percent(estimate.value))
        }
        Measured::TooFew(too_few) => too_few_words(*too_few),
        Measured::Undefined => "cannot be computed".to_owned(),
    }
}

fn too_few_words(TooFew { have, need }: TooFew) -> String {
    format!("too few to say ({have} of {need} needed)")
}

/// The ends of a range: "39 to 63%".
fn to(interval: Interval95) -> String {
    let (low, high) = (whole_percent(interval.low), whole_percent(interval.high));
    format!("{low}\u{a0}to\u{a0}{high}%")
}

/// A share in a table.
fn share_cell(it: &Measured) -> String {
    it.value().map_or("–".to_owned(), percent)
}

/// The range of a share in a table.
fn range_cell(it: &Measured) -> String {
    it.interval().map_or("–".to_owned(), to)
}

/// A correlation in a table: two places and no zero before the point, as is usual.
fn correlation_cell(it: &Measured) -> String {
    it.value().map_or("–".to_owned(), two_places)
}

fn two_places(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.strip_prefix("-0.") {
        Some("00") => ".00".to_owned(),
        Some(rest) => format!("−.{rest}"),
        None => match text.strip_prefix("0.") {
            Some(rest) => format!(".{rest}"),
            None => text.replace('-', "−"),
        },
    }
}

/// A figure that is marks.
fn in_marks(report: &Report, value: Option<f64>) -> String {
    number(value.map(|it| it / f64::from(report.parts)))
}

/// So many marks, with decimals only where there are any.
fn marks(report: &Report, marks: u32) -> String {
    match marks % report.parts {
        0 => (marks / report.parts).to_string(),
        _ => number(Some(f64::from(marks) / f64::from(report.parts))),
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |it| format!("{it:.2}").replace('-', "−"))
}

/// What a question is called: its number in the quiz, and its ID.
fn called(number: Option<usize>, key: &ItemKey) -> String {
    match number {
        Some(number) => format!("Question {number} ({})", key.question),
        None if key.quiz.is_empty() => key.question.clone(),
        None => format!("{}/{}", key.quiz, key.question),
    }
}

fn row<const COUNT: usize>(texts: [String; COUNT]) -> Vec<Entry> {
    texts.into_iter().map(|it| vec![Run::Text(it)]).collect()
}

/// Shares with their ranges, a row each, as a chart.
fn chart<G: std::fmt::Display>(all: &[Mastery<G>]) -> Chart {
    let interval = |it: &Mastery<G>| Interval {
        label: it.group.to_string(),
        bounds: it.share.estimate().map(|estimate| {
            let (low, high) = (estimate.interval.low, estimate.interval.high);
            (low, estimate.value, high)
        }),
        threshold: None,
        is_above: true,
        text: measured(&it.share),
    };
    Chart::Intervals(all.iter().map(interval).collect())
}

/// All rows of a chart in a sentence, for those who do not see it.
fn described<G: std::fmt::Display>(all: &[Mastery<G>]) -> String {
    let one = |it: &Mastery<G>| format!("{}: {}", it.group, measured(&it.share));
    let all: Vec<String> = all.iter().map(one).collect();
    format!("{}.", all.join("; "))
}

fn pupils_of(count: usize) -> String {
    counted(count, "pupil")
}

fn fixed(text: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(text)
}
