//! Diagnostics for people at a terminal, drawn like rustc's by annotate-snippets.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Lines, Report, Severity, Tally};

/// Renders the diagnostics of one file, each followed by an empty line.
pub fn render(report: &Report, colour: bool, width: usize) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(width);
    let shown = Shown::new(report);
    let lines = Lines::of(&shown.text);
    report
        .diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&[group(&shown.path, &lines, diagnostic)]) + "\n\n")
        .collect()
}

/// "3 errors and 1 warning", or "nothing wrong".
pub fn summary(tally: Tally) -> String {
    let counted = [
        (tally.errors, "error"),
        (tally.warnings, "warning"),
        (tally.hints, "hint"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
    .collect::<Vec<_>>();
    match counted.split_last() {
        None => "nothing wrong".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// A report's path and text with nothing in them that a terminal would obey, byte for byte in
/// the same places.
struct Shown {
    path: String,
    text: String,
}

impl Shown {
    fn new(report: &Report) -> Self {
        Self {
            path: disarmed(&report.path),
            text: disarmed(&report.text),
        }
    }
}

/// Replaces each control character by question marks, as many as it has bytes.
fn disarmed(text: &str) -> String {
    let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
    if text.chars().all(harmless) {
        return text.to_owned();
    }
    text.chars()
        .flat_map(|c| {
            let count = if harmless(c) { 1 } else { c.len_utf8() };
            std::iter::repeat_n(if harmless(c) { c } else { '?' }, count)
        })
        .collect()
}

/// The renderer is given the lines around the place alone: it looks through all that it gets.
fn group<'a>(path: &'a str, lines: &Lines<'a>, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP.with_name(Some("hint")),
    };
    let title = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.as_str());
    let mut group = if lines.text.is_empty() {
        Group::with_title(title).element(annotate_snippets::Origin::path(path))
    } else {
        let (first, around) = lines.around(diagnostic.span);
        let within = |offset: usize| offset.clamp(around.start, around.end) - around.start;
        let span = within(diagnostic.span.start)..within(diagnostic.span.end);
        let mark = AnnotationKind::Primary.span(span).label(&*diagnostic.label);
        Group::with_title(title).element(
            Snippet::source(&lines.text[around])
                .line_start(first)
                .path(path)
                .annotation(mark),
        )
    };
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_in_words() {
        let tally = |errors, warnings, hints| Tally {
            errors,
            warnings,
            hints,
        };
        assert_eq!(summary(tally(0, 0, 0)), "nothing wrong");
        assert_eq!(summary(tally(1, 0, 0)), "1 error");
        assert_eq!(summary(tally(2, 1, 3)), "2 errors, 1 warning and 3 hints");
    }

    #[test]
    fn control_characters_are_disarmed_without_moving_anything() {
        assert_eq!(disarmed("a\u{1b}[2Jé\u{9b}"), "a?[2Jé??");
    }
}
