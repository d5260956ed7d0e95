//! From what the steps of a task gave to an answer.

use super::steps::StepAnswer;
use sourcework_core::attempt::Task;
use sourcework_core::marking::{Answer, Cell, Written};
use sourcework_core::quiz::Truth;

/// The answer that the parts of all steps make.
pub fn of_parts(task: &Task<'_>, parts: &[StepAnswer]) -> Answer {
    let picked = |index: usize| match parts.get(index) {
        Some(StepAnswer::Picked(places)) => places.as_slice(),
        _ => &[],
    };
    let one = |index: usize| picked(index).first().copied();
    let typed = |index: usize| match parts.get(index) {
        Some(StepAnswer::Typed(text)) => text.clone(),
        _ => String::new(),
    };
    match task {
        Task::Choose(_) => Answer::Choice(one(0)),
        Task::ChooseSeveral(..) | Task::Select(_) | Task::Find(_) => {
            Answer::Choices(picked(0).to_vec())
        }
        Task::Order(_) => Answer::Order(picked(0).to_vec()),
        Task::Statements(list) => Answer::Truths(
            (0..list.len())
                .map(|index| one(index).map(|place| Truth::ALL[place]))
                .collect(),
        ),
        Task::Match { lefts, .. } => Answer::Pairs((0..lefts.len()).map(one).collect()),
        Task::Fill { texts, bank } => Answer::Gaps(
            (0..texts.len() - 1)
                .map(|index| {
                    one(index).map_or_else(|| typed(index), |place| bank[place].to_owned())
                })
                .collect(),
        ),
        Task::Pair { .. } => Answer::Paired {
            claim: one(0),
            evidence: one(1),
        },
        Task::Grid(rows) => Answer::Cells(
            (0..rows.len())
                .map(|index| one(index).map_or_else(|| Cell::Typed(typed(index)), Cell::Chosen))
                .collect(),
        ),
        Task::Infer { count, .. } => Answer::Inferences(
            (0..*count as usize)
                .map(|index| Written {
                    inference: typed(2 * index),
                    detail: typed(2 * index + 1),
                })
                .collect(),
        ),
        Task::Write { .. } => Answer::Text(typed(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_complete_after_its_last_step() {
        let statements = Task::Statements(vec!["a", "b"]);
        assert!(
            crate::terminal::steps::next(&statements, 1).is_some()
                && crate::terminal::steps::next(&statements, 2).is_none()
        );
        let parts = [StepAnswer::Picked(vec![0]), StepAnswer::Picked(vec![2])];
        assert_eq!(
            of_parts(&statements, &parts),
            Answer::Truths(vec![Some(Truth::True), Some(Truth::NotStated)])
        );
    }
}
