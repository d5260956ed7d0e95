//! What is chosen in the cell of a table: letters and numbers, or the options themselves as forms write them.

use sourcework_core::quiz::{Body, Question};
use sourcework_core::source::quotation::fold_answer;

/// The most parts of a cell that are tried together: an option can hold what stands between options.
const MOST_PARTS: usize = 100;

/// The parts of an answer in a cell. Ours stand between `;` or on lines of their own; Microsoft Forms puts `;` behind
/// each option, Google Forms `, ` between them, and an option can hold any of these.
pub fn parts(question: &Question, cell: &str) -> Vec<String> {
    if let Body::Cloze(body) = &question.body
        && body.text.gaps().len() == 1
    {
        return vec![cell.trim().to_owned()];
    }
    let options = options(&question.body);
    chosen(cell, &options).unwrap_or_else(|| {
        let parts = cell.split([';', '\n']).map(str::trim);
        parts
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    })
}

/// What a cell can name.
fn options(body: &Body) -> Vec<&str> {
    match body {
        Body::SingleChoice(body) => body.options.iter().map(|it| it.text.as_str()).collect(),
        Body::MultipleResponse(body) => body.options.iter().map(|it| it.text.as_str()).collect(),
        Body::Evidence(body) => body.offered().iter().map(|it| it.quote.as_str()).collect(),
        Body::Ordering(body) => body.items.iter().map(|it| it.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// The cell as options, letters and numbers, the longest options first; nothing where a part is none of them.
fn chosen(cell: &str, options: &[&str]) -> Option<Vec<String>> {
    if options.is_empty() {
        return None;
    }
    let mut ends: Vec<usize> = cell
        .match_indices([';', ',', '\n'])
        .map(|(at, _)| at)
        .collect();
    ends.push(cell.len());
    let starts: Vec<usize> = std::iter::once(0)
        .chain(ends.iter().map(|end| end + 1))
        .collect();
    let count = ends.len();
    if count > MOST_PARTS {
        return None;
    }
    // For each part, backwards: whether the rest can be read from there, and how far its first option goes.
    let mut reads: Vec<Option<(usize, Option<String>)>> = vec![None; count];
    for from in (0..count).rev() {
        reads[from] = (from..count).rev().find_map(|to| {
            let rest_is_read = to + 1 == count || reads[to + 1].is_some();
            let text = cell[starts[from]..ends[to]].trim();
            let named = named(text, options, from == to)?;
            rest_is_read.then_some((to, named))
        });
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < count {
        let (to, part) = reads[at].take()?;
        parts.extend(part);
        at = to + 1;
    }
    Some(parts)
}

/// The option that a text is, or a letter or a number as it stands; nothing inside where the text is empty.
fn named(text: &str, options: &[&str], is_one_part: bool) -> Option<Option<String>> {
    if text.is_empty() {
        return is_one_part.then_some(None);
    }
    let exactly = options.iter().find(|option| option.trim() == text);
    if let Some(option) = exactly {
        return Some(Some((*option).to_owned()));
    }
    let place = match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => {
            Some(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
        }
        _ => text.parse().ok(),
    };
    if place.is_some_and(|place| (1..=options.len()).contains(&place)) {
        return Some(Some(text.to_owned()));
    }
    let wanted = fold_answer(text);
    let mut alike = options
        .iter()
        .filter(|option| fold_answer(option) == wanted);
    let found = alike.next().filter(|_| !wanted.is_empty())?;
    alike.next().is_none().then(|| Some((*found).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn options_are_told_apart_as_forms_write_them() {
        let options = ["War, famine and plague", "Famine", "War", "Peace; at last"];
        for (cell, expected) in [
            (
                "War, famine and plague, Famine",
                &["War, famine and plague", "Famine"][..],
            ),
            ("War;Famine;", &["War", "Famine"]),
            ("War, Famine", &["War", "Famine"]),
            ("famine; PEACE; AT LAST.", &["Famine", "Peace; at last"]),
            ("A; c", &["A", "c"]),
            ("B,4", &["B", "4"]),
            ("", &[]),
        ] {
            assert_eq!(chosen(cell, &options).unwrap(), expected, "{cell}");
        }
        for cell in ["War and more", "Plague", "5", "War; Other: hunger"] {
            assert_eq!(chosen(cell, &options), None, "{cell}");
        }
    }
}
