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

/// Reads an exam date: `20/5/2027`, as British people write it, or `2027-05-20`.
pub fn exam_date(text: &str) -> Result<ExamDate, String> {
    if text == "none" {
        return Ok(ExamDate::None);
    }
    let british = Date::strptime("%d/%m/%Y", text);
    let date = british.or_else(|_| text.parse()).ok();
    // "27" is not the year 27.
    let date = date.filter(|date| date.year() >= 1000);
    date.map(ExamDate::On)
        .ok_or_else(|| "write day, month and year: 20/5/2027, or `none`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exam_date_is_read_as_british_people_write_it_and_as_computers_do() {
        let day = ExamDate::On(jiff::civil::date(2027, 5, 20));
        for text in ["20/5/2027", "20/05/2027", "2027-05-20"] {
            assert_eq!(exam_date(text), Ok(day), "{text}");
        }
        assert_eq!(exam_date("none"), Ok(ExamDate::None));
        for text in ["5/20/2027", "31/2/2027", "next Friday", "20/5/27", ""] {
            assert!(exam_date(text).is_err(), "{text}");
        }
    }
}
