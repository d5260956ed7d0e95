//! What is matched, and what is put in order.

use std::collections::HashSet;

use super::item::ItemReader;
use super::keys;
use crate::bodies::{self, Sides};
use sourcework_core::quiz::Body;

impl ItemReader<'_, '_> {
    pub(super) fn pairs(&mut self) -> Option<Body> {
        let accepted = self.accepted();
        let responses = std::mem::take(&mut self.shown.responses);
        let mut sides = Sides::default();
        let mut offered: Vec<String> = Vec::new();
        let mut used: Vec<String> = Vec::new();
        for (response, right) in responses.iter().zip(accepted) {
            let left = self.texts.plain(&response.before);
            let labels = response.labels.iter().enumerate();
            let texts: Vec<(&str, String)> = labels
                .map(|(at, it)| {
                    let apart = self
                        .shown
                        .rights
                        .get(at)
                        .filter(|_| it.markup.trim().is_empty());
                    (&*it.name, self.texts.plain(apart.unwrap_or(&it.markup)))
                })
                .collect();
            let first = right.values.first();
            let right = texts
                .iter()
                .find(|(name, _)| first.is_some_and(|it| it == name));
            let right = right.map(|(_, it)| it.clone());
            if right.is_none() {
                self.to_do.push((
                    "pairs",
                    "which right side belongs to each left side? (the file does not say it of all)",
                ));
            }
            if left.is_empty() {
                let what = "the left side of the pair holds no text; its right side was kept as one that belongs to none";
                self.trouble.left_out(self.item.span, what);
            }
            used.extend(right.clone());
            offered.extend(texts.into_iter().map(|(_, it)| it));
            let why = self.feedback.remark(&left).why;
            sides.add(left, right.unwrap_or_default(), why);
        }
        self.to_do.dedup();
        let mut seen = HashSet::new();
        for other in offered.into_iter().filter(|it| seen.insert(it.clone())) {
            if !used.contains(&other) {
                sides.add("", other, None);
            }
        }
        if sides.count_pairs() == 0 {
            self.left_out("nothing is to be matched in it");
            return None;
        }
        Some(sides.into_body())
    }

    pub(super) fn order(&mut self) -> Option<Body> {
        let response = self.first()?;
        let order = keys::of_order(self.processing, &response);
        if order.is_none() {
            self.no_key();
            self.to_do.push((
                "items",
                "put them in the right order; the file does not say which it is",
            ));
        }
        let order = order.unwrap_or_else(|| (0..response.labels.len()).collect());
        let labels = order.into_iter().filter_map(|at| response.labels.get(at));
        let items = labels.map(|it| self.texts.plain(&it.markup));
        Some(bodies::ordering(items.collect()))
    }
}
