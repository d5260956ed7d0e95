//! From what a form has sent to an answer, as it was presented. The names of the fields are those that
//! [`task`](super::task) writes.

use super::fields::Fields;
use sourcework_core::attempt::Task;
use sourcework_core::marking::{Answer, Cell, Written};
use sourcework_core::quiz::Truth;

/// The answer that a form says. What is missing, or is not one of the things that were offered, is
/// left blank.
pub fn of_fields(task: &Task<'_>, fields: &Fields) -> Answer {
    let one = |name: &str, count: usize| fields.number(name).filter(|it: &usize| *it < count);
    match task {
        Task::Choose(options) => Answer::Choice(one("choice", options.len())),
        Task::ChooseSeveral(options, _) | Task::Select(options) | Task::Find(options) => {
            let chosen = fields.all("choice").filter_map(|it| it.parse().ok());
            let mut chosen: Vec<usize> = chosen.filter(|it| *it < options.len()).collect();
            chosen.sort_unstable();
            chosen.dedup();
            Answer::Choices(chosen)
        }
        Task::Statements(list) => {
            let truth = |place| {
                let chosen = one(&numbered("statement", place), Truth::ALL.len())?;
                Some(Truth::ALL[chosen])
            };
            Answer::Truths((0..list.len()).map(truth).collect())
        }
        Task::Match { lefts, rights } => {
            let right = |place| one(&numbered("pair", place), rights.len());
            Answer::Pairs((0..lefts.len()).map(right).collect())
        }
        Task::Order(items) => Answer::Order(order(items.len(), fields)),
        Task::Fill { texts, .. } => {
            let gap = |place| fields.text(&numbered("gap", place)).to_owned();
            Answer::Gaps((0..texts.len().saturating_sub(1)).map(gap).collect())
        }
        Task::Pair { claims, evidence } => Answer::Paired {
            claim: one("claim", claims.len()),
            evidence: one("evidence", evidence.len()),
        },
        Task::Grid(rows) => {
            let cell = |(place, row): (usize, &sourcework_core::attempt::GridRow<'_>)| {
                let name = numbered("row", place);
                match one(&name, row.options.len()) {
                    Some(option) => Cell::Chosen(option),
                    None if row.options.is_empty() => Cell::Typed(fields.text(&name).to_owned()),
                    None => Cell::Typed(String::new()),
                }
            };
            Answer::Cells(rows.iter().enumerate().map(cell).collect())
        }
        Task::Infer { count, sentences } => {
            let pair = |place| {
                let typed = fields.text(&numbered("detail", place)).to_owned();
                let picked = one(&numbered("sentence", place), sentences.len());
                let detail = match picked {
                    Some(sentence) if typed.is_empty() => sentences[sentence].to_owned(),
                    _ => typed,
                };
                Written {
                    inference: fields.text(&numbered("inference", place)).to_owned(),
                    detail,
                }
            };
            Answer::Inferences((0..*count as usize).map(pair).collect())
        }
        Task::Write { .. } => {
            let text = fields.get("text").unwrap_or_default();
            Answer::Text(text.trim_end().to_owned())
        }
    }
}

/// The name of a field of several.
pub fn numbered(name: &str, place: usize) -> String {
    format!("{name}-{}", place + 1)
}

/// The places of items, first to last, as the numbers beside them say; items with the same number stay
/// as they are shown, and one that a button moves changes places with its neighbour.
fn order(count: usize, fields: &Fields) -> Vec<usize> {
    let place = |item: usize| {
        let number: Option<usize> = fields.number(&numbered("place", item));
        number.unwrap_or(usize::MAX)
    };
    let mut shown: Vec<usize> = fields
        .all("shown")
        .filter_map(|it| it.parse().ok())
        .filter(|it| *it < count)
        .collect();
    for item in 0..count {
        if !shown.contains(&item) {
            shown.push(item);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    shown.retain(|item| seen.insert(*item));
    shown.sort_by_key(|item| place(*item));
    let moved = fields.text("move").split_once('-');
    if let Some((way, item)) = moved
        && let Ok(item) = item.parse::<usize>()
        && let Some(at) = shown.iter().position(|it| *it == item)
    {
        match way {
            "up" if at > 0 => shown.swap(at, at - 1),
            "down" if at + 1 < shown.len() => shown.swap(at, at + 1),
            _ => {}
        }
    }
    shown
}

/// Why an answer cannot be given as it is, if so, as a word for the address: `count` where a wrong
/// number of things is chosen, `twice` where two items have the same number.
pub fn complaint(task: &Task<'_>, fields: &Fields) -> Option<&'static str> {
    match task {
        Task::Order(items) => {
            let mut numbers: Vec<&str> = (0..items.len())
                .filter_map(|item| fields.get(&numbered("place", item)))
                .collect();
            numbers.sort_unstable();
            let is_twice = numbers.windows(2).any(|pair| pair[0] == pair[1]);
            is_twice.then_some("twice")
        }
        _ => wrong_count(task, Some(&of_fields(task, fields))).map(|_| "count"),
    }
}

/// What is said where so many things are to be chosen, and others were; nothing chosen is an empty
/// answer.
pub fn wrong_count(task: &Task<'_>, answer: Option<&Answer>) -> Option<String> {
    let (Task::ChooseSeveral(_, Some(exactly)), Some(Answer::Choices(chosen))) = (task, answer)
    else {
        return None;
    };
    let is_wrong = !chosen.is_empty() && chosen.len() != *exactly as usize;
    is_wrong.then(|| format!("Choose {exactly}; you have chosen {}.", chosen.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields(owned.collect())
    }

    #[test]
    fn what_was_not_offered_is_blank() {
        let task = Task::Choose(vec!["a", "b"]);
        let answer = |value| of_fields(&task, &fields(&[("choice", value)]));
        assert_eq!(answer("1"), Answer::Choice(Some(1)));
        for value in ["2", "-1", "x", "", "99999999999999999999999"] {
            assert_eq!(answer(value), Answer::Choice(None), "{value}");
        }
    }

    #[test]
    fn items_are_ordered_by_their_numbers_and_moved_by_buttons() {
        let task = Task::Order(vec!["a", "b", "c"]);
        let numbers = [("place-1", "3"), ("place-2", "1"), ("place-3", "2")];
        assert_eq!(
            of_fields(&task, &fields(&numbers)),
            Answer::Order(vec![1, 2, 0])
        );
        let mut moved = numbers.to_vec();
        moved.push(("move", "up-0"));
        assert_eq!(
            of_fields(&task, &fields(&moved)),
            Answer::Order(vec![1, 0, 2])
        );
        let same = [("place-1", "1"), ("place-2", "1"), ("place-3", "2")];
        assert_eq!(complaint(&task, &fields(&same)), Some("twice"));
        assert_eq!(complaint(&task, &fields(&numbers)), None);
    }

    #[test]
    fn a_detail_that_was_typed_comes_before_one_that_was_picked() {
        let task = Task::Infer {
            count: 1,
            sentences: vec!["One.", "Two."],
        };
        let detail = |typed| {
            let sent = fields(&[
                ("inference-1", "He is afraid."),
                ("detail-1", typed),
                ("sentence-1", "1"),
            ]);
            match of_fields(&task, &sent) {
                Answer::Inferences(pairs) => pairs[0].detail.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(detail("mine"), "mine");
        assert_eq!(detail(""), "Two.");
    }
}
