//! Lines that begin an extract: "Source 6a", "Extract 1", "Document B (i)", "SOURCE C: a speech".

/// What such a line is called by.
const CALLED: [&str; 7] = [
    "source", "extract", "document", "passage", "text", "item", "doc",
];

/// The label of an extract, and what follows it on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label<'t> {
    /// The label as an ID: "6a", "b-i".
    pub id: String,
    /// The heading behind the label; empty where there is none.
    pub heading: &'t str,
}

/// Reads a line that begins an extract; `None` for every other line.
pub fn parse(line: &str) -> Option<Label<'_>> {
    let line = undressed(line.trim());
    let called = CALLED.iter().find(|word| {
        line.get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    })?;
    let behind = &line[called.len()..];
    let rest = behind.trim_start_matches(['.', ' ', '\t', '\u{a0}']);
    // "Sources" is no source called s.
    let touches = rest.len() == behind.len();
    let rest = rest.strip_prefix("no. ").unwrap_or(rest);
    let (number, rest) = part(rest)?;
    if !is_number(number) || (touches && !number.contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let mut id = number.to_lowercase();
    let mut rest = rest.trim_start();
    if let Some((inside, behind)) = rest.strip_prefix('(').and_then(|it| it.split_once(')'))
        && is_number(inside)
    {
        id = format!("{id}-{}", inside.to_lowercase());
        rest = behind.trim_start();
    } else if let Some((inside, behind)) = rest.strip_prefix('/').and_then(part)
        && is_number(inside)
    {
        id = format!("{id}-{}", inside.to_lowercase());
        rest = behind.trim_start();
    }
    if let Some(inside) = rest.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        let heading = inside.trim();
        return (!heading.contains(['(', ')'])).then_some(Label { id, heading });
    }
    let heading = match rest.strip_prefix([':', '.', ',', '-', '–', '—']) {
        _ if rest.is_empty() => "",
        Some(heading) => heading.trim(),
        // "Source A is useful" is a sentence, not a label.
        None => return None,
    };
    Some(Label { id, heading })
}

/// A line without what sets it apart from the others: "**Source B**", "[Source E]", "## Source C".
fn undressed(line: &str) -> &str {
    let line = line.trim_start_matches('#').trim();
    let pairs = [
        ("**", "**"),
        ("__", "__"),
        ("*", "*"),
        ("_", "_"),
        ("[", "]"),
        ("(", ")"),
    ];
    let inside = pairs.iter().find_map(|(open, close)| {
        let inside = line.strip_prefix(open)?.strip_suffix(close)?;
        Some(inside.trim())
    });
    inside.unwrap_or(line)
}

/// The letters and digits at the beginning, and the rest.
fn part(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// "6", "6a", "A", "A1", "iv": digits with a letter before or behind, a letter, a Roman number.
fn is_number(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let roman = |text: &str| {
        text.chars()
            .all(|c| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x'))
    };
    let at_an_end = text.starts_with(|c: char| c.is_ascii_alphabetic())
        || text.ends_with(|c: char| c.is_ascii_alphabetic());
    letters + digits == text.len()
        && !text.is_empty()
        && match (letters, digits) {
            (0 | 1, 0..=3) => letters == 0 || digits == 0 || at_an_end,
            (_, 0) => roman(text) && letters <= 5,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_an_extract_and_what_does_not() {
        for (line, id, heading) in [
            ("Source 6a", "6a", ""),
            ("  SOURCE C:", "c", ""),
            ("Extract 1", "1", ""),
            ("Document B (i)", "b-i", ""),
            ("Source6b", "6b", ""),
            ("Doc. 12", "12", ""),
            ("Extract IV.", "iv", ""),
            (
                "Source A: From a speech by Churchill",
                "a",
                "From a speech by Churchill",
            ),
            ("Source 2 – A poster, 1915", "2", "A poster, 1915"),
            ("**Source B**", "b", ""),
            ("**Source B: a diary**", "b", "a diary"),
            ("[Source E]", "e", ""),
            ("### Source F", "f", ""),
            ("Source D (from a diary, 1917)", "d", "from a diary, 1917"),
            ("Document B (i) (a note)", "b-i", "a note"),
            ("Document 12/3", "12-3", ""),
        ] {
            let expected = Label {
                id: id.to_owned(),
                heading,
            };
            assert_eq!(parse(line), Some(expected), "{line}");
        }
        for line in [
            "Source A is useful because it was written at the time.",
            "Sources",
            "Source",
            "Texts were read aloud.",
            "Itemised bills",
            "Extracts from Khrushchev’s letter",
            "Document of 1912 words",
            "Source D (from a diary) says more.",
            "[Source]",
            "Dear Mr. President:",
            "",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
