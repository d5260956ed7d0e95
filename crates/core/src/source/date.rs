//! Dates as historians know them: EDTF (ISO 8601-2:2019), levels 0 and 1.
//!
//! Of level 2 one of several dates is read, `[1667,1668]`. Specification:
//! <https://www.loc.gov/standards/datetime/>.

use std::fmt;

/// A checked EDTF date and how it reads in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    written: String,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Point(Point),
    Moment(jiff::civil::DateTime),
    /// From, to; `None` is an open or unknown end.
    Interval(Option<Point>, Option<Point>),
    /// One of these.
    OneOf(Vec<Point>),
}

/// One date, perhaps less than a day precise.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Point {
    year: String,
    month: Option<Part>,
    day: Option<Part>,
    qualifier: Option<char>,
}

/// A month or a day; `Unknown` is written `XX`. Months 21 to 24 are seasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Known(i8),
    Unknown,
}

impl Date {
    /// Reads a date; `None` where it is not one of EDTF level 0 or 1.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self {
            written: text.to_owned(),
            shape: shape(text)?,
        })
    }

    /// The date as it was written, in EDTF.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

fn shape(text: &str) -> Option<Shape> {
    if let Some(list) = text.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        let dates: Option<Vec<Point>> = list.split(',').map(|it| point(it.trim())).collect();
        return dates.filter(|dates| dates.len() > 1).map(Shape::OneOf);
    }
    if let Some((from, to)) = text.split_once('/') {
        let end = |side: &str| match side {
            "" | ".." => Some(None),
            date => Some(Some(point(date)?)),
        };
        let (from, to) = (end(from)?, end(to)?);
        match (&from, &to) {
            (None, None) => return None,
            (Some(from), Some(to)) if from.first_year()? > to.first_year()? => return None,
            (Some(a), Some(b)) if a.year == b.year && out_of_order(a, b) => return None,
            _ => {}
        }
        return Some(Shape::Interval(from, to));
    }
    if text.contains('T') {
        let local = text.strip_suffix('Z').unwrap_or(text);
        return Some(Shape::Moment(local.parse().ok()?));
    }
    Some(Shape::Point(point(text)?))
}

/// Whether two dates of one year run backwards; what is unknown is never out of order.
fn out_of_order(from: &Point, to: &Point) -> bool {
    match (from.month, to.month) {
        (Some(Part::Known(a)), Some(Part::Known(b))) if a <= 12 && b <= 12 => {
            let days = (from.day, to.day);
            a > b
                || (a == b && matches!(days, (Some(Part::Known(a)), Some(Part::Known(b))) if a > b))
        }
        _ => false,
    }
}

fn point(text: &str) -> Option<Point> {
    let (text, qualifier) = match text.chars().next_back()? {
        mark @ ('?' | '~' | '%') => (&text[..text.len() - 1], Some(mark)),
        _ => (text, None),
    };
    if let Some(digits) = text.strip_prefix('Y') {
        let number = digits.strip_prefix('-').unwrap_or(digits);
        let long = number.len() > 4 && number.bytes().all(|b| b.is_ascii_digit());
        let year = digits.to_owned();
        return long.then_some(Point {
            year,
            month: None,
            day: None,
            qualifier,
        });
    }
    let negative = text.starts_with('-');
    let mut parts = text.strip_prefix('-').unwrap_or(text).split('-');
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let known = year.trim_end_matches('X');
    let year_fits = year.len() == 4
        && year != "0000"
        && (2..=4).contains(&known.len())
        && known.bytes().all(|b| b.is_ascii_digit());
    let point = Point {
        year: format!("{}{year}", if negative { "-" } else { "" }),
        month: part(month)?,
        day: part(day)?,
        qualifier,
    };
    (year_fits && point.exists()).then_some(point)
}

/// `None` is a mistake, `Some(None)` a part that is not there.
fn part(text: Option<&str>) -> Option<Option<Part>> {
    match text {
        None => Some(None),
        Some("XX") => Some(Some(Part::Unknown)),
        Some(digits) if digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let number = digits.parse().expect("two digits fit an `i8`");
            Some(Some(Part::Known(number)))
        }
        Some(_) => None,
    }
}

impl Point {
    fn exists(&self) -> bool {
        match (self.month, self.day) {
            (None, _) | (Some(Part::Unknown), None | Some(Part::Unknown)) => true,
            (Some(Part::Unknown), Some(Part::Known(_))) => false,
            (Some(Part::Known(month)), None) => matches!(month, 1..=12 | 21..=24),
            (Some(Part::Known(month)), Some(Part::Unknown)) => matches!(month, 1..=12),
            (Some(Part::Known(month)), Some(Part::Known(day))) => {
                // Of a year like 196X any may be meant; 2000 has the longest months.
                let year = self.year.parse::<i16>().unwrap_or(2000);
                jiff::civil::Date::new(year, month, day).is_ok()
            }
        }
    }

    fn first_year(&self) -> Option<i64> {
        self.year.replace('X', "0").parse().ok()
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.qualifier {
            Some('~') => f.write_str("about ")?,
            Some('%') => f.write_str("perhaps about ")?,
            Some(_) => f.write_str("perhaps ")?,
            None => {}
        }
        if let Some(Part::Known(day)) = self.day {
            write!(f, "{day} ")?;
        }
        match self.month {
            Some(Part::Known(month @ 1..=12)) => write!(f, "{} ", MONTHS[month as usize - 1])?,
            Some(Part::Known(season)) => write!(f, "{} ", SEASONS[season as usize - 21])?,
            _ => {}
        }
        match (self.year.strip_suffix("XX"), self.year.strip_suffix('X')) {
            (Some(century), _) => write!(f, "the {century}00s"),
            (_, Some(decade)) => write!(f, "the {decade}0s"),
            // EDTF counts a year 0, so that -0043 is 44 BC.
            _ => match self
                .year
                .strip_prefix('-')
                .and_then(|year| year.parse::<u64>().ok()?.checked_add(1))
            {
                Some(before) => write!(f, "{before} BC"),
                None => f.write_str(self.year.trim_start_matches('0')),
            },
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::Point(point) => point.fmt(f),
            Shape::Moment(moment) => {
                let month = MONTHS[moment.month() as usize - 1];
                write!(f, "{} {month} {}, ", moment.day(), moment.year())?;
                write!(f, "{:02}:{:02}", moment.hour(), moment.minute())
            }
            Shape::Interval(Some(from), Some(to)) => write!(f, "{from} to {to}"),
            Shape::Interval(Some(from), None) => write!(f, "from {from}"),
            Shape::Interval(None, Some(to)) => write!(f, "until {to}"),
            Shape::Interval(None, None) => Ok(()),
            Shape::OneOf(dates) => {
                let dates: Vec<String> = dates.iter().map(Point::to_string).collect();
                f.write_str(&dates.join(" or "))
            }
        }
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_of_levels_0_and_1_read_as_sentences_do() {
        for (written, read) in [
            ("1962-10-26", "26 October 1962"),
            ("1962-10", "October 1962"),
            ("1962", "1962"),
            ("1348~", "about 1348"),
            ("1962?", "perhaps 1962"),
            ("1962-10%", "perhaps about October 1962"),
            ("196X", "the 1960s"),
            ("19XX", "the 1900s"),
            ("1962-XX", "1962"),
            ("1962-10-XX", "October 1962"),
            ("1962-23", "autumn 1962"),
            ("1914/1918", "1914 to 1918"),
            ("1914-07-28/1918-11-11", "28 July 1914 to 11 November 1918"),
            ("1939/..", "from 1939"),
            ("/1066", "until 1066"),
            ("-0043", "44 BC"),
            ("[1667,1668]", "1667 or 1668"),
            ("[1667-05, 1668]", "May 1667 or 1668"),
            ("0079", "79"),
            ("Y-17000", "17001 BC"),
            // Years too long to count with stay as they are written.
            ("Y-18446744073709551615", "-18446744073709551615"),
            ("1962-10-26T18:00:00Z", "26 October 1962, 18:00"),
            ("2000-02-29", "29 February 2000"),
        ] {
            let date = Date::parse(written).unwrap_or_else(|| panic!("{written} is a date"));
            assert_eq!(date.to_string(), read, "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for written in [
            "",
            "yesterday",
            "26 October 1962",
            "1962-13",
            "1962-02-30",
            "1900-02-29",
            "62",
            "1962-1",
            "1962-10-26-01",
            "X962",
            "1X62",
            "1XXX",
            "1918/1914",
            "/",
            "../..",
            "1962-25",
            "1962-21-01",
            "1962-XX-05",
            "Y1962",
            "1962-10-26/1962-10-25",
            "1962~~",
            "0000",
            "[1667]",
            "[1667,soon]",
            "[1667,1668",
            "é",
            "196é",
            "1962-10-26T25:00:00",
        ] {
            assert_eq!(Date::parse(written), None, "{written}");
        }
    }
}
