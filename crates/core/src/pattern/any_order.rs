//! Words and phrases in any order: each needs a place of its own.

use std::ops::Range;

use super::Search;
use super::place::{Arrangement, NONE, Placed, Set, Slot, union};

impl Arrangement {
    /// Words in any order, one for each slot: augmenting paths.
    pub(super) fn assign<'p>(&'p self, sets: &[Set], range: &Range<usize>) -> Option<Placed<'p>> {
        if !self.extra_words && range.len() != self.slots.len() {
            return None;
        }
        let mut slot_of = vec![NONE; range.len()];
        for slot in 0..sets.len() {
            let mut seen = vec![false; range.len()];
            if !augment(slot, sets, range, &mut slot_of, &mut seen) {
                return None;
            }
        }
        let filled = slot_of.iter().enumerate();
        Some(
            filled
                .filter(|(_, slot)| **slot != NONE)
                .map(|(word, &slot)| (range.start + word, self.slots[slot].words.as_slice()))
                .collect(),
        )
    }

    /// Parts in any order, where some are phrases or joined by `_`: each takes a run of words, and
    /// the runs must not overlap.
    pub(super) fn parts<'p>(
        &'p self,
        search: &mut Search<'p>,
        range: &Range<usize>,
    ) -> Option<Placed<'p>> {
        let mut rows = Vec::new();
        let mut rest = self.slots.as_slice();
        while !rest.is_empty() {
            let joined = rest.iter().take_while(|slot| slot.near).count() + 1;
            let (part, others) = rest.split_at(joined.min(rest.len()));
            rows.push(self.row(part, search, range, true));
            rest = others;
        }
        let runs: Vec<&[usize]> = rows.iter().map(|row| row.ends[0].as_slice()).collect();
        let starts = arrange(&runs, range, self.extra_words)?;
        let mut placed = Placed::new();
        for (row, start) in rows.iter().zip(starts) {
            self.trace(row, search, start, &mut placed);
        }
        Some(placed)
    }

    /// For each word, where the shortest run from it ends that holds all the slots in any order.
    pub(super) fn windows(
        &self,
        slots: &[Slot],
        search: &mut Search<'_>,
        range: &Range<usize>,
    ) -> Vec<usize> {
        let sets: Vec<Set> = slots.iter().map(|slot| union(slot, search)).collect();
        let mut windows = vec![NONE; range.len()];
        let mut near = vec![NONE; sets.len()];
        for start in range.clone().rev() {
            for (nearest, set) in near.iter_mut().zip(&sets) {
                if set.has(start) {
                    *nearest = start;
                }
            }
            if !sets.iter().any(|set| set.has(start)) || near.contains(&NONE) {
                continue;
            }
            // The run must be as long as its slots are many, and may have to grow for words that
            // fit several of them.
            let least = near.iter().max().copied();
            let least = least.expect("a set has this word, so there is one");
            let least = least.max(start + sets.len() - 1);
            let most = if self.extra_words {
                range.end.min(least + 2 * sets.len())
            } else {
                range.end.min(start + sets.len())
            };
            let end = (least..most).find(|&end| {
                let run = start..end + 1;
                let mut slot_of = vec![NONE; run.len()];
                (0..sets.len()).all(|slot| {
                    let mut seen = vec![false; run.len()];
                    augment(slot, &sets, &run, &mut slot_of, &mut seen)
                })
            });
            windows[start - range.start] = end.unwrap_or(NONE);
        }
        windows
    }
}

/// Finds a word for a slot, moving other slots to other words where it must.
fn augment(
    slot: usize,
    sets: &[Set],
    range: &Range<usize>,
    slot_of: &mut [usize],
    seen: &mut [bool],
) -> bool {
    let mut at = range.start;
    while let Some(word) = sets[slot].next(&(at..range.end)) {
        at = word + 1;
        let place = word - range.start;
        if seen[place] {
            continue;
        }
        seen[place] = true;
        let held = slot_of[place];
        if held == NONE || augment(held, sets, range, slot_of, seen) {
            slot_of[place] = slot;
            return true;
        }
    }
    false
}

/// Where each part begins so that their runs do not overlap: over the subsets of the parts, the
/// earliest word at which a subset can be done with. `runs[part][word]` is where the part's run
/// from that word ends.
fn arrange(runs: &[&[usize]], range: &Range<usize>, extra_words: bool) -> Option<Vec<usize>> {
    let all = (1usize << runs.len()) - 1;
    // For each subset: the first word after it, and the part and start that came last.
    let mut done = vec![(NONE, 0, 0); all + 1];
    done[0].0 = range.start;
    let following: Vec<Vec<(usize, usize)>> = runs.iter().map(|run| earliest(run, range)).collect();
    for subset in 0..=all {
        let (from, ..) = done[subset];
        if from >= range.end {
            continue;
        }
        for (part, runs) in runs.iter().enumerate() {
            if subset >> part & 1 == 1 {
                continue;
            }
            let (end, start) = if extra_words {
                following[part][from - range.start]
            } else {
                (runs[from - range.start], from)
            };
            let next = &mut done[subset | 1 << part];
            if end != NONE && end + 1 < next.0 {
                *next = (end + 1, part, start);
            }
        }
    }
    let (end, ..) = done[all];
    if end == NONE || !extra_words && end != range.end {
        return None;
    }
    let mut starts = vec![0; runs.len()];
    let mut subset = all;
    while subset != 0 {
        let (_, part, start) = done[subset];
        starts[part] = start;
        subset &= !(1 << part);
    }
    Some(starts)
}

/// For each word, the run from it or a later one that ends first: its end and its start.
fn earliest(run: &[usize], range: &Range<usize>) -> Vec<(usize, usize)> {
    let mut earliest = vec![(NONE, 0); run.len()];
    let mut best = (NONE, 0);
    for at in (0..run.len()).rev() {
        best = best.min((run[at], range.start + at));
        earliest[at] = best;
    }
    earliest
}
