//! Numbers that other tools ask for. Here a number is typed as any short answer is; a small range is spelt out.

use super::imported::Trouble;
use sourcework_core::diagnostic::Span;

/// What a teacher is asked where more numbers are right than can be spelt out.
pub const WRITE_OUT: (&str, &str) = (
    "text",
    "other numbers were right too; write out what is accepted, with bars between",
);

/// The most whole numbers of a range that is spelt out.
const MOST: f64 = 10.0;
/// Up to here a float can tell whole numbers apart.
const LARGEST: f64 = 1e15;

/// A number that is right, with those around it that are right too.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The number; nothing where only the ends of a range are given.
    right: Option<String>,
    low: f64,
    high: f64,
}

impl Number {
    /// A number as GIFT writes it: `1962`, `1962:1`, `1961..1963`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((low, high)) = text.split_once("..") {
            return Self::between(value(low)?, value(high)?);
        }
        let (number, tolerance) = text.split_once(':').unwrap_or((text, ""));
        Self::around(number, tolerance)
    }

    /// A number, and by how much an answer may be off; nothing there is nothing.
    pub fn around(number: &str, tolerance: &str) -> Option<Self> {
        let tolerance = match tolerance.trim() {
            "" => 0.0,
            text => value(text)?.abs(),
        };
        let right = value(number)?;
        Some(Self {
            right: Some(shown(right, number)),
            low: right - tolerance,
            high: right + tolerance,
        })
    }

    /// All numbers from one to another.
    pub fn between(low: f64, high: f64) -> Option<Self> {
        (low <= high).then_some(Self {
            right: None,
            low,
            high,
        })
    }

    /// A number, and the ends between which others are right.
    pub fn within(number: &str, low: f64, high: f64) -> Option<Self> {
        let right = Some(shown(value(number)?, number));
        (low <= high).then_some(Self { right, low, high })
    }

    /// The whole numbers, if they are few.
    fn spelt(&self) -> Option<Vec<String>> {
        let is_whole = |it: f64| it.fract() == 0.0 && it.abs() < LARGEST;
        let is_small = self.high - self.low < MOST;
        let right = self.right.as_deref().and_then(value).unwrap_or(self.low);
        if !is_small || ![self.low, right, self.high].into_iter().all(is_whole) {
            return None;
        }
        let steps = (0..).map(|step| self.low + f64::from(step));
        Some(
            steps
                .take_while(|it| *it <= self.high)
                .map(|it| format!("{it:.0}"))
                .collect(),
        )
    }
}

/// What is accepted for numbers, each once and the right one first; whether a teacher has to write out others.
pub fn accepted(numbers: &[Number], span: Span, trouble: &mut Trouble<'_>) -> (Vec<String>, bool) {
    let (mut texts, mut is_partial): (Vec<String>, bool) = (Vec::new(), false);
    for number in numbers {
        let (low, high) = (number.low, number.high);
        let spelt = match number.spelt() {
            _ if low == high => Vec::new(),
            Some(spelt) => spelt,
            None => {
                let here = match &number.right {
                    Some(right) => format!("here only “{right}” is: write out others that count"),
                    None => "write out those that count".to_owned(),
                };
                trouble.changed(
                    span,
                    format!("every number from {low} to {high} was right; {here}"),
                );
                is_partial |= number.right.is_some();
                Vec::new()
            }
        };
        let alone = (low == high).then(|| shown(low, &low.to_string()));
        for text in number.right.clone().or(alone).into_iter().chain(spelt) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    (texts, is_partial)
}

/// A number that can be calculated with.
pub fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|it: &f64| it.is_finite())
}

/// A number that a person wrote, also with a comma for its decimals.
pub fn value(text: &str) -> Option<f64> {
    number(&text.replace(',', "."))
}

/// A number as somebody types it: whole ones without decimals, others as they are written.
fn shown(value: f64, written: &str) -> String {
    match value.fract() == 0.0 && value.abs() < LARGEST {
        true => format!("{value:.0}"),
        false => written.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_range_of_whole_numbers_is_spelt_out() {
        for (written, expected, told) in [
            ("1962", &["1962"][..], 0),
            (" 1962.0 ", &["1962"], 0),
            ("1.962e3", &["1962"], 0),
            ("-3", &["-3"], 0),
            ("2,5", &["2,5"], 0),
            ("1962:0", &["1962"], 0),
            ("1962:1", &["1962", "1961", "1963"], 0),
            ("1961..1963", &["1961", "1962", "1963"], 0),
            ("1962..1962", &["1962"], 0),
            (
                "1..10",
                &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
                0,
            ),
            ("1..11", &[], 1),
            ("1962:5", &["1962"], 1),
            ("1962:0.5", &["1962"], 1),
            ("3.5:0.5", &["3.5"], 1),
            ("0.5..1.5", &[], 1),
            ("-1e300..1e300", &[], 1),
        ] {
            let mut trouble = Trouble::new("");
            let number = Number::parse(written).unwrap_or_else(|| panic!("{written}"));
            let (texts, is_partial) = accepted(&[number], Span::default(), &mut trouble);
            assert_eq!(texts, expected, "{written}");
            assert_eq!(trouble.into_report("").diagnostics.len(), told, "{written}");
            assert_eq!(is_partial, told > 0 && !expected.is_empty(), "{written}");
        }
        for none in ["", "many", "3..1", "1:x", "1:2:3", "inf", "1,962,000"] {
            assert_eq!(Number::parse(none), None, "{none}");
        }
    }
}
