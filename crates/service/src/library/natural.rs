//! Names with numbers, in the order that people expect.

/// The order in which people expect names with numbers: numbers by their value, the rest by
/// letters.
pub fn natural_order(one: &str, other: &str) -> std::cmp::Ordering {
    let split = |text: &str| -> Vec<(String, u128)> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let letters = rest
                .find(|c: char| c.is_ascii_digit())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(letters);
            let digits = after
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(after.len());
            let (number, after) = after.split_at(digits);
            // More digits than anybody numbers with are all the same large number.
            parts.push((word.to_owned(), number.parse().unwrap_or(u128::MAX)));
            rest = after;
        }
        parts
    };
    split(one).cmp(&split(other)).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::natural_order;

    #[test]
    fn ten_comes_after_two() {
        let mut names = [
            "unit-10",
            "unit-2",
            "unit-1b",
            "unit-1",
            "about",
            "unit-1-10",
            "unit-1-9",
        ];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(
            names,
            [
                "about",
                "unit-1",
                "unit-1-9",
                "unit-1-10",
                "unit-1b",
                "unit-2",
                "unit-10"
            ]
        );
    }
}
