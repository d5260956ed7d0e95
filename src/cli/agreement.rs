//! `sourcework agreement`: the program's marks beside those of people.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::import::EncodingArg;
use super::list::Format;
use super::output::Output;
use super::{Ending, Failure, sheet};
use crate::terminal::visible;
use sourcework_core::agreement::{Comparison, Comparisons, Estimate, Marks, Of, Precision, Sent};
use sourcework_core::diagnostic::{nearest, shortened};
use sourcework_core::words::counted;
use sourcework_exchange::Row;

const EXAMPLES: &str = "Examples:
  sourcework agreement marks.csv
  sourcework agreement marks.csv --by question
  sourcework agreement marks.csv --people anna,ben --program mark
  sourcework mark letter-4-exam --answers both.csv | sourcework agreement - --format json

Columns that are read (the first line of the file names them):
  mark                  the program's mark; empty where a person must judge
  person…, human…, examiner…, teacher… or marker…   the marks of people, a column each; empty for none
  unsure                yes where the program sent the answer to a person, else no
  doubts, patterns      as `mark` writes them: why an answer was sent, and what earned its marks
  question              stands before each pattern
Marks are whole numbers. The first figures, also those between two people, leave out the answers that
the program sent to a person, so that all are about the same answers. The next figures include them,
unsure marks as 0 or as the person gave them; then how often a doubt was right (the person gave another
mark) and how often a pattern was right (the person gave as much or more).

Figures:
  exact agreement       the share of answers with the same mark
  kappa                 agreement beyond chance (Cohen 1960)
  weighted kappa        the same, a difference counting by its square (Cohen 1968)
  macro F1              the mean of F1 over the marks that occur
  false marks           what the program gave beyond the person
  missed marks          what the person gave beyond the program
  95% interval          percentiles of the bootstrap (Efron 1979)";

const PROGRAM_BEYOND: [&str; 4] = [
    "false marks",
    "rows with false marks",
    "missed marks",
    "rows with missed marks",
];
const PEOPLE_BEYOND: [&str; 4] = [
    "more marks from the first",
    "rows with those",
    "more marks from the second",
    "rows with those",
];

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The marks, as CSV or a workbook (.xlsx) with a header; `-` is standard input
    #[arg(value_name = "MARKS")]
    pub marks: PathBuf,
    /// How a file that is not UTF-8 is written
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// The column of the program's mark
    #[arg(long, value_name = "COLUMN", default_value = "mark")]
    pub program: String,
    /// The columns of people's marks [default: those named person…, human…, examiner…, teacher… or marker…]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub people: Vec<String>,
    /// Repeat the figures for each value of a column
    #[arg(long, value_name = "COLUMN")]
    pub by: Option<String>,
    /// How many bootstrap resamples to draw for the intervals; 0 for no intervals
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub resamples: u32,
    /// The seed of the resamples; the same seed gives the same intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let bytes = sheet::bytes(&args.marks)?;
    let is_heading = |names: &[String]| Columns::find(names, args).is_ok();
    let table = sheet::table(&bytes, args.encoding, &is_heading)?;
    let names = &table.headings.cells;
    if names.is_empty() {
        return Err(sheet::empty());
    }
    let columns = Columns::find(names, args).map_err(Failure::Usage)?;
    let mut rows = Vec::new();
    for row in sheet::rows(&table) {
        rows.push(columns.row(&row?, names).map_err(wrong)?);
    }
    if rows.is_empty() {
        return Err(wrong("below its header the file has no rows with marks"));
    }
    let markers: Vec<&str> = columns.marks.iter().map(|at| names[*at].as_str()).collect();
    let compare =
        |rows: &[&Marks]| Comparisons::new(rows, &markers, args.resamples as usize, args.seed);
    let all = compare(&rows.iter().map(|row| &row.marks).collect::<Vec<_>>());
    let by = columns.by.map(|at| names[at].as_str());
    let groups: Vec<(&str, Comparisons<'_>)> = by
        .map_or(Vec::new(), |_| grouped(&rows))
        .into_iter()
        .map(|(value, rows)| (value, compare(&rows)))
        .collect();
    match args.format {
        Format::Json => output.json(&document(args, &markers, &all, by, &groups))?,
        Format::Human => {
            print(&all, output)?;
            for (value, part) in &groups {
                let value = if value.is_empty() { "(empty)" } else { value };
                let by = by.expect("there are groups only by a column");
                let heading = format!("{by}: {value}");
                output.line(&format!("\n{}", visible(&heading)))?;
                print(part, output)?;
            }
            let (count, seed) = (args.resamples, args.seed);
            output.line(&format!(
                "\nIntervals: percentiles of {count} resamples (bootstrap), seed {seed}."
            ))?;
        }
    }
    Ok(Ending::Fine)
}

/// The rows of each group, in the order in which the groups first occur.
fn grouped(rows: &[MarkedAnswer]) -> Vec<(&str, Vec<&Marks>)> {
    let (mut groups, mut places) = (Vec::<(&str, Vec<&Marks>)>::new(), HashMap::new());
    for row in rows {
        let place = *places.entry(row.group.as_str()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((&row.group, Vec::new()));
        }
        groups[place].1.push(&row.marks);
    }
    groups
}

fn document(
    args: &Args,
    markers: &[&str],
    all: &Comparisons<'_>,
    by: Option<&str>,
    groups: &[(&str, Comparisons<'_>)],
) -> Value {
    let group =
        |(value, part): &(&str, Comparisons<'_>)| json!({ "value": value, "figures": part });
    json!({
        "version": 1,
        "program": markers[0],
        "people": markers[1..],
        "resamples": args.resamples,
        "seed": args.seed,
        "all": all,
        "by": by.map(|column| json!({
            "column": column,
            "groups": groups.iter().map(group).collect::<Vec<_>>(),
        })),
    })
}

fn wrong(message: impl Into<String>) -> Failure {
    Failure::World(message.into().into())
}

fn quoted(name: &str) -> String {
    format!("`{}`", visible(name))
}

/// Where things stand in a row.
struct Columns {
    /// The program's mark, then those of people.
    marks: Vec<usize>,
    unsure: Option<usize>,
    doubts: Option<usize>,
    patterns: Option<usize>,
    question: Option<usize>,
    by: Option<usize>,
}

/// A row of marks.
struct MarkedAnswer {
    group: String,
    /// In the order of [`Columns::marks`].
    marks: Marks,
}

impl Columns {
    fn find(names: &[String], args: &Args) -> Result<Self, String> {
        let column = |wanted: &str| column(names, wanted);
        let program = column(&args.program)?;
        let by = args.by.as_deref().map(column).transpose()?;
        let named = args.people.iter().map(|name| column(name));
        let mut people: Vec<usize> = named.collect::<Result<_, _>>()?;
        if people.is_empty() {
            people = sheet::people(names);
            people.retain(|at| *at != program && Some(*at) != by);
        }
        if people.is_empty() {
            return Err(format!(
                "no column holds a person's marks (person…, human…, examiner…, teacher… or marker…); name one with --people; {}",
                existing(names)
            ));
        }
        let mut marks = vec![program];
        for at in people {
            if marks.contains(&at) {
                return Err(format!(
                    "the column {} stands for two markers; name another with --people or --program",
                    quoted(&names[at])
                ));
            }
            marks.push(at);
        }
        let known = |wanted: &str| names.iter().position(|it| it.eq_ignore_ascii_case(wanted));
        Ok(Self {
            marks,
            unsure: known("unsure"),
            doubts: known("doubts"),
            patterns: known("patterns"),
            question: known("question"),
            by,
        })
    }

    fn row(&self, row: &Row, names: &[String]) -> Result<MarkedAnswer, String> {
        let line = row.line;
        let cell = |at: usize| row.cell(at).trim();
        let place = |at: usize| format!("line {line}, column {}", quoted(&names[at]));
        let mark = |at: usize| {
            match cell(at) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                format!(
                    "{}: {} is not a whole number; write a mark such as 0 or 3, or leave the cell empty",
                    place(at),
                    quoted(text)
                )
            }),
        }
        };
        let unsure = match self.unsure {
            None => false,
            Some(at) => match cell(at).to_lowercase().as_str() {
                "yes" | "true" | "1" => true,
                "" | "no" | "false" | "0" => false,
                text => {
                    let (place, text) = (place(at), quoted(text));
                    return Err(format!("{place}: {text} is unclear; write yes or no"));
                }
            },
        };
        let marks = self.marks.iter().map(|at| mark(*at));
        let marks: Vec<Option<u32>> = marks.collect::<Result<_, _>>()?;
        let listed = |at: Option<usize>, between: &str| -> Vec<String> {
            let names = at.map_or("", cell).split(between).map(str::trim);
            names
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let question = self.question.map_or("", cell);
        let mut patterns = listed(self.patterns, " ; ");
        if !question.is_empty() {
            let named = |pattern: String| format!("{question}: {pattern}");
            patterns = patterns.into_iter().map(named).collect();
        }
        Ok(MarkedAnswer {
            group: self.by.map_or(String::new(), |at| cell(at).to_owned()),
            marks: Marks {
                sent: unsure || marks[0].is_none(),
                marks,
                doubts: listed(self.doubts, ";"),
                patterns,
            },
        })
    }
}

/// The column of that name, in the case it is written in or else in any.
fn column(names: &[String], wanted: &str) -> Result<usize, String> {
    let wanted = wanted.trim();
    let places = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|at| same(&names[*at])).collect()
    };
    let mut found = places(&|name| name == wanted);
    if found.is_empty() {
        found = places(&|name| name.eq_ignore_ascii_case(wanted));
    }
    match found[..] {
        [at] => Ok(at),
        [] => {
            let near = nearest(wanted, names.iter().map(String::as_str))
                .map_or(String::new(), |it| {
                    format!("; did you mean {}?", quoted(it))
                });
            let (wanted, existing) = (quoted(wanted), existing(names));
            Err(format!("there is no column {wanted}; {existing}{near}"))
        }
        _ => Err(format!(
            "{} columns are named {}; give each a name of its own",
            found.len(),
            quoted(wanted)
        )),
    }
}

fn existing(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("the file has the columns {}", names.join(", "))
}

fn print(all: &Comparisons<'_>, output: &mut Output) -> io::Result<()> {
    let sent = match all.sent_to_a_person {
        Sent { rows: 0, .. } => "none sent to a person".to_owned(),
        Sent { rows, share } => {
            format!("{rows} sent to a person ({}) and left out", percent(share))
        }
    };
    output.line(&format!("{}, {sent}.", rows(all.rows)))?;
    let mut comparisons = all.comparisons.iter();
    comparisons.try_for_each(|it| print_one(it, output))
}

fn print_one(comparison: &Comparison<'_>, output: &mut Output) -> io::Result<()> {
    let (first, second) = (visible(comparison.first), visible(comparison.second));
    let n = rows(comparison.agreement.as_ref().map_or(0, |it| it.n as usize));
    output.line(&format!("\n{first} and {second}: {n}"))?;
    if comparison.left_empty > 0 {
        let empty = rows(comparison.left_empty);
        output.line(&format!(
            "  {empty} left out, because one of the two gave no mark"
        ))?;
    }
    let Some(it) = &comparison.agreement else {
        return output.line("  nothing to compare");
    };
    let [more, with_more, less, with_less] = match comparison.of {
        Of::Program => PROGRAM_BEYOND,
        Of::People => PEOPLE_BEYOND,
    };
    let share: fn(f64) -> String = percent;
    let kappa: fn(f64) -> String = |it| format!("{it:.3}");
    let count: fn(f64) -> String = |it| format!("{it:.0}");
    let figures = [
        ("exact agreement", Some(it.exact), share),
        ("kappa", it.kappa, kappa),
        ("weighted kappa (quadratic)", it.weighted_kappa, kappa),
        ("macro F1", Some(it.macro_f1), kappa),
        (more, Some(it.false_marks.marks), count),
        (with_more, Some(it.false_marks.rows), count),
        (less, Some(it.missed_marks.marks), count),
        (with_less, Some(it.missed_marks.rows), count),
    ];
    output.line("  figure                          value  95% interval")?;
    for (name, estimate, shown) in figures {
        let value = estimate.map_or("undefined".to_owned(), |it| shown(it.value));
        let interval = estimate.and_then(|it| it.interval);
        let interval = interval.map_or("none".to_owned(), |it| {
            format!("{} to {}", shown(it.low), shown(it.high))
        });
        output.line(&format!("  {name:<26}  {value:>9}  {interval}"))?;
    }
    print_with_sent(comparison, output)?;
    let doubts = "doubt: person gave another mark";
    print_precision(doubts, &comparison.doubts, output)?;
    let patterns = "pattern: person gave no less";
    print_precision(patterns, &comparison.patterns, output)?;
    output.line(&match comparison.reading {
        None => "  Kappa is undefined, because both gave the same mark to every answer.".to_owned(),
        Some(reading) => format!(
            "  By kappa the agreement is {} (bands of Landis & Koch 1977).",
            reading.name()
        ),
    })
}

/// The figures without what was sent to a person, and with it.
fn print_with_sent(comparison: &Comparison<'_>, output: &mut Output) -> io::Result<()> {
    let (Some(left_out), Some(with)) = (&comparison.agreement, &comparison.with_sent) else {
        return Ok(());
    };
    if with.as_zero.n == left_out.n {
        return Ok(());
    }
    output.line("  unsure answers                  exact   kappa  weighted")?;
    let lines = [
        ("left out", left_out),
        ("what is unsure counts 0", &with.as_zero),
        ("settled by the person", &with.settled),
    ];
    for (name, it) in lines {
        let kappa =
            |kappa: Option<Estimate>| kappa.map_or("-".to_owned(), |it| format!("{:.3}", it.value));
        let (exact, plain, weighted) = (
            percent(it.exact.value),
            kappa(it.kappa),
            kappa(it.weighted_kappa),
        );
        output.line(&format!(
            "  {name:<26}  {exact:>9}  {plain:>6}  {weighted:>8}"
        ))?;
    }
    Ok(())
}

/// The most patterns that are printed; JSON has all.
const MOST_PRINTED: usize = 12;

fn print_precision(heading: &str, all: &[Precision], output: &mut Output) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    output.line(&format!("  {heading:<34}  of rows"))?;
    for it in all.iter().take(MOST_PRINTED) {
        let (right, share) = (it.right, percent(it.share));
        let counts = format!("{right} of {}", it.rows);
        let name = shortened(it.name.clone());
        output.line(&format!("    {share:>8}  {counts:>10}  {}", visible(&name)))?;
    }
    if all.len() > MOST_PRINTED {
        let more = all.len() - MOST_PRINTED;
        output.line(&format!("    and {more} more; `--format json` has all"))?;
    }
    Ok(())
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn rows(count: usize) -> String {
    counted(count, "row")
}
