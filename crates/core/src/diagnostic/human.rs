//! Diagnostics for people at a terminal, drawn like rustc's by annotate-snippets.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Lines, Report, Severity, Tally, disarmed};
use crate::words::counted;

/// Renders the diagnostics of one file, each followed by an empty line, as long as `left` says
/// that there are more of their severity to show; what is shown is taken off it.
pub fn render(report: &Report, left: &mut Tally, colour: bool, width: usize) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .term_width(width);
    let (path, text) = (disarmed(&report.path), disarmed(&report.text));
    let drawing = Drawing {
        renderer,
        path: &path,
        lines: Lines::of(&text),
        reach: width.saturating_add(PAST_THE_EDGE),
    };
    let diagnostics = report.diagnostics.iter();
    diagnostics
        .filter(|diagnostic| left.take(diagnostic.severity()))
        .map(|diagnostic| drawing.of(diagnostic) + "\n\n")
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
    .map(|(count, word)| counted(*count, word))
    .collect::<Vec<_>>();
    match counted.split_last() {
        None => "nothing wrong".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// How many visible characters beyond the width of the page the renderer is given on either side of
/// a place, so that it cuts the line as it would cut the whole one.
const PAST_THE_EDGE: usize = 64;

/// Draws the diagnostics of one file, from a path and a text that are disarmed.
struct Drawing<'t> {
    renderer: Renderer,
    path: &'t str,
    lines: Lines<'t>,
    /// How many visible characters of its line are kept on either side of a place.
    reach: usize,
}

impl Drawing<'_> {
    fn of(&self, diagnostic: &Diagnostic) -> String {
        let lines = &self.lines;
        if lines.text.is_empty() {
            let origin = annotate_snippets::Origin::path(self.path);
            return self.render(title(diagnostic).element(origin), diagnostic);
        }
        // The renderer is given what stands around the place alone: it looks through all that it
        // gets, several times.
        let (first, around) = lines.around(diagnostic.span);
        let within = |offset: usize| offset.clamp(around.start, around.end);
        let span = within(diagnostic.span.start)..within(diagnostic.span.end);
        let shown = near(lines.text, &around, &span, self.reach);
        let mark = span.start - shown.start..span.end - shown.start;
        let snippet = Snippet::source(&lines.text[shown.clone()])
            .line_start(first)
            .path(self.path)
            .annotation(
                AnnotationKind::Primary
                    .span(mark)
                    .label(disarmed(&diagnostic.label)),
            );
        let drawn = self.render(title(diagnostic).element(snippet), diagnostic);
        if shown.start == around.start {
            return drawn;
        }
        // The renderer counts columns from where its text begins.
        let (line, column) = lines.line_and_column(span.start);
        let counted = lines.text[shown.start..span.start].chars().count() + 1;
        let place = |column: usize| format!("{}:{line}:{column}", self.path);
        let (head, rest) = drawn.split_at(drawn.find('\n').unwrap_or(0));
        head.to_owned() + &rest.replacen(&place(counted), &place(column), 1)
    }

    fn render<'a>(&self, mut group: Group<'a>, diagnostic: &'a Diagnostic) -> String {
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(disarmed(help)));
        }
        self.renderer.render(&[group])
    }
}

fn title(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP.with_name(Some("hint")),
    };
    let title = level.primary_title(disarmed(&diagnostic.sentence()).into_owned());
    Group::with_title(title.id(diagnostic.code.as_str()))
}

/// The bytes of a very long line that stand near a span: they begin and end with a visible ASCII
/// character, each of which takes a column, `reach` columns or more away from the span. All of
/// `around` where the span touches several lines.
fn near(text: &str, around: &Range<usize>, span: &Range<usize>, reach: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    if bytes[span.clone()].contains(&b'\n') {
        return around.clone();
    }
    let visible = |at: &usize| bytes[*at].is_ascii_graphic();
    let mut before = (around.start..span.start).rev().filter(visible);
    let mut after = (span.end..around.end).filter(visible);
    let start = before.nth(reach).unwrap_or(around.start);
    start..after.nth(reach).map_or(around.end, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

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

    /// A line of all that has a width of its own, longer than `long` columns.
    fn long_line(long: usize, seed: u64) -> String {
        const PIECES: [&str; 12] = [
            "abc",
            " ",
            "    ",
            "\t",
            "é",
            "漢字",
            "e\u{301}",
            "\u{200b}",
            "\u{1b}[2J",
            "\u{9b}",
            "🇬🇧",
            "key = 1",
        ];
        let mut state = seed;
        let mut line = " ".repeat((seed % 3 * 20) as usize);
        while line.len() < long {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            line += PIECES[(state >> 33) as usize % PIECES.len()];
        }
        line
    }

    #[test]
    fn a_very_long_line_is_drawn_as_if_the_renderer_had_all_of_it() {
        for seed in 0..4 {
            let line = long_line(3000, seed);
            let text = format!("first = 1\n{line}\nlast = 1\n");
            let text = disarmed(&text);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            for (index, start) in places.iter().enumerate().step_by(61) {
                for length in [0, 1, 30, 500] {
                    let end = places.get(index + length).copied().unwrap_or(text.len());
                    let diagnostic = Diagnostic::new(Code::UnknownKey, (*start..end).into(), "no");
                    let diagnostic = diagnostic.label("not known here").help("write another");
                    let width = [1, 40, 100, 1000][(index / 61 + length) % 4];
                    let drawing = |reach| Drawing {
                        renderer: Renderer::styled().term_width(width),
                        path: "quizzes/q.toml",
                        lines: Lines::of(&text),
                        reach,
                    };
                    assert_eq!(
                        drawing(width + PAST_THE_EDGE).of(&diagnostic),
                        drawing(usize::MAX).of(&diagnostic),
                        "{start}..{end} of {seed}, {width} columns"
                    );
                }
            }
        }
    }
}
