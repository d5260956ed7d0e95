//! The first page: what to do next.

use super::{called, chart, described, fixed, measured, pupils_of, section, too_few_words};
use crate::present::block::{Block, Entry, Mark, Run, plain, shortened, small};
use crate::present::figure::Figure;
use crate::present::progress::{Section, percent, range};
use crate::quiz::{Skill, Truth};
use crate::report::{Common, Fault, Group, Mistake, Report, TeachAgain, Trouble};
use crate::statistics::choices::Offered;
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
    let answered = report.pupils_answered;
    let mut sentences = vec![format!("{} answered {asked}.", pupils_of(answered))];
    sentences.push(match &report.overall {
        Measured::Estimate(it) => format!(
            "On average they earned {} of the marks. With other pupils like these it would be {}.",
            percent(it.value),
            range(it.interval.low, it.interval.high)
        ),
        Measured::TooFew(it) => format!("The mean is not given: {}.", too_few_words(*it)),
        Measured::Undefined => String::new(),
    });
    if report.waiting > 0 {
        sentences.push(format!(
            "{} for you to mark; until then {} nowhere.",
            counted_as(report.waiting, "answer waits", "answers wait"),
            if report.waiting == 1 {
                "it counts"
            } else {
                "they count"
            }
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
    sentences.retain(|it| !it.is_empty());
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
    Some(section("skills", "What the class can do", blocks))
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
    let said =
        |it: &(&Mastery<Skill>, &Estimate)| format!("{} ({})", it.0.group, measured(&it.0.share));
    if known.len() == 1 {
        return format!("Only one skill was asked for: {}.", said(weakest));
    }
    let apart = weakest.1.interval.high < strongest.1.interval.low;
    let so = match apart {
        true => "The two ranges do not meet: that is a real difference.",
        false => "The two ranges overlap: the difference may be chance.",
    };
    format!(
        "The class did best in {} and worst in {}. {so}",
        said(strongest),
        said(weakest)
    )
}

fn teach_again(report: &Report) -> Option<Section> {
    if report.teach_again.is_empty() {
        let words = "No mistake was made by a quarter of the class or more.";
        return Some(section("teach", "Teach again", vec![plain(words)]));
    }
    let entries = report
        .teach_again
        .iter()
        .map(|it| text(mistake(report, it)));
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

fn mistake(report: &Report, it: &TeachAgain) -> String {
    let of = format!("{} of {}", it.count, it.n);
    let what = match &it.mistake {
        Mistake::Chose { wrong, right } => match wrong.name.split_once(": ") {
            // A statement is quoted, and what pupils made of it said.
            Some((statement, truth)) if is_truth(truth) => format!(
                "{of} took statement {statement}, {}, for {truth}; it is {}.",
                brief(&wrong.text),
                listed(&truths(right))
            ),
            _ => format!(
                "{of} chose {}, {}. Right is {}.",
                wrong.name,
                brief(&wrong.text),
                right_in_words(right)
            ),
        },
        Mistake::Missed { point } => format!("{of} did not make the point {}.", brief(&point.text)),
        Mistake::Various => format!("{of} earned less than half of the marks."),
    };
    let passage = it.quote.as_ref();
    let passage = passage.map_or(String::new(), |quote| {
        format!(" The passage says {}.", quoted(quote))
    });
    let (low, high) = (it.interval.low, it.interval.high);
    format!(
        "{} tests {} and asks {} {what}{passage} In other classes like this one it would be {}.",
        called(number_of(report, &it.question), &it.question),
        it.skill,
        brief(&it.stem),
        range(low, high)
    )
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
        plain("Ask these again at the beginning of the next lesson; they earned least:"),
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
    let blocks = vec![Block::List(Mark::Bullet, entries.collect())];
    Some(section("groups", "Pupils to teach together", blocks))
}

fn group(report: &Report, it: &Group) -> String {
    let what = match &it.common {
        Common::Truths { is, taken_for } => {
            format!("take what is {} for {}", is.shown(), taken_for.shown())
        }
        Common::Chose {
            question, wrong, ..
        } => format!(
            "chose {} in {}: {}",
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
    Some(section("faults", "Questions that did not work", blocks))
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
                "{count} of {of} did not come so far, nor to what follows. Give more time, or fewer questions."
            )
        }
        Trouble::Unused { options, n } => format!(
            "none of {n} chose {}. Put something in its place that tempts, or leave it out.",
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
        plain("Answers with full marks, to read out without a name:"),
        Block::List(Mark::Bullet, entries.collect()),
    ];
    Some(section("showing", "Written answers worth showing", blocks))
}
