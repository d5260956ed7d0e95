//! What to ask today, within the minutes there are.
//!
//! Three wishes compete. *New* questions are introduced at the pace that sees each before the exam;
//! before an exam everything has a *last pass*, spread over a window of days; and what is *due*
//! (predicted recall has fallen to the wanted retention) gets the rest of the minutes. [`Pace`]
//! says how many seconds the first two get; the rest is ranking. Nothing here is random beyond ties,
//! which the seed breaks.

use std::collections::HashMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::pace::{Pace, Timing};
use super::{Candidate, Item, Ledger, Request};
use crate::record::Day;

/// Why a question is asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It would soon be forgotten.
    Due,
    /// It has its last pass before the exam.
    LastPass,
    /// It has never been answered, or its content has changed since.
    New,
}

/// A question of today.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pick {
    /// Its place among the candidates.
    #[serde(skip)]
    pub candidate: usize,
    /// Why it is asked.
    pub reason: Reason,
    /// Predicted recall today; `None` for a new one.
    pub recall: Option<f32>,
    /// Seconds it will take.
    pub seconds: u32,
}

/// The plan of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The questions in the order in which they are asked.
    pub picks: Vec<Pick>,
    /// How many questions are due, whether the minutes suffice for them or not.
    pub due: usize,
    /// How many have never been answered.
    pub unseen: usize,
    /// Seconds of today's minutes that have been used already.
    pub used: u32,
}

impl Plan {
    /// Seconds that the questions will take.
    pub fn seconds(&self) -> u32 {
        self.picks.iter().map(|pick| pick.seconds).sum()
    }
}

/// The seconds that a question takes: what its form says, the less the more often the student's
/// own time is known.
pub fn seconds(candidate: &Candidate, item: Option<&Item>) -> u32 {
    let Some(item) = item else {
        return candidate.seconds;
    };
    // A student who goes away for an hour has not been answering for an hour. This is not `clamp`,
    // which panics where a damaged cache says that a question takes no time.
    let own = item.seconds.min(3.0 * f64::from(candidate.seconds));
    let own = own.max(5.0);
    let (known, prior) = (f64::from(item.reviews), 2.0);
    let mean = (prior * f64::from(candidate.seconds) + known * own) / (prior + known);
    num(mean)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of two positive numbers of seconds"
)]
fn num(seconds: f64) -> u32 {
    seconds.round() as u32
}

/// A candidate with what is known of it.
pub(super) struct Known<'a> {
    pub candidate: &'a Candidate,
    /// `None` where it has never been answered as it is now.
    pub item: Option<&'a Item>,
    pub seconds: u32,
}

impl Known<'_> {
    fn timing(&self) -> Timing {
        Timing {
            seconds: self.seconds,
            answered: self.item.map(|item| (item.first, item.last)),
        }
    }
}

/// Every candidate with what the ledger knows of it.
pub(super) fn known<'a>(candidates: &'a [Candidate], ledger: &'a Ledger) -> Vec<Known<'a>> {
    let look_up = |candidate: &'a Candidate| {
        let item = ledger.items.get(&candidate.question);
        let item = item.filter(|item| item.content == candidate.content);
        Known {
            candidate,
            item,
            seconds: seconds(candidate, item),
        }
    };
    candidates.iter().map(look_up).collect()
}

/// Plans a day.
pub fn plan(candidates: &[Candidate], ledger: &Ledger, request: &Request) -> Plan {
    let request = &request.with_coming_exam();
    let known = known(candidates, ledger);
    let used = known
        .iter()
        .filter(|it| it.item.is_some_and(|item| item.last == request.today))
        .map(|it| it.seconds)
        .sum();
    let pace = Pace::new(request, &known.iter().map(Known::timing));
    let mut day = Filling {
        known: &known,
        room: (request.minutes * 60).saturating_sub(used),
        shown: Shown::default(),
        picks: Vec::new(),
    };
    for it in &known {
        if it.item.is_some_and(|item| item.last == request.today) {
            day.shown.add(it.candidate);
        }
    }
    let order = shuffled(known.len(), request.seed);
    let due = due(&known, ledger, request, &order);
    let unseen: Vec<usize> = (0..known.len())
        .filter(|it| known[*it].item.is_none())
        .collect();

    // First what the pace asks for, of new ones and of the last pass, so that reviews never crowd
    // them out; then what else is due; and what is left over goes to new ones, where no exam sets
    // a pace.
    let unseen_in_order = most_entangled_first(&known, &unseen);
    let mut left = day.fill(&unseen_in_order, Reason::New, pace.new_seconds, |_| None);
    let today = |it: &Known<'_>| recall(ledger, it, request.today);
    let last = last_pass(&known, ledger, request, &pace, &order);
    day.fill(&last, Reason::LastPass, pace.last_seconds, today);
    day.fill(&due, Reason::Due, u32::MAX, today);
    if request.exam.is_none() {
        left.retain(|place| !day.picks.iter().any(|pick| pick.candidate == *place));
        day.fill(&left, Reason::New, u32::MAX, |_| None);
    }
    let mut picks = day.picks;
    picks.sort_by_key(|pick| pick.reason == Reason::New);
    Plan {
        picks: super::interleave::interleave(picks, |pick| &candidates[pick.candidate]),
        due: due.len(),
        unseen: unseen.len(),
        used,
    }
}

/// Predicted recall on a day.
fn recall(ledger: &Ledger, it: &Known<'_>, day: Day) -> Option<f32> {
    let item = it.item?;
    let model = &ledger.rules.model;
    #[expect(clippy::cast_precision_loss, reason = "days of a life are few")]
    let days = day.since(item.last) as f32;
    Some(model.recall(item.memory, days))
}

/// The day on which a question is due: when its recall has fallen to the wanted retention.
pub(super) fn due_day(ledger: &Ledger, item: &Item, retention: f32) -> Day {
    let days = ledger.rules.model.interval_days(item.memory, retention);
    let days = i32::try_from(days).expect("the longest interval is a hundred years");
    item.last.plus(days)
}

/// What is due, what would be forgotten first at the front: by the recall on the day of the exam,
/// or today where there is none.
fn due(known: &[Known<'_>], ledger: &Ledger, request: &Request, order: &[u32]) -> Vec<usize> {
    let is_due = |it: &Known<'_>| {
        it.item.is_some_and(|item| {
            item.last < request.today && due_day(ledger, item, request.retention) <= request.today
        })
    };
    let places = (0..known.len()).filter(|place| is_due(&known[*place]));
    ranked(places, known, ledger, request, order)
}

/// What has had no last pass yet, in the window before the exam.
fn last_pass(
    known: &[Known<'_>],
    ledger: &Ledger,
    request: &Request,
    pace: &Pace,
    order: &[u32],
) -> Vec<usize> {
    let Some(window) = pace.window_from.filter(|from| *from <= request.today) else {
        return Vec::new();
    };
    let waits = |it: &Known<'_>| it.item.is_some_and(|item| item.last < window);
    let places = (0..known.len()).filter(|place| waits(&known[*place]));
    ranked(places, known, ledger, request, order)
}

fn ranked(
    places: impl Iterator<Item = usize>,
    known: &[Known<'_>],
    ledger: &Ledger,
    request: &Request,
    order: &[u32],
) -> Vec<usize> {
    let day = request.exam.unwrap_or(request.today).max(request.today);
    let mut ranked: Vec<(f32, u32, usize)> = places
        .map(|place| {
            let recall = recall(ledger, &known[place], day);
            let recall = recall.expect("only what has been answered is ranked by its recall");
            (recall, order[place], place)
        })
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().map(|(_, _, place)| place).collect()
}

/// A rank for each place, to break ties with.
fn shuffled(count: usize, seed: u64) -> Vec<u32> {
    let count = u32::try_from(count).expect("a list of 2^32 candidates would not fit in memory");
    let mut order: Vec<u32> = (0..count).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order
}

/// Unseen questions: those first of which the most others wait for another day, because one a
/// day of them can be asked; among equals in the order of the library.
fn most_entangled_first(known: &[Known<'_>], unseen: &[usize]) -> Vec<usize> {
    let mut places: Vec<(&str, u32, u32, usize)> = Vec::new();
    for place in unseen {
        let candidate = known[*place].candidate;
        for shown in &candidate.shows {
            if let Some(extract) = candidate.extracts.get(shown.extract) {
                places.push((extract, shown.start, shown.end, *place));
            }
        }
    }
    places.sort_unstable();
    // How many questions show a run of places that overlap.
    let mut entangled: HashMap<usize, usize> = HashMap::new();
    let mut run: Vec<usize> = Vec::new();
    let mut reach: Option<(&str, u32)> = None;
    let settle = |run: &mut Vec<usize>, entangled: &mut HashMap<usize, usize>| {
        run.sort_unstable();
        run.dedup();
        let size = run.len();
        for place in run.drain(..) {
            let most = entangled.entry(place).or_default();
            *most = size.max(*most);
        }
    };
    for (extract, start, end, place) in places {
        match reach {
            Some((of, until)) if of == extract && start < until => {
                reach = Some((of, until.max(end)));
            }
            _ => {
                settle(&mut run, &mut entangled);
                reach = Some((extract, end));
            }
        }
        run.push(place);
    }
    settle(&mut run, &mut entangled);
    let mut ordered = unseen.to_vec();
    ordered.sort_by_key(|place| std::cmp::Reverse(entangled.get(place).copied().unwrap_or(1)));
    ordered
}

/// The places of passages that the day shows already.
#[derive(Default)]
struct Shown<'a> {
    by_extract: HashMap<&'a str, Vec<(u32, u32)>>,
}

impl<'a> Shown<'a> {
    fn add(&mut self, candidate: &'a Candidate) {
        for shown in &candidate.shows {
            if let Some(extract) = candidate.extracts.get(shown.extract) {
                let places = self.by_extract.entry(extract).or_default();
                places.push((shown.start, shown.end));
            }
        }
    }

    fn gives_away(&self, candidate: &Candidate) -> bool {
        candidate.shows.iter().any(|shown| {
            let extract = candidate.extracts.get(shown.extract);
            let places = extract.and_then(|it| self.by_extract.get(it.as_str()));
            places.is_some_and(|places| {
                places
                    .iter()
                    .any(|(start, end)| shown.start < *end && *start < shown.end)
            })
        })
    }
}

/// A day that is being filled.
struct Filling<'k, 'a> {
    known: &'k [Known<'a>],
    /// Seconds left.
    room: u32,
    shown: Shown<'a>,
    picks: Vec<Pick>,
}

impl<'a> Filling<'_, 'a> {
    /// Takes questions until so many seconds are filled or the day is; those that another one of
    /// the day gives away wait. Hands back what was not taken.
    fn fill(
        &mut self,
        places: &[usize],
        reason: Reason,
        seconds: u32,
        recall: impl Fn(&Known<'a>) -> Option<f32>,
    ) -> Vec<usize> {
        let mut filled = 0;
        let mut left = Vec::new();
        for place in places {
            let it = &self.known[*place];
            let taken = self.picks.iter().any(|pick| pick.candidate == *place);
            let fits = it.seconds <= self.room && filled < seconds && !taken;
            if !fits || self.shown.gives_away(it.candidate) {
                left.push(*place);
                continue;
            }
            filled += it.seconds;
            self.room -= it.seconds;
            self.shown.add(it.candidate);
            self.picks.push(Pick {
                candidate: *place,
                reason,
                recall: recall(it),
                seconds: it.seconds,
            });
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Item, seconds};
    use crate::identity::ContentHash;
    use crate::quiz::Skill;
    use crate::record::Day;
    use crate::revision::Memory;

    #[test]
    fn a_question_that_takes_no_time_by_a_damaged_cache_takes_some() {
        let content = ContentHash([0; 16]);
        let candidate = Candidate {
            question: "quiz/question".to_owned(),
            content,
            skill: Skill::Comprehension,
            extracts: Vec::new(),
            shows: Vec::new(),
            seconds: 0,
        };
        let item = Item {
            content,
            skill: Skill::Comprehension,
            memory: Memory {
                stability: 1.0,
                difficulty: 5.0,
            },
            first: Day(0),
            last: Day(0),
            reviews: 2,
            lapses: 0,
            shares: 2.0,
            last_share: 1.0,
            seconds: f64::NAN,
            edits: 0,
        };
        assert_eq!(seconds(&candidate, Some(&item)), 3);
    }
}
