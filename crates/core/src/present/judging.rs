//! A written answer beside what it is judged by. What the judge decides (yes or no, which points,
//! how many marks) is asked by each interface in its own way.

use super::block::{Block, Entry, Mark, Run, Tone, named, plain, shortened, small};
use super::findings::{checked_facts, written_findings};
use crate::attempt::{Judging, Scheme};
use crate::marking::{Answer, Written};
use crate::quiz::body::{Caps, Criterion, InferencePoint, Level, Point, Sample};
use crate::words::{counted, marks};

/// Which answer is marked, and the question.
pub fn heading(judging: &Judging<'_>) -> Vec<Block> {
    let number = judging.head.place + 1;
    let version = match judging.which.again {
        true => ", second version",
        false => "",
    };
    // Where the program has found something, it was not sure, or somebody disagrees.
    let heading = match judging.findings {
        Some(_) => format!("You decide about the answer to question {number}{version}"),
        None => format!("Mark the answer to question {number}{version}"),
    };
    vec![Block::Heading(heading), plain(judging.head.stem)]
}

/// The answer under a label, what the program found in it, and what can be checked.
pub fn answer_and_findings(judging: &Judging<'_>, label: &str) -> Vec<Block> {
    let mut blocks = answer(judging.answer, label);
    if let Some(first) = judging.first_version {
        blocks.extend(version("The first version:", first));
    }
    blocks.extend(findings(judging));
    blocks
}

/// What the program found in the answer, and what can be checked.
pub fn findings(judging: &Judging<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(findings) = &judging.findings {
        blocks.push(super::block::label("What the program found:"));
        blocks.extend(written_findings(findings));
    }
    if let (Some(facts), Answer::Text(text)) = (&judging.facts, judging.answer) {
        blocks.extend(checked_facts(facts, text, judging.points));
    }
    blocks
}

/// Above an answer, for the student who wrote it.
pub const YOU_WROTE: &str = "You wrote:";

/// Above an answer, for a teacher.
pub const PUPIL_WROTE: &str = "The answer:";

/// A written answer under a label; nothing of other answers.
pub fn answer(answer: &Answer, label: &str) -> Vec<Block> {
    match answer {
        Answer::Inferences(pairs) => inferences(pairs),
        Answer::Text(text) => {
            let mut blocks = vec![super::block::label(label)];
            blocks.extend(written_text(text));
            let words = text.split_whitespace().count();
            blocks.push(small(counted(words, "word")));
            blocks
        }
        _ => Vec::new(),
    }
}

/// One of two versions of a written answer, under its name.
pub fn version(name: &str, answer: &Answer) -> Vec<Block> {
    let written = match answer {
        Answer::Inferences(pairs) => inferences(pairs),
        Answer::Text(text) => written_text(text),
        _ => return Vec::new(),
    };
    let mut blocks = vec![super::block::label(name)];
    blocks.extend(written);
    blocks
}

fn inferences(pairs: &[Written]) -> Vec<Block> {
    let numbered = (1..).zip(pairs);
    let parts = numbered.flat_map(|(number, pair)| {
        [
            named(&format!("Inference {number}"), shortened(&pair.inference)),
            named(&format!("Detail {number}"), shortened(&pair.detail)),
        ]
    });
    parts.collect()
}

/// A text of a student, line by line.
pub fn written_text(text: &str) -> Vec<Block> {
    text.lines().map(plain).collect()
}

/// What earns marks, with a full answer. The points of a short answer are picked from
/// [`point_choices`].
pub fn scheme(judging: &Judging<'_>) -> Vec<Block> {
    let model = named("A full answer", judging.model);
    match &judging.scheme {
        Scheme::Inferences(points, _) => vec![
            plain("Valid inferences, each with details that support it:"),
            Block::List(Mark::Bullet, points.iter().map(inference).collect()),
            model,
            plain(
                "An inference earns 1, and its detail 1 more; a detail without a valid inference earns nothing.",
            ),
        ],
        Scheme::Points(_, caps) => {
            let mut blocks = limits(caps, judging.head.marks);
            blocks.push(model);
            blocks
        }
        Scheme::Levels(_) => vec![model],
    }
}

fn inference(point: &InferencePoint) -> Entry {
    let mut runs = vec![Run::Text(point.label.value.clone())];
    for detail in &point.details {
        runs.push(Run::Break);
        runs.push(Run::Text(format!("“{}”", detail.value)));
    }
    runs
}

fn limits(caps: &Caps, available: u32) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(cap) = &caps.one_group {
        blocks.push(plain(format!(
            "An answer that shows only one side earns at most {}.",
            marks(cap.value)
        )));
    }
    blocks.push(plain(format!("At most {} in all.", marks(available))));
    blocks
}

/// The points of a short answer, from which a judge picks those that the answer makes.
pub fn point_choices(points: &[Point]) -> Vec<String> {
    let choice = |point: &Point| {
        let group = match &point.group {
            Some(group) => format!("{}: ", group.value),
            None => String::new(),
        };
        format!("{group}{} ({})", point.label.value, marks(point.marks))
    };
    points.iter().map(choice).collect()
}

/// The levels of a criterion, lowest first, and how they are used.
pub fn levels(criterion: &Criterion) -> Vec<Block> {
    let level = |(number, level): (usize, &Level)| {
        let label = format!("Level {number} ({})", level.marks.value);
        (label, level.descriptor.value.clone())
    };
    vec![
        Block::Heading(criterion.name.value.clone()),
        plain(
            "Begin at the lowest level, and go up while the answer as a whole does what the level says. Choose the level that fits best, and give whole marks.",
        ),
        Block::Facts((1..).zip(&criterion.levels).map(level).collect()),
    ]
}

/// An answer that an examiner has marked, to learn the levels with.
pub fn sample(place: usize, of: usize, sample: &Sample) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(format!("Sample {} of {of}", place + 1))];
    blocks.extend(written_text(&sample.answer));
    blocks
}

/// What the examiner gave for a sample, beside what the student gave.
pub fn beside_examiner(sample: &Sample, criteria: &[Criterion], given: &[u32]) -> Vec<Block> {
    let marks = criteria.iter().zip(sample.marks.iter()).zip(given);
    let mut blocks: Vec<Block> = marks
        .map(|((criterion, examiner), student)| {
            let tone = match examiner == student {
                true => Tone::Good,
                false => Tone::Neutral,
            };
            let words = format!(
                "{}: the examiner gave {examiner} (level {}), you gave {student} (level {}).",
                criterion.name.value,
                level_of(criterion, *examiner),
                level_of(criterion, *student)
            );
            Block::Verdict(tone, words)
        })
        .collect();
    blocks.push(named("Why", &*sample.reasons));
    blocks
}

/// The level that a mark belongs to, from 1; 0 for no marks.
fn level_of(criterion: &Criterion, mark: u32) -> usize {
    let has_mark = |level: &Level| {
        let marks = &level.marks.value;
        (marks.low..=marks.high).contains(&mark)
    };
    let place = criterion.levels.iter().position(has_mark);
    place.map_or(0, |place| place + 1)
}

/// How well a student's marks for samples agree with the examiner's. `pairs` are the student's mark
/// and the examiner's, for each sample and criterion.
pub fn agreement_with_examiner(pairs: &[(u32, u32)]) -> Vec<Block> {
    let off_by = |difference: u32| {
        let fits = pairs
            .iter()
            .filter(|(student, examiner)| student.abs_diff(*examiner) == difference);
        fits.count()
    };
    let surplus: i64 = pairs
        .iter()
        .map(|(student, examiner)| i64::from(*student) - i64::from(*examiner))
        .sum();
    let tendency = match surplus {
        0 => "neither too strict nor too generous in all",
        1.. => "more generous than the examiner",
        _ => "stricter than the examiner",
    };
    vec![
        plain(format!(
            "Of {} you gave {} as the examiner did, and {} one mark off; you are {tendency}.",
            counted(pairs.len(), "mark"),
            off_by(0),
            off_by(1)
        )),
        plain("Now your own answer."),
    ]
}
