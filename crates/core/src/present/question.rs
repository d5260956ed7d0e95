//! A question before it is answered. What the student does with it is a
//! [`Task`], which each interface asks in its own way.

use super::block::{Block, label, plain, shortened, small};
use super::feedback::Labels;
use crate::attempt::{Attempt, OverviewLine, ProbeNumber, QuestionHead, Task};
use crate::marking::{Answer, Cell};
use crate::quiz::Truth;
use crate::words::{counted, marks, marks_rounded};

/// Which question it is, what it tests, and its marks; of one without its passage, that it does not count.
pub fn place_in_words(head: &QuestionHead<'_>) -> String {
    if let Some(ProbeNumber { number, of }) = head.probe {
        return format!(
            "Without the passage: {} of {of} · does not count",
            number + 1
        );
    }
    let again = if head.again { " (again)" } else { "" };
    format!(
        "Question {} of {}{again} · {} · {}",
        head.place + 1,
        head.of,
        head.skill,
        marks_rounded(head.marks, head.is_rounded_down)
    )
}

/// What a student reads before the questions that are asked first without their passage.
pub fn probes(attempt: &Attempt) -> Block {
    let count = attempt.probes.len();
    let first = counted(count, "question");
    let rest = match count {
        1 => {
            "its passage. It does not count: it shows whether a question needs its source. Answer from what you know, or go on without an answer; you get it again with the passage."
        }
        _ => {
            "their passage. They do not count: they show whether a question needs its source. Answer from what you know, or go on without an answer; you get them again with the passage."
        }
    };
    let clock = match attempt.clock {
        Some(_) => " The time of the exam begins after that.",
        None => "",
    };
    plain(format!("First, {first} without {rest}{clock}"))
}

/// The same, and what is left of the time.
pub fn place(head: &QuestionHead<'_>) -> Block {
    let mut line = place_in_words(head);
    if let Some(left) = head.time_left {
        // Rounded up, so that the last minute is "1 min".
        line += &format!(" · {} min left", (left.as_secs() + 59) / 60);
    }
    small(line)
}

/// The question itself.
pub fn stem(head: &QuestionHead<'_>) -> Block {
    label(head.stem)
}

/// What a student is asked about the heading of a source before it is shown.
pub const GUESSES: [&str; 3] = ["Who wrote it?", "When?", "Why?"];

/// Why the heading is asked for first.
pub fn commitment() -> Block {
    plain("The heading is hidden. Before you see it, say from the passage alone:")
}

/// An answer that was given before, in the words in which it is asked for.
pub fn answer_in_words(answer: &Answer, task: &Task<'_>, labels: Labels<'_>) -> String {
    let named = |places: &[usize], count: usize| {
        let labels = labels(count);
        places
            .iter()
            .filter_map(|place| labels.get(*place).cloned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    match (answer, task) {
        (Answer::Choice(Some(place)), Task::Choose(list)) => named(&[*place], list.len()),
        (
            Answer::Choices(places) | Answer::Order(places),
            Task::ChooseSeveral(list, _)
            | Task::Select(list)
            | Task::Find(list)
            | Task::Order(list),
        ) => named(places, list.len()),
        (Answer::Truths(truths), _) => {
            let words = truths.iter().map(|truth| truth.map_or("-", Truth::shown));
            words.collect::<Vec<_>>().join(", ")
        }
        (Answer::Pairs(rights), Task::Match { rights: list, .. }) => named(
            &rights.iter().flatten().copied().collect::<Vec<_>>(),
            list.len(),
        ),
        (
            Answer::Paired { claim, evidence },
            Task::Pair {
                claims,
                evidence: list,
            },
        ) => {
            let claim = named(&claim.iter().copied().collect::<Vec<_>>(), claims.len());
            let evidence = named(&evidence.iter().copied().collect::<Vec<_>>(), list.len());
            format!("{claim}, then {evidence}")
        }
        (Answer::Gaps(gaps), _) => shortened(&gaps.join(", ")),
        (Answer::Cells(cells), Task::Grid(rows)) => {
            let shown = cells.iter().zip(rows).map(|(cell, row)| match cell {
                Cell::Chosen(place) => row.options[*place],
                Cell::Typed(text) => text,
            });
            shortened(&shown.collect::<Vec<_>>().join(", "))
        }
        (Answer::Inferences(written), _) => {
            let parts = written
                .iter()
                .flat_map(|pair| [pair.inference.as_str(), pair.detail.as_str()]);
            shortened(&parts.collect::<Vec<_>>().join("; "))
        }
        (Answer::Text(text), _) => shortened(text),
        _ => "given".to_owned(),
    }
}

/// How many questions of an exam are open, before it is handed in.
pub fn overview(lines: &[OverviewLine<'_>]) -> Vec<Block> {
    let open = lines.iter().filter(|line| !line.answered).count();
    let flagged = lines.iter().filter(|line| line.flagged).count();
    vec![
        Block::Heading("Your paper".to_owned()),
        plain(format!("{open} not answered, {flagged} flagged.")),
    ]
}

/// A question of the overview, from which the student goes to it.
pub fn overview_line(place: usize, line: &OverviewLine<'_>) -> String {
    let state = if line.answered {
        "answered"
    } else {
        "not answered"
    };
    let flag = if line.flagged { ", flagged" } else { "" };
    format!(
        "Question {}: {state}{flag} ({}). {}",
        place + 1,
        marks(line.marks),
        line.stem
    )
}
