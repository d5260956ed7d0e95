//! What a text keeps of the page that it was copied from: words cut by a hyphen at the end of a line, soft hyphens, and
//! letters that are printed as one sign. Told with their lines, and mended only where that is wanted.

use super::lines::{Line, short};
use crate::imported::Trouble;
use sourcework_core::diagnostic::{Code, Diagnostic};
use sourcework_core::english::is_word;

/// Signs for several letters.
const LIGATURES: [(char, &str); 7] = [
    ('ﬀ', "ff"),
    ('ﬁ', "fi"),
    ('ﬂ', "fl"),
    ('ﬃ', "ffi"),
    ('ﬄ', "ffl"),
    ('ﬅ', "st"),
    ('ﬆ', "st"),
];

/// The most lines that are named.
const MOST_NAMED: usize = 20;

fn has_ligature(line: &str) -> bool {
    line.contains(|c| LIGATURES.iter().any(|(sign, _)| *sign == c))
}

/// A line that ends within a word: what stands before the word, its first part, and its rest in the next line.
fn cut<'l>(line: &'l str, next: &'l str) -> Option<(&'l str, &'l str, &'l str)> {
    let before = line.trim_end().strip_suffix(['-', '‐', '\u{ad}'])?;
    let is_letter = |c: char| {
        c.is_alphabetic() || c == '\u{ad}' || LIGATURES.iter().any(|(sign, _)| *sign == c)
    };
    let start = before.rfind(|c| !is_letter(c)).map_or(0, |at| {
        at + before[at..].chars().next().map_or(0, char::len_utf8)
    });
    let next = next.trim_start();
    let rest = &next[..next.find(|c| !is_letter(c)).unwrap_or(next.len())];
    let fits = !before[start..].is_empty() && rest.starts_with(char::is_lowercase);
    fits.then(|| (&before[..start], &before[start..], rest))
}

/// Tells what the lines keep of a page.
pub fn tell(lines: &[Line<'_>], mend: bool, trouble: &mut Trouble<'_>) {
    let lines_where = |is: &dyn Fn(usize) -> bool| -> Vec<Line<'_>> {
        let found = (0..lines.len()).filter(|at| is(*at));
        found.map(|at| lines[at]).collect()
    };
    let is_cut = |at: usize| {
        let next = lines.get(at + 1).map_or("", |it| it.text);
        cut(lines[at].text, next).is_some()
    };
    let inside = |at: usize| lines[at].text.trim_end().trim_end_matches('\u{ad}');
    let kinds = [
        (
            lines_where(&is_cut),
            "a word is cut by a hyphen at the end of the line",
            "joined where our word list knows them, and left as they stand elsewhere",
        ),
        (
            lines_where(&|at| inside(at).contains('\u{ad}')),
            "a soft hyphen, which is not seen, stands in a word",
            "taken away",
        ),
        (
            lines_where(&|at| has_ligature(lines[at].text)),
            "two or three letters are one sign, as in “ﬁ”",
            "written as letters",
        ),
    ];
    for (found, what, mended) in kinds {
        let Some(first) = found.first() else { continue };
        let numbers: Vec<String> = found
            .iter()
            .take(MOST_NAMED)
            .map(|line| line.number.to_string())
            .collect();
        let more = match found.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let numbers = numbers.join(", ");
        let place = format!("line {numbers}{more}: {what} (“{}”)", short(first.text));
        if mend {
            trouble.changed(first.span(), format!("{place}; such words were {mended}"));
            continue;
        }
        let message = format!("{place}; it was kept, letter for letter");
        let diagnostic = Diagnostic::new(Code::Ambiguous, first.span(), message);
        trouble.report(diagnostic.help("import it with `--mend` to have it mended"));
    }
}

/// A text without what it keeps of a page.
pub fn mend(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let mut line = line.to_owned();
        for (sign, letters) in LIGATURES {
            line = line.replace(sign, letters);
        }
        match lines.last().and_then(|last| join(last, &line)) {
            Some((joined, rest)) => {
                lines.pop();
                lines.push(joined);
                lines.extend(Some(rest).filter(|rest| !rest.is_empty()));
            }
            None => lines.push(line),
        }
    }
    lines.join("\n").replace('\u{ad}', "")
}

/// A line with all of the word that was cut at its end, and what is left of the next one.
fn join(line: &str, next: &str) -> Option<(String, String)> {
    let (before, first, rest) = cut(line, next)?;
    // A soft hyphen says itself that the word has none.
    let is_soft = line.trim_end().ends_with('\u{ad}');
    let plain = |part: &str| part.replace('\u{ad}', "").to_lowercase();
    let hyphen = if is_soft || is_word(&(plain(first) + &plain(rest))) {
        ""
    } else if is_word(&plain(first)) && is_word(&plain(rest)) {
        "-"
    } else {
        return None;
    };
    // The signs behind the word belong to it.
    let after = &next.trim_start()[rest.len()..];
    let (signs, after) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
    let joined = format!("{before}{first}{hyphen}{rest}{signs}");
    Some((joined, after.trim_start().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn words_are_joined_where_the_dictionary_knows_them() {
        for (text, expected) in [
            (
                "the govern-\nment, which fell",
                "the government,\nwhich fell",
            ),
            ("a well-\nknown man", "a well-known\nman"),
            ("Mr. Khrush-\nchev spoke", "Mr. Khrushchev\nspoke"),
            ("Herr Berkel-\nmeier spoke", "Herr Berkel-\nmeier spoke"),
            ("a war -\nthe last", "a war -\nthe last"),
            (
                "the govern\u{ad}\nment of the peo\u{ad}ple",
                "the government\nof the people",
            ),
            (
                "the ﬁrst oﬃce, the sacri-\nﬁce",
                "the first office, the sacrifice",
            ),
            ("no-\n\nbody", "no-\n\nbody"),
        ] {
            assert_eq!(mend(text), expected, "{text}");
        }
    }
}
