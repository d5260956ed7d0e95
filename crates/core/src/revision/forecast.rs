//! What the days to come will bring, if the plan is followed and what is asked is known.

use super::pace::{Pace, Timing};
use super::plan::{Known, due_day, known};
use super::{Candidate, Ledger, Memory, Rating, Request};
use crate::record::Day;

/// How many points of the two curves are computed, beside the first.
const POINTS: u32 = 11;

/// A day to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The day.
    pub day: Day,
    /// Questions to answer.
    pub questions: u32,
    /// Those of them that are new.
    pub new: u32,
    /// Seconds they take.
    pub seconds: u32,
    /// The mean predicted recall, on that day, of what has been answered by now: without any
    /// further revision, and with it. Given for about a dozen of the days.
    pub recall: Option<(f64, f64)>,
}

/// The days from today on, so many of them.
///
/// An answer is expected to be Good, and neighbours are not kept apart, so that a day may differ
/// by a question or two from its plan.
pub fn forecast(
    candidates: &[Candidate],
    ledger: &Ledger,
    request: &Request,
    days: u32,
) -> Vec<Expected> {
    let request = &request.with_coming_exam();
    let known = known(candidates, ledger);
    let mut future = Future::new(&known, ledger, request, days);
    let step = days.saturating_sub(1).div_ceil(POINTS).max(1);
    let mut expected = Vec::with_capacity(days as usize);
    for number in 0..days {
        let day = Day(request.today.0.saturating_add_unsigned(number));
        let told = number % step == 0 || number + 1 == days;
        let before = told.then(|| future.mean(day, true)).flatten();
        let (questions, new, seconds) = future.pass(day, number as usize);
        let after = told.then(|| future.mean(day, false)).flatten();
        expected.push(Expected {
            day,
            questions,
            new,
            seconds,
            recall: before.zip(after),
        });
    }
    expected
}

#[derive(Clone, Copy)]
struct State {
    memory: Memory,
    first: Day,
    last: Day,
}

struct Future<'a> {
    ledger: &'a Ledger,
    request: &'a Request,
    seconds: Vec<u32>,
    /// What is known today.
    now: Vec<Option<State>>,
    /// What will be known.
    then: Vec<Option<State>>,
    /// New ones, in the order in which they come.
    unseen: std::collections::VecDeque<usize>,
    /// What comes due on each day, counted from today.
    due: Vec<Vec<usize>>,
    used: u32,
}

impl<'a> Future<'a> {
    fn new(known: &[Known<'_>], ledger: &'a Ledger, request: &'a Request, days: u32) -> Self {
        let state = |it: &Known<'_>| {
            it.item.map(|item| State {
                memory: item.memory,
                first: item.first,
                last: item.last,
            })
        };
        let now: Vec<Option<State>> = known.iter().map(state).collect();
        let mut due = vec![Vec::new(); days as usize];
        let (mut unseen, mut used) = (std::collections::VecDeque::new(), 0);
        for (place, it) in known.iter().enumerate() {
            match it.item {
                None => unseen.push_back(place),
                Some(item) => {
                    used += if item.last == request.today {
                        it.seconds
                    } else {
                        0
                    };
                    let day = due_day(ledger, item, request.retention);
                    if let Some(due) = due.get_mut(day.since(request.today) as usize) {
                        due.push(place);
                    }
                }
            }
        }
        Self {
            ledger,
            request,
            seconds: known.iter().map(|it| it.seconds).collect(),
            then: now.clone(),
            now,
            unseen,
            due,
            used,
        }
    }

    /// Lives through a day: how many questions, how many of them new, how many seconds.
    fn pass(&mut self, day: Day, number: usize) -> (u32, u32, u32) {
        let over = self
            .request
            .exam
            .is_some_and(|exam| day >= exam && exam > self.request.today);
        if over {
            return (0, 0, 0);
        }
        let request = Request {
            today: day,
            ..*self.request
        };
        let timings = self
            .then
            .iter()
            .zip(&self.seconds)
            .map(|(state, seconds)| Timing {
                seconds: *seconds,
                answered: state.map(|state| (state.first, state.last)),
            });
        let pace = Pace::new(&request, &timings);
        let budget = (request.minutes * 60).saturating_sub(if number == 0 { self.used } else { 0 });
        let (mut spent, mut questions, mut new) = (0, 0, 0);
        while let Some(place) = self.unseen.front().copied() {
            let seconds = self.seconds[place];
            if spent >= pace.new_seconds || spent + seconds > budget {
                break;
            }
            self.unseen.pop_front();
            self.answer(place, day, number);
            (spent, questions, new) = (spent + seconds, questions + 1, new + 1);
        }
        let last = self.last_pass(pace, day);
        let mut waiting = std::mem::take(&mut self.due[number]);
        waiting.retain(|place| self.is_due(*place, day));
        let mut of_last_pass = 0;
        for (place, is_due) in waiting
            .into_iter()
            .map(|place| (place, true))
            .chain(last.into_iter().map(|place| (place, false)))
        {
            let seconds = self.seconds[place];
            let answered_today = self.then[place].is_some_and(|state| state.last == day);
            if answered_today || (!is_due && of_last_pass >= pace.last_seconds) {
                continue;
            }
            if spent + seconds <= budget {
                self.answer(place, day, number);
                (spent, questions) = (spent + seconds, questions + 1);
                of_last_pass += if is_due { 0 } else { seconds };
            } else if is_due && let Some(tomorrow) = self.due.get_mut(number + 1) {
                tomorrow.push(place);
            }
        }
        // Without an exam, what is left of the minutes goes to new ones too.
        while self.request.exam.is_none()
            && let Some(place) = self.unseen.front().copied()
            && spent + self.seconds[place] <= budget
        {
            self.unseen.pop_front();
            self.answer(place, day, number);
            spent += self.seconds[place];
            (questions, new) = (questions + 1, new + 1);
        }
        (questions, new, spent)
    }

    fn is_due(&self, place: usize, day: Day) -> bool {
        self.then[place].is_some_and(|state| {
            let model = &self.ledger.rules.model;
            let days = model.interval_days(state.memory, self.request.retention);
            state.last < day && day.since(state.last) >= days
        })
    }

    /// What waits for its last pass, what would be forgotten first at the front.
    fn last_pass(&self, pace: Pace, day: Day) -> Vec<usize> {
        let Some(window) = pace.window_from.filter(|from| *from <= day) else {
            return Vec::new();
        };
        let mut waiting: Vec<(f32, usize)> = (0..self.then.len())
            .filter_map(|place| Some((place, self.then[place]?)))
            .filter(|(_, state)| state.last < window)
            .map(|(place, state)| (state.memory.stability, place))
            .collect();
        waiting.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        waiting.into_iter().map(|(_, place)| place).collect()
    }

    fn answer(&mut self, place: usize, day: Day, number: usize) {
        let model = &self.ledger.rules.model;
        let before = self.then[place];
        let days = before.map_or(0, |state| day.since(state.last));
        let memory = model.after(before.map(|state| state.memory), days, Rating::Good);
        let first = before.map_or(day, |state| state.first);
        self.then[place] = Some(State {
            memory,
            first,
            last: day,
        });
        let days = model.interval_days(memory, self.request.retention) as usize;
        if let Some(due) = self.due.get_mut(number + days) {
            due.push(place);
        }
    }

    /// The mean predicted recall of what has been answered by now, without or with the plan.
    fn mean(&self, day: Day, without: bool) -> Option<f64> {
        let states = if without { &self.now } else { &self.then };
        let (mut sum, mut count) = (0.0, 0_u32);
        for (now, state) in self.now.iter().zip(states) {
            let (Some(_), Some(state)) = (now, state) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "days of a life are few")]
            let days = day.since(state.last) as f32;
            sum += f64::from(self.ledger.rules.model.recall(state.memory, days));
            count += 1;
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}
