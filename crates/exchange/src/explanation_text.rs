//! The feedback to a question as one plain text: the explanation, then each
//! quotation behind `> `, as in a letter that is answered.

/// The explanation and the quotations as one text.
pub fn join(explanation: &str, quotes: &[impl AsRef<str>]) -> String {
    let lines: Vec<String> = explanation.trim().split('\n').map(guarded).collect();
    let mut text = lines.join("\n");
    for quote in quotes {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let lines: Vec<String> = quote
            .as_ref()
            .split('\n')
            .map(|line| format!("> {line}"))
            .collect();
        text.push_str(&lines.join("\n"));
    }
    text
}

/// The explanation and the quotations of such a text: quotations are the last paragraphs all of
/// whose lines begin with `>`.
pub fn split(text: &str) -> (String, Vec<String>) {
    let mut rest = text.trim();
    let mut quotes = Vec::new();
    loop {
        let (before, last) = rest.rsplit_once("\n\n").unwrap_or(("", rest));
        if last.is_empty() || !last.lines().all(|line| line.starts_with('>')) {
            break;
        }
        let lines: Vec<&str> = last
            .lines()
            .map(|line| line.strip_prefix("> ").unwrap_or(&line[1..]))
            .collect();
        quotes.push(lines.join("\n"));
        rest = before.trim_end();
    }
    quotes.reverse();
    let lines: Vec<&str> = rest.split('\n').map(unguarded).collect();
    (lines.join("\n"), quotes)
}

/// A line of the explanation that would be taken for a quotation has a backslash before it.
fn guarded(line: &str) -> String {
    match line.trim_start_matches('\\').starts_with('>') {
        true => format!("\\{line}"),
        false => line.to_owned(),
    }
}

fn unguarded(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if rest.trim_start_matches('\\').starts_with('>') => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_follow_the_explanation_and_are_found_again() {
        let text = join(
            "Because.\n\nFor two reasons.",
            &["first", "over\ntwo lines"],
        );
        assert_eq!(
            text,
            "Because.\n\nFor two reasons.\n\n> first\n\n> over\n> two lines"
        );
        let quotes = vec!["first".to_owned(), "over\ntwo lines".to_owned()];
        assert_eq!(
            split(&text),
            ("Because.\n\nFor two reasons.".to_owned(), quotes)
        );
        assert_eq!(split("a > b"), ("a > b".to_owned(), vec![]));
        assert_eq!(split(""), (String::new(), vec![]));
        let signs = "> no quotation\n\\> nor this";
        assert_eq!(
            split(&join(signs, &["this"])),
            (signs.to_owned(), vec!["this".to_owned()])
        );
    }
}
