//! What to ask today, within the minutes there are.
//!
//! Three wishes compete. *New* questions are introduced at the pace that sees each before the exam;
//! before an exam everything has a *last pass*, spread over a window of days; and what is *due*
//! (predicted recall has fallen to the wanted retention) gets the rest of the minutes. [`Pace`]
//! says how many seconds the first two get; the rest is ranking. Minutes that are left over go to
//! the weakest skills, and then to more new questions. Nothing here is random beyond ties, which
//! the seed breaks.
//!
//! Of the questions on the same words of a passage one is asked a day, and the one that is due for
//! longest comes first. What has waited for [`PATIENCE`] days is asked in any case.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::entangled::{largest_group_first, sizes_of_runs};
use super::filling::{Filling, PATIENCE, Words};
use super::pace::{Pace, Timing};
use super::{Candidate, Item, Ledger, Request};

/// Why a question is asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It would soon be forgotten.
    Due,
    /// It failed too often in a row, has rested, and is asked after its explanation.
    Rested,
    /// It has its last pass before the exam.
    LastPass,
    /// It has never been answered, or its content has changed since.
    New,
    /// There is time, and the skill that it tests is not secure.
    WeakSkill,
}

/// A question of today.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pick {
    /// Its place among the candidates.
    #[serde(skip)]
    pub candidate: usize,
    /// Why it is asked.
    pub reason: Reason,
    /// Whether it is due, whatever else it is asked for.
    #[serde(skip)]
    pub is_due: bool,
    /// Whether its explanation is to be read before it is asked.
    pub explained_first: bool,
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
    /// Predicted recall today; `None` for a new one.
    pub recall: Option<f32>,
    /// Whether it is due.
    pub is_due: bool,
    /// The days since it became due; 0 where it is not.
    pub waited: u32,
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
pub(super) fn known<'a>(
    candidates: &'a [Candidate],
    ledger: &'a Ledger,
    request: &Request,
) -> Vec<Known<'a>> {
    let model = &ledger.rules.model;
    let look_up = |candidate: &'a Candidate| {
        let item = ledger.items.get(&candidate.question);
        let item = item.filter(|item| item.content == candidate.content);
        let due = item.map(|item| item.due_day(model, request.retention));
        let answered_before = item.is_some_and(|item| item.last < request.today);
        let due = due.filter(|due| answered_before && *due <= request.today);
        Known {
            candidate,
            item,
            seconds: seconds(candidate, item),
            recall: item.map(|item| model.recall_on(item.memory, item.last, request.today)),
            is_due: due.is_some(),
            waited: due.map_or(0, |due| request.today.since(due)),
        }
    };
    candidates.iter().map(look_up).collect()
}

/// Plans a day.
pub fn plan(candidates: &[Candidate], ledger: &Ledger, request: &Request) -> Plan {
    let request = &request.with_coming_exam();
    let known = known(candidates, ledger, request);
    let asked_today = |it: &Known<'_>| it.item.is_some_and(|item| item.last == request.today);
    let done = (0..known.len()).filter(|place| asked_today(&known[*place]));
    let done: Vec<usize> = done.collect();
    let used = done.iter().map(|place| known[*place].seconds).sum();
    let room = (request.minutes * 60).saturating_sub(used);
    let mut day = Filling::new(&known, room);
    done.iter().for_each(|place| day.show(*place));
    let order = shuffled(known.len(), request.seed);
    let due = due(&known, ledger, request, &order);
    let waiting = due.iter().filter(|place| known[**place].waited > 0);
    waiting.for_each(|place| day.waits(*place));
    let unseen: Vec<usize> = (0..known.len())
        .filter(|it| known[*it].item.is_none())
        .collect();
    fill(&mut day, &known, ledger, request, &due, &unseen, &order);
    let mut picks = day.picks;
    picks.sort_by_key(|pick| match pick.reason {
        Reason::Due | Reason::Rested | Reason::LastPass => 0,
        Reason::WeakSkill => 1,
        Reason::New => 2,
    });
    Plan {
        picks: super::interleave::interleave(picks, |pick| &candidates[pick.candidate]),
        due: due.len(),
        unseen: unseen.len(),
        used,
    }
}

/// Fills a day. First what the pace asks for, of new ones and of the last pass, so that reviews
/// never crowd them out; then what else is due; then the weakest skills; and what is left over
/// goes to new ones.
fn fill(
    day: &mut Filling<'_, '_>,
    known: &[Known<'_>],
    ledger: &Ledger,
    request: &Request,
    due: &[usize],
    unseen: &[usize],
    order: &[u32],
) {
    let pace = Pace::new(request, &known.iter().map(Known::timing));
    let sizes = sizes_of_runs(known, unseen);
    let new = largest_group_first(unseen, &sizes);
    let last = last_pass(known, ledger, request, &pace, order);
    // A new question gives way to a due one on the same words, unless it has a day only if it
    // is asked today.
    let has_days = |place: &usize| {
        let days = request.exam.map(|exam| exam.since(request.today) as usize);
        days.is_none_or(|days| sizes.get(place).copied().unwrap_or(1) < days)
    };
    let (patient, hurried): (Vec<usize>, Vec<usize>) = new.iter().partition(|it| has_days(it));
    let mut spent = day.fill(hurried, Reason::New, pace.new_seconds, Words::NotShown);
    let left = pace.new_seconds - spent.min(pace.new_seconds);
    spent += day.fill(patient, Reason::New, left, Words::GiveWay);
    let passed = day.fill(
        last.iter().copied(),
        Reason::LastPass,
        pace.last_seconds,
        Words::GiveWay,
    );
    let all = u32::MAX;
    day.fill(due.iter().copied(), Reason::Due, all, Words::GiveWay);
    day.fill(due.iter().copied(), Reason::Due, all, Words::NotShown);
    let waited = |place: &usize| known[*place].waited >= PATIENCE;
    let longest = due.iter().copied().filter(waited);
    day.fill(longest, Reason::Due, all, Words::Any);
    // What gave way above, and need not have.
    let left = pace.new_seconds - spent.min(pace.new_seconds);
    day.fill(new.iter().copied(), Reason::New, left, Words::NotShown);
    let left = pace.last_seconds - passed.min(pace.last_seconds);
    day.fill(last, Reason::LastPass, left, Words::NotShown);
    let practice = super::spare::practice(known, ledger, request.today);
    day.fill(practice, Reason::WeakSkill, all, Words::NotShown);
    day.fill(new, Reason::New, all, Words::NotShown);
}

/// What is due, what would be forgotten first at the front: by the recall on the day of the exam,
/// or today where there is none.
fn due(known: &[Known<'_>], ledger: &Ledger, request: &Request, order: &[u32]) -> Vec<usize> {
    let places = (0..known.len()).filter(|place| known[*place].is_due);
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
            let item = known[place].item;
            let recall = item.map_or(0.0, |item| {
                let model = &ledger.rules.model;
                model.recall_on(item.memory, item.last, day)
            });
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
            exam: Vec::new(),
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
            failures: 0,
            rests: 0,
        };
        assert_eq!(seconds(&candidate, Some(&item)), 3);
    }
}
