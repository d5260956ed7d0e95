//! `sourcework mark`: the answers of a class in one go.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::import::EncodingArg;
use super::output::Output;
use super::{Ending, Failure, sheet};
use columns::{Columns, table_of_answers};
use sourcework_core::paper::Paper;
use sourcework_core::parallel::in_parallel;
use sourcework_exchange::Row;
use sourcework_html::returned;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::reviewing::read_decisions;
use students::Students;
use table::{Marker, Outcome};

mod cells;
pub mod columns;
mod report;
mod students;
pub mod table;

const EXAMPLES: &str = "Examples:
  sourcework mark letter-4-exam --answers answers.csv > marks.csv
  sourcework mark letter-4-exam --answers form.xlsx --students --output marks.csv
  sourcework mark letter-4-exam --answers answers.csv --suggest
  sourcework mark letter-5-written --answers class.csv --decisions class.decisions.jsonl
  sourcework mark letter-5-written --answers class.csv --students --feedback class.html
  sourcework mark letter-2-provenance --question value-and-limitation --answers - --format json

Columns that are read (the first line of the file names them):
  question, answer      one answer a row, or
  answer                one answer a row, all to the question of --question, or
  <question ID> …       one student a row, a column for each question; its text does as well, as Google Forms
                        and Microsoft Forms write it
The table is CSV or a workbook (.xlsx); of several sheets the first one with such columns is read.
All other columns, such as a name, are copied. Write each inference on its own line, with its detail in
quotation marks. Parts of other kinds are separated by `;`: \"A; C\".

Columns that are written, after those carried over:
  question, answer      what was marked
  mark                  the final mark: what a person decided, or else what the program proposes
  proposed              what the program proposes; empty where only a person can judge
  available             the marks that the question has
  basis                 exact (by key), matched (by credit points) or judged (by a person)
  points                the points that were made, by ID or number
  unsure                yes where a person must be asked, else no
  could-be              the mark if the person decides every doubt for the student
  doubts                why a person must be asked, as names with `;` between
  patterns              what earned the marks, with ` ; ` between
  comment               what the teacher wrote with the decision
  why                   for each point what was found, and in which words; or who decided, and when

With --suggest, people's marks are used where there are any: those of --decisions, and those in columns
named person…, human…, examiner…, teacher… or marker….";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// The answers, as CSV or a workbook (.xlsx) with a header; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
    /// How a file that is not UTF-8 is written
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
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
    /// Also write a page to print: for each student the answers, the marks and your comments
    #[arg(long, value_name = "FILE.html")]
    pub feedback: Option<PathBuf>,
    /// Group the answers that earned too little or too much or were unsure, and propose changes to the scheme
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

/// So many rows are marked at a time.
const BATCH: usize = 4096;

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let paper = find()?.paper(&args.quiz)?;
    let decided = args.decisions.as_deref().map(read_decisions).transpose()?;
    let marker = Marker::new(&paper).with_decisions(decided);
    let bytes = sheet::bytes(&args.answers)?;
    let asked = args.question.as_deref();
    let table = table_of_answers(&bytes, args.encoding, asked, &paper.quiz)?;
    let mut columns = Columns::find(&table.headings.cells, asked, &paper.quiz)?;
    if let [first, ref more @ ..] = columns.unanswered(&paper.quiz)[..]
        && asked.is_none()
    {
        let more = more.iter().map(|id| format!(", `{id}`"));
        let all: String = std::iter::once(format!("`{first}`")).chain(more).collect();
        Output::stderr().line(&format!("note: the table has no column for {all}"))?;
    }
    let mut rows = sheet::rows(&table);
    let mut batch: Vec<Row> = Vec::with_capacity(BATCH);
    let mut next = |batch: &mut Vec<Row>| -> Result<(), Failure> {
        batch.clear();
        for row in rows.by_ref().take(BATCH) {
            batch.push(row?);
        }
        Ok(())
    };
    // What was read before a row that cannot be read is marked all the same.
    let mut read = next(&mut batch);
    columns.look_at(&batch, &paper.quiz);
    let mut marking = Marking::new(args, &marker, &columns, output)?;
    loop {
        let mark = |row: &Row| marker.mark(&columns, row);
        for outcome in in_parallel(&batch, mark).into_iter().flatten() {
            marking.add(&outcome)?;
        }
        if let Err(failure) = read {
            marking.sink.finish()?;
            return Err(failure);
        }
        if batch.len() < BATCH {
            break;
        }
        read = next(&mut batch);
    }
    marking.finish(args, &paper, output)
}

/// What is made of the marks while the rows go by.
struct Marking<'m> {
    marker: &'m Marker<'m>,
    columns: &'m Columns,
    sink: Sink,
    /// Where something is told by student.
    students: Option<Students>,
    suggested: Option<report::Suggested>,
    tally: report::Tally,
    has_rows: bool,
    /// Where the page goes that is handed back.
    feedback: Option<BufWriter<File>>,
}

impl<'m> Marking<'m> {
    fn new(
        args: &Args,
        marker: &'m Marker<'m>,
        columns: &'m Columns,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        let by_student = args.students || args.feedback.is_some();
        if by_student && !columns.says_who() {
            return Err(Failure::Usage(
                "no column says who a student is; add one, such as `name`".to_owned(),
            ));
        }
        // Before anything is written, so that nothing is written for nothing.
        let feedback = args.feedback.as_deref().map(new_file).transpose()?;
        let mut sink = Sink::new(args, output)?;
        if !args.students {
            sink.header(columns)?;
        }
        Ok(Self {
            feedback,
            marker,
            columns,
            sink,
            students: by_student.then(Students::default),
            suggested: args.suggest.then(report::Suggested::default),
            tally: report::Tally::default(),
            has_rows: !args.students,
        })
    }

    fn add(&mut self, outcome: &Outcome) -> Result<(), Failure> {
        self.tally.add(outcome);
        if self.has_rows {
            self.sink.write(self.columns, outcome)?;
        }
        if let Some(students) = &mut self.students {
            students.add(self.columns, outcome);
        }
        if let Some(suggested) = &mut self.suggested {
            suggested.add(self.marker, outcome);
        }
        Ok(())
    }

    fn finish(
        mut self,
        args: &Args,
        paper: &Paper,
        output: &mut Output,
    ) -> Result<Ending, Failure> {
        if let Some(students) = &self.students {
            for warning in students.warnings() {
                Output::stderr().line(&warning)?;
            }
            if args.students {
                match args.format {
                    Format::Csv => self.sink.bytes(&students.table(self.columns)?)?,
                    Format::Json => {
                        let lines = students.json_lines(self.columns);
                        self.sink.bytes(lines.as_bytes())?;
                    }
                }
            }
            if let Some(file) = &mut self.feedback {
                let page = returned::page(
                    &paper.quiz.title,
                    &students.returned(self.marker, self.columns),
                );
                file.write_all(page.as_bytes())?;
                file.flush()?;
            }
        }
        self.sink.finish()?;
        if let Some(suggested) = self.suggested {
            suggested.print(paper, self.marker, args.format, output)?;
        }
        self.tally.print()?;
        Ok(match self.tally.wrong {
            0 => Ending::Fine,
            _ => Ending::ContentHasErrors,
        })
    }
}

fn new_file(path: &Path) -> Result<BufWriter<File>, Failure> {
    let file = File::create_new(path).map_err(|cause| super::unwritable(path, &cause))?;
    Ok(BufWriter::with_capacity(1 << 18, file))
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
            Some(path) => Some(Box::new(new_file(path)?)),
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
