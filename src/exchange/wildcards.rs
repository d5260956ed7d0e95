//! `*` in a typed answer of Moodle: it stands for any letters there; behind a backslash it is a
//! star. Here an answer is just what it says.

use super::imported::Trouble;
use crate::diagnostic::Span;

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
    let parts = |answer: &str| -> Vec<String> {
        let marked = answer.replace("\\*", "\0");
        let parts = marked.split('*').map(|part| part.replace('\0', "*"));
        parts.collect()
    };
    let mut had = false;
    let mut inside = false;
    let mut out: Vec<String> = Vec::new();
    for answer in answers {
        let parts = parts(&answer);
        had |= parts.len() > 1;
        let words: Vec<&str> = parts.iter().map(|it| it.trim()).collect();
        let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
        inside |= words.len() > 1 && parts.len() > 1;
        let answer = if parts.len() == 1 {
            parts[0].clone()
        } else {
            words.join("*")
        };
        if !answer.is_empty() && !out.contains(&answer) {
            out.push(answer);
        }
    }
    if had {
        let what = "`*` stood for any letters; here the answer must be just what is left";
        trouble.changed(span, what);
    }
    (out, inside)
}
