//! Dates as people write them, to EDTF: "26 October 1962", "Oct. 26th, 1962", "October 1962",
//! "1962", "c. 1348", "44 BC", "the 1860s", "1914–1918". Numbers alone ("3/4/1962") do not say which is
//! the month, and are not read.

use super::Date;
use crate::english::dates::month as month_of;

/// The dates in a text, in EDTF, in their order, each once.
pub fn dates_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '“' | '”' | '"'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut dates: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (date, taken) = date_at(&words[at..]);
        if let Some(date) = date.filter(|it| Date::parse(it).is_some())
            && !dates.contains(&date)
        {
            dates.push(date);
        }
        at += taken;
    }
    dates
}

/// The date that a text is, as a whole, in EDTF; of one that does not exist, why.
///
/// # Errors
/// The text is a date in full, but there is no such day or month.
pub fn whole_date(text: &str) -> Result<Option<String>, String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !matches!(*word, "" | "the" | "The"))
        .collect();
    let found = match words.as_slice() {
        ["before", year] => self::year(year).map(|year| format!("../{year}")),
        ["after", year] => self::year(year).map(|year| format!("{year}/..")),
        words => {
            let (date, taken) = date_at(words);
            date.filter(|_| taken == words.len())
        }
    };
    let written = found.as_deref().unwrap_or(text);
    if Date::parse(written).is_some() {
        return Ok(found);
    }
    why_not(written).map_or(Ok(None), Err)
}

/// The date that begins with the first word, if one does, and how many words it takes.
fn date_at(words: &[&str]) -> (Option<String>, usize) {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    if let (Some(day), Some(month), Some(year)) = (day(word(0)), month(word(1)), year(word(2))) {
        return (Some(format!("{year}-{month:02}-{day:02}")), 3);
    }
    if let (Some(month), Some(day), Some(year)) = (month(word(0)), day(word(1)), year(word(2))) {
        return (Some(format!("{year}-{month:02}-{day:02}")), 3);
    }
    if let (Some(month), Some(year)) = (month(word(0)), year(word(1))) {
        return (Some(format!("{year}-{month:02}")), 2);
    }
    if matches!(
        word(0).to_lowercase().as_str(),
        "c" | "c." | "ca" | "ca." | "circa" | "about"
    ) && let Some(year) = year(word(1))
    {
        return (Some(format!("{year}~")), 2);
    }
    let before = word(1)
        .trim_end_matches('.')
        .to_uppercase()
        .replace('.', "");
    if let (Some(age), "BC" | "BCE") = (number(word(0)), before.as_str()) {
        // EDTF counts a year 0, so that 44 BC is -0043.
        return (Some(format!("-{:04}", age - 1)), 2);
    }
    if let Some(date) = edtf(word(0)) {
        return (Some(date), 1);
    }
    let iso = word(0).trim_end_matches('.');
    if iso.len() == 10 && iso.as_bytes()[4] == b'-' && iso.is_char_boundary(4) {
        return (Some(iso.to_owned()), 1);
    }
    (year(word(0)), 1)
}

/// What one word says that is nearly EDTF: "~1348", "1860s", "1914-1918".
fn edtf(word: &str) -> Option<String> {
    if let Some(written) = word.strip_prefix(['~', '?']) {
        return year(written).map(|year| format!("{year}{}", &word[..1]));
    }
    if let Some(decade) = word.strip_suffix("0s").or_else(|| word.strip_suffix("0’s")) {
        return year(&format!("{decade}0")).map(|_| format!("{decade}X"));
    }
    let (from, to) = word.split_once(['-', '–'])?;
    Some(format!("{}/{}", year(from)?, year(to)?))
}

/// A number of one to four digits.
fn number(word: &str) -> Option<u32> {
    let is_short = (1..=4).contains(&word.len());
    word.parse().ok().filter(|number| is_short && *number > 0)
}

/// Why a date in full does not exist: "February 1863 has no day 31".
fn why_not(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = match rest.strip_prefix('-')?.split_once('-') {
        Some((month, day)) => (month, Some(day)),
        None => (rest.strip_prefix('-')?, None),
    };
    // "1066-87" is two years.
    let known = |text: &str| text.len() == 2 && number(text).is_some_and(|number| number <= 31);
    if self::year(year).is_none() || !known(month) || !day.is_none_or(known) {
        return None;
    }
    let is_month = Date::parse(&format!("{year}-{month}"));
    Some(match (is_month, day) {
        (Some(month), Some(day)) => format!("{month} has no day {day}"),
        _ => format!("there is no month {month}"),
    })
}

fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let ordinal = &word[digits.len()..];
    let day = digits.parse().ok()?;
    let fits = matches!(ordinal, "" | "." | "st" | "nd" | "rd" | "th");
    (fits && (1..=31).contains(&day)).then_some(day)
}

fn month(word: &str) -> Option<usize> {
    month_of(&word.trim_end_matches('.').to_lowercase())
}

/// A year of four digits: a lone "12" may be anything.
fn year(word: &str) -> Option<String> {
    let word = word.trim_end_matches(['.', ':']);
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    (is_year && matches!(word.as_bytes()[0], b'0' | b'1' | b'2')).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{dates_in, whole_date, why_not};

    #[test]
    fn dates_as_people_write_them() {
        for (text, expected) in [
            (
                "Khrushchev’s letter to Kennedy, 26 October 1962",
                vec!["1962-10-26"],
            ),
            ("Oct. 26th, 1962", vec!["1962-10-26"]),
            ("A poster (March 1915)", vec!["1915-03"]),
            ("a chronicle, c. 1348", vec!["1348~"]),
            ("Statutes of 1536 and 1539", vec!["1536", "1539"]),
            ("dated 1962-10-26.", vec!["1962-10-26"]),
            ("31 February 1900", vec![]),
            ("3/4/1962, PREM 11/3691, 20 men, May", vec![]),
            ("19 November 1863", vec!["1863-11-19"]),
            ("~1700", vec!["1700~"]),
            ("the 1860s", vec!["186X"]),
            ("1914-1918", vec!["1914/1918"]),
            ("44 BC", vec!["-0043"]),
        ] {
            assert_eq!(dates_in(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_is_a_date_only_if_no_word_is_left_over() {
        for (text, expected) in [
            ("19 November 1863", Ok(Some("1863-11-19"))),
            ("the 1860s", Ok(Some("186X"))),
            ("c 1348", Ok(Some("1348~"))),
            ("before 1863", Ok(Some("../1863"))),
            ("after 1945", Ok(Some("1945/.."))),
            ("not 1962", Ok(None)),
            ("late 1862", Ok(None)),
            ("1914 to 18", Ok(None)),
            ("26 October to 4 November 1962", Ok(None)),
            ("31 February 1863", Err("February 1863 has no day 31")),
        ] {
            let found = whole_date(text);
            let found = found.as_ref().map(Option::as_deref).map_err(String::as_str);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_day_or_a_month_that_does_not_exist_is_named() {
        for (text, why) in [
            ("1863-02-31", Some("February 1863 has no day 31")),
            ("1963-13", Some("there is no month 13")),
            ("1963-13-01", Some("there is no month 13")),
            ("1963-2-1", None),
            ("soon", None),
        ] {
            assert_eq!(why_not(text).as_deref(), why, "{text}");
        }
    }
}
