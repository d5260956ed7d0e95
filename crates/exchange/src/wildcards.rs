//! `*` in a typed answer of Moodle: it stands for any letters there; behind a backslash it is a
//! star. Here an answer is just what it says.

use super::imported::Trouble;
use sourcework_core::diagnostic::Span;

/// What a teacher is asked where stars stood inside an answer.
pub const WRITE_OUT: (&str, &str) = (
    "text",
    "a `*` stood for any letters; write out what is accepted, with bars between",
);

/// A text as an answer in which no star means anything else.
pub fn guarded(text: &str) -> String {
    text.replace('*', "\\*")
}

/// Answers without wildcards, and whether any of them had one inside: those at the ends are taken
/// away, which leaves the words that had to be there.
pub fn without(answers: Vec<String>, span: Span, trouble: &mut Trouble<'_>) -> (Vec<String>, bool) {
    let (mut anywhere, mut inside) = (false, false);
    let mut out: Vec<String> = Vec::new();
    for answer in answers {
        // A star behind a backslash parts nothing; no text holds a NUL.
        let marked = answer.replace("\\*", "\0");
        let stars = marked.contains('*');
        let words = marked.split('*').map(str::trim);
        let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
        anywhere |= stars;
        inside |= stars && words.len() > 1;
        let left = if stars { words.join("*") } else { marked };
        let left = left.replace('\0', "*");
        if !left.is_empty() && !out.contains(&left) {
            out.push(left);
        }
    }
    if anywhere {
        let what = "`*` stood for any letters; here the answer must be just what is left";
        trouble.changed(span, what);
    }
    (out, inside)
}
