//! The order of a day: what matters most first, and the same thing never twice in a row where
//! that can be helped.

use std::collections::VecDeque;

use super::Candidate;

/// How far ahead a question may be fetched from, so that what matters most still comes first.
const LOOKAHEAD: usize = 8;

/// Orders questions so that neighbours differ in extract and in skill where possible, else in one
/// of the two. Mixing what is practised is harder, and remembered longer (Rohrer & Taylor 2007).
pub fn interleave<'c, T>(questions: Vec<T>, of: impl Fn(&T) -> &'c Candidate) -> Vec<T> {
    let mut waiting: VecDeque<T> = questions.into();
    let mut ordered: Vec<T> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let place = match ordered.last() {
            None => 0,
            Some(before) => {
                let before = of(before);
                let alike = |next: &T| {
                    let next = of(next);
                    u8::from(next.skill == before.skill)
                        + u8::from(next.extracts.first() == before.extracts.first())
                };
                let ahead = waiting.iter().take(LOOKAHEAD).enumerate();
                ahead
                    .min_by_key(|(place, next)| (alike(next), *place))
                    .expect("the loop goes on only while something waits")
                    .0
            }
        };
        let next = waiting.remove(place);
        ordered.push(next.expect("the place was found among those that wait"));
    }
    ordered
}
