//! The end of an attempt: score, skills, and what to look at again.

use super::block::{Bar, Block, Tone, label, plain};
use super::feedback::{Labels, feedback, feedback_beside_passages, why};
use crate::attempt::{Calibration, Certainty, Earned, Score, SkillScore, Summary};
use crate::words::{counted, marks};

/// What an attempt has come to, and the questions to look at again with everything about them.
pub fn whole(summary: &Summary<'_>, labels: Labels<'_>) -> Vec<Block> {
    let mut blocks = result(summary);
    blocks.extend(look_at_again(summary, labels, Detail::Full));
    blocks
}

/// The score, first of all, and what it is made of.
pub fn result(summary: &Summary<'_>) -> Vec<Block> {
    let score = summary.score;
    let mut blocks = vec![
        Block::Heading("Your result".to_owned()),
        plain(format!(
            "{} of {}, {}%.",
            score.awarded,
            marks(score.available),
            score.percent()
        )),
    ];
    blocks.extend(pass(summary));
    blocks.extend(makeup(summary).into_iter().map(plain));
    blocks.extend(by_skill(&summary.skills));
    blocks.extend(calibration(&summary.calibration));
    blocks
}

fn pass(summary: &Summary<'_>) -> Option<Block> {
    let mark = summary.pass_mark?;
    Some(match summary.passed {
        Some(true) => Block::Verdict(Tone::Good, format!("Passed; the pass mark is {mark}%.")),
        Some(false) => Block::Verdict(Tone::Bad, format!("Not passed; the pass mark is {mark}%.")),
        None => plain(format!(
            "Whether it is a pass ({mark}%) depends on what is still to be judged."
        )),
    })
}

/// What the score is made of, and what it leaves out, a sentence each.
fn makeup(summary: &Summary<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let by_basis: Vec<String> = [
        ("Marked by the answer key", summary.exact),
        ("By the points of the mark scheme", summary.matched),
        ("By a person", summary.judged),
    ]
    .iter()
    .filter(|(_, score)| score.available > 0)
    .map(|(name, score)| format!("{name}: {}.", fraction(*score)))
    .collect();
    if by_basis.len() > 1 {
        sentences.push(by_basis.join(" "));
    }
    if summary.unsure > 0 {
        sentences.push(format!(
            "Not counted, because the program is not sure: {}. Ask your teacher.",
            marks(summary.unsure)
        ));
    }
    if summary.unjudged > 0 {
        sentences.push(format!(
            "Still to be judged and not counted yet: {}.",
            marks(summary.unjudged)
        ));
    }
    let noticed = [
        (summary.unanswered, "without an answer"),
        (summary.hints, "with a hint"),
    ];
    for (count, what) in noticed {
        if count > 0 {
            sentences.push(format!("{} {what}.", counted(count, "question")));
        }
    }
    if let Some((asked, right)) = summary.retried
        && asked > 0
    {
        sentences.push(format!(
            "Asked again: {asked}, then right: {right}. Only the first time counts for the score."
        ));
    }
    for redraft in &summary.redrafts {
        let earned = |mark: Option<Earned>| match mark {
            None => "?".to_owned(),
            Some(mark) => mark.awarded.to_string(),
        };
        sentences.push(format!(
            "Question {}, written again: {}, then {}. The first version counts.",
            redraft.place + 1,
            earned(redraft.first),
            earned(redraft.second)
        ));
    }
    sentences
}

fn fraction(score: Score) -> String {
    format!("{} of {}", score.awarded, score.available)
}

fn by_skill(skills: &[SkillScore]) -> Vec<Block> {
    if skills.is_empty() {
        return Vec::new();
    }
    let bars = skills.iter().map(|skill| {
        let score = skill.score();
        let by_rule = skill.exact.available + skill.matched.available;
        let judged = match (by_rule, skill.judged.available) {
            (_, 0) => String::new(),
            (0, _) => ", judged".to_owned(),
            _ => format!(", {} of them judged", fraction(skill.judged)),
        };
        Bar {
            label: skill.skill.to_string(),
            awarded: score.awarded,
            available: score.available,
            text: format!("{}{judged}", fraction(score)),
        }
    });
    let bars = Block::Bars(bars.collect());
    vec![Block::Heading("By skill".to_owned()), bars]
}

fn calibration(skills: &[Calibration]) -> Vec<Block> {
    if skills.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading("How sure you were".to_owned())];
    for skill in skills {
        let steps: Vec<String> = Certainty::ALL
            .iter()
            .zip(skill.steps)
            .filter(|(_, (asked, _))| *asked > 0)
            .map(|(certainty, (asked, right))| {
                format!("{}: {right} of {asked} right", certainty.shown())
            })
            .collect();
        blocks.push(plain(format!("{}: {}", skill.skill, steps.join("; "))));
        if skill.sure_and_wrong > 0 {
            let times = match skill.sure_and_wrong {
                1 => "once",
                _ => "more than once",
            };
            blocks.push(plain(format!(
                "Here you were sure and wrong {times}: look at this first."
            )));
        }
    }
    blocks
}

/// How much is said about the questions to look at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// Everything but the evidence, which is marked in the passages beside it.
    Beside,
    /// The mark and why: what became of each part was shown right after each answer.
    Why,
}

/// The questions to look at again; nothing where every mark was earned.
pub fn look_at_again(summary: &Summary<'_>, labels: Labels<'_>, detail: Detail) -> Vec<Block> {
    if summary.again.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading("Look at these again".to_owned())];
    for again in &summary.again {
        let stem = format!("{}. {}", again.place + 1, again.feedback.stem);
        blocks.push(label(stem));
        match detail {
            Detail::Full => blocks.extend(feedback(&again.feedback, labels)),
            Detail::Beside => blocks.extend(feedback_beside_passages(&again.feedback, labels)),
            Detail::Why => {
                blocks.push(plain(format!("{}.", fraction(again.score))));
                blocks.extend(why(&again.feedback));
            }
        }
    }
    blocks
}
