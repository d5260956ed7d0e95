//! Fitting the model of memory to a student's own reviews, and whether that is worth it.
//!
//! Parameters that fit the past may only fit its chances. So they are fitted to the first four
//! fifths of the reviews and tried on the last: each review there is predicted from all that came
//! before it, and the log loss (I. J. Good, «Rational Decisions», Journal of the Royal Statistical
//! Society B 14 (1952), 107–114) must be less than that of the default parameters.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fsrs::{
    CombinedProgressState, ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters,
};

use super::{Bands, Model, Rating};
use crate::identity::ContentHash;
use crate::record::Review;

/// How many reviews on a later day are needed. With fewer, 21 parameters fit chances, and the
/// fifth to try them on is too small to tell.
const NEEDED: usize = 400;

/// The crate ignores a review with more reviews than this before it, so it is not built.
const MOST_REVIEWS: usize = 256;

/// How often progress is reported.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The reviews of one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Days since 1970-01-01 and ratings, oldest first.
    pub reviews: Vec<(i32, Rating)>,
}

/// The reviews of each question, rated by bands. A question whose content has changed is another
/// question from then on.
pub fn histories(reviews: Vec<Review>, bands: Bands) -> Vec<History> {
    let mut places: HashMap<(String, ContentHash), usize> = HashMap::new();
    let mut histories: Vec<History> = Vec::new();
    for review in reviews {
        let rating = bands.rate(review.awarded, review.available);
        let place = places.entry((review.question, review.content));
        let place = *place.or_insert_with(|| {
            histories.push(History::default());
            histories.len() - 1
        });
        histories[place].reviews.push((review.day.0, rating));
    }
    histories
}

/// What came of training. A loss is the mean of −ln of the probability that was given to what
/// happened, over the reviews held out; less is better.
#[derive(Clone, Debug, PartialEq)]
pub enum Trained {
    /// There are too few reviews.
    TooLittle {
        /// Reviews on a later day than the one before.
        reviews: usize,
        /// How many there must be.
        needed: usize,
    },
    /// The default parameters predict as well or better. The losses are equal where the reviews
    /// were too scattered to find other parameters at all.
    NoBetter {
        /// The loss of the default parameters.
        default_loss: f32,
        /// The loss of the trained parameters.
        trained_loss: f32,
    },
    /// The trained parameters predict better.
    Better {
        /// The 21 parameters for [`Model::with_parameters`].
        parameters: Vec<f32>,
        /// The loss of the default parameters.
        default_loss: f32,
        /// The loss of the trained parameters.
        trained_loss: f32,
    },
}

/// A review with the days since the one before it.
#[derive(Clone, Copy)]
struct Step {
    day: i32,
    gap: u32,
    rating: Rating,
}

/// Where a review is: the number of its history, and its number there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    day: i32,
    history: usize,
    review: usize,
}

/// Fits the parameters to the earlier reviews and tries them on the later ones. `progress` hears
/// now and then how much is done, of how much. The same histories give the same parameters.
pub fn train(histories: &[History], progress: &mut dyn FnMut(usize, usize)) -> Trained {
    let histories: Vec<Vec<Step>> = histories.iter().map(steps).collect();
    let places = predictable(&histories);
    if places.len() < NEEDED {
        return Trained::TooLittle {
            reviews: places.len(),
            needed: NEEDED,
        };
    }
    let (earlier, later) = places.split_at(places.len() * 4 / 5);
    let default_loss = loss(&Model::default(), &histories, later);
    let found = fit(&histories, earlier, progress);
    let Some(model) = found.and_then(|found| Model::with_parameters(&found)) else {
        return Trained::NoBetter {
            default_loss,
            trained_loss: default_loss,
        };
    };
    let trained_loss = loss(&model, &histories, later);
    if trained_loss < default_loss {
        Trained::Better {
            parameters: model.parameters().to_vec(),
            default_loss,
            trained_loss,
        }
    } else {
        Trained::NoBetter {
            default_loss,
            trained_loss,
        }
    }
}

/// The reviews with their gaps. A day before the one before is taken for the same day.
fn steps(history: &History) -> Vec<Step> {
    let mut latest = history.reviews.first().map_or(0, |(day, _)| *day);
    let step = |(day, rating): &(i32, Rating)| {
        let before = latest;
        latest = latest.max(*day);
        Step {
            day: latest,
            gap: latest.abs_diff(before),
            rating: *rating,
        }
    };
    history.reviews.iter().map(step).collect()
}

/// The reviews that can be predicted, by time. Nothing is forgotten within a day, so these are the
/// first ones on every day after the first.
fn predictable(histories: &[Vec<Step>]) -> Vec<Place> {
    let mut places = Vec::new();
    for (history, steps) in histories.iter().enumerate() {
        for (review, step) in steps.iter().enumerate().filter(|(_, step)| step.gap > 0) {
            places.push(Place {
                day: step.day,
                history,
                review,
            });
        }
    }
    places.sort_unstable();
    places
}

/// The log loss over the reviews at `later`, which are the last ones of their histories.
fn loss(model: &Model, histories: &[Vec<Step>], later: &[Place]) -> f32 {
    let mut from = vec![usize::MAX; histories.len()];
    for place in later {
        from[place.history] = from[place.history].min(place.review);
    }
    let mut sum = 0.0;
    for (steps, from) in histories.iter().zip(from) {
        let mut memory = None;
        for (review, step) in steps.iter().enumerate() {
            if let Some(memory) = memory.filter(|_| review >= from && step.gap > 0) {
                // No prediction is so wrong that it outweighs all others.
                let recall =
                    f64::from(model.recall(memory, step.gap as f32)).clamp(1e-6, 1.0 - 1e-6);
                let recalled = step.rating > Rating::Again;
                sum -= if recalled { recall } else { 1.0 - recall }.ln();
            }
            memory = Some(model.after(memory, step.gap, step.rating));
        }
    }
    (sum / later.len() as f64) as f32
}

/// The parameters that the crate finds. `None` where it finds none, because the reviews are too
/// scattered: it needs some questions with the same first rating and the same first gap.
fn fit(
    histories: &[Vec<Step>],
    earlier: &[Place],
    progress: &mut dyn FnMut(usize, usize),
) -> Option<Vec<f32>> {
    let earlier = earlier.iter().filter(|place| place.review < MOST_REVIEWS);
    let state = CombinedProgressState::new_shared();
    let input = ComputeParametersInput {
        // Oldest first: the crate gives later ones more weight.
        train_set: earlier.clone().map(|it| item(histories, *it)).collect(),
        card_ids: Some(earlier.map(|it| it.history as i64).collect()),
        progress: Some(state.clone()),
        ..ComputeParametersInput::default()
    };
    let mut tell = || {
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let (done, all) = (state.current(), state.total());
        drop(state);
        if all > 0 {
            progress(done, all);
        }
    };
    let (send, receive) = channel();
    // The crate reports its progress only when it is asked, so this thread asks.
    thread::scope(|scope| {
        let worker = scope.spawn(move || send.send(compute_parameters(input)));
        let found = loop {
            match receive.recv_timeout(LOOK_EVERY) {
                Ok(found) => break found.ok(),
                Err(RecvTimeoutError::Timeout) => tell(),
                Err(RecvTimeoutError::Disconnected) => break None,
            }
        };
        tell();
        match worker.join() {
            Ok(sent) => sent.ok().and(found),
            // A defect of the crate is not a lack of reviews.
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// A review with all that came before it, as the crate learns from it.
fn item(histories: &[Vec<Step>], place: Place) -> FSRSItem {
    let reviews = histories[place.history][..=place.review].iter();
    let review = |step: &Step| FSRSReview {
        rating: step.rating as u32,
        delta_t: step.gap,
    };
    FSRSItem {
        reviews: reviews.map(review).collect(),
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::{History, Model, Rating, Trained, loss, predictable, steps, train};

    /// Questions that are asked six times each, by somebody who remembers as the model says.
    fn simulated(model: &Model, questions: usize, begin: i32, seed: u64) -> Vec<History> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut below = |limit: u32| dice.next_u32() % limit;
        let mut histories = Vec::new();
        for question in 0..questions {
            let rating = [Rating::Again, Rating::Hard, Rating::Good][below(3) as usize];
            let mut day = begin + (question % 30) as i32;
            let mut memory = model.after(None, 0, rating);
            let mut reviews = vec![(day, rating)];
            for gaps in [[1, 2, 4], [1, 4, 7], [3, 7, 14], [5, 14, 28], [7, 21, 42]] {
                let gap = gaps[below(3) as usize];
                let recalled = (below(1_000_000) as f32) < model.recall(memory, gap as f32) * 1e6;
                let rating = match (recalled, below(4)) {
                    (false, _) => Rating::Again,
                    (true, 0) => Rating::Hard,
                    (true, _) => Rating::Good,
                };
                memory = model.after(Some(memory), gap, rating);
                day += gap as i32;
                reviews.push((day, rating));
            }
            histories.push(History { reviews });
        }
        histories
    }

    /// Somebody who forgets much faster than most.
    fn forgetful() -> Model {
        let mut parameters = Model::default().parameters().to_vec();
        parameters[..4].copy_from_slice(&[0.05, 0.15, 0.3, 1.0]);
        parameters[8] = 0.8;
        parameters[20] = 0.5;
        Model::with_parameters(&parameters).unwrap()
    }

    #[test]
    fn under_four_hundred_reviews_on_a_later_day_nothing_is_trained() {
        let mut histories = simulated(&Model::default(), 79, 0, 1);
        let mut calls = 0;
        let trained = train(&histories, &mut |_, _| calls += 1);
        let (reviews, needed) = (395, 400);
        assert_eq!(trained, Trained::TooLittle { reviews, needed });
        assert_eq!(calls, 0);
        // More reviews on the same day teach nothing about forgetting.
        for history in &mut histories {
            let last = *history.reviews.last().unwrap();
            history.reviews.extend([last; 10]);
        }
        let trained = train(&histories, &mut |_, _| {});
        assert_eq!(trained, Trained::TooLittle { reviews, needed });
        let none = Trained::TooLittle { reviews: 0, needed };
        assert_eq!(train(&[], &mut |_, _| {}), none);
    }

    #[test]
    fn somebody_with_another_memory_gets_better_predictions() {
        let histories = simulated(&forgetful(), 300, 0, 2);
        let mut last = (0, 0);
        let trained = train(&histories, &mut |done, all| {
            assert!(done <= all && done >= last.0);
            last = (done, all);
        });
        assert!(
            last.0 > 0 && last.0 == last.1,
            "the last report is of the end: {last:?}"
        );
        let Trained::Better {
            parameters,
            default_loss,
            trained_loss,
        } = trained.clone()
        else {
            panic!("{trained:?}");
        };
        assert!(trained_loss < default_loss - 0.05, "{trained:?}");
        // Neither is it chance: it holds for other questions of the same person.
        let model = Model::with_parameters(&parameters).unwrap();
        let [trained, default] = fresh_losses(&forgetful(), &model);
        assert!(trained < default - 0.05, "{trained} {default}");
    }

    #[test]
    fn the_same_histories_give_the_same_parameters() {
        let histories = simulated(&forgetful(), 100, 0, 3);
        let twice = [(); 2].map(|()| train(&histories, &mut |_, _| {}));
        assert_eq!(twice[0], twice[1]);
    }

    #[test]
    fn somebody_like_most_people_loses_nothing() {
        let histories = simulated(&Model::default(), 300, 0, 4);
        let model = match train(&histories, &mut |_, _| {}) {
            Trained::Better { parameters, .. } => Model::with_parameters(&parameters).unwrap(),
            Trained::NoBetter { .. } => Model::default(),
            trained @ Trained::TooLittle { .. } => panic!("{trained:?}"),
        };
        let [trained, default] = fresh_losses(&Model::default(), &model);
        assert!(trained < default + 0.01, "{trained} {default}");
    }

    /// The losses of a model and of the default one on questions that neither has seen.
    fn fresh_losses(person: &Model, model: &Model) -> [f32; 2] {
        let fresh = simulated(person, 500, 0, 5);
        let fresh: Vec<_> = fresh.iter().map(steps).collect();
        let all = predictable(&fresh);
        [model, &Model::default()].map(|model| loss(model, &fresh, &all))
    }

    #[test]
    fn parameters_are_judged_by_what_came_later() {
        let mut histories = simulated(&forgetful(), 200, 0, 6);
        histories.extend(simulated(&Model::default(), 50, 1000, 7));
        let trained = train(&histories, &mut |_, _| {});
        let Trained::NoBetter {
            default_loss,
            trained_loss,
        } = trained
        else {
            panic!("{trained:?}");
        };
        assert!(trained_loss > default_loss);
    }

    // ln 2 for each of two predictions: after nine tenths have been forgotten down to one half.
    #[test]
    fn the_loss_of_even_chances_is_the_logarithm_of_two() {
        let model = Model::default();
        let memory = model.after(None, 0, Rating::Good);
        let half = model.interval(memory, 0.5).round() as i32;
        let pair = [Rating::Again, Rating::Hard].map(|rating| History {
            reviews: vec![(0, Rating::Good), (half, rating)],
        });
        let pair: Vec<_> = pair.iter().map(steps).collect();
        let loss = loss(&model, &pair, &predictable(&pair));
        assert!((loss - std::f32::consts::LN_2).abs() < 1e-4, "{loss}");
    }

    #[test]
    fn reviews_too_scattered_to_learn_from_change_nothing() {
        let history = |question: i32| History {
            reviews: vec![(0, Rating::Good), (1 + question, Rating::Good)],
        };
        let histories: Vec<_> = (0..500).map(history).collect();
        let trained = train(&histories, &mut |_, _| {});
        let Trained::NoBetter {
            default_loss,
            trained_loss,
        } = trained
        else {
            panic!("{trained:?}");
        };
        assert_eq!(default_loss, trained_loss);
    }
}
