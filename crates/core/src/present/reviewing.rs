//! A class's answers in groups while a person decides about them, and proposals for the mark scheme.

use super::block::{Block, Entry, Mark, Run, Tone, named, plain};
use super::judging::point_choices;
use crate::marking::written::examples::explained;
use crate::quiz::amend::{Edit, Place, SchemeChange};
use crate::quiz::{Body, Question};
use crate::reviewing::{Desk, Judged, Proposal, ShownGroup, ShownText};
use crate::words::{counted, marks};

/// The question, how many answers there are, and how many groups.
pub fn opening(desk: &Desk<'_>) -> Vec<Block> {
    let question = desk.question();
    let (answers, decided) = desk.answers();
    let before = match decided {
        0 => String::new(),
        decided => format!(" Decided already: {decided}."),
    };
    vec![
        Block::Heading(question.stem.value.clone()),
        plain(format!(
            "{} in {}, {} in all.{before}",
            counted(answers, "answer"),
            counted(desk.groups(), "group"),
            marks(question.available())
        )),
    ]
}

/// Which group it is and how large: "Group 2 of 7: 12 answers, 3 texts".
pub fn group_in_words(group: &ShownGroup<'_>) -> String {
    format!(
        "Group {} of {}: {}, {}",
        group.number,
        group.of,
        counted(group.answers, "answer"),
        counted(group.texts.len(), "text")
    )
}

/// What the program found, and the mark that it proposes.
pub fn found(group: &ShownGroup<'_>) -> Vec<Block> {
    let first = group.texts.first().map_or("", |text| text.text);
    let lines = group
        .found
        .map(|found| explained(group.question, found, first, false));
    let mut blocks: Vec<Block> = lines.unwrap_or_default().into_iter().map(plain).collect();
    let proposed = match (group.proposed, group.could_be) {
        (Some(sure), Some(most)) if sure != most => {
            format!("Not sure: {sure}, or {most} if you decide for the pupils.")
        }
        (Some(mark), _) => format!(
            "Proposed: {} of {}.",
            mark,
            marks(group.question.available())
        ),
        (None, _) => "No proposal: only a person can mark this.".to_owned(),
    };
    blocks.push(Block::Verdict(Tone::Neutral, proposed));
    if let Some(comment) = group.comment {
        blocks.push(named("Comment with your next decision", comment));
    }
    blocks
}

/// A text with how many pupils wrote it, and what was decided about it.
pub fn text_in_words(text: &ShownText<'_>) -> String {
    let count = match text.answers {
        1 => String::new(),
        count => format!("{count} × "),
    };
    let decided = match text.decided {
        Some(decided) => format!(" (decided: {})", decided.mark),
        None => String::new(),
    };
    format!("{count}{}{decided}", text.text.trim())
}

/// The points of the mark scheme and a full answer, for somebody who marks.
pub fn scheme(question: &Question) -> Vec<Block> {
    let (model, points) = match &question.body {
        Body::ShortAnswer(body) => (&body.model, point_choices(&body.points)),
        Body::Inference(body) => {
            let labels = question.point_labels().into_iter().map(str::to_owned);
            (&body.model, labels.collect())
        }
        Body::Extended(body) => (&body.model, point_choices(&body.points)),
        _ => return Vec::new(),
    };
    let entry = |point: String| vec![Run::Text(point)];
    let points: Vec<Entry> = points.into_iter().map(entry).collect();
    let mut blocks = vec![named("A full answer", model.value.clone())];
    if !points.is_empty() {
        blocks.push(super::block::label("What earns marks:"));
        blocks.push(Block::List(Mark::Bullet, points));
    }
    blocks
}

/// A change to a mark scheme in words.
pub fn change_in_words(question: &Question, change: &SchemeChange) -> String {
    let labels = question.point_labels();
    let label = labels.get(change.point).copied().unwrap_or_default();
    match (&change.edit, change.place) {
        (Edit::Add(word), Place::Reject) => {
            format!("Reject “{word}” for the point “{label}”")
        }
        (Edit::Add(word), _) => format!("Add “{word}” to the point “{label}”"),
        (Edit::Remove(text), Place::Keywords) => {
            format!("Take the keyword “{text}” out of the point “{label}”")
        }
        (Edit::Remove(text), _) => {
            format!("Take the pattern `{text}` out of the point “{label}”")
        }
    }
}

/// So many texts are shown of those that gain or lose.
const SHOWN: usize = 8;

/// A proposal, and the texts that it would mark otherwise.
pub fn proposal(question: &Question, proposal: &Proposal, judged: &[Judged]) -> Vec<Block> {
    let mut blocks = vec![
        plain(format!("{}:", change_in_words(question, &proposal.change))),
        plain(format!(
            "{} nearer to your marks, {} further away.",
            counted(proposal.gained, "answer"),
            proposal.lost
        )),
    ];
    for (name, places) in [
        ("Nearer", &proposal.gains),
        ("Further away", &proposal.costs),
    ] {
        if places.is_empty() {
            continue;
        }
        let mut entries: Vec<Entry> = places
            .iter()
            .take(SHOWN)
            .map(|place| vec![Run::Text(judged_in_words(&judged[*place]))])
            .collect();
        if places.len() > SHOWN {
            let more = places.len() - SHOWN;
            entries.push(vec![Run::Text(format!("and {more} more"))]);
        }
        blocks.push(super::block::label(format!("{name}:")));
        blocks.push(Block::List(Mark::Bullet, entries));
    }
    if let Some(example) = proposal.example {
        let words = judged_in_words(&judged[example]);
        blocks.push(named("It would become an example in the quiz", words));
    }
    blocks
}

/// What has become of taking a change back: whether there was one, or why it failed.
pub fn taken_back(undone: Result<bool, String>) -> String {
    match undone {
        Ok(true) => "The last change was taken back.".to_owned(),
        Ok(false) => "There is no change to take back.".to_owned(),
        Err(why) => format!("{why}."),
    }
}

fn judged_in_words(judged: &Judged) -> String {
    let count = match judged.answers {
        1 => String::new(),
        count => format!("{count} × "),
    };
    format!("{count}{} (your mark: {})", judged.text.trim(), judged.mark)
}
