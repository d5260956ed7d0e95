//! Charts as data. Each says in words what it shows, so that an interface may draw less than all of
//! it.

use std::borrow::Cow;

use jiff::civil::Date;

/// A chart with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is called in markup; no two figures of a page have the same.
    pub id: Cow<'static, str>,
    /// Its title.
    pub title: Cow<'static, str>,
    /// A description for people who cannot see the chart.
    pub description: String,
    /// What it shows, for everybody.
    pub caption: String,
    /// The chart; `None` where there is too little to draw.
    pub chart: Option<Chart>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Shares with their bounds, a row each.
    Intervals(Vec<Interval>),
    /// Shares over time; several lines have names.
    Lines(Vec<Line>),
    /// A count for each of the coming days, from today.
    Days(Vec<Day>),
    /// Shares over groups that have an order.
    Curves(Curves),
    /// A passage in parts, each shaded by a share.
    Heat(Vec<Shade>),
}

/// Shares over groups that have an order, such as the weakest, the middle and the strongest third.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// What the groups are called, in their order.
    pub groups: Vec<String>,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What it is called.
    pub name: String,
    /// A share, 0 to 1, for each group.
    pub shares: Vec<f64>,
    /// Whether it stands out.
    pub is_strong: bool,
}

/// A part of a passage, shaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Shade {
    /// Its text.
    pub text: String,
    /// How dark it is, 0 to 1.
    pub share: f64,
    /// Whether it is what was to be found.
    pub is_key: bool,
}

/// A share with its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// What the share is of.
    pub label: String,
    /// Lower bound, mean and upper bound, 0 to 1; `None` where there is too little to go by. What is
    /// not a number, or beyond 0 and 1, is drawn at the nearest of them.
    pub bounds: Option<(f64, f64, f64)>,
    /// The share that it is held against, if there is one.
    pub threshold: Option<f64>,
    /// Whether all of it counts as above the threshold.
    pub is_above: bool,
    /// All of it in words.
    pub text: String,
}

/// Shares over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is called; empty where there is only one.
    pub name: &'static str,
    /// Shares, 0 to 1, by day, oldest first.
    pub points: Vec<(Date, f64)>,
}

/// A day to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// "today", "tomorrow", "Friday".
    pub name: String,
    /// The same, where there is little room: "today", "Fri".
    pub short_name: String,
    /// The count.
    pub count: u32,
    /// The count in words.
    pub text: String,
}

/// A share as it is drawn: between 0 and 1, and 0 where it is not a number.
pub fn drawable(share: f64) -> f64 {
    if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    }
}
