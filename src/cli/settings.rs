//! What a student has set once: the exam date, the minutes, how answers are rated.

use jiff::civil::Date;

use super::Failure;
use sourcework_core::record::Day;
use sourcework_core::revision::{Bands, Model, Request, Rules};
use sourcework_service::store::Store;

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

impl Settings {
    /// The name of the setting of [`Self::exam`].
    pub const EXAM: &str = "exam-date";
    /// The name of the setting of [`Self::minutes`].
    pub const MINUTES: &str = "minutes";
    /// The name of the setting of [`Self::retention`].
    pub const RETENTION: &str = "retention";
    /// The name of the setting of the bands.
    pub const BANDS: &str = "bands";
    /// The name of the setting of parameters that were trained.
    pub const PARAMETERS: &str = "parameters";

    /// Reads them; what was never set, or cannot be read, is the default.
    pub fn of(store: &dyn Store) -> Result<Self, Failure> {
        let exam = store
            .setting(Self::EXAM)?
            .and_then(|text| text.parse().ok());
        let minutes = store
            .setting(Self::MINUTES)?
            .and_then(|text| text.parse().ok());
        let retention = store
            .setting(Self::RETENTION)?
            .and_then(|text| text.parse().ok());
        let bands: Option<Bands> = store
            .setting(Self::BANDS)?
            .and_then(|text| text.parse().ok());
        let model = store.setting(Self::PARAMETERS)?.and_then(|text| {
            let numbers: Result<Vec<f32>, _> = text.split(',').map(str::parse).collect();
            Model::with_parameters(&numbers.ok()?)
        });
        Ok(Self {
            exam: exam.map(Day::of_date),
            minutes: minutes.unwrap_or(20),
            retention: retention.unwrap_or(90),
            rules: Rules {
                bands: bands.unwrap_or_default(),
                model: model.unwrap_or_default(),
            },
        })
    }

    /// Sets one of them.
    pub fn set(
        store: &mut dyn Store,
        name: &str,
        value: &dyn std::fmt::Display,
    ) -> Result<(), Failure> {
        Ok(store.set(name, Some(&value.to_string()))?)
    }

    /// Sets the exam date, or forgets it.
    pub fn set_exam(store: &mut dyn Store, exam: ExamDate) -> Result<(), Failure> {
        match exam {
            ExamDate::On(date) => Self::set(store, Self::EXAM, &date),
            ExamDate::None => Ok(store.set(Self::EXAM, None)?),
        }
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

/// An exam date, or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExamDate {
    On(Date),
    None,
}

/// Reads an exam date.
pub fn exam_date(text: &str) -> Result<ExamDate, String> {
    if text == "none" {
        return Ok(ExamDate::None);
    }
    let date = text.parse().map(ExamDate::On);
    date.map_err(|_| "write year, month and day: 2027-05-20, or `none`".to_owned())
}
