//! The first page: what to do next.

use super::{called, chart, described, fixed, measured, pupils_of, section, to};
use crate::present::block::{Block, Entry, Mark, Run, plain, shortened, small};
use crate::present::figure::Figure;
use crate::present::progress::{Section, percent};
use crate::quiz::{Skill, Truth};
use crate::report::{Common, Fault, Group, Mistake, Report, TeachAgain, Trouble};
use crate::statistics::choices::Offered;
use crate::statistics::intervals::as_f64;
use crate::statistics::skills::Mastery;
use crate::statistics::{Estimate, ItemKey, Measured};
use crate::words::{counted, counted_as, listed};

/// Of questions that did not work so many stand on the first page.
const FAULTS: usize = 4;

pub fn sections(report: &Report, starter: &str) -> Vec<Section> {
    let all = [
        Some(in_short(report)),
        skills(report),
        teach_again(report),
        next_lesson(report, starter),
        groups(report),
        faults(report),
        worth_showing(report),
    ];
    all.into_iter().flatten().collect()
}

fn in_short(report: &Report) -> Section {
    let asked = counted(report.questions.len(), "question");
    let pupils = pupils_of(report.pupils_answered);
    let mut sentences = vec![format!("{pupils} took this ({asked}).")];
    sentences.extend(match &report.overall {
        Measured::Estimate(it) => Some(format!(
            "On average they earned {} of the marks. That is not exact, because only {} were asked: for pupils of this kind it could be anything from {}. (This is not the lowest and the highest pupil.)",
            percent(it.value),
            pupils_of(it.n),
            to(it.interval)
        )),
        Measured::TooFew(it) => Some(format!(
            "{} are too few for a mean; it takes {}.",
            pupils_of(it.have),
            it.need
        )),
        Measured::Undefined => None,
    });
    if report.waiting > 0 {
        let are = counted_as(report.waiting, "answer is", "answers are");
        sentences.push(format!(
            "{are} not marked yet, and left out here. Mark first: the figures will change."
        ));
    }
    if !report.absent.is_empty() {
        sentences.push(format!("No answers from {}.", listed(&report.absent)));
    }
    if report.repeated > 0 {
        sentences.push(format!(
            "Only the first attempt of each pupil counts; {} left out.",
            counted_as(report.repeated, "later answer is", "later answers are")
        ));
    }
    section("short", "In short", vec![plain(sentences.join(" "))])
}

fn skills(report: &Report) -> Option<Section> {
    let known: Vec<(&Mastery<Skill>, &Estimate)> = report
        .skills
        .iter()
        .filter_map(|it| Some((it, it.share.estimate()?)))
        .collect();
    if report.skills.is_empty() {
        return None;
    }
    let figure = Figure {
        id: "skills".into(),
        title: fixed("The share of the marks for each skill"),
        description: described(&report.skills),
        caption: skills_in_words(&known),
        chart: Some(chart(&report.skills)),
    };
    let blocks = vec![Block::Figure(figure, None)];
    Some(section("skills", "Results by skill", blocks))
}

/// The strongest and the weakest skill, and whether the answers tell them apart.
fn skills_in_words(known: &[(&Mastery<Skill>, &Estimate)]) -> String {
    let by_value = |a: &&(&Mastery<Skill>, &Estimate), b: &&(&Mastery<Skill>, &Estimate)| {
        a.1.value.total_cmp(&b.1.value)
    };
    let (Some(weakest), Some(strongest)) =
        (known.iter().min_by(by_value), known.iter().max_by(by_value))
    else {
        return "There are too few pupils to compare skills.".to_owned();
    };
    let said = |it: &(&Mastery<Skill>, &Estimate)| {
        format!("{} with {}", it.0.group, measured(&it.0.share))
    };
    if known.len() == 1 {
        return format!("Only one skill was asked for: {}.", said(weakest));
    }
    let apart = weakest.1.interval.high < strongest.1.interval.low;
    let so = match apart {
        true => {
            "Their ranges do not overlap, so that is hardly chance, though the questions may have been harder."
        }
        false => "Their ranges overlap, so that may be chance.",
    };
    format!(
        "Highest is {}, lowest {}. {so} Where two ranges overlap, do not rank the skills.",
        said(strongest),
        said(weakest)
    )
}

fn teach_again(report: &Report) -> Option<Section> {
    if report.teach_again.is_empty() {
        let is_known = report.questions.iter().any(|it| it.stem.is_some());
        let words = match is_known {
            true => "No single mistake was made by a quarter of the class or more.",
            false => {
                "Mistakes can only be named where the quiz is known and asks the same as it did."
            }
        };
        return Some(section("teach", "Teach again", vec![plain(words)]));
    }
    let entries = report
        .teach_again
        .iter()
        .enumerate()
        .map(|(place, it)| text(mistake(report, it, place == 0)));
    let blocks = vec![Block::List(Mark::Count, entries.collect())];
    Some(section("teach", "Teach again", blocks))
}

fn text(words: String) -> Entry {
    vec![Run::Text(words)]
}

fn quoted(words: &str) -> String {
    format!("“{}”", shortened(words))
}

fn number_of(report: &Report, key: &ItemKey) -> Option<usize> {
    let question = report.questions.iter().find(|it| it.statistics.key == *key);
    question.and_then(|it| it.number)
}

fn mistake(report: &Report, it: &TeachAgain, is_first: bool) -> String {
    let marked = match it.n < report.pupils_answered {
        true => format!("{} of the {} whose answers are marked", it.count, it.n),
        false => format!("{} of {}", it.count, it.n),
    };
    let share = percent(as_f64(it.count) / as_f64(it.n));
    let of = match is_first {
        true => format!("{marked} ({share})"),
        false => format!("{marked} ({share}, range {})", to(it.interval)),
    };
    let passage = it.quote.as_ref();
    let passage = passage.map_or(String::new(), |quote| {
        format!(" The passage says: {}", ended(&quoted(quote)))
    });
    let range = match is_first {
        true => format!(
            " Of all pupils of this kind it could be anything from {}; that is meant by “range”.",
            to(it.interval)
        ),
        false => String::new(),
    };
    format!(
        "{} tests {} and asks {} {}{passage}{range}",
        called(number_of(report, &it.question), &it.question),
        it.skill,
        brief(&it.stem),
        went_wrong(&of, &it.mistake)
    )
}

/// What so many did.
fn went_wrong(of: &str, mistake: &Mistake) -> String {
    match mistake {
        Mistake::Chose { wrong, right } => match wrong.name.split_once(": ") {
            // A statement is quoted, and what pupils made of it said.
            Some((statement, truth)) if is_truth(truth) => format!(
                "{of} took statement {statement}, {}, for {truth}; it is {}.",
                brief(&wrong.text),
                listed(&truths(right))
            ),
            _ => {
                let is = if right.len() == 1 { "is" } else { "are" };
                format!(
                    "{of} chose {}, {}, which is wrong. Right {is} {}",
                    wrong.name,
                    brief(&wrong.text),
                    ended(&right_in_words(right))
                )
            }
        },
        Mistake::Missed { point } => {
            format!("{of} did not make the point {}", ended(&brief(&point.text)))
        }
        Mistake::Various => format!("{of} earned less than half of the marks."),
    }
}

/// A text with a full stop, unless it ends with a quotation that has one.
fn ended(text: &str) -> String {
    let has_end = [".”", "?”", "!”", "…”"]
        .iter()
        .any(|end| text.ends_with(end));
    match has_end {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// The longest text that is repeated on the first page, in characters.
const BRIEF: usize = 90;

/// The beginning of a text in quotation marks.
fn brief(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(BRIEF) else {
        return quoted(text);
    };
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!(
        "“{} …”",
        text[..end].trim_end_matches(|c: char| !c.is_alphanumeric())
    )
}

fn is_truth(word: &str) -> bool {
    Truth::ALL.iter().any(|truth| truth.shown() == word)
}

fn truths(right: &[Offered]) -> Vec<String> {
    let shown = right.iter().filter_map(|it| it.name.split_once(": "));
    shown.map(|(_, truth)| truth.to_owned()).collect()
}

fn right_in_words(right: &[Offered]) -> String {
    let said: Vec<String> = right
        .iter()
        .map(|it| format!("{}, {}", it.name, brief(&it.text)))
        .collect();
    listed(&said)
}

fn next_lesson(report: &Report, starter: &str) -> Option<Section> {
    if report.starter.is_empty() {
        return None;
    }
    let entries = report.starter.iter().map(|key| {
        let question = report.questions.iter().find(|it| it.statistics.key == *key);
        let stem = question.and_then(|it| it.stem.as_deref());
        let stem = stem.map_or(String::new(), |stem| format!(": {}", brief(stem)));
        text(format!("{}{stem}", called(number_of(report, key), key)))
    });
    let mut blocks = vec![
        plain(
            "Begin it with these questions. They have the lowest marks, and test different skills as far as there are:",
        ),
        Block::List(Mark::Count, entries.collect()),
    ];
    if !starter.is_empty() {
        blocks.push(small(starter.to_owned()));
    }
    Some(section("starter", "The next lesson", blocks))
}

fn groups(report: &Report) -> Option<Section> {
    if report.groups.is_empty() {
        return None;
    }
    let entries = report.groups.iter().map(|it| text(group(report, it)));
    let blocks = vec![
        plain(
            "They can be taught together. This is not a ranking: strong pupils make mistakes, too, and rarer mistakes are not listed.",
        ),
        Block::List(Mark::Bullet, entries.collect()),
    ];
    Some(section(
        "groups",
        "Pupils who made the same mistake",
        blocks,
    ))
}

fn group(report: &Report, it: &Group) -> String {
    let what = match &it.common {
        Common::Truths { is, taken_for } => match is {
            Truth::NotStated => format!(
                "answered “{}” where the passage does not say",
                taken_for.shown()
            ),
            is => format!("answered “{}” to what is {}", taken_for.shown(), is.shown()),
        },
        Common::Chose {
            question, wrong, ..
        } => format!(
            "chose {}, which is wrong, in {}: {}",
            wrong.name,
            called(number_of(report, question), question),
            brief(&wrong.text)
        ),
        Common::Missed {
            question, point, ..
        } => format!(
            "did not make this point in {}: {}",
            called(number_of(report, question), question),
            brief(&point.text)
        ),
    };
    format!(
        "{} {what}: {}.",
        pupils_of(it.pupils.len()),
        listed(&it.pupils)
    )
}

fn faults(report: &Report) -> Option<Section> {
    if report.faults.is_empty() {
        return None;
    }
    let shown = report.faults.iter().take(FAULTS);
    let entries = shown.map(|it| text(fault(it)));
    let mut blocks = vec![Block::List(Mark::Bullet, entries.collect())];
    let more = report.faults.len().saturating_sub(FAULTS);
    if more > 0 {
        blocks.push(small(format!(
            "{} under “Questions” in the statistics.",
            counted_as(more, "more stands", "more stand")
        )));
    }
    Some(section("faults", "Questions to check or change", blocks))
}

/// A question that did not work, and what to change.
pub fn fault(it: &Fault) -> String {
    let what = match &it.trouble {
        Trouble::KeyDoubt(doubt) => {
            let rival = doubt.rival.as_ref().map_or(String::new(), |rival| {
                format!(", and more of the strongest chose {rival}")
            });
            format!(
                "perhaps the key is wrong: {} of the strongest third chose {}, but {} of the weakest{rival}. Look at the key first; after mending it, `sourcework remark` marks the answers again.",
                percent(doubt.strong),
                doubt.key,
                percent(doubt.weak)
            )
        }
        Trouble::NobodyRight { n } => format!(
            "none of the {n} pupils earned a mark. Look at the key first; after mending it, `sourcework remark` marks the answers again."
        ),
        Trouble::Negative { interval, .. } => format!(
            "pupils who did well elsewhere did worse here (correlation with the other questions at most {}). Look for a second right answer or a trick in the wording.",
            super::two_places(interval.high)
        ),
        Trouble::WithoutSource(gap) => format!(
            "it is answered as well without its passage ({} without, {} with it). It does not test source work: ask for something that only the passage says.",
            percent(gap.facility_without),
            percent(gap.facility_with)
        ),
        Trouble::Guessing { facility, guess } => format!(
            "{} of the marks were earned, and guessing gives {}. Teach what it asks, or ask it more simply.",
            percent(*facility),
            percent(*guess)
        ),
        Trouble::NotReached { count, of } => {
            format!(
                "{count} of {of} did not get to this question or to any later one. Give more time, or fewer questions."
            )
        }
        Trouble::Unused { options, n } => format!(
            "nobody of {n} chose {}. Put a more tempting wrong answer in its place, or leave it out.",
            listed(options)
        ),
        Trouble::TooEasy { n } => format!(
            "all {n} earned full marks. It is good for a beginning, and shows nothing about who needs help."
        ),
    };
    let place = it.place.as_ref();
    let place = place.map_or(String::new(), |it| format!(", {}:{}", it.file, it.line));
    format!("{}{place}: {what}", called(it.number, &it.question))
}

fn worth_showing(report: &Report) -> Option<Section> {
    if report.worth_showing.is_empty() {
        return None;
    }
    let entries = report.worth_showing.iter().map(|it| {
        text(format!(
            "{}: {} ({} of {} marks)",
            brief(&it.stem),
            quoted(&it.text),
            it.awarded,
            it.available
        ))
    });
    let blocks = vec![
        plain("With full marks, to read out without a name:"),
        Block::List(Mark::Bullet, entries.collect()),
    ];
    Some(section("showing", "Written answers worth showing", blocks))
}
