//! What single cells say: marks as people and programs write them, and words for states and steps.

use sourcework_core::attempt::Certainty;
use sourcework_core::statistics::State;

/// What the cell of a mark says. Marks are counted in hundredths here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing, or a dash.
    Blank,
    /// That a person has still to mark the answer.
    Waiting,
    /// A mark, and of how many where it says that.
    Given { hundredths: i64, of: Option<i64> },
    /// Something that is no mark.
    Unknown,
}

/// The most digits before the decimals: more are no mark, and would not fit.
const MOST_DIGITS: usize = 12;

impl Mark {
    /// Reads a cell.
    pub fn read(cell: &str) -> Self {
        if let Some(hundredths) = hundredths(cell) {
            return Self::of(hundredths, None);
        }
        if let Some((awarded, available)) = cell.split_once('/') {
            return match (hundredths(awarded), hundredths(available)) {
                (Some(awarded), of @ Some(1..)) => Self::of(awarded, of),
                _ => Self::Unknown,
            };
        }
        match plain(cell).as_str() {
            "" if cell.trim() == "?" => Self::Waiting,
            "" if is_blank(cell) => Self::Blank,
            "" if matches!(cell.trim(), "✓" | "✔") => Self::whole(1),
            "" if matches!(cell.trim(), "✗" | "✘") => Self::whole(0),
            "true" | "yes" | "right" | "correct" | "t" | "y" => Self::whole(1),
            "false" | "no" | "wrong" | "incorrect" | "f" | "n" => Self::whole(0),
            "requiresgrading" | "needsgrading" | "notyetgraded" | "notgraded" | "notmarked" => {
                Self::Waiting
            }
            _ => Self::Unknown,
        }
    }

    /// The mark of an answer by the right one: a person has to mark what has no key.
    pub fn by_key(answer: &str, right: &str) -> Self {
        match (is_blank(answer), is_blank(right)) {
            (true, _) => Self::Blank,
            (false, true) => Self::Waiting,
            (false, false) => Self::whole(i64::from(answer.trim() == right.trim())),
        }
    }

    /// A mark without decimals.
    pub fn whole(marks: i64) -> Self {
        Self::of(marks * 100, None)
    }

    fn of(hundredths: i64, of: Option<i64>) -> Self {
        Self::Given { hundredths, of }
    }
}

/// Whether nothing stands in a cell but a dash.
pub fn is_blank(cell: &str) -> bool {
    matches!(cell.trim(), "" | "-" | "–" | "—")
}

/// A number in hundredths, with a point or a comma before its decimals. More decimals are rounded.
pub fn hundredths(text: &str) -> Option<i64> {
    // Nearly every cell of nearly every table is one digit.
    if let [digit @ b'0'..=b'9'] = text.as_bytes() {
        return Some(i64::from(digit - b'0') * 100);
    }
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_digits(whole)
        && is_digits(decimals)
        && digits.len() > usize::from(digits.contains(['.', ',']));
    if !is_number || whole.len() > MOST_DIGITS {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let digit = |at: usize| {
        decimals
            .as_bytes()
            .get(at)
            .map_or(0, |byte| i64::from(byte - b'0'))
    };
    let up = i64::from(digit(2) >= 5);
    Some(sign * (whole * 100 + digit(0) * 10 + digit(1) + up))
}

/// Hundredths as people write them: 3, 0.67.
pub fn shown(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:02}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

/// A text with nothing but its letters and digits, in small letters: so headings and words of a table are compared.
pub fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// How sure somebody was, in our words or as a step from 1 to 3.
pub fn certainty(cell: &str) -> Option<Certainty> {
    match plain(cell).as_str() {
        "guess" | "aguess" | "low" | "unsure" | "notsure" | "1" | "c1" => Some(Certainty::Guess),
        "fair" | "fairlysure" | "medium" | "mid" | "2" | "c2" => Some(Certainty::Fair),
        "sure" | "certain" | "verysure" | "high" | "3" | "c3" => Some(Certainty::Sure),
        _ => None,
    }
}

/// What became of a question, in our words.
pub fn state(cell: &str) -> Option<State> {
    const ALL: [State; 5] = [
        State::Answered,
        State::Waiting,
        State::Skipped,
        State::Omitted,
        State::NotReached,
    ];
    let exactly = ALL.into_iter().find(|state| state.as_str() == cell);
    exactly.or_else(|| {
        let cell = plain(cell);
        ALL.into_iter().find(|state| plain(state.as_str()) == cell)
    })
}

/// Whether a cell says yes.
pub fn is_yes(cell: &str) -> bool {
    matches!(plain(cell).as_str(), "yes" | "y" | "true" | "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_people_write_them() {
        for (cell, expected) in [
            ("3", Mark::whole(3)),
            (" 12 ", Mark::whole(12)),
            ("1.00", Mark::whole(1)),
            ("0,67", Mark::of(67, None)),
            (".5", Mark::of(50, None)),
            ("2.", Mark::whole(2)),
            ("0.66667", Mark::of(67, None)),
            ("-0.25", Mark::of(-25, None)),
            ("0.50 / 2", Mark::of(50, Some(200))),
            ("TRUE", Mark::whole(1)),
            ("no", Mark::whole(0)),
            ("", Mark::Blank),
            (" - ", Mark::Blank),
            ("?", Mark::Waiting),
            ("Requires grading", Mark::Waiting),
            ("absent", Mark::Unknown),
            ("1.2.3", Mark::Unknown),
            ("3/x", Mark::Unknown),
            ("1e3", Mark::Unknown),
            ("99999999999999999999", Mark::Unknown),
            (".", Mark::Unknown),
            ("+", Mark::Unknown),
        ] {
            assert_eq!(Mark::read(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn marks_are_shown_without_needless_zeros() {
        for (hundredths, expected) in [(300, "3"), (67, "0.67"), (-250, "-2.5"), (0, "0")] {
            assert_eq!(shown(hundredths), expected);
        }
    }
}
