//! Why an answer earned what it did: the mark, what became of each part, the explanation, and the
//! evidence in the passages.

use super::block::{self, Block, FindingLine, Tone, named, plain, shortened};
use super::findings::written_findings;
use super::judging::version;
use super::passage::{marked_paragraphs, source_heading};
use crate::attempt::{
    Earned, Evidence, Explanation, Feedback, Judge, Judged, Label, Reason, Remarked, Response,
    Revealed,
};
use crate::marking::{NearMiss, Verdict};
use crate::words::{date_of, marks, ordinal};

/// What an interface calls the entries of a list of so many: letters or numbers, in their order.
pub type Labels<'l> = &'l dyn Fn(usize) -> Vec<String>;

/// All that is said about an answer. Where the question comes again, the key is held back, and only
/// the mark is said.
pub fn feedback(feedback: &Feedback<'_>, labels: Labels<'_>) -> Vec<Block> {
    let mut blocks = first_version(feedback);
    blocks.extend(feedback_beside_passages(feedback, labels));
    if !feedback.withheld {
        blocks.extend(evidence_in_passages(&feedback.evidence));
    }
    blocks
}

/// The first version of an answer that was written again, to be read beside the new one.
pub fn first_version(feedback: &Feedback<'_>) -> Vec<Block> {
    let first = feedback.first_version;
    first.map_or(Vec::new(), |first| {
        version("Your first version:", &first.answer)
    })
}

/// The same for an interface that shows the passages beside it, with the evidence marked there.
pub fn feedback_beside_passages(feedback: &Feedback<'_>, labels: Labels<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(feedback.mark.as_ref().map(verdict));
    blocks.extend(history_of_mark(feedback));
    if feedback.withheld {
        if feedback.mark.as_ref().is_some_and(|mark| !mark.is_full()) {
            blocks.push(plain("This question comes again at the end."));
        }
        return blocks;
    }
    let reasons = feedback.reasons.iter();
    let lines: Vec<FindingLine> = reasons
        .filter(|reason| reason.verdict != Verdict::Left)
        .map(|reason| reason_line(reason, labels))
        .collect();
    if !lines.is_empty() {
        blocks.push(Block::Findings(lines));
    }
    let is_placed = |reason: &Reason<'_>| matches!(reason.key.first(), Some(Response::Place(_)));
    if feedback.reasons.iter().any(is_placed) {
        let rule = "In the right order, as above, each item that comes after the right one earns.";
        blocks.push(block::small(rule));
    }
    if let Some(findings) = &feedback.findings {
        blocks.extend(written_findings(findings));
    }
    blocks.extend(explanation(feedback));
    blocks
}

fn verdict(mark: &Earned) -> Block {
    let (tone, words) = match mark.awarded {
        _ if mark.doubtful > 0 => (Tone::Neutral, "Not sure"),
        0 => (Tone::Bad, "Not this time"),
        _ if mark.is_full() => (Tone::Good, "Right"),
        _ => (Tone::Neutral, "Partly right"),
    };
    let more = match mark.doubtful {
        0 => String::new(),
        doubtful => format!(", and {doubtful} more if a person agrees"),
    };
    let (awarded, available) = (mark.awarded, marks(mark.available));
    Block::Verdict(tone, format!("{words}: {awarded} of {available}{more}."))
}

/// How the mark came to be what it is: who judged it, whether it was marked again, and whether
/// today's rules would give another.
fn history_of_mark(feedback: &Feedback<'_>) -> Vec<Block> {
    let mut blocks = changes_of_mark(feedback.judged, feedback.remarked);
    if let Some(today) = feedback.today {
        let gives = format!("{} of {}", today.awarded, today.available);
        blocks.push(plain(if feedback.remarked.is_some() {
            format!("The explanation below uses the earlier mark scheme, which gives {gives}.")
        } else {
            format!(
                "Today's rules would give {gives}. Your mark does not change; the explanation below uses today's rules."
            )
        }));
    }
    if let Some(first) = feedback.first_version {
        let earned = match first.mark {
            None => "waits for a person".to_owned(),
            Some(mark) => format!("earned {} of {}", mark.awarded, mark.available),
        };
        blocks.push(plain(format!(
            "Your first version {earned}; that is what counts."
        )));
    }
    blocks
}

/// Which teacher judged an answer, and why it was marked again.
pub fn changes_of_mark(judged: Option<&Judged>, remarked: Option<&Remarked>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(judged) = judged
        && judged.by.by == Judge::Teacher
    {
        let teacher = judged.by.name.as_deref().unwrap_or("your teacher");
        let day = date_of(judged.at);
        blocks.push(plain(format!("Marked by {teacher} on {day}.")));
        if let Some(comment) = &judged.by.comment {
            blocks.push(named("Comment", comment));
        }
    }
    if let Some(remarked) = remarked {
        let day = date_of(remarked.at);
        let before = match remarked.before {
            None => "no mark".to_owned(),
            Some(mark) => format!("{} of {}", mark.awarded, mark.available),
        };
        let reason = &remarked.reason;
        blocks.push(plain(format!(
            "Marked again on {day}, before: {before}. {reason}"
        )));
    }
    blocks
}

/// The explanation and the evidence of a question that is explained before it is asked.
pub fn explanation_first(explanation: &Explanation<'_>) -> Vec<Block> {
    let mut blocks = vec![plain(
        "You have missed this question four times or more in a row. Read first why the right answer is right, then answer it.",
    )];
    blocks.push(named("Why", explanation.explanation));
    blocks.extend(evidence_in_passages(&explanation.evidence));
    blocks
}

/// The explanation, the heading that was hidden, and the evidence.
pub fn why(feedback: &Feedback<'_>) -> Vec<Block> {
    let mut blocks = explanation(feedback);
    blocks.extend(evidence_in_passages(&feedback.evidence));
    blocks
}

fn explanation(feedback: &Feedback<'_>) -> Vec<Block> {
    let mut blocks = vec![named("Why", feedback.explanation)];
    blocks.extend(feedback.model.map(|model| named("A full answer", model)));
    if let Some(revealed) = &feedback.revealed {
        blocks.extend(revealed_heading(revealed));
        if !feedback.evidence.is_empty() {
            let words = "The marked words of the passage show it.";
            blocks.push(plain(words));
        }
    }
    blocks
}

fn evidence_in_passages(evidence: &[Evidence<'_>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for passage in evidence {
        blocks.push(block::label(format!(
            "Evidence in extract {}:",
            passage.label
        )));
        blocks.extend(marked_paragraphs(
            passage.text,
            &passage.spans,
            passage.language,
        ));
    }
    blocks
}

fn revealed_heading(revealed: &Revealed<'_>) -> Vec<Block> {
    let mut blocks = vec![plain("Here is the heading that was hidden:")];
    blocks.extend(source_heading(&revealed.heading));
    let guess = &revealed.guess;
    let guesses = [
        ("who", &guess.who),
        ("when", &guess.when),
        ("why", &guess.why),
    ];
    for (label, words) in guesses {
        if !words.trim().is_empty() {
            let words = shortened(words);
            blocks.push(plain(format!("You said of {label}: {words}")));
        }
    }
    blocks
}

/// What became of one part of an answer.
fn reason_line(reason: &Reason<'_>, labels: Labels<'_>) -> FindingLine {
    let is_right = reason.verdict == Verdict::Right;
    let mut text = String::new();
    if !reason.text.is_empty() {
        text += &format!("{} ", reason.text);
    }
    text += match (
        reason.verdict,
        reason.given.is_some(),
        !reason.key.is_empty(),
    ) {
        (Verdict::Right, false, _) => "(your answer, right)",
        (Verdict::Wrong, false, _) => "(your answer, not right)",
        (Verdict::Unsure, ..) => "(not sure)",
        (Verdict::Missed, false, false) => "(this was right, and you did not choose it)",
        (Verdict::Missed, ..) => "– no answer",
        (Verdict::Right, true, _) => "– right",
        _ => "– not right",
    };
    text += &match &reason.given {
        None => String::new(),
        Some(Response::Words(words)) if is_right => format!(": {}", shortened(words)),
        Some(Response::Words(words)) => format!(". You answered: {}", shortened(words)),
        // An item is right where it follows the right one, wherever that stands. Items are told in
        // the right order, so that the right one is the one above.
        Some(Response::Place(place)) => match (reason.key.first(), is_right) {
            (Some(Response::Place(0)), true) => ": you put it 1st".to_owned(),
            (Some(Response::Place(0)), false) => {
                format!(": you put it {}, and it is 1st", ordinal(*place))
            }
            (_, true) => ": you put it after the one above".to_owned(),
            (_, false) => format!(
                ": it comes after the one above, and you put it {}",
                ordinal(*place)
            ),
        },
    };
    let is_placed = matches!(reason.given, Some(Response::Place(_)));
    if !is_right && !is_placed && !reason.key.is_empty() {
        // What was answered may be a sentence with an end of its own.
        let ends = text.ends_with(['.', '?', '!', '…']);
        text += if ends { " " } else { ". " };
        text += &key_in_words(&reason.key);
    }
    let mut notes = Vec::new();
    if let Some(near_miss) = reason.nearly {
        notes.push(near_miss_in_words(near_miss, is_right).to_owned());
    }
    notes.extend(reason.note.map(str::to_owned));
    FindingLine {
        label: label_in_words(reason.label, labels),
        tone: match reason.verdict {
            Verdict::Right => Tone::Good,
            Verdict::Wrong => Tone::Bad,
            Verdict::Missed | Verdict::Unsure | Verdict::Left => Tone::Neutral,
        },
        text,
        notes,
    }
}

/// What would have been right; several words are as good as each other.
fn key_in_words(key: &[Response]) -> String {
    let places = key.iter().find_map(|response| match response {
        Response::Place(place) => Some(*place),
        Response::Words(_) => None,
    });
    if let Some(place) = places {
        return format!("In the right order it is {}", ordinal(place));
    }
    let words: Vec<&str> = key
        .iter()
        .filter_map(|response| match response {
            Response::Words(words) => Some(words.as_str()),
            Response::Place(_) => None,
        })
        .collect();
    format!("Answer: {}", words.join(" or "))
}

fn label_in_words(label: Label, labels: Labels<'_>) -> String {
    match label {
        Label::Letter { place, of } => labels(of).into_iter().nth(place).unwrap_or_default(),
        Label::Gap(number) => format!("({})", number + 1),
        Label::Number(number) => format!("{}.", number + 1),
        Label::Claim => "Claim:".to_owned(),
        Label::Evidence => "Evidence:".to_owned(),
        Label::Unlabelled => String::new(),
    }
}

fn near_miss_in_words(near_miss: NearMiss, is_forgiven: bool) -> &'static str {
    match (near_miss, is_forgiven) {
        (NearMiss::Spelling, true) => "It is misspelt, which is forgiven here.",
        (NearMiss::Inflection, true) => "It is another form of the word, which is forgiven here.",
        (NearMiss::Spelling, false) => "Nearly: look at the spelling.",
        (NearMiss::Inflection, false) => "Nearly: it is another form of the word.",
    }
}
