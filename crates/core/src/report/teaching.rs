//! What to teach again, and the questions for the next lesson.

use serde::Serialize;

use super::gather::Asked;
use super::{Fault, Trouble};
use crate::paper::Paper;
use crate::quiz::{Body, Question, Quiz, Skill};
use crate::statistics::choices::Offered;
use crate::statistics::intervals::{Interval, as_f64, wilson};
use crate::statistics::{Item, ItemKey};

/// A mistake that many have made, with what the passage says.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TeachAgain {
    /// The question.
    pub question: ItemKey,
    /// Its stem.
    pub stem: String,
    /// What it tests.
    pub skill: Skill,
    /// What went wrong.
    pub mistake: Mistake,
    /// How many made the mistake.
    pub count: usize,
    /// Of how many.
    pub n: usize,
    /// The interval of the share.
    pub interval: Interval,
    /// The words of the passage that decide it.
    pub quote: Option<String>,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mistake {
    /// They chose a wrong option.
    Chose {
        /// The option.
        wrong: Offered,
        /// What is right in its place.
        right: Vec<Offered>,
    },
    /// They did not find a credit point of a written answer.
    Missed {
        /// The point.
        point: Offered,
    },
    /// They lost marks, and what they wrote or chose has nothing in common.
    Various,
}

/// So many pupils, and so large a share of them, make a mistake one to teach again.
const FEWEST: usize = 3;
const LEAST: f64 = 0.25;
/// So many are named.
const MOST: usize = 3;
/// So many questions make a starter.
const STARTER: usize = 5;

/// What to teach again: of each question its most frequent mistake, the most frequent first. A
/// question whose key may be wrong, or that strong pupils get wrong, says little about pupils.
pub fn teach_again(asked: &[Asked<'_>], faults: &[Fault]) -> Vec<TeachAgain> {
    let mut all: Vec<TeachAgain> = asked
        .iter()
        .filter(|it| !is_doubtful(&it.item.key, faults))
        .filter_map(of_question)
        .collect();
    all.sort_by(|a, b| {
        let share = |it: &TeachAgain| as_f64(it.count) / as_f64(it.n);
        share(b).total_cmp(&share(a))
    });
    all.truncate(MOST);
    all
}

/// Whether the fault of a question makes its marks say little about pupils.
fn is_doubtful(key: &ItemKey, faults: &[Fault]) -> bool {
    let is_in_the_way = |trouble: &Trouble| {
        matches!(
            trouble,
            Trouble::KeyDoubt(_)
                | Trouble::Negative { .. }
                | Trouble::WithoutSource(_)
                | Trouble::NobodyRight { .. }
        )
    };
    let mut of_key = faults.iter().filter(|it| it.question == *key);
    of_key.any(|it| is_in_the_way(&it.trouble))
}

fn of_question(asked: &Asked<'_>) -> Option<TeachAgain> {
    let question = asked.question?;
    let n = asked.item.marked().count();
    let enough = |count: usize| count >= FEWEST && as_f64(count) >= LEAST * as_f64(n);
    let (mistake, count) = mistakes(asked, question)
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| enough(*count))
        .or_else(|| {
            let lost = |cell: &&_| asked.item.share(cell) < 0.5;
            let count = asked.item.marked().filter(lost).count();
            enough(count).then_some((Mistake::Various, count))
        })?;
    let quote = match &mistake {
        Mistake::Chose { right, .. } => right.iter().find_map(|it| it.quote.clone()),
        Mistake::Missed { .. } | Mistake::Various => None,
    };
    let of_question = || question.quotes.first().map(|it| it.value.clone());
    // What is not stated has no words in the passage, and of various mistakes none is explained.
    let quote = match (&question.body, &mistake) {
        (Body::TrueFalse(_), _) | (_, Mistake::Various) => quote,
        _ => quote.or_else(of_question),
    };
    Some(TeachAgain {
        question: asked.item.key.clone(),
        stem: question.stem.value.clone(),
        skill: question.skill.value,
        mistake,
        count,
        n,
        interval: wilson(as_f64(count), n),
        quote,
    })
}

/// Each mistake that can be made, with how many have made it.
fn mistakes<'a>(
    asked: &'a Asked<'_>,
    question: &Question,
) -> impl Iterator<Item = (Mistake, usize)> + use<'a> {
    let is_written = matches!(question.body, Body::Inference(_) | Body::ShortAnswer(_));
    let needs_all = needs_all_points(question);
    // A wrong place in an order follows from the others.
    let is_order = matches!(question.body, Body::Ordering(_));
    let offered = asked.offered.iter().filter(move |_| !is_order);
    offered.filter_map(move |option| {
        let chose = count_of(asked.item, option);
        if is_written {
            let answered = asked.item.marked().count();
            // Where it is not known which points were made, nobody has made any.
            (chose > 0 && needs_all).then(|| {
                let point = option.clone();
                (Mistake::Missed { point }, answered - chose)
            })
        } else if option.is_key {
            None
        } else {
            let same = |it: &&Offered| it.is_key && it.choice.part == option.choice.part;
            let right = asked.offered.iter().filter(same).cloned().collect();
            let wrong = option.clone();
            Some((Mistake::Chose { wrong, right }, chose))
        }
    })
}

/// Whether full marks take every point of a written question, and not some of those that there are.
pub fn needs_all_points(question: &Question) -> bool {
    match &question.body {
        Body::ShortAnswer(body) => {
            let all: u32 = body.points.iter().map(|point| point.marks).sum();
            all == question.available()
        }
        _ => false,
    }
}

/// How many chose an option.
pub fn count_of(item: &Item, option: &Offered) -> usize {
    let chose = item
        .marked()
        .filter(|it| item.chosen(it).contains(&option.choice));
    chose.count()
}

/// The questions for the beginning of the next lesson: those that earned least, of different skills
/// as far as there are; without those whose fault makes their marks say little, and extended ones, which take
/// long to mark.
pub fn starter(asked: &[Asked<'_>], faults: &[Fault]) -> Vec<ItemKey> {
    let is_quick = |question: &Question| !matches!(question.body, Body::Extended(_));
    let mut fit: Vec<(f64, &Asked<'_>, &Question)> = asked
        .iter()
        .filter(|it| !is_doubtful(&it.item.key, faults))
        .filter_map(|it| Some((it.facility()?, it, it.question.filter(|it| is_quick(it))?)))
        .filter(|(facility, ..)| *facility < 1.0)
        .collect();
    fit.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut chosen: Vec<&(f64, &Asked<'_>, &Question)> = Vec::new();
    for round in 1..=STARTER {
        for it in &fit {
            let skill = it.2.skill.value;
            let of_skill = chosen.iter().filter(|other| other.2.skill.value == skill);
            let is_chosen = chosen.iter().any(|other| other.1.item.key == it.1.item.key);
            if chosen.len() < STARTER && !is_chosen && of_skill.count() < round {
                chosen.push(it);
            }
        }
    }
    chosen.iter().map(|it| it.1.item.key.clone()).collect()
}

/// The quiz of a starter: the questions as they stand in their quizzes. Where two have the same ID,
/// the later one is numbered.
pub fn starter_quiz(id: &str, title: &str, keys: &[ItemKey], papers: &[Paper]) -> Option<Quiz> {
    let found = keys.iter().filter_map(|key| {
        let is_home = |paper: &&Paper| key.quiz.is_empty() || paper.quiz.id == key.quiz;
        let mut homes = papers.iter().filter(is_home);
        homes.find_map(|paper| Some((paper, paper.quiz.question(&key.question)?.1)))
    });
    let found: Vec<(&Paper, &Question)> = found.collect();
    let (first, _) = found.first()?;
    let mut starter = Quiz {
        id: id.to_owned(),
        questions: Vec::new(),
        time_limit: None,
        description: None,
        ..first.quiz.clone()
    };
    starter.title.value = title.to_owned();
    for (paper, question) in found {
        let mut question = question.clone();
        let own = question.id.value.clone();
        let mut number = 2;
        while starter.question(&question.id.value).is_some() {
            question.id.value = format!("{own}-{number}");
            number += 1;
        }
        starter.synonyms.extend(paper.quiz.synonyms.clone());
        starter.questions.push(question);
    }
    Some(starter)
}
