//! Dates as students type them: "26 October 1962", "Oct 26th, 1962", "26/10/62", "1962-10-26".

use super::is_word;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A day as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// As it was typed: `62` and `1962` are different years here.
    year: u32,
    is_year_short: bool,
    month: usize,
    day: u32,
}

impl Day {
    /// Whether this is the same day; a year of two digits can be that of any century.
    fn is(self, other: Self) -> bool {
        let is_short = self.is_year_short || other.is_year_short;
        let year = |it: Self| if is_short { it.year % 100 } else { it.year };
        (self.day, self.month, year(self)) == (other.day, other.month, year(other))
    }
}

/// Whether a date was typed that is the same day as one of the accepted dates.
pub fn same_day<'a>(
    given: &str,
    mut accepted: impl Iterator<Item = &'a str>,
    month_first: bool,
) -> bool {
    let Some(given) = read(given, month_first) else {
        return false;
    };
    accepted.any(|answer| read(answer, month_first).is_some_and(|answer| answer.is(given)))
}

/// Reads a date with day, month and year; `None` where one of them is missing or nothing that fits.
///
/// In a date of numbers alone the day stands first, or the month where `month_first` says so; where that
/// is not a date, the other way round. A year of four digits may stand first.
pub fn read(text: &str, month_first: bool) -> Option<Day> {
    let mut numbers: Vec<&str> = Vec::new();
    let mut month = None;
    let text = text.to_lowercase();
    let parts = text.split(|c: char| !c.is_alphanumeric());
    for part in parts.filter(|it| !it.is_empty()) {
        if let Some(number) = number(part) {
            numbers.push(number);
        } else if let Some(named) = named(part, &MONTHS) {
            if month.replace(named + 1).is_some() {
                return None;
            }
        } else if !matches!(part, "the" | "of") && named(part, &WEEKDAYS).is_none() {
            return None;
        }
    }
    let read = |day: &str, month: usize, year: &str| {
        let day: u32 = day.parse().ok()?;
        let is_year_short = year.len() == 2;
        let fits = (1..=31).contains(&day)
            && (1..=12).contains(&month)
            && (is_year_short || year.len() == 4);
        fits.then_some(Day {
            year: year.parse().ok()?,
            is_year_short,
            month,
            day,
        })
    };
    let of_number = |month: &str| month.parse().unwrap_or(0);
    match (month, numbers.as_slice()) {
        (Some(month), [year, day]) if year.len() == 4 => read(day, month, year),
        (Some(month), [day, year]) => read(day, month, year),
        (None, [year, month, day]) if year.len() == 4 => read(day, of_number(month), year),
        (None, [first, second, year]) => {
            let with_day_first = || read(first, of_number(second), year);
            let with_month_first = || read(second, of_number(first), year);
            if month_first {
                with_month_first().or_else(with_day_first)
            } else {
                with_day_first().or_else(with_month_first)
            }
        }
        _ => None,
    }
}

/// The number of a month, from 1, by its name in lower case or its first three letters and more.
pub fn month(name: &str) -> Option<usize> {
    cut(name, &MONTHS).map(|place| place + 1)
}

/// The digits of a number of one to four digits, which may end in "st", "nd", "rd" or "th".
fn number(part: &str) -> Option<&str> {
    let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (is_number && matches!(&part[digits.len()..], "" | "st" | "nd" | "rd" | "th")).then_some(digits)
}

/// The place of a name in a list: whole, cut to three letters or more, or misspelt by two letters
/// at most.
fn named(part: &str, names: &[&str]) -> Option<usize> {
    let is_misspelt =
        |name: &&str| part.len() >= 5 && !is_word(part) && strsim::osa_distance(part, name) <= 2;
    cut(part, names).or_else(|| names.iter().position(is_misspelt))
}

/// The place of a name in a list: whole, or cut to three letters or more.
fn cut(part: &str, names: &[&str]) -> Option<usize> {
    let is_cut = |name: &&str| part.len() >= 3 && name.starts_with(part);
    names.iter().position(is_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_same_however_it_is_written() {
        for given in [
            "26 October 1962",
            "26th October 1962",
            "the 26th of October, 1962",
            "October 26, 1962",
            "Oct 26th 1962",
            "26 Oct. 62",
            "Friday 26 Ocotber 1962",
            "1962-10-26",
            "1962 October 26",
            "26/10/1962",
            "26.10.62",
            "26-10-62",
            "10/26/62",
        ] {
            let same = same_day(given, ["26 October 1962"].into_iter(), false);
            assert!(same, "{given}");
        }
    }

    #[test]
    fn another_day_a_part_of_a_date_or_more_than_a_date_is_not_the_same() {
        for given in [
            "",
            "1962",
            "October 1962",
            "26 October",
            "27 October 1962",
            "26 November 1962",
            "26 October 1963",
            "26/10/63",
            "26 October 1962 or 27 October 1962",
            "not 26 October 1962",
            "about 26 October 1962",
            "26 Oct 962",
            "99999999999",
            "١/١٠/١٩٦٢",
        ] {
            let same = same_day(given, ["26 October 1962"].into_iter(), false);
            assert!(!same, "{given}");
        }
    }

    #[test]
    fn in_numbers_the_day_or_the_month_stands_first_as_the_question_says() {
        let accepted = || ["6 October 1962"].into_iter();
        assert!(same_day("6/10/62", accepted(), false));
        assert!(!same_day("10/6/62", accepted(), false));
        assert!(same_day("10/6/62", accepted(), true));
        assert!(!same_day("6/10/62", accepted(), true));
    }
}
