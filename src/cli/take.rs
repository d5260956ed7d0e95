//! `sourcework take`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::clock::{now, offset_minutes};
use super::output::Output;
use super::recording::{OpenRecord, Setup};
use super::sitting::{Face, sit};
use super::{Ending, Failure, check, resume};
use crate::terminal;
use sourcework_core::attempt::{Judge, Mode, Selection, Session, Settings, parse_answers};
use sourcework_core::diagnostic::Report;
use sourcework_core::identity::StudentKey;
use sourcework_core::paper::Paper;
use sourcework_core::present::summary;
use sourcework_core::quiz::Skill;
use sourcework_service::library::{Library, LibraryError, read_text};
use sourcework_service::results::result;
use sourcework_service::store::InMemory;
use sourcework_service::{Beginning, LiveAttempt};

const EXAMPLES: &str = "Examples:
  sourcework take letter-1-warm-up
  sourcework take letter-4-exam --mode exam
  sourcework take letter-1-warm-up --questions 5 --skill inference --retry
  sourcework take letter-1-warm-up --probe 2       first ask two questions without their passage
  sourcework take letter-1-warm-up --answers answers.toml --format json";

/// Why `--probe` is refused.
pub const NOTHING_TO_PROBE: &str = "none of the questions can be asked without its passage: `--probe` takes questions with a key that offer no quotations and tell no hidden heading; leave it out, or ask for other questions";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// Feedback after each question, or an exam in which nothing is revealed until the end
    #[arg(long, value_enum, default_value_t = ModeArg::Practice)]
    pub mode: ModeArg,
    /// Ask at most this many questions, chosen at random
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub questions: Option<u32>,
    /// Ask only questions that test this skill
    #[arg(long, value_name = "SKILL", value_parser = skills())]
    pub skill: Option<Skill>,
    /// Ask only questions set for this examination: give words of its board, paper or assessment objective
    #[arg(long, value_name = "WORDS")]
    pub exam: Option<String>,
    /// Random seed: the same number gives the same questions and the same order
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Ask after each answer how sure you are; it changes no mark
    #[arg(long)]
    pub certainty: bool,
    /// Ask missed questions again at the end (practice only)
    #[arg(long)]
    pub retry: bool,
    /// Who marks the written answers that are left to a person; it is recorded with the mark
    #[arg(long, value_enum, default_value_t = JudgeArg::Student)]
    pub judge: JudgeArg,
    /// Give the student this many per cent more time than the limit (exam only)
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=200))]
    pub extra_time: u32,
    /// First ask this many questions without their passage, chosen at random; that does not count
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub probe: u32,
    /// Read the answers from a TOML file instead of asking for them; they are not saved
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// How to report the result; with JSON, questions go to standard error
    #[arg(long, value_enum, default_value_t = super::list::Format::Human)]
    pub format: super::list::Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ModeArg {
    /// Feedback after each question
    Practice,
    /// Nothing is revealed until the end
    Exam,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Practice => Self::Practice,
            ModeArg::Exam => Self::Exam,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum JudgeArg {
    /// The one who writes them
    Student,
    /// A teacher who sits beside the student
    Teacher,
}

/// The skills by name, so that help and completions list them.
pub fn skills() -> impl TypedValueParser<Value = Skill> {
    let names = Skill::ALL.iter().map(|skill| skill.as_str());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Skill>())
}

impl Args {
    /// What the menu asks for.
    pub fn of_menu(quiz: &str, mode: ModeArg) -> Self {
        Self {
            quiz: quiz.to_owned(),
            mode,
            questions: None,
            skill: None,
            exam: None,
            seed: None,
            certainty: false,
            retry: false,
            judge: JudgeArg::Student,
            extra_time: 0,
            probe: 0,
            answers: None,
            format: super::list::Format::Human,
        }
    }

    fn beginning(&self) -> Beginning {
        Beginning {
            attempt: None,
            settings: Settings {
                mode: self.mode.into(),
                certainty: self.certainty,
                retry: self.retry,
                judge: match self.judge {
                    JudgeArg::Student => Judge::Student,
                    JudgeArg::Teacher => Judge::Teacher,
                },
                extra_time: self.extra_time,
            },
            selection: Selection {
                questions: self.questions.map(|most| most as usize),
                skill: self.skill,
                exam: self.exam.clone(),
                probes: self.probe as usize,
                ..Selection::default()
            },
            seed: self.seed,
            offset: offset_minutes(),
        }
    }
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if args.retry && args.mode == ModeArg::Exam {
        return Err(Failure::Usage(
            "--retry is for practice; an exam asks once".to_owned(),
        ));
    }
    if args.extra_time > 0 && args.mode == ModeArg::Practice {
        return Err(Failure::Usage(
            "--extra-time is for an exam; practice has no time limit".to_owned(),
        ));
    }
    if args.probe > 0 && args.answers.is_some() {
        return Err(Failure::Usage(
            "--probe asks a person; answers from a file are marked without it".to_owned(),
        ));
    }
    let library = find()?;
    let paper = Arc::new(library.paper(&args.quiz)?);
    let json = args.format == super::list::Format::Json;
    if let Some(path) = &args.answers {
        return from_file(&paper, args, path, output);
    }
    let face = setup.face(json);
    let record = setup.recording.open_to_answer(face, output)?;
    one(&record, &paper, args, face, output)
}

/// Takes a quiz, or goes on with it where it was broken off.
pub fn one(
    record: &OpenRecord,
    paper: &Arc<Paper>,
    args: &Args,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if let Some(ending) = resume::instead(record, &args.quiz, args.mode.into(), face, output)? {
        return Ok(ending);
    }
    let (store, student) = (record.store(), &record.student);
    let mut attempt =
        LiveAttempt::begin(store, student, Arc::clone(paper), &args.beginning(), now())?;
    if args.probe > 0 && attempt.session().attempt().probes.is_empty() {
        return Err(Failure::Usage(NOTHING_TO_PROBE.to_owned()));
    }
    sit(&mut attempt, record, face, output)
}

/// Marks the answers of a file. They are not kept: nobody has answered them now.
fn from_file(
    paper: &Arc<Paper>,
    args: &Args,
    path: &Path,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let report = read_text(path);
    if !report.diagnostics.is_empty() {
        return Err(unreadable(&report));
    }
    let (answers, diagnostics) = parse_answers(&paper.quiz, &report.text);
    if !diagnostics.is_empty() {
        let reports = [Report {
            diagnostics,
            ..report
        }];
        check::print_human(&mut Output::stderr(), &reports)?;
        return Ok(Ending::ContentHasErrors);
    }
    let store = InMemory::default();
    let nobody = StudentKey::default();
    let attempt = LiveAttempt::begin(&store, &nobody, Arc::clone(paper), &args.beginning(), now())?;
    let mut session: Session = attempt.session().clone();
    answers.take(&mut session, now());
    if args.format == super::list::Format::Json {
        output.json(&result(&session))?;
    } else {
        let summary = session.summary();
        let blocks = summary::whole(&summary, &terminal::numbers);
        terminal::print_blocks(&mut output.page(), &blocks)?;
    }
    Ok(Ending::Fine)
}

fn unreadable(report: &Report) -> Failure {
    let why = &report.diagnostics[0].message;
    Failure::World(format!("{}: {why}", report.path).into())
}
