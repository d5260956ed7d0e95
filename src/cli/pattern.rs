//! `sourcework pattern`: the author's workbench.

use std::io::BufRead;
use std::ops::Range;

use serde_json::json;

use super::list::Format;
use super::output::Output;
use super::{Ending, Failure, check};
use sourcework_core::diagnostic::{Code, Diagnostic, Report};
use sourcework_core::pattern::{Hit, Options, Pattern, Synonym, Words};

const EXAMPLES: &str = "Examples:
  echo 'He is under pressure at home' | sourcework pattern 'pressure home|domestic'
  sourcework pattern 'match_mow(offer*|propos* [no invasion]|not_invade)' < answers.txt
  sourcework pattern --as-marked 'election*|voter*' < answers.txt
  sourcework pattern 'missile*' --synonym 'missile*=rocket*|weapon*' --format json

The language: words in any order, with others between; `a|b` one of them; `[a b]` a phrase;
`a_b` near each other, in this order, in one sentence; `*` any letters, `?` one; `\\` makes a
special character plain. In full: match(…), match_<options>(…), match_all(…), match_any(…),
not(…), with the options c (extra letters), m, mr, mt, mx, mf, m2 (misspellings), o (any order),
w (other words), p0 to p4 (how near `_` is). Without match(…), match_mow(…) is meant.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The pattern; answers are read from standard input, one a line
    #[arg(allow_hyphen_values = true)]
    pub expression: String,
    /// Let upper and lower case be the same
    #[arg(long)]
    pub ignore_case: bool,
    /// The characters that end a sentence
    #[arg(
        long,
        value_name = "S",
        default_value = ".?!",
        allow_hyphen_values = true
    )]
    pub sentence_dividers: String,
    /// Characters that separate words, as a space does
    #[arg(long, value_name = "S", default_value = "", allow_hyphen_values = true)]
    pub convert_to_space: String,
    /// A word, and the words that may stand for it: WORD=OTHER|OTHER; may be repeated
    #[arg(long, value_name = "WORD=OTHERS", value_parser = synonym)]
    pub synonym: Vec<Synonym>,
    /// Read answers as `mark` does: case and punctuation forgiven, misspellings only where the word
    /// is not an English word itself, all forms of a word count as the same
    #[arg(long, conflicts_with_all = ["ignore_case", "sentence_dividers", "convert_to_space"])]
    pub as_marked: bool,
    /// How to report; JSON is one object a line: answer, matched, spans
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

fn synonym(text: &str) -> Result<Synonym, String> {
    let (word, others) = text
        .split_once('=')
        .filter(|(word, others)| !word.trim().is_empty() && !others.trim().is_empty())
        .ok_or("write WORD=OTHER|OTHER")?;
    Ok(Synonym {
        word: word.trim().to_owned(),
        others: others.split('|').map(|it| it.trim().to_owned()).collect(),
    })
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let options = options(args);
    let pattern = match Pattern::compile(&args.expression, &options) {
        Ok(pattern) => pattern,
        Err(mistake) => {
            let end = mistake.span.end.max(mistake.span.start);
            let diagnostic = Diagnostic::new(
                Code::InvalidPattern,
                (mistake.span.start..end).into(),
                mistake.message,
            )
            .label("here")
            .help(mistake.help);
            let report = Report {
                path: "the pattern".to_owned(),
                text: args.expression.clone(),
                diagnostics: vec![diagnostic],
            };
            output.flush()?;
            check::print_human(&mut Output::stderr(), &[report])?;
            return Ok(Ending::ContentHasErrors);
        }
    };
    let (mut all, mut matching) = (0_u64, 0_u64);
    let mut line = Vec::new();
    let mut input = std::io::stdin().lock();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        all += 1;
        let answer = read(&line, all)?;
        let words = Words::split(answer, &options);
        let hit = pattern.find(&words);
        matching += u64::from(hit.is_some());
        print(args.format, answer, &words, hit.as_ref(), output)?;
    }
    if args.format == Format::Human {
        output.line(&format!("{matching} of {all} match."))?;
    }
    Ok(Ending::Fine)
}

fn options(args: &Args) -> Options {
    let mut options = if args.as_marked {
        Options::for_marking()
    } else {
        Options {
            ignore_case: args.ignore_case,
            sentence_dividers: args.sentence_dividers.clone(),
            convert_to_space: args.convert_to_space.clone(),
            ..Options::default()
        }
    };
    options.synonyms = args.synonym.clone();
    options
}

/// A line without its end, and without a byte-order mark at the very beginning.
fn read(line: &[u8], number: u64) -> Result<&str, Failure> {
    let text = std::str::from_utf8(line).map_err(|_| {
        let message = format!("line {number} of the answers is not UTF-8; save them as UTF-8");
        Failure::World(message.into())
    })?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Ok(if number == 1 {
        text.strip_prefix('\u{feff}').unwrap_or(text)
    } else {
        text
    })
}

fn print(
    format: Format,
    answer: &str,
    words: &Words<'_>,
    hit: Option<&Hit>,
    output: &mut Output,
) -> std::io::Result<()> {
    let spans = hit.map_or(Vec::new(), |hit| hit.spans(words));
    if format == Format::Json {
        let spans: Vec<[usize; 2]> = spans.iter().map(|span| [span.start, span.end]).collect();
        let line = json!({
            "version": 1,
            "answer": answer,
            "matched": hit.is_some(),
            "spans": spans,
        });
        return output.line(&line.to_string());
    }
    let shown = bracketed(answer, &spans);
    let verdict = if hit.is_some() {
        "match   "
    } else {
        "no match"
    };
    output.line(&format!("{verdict}  {}", crate::terminal::visible(&shown)))
}

/// An answer with the words that matched in brackets.
fn bracketed(answer: &str, spans: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(answer.len() + 2 * spans.len());
    let mut at = 0;
    for span in spans {
        shown += &answer[at..span.start];
        shown += &format!("[{}]", &answer[span.clone()]);
        at = span.end;
    }
    shown + &answer[at..]
}
