//! What a student has set once: the exam date, the minutes, how answers are rated.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use sourcework_core::identity::StudentKey;
use sourcework_core::record::Day;
use sourcework_core::revision::{Bands, Model, Request, Rules};

use crate::store::{Store, StoreError};

/// The settings that the record keeps.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The day of the exam.
    pub exam: Option<Day>,
    /// Minutes a day.
    pub minutes: u32,
    /// The predicted recall at which a question is due, in per cent.
    pub retention: u32,
    /// How answers are rated, and how memory is modelled.
    pub rules: Rules,
}

/// A setting, with its new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// The day of the exam; `None` forgets it.
    Exam(Option<Date>),
    /// Minutes a day.
    Minutes(u32),
    /// The predicted recall at which a question is due, in per cent.
    Retention(u32),
    /// The shares of the marks from which an answer counts as Hard and as Good.
    Bands(Bands),
    /// Parameters of the scheduler that were trained; `None` goes back to the published ones.
    Parameters(Option<Vec<f32>>),
}

const EXAM: &str = "exam-date";
const MINUTES: &str = "minutes";
const RETENTION: &str = "retention";
const BANDS: &str = "bands";
const PARAMETERS: &str = "parameters";

impl Settings {
    /// The minutes a day that can be set.
    pub const MINUTES: RangeInclusive<u32> = 1..=600;

    /// The retentions that can be set, in per cent.
    pub const RETENTION: RangeInclusive<u32> = 70..=97;

    /// Reads them; what was never set, cannot be read or cannot be set is the default.
    ///
    /// What is dated after `today` does not count: see [`Rules::until`].
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    pub fn of(store: &dyn Store, student: &StudentKey, today: Day) -> Result<Self, StoreError> {
        let kept = store.settings(student)?;
        let value = |name: &str| {
            let found = kept.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let model = value(PARAMETERS).and_then(|text| {
            let numbers: Result<Vec<f32>, _> = text.split(',').map(str::parse).collect();
            Model::with_parameters(&numbers.ok()?)
        });
        let exam: Option<Date> = value(EXAM).and_then(|text| text.parse().ok());
        let number = |name: &str, settable: RangeInclusive<u32>| {
            let number = value(name).and_then(|text| text.parse().ok());
            number.filter(|number| settable.contains(number))
        };
        let bands: Option<Bands> = value(BANDS).and_then(|text| text.parse().ok());
        Ok(Self {
            exam: exam.map(Day::of_date),
            minutes: number(MINUTES, Self::MINUTES).unwrap_or(20),
            retention: number(RETENTION, Self::RETENTION).unwrap_or(90),
            rules: Rules {
                bands: bands.unwrap_or_default(),
                model: model.unwrap_or_default(),
                until: Some(today),
            },
        })
    }

    /// Sets one of them.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    pub fn set(
        store: &dyn Store,
        student: &StudentKey,
        setting: &Setting,
    ) -> Result<(), StoreError> {
        let (name, value) = match setting {
            Setting::Exam(exam) => (EXAM, exam.map(|date| date.to_string())),
            Setting::Minutes(minutes) => (MINUTES, Some(minutes.to_string())),
            Setting::Retention(retention) => (RETENTION, Some(retention.to_string())),
            Setting::Bands(bands) => (BANDS, Some(bands.to_string())),
            Setting::Parameters(parameters) => {
                let text = parameters.as_ref().map(|numbers| {
                    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                    numbers.join(",")
                });
                (PARAMETERS, text)
            }
        };
        store.set(student, name, value.as_deref())
    }

    /// What to ask of the planner; ties are broken by the day where nothing else is said.
    pub fn request(&self, today: Day, seed: Option<u64>) -> Request {
        #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
        let retention = self.retention as f32 / 100.0;
        Request {
            today,
            exam: self.exam,
            minutes: self.minutes,
            retention,
            seed: seed.unwrap_or_else(|| u64::from(today.0.unsigned_abs())),
        }
    }

    /// The days from today to the exam; `None` without one, or when it is over.
    pub fn days_to_exam(&self, today: Day) -> Option<u32> {
        let exam = self.exam.filter(|exam| *exam >= today)?;
        Some(exam.since(today))
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::store::{InMemory, Preferences};
    use sourcework_core::identity::StudentKey;

    #[test]
    fn what_cannot_be_set_is_the_default() {
        let (store, student) = (InMemory::default(), StudentKey::default());
        let kept = [
            ("minutes", "4000000000"),
            ("retention", "0"),
            ("exam-date", "x"),
        ];
        for (name, value) in kept {
            store.set(&student, name, Some(value)).unwrap();
        }
        let settings =
            Settings::of(&store, &student, sourcework_core::record::Day(20_000)).unwrap();
        assert_eq!((settings.minutes, settings.retention), (20, 90));
        assert_eq!(settings.exam, None);
    }
}
