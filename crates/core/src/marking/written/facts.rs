//! What can be said about an extended answer without judging it: for the person who does.

use serde::Serialize;

use super::evidence::Taken;
use super::findings::{Finding, PointFinding};
use super::scheme::{LONGEST, Scheme};
use crate::quiz::Body;

/// The facts that are shown beside the level descriptors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Facts {
    /// How many words it has.
    pub words: usize,
    /// What it takes from the passages.
    pub taken: Vec<Taken>,
    /// For each extract of the question, how often it is quoted.
    pub quoted: Vec<(String, usize)>,
    /// The points of the scheme that it touches, or may touch.
    pub touched: Vec<PointFinding>,
    /// The sides that the scheme has, and whether a point of each is touched.
    pub sides: Vec<(String, bool)>,
    /// Whether a part of it is a learned response without support from the passage.
    pub learned: bool,
}

impl Facts {
    /// The only side that is touched, where the scheme has several.
    pub fn one_sided(&self) -> Option<&str> {
        let mut touched = self.sides.iter().filter(|(_, touched)| *touched);
        let first = touched.next()?;
        (touched.next().is_none() && self.sides.len() > 1).then_some(first.0.as_str())
    }
}

impl Scheme<'_> {
    /// The facts of an extended answer; `None` for other kinds.
    pub fn facts(&self, text: &str) -> Option<Facts> {
        let Body::Extended(body) = &self.question.body else {
            return None;
        };
        // What is longer than any essay is looked at by its beginning.
        let read = self.read(&text[..text.floor_char_boundary(LONGEST)]);
        let found = self.rules.iter().enumerate();
        let touched: Vec<PointFinding> = found
            .map(|(point, rules)| self.find(point, rules, &read, false))
            .filter(|it| matches!(it.finding, Finding::Made | Finding::Unsure(_)))
            .collect();
        let mut sides: Vec<(String, bool)> = Vec::new();
        for (place, point) in body.points.iter().enumerate() {
            let Some(group) = &point.group else { continue };
            let made = touched.iter().any(|it| it.point == place);
            match sides.iter_mut().find(|(side, _)| *side == **group) {
                Some(side) => side.1 |= made,
                None => sides.push((group.value.clone(), made)),
            }
        }
        let quoted = |place: usize| {
            let here = |it: &&Taken| it.quoted && it.extract == Some(place);
            read.taken.iter().filter(here).count()
        };
        let labels = self.passages.iter().enumerate();
        Some(Facts {
            words: text.split_whitespace().count(),
            quoted: labels
                .map(|(place, it)| (it.label.to_owned(), quoted(place)))
                .collect(),
            learned: !read.learned.is_empty(),
            taken: read.taken,
            touched,
            sides,
        })
    }
}
