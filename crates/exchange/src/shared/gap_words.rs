//! The words of gaps, as packages take them: from a bank, and typed.

use std::collections::HashSet;

use sourcework_core::quiz::body::Cloze;
use sourcework_core::source::quotation::fold;

/// How many words are offered that are the first answer of no gap; they stand last.
pub(crate) fn loose_words(body: &Cloze, offered: &[&str]) -> usize {
    let is_answer = |word: &str| body.text.gaps().iter().any(|gap| gap.shown() == word);
    offered.iter().filter(|word| !is_answer(word)).count()
}

/// The words of a bank that a gap takes: in the order of its answers, typography aside.
pub(crate) fn words_for<'a>(accepted: &[&str], offered: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    for answer in accepted {
        let answer = fold(answer);
        for (index, word) in offered.iter().enumerate() {
            if fold(word) == answer && !words.iter().any(|(known, _)| *known == index) {
                words.push((index, word));
            }
        }
    }
    words
}

/// The answers that are accepted, each in other typography as well; capitals make no difference.
pub(crate) fn typed_keys(accepted: &[&str]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let as_written = accepted.iter().map(|answer| (*answer).to_owned());
    let otherwise = accepted
        .iter()
        .flat_map(|answer| [fold(answer), set_in_type(answer)]);
    for key in as_written.chain(otherwise) {
        let same = |known: &String| known.to_lowercase() == key.to_lowercase();
        if !keys.iter().any(same) {
            keys.push(key);
        }
    }
    keys
}

/// Takes out what says nothing, and what differs from an answer before it in nothing but typography: our own exports
/// list an answer also as it is folded, and that folded again.
pub(crate) fn once_each(accepted: &mut Vec<String>) {
    let mut seen = HashSet::new();
    accepted.retain(|it| {
        let folded = fold(it);
        let again = fold(&folded);
        let is_new = !it.trim().is_empty() && seen.insert(folded);
        seen.insert(again);
        is_new
    });
}

/// An answer with the signs of print for those of a typewriter.
fn set_in_type(answer: &str) -> String {
    let mut set = String::with_capacity(answer.len());
    for c in fold(answer).chars() {
        let begins = set
            .chars()
            .next_back()
            .is_none_or(|it| it.is_whitespace() || it == '(');
        set.push(match c {
            '\'' if begins => '‘',
            '\'' => '’',
            '"' if begins => '“',
            '"' => '”',
            c => c,
        });
    }
    set.replace(" - ", " – ").replace('…', "...")
}
