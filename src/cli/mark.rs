//! `sourcework mark`: the answers of a class in one go.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use csv::StringRecord;

use super::output::Output;
use super::{Ending, Failure, decisions, sheet};
use sourcework_core::parallel::in_parallel;
use sourcework_service::library::{Library, LibraryError};
use table::{Columns, Marker, Outcome};

mod report;
mod students;
pub mod table;

const EXAMPLES: &str = "Examples:
  sourcework mark letter-4-exam --answers answers.csv > marks.csv
  sourcework mark letter-4-exam --answers form.csv --output marks.csv
  sourcework mark letter-4-exam --answers answers.csv --suggest
  sourcework mark letter-5-written --answers class.csv --decisions class.decisions.jsonl
  sourcework mark letter-2-provenance --question value-and-limitation --answers - --format json

Columns that are read (the first line of the file names them):
  question, answer      one answer a row, or
  answer                one answer a row, all to the question of --question, or
  <question ID> …       one student a row, a column for each question; its text does as well
Cells stand between commas, semicolons or tabs.
All other columns, such as a name, are copied. Write each inference on its own line, with its detail in
quotation marks. Parts of other kinds are separated by `;`: \"A; C\".

Columns that are written, after those carried over:
  question, answer      what was marked
  mark, available       whole marks; empty where a person must judge
  basis                 exact (by key), matched (by credit points) or judged (by a person)
  points                the points that were made, by ID or number
  unsure                yes where a person must be asked, else no
  could-be              the mark if the person decides every doubt for the student
  doubts                why a person must be asked, as names with `;` between
  patterns              what earned the marks, with ` ; ` between
  why                   for each point what was found, and in which words";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// The answers, as CSV with a header; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
    /// The question that all answers belong to, if the file does not say
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
    /// Write the marks to a new file instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to write the marks; JSON is one object a line
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Give the marks that were decided in `review`, kept in this file, to the same texts
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// Write one row a student: the mark of each question, and the total
    #[arg(long, conflicts_with = "suggest")]
    pub students: bool,
    /// Group the answers that earned nothing or were unsure, and propose words for the scheme
    #[arg(long)]
    pub suggest: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table
    Csv,
    /// One JSON object a line
    Json,
}

/// So many rows are marked at a time; the memory does not grow with the file.
const BATCH: usize = 4096;

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let paper = find()?.paper(&args.quiz)?;
    let decided = args.decisions.as_deref().map(decisions::read).transpose()?;
    let marker = Marker::new(&paper).with_decisions(decided);
    let mut reader = sheet::reader(&args.answers)?;
    let names = sheet::names("answers", &mut reader)?;
    let columns = Columns::find(&names, args.question.as_deref(), &paper.quiz)?;
    let mut sink = Sink::new(args, output)?;
    if !args.students {
        sink.header(&columns)?;
    }
    let mut students = args.students.then(students::Students::default);
    let mut suggested = args.suggest.then(report::Suggested::default);
    let mut batch: Vec<(u64, StringRecord)> = Vec::with_capacity(BATCH);
    let mut tally = report::Tally::default();
    let mut failed = None;
    loop {
        batch.clear();
        while batch.len() < BATCH {
            let mut record = StringRecord::new();
            match reader.read_record(&mut record) {
                Ok(true) => {
                    batch.push((sheet::line_of(&record), record));
                }
                Ok(false) => break,
                Err(error) => {
                    failed = Some(sheet::misread("answers", &error, &names));
                    break;
                }
            }
        }
        for outcomes in in_parallel(&batch, |(line, record)| {
            marker.mark(&columns, *line, record)
        }) {
            for outcome in outcomes {
                tally.add(&outcome);
                match &mut students {
                    Some(students) => students.add(&outcome),
                    None => sink.write(&columns, &outcome)?,
                }
                if let Some(suggested) = &mut suggested {
                    suggested.add(&marker, &outcome);
                }
            }
        }
        if let Some(failure) = failed {
            sink.finish()?;
            return Err(failure);
        }
        if batch.len() < BATCH {
            break;
        }
    }
    if let Some(students) = students {
        sink.bytes(&students.table(&columns)?)?;
    }
    sink.finish()?;
    if let Some(suggested) = suggested {
        suggested.print(&marker, args.format, output)?;
    }
    tally.print()?;
    Ok(if tally.wrong > 0 {
        Ending::ContentHasErrors
    } else {
        Ending::Fine
    })
}

/// Where the marks go.
struct Sink {
    format: Format,
    /// `None` where only suggestions are wanted.
    writer: Option<Box<dyn Write>>,
    /// One row, kept for its room.
    row: Vec<u8>,
}

impl Sink {
    fn new(args: &Args, output: &mut Output) -> Result<Self, Failure> {
        let writer: Option<Box<dyn Write>> = match &args.output {
            Some(path) => {
                let file = std::fs::File::create_new(path)
                    .map_err(|cause| super::unwritable(path, &cause))?;
                Some(Box::new(BufWriter::with_capacity(1 << 18, file)))
            }
            None if args.suggest => None,
            None => {
                output.flush()?;
                Some(Box::new(BufWriter::with_capacity(1 << 18, io::stdout())))
            }
        };
        Ok(Self {
            format: args.format,
            writer,
            row: Vec::new(),
        })
    }

    fn header(&mut self, columns: &Columns) -> Result<(), Failure> {
        if self.format == Format::Csv {
            self.record(columns.written())?;
        }
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.writer {
            Some(writer) => Ok(writer.write_all(bytes)?),
            None => Ok(()),
        }
    }

    fn record<'r>(&mut self, fields: impl IntoIterator<Item = &'r str>) -> Result<(), Failure> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        self.row.clear();
        table::write_record(&mut self.row, fields)?;
        Ok(writer.write_all(&self.row)?)
    }

    fn write(&mut self, columns: &Columns, outcome: &Outcome) -> Result<(), Failure> {
        match self.format {
            Format::Csv => self.record(outcome.fields()),
            Format::Json => {
                let Some(writer) = &mut self.writer else {
                    return Ok(());
                };
                let line = outcome.json(columns);
                Ok(writeln!(writer, "{line}")?)
            }
        }
    }

    fn finish(&mut self) -> Result<(), Failure> {
        match &mut self.writer {
            Some(writer) => Ok(writer.flush()?),
            None => Ok(()),
        }
    }
}
