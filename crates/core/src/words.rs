//! Words that everything said to people is made of: counts with their nouns, numbers in words, lists.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// So many things: "1 question", "3 questions". The plural of the noun is made with an s.
pub fn counted(count: impl Into<Count>, noun: &str) -> String {
    let count = count.into().0;
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// So many things, in the two forms given: "1 is secure", "3 are secure".
pub fn counted_as(count: impl Into<Count>, one: &str, many: &str) -> String {
    let count = count.into().0;
    format!("{count} {}", if count == 1 { one } else { many })
}

/// So many marks.
pub fn marks(count: u32) -> String {
    counted(count, "mark")
}

/// So many marks, and whether a share of them is rounded down.
pub fn marks_rounded(count: u32, is_rounded_down: bool) -> String {
    let rounded = if is_rounded_down {
        ", rounded down"
    } else {
        ""
    };
    format!("{}{rounded}", marks(count))
}

/// Words as the beginning of a sentence.
pub fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A day in full, as British English has it: "23 November 2026". The blank after the day of the
/// month does not break.
pub fn date(day: Date) -> String {
    day.strftime("%-d\u{a0}%B %Y").to_string()
}

/// A day for a table, in which no blank breaks: "23 Nov 2026".
pub fn short_date(day: Date) -> String {
    day.strftime("%-d\u{a0}%b\u{a0}%Y").to_string()
}

/// The day of a moment in full, in Coordinated Universal Time.
pub fn date_of(moment: Timestamp) -> String {
    date(moment.to_zoned(TimeZone::UTC).date())
}

/// A count of any of the sizes that things are counted in.
#[derive(Clone, Copy, Debug)]
pub struct Count(u64);

impl From<u32> for Count {
    fn from(count: u32) -> Self {
        Self(count.into())
    }
}

impl From<u64> for Count {
    fn from(count: u64) -> Self {
        Self(count)
    }
}

impl From<usize> for Count {
    fn from(count: usize) -> Self {
        Self(count as u64)
    }
}

/// A small number in words, as instructions have it: "two".
pub fn number(count: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// A place in an order, from 0, as people count: "1st", "2nd".
pub fn ordinal(place: usize) -> String {
    let number = place + 1;
    let ending = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Names as in a sentence: "6a", "6a and 6b", "6a, 6b and 6c".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The letter of the option at that place: A to Z, then AA, BB, as word processors count.
pub fn letter(index: usize) -> String {
    let place = u8::try_from(index % 26).expect("what is left of 26 fits a byte");
    let letter = char::from(b'A' + place);
    std::iter::repeat_n(letter, index / 26 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_not_several() {
        assert_eq!(counted(1_u32, "question"), "1 question");
        assert_eq!(counted(0_u64, "question"), "0 questions");
        assert_eq!(counted_as(2_usize, "is", "are"), "2 are");
        assert_eq!(marks(1), "1 mark");
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        let names = ["6a", "6b", "6c"].map(str::to_owned);
        assert_eq!(listed(&names), "6a, 6b and 6c");
        assert_eq!(listed(&names[..2]), "6a and 6b");
        assert_eq!(listed(&names[..1]), "6a");
    }

    #[test]
    fn places_are_counted_as_people_count() {
        let all: Vec<_> = [0, 1, 2, 3, 10, 11, 12, 20].map(ordinal).to_vec();
        assert_eq!(
            all,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st"]
        );
    }

    #[test]
    fn letters_go_on_after_z() {
        let all = [0, 25, 26, 27, 52].map(letter);
        assert_eq!(all, ["A", "Z", "AA", "BB", "AAA"]);
    }
}
