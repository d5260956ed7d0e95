//! Texts among markup: signs that mean something are escaped by a backslash (CommonMark, 2.4).

/// A text as it stands behind a marker; lines after the first are set in by `indent`.
pub fn escaped(text: &str, indent: &str) -> String {
    let paragraphs = text.trim().split("\n\n").map(str::trim);
    let paragraphs = paragraphs.filter(|it| !it.is_empty()).map(|paragraph| {
        let lines: Vec<String> = paragraph.split('\n').map(line).collect();
        lines.join(&format!("\\\n{indent}"))
    });
    let paragraphs: Vec<String> = paragraphs.collect();
    paragraphs.join(&format!("\n\n{indent}"))
}

/// One line without signs that mean anything.
fn line(line: &str) -> String {
    let line = line.trim();
    let mut out = String::with_capacity(line.len() + 8);
    // At the beginning of a line a list, a heading, a quotation or a rule could begin.
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.len() < line.len() && number.starts_with(['.', ')']);
    let stop = line.len() - number.len();
    for (at, c) in line.char_indices() {
        let at_start = at == 0 && matches!(c, '#' | '>' | '-' | '+' | '=' | '|' | ':');
        let ends_number = numbered && at == stop;
        let always = matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '&' | '~');
        if at_start || ends_number || always {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What stood before it was escaped: lines are joined by a blank, but for those that end with a
/// backslash; a blank line parts paragraphs.
pub fn plain(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    // What comes before the next word.
    let mut gap = "";
    let mut in_table = false;
    for line in written.split('\n') {
        let line = line.trim();
        if line.is_empty() {
            gap = if out.is_empty() { "" } else { "\n\n" };
            in_table = false;
            continue;
        }
        // The lines of a table stay lines.
        let is_row = line.starts_with('|');
        if gap == " " && is_row && in_table {
            gap = "\n";
        }
        in_table = is_row;
        out.push_str(gap);
        let slashes = line.len() - line.trim_end_matches('\\').len();
        let broken = slashes % 2 == 1;
        out.push_str(&unescaped(&line[..line.len() - usize::from(broken)]));
        gap = if broken { "\n" } else { " " };
    }
    out
}

fn unescaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut signs = line.chars().peekable();
    while let Some(c) = signs.next() {
        match signs.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {
                out.extend(signs.next());
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_mean_nothing() {
        for text in [
            "plain",
            "# no heading",
            "- no item\n+ nor this\n1. nor 2) this",
            "a *b* _c_ `d` [e](f) <b> &amp; ~~g~~",
            "a line that ends with \\\nand another \\\\",
            "two\n\nparagraphs\nof lines",
            "\\- \\n \\",
        ] {
            assert_eq!(plain(&escaped(text, "    ")), text);
        }
        assert_eq!(plain("| a | b |\n| - | - |"), "| a | b |\n| - | - |");
        assert_eq!(plain("soft\nwrapped *words*"), "soft wrapped *words*");
    }
}
