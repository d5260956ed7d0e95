//! Dates as people write them, to EDTF: "26 October 1962", "Oct. 26th, 1962", "October 1962",
//! "1962", "c. 1348". Numbers alone ("3/4/1962") do not say which is the month, and are not read.

use sourcework_core::english::dates::month as month_of;

/// The dates in a text, in EDTF, in their order, each once.
pub fn dates(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '“' | '”' | '"'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut dates: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (date, taken) = date_at(&words[at..]);
        if let Some(date) = date.filter(|it| sourcework_core::source::Date::parse(it).is_some())
            && !dates.contains(&date)
        {
            dates.push(date);
        }
        at += taken;
    }
    dates
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
        "c." | "ca." | "circa" | "about"
    ) && let Some(year) = year(word(1))
    {
        return (Some(format!("{year}~")), 2);
    }
    let iso = word(0).trim_end_matches('.');
    if iso.len() == 10 && iso.as_bytes()[4] == b'-' && iso.is_char_boundary(4) {
        return (Some(iso.to_owned()), 1);
    }
    (year(word(0)), 1)
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
    use super::dates;

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
        ] {
            assert_eq!(dates(text), expected, "{text}");
        }
    }
}
