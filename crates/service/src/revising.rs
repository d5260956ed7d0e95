//! What a student revises today.

use std::collections::HashMap;
use std::path::Path;

use sourcework_core::attempt::Selection;
use sourcework_core::identity::StudentKey;
use sourcework_core::paper::Paper;
use sourcework_core::progress::Progress;
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{self, Candidate, Ledger, Plan};

use crate::error::ServiceError;
use crate::library::{Index, Library};
use crate::papers;
use crate::settings::Settings;
use crate::store::{self, LeftOut, Readable, Store};

/// The quiz name under which revision stands in the record.
pub const REVISION: &str = "revision";

/// What is known of a student's answers, and the questions there are.
pub struct Standing {
    /// What the student has set.
    pub settings: Settings,
    /// What the answers say.
    pub ledger: Ledger,
    /// The questions of the library.
    pub index: Index,
    /// The attempts that are damaged; the ledger leaves them out.
    pub left_out: Vec<LeftOut>,
}

/// What is asked today, and what it was planned from.
pub struct Today {
    /// The day.
    pub day: Day,
    /// What the student has set.
    pub settings: Settings,
    /// What the answers say.
    pub ledger: Ledger,
    /// The questions that could be asked.
    pub candidates: Vec<Candidate>,
    /// The quizzes that have errors and are left out.
    pub faulty: Vec<String>,
    /// The attempts that are damaged; the ledger leaves them out.
    pub left_out: Vec<LeftOut>,
    /// What is asked.
    pub plan: Plan,
}

impl Today {
    /// Which questions of the paper are explained before they are asked.
    pub fn selection(&self) -> Selection {
        let picks = self.plan.picks.iter().filter(|pick| pick.explained_first);
        let names = picks.map(|pick| self.candidates[pick.candidate].question.clone());
        Selection {
            explained_first: names.collect(),
            ..Selection::default()
        }
    }
}

/// Reads answers up to a day, and questions, at the same time.
///
/// # Errors
///
/// Where the record or the library could not be read.
pub fn standing(
    store: &dyn Store,
    student: &StudentKey,
    library: &Library,
    cache: Option<&Path>,
    today: Day,
) -> Result<Standing, ServiceError> {
    let settings = Settings::of(store, student, today)?;
    let (ledger, index) = std::thread::scope(|scope| {
        let index = scope.spawn(|| library.index(cache));
        let ledger = store::ledger(store, student, &settings.rules);
        let index = match index.join() {
            Ok(index) => index,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        (ledger, index)
    });
    let Readable { found, left_out } = ledger?;
    Ok(Standing {
        settings,
        ledger: found,
        index: index?,
        left_out,
    })
}

/// Plans the questions of a day.
///
/// # Errors
///
/// Where the record or the library could not be read.
pub fn plan(
    store: &dyn Store,
    student: &StudentKey,
    library: &Library,
    cache: Option<&Path>,
    wanted: &Wanted,
) -> Result<Today, ServiceError> {
    let Standing {
        settings,
        ledger,
        index,
        left_out,
    } = standing(store, student, library, cache, wanted.day)?;
    let Index {
        mut candidates,
        faulty,
    } = index;
    let only = wanted.only.as_ref();
    candidates.retain(|it| only.is_none_or(|only| only.contains(&it.question)));
    candidates.retain(|it| wanted.skill.is_none_or(|skill| it.skill == skill));
    candidates.retain(|it| wanted.exam.as_deref().is_none_or(|exam| it.fits_exam(exam)));
    let request = settings.request(wanted.day, wanted.seed);
    let plan = revision::plan(&candidates, &ledger, &request);
    Ok(Today {
        day: wanted.day,
        settings,
        ledger,
        candidates,
        faulty,
        left_out,
        plan,
    })
}

/// What is to be planned.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The day.
    pub day: Day,
    /// Only these questions, by their names `quiz/question`.
    pub only: Option<Vec<String>>,
    /// Only questions that test this.
    pub skill: Option<Skill>,
    /// Only questions set for this examination.
    pub exam: Option<String>,
    /// The number by which ties are broken; the day where there is none.
    pub seed: Option<u64>,
}

/// The paper of a day's plan: only the quizzes that it asks from are read.
///
/// # Errors
///
/// Where a quiz cannot be read any more.
pub fn paper(library: &Library, today: &Today) -> Result<Paper, ServiceError> {
    let picks = today.plan.picks.iter();
    let names: Vec<&str> = picks
        .map(|pick| today.candidates[pick.candidate].question.as_str())
        .collect();
    let mut quizzes: Vec<&str> = names
        .iter()
        .filter_map(|name| Some(name.split_once('/')?.0))
        .collect();
    quizzes.sort_unstable();
    quizzes.dedup();
    let papers = library.indexed_papers(&quizzes)?;
    // A question that has just been taken out of its quiz is left out.
    let there = |name: &&str| {
        let (quiz, question) = name.split_once('/')?;
        let paper = papers.iter().find(|paper| paper.quiz.id == quiz)?;
        paper.quiz.question(question).map(drop)
    };
    let names: Vec<&str> = names.into_iter().filter(|it| there(it).is_some()).collect();
    let paper = papers::compose(REVISION, &papers, &names);
    Ok(paper.expect("questions that are not there were left out"))
}

/// The next day with questions, and how many; `None` where none is due in the next weeks.
pub fn next_day(today: &Today) -> Option<(Day, u32)> {
    const DAYS: u32 = 60;
    let request = today.settings.request(today.day, None);
    let expected = revision::forecast(&today.candidates, &today.ledger, &request, DAYS);
    let next = expected.iter().skip(1).find(|day| day.questions > 0)?;
    Some((next.day, next.questions))
}

/// Writes the stems of the hardest questions into a progress, as the library has them now.
pub fn fill_stems(progress: &mut Progress, library: &Library) {
    let mut papers = HashMap::new();
    for hard in &mut progress.hardest {
        let paper = papers
            .entry(hard.quiz.clone())
            .or_insert_with(|| library.paper(&hard.quiz).ok());
        let question = paper
            .as_ref()
            .and_then(|it| it.quiz.question(&hard.question));
        hard.stem = question.map(|(_, question)| question.stem.value.clone());
    }
}
