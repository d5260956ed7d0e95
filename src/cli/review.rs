//! `sourcework review`: marking the written answers of a class by groups.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::clock::now;
use super::import::EncodingArg;
use super::mark::columns::{Columns, table_of_answers};
use super::mark::table::Marker;
use super::output::Output;
use super::recording::Setup;
use super::sitting::{Face, read_on_screen, with_prompt};
use super::{Ending, Failure, sheet};
use crate::screen;
use crate::terminal::{self, Halt, counted};
use sourcework_core::marking::written::Marked;
use sourcework_core::paper::Paper;
use sourcework_core::present::block::plain;
use sourcework_core::present::{Block, Mark, Run};
use sourcework_core::quiz::Question;
use sourcework_core::reviewing::{Decisions, Desk, JudgedTexts};
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::reviewing::{DecisionFile, ReviewError, SchemeDesk};

const EXAMPLES: &str = "Examples:
  sourcework review letter-5-written --answers class.csv --name \"Ms Okafor\"
  sourcework review letter-5-written --answers class.csv --question why-now
  sourcework mark letter-5-written --answers class.csv --decisions class.decisions.jsonl

Answers in which the program found the same are shown together, those that it is not sure of first. What you
decide is kept at once, a line for each text, in a file beside the answers; `review` goes on where you stopped.
Longer answers are less alike, and make more groups. Marks of people in columns named person…, human…, examiner…,
teacher… or marker… count as decided. After the last group of a question, changes to its mark scheme are
proposed that would agree better with the marks; what you accept is written into the quiz.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// The answers, as CSV or a workbook (.xlsx) with a header, as `mark` reads them
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
    /// How a file that is not UTF-8 is written
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Only the answers to this question; the question that all belong to, if the file does not say
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
    /// Where the decisions are kept [default: beside the answers, as `….decisions.jsonl`]
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// Your name; it stands with each decision
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// The answers to a question.
struct Answers {
    place: usize,
    texts: Vec<(String, Option<Marked>)>,
    /// The marks of people that stand in the table.
    known: JudgedTexts,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if args.answers.as_os_str() == "-" {
        return Err(Failure::Usage(
            "the keyboard is needed for the marks: write the answers to a file".to_owned(),
        ));
    }
    let library = find()?;
    let paper = library.paper(&args.quiz)?;
    let path = args.decisions.clone();
    let path = path.unwrap_or_else(|| args.answers.with_extension("decisions.jsonl"));
    let all = answers(args, &paper)?;
    let (mut file, decisions) = DecisionFile::open(&path, args.name.clone())?;
    let contradictions = contradictions(&paper, &decisions);
    if !contradictions.is_empty() {
        match !setup.face(false).plain && screen::is_usable() {
            true => {
                output.flush()?;
                let read = read_on_screen("The mark scheme has changed", &contradictions)?;
                if read == Ending::Interrupted {
                    return Ok(read);
                }
            }
            false => terminal::print_blocks(&mut output.page(), &contradictions)?,
        }
    }
    let by = format!("the marks in {}", args.answers.display());
    let mut open = 0;
    for answers in all {
        let question = &paper.quiz.questions[answers.place];
        let mut desk = Desk::new(
            &paper.quiz,
            question,
            answers.texts,
            &decisions,
            answers.known,
        );
        file.keep_table(&desk.decisions_of_table(&by, now()))?;
        let asked = Asked {
            face: setup.face(false),
            library: &library,
            quiz: &args.quiz,
            question,
        };
        let ended = asked.go_through(&mut desk, &mut file, output);
        let (answers, decided) = desk.answers();
        open += answers - decided;
        match ended {
            Ok(()) => {}
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Left) => {
                output.line(&told(args, &file))?;
                return Ok(Ending::Fine);
            }
            Err(Halt::Interrupted | Halt::EndOfInput) => {
                output.line("")?;
                output.line(&told(args, &file))?;
                return Ok(Ending::Interrupted);
            }
        }
    }
    if open > 0 {
        output.line(&format!("{} left for later.", counted(open, "answer")))?;
    }
    output.line(&told(args, &file))?;
    Ok(Ending::Fine)
}

/// A question that somebody is asked about.
struct Asked<'a> {
    face: Face,
    library: &'a Library,
    quiz: &'a str,
    question: &'a Question,
}

impl Asked<'_> {
    /// Goes through the groups of the question, and then through what would make its scheme better.
    fn go_through(
        &self,
        desk: &mut Desk<'_>,
        file: &mut DecisionFile,
        output: &mut Output,
    ) -> Result<(), Halt> {
        let scheme_desk = |desk: &Desk<'_>| {
            let judged = desk.judged();
            let desk = SchemeDesk::new(self.library.clone(), self.quiz, self.question, judged);
            desk.map_err(|error| Halt::Io(std::io::Error::other(error)))
        };
        if !self.face.plain && screen::is_usable() {
            output.flush()?;
            screen::reviewing::review(desk, file, &now)?;
            return screen::reviewing::improve(&mut scheme_desk(desk)?);
        }
        let columns = output.columns;
        with_prompt(self.face, columns, |prompt| {
            let mut page = output.page();
            let mut marker = terminal::Marker {
                desk,
                file,
                page: &mut page,
                prompt,
                clock: &now,
            };
            marker.go_through()?;
            terminal::improve(&mut scheme_desk(desk)?, &mut page, prompt)
        })
        .map(drop)
    }
}

/// What was done, and how the marks are read back.
fn told(args: &Args, file: &DecisionFile) -> String {
    let quoted = |path: &Path| {
        let path = path.display().to_string();
        match path.contains(' ') {
            true => format!("\"{path}\""),
            false => path,
        }
    };
    let (answers, path) = (quoted(&args.answers), quoted(file.path()));
    let question = match &args.question {
        Some(question) => format!(" --question {question}"),
        None => String::new(),
    };
    format!(
        "{}, kept in {path}. `sourcework mark {} --answers {answers}{question} --decisions {path}` gives the marks.",
        counted(file.made(), "decision"),
        args.quiz,
    )
}

/// The written answers of the table, by question.
fn answers(args: &Args, paper: &Paper) -> Result<Vec<Answers>, Failure> {
    let marker = Marker::new(paper);
    let bytes = sheet::bytes(&args.answers)?;
    let asked = args.question.as_deref();
    let table = table_of_answers(&bytes, args.encoding, asked, &paper.quiz)?;
    let mut columns = Columns::find(&table.headings.cells, asked, &paper.quiz)?;
    let rows = sheet::rows(&table).collect::<Result<Vec<_>, _>>()?;
    columns.look_at(&rows, &paper.quiz);
    let mut all: BTreeMap<usize, Answers> = BTreeMap::new();
    for row in rows {
        for outcome in marker.mark(&columns, &row) {
            let is_empty = outcome.answer.trim().is_empty();
            let is_written = marker.scheme(outcome.place).is_some();
            if outcome.is_wrong || is_empty || !is_written {
                continue;
            }
            let answers = all.entry(outcome.place).or_insert_with(|| Answers {
                place: outcome.place,
                texts: Vec::new(),
                known: JudgedTexts::default(),
            });
            if let Some(mark) = outcome.person {
                answers.known.add(&outcome.answer, mark);
            }
            answers.texts.push((outcome.answer, outcome.marked));
        }
    }
    match all.is_empty() {
        true => Err(Failure::Usage(
            "the file has no answer to a written question of this quiz".to_owned(),
        )),
        false => Ok(all.into_values().collect()),
    }
}

/// The decisions that the mark scheme as it is now would not give.
fn contradictions(paper: &Paper, decisions: &Decisions) -> Vec<Block> {
    const SHOWN: usize = 10;
    let marker = Marker::new(paper);
    let mut told: Vec<String> = Vec::new();
    for decision in decisions.holding() {
        let Some((place, question)) = paper.quiz.question(&decision.question) else {
            continue;
        };
        let scheme = marker.scheme(place);
        let marked = scheme.and_then(|scheme| scheme.mark_text(&decision.text));
        let Some(mark) = marked.map(|it| it.mark) else {
            continue;
        };
        let is_changed = paper.quiz.scheme_hash(question) != decision.scheme;
        if is_changed && mark.doubtful == 0 && mark.awarded != decision.mark {
            told.push(format!(
                "{}: “{}”: decided {}, now {}",
                decision.question, decision.text, decision.mark, mark.awarded
            ));
        }
    }
    if told.is_empty() {
        return Vec::new();
    }
    let more = told.len().saturating_sub(SHOWN);
    told.truncate(SHOWN);
    if more > 0 {
        told.push(format!("… and {more} more."));
    }
    let entries = told.into_iter().map(|line| vec![Run::Text(line)]).collect();
    vec![
        plain(
            "The mark scheme has changed since these texts were decided about, and gives them other marks:",
        ),
        Block::List(Mark::Bullet, entries),
        plain("What was decided stays."),
    ]
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        Self::World(Box::new(error))
    }
}
