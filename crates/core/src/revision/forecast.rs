//! What the days to come will bring, if the plan is followed. Of the answers to come as many are
//! right as the student's repeats so far let expect; which ones, the seed decides.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::pace::{Pace, Timing};
use super::plan::{Known, Plan, Reason, known, plan};
use super::rest::spacing_after_success;
use super::spare::{FRESH_DAYS, by_turns, weak_skills};
use super::{Candidate, Estimate, Ledger, Memory, Posterior, Rating, Request};
use crate::quiz::Skill;
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
    pub recall: Option<(Estimate, Estimate)>,
}

/// The days from today on, so many of them.
///
/// Today is as it is planned. After that what shows the same words is not kept apart and no skill
/// becomes secure, so that a day may differ by a question or two from its plan.
pub fn forecast(
    candidates: &[Candidate],
    ledger: &Ledger,
    request: &Request,
    days: u32,
) -> Vec<Expected> {
    let request = &request.with_coming_exam();
    let known = known(candidates, ledger, request);
    let today = plan(candidates, ledger, request);
    let mut future = Future::new(&known, ledger, request, days);
    let step = days.saturating_sub(1).div_ceil(POINTS).max(1);
    let mut expected = Vec::with_capacity(days as usize);
    for number in 0..days {
        let day = Day(request.today.0.saturating_add_unsigned(number));
        let is_reported = number % step == 0 || number + 1 == days;
        let before = if is_reported {
            future.mean(day, true)
        } else {
            None
        };
        let (questions, new, seconds) = match number {
            0 => future.follow(&today, day),
            number => future.pass(day, number as usize),
        };
        let after = if is_reported {
            future.mean(day, false)
        } else {
            None
        };
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
    rests: u32,
    /// The days from the last answer until it is due.
    spacing: u32,
}

struct Future<'a> {
    ledger: &'a Ledger,
    posterior: Posterior,
    /// The probability of a right answer, by the step of the recall that the model predicts.
    right: Vec<f64>,
    dice: ChaCha8Rng,
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
    skills: Vec<Skill>,
    /// The skills that are not secure today.
    weak: Vec<Skill>,
}

impl<'a> Future<'a> {
    fn new(known: &[Known<'_>], ledger: &'a Ledger, request: &'a Request, days: u32) -> Self {
        let (model, retention) = (&ledger.rules.model, request.retention);
        let state = |it: &Known<'_>| {
            it.item.map(|item| State {
                memory: item.memory,
                first: item.first,
                last: item.last,
                rests: item.rests,
                spacing: item.spacing(model, retention),
            })
        };
        let now: Vec<Option<State>> = known.iter().map(state).collect();
        let mut due = vec![Vec::new(); days as usize];
        let mut unseen = std::collections::VecDeque::new();
        for (place, it) in known.iter().enumerate() {
            match it.item {
                None => unseen.push_back(place),
                Some(item) => {
                    let day = item.due_day(model, retention);
                    if let Some(due) = due.get_mut(day.since(request.today) as usize) {
                        due.push(place);
                    }
                }
            }
        }
        let posterior = ledger.predictions.posterior();
        let right =
            (0..=STEPS).map(|step| posterior.probability((step as f64 + 0.5) / STEPS as f64));
        Self {
            ledger,
            right: right.collect(),
            posterior,
            dice: ChaCha8Rng::seed_from_u64(request.seed),
            request,
            seconds: known.iter().map(|it| it.seconds).collect(),
            skills: known.iter().map(|it| it.candidate.skill).collect(),
            weak: weak_skills(ledger, request.today),
            then: now.clone(),
            now,
            unseen,
            due,
        }
    }

    /// Lives through today as it is planned. What is due and does not fit waits for tomorrow.
    fn follow(&mut self, plan: &Plan, day: Day) -> (u32, u32, u32) {
        let (mut questions, mut new) = (0, 0);
        for pick in &plan.picks {
            self.answer(pick.candidate, day, 0);
            questions += 1;
            new += u32::from(pick.reason == Reason::New);
        }
        let then = &self.then;
        self.unseen.retain(|place| then[*place].is_none());
        let mut waiting = std::mem::take(&mut self.due[0]);
        waiting.retain(|place| self.is_due(*place, day));
        if let Some(tomorrow) = self.due.get_mut(1) {
            tomorrow.extend(waiting);
        }
        (questions, new, plan.seconds())
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
        let budget = request.minutes * 60;
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
        // What is left of the minutes goes to weak skills, and then to new ones.
        if spent < budget {
            for place in self.practice(day) {
                if spent + self.seconds[place] <= budget {
                    self.answer(place, day, number);
                    (spent, questions) = (spent + self.seconds[place], questions + 1);
                }
            }
        }
        while let Some(place) = self.unseen.front().copied()
            && spent + self.seconds[place] <= budget
        {
            self.unseen.pop_front();
            self.answer(place, day, number);
            spent += self.seconds[place];
            (questions, new) = (questions + 1, new + 1);
        }
        (questions, new, spent)
    }

    /// The questions of weak skills that can be practised.
    fn practice(&self, day: Day) -> Vec<usize> {
        let questions = self.then.iter().enumerate().filter_map(|(place, state)| {
            let state = state.filter(|it| it.rests == 0 && day.since(it.last) >= FRESH_DAYS)?;
            let recall = self.recall(&state, day);
            Some((place, self.skills[place], recall))
        });
        by_turns(&self.weak, questions)
    }

    fn recall(&self, state: &State, day: Day) -> f32 {
        let model = &self.ledger.rules.model;
        model.recall_on(state.memory, state.last, day)
    }

    fn is_due(&self, place: usize, day: Day) -> bool {
        let state = self.then[place];
        state.is_some_and(|it| it.last < day && day.since(it.last) >= it.spacing)
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
        let right = before.is_none_or(|state| {
            let recall = f64::from(self.recall(&state, day));
            self.dice.random::<f64>() < self.right[step(recall)]
        });
        let rating = if right { Rating::Good } else { Rating::Again };
        let memory = model.after(before.map(|state| state.memory), days, rating);
        let first = before.map_or(day, |state| state.first);
        let rests = before.map_or(0, |state| state.rests);
        let spacing = spacing_after_success(model, memory, rests, self.request.retention);
        self.then[place] = Some(State {
            memory,
            first,
            last: day,
            rests,
            spacing,
        });
        if let Some(due) = self.due.get_mut(number + spacing as usize) {
            due.push(place);
        }
    }

    /// The mean predicted recall of what has been answered by now, without or with the plan, as
    /// the student's own answers correct it.
    fn mean(&self, day: Day, without: bool) -> Option<Estimate> {
        let states = if without { &self.now } else { &self.then };
        // Predictions in steps of two points, so that any number of them is quickly recalibrated.
        let mut counts = [(0.0, 0.0); STEPS + 1];
        for (now, state) in self.now.iter().zip(states) {
            if let (Some(_), Some(state)) = (now, state) {
                let recall = f64::from(self.recall(state, day));
                let (sum, count) = &mut counts[step(recall)];
                *sum += recall;
                *count += 1.0;
            }
        }
        let filled = counts.iter().filter(|(_, count)| *count > 0.0);
        let means: Vec<(f64, f64)> = filled.map(|(sum, count)| (sum / count, *count)).collect();
        self.posterior.mean(&means)
    }
}

/// In how many steps predictions are put together.
const STEPS: usize = 50;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a probability, so that the step is one of those there are"
)]
fn step(recall: f64) -> usize {
    (recall.clamp(0.0, 1.0) * STEPS as f64) as usize
}
