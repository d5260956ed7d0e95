//! Figures and days in words, and text from people as a page may have it.

use jiff::civil::Date;

use sourcework_core::document::is_noncharacter;
use sourcework_core::progress::SkillProgress;
use sourcework_core::revision::{Mastery, Standing, whole_percent};

/// Text from people on one line. What HTML does not allow at all (controls, noncharacters) becomes
/// the replacement character; `maud` escapes the rest.
pub(super) fn allowed(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\n' | '\t' | '\r' => ' ',
        c if c.is_control() || is_noncharacter(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    shown.collect()
}

/// A share within its bounds; what is no number is 0.
pub(super) fn share(share: f64) -> f64 {
    if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    }
}

/// A share in whole per cent, with a space that does not break.
pub(super) fn percent(of: f64) -> String {
    format!("{}%", whole_percent(of))
}

/// The bounds of an interval, on one line: "between 58 and 83%".
pub(super) fn between(interval: Mastery) -> String {
    let low = whole_percent(interval.low);
    format!(
        "between\u{a0}{low}\u{a0}and\u{a0}{}",
        percent(interval.high)
    )
}

/// A day in full: "23 November 2026".
pub(super) fn long(day: Date) -> String {
    day.strftime("%-d\u{a0}%B %Y").to_string()
}

/// A day for a table: "23 Nov 2026".
pub(super) fn short(day: Date) -> String {
    day.strftime("%-d\u{a0}%b\u{a0}%Y").to_string()
}

/// A day with its weekday: "Monday 23 November".
pub(super) fn weekday(day: Date) -> String {
    day.strftime("%A %-d\u{a0}%B").to_string()
}

/// What may be shown of a skill; `None` where there is too little to go by.
pub(super) fn shown(skill: &SkillProgress) -> Option<Mastery> {
    skill.mastery.filter(|_| skill.standing != Standing::TooFew)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{allowed, between, long, percent, short, weekday};
    use sourcework_core::revision::{Mastery, Standing};

    #[test]
    fn what_html_does_not_allow_is_replaced() {
        assert_eq!(allowed("a\0b\u{7f}\nc\u{fdd0}\u{1ffff}"), "a�b� c��");
    }

    #[test]
    fn a_share_is_told_in_whole_per_cent_and_never_beyond_its_bounds() {
        assert_eq!(percent(0.704), "70%");
        assert_eq!(percent(1.5), "100%");
        assert_eq!(percent(f64::NAN), "0%");
        let interval = Mastery {
            mean: 0.7,
            low: 0.58,
            high: 0.83,
            answers: 20,
            standing: Standing::NeedsWork,
        };
        assert_eq!(between(interval), "between\u{a0}58\u{a0}and\u{a0}83%");
    }

    #[test]
    fn days_read_as_british_english() {
        assert_eq!(long(date(2026, 5, 3)), "3\u{a0}May 2026");
        assert_eq!(short(date(2026, 5, 3)), "3\u{a0}May\u{a0}2026");
        assert_eq!(weekday(date(2026, 11, 23)), "Monday 23\u{a0}November");
    }
}
