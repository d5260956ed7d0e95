//! Which answers earn which point of a mark scheme, and which earn nothing: from the examples of the
//! question and of the shared points that it uses, as the program itself marks them.

use std::collections::BTreeSet;

use crate::marking::written::{Finding, Scheme};
use crate::present::block;
use crate::quiz::body::Example;
use crate::quiz::{Body, Question, Quiz, Wording};
use crate::source::Sources;

/// The most answers that are shown for a point, and of those that earn nothing.
const MOST: usize = 3;
/// The longest answer that is shown, in characters.
const LONGEST: usize = 170;
/// How long all answers to a point may be together, in characters: two lines or three.
const ROOM: usize = 200;

/// The answers that are shown for one point.
#[derive(Clone, Debug, Default)]
pub struct OfPoint {
    /// Those that earn it, the shortest first.
    pub earn: Vec<String>,
    /// Those that do not, each with the reason.
    pub fail: Vec<String>,
}

/// The answers that are shown for each point of a written question, in the order of its points.
pub fn of(quiz: &Quiz, question: &Question, sources: &Sources) -> Vec<OfPoint> {
    let wordings: Vec<&Wording> = match &question.body {
        Body::ShortAnswer(body) => body.points.iter().map(|it| &it.wording).collect(),
        Body::Inference(body) => body.points.iter().map(|it| &it.wording).collect(),
        _ => return Vec::new(),
    };
    let mut points: Vec<OfPoint> = vec![OfPoint::default(); wordings.len()];
    if let Some(scheme) = Scheme::new(quiz, question, sources) {
        for example in question.examples() {
            sort_in(&scheme, example, &mut points);
        }
    }
    for (point, wording) in points.iter_mut().zip(wordings) {
        point.earn.sort_by_key(|it| it.chars().count());
        for shared in &wording.shared {
            point
                .earn
                .extend(shared.examples.iter().map(|it| shown(it)));
            let not = shared.counter_examples.iter();
            point.fail.extend(not.map(|it| shown(it)));
        }
        point.earn.dedup();
        point.fail.truncate(1);
    }
    choose(&mut points);
    points
}

/// Leaves a few answers to each point: the shortest, and those that stand for no other point yet.
fn choose(points: &mut [OfPoint]) {
    let mut used = BTreeSet::new();
    for point in points {
        let (mut new, again): (Vec<String>, Vec<String>) = std::mem::take(&mut point.earn)
            .into_iter()
            .partition(|it| !used.contains(it));
        if new.is_empty() {
            new.extend(again.into_iter().take(1));
        }
        let mut room = ROOM;
        for answer in new.into_iter().take(MOST) {
            let length = answer.chars().count();
            if length > room && !point.earn.is_empty() {
                break;
            }
            room = room.saturating_sub(length);
            used.insert(answer.clone());
            point.earn.push(answer);
        }
    }
}

/// Puts the sentences of an example to the points that they make or fail to make.
fn sort_in(scheme: &Scheme<'_>, example: &Example, points: &mut [OfPoint]) {
    let pieces: Vec<&str> = match scheme.question().body {
        // A line is an inference and its detail.
        Body::Inference(_) => example.answer.lines().collect(),
        _ => vec![&example.answer],
    };
    for text in pieces.into_iter().filter(|it| !it.trim().is_empty()) {
        let Some(marked) = scheme.mark_text(text) else {
            continue;
        };
        for found in marked.findings {
            let Some(span) = found.spans.first() else {
                continue;
            };
            let said = match scheme.question().body {
                Body::Inference(_) => text,
                _ => sentence(text, span.start),
            };
            if said.chars().count() > LONGEST {
                continue;
            }
            let point = &mut points[found.point];
            match found.finding {
                Finding::Made => point.earn.push(shown(said)),
                Finding::Denied
                | Finding::Rejected
                | Finding::Copied
                | Finding::Learned
                | Finding::Stated
                | Finding::Asked
                | Finding::KeyWords => {
                    point
                        .fail
                        .push(format!("{} ({})", shown(said), found.finding.shown()));
                }
                Finding::Missing
                | Finding::Earned
                | Finding::Unmet
                | Finding::Unquoted
                | Finding::Unsure(_) => {}
            }
        }
    }
}

/// The sentence of a text in which that byte stands.
fn sentence(text: &str, at: usize) -> &str {
    let is_end = |(place, sign): &(usize, char)| match sign {
        '\n' => true,
        '.' | '!' | '?' => text[place + 1..].starts_with(char::is_whitespace),
        _ => false,
    };
    let ends = text
        .char_indices()
        .filter(is_end)
        .map(|(place, _)| place + 1);
    let (before, after): (Vec<usize>, Vec<usize>) = ends.partition(|end| *end <= at);
    let from = before.last().copied().unwrap_or(0);
    let to = after.first().copied().unwrap_or(text.len());
    &text[from..to]
}

fn shown(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    block::clean(&format!("“{}”", text.trim_matches(['“', '”'])))
}

/// Whole answers that earn nothing, the shortest first.
pub fn that_earn_nothing(all: &[Example]) -> Vec<String> {
    let nothing = all.iter().filter(|it| it.marks.value == 0 && !it.unsure);
    let short = nothing.filter(|it| it.answer.chars().count() <= LONGEST);
    let mut shown: Vec<String> = short.map(|it| shown(&it.answer)).collect();
    shown.sort_by_key(|it| it.chars().count());
    shown.truncate(MOST);
    shown
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn the_sentence_around_a_place_is_found() {
        let text = "It is private. He could be frank!\nIt was 1962.";
        for (word, whole) in [
            ("private", "It is private."),
            ("frank", "He could be frank!"),
            ("1962", "It was 1962."),
        ] {
            assert_eq!(sentence(text, text.find(word).unwrap()).trim(), whole);
        }
    }
}
