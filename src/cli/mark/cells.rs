//! What is chosen in the cell of a table: letters and numbers, or the options themselves as forms write them.

use sourcework_core::quiz::body::Cloze;
use sourcework_core::quiz::{Body, Question};
use sourcework_core::source::quotation::fold_answer;

/// The most parts of a cell that are tried together: an option can hold what stands between options.
const MOST_PARTS: usize = 100;

/// The parts of an answer in a cell. Ours stand between `;` or on lines of their own; Microsoft Forms puts `;` behind
/// each option, Google Forms `, ` between them, and an option can hold any of these. An empty part is one that was left
/// blank; those at the end are left out.
///
/// # Errors
///
/// Where the answers to several gaps are separated by something else.
pub fn parts(question: &Question, cell: &str) -> Result<Vec<String>, String> {
    if let Body::Cloze(body) = &question.body {
        return gaps(body, cell);
    }
    let parts = separated(cell);
    // The order of the items is lost where one of them was left blank.
    let is_incomplete = matches!(question.body, Body::Ordering(_)) && parts.contains(&"");
    let chosen = chosen(cell, &options(&question.body)).filter(|_| !is_incomplete);
    Ok(chosen.unwrap_or_else(|| owned(&parts)))
}

/// What stands in the gaps of a text.
fn gaps(body: &Cloze, cell: &str) -> Result<Vec<String>, String> {
    let gaps = body.text.gaps();
    if gaps.len() == 1 {
        return Ok(vec![cell.trim().to_owned()]);
    }
    let parts = separated(cell);
    if parts.len().max(cell.split(';').count()) >= gaps.len() || !cell.contains([',', '/']) {
        return Ok(owned(&parts));
    }
    let by_comma: Vec<&str> = cell.split(',').map(str::trim).collect();
    let mut accepted = gaps.iter().flat_map(|gap| &gap.accepted);
    let has_comma = accepted.any(|it| it.contains(','));
    if by_comma.len() == gaps.len() && !cell.contains(';') && !has_comma {
        return Ok(owned(&by_comma));
    }
    let count = gaps.len();
    Err(format!(
        "there are {count} gaps; put `;` between their answers, also for a gap that was left blank"
    ))
}

/// What stands between `;` or on lines of its own, without what is empty at the end. A line that ends with `;` has no
/// other part behind that.
fn separated(cell: &str) -> Vec<&str> {
    let by_semicolon = cell.split(';').map(str::trim);
    let mut parts: Vec<&str> = match cell.contains(';') {
        true => by_semicolon.flat_map(|it| it.split('\n')).collect(),
        false => cell.split('\n').collect(),
    };
    for part in &mut parts {
        *part = part.trim();
    }
    while parts.last().is_some_and(|it| it.is_empty()) {
        parts.pop();
    }
    parts
}

fn owned(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|it| (*it).to_owned()).collect()
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
