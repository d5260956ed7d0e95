//! Where the words of a pattern stand in an answer: in order, near each other, in any order.

use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::Search;
use super::words::Words;

/// A set of words of an answer.
#[derive(Clone, Debug)]
pub(super) struct Set(SmallVec<[u64; 2]>);

impl Set {
    pub fn empty(words: usize) -> Self {
        Self(smallvec![0; words / 64 + 1])
    }

    pub fn insert(&mut self, word: usize) {
        self.0[word / 64] |= 1 << (word % 64);
    }

    pub fn has(&self, word: usize) -> bool {
        self.0[word / 64] >> (word % 64) & 1 == 1
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// The first word of the set in a range.
    pub fn next(&self, range: &Range<usize>) -> Option<usize> {
        let (mut at, mut block) = (range.start / 64, *self.0.get(range.start / 64)?);
        block &= !0 << (range.start % 64);
        while block == 0 {
            at += 1;
            if at * 64 >= range.end {
                return None;
            }
            block = self.0[at];
        }
        let word = at * 64 + block.trailing_zeros() as usize;
        (word < range.end).then_some(word)
    }
}

/// One place of a pattern: the alternatives for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// Alternatives of one word.
    pub words: Vec<usize>,
    /// Alternatives of several, each in brackets.
    pub phrases: Vec<Vec<Slot>>,
    /// Whether `_` joins it to the next place: near, in this order, in one sentence.
    pub near: bool,
}

/// The inside of a `match…(…)`, with its options.
#[derive(Clone, Debug)]
pub(super) struct Arrangement {
    pub slots: Vec<Slot>,
    /// How many words may stand between two that `_` joins, where words may stand between at all.
    pub proximity: usize,
    pub any_order: bool,
    pub extra_words: bool,
}

/// A word of the answer and the tokens of the slot that it fills.
pub(super) type Placed<'p> = Vec<(usize, &'p [usize])>;

/// Stands for "no such place" in a list of places.
pub(super) const NONE: usize = usize::MAX;

/// What the slots of a row match, and where each way from a word ends.
pub(super) struct Row<'p> {
    slots: &'p [Slot],
    words: Vec<Set>,
    /// For each slot with phrases, and each word: where the shortest phrase from it ends.
    phrases: Vec<Vec<(usize, usize)>>,
    /// For each slot and word of the range: where the row ends that fills this slot from there.
    pub ends: Vec<Vec<usize>>,
    start: usize,
}

impl Arrangement {
    /// Fills every slot with words of the range, if it can be done.
    pub fn find<'p>(&'p self, search: &mut Search<'p>, range: &Range<usize>) -> Option<Placed<'p>> {
        if range.is_empty() {
            return None;
        }
        // Nearly all patterns fail here: some slot has no word at all.
        let mut sets: SmallVec<[Set; 8]> = SmallVec::new();
        for slot in &self.slots {
            let set = union(slot, search);
            if slot.phrases.is_empty() && set.next(range).is_none() {
                return None;
            }
            sets.push(set);
        }
        let alone = |slot: &Slot| slot.phrases.is_empty() && !slot.near;
        if !self.any_order {
            self.in_order(search, range)
        } else if self.slots.iter().all(alone) {
            self.assign(&sets, range)
        } else {
            self.parts(search, range)
        }
    }

    fn in_order<'p>(&'p self, search: &mut Search<'p>, range: &Range<usize>) -> Option<Placed<'p>> {
        let row = self.row(&self.slots, search, range, false);
        let fits = |start: usize| {
            let end = row.end(0, start);
            end != NONE && (self.extra_words || end + 1 == range.end)
        };
        let start = if self.extra_words {
            range.clone().find(|&start| fits(start))?
        } else {
            Some(range.start).filter(|&start| fits(start))?
        };
        let mut placed = Placed::new();
        self.trace(&row, search, start, &mut placed);
        Some(placed)
    }

    /// Computes, from the last slot to the first and from the last word to the first, where the
    /// shortest row from each word ends.
    pub(super) fn row<'p>(
        &'p self,
        slots: &'p [Slot],
        search: &mut Search<'p>,
        range: &Range<usize>,
        any_order: bool,
    ) -> Row<'p> {
        let count = range.len();
        let mut row = Row {
            slots,
            words: slots.iter().map(|slot| union(slot, search)).collect(),
            phrases: vec![Vec::new(); slots.len()],
            ends: vec![vec![NONE; count]; slots.len()],
            start: range.start,
        };
        for index in (0..slots.len()).rev() {
            let slot = &slots[index];
            // Beside `_`, the words of a phrase keep their order too.
            let near = slot.near || index > 0 && slots[index - 1].near;
            row.phrases[index] = self.phrase_ends(slot, search, range, any_order && !near);
            let follow = self.follow(&row, index, search.words, range);
            for word in range.clone() {
                let from = word - range.start;
                let single = if row.words[index].has(word) {
                    follow[from]
                } else {
                    NONE
                };
                let phrase = match row.phrases[index].get(from) {
                    Some(&(end, _)) if end != NONE => follow[end - range.start],
                    _ => NONE,
                };
                row.ends[index][from] = single.min(phrase);
            }
        }
        row
    }

    /// For each word at which a slot may end, where the rest of the row after it ends.
    fn follow(
        &self,
        row: &Row<'_>,
        index: usize,
        words: &Words<'_>,
        range: &Range<usize>,
    ) -> Vec<usize> {
        let count = range.len();
        let Some(next) = row.ends.get(index + 1) else {
            return range.clone().collect();
        };
        let mut follow = vec![NONE; count];
        if row.slots[index].near {
            for (from, slot) in follow.iter_mut().enumerate() {
                let reach = (from + 1..count.min(from + self.between() + 2))
                    .take_while(|&to| !words.word(range.start + to - 1).ends_sentence);
                *slot = reach.map(|to| next[to]).min().unwrap_or(NONE);
            }
        } else if self.extra_words {
            let mut least = NONE;
            for from in (0..count).rev() {
                follow[from] = least;
                least = least.min(next[from]);
            }
        } else {
            follow[..count - 1].copy_from_slice(&next[1..]);
        }
        follow
    }

    /// For each word, where the shortest phrase of a slot that begins there ends, and which it is.
    fn phrase_ends<'p>(
        &'p self,
        slot: &'p Slot,
        search: &mut Search<'p>,
        range: &Range<usize>,
        any_order: bool,
    ) -> Vec<(usize, usize)> {
        if slot.phrases.is_empty() {
            return Vec::new();
        }
        let mut ends = vec![(NONE, 0); range.len()];
        for (number, phrase) in slot.phrases.iter().enumerate() {
            let of_phrase = if any_order && !phrase.iter().any(|slot| slot.near) {
                self.windows(phrase, search, range)
            } else {
                let row = self.row(phrase, search, range, false);
                let ends = row.ends.into_iter().next();
                ends.expect("the parser makes no phrase without words")
            };
            for (best, end) in ends.iter_mut().zip(of_phrase) {
                *best = (*best).min((end, number));
            }
        }
        ends
    }

    /// How many words may stand between two that `_` joins.
    fn between(&self) -> usize {
        if self.extra_words || self.any_order {
            self.proximity
        } else {
            0
        }
    }

    /// Tells which words a row that begins at `start` is made of.
    pub(super) fn trace<'p>(
        &'p self,
        row: &Row<'p>,
        search: &mut Search<'p>,
        start: usize,
        placed: &mut Placed<'p>,
    ) {
        let mut at = start;
        for (index, slot) in row.slots.iter().enumerate() {
            let end = row.end(index, at);
            let range = row.start..row.start + row.ends[0].len();
            let follow = self.follow(row, index, search.words, &range);
            let single = row.words[index].has(at) && follow[at - row.start] == end;
            let last = if single {
                placed.push((at, &slot.words));
                at
            } else {
                let (last, number) = row.phrases[index][at - row.start];
                let phrase = &slot.phrases[number];
                let inside = self.row(phrase, search, &(at..last + 1), false);
                if inside.end(0, at) == NONE {
                    // Its words stand in another order.
                    placed.extend((at..=last).filter_map(|word| {
                        let fits = |slot: &&Slot| union(slot, search).has(word);
                        let slot = phrase.iter().find(fits)?;
                        Some((word, slot.words.as_slice()))
                    }));
                } else {
                    self.trace(&inside, search, at, placed);
                }
                last
            };
            if index + 1 < row.slots.len() {
                let next = (last + 1..range.end).find(|&next| {
                    row.end(index + 1, next) == end
                        && self.may_follow(slot, search.words, last, next)
                });
                let Some(next) = next else { return };
                at = next;
            }
        }
    }

    fn may_follow(&self, slot: &Slot, words: &Words<'_>, last: usize, next: usize) -> bool {
        if slot.near {
            next - last <= self.between() + 1
                && !(last..next).any(|at| words.word(at).ends_sentence)
        } else {
            self.extra_words || next == last + 1
        }
    }
}

impl Row<'_> {
    fn end(&self, slot: usize, word: usize) -> usize {
        self.ends[slot][word - self.start]
    }
}

/// The words that fit a slot by themselves; put together once for an answer.
pub(super) fn union(slot: &Slot, search: &mut Search<'_>) -> Set {
    match slot.words.as_slice() {
        [] => Set::empty(search.words.len()),
        [only] => search.set(*only).clone(),
        [first, others @ ..] => {
            // A slot is known by its first token, which no other slot has.
            if let Some((_, set)) = search.unions.iter().find(|(token, _)| token == first) {
                return set.clone();
            }
            let mut set = search.set(*first).clone();
            for token in others {
                set.add(search.set(*token));
            }
            search.unions.push((*first, set.clone()));
            set
        }
    }
}
