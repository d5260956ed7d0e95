//! Settings as they are typed.

use jiff::civil::Date;

/// An exam date, or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExamDate {
    On(Date),
    None,
}

impl ExamDate {
    /// The date, if there is one.
    pub fn date(self) -> Option<Date> {
        match self {
            Self::On(date) => Some(date),
            Self::None => None,
        }
    }
}

/// Reads an exam date.
pub fn exam_date(text: &str) -> Result<ExamDate, String> {
    if text == "none" {
        return Ok(ExamDate::None);
    }
    let date = text.parse().map(ExamDate::On);
    date.map_err(|_| "write year, month and day: 2027-05-20, or `none`".to_owned())
}
