//! `sourcework revise`: today's questions, and counting down to the exam.

use serde_json::{Value, json};

use super::keeper::AttemptKeeper;
use super::output::Output;
use super::recording::Setup;
use super::settings::{ExamDate, Settings, exam_date};
use super::sitting::{Face, sit};
use super::{Ending, Failure, folders, list, now, resume, take, today};
use crate::terminal::visible;
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{self, Bands, Candidate, Ledger, Plan, Reason};
use sourcework_core::session::{Mode, Selection, Session};
use sourcework_service::library::{Index, Library, LibraryError, Paper};
use sourcework_service::store::{self, Store};

const EXAMPLES: &str = "Examples:
  sourcework revise                                  what is due today, 20 minutes of it
  sourcework revise --exam-date 2027-05-20           count down to the exam; remembered
  sourcework revise --minutes 10 --skill provenance
  sourcework revise --plan                           show today's questions without asking them

The exam date, the minutes, the retention and the bands are remembered.
`--exam-date none` forgets the exam.";

/// The quiz name under which revision stands in the record.
pub const REVISION: &str = "revision";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Minutes a day [default: 20, or what was given last]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub minutes: Option<u32>,
    /// The day of the exam, such as 2027-05-20
    #[arg(long, value_name = "DATE", value_parser = exam_date)]
    pub exam_date: Option<ExamDate>,
    /// Only questions that test this skill
    #[arg(long, value_name = "SKILL", value_parser = take::skills())]
    pub skill: Option<Skill>,
    /// Ask again when predicted recall has fallen to this per cent [default: 90]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(70..=97))]
    pub retention: Option<u32>,
    /// The per cent of the marks from which an answer counts as Hard and as Good [default: 60,85]
    #[arg(long, value_name = "HARD,GOOD")]
    pub bands: Option<Bands>,
    /// Break ties, and shuffle, as this number says [default: the day]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Show today's questions without asking them
    #[arg(long)]
    pub plan: bool,
    /// How to report; with JSON, questions go to standard error
    #[arg(long, value_enum, default_value_t = list::Format::Human)]
    pub format: list::Format,
}

impl Args {
    fn of_menu() -> Self {
        Self {
            minutes: None,
            exam_date: None,
            skill: None,
            retention: None,
            bands: None,
            seed: None,
            plan: false,
            format: list::Format::Human,
        }
    }
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = find()?;
    let face = setup.face(args.format == list::Format::Json);
    let mut store = setup.recording.open_to_answer(face, output)?;
    revise(args, &mut *store, &library, face, output)
}

/// Revises what is due, as the menu offers it.
pub fn from_menu(
    store: &mut dyn Store,
    library: &Library,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    revise(&Args::of_menu(), store, library, face, output)
}

fn revise(
    args: &Args,
    store: &mut dyn Store,
    library: &Library,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let settings = remember(args, store)?;
    if !args.plan
        && let Some(begun) = resume::unfinished(store, REVISION, Mode::Practice)?
    {
        match resume::wanted(&begun, face, output)? {
            Some(true) => return resume::go_on(store, begun.attempt, face, output),
            Some(false) => resume::close(store, &begun)?,
            None => {}
        }
    }
    let (ledger, index) = ledger_and_index(store, library, &settings)?;
    let Index {
        mut candidates,
        faulty,
    } = index;
    if !faulty.is_empty() {
        let left_out = faulty.join("`, `");
        let message =
            format!("`{left_out}` has errors and is left out; `sourcework check` tells more");
        Output::stderr().line(&message)?;
    }
    candidates.retain(|it| args.skill.is_none_or(|skill| it.skill == skill));
    let request = settings.request(today(), args.seed);
    let plan = revision::plan(&candidates, &ledger, &request);
    if args.plan && args.format == list::Format::Json {
        output.json(&plan_json(&plan, &candidates, &settings))?;
        return Ok(Ending::Fine);
    }
    if plan.picks.is_empty() || args.plan {
        print_plan(&plan, &candidates, &ledger, &settings, output)?;
        return Ok(Ending::Fine);
    }
    let paper = paper(library, &plan, &candidates, &settings)?;
    ask(args, store, &paper, face, output)
}

/// What is known of the answers, and the questions there are; read at the same time.
pub fn ledger_and_index(
    store: &mut dyn Store,
    library: &Library,
    settings: &Settings,
) -> Result<(Ledger, Index), Failure> {
    let cache = folders::cache();
    std::thread::scope(|scope| {
        let index = scope.spawn(|| library.index(cache.as_deref()));
        let ledger = store::ledger(store, &settings.rules);
        let index = match index.join() {
            Ok(index) => index?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        Ok((ledger?, index))
    })
}

/// Sets what the arguments say, for this time and the next.
fn remember(args: &Args, store: &mut dyn Store) -> Result<Settings, Failure> {
    if let Some(exam) = args.exam_date {
        if matches!(exam, ExamDate::On(date) if Day::of_date(date) < today()) {
            let message = "the exam date has passed; write a day to come, or `none`";
            return Err(Failure::Usage(message.to_owned()));
        }
        Settings::set_exam(store, exam)?;
    }
    if let Some(minutes) = args.minutes {
        Settings::set(store, Settings::MINUTES, &minutes)?;
    }
    if let Some(retention) = args.retention {
        Settings::set(store, Settings::RETENTION, &retention)?;
    }
    if let Some(bands) = args.bands {
        Settings::set(store, Settings::BANDS, &bands)?;
    }
    Settings::of(store)
}

fn ask(
    args: &Args,
    store: &mut dyn Store,
    paper: &Paper,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    use rand::SeedableRng;
    let seed = args.seed.map_or_else(take::fresh_seed, Ok)?;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut session = Session::open(
        &paper.quiz,
        &paper.sources,
        sourcework_core::session::Settings::default(),
        Selection::default(),
        &mut rng,
        now(),
    )
    .map_err(|error| Failure::Usage(error.to_string()))?;
    let mut keeper = AttemptKeeper::new(store, paper);
    sit(&mut session, &mut keeper, face, output)
}

/// The paper of a plan: only the quizzes that it asks from are read.
fn paper(
    library: &Library,
    plan: &Plan,
    candidates: &[Candidate],
    settings: &Settings,
) -> Result<Paper, Failure> {
    let names = plan.picks.iter().filter_map(|pick| {
        let question = candidates[pick.candidate].question.as_str();
        question.split_once('/')
    });
    let names: Vec<(&str, &str)> = names.collect();
    let mut quizzes: Vec<&str> = names.iter().map(|(quiz, _)| *quiz).collect();
    quizzes.sort_unstable();
    quizzes.dedup();
    let papers = library.indexed_papers(&quizzes)?;
    let pick = |(quiz, question): &(&str, &str)| {
        let paper = quizzes.iter().position(|it| it == quiz)?;
        Some((paper, papers[paper].quiz.question(question)?.0))
    };
    let picks: Vec<(usize, usize)> = names.iter().filter_map(pick).collect();
    let mut paper = Paper::compose(REVISION, resume::TITLE_OF_SEVERAL, &papers, &picks);
    paper.quiz.describe(&format!(
        "{}, about {}.{}",
        questions(plan.picks.len()),
        minutes(plan.seconds()),
        countdown(settings)
    ));
    Ok(paper)
}

fn print_plan(
    plan: &Plan,
    candidates: &[Candidate],
    ledger: &Ledger,
    settings: &Settings,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut page = output.page();
    if plan.picks.is_empty() {
        page.text(&nothing(plan, candidates, ledger, settings))?;
        return Ok(page.flush()?);
    }
    page.title(&format!(
        "Today: {}, about {}.{}",
        questions(plan.picks.len()),
        minutes(plan.seconds()),
        countdown(settings)
    ))?;
    for (index, pick) in plan.picks.iter().enumerate() {
        let candidate = &candidates[pick.candidate];
        let why = match (pick.reason, pick.recall) {
            (Reason::New, _) | (_, None) => "new".to_owned(),
            (Reason::Due, Some(recall)) => format!("due, recall {:.0} %", recall * 100.0),
            (Reason::LastPass, Some(recall)) => {
                format!("last pass before the exam, recall {:.0} %", recall * 100.0)
            }
        };
        let name = visible(&candidate.question);
        page.text(&format!(
            "{}. {name} ({}): {why}",
            index + 1,
            candidate.skill
        ))?;
    }
    let due = plan
        .picks
        .iter()
        .filter(|pick| pick.reason == Reason::Due)
        .count();
    if plan.due > due {
        page.text(&format!(
            "{} more due than {} a day hold, or kept apart because another question of today gives them away.",
            questions(plan.due - due),
            minutes(settings.minutes * 60)
        ))?;
    }
    Ok(page.flush()?)
}

/// Why there is nothing to ask, and what can be done.
fn nothing(plan: &Plan, candidates: &[Candidate], ledger: &Ledger, settings: &Settings) -> String {
    if candidates.is_empty() {
        return "No question of the library fits.".to_owned();
    }
    if plan.used > 0 && plan.used + 60 >= settings.minutes * 60 {
        return format!(
            "You have done today's {}; `--minutes` with a larger number gives more.",
            minutes(settings.minutes * 60)
        );
    }
    let days = 60;
    let request = settings.request(today(), None);
    let expected = revision::forecast(candidates, ledger, &request, days);
    let next = expected.iter().skip(1).find(|day| day.questions > 0);
    match next {
        Some(day) => format!(
            "Nothing more is due today. Next: {} on {}.{} `sourcework take` practises anything at any time.",
            questions(day.questions as usize),
            day.day,
            countdown(settings)
        ),
        None => "Nothing is due in the next weeks.".to_owned(),
    }
}

fn countdown(settings: &Settings) -> String {
    match settings.days_to_exam(today()) {
        None => String::new(),
        Some(0) => " The exam is today.".to_owned(),
        Some(1) => " The exam is tomorrow.".to_owned(),
        Some(days) => format!(" {days} days to the exam."),
    }
}

fn questions(count: usize) -> String {
    format!("{count} question{}", if count == 1 { "" } else { "s" })
}

fn minutes(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    format!("{minutes} minute{}", if minutes == 1 { "" } else { "s" })
}

fn plan_json(plan: &Plan, candidates: &[Candidate], settings: &Settings) -> Value {
    let picks = plan.picks.iter().map(|pick| {
        let candidate = &candidates[pick.candidate];
        json!({
            "question": candidate.question,
            "skill": candidate.skill,
            "reason": pick.reason,
            "recall": pick.recall,
            "seconds": pick.seconds,
        })
    });
    json!({
        "version": 1,
        "day": today().to_string(),
        "exam": settings.exam.map(|day| day.to_string()),
        "minutes": settings.minutes,
        "used-seconds": plan.used,
        "due": plan.due,
        "unseen": plan.unseen,
        "questions": picks.collect::<Vec<_>>(),
    })
}
