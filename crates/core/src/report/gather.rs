//! Gathering the report from the answers and the quizzes of today.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::{
    Place, QuestionReport, Remarked, Report, Shown, SittingShare, SureAndWrong, VERSION, faults,
    groups, pupils, teaching,
};
use crate::diagnostic::Lines;
use crate::identity::ContentHash;
use crate::paper::{FileKind, Paper};
use crate::quiz::{Body, Kind, Question, Skill};
use crate::statistics::choices::{Offered, offered, random_guess};
use crate::statistics::intervals::as_f64;
use crate::statistics::items::{mean, statistics as item_statistics};
use crate::statistics::options::{key_doubt, labelled, statistics as option_statistics};
use crate::statistics::source_dependence::source_dependence;
use crate::statistics::{
    Item, ItemKey, Measured, Responses, Scores, State, certainty, intervals, quizzes, skills,
};

/// What a report is about.
#[derive(Clone, Debug, Default)]
pub struct Subject<'p> {
    /// Its title.
    pub title: String,
    /// The quizzes of today.
    pub papers: Vec<&'p Paper>,
    /// The names of the class; those without an answer are absent.
    pub roster: Vec<String>,
    /// Written answers that earned all marks, by question.
    pub written: HashMap<ItemKey, Vec<String>>,
    /// The sittings, oldest first, where there are several: title, day, and the share of each pupil.
    pub sittings: Vec<(String, Option<Date>, BTreeMap<String, f64>)>,
    /// Answers without the passage and with it that others have given, at other sittings: pooled by
    /// the hash of the question.
    pub pooled: Vec<Item>,
    /// Whether every attempt counts.
    pub all_attempts: bool,
    /// In how many parts marks are counted; 0 is 1.
    pub parts: u32,
}

/// A question that was answered, with what the quiz of today says of it.
pub struct Asked<'a> {
    /// Its answers.
    pub item: &'a Item,
    /// The question, where today's quiz still asks the same.
    pub question: Option<&'a Question>,
    /// What it offers.
    pub offered: Vec<Offered>,
    number: Option<usize>,
    place: Option<Place>,
}

impl Asked<'_> {
    /// The mean share of the marks; `None` where nobody has a mark.
    pub fn facility(&self) -> Option<f64> {
        let shares: Vec<f64> = self.item.marked().map(|it| self.item.share(it)).collect();
        mean(&shares)
    }
}

impl Subject<'_> {
    /// Whether a question is one of a quiz, as far as a table says of which quiz it is.
    pub(super) fn is_of(&self, key: &ItemKey, paper: &Paper) -> bool {
        let is_named = key.quiz == paper.quiz.id || (key.quiz.is_empty() && self.papers.len() == 1);
        is_named && paper.quiz.question(&key.question).is_some()
    }

    fn asked<'a>(&'a self, item: &'a Item) -> Asked<'a> {
        let paper = self.papers.iter().find(|it| self.is_of(&item.key, it));
        let found = paper.and_then(|paper| {
            let (place, question) = paper.quiz.question(&item.key.question)?;
            let is_same =
                |hash: ContentHash| hash == paper.quiz.question_hash(question, &paper.sources);
            let is_today = item.key.content.is_none_or(is_same);
            is_today.then_some((paper, place, question))
        });
        match found {
            Some((paper, place, question)) => Asked {
                item,
                question: Some(question),
                offered: offered(question),
                number: Some(place + 1),
                place: line_of(paper, question),
            },
            None => Asked {
                item,
                question: None,
                offered: labelled(item),
                number: None,
                place: None,
            },
        }
    }
}

/// Where a question stands in the file of its quiz.
fn line_of(paper: &Paper, question: &Question) -> Option<Place> {
    let is_quiz = |kind: FileKind| matches!(kind, FileKind::Quiz);
    let file = paper.files.iter();
    let file = file
        .clone()
        .find(|it| is_quiz(it.kind) && it.id == paper.quiz.id)?;
    let (line, _) = Lines::of(&file.text).line_and_column(question.span.start);
    Some(Place {
        file: format!("quizzes/{}.toml", file.id),
        line,
    })
}

/// The questions that were answered, by quiz and number.
fn in_order<'a>(responses: &'a Responses, subject: &'a Subject<'_>) -> Vec<Asked<'a>> {
    let mut asked: Vec<Asked<'_>> = responses.asked().map(|it| subject.asked(it)).collect();
    asked.sort_by(|a, b| {
        let place = |it: &Asked<'_>| (it.number.is_none(), it.item.key.quiz.clone(), it.number);
        place(a).cmp(&place(b))
    });
    let quizzes: BTreeSet<&str> = asked.iter().map(|it| &*it.item.key.quiz).collect();
    if quizzes.len() > 1 {
        // The number alone would not say which question is meant.
        asked.iter_mut().for_each(|it| it.number = None);
    }
    asked
}

/// The report on a table of answers.
pub fn gather(responses: &Responses, subject: &Subject<'_>, on: Date) -> Report {
    let asked = in_order(responses, subject);
    let items: Vec<&Item> = asked.iter().map(|it| it.item).collect();
    let scores = responses.scores(items.iter().copied());
    // A question that a person has hardly begun to mark would leave no pupil with all marks.
    let is_marked = |item: &&&Item| 2 * item.count(State::Waiting) <= item.cells.len();
    let marked: Vec<&Item> = items.iter().filter(is_marked).copied().collect();
    let questions: Vec<QuestionReport> = asked
        .iter()
        .map(|it| question_report(it, &scores, &subject.pooled))
        .collect();
    let faults = faults::faults(&asked, &questions);
    let shares: Vec<f64> = scores.iter().filter_map(|it| Scores::share(*it)).collect();
    let by_key: HashMap<&ItemKey, &Question> = asked
        .iter()
        .filter_map(|it| Some((&it.item.key, it.question?)))
        .collect();
    let extracts = |item: &Item| {
        let question = by_key.get(&item.key);
        let extracts = question.map(|it| it.extracts.iter().map(|it| it.value.clone()));
        extracts.into_iter().flatten().collect::<Vec<String>>()
    };
    let mut pupils = pupils::pupils(responses, &asked, subject.parts.max(1));
    let sittings = sittings(subject);
    for pupil in &mut pupils {
        let of = |it: &SittingShare| it.pupils.get(&pupil.name).copied();
        pupil.growth = sittings.iter().map(of).collect();
    }
    let is_there = |name: &&String| !pupils.iter().any(|pupil| pupil.name == **name);
    let sure = certainty::sure_and_wrong(&items);
    let name = |pupil: &u32| responses.pupils[*pupil as usize].key.name.clone();
    Report {
        version: VERSION,
        title: subject.title.clone(),
        on,
        parts: subject.parts.max(1),
        pupils_answered: pupils.len(),
        waiting: items.iter().map(|it| it.count(State::Waiting)).sum(),
        repeated: responses.repeated,
        all_attempts: subject.all_attempts,
        overall: intervals::mean_share(&shares),
        skills: skills::mastery(responses, &items, |it| {
            it.skill.into_iter().collect::<Vec<Skill>>()
        }),
        kinds: skills::mastery(responses, &items, |it| {
            it.kind.into_iter().collect::<Vec<Kind>>()
        }),
        extracts: skills::mastery(responses, &items, extracts),
        teach_again: teaching::teach_again(&asked, &faults),
        starter: teaching::starter(&asked, &faults),
        groups: groups::groups(responses, &asked),
        worth_showing: worth_showing(subject, &by_key),
        absent: subject.roster.iter().filter(is_there).cloned().collect(),
        sittings,
        quiz: quizzes::statistics(responses, &marked),
        certainty: certainty::calibration(&items),
        certainty_alpha: certainty::alpha(responses, &items),
        sure_and_wrong: sure
            .into_iter()
            .map(|(place, pupils)| SureAndWrong {
                question: items[place].key.clone(),
                pupils: pupils.iter().map(name).collect(),
            })
            .collect(),
        faults,
        pupils,
        questions,
    }
}

fn question_report(asked: &Asked<'_>, scores: &[Scores], pooled: &[Item]) -> QuestionReport {
    let item = asked.item;
    let guess = asked.question.and_then(|it| random_guess(&it.body));
    let is_written = matches!(
        asked.question.map(|it| &it.body),
        Some(Body::Inference(_) | Body::ShortAnswer(_))
    );
    let options = option_statistics(item, scores, &asked.offered);
    let same = |other: &&Item| other.key.content.is_some() && other.key.content == item.key.content;
    let mut all: Vec<&Item> = pooled.iter().filter(same).collect();
    all.push(item);
    let doubt = || key_doubt(item, scores, &asked.offered);
    let evidence = match asked.question.map(|it| &it.body) {
        Some(Body::Evidence(_)) => options
            .iter()
            .map(|it| {
                let of = as_f64(item.marked().count().max(1));
                let text = it.offered.text.clone();
                (text, as_f64(it.count) / of, it.offered.is_key)
            })
            .collect(),
        _ => Vec::new(),
    };
    QuestionReport {
        statistics: item_statistics(item, scores, guess),
        number: asked.number,
        stem: asked.question.map(|it| it.stem.value.clone()),
        place: asked.place.clone(),
        kind: item.kind.or(asked.question.map(Question::kind)),
        skill: item.skill.or(asked.question.map(|it| it.skill.value)),
        options,
        key_doubt: (!is_written).then(doubt).flatten(),
        source_dependence: source_dependence(&all),
        remarked: remarked(item),
        evidence,
    }
}

fn remarked(item: &Item) -> Option<Remarked> {
    if item.remarked.is_empty() {
        return None;
    }
    let before: HashMap<u32, u32> = item.remarked.iter().copied().collect();
    let now: Vec<f64> = item.marked().map(|it| item.share(it)).collect();
    let earlier = item.marked().map(|cell| match before.get(&cell.pupil) {
        Some(marks) => f64::from(*marks) / f64::from(item.available.max(1)),
        None => item.share(cell),
    });
    let earlier: Vec<f64> = earlier.collect();
    Some(Remarked {
        answers: item.remarked.len(),
        before: mean(&earlier)?,
        after: mean(&now)?,
    })
}

/// So many written answers are shown, and none longer than so many characters.
const MOST_SHOWN: usize = 3;
const LONGEST_SHOWN: usize = 600;

/// Of each written question an answer with all marks, the one of middle length.
fn worth_showing(subject: &Subject<'_>, questions: &HashMap<&ItemKey, &Question>) -> Vec<Shown> {
    let known = subject.written.iter().map(|(key, texts)| {
        let short = texts
            .iter()
            .filter(|it| it.chars().count() <= LONGEST_SHOWN);
        (key, short.map(String::as_str).collect::<Vec<&str>>())
    });
    let mut by_question: BTreeMap<&ItemKey, Vec<&str>> = known.collect();
    by_question.retain(|_, texts| !texts.is_empty());
    let shown = by_question.into_iter().filter_map(|(key, mut texts)| {
        texts.sort_by_key(|text| text.len());
        let question = questions.get(key)?;
        Some(Shown {
            question: key.clone(),
            stem: question.stem.value.clone(),
            text: texts[texts.len() / 2].to_owned(),
            awarded: question.available(),
            available: question.available(),
        })
    });
    shown.take(MOST_SHOWN).collect()
}

fn sittings(subject: &Subject<'_>) -> Vec<SittingShare> {
    let sitting = |(title, on, pupils): &(String, Option<Date>, BTreeMap<String, f64>)| {
        let shares: Vec<f64> = pupils.values().copied().collect();
        let share: Measured = intervals::mean_share(&shares);
        SittingShare {
            title: title.clone(),
            on: *on,
            share,
            pupils: pupils.clone(),
        }
    };
    let all = subject.sittings.iter().map(sitting);
    match subject.sittings.len() {
        0 | 1 => Vec::new(),
        _ => all.collect(),
    }
}
