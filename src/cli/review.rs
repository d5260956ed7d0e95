//! `sourcework review`: marking the written answers of a class by groups.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use super::clock::now;
use super::mark::table::{Columns, Marker};
use super::output::Output;
use super::recording::Setup;
use super::sitting::with_prompt;
use super::{Ending, Failure, decisions, sheet};
use crate::terminal::{Halt, Line, Prompt, Reply, counted, visible};
use sourcework_core::identity::ContentHash;
use sourcework_core::marking::written::Marked;
use sourcework_core::marking::written::examples::explained;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Question;
use sourcework_core::reviewing::{Decided, Decision, Decisions, Review};
use sourcework_service::library::{Library, LibraryError};

const EXAMPLES: &str = "Examples:
  sourcework review letter-5-written --answers class.csv --name \"Ms Okafor\"
  sourcework review letter-5-written --answers class.csv --question why-now
  sourcework mark letter-5-written --answers class.csv --decisions class.decisions.jsonl

Answers in which the program found the same are shown together, those that it is not sure of first. What you
decide is kept at once, a line for each text, in a file beside the answers; `review` goes on where you stopped.
Longer answers are less alike, and make more groups.";

/// Comments that can be given by a number.
const COMMENTS: [&str; 6] = [
    "Which words of the passage show this?",
    "True, but it does not answer the question.",
    "Say what it shows, not only what it says.",
    "This is copied; say it in your own words.",
    "Right, but too general: name the detail.",
    "Look again at who is speaking, and to whom.",
];

const HELP: &str = "Enter  the proposed mark for all of them
2      2 marks for all of them
n      no mark for all of them
t 2 3  takes texts 2 and 3 out, into a group of their own
c      a comment for the next decision: `c Which words show this?`, `c 1` for one of the list, `c` for the list
u      takes the last step back
s      leaves the group for later
q      stops; everything that was decided is kept";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// The answers, as CSV with a header, as `mark` reads them
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
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
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let paper = find()?.paper(&args.quiz)?;
    let path = args.decisions.clone();
    let path = path.unwrap_or_else(|| args.answers.with_extension("decisions.jsonl"));
    let decisions = decisions::read(&path)?;
    let all = answers(args, &paper)?;
    say_contradictions(&paper, &decisions, output)?;
    let mut book = Book::open(path, decisions, args.name.clone())?;
    let mut open = 0;
    for answers in &all {
        let question = &paper.quiz.questions[answers.place];
        let mut desk = Desk::new(&paper, question, answers, &book.decisions);
        let asked = with_prompt(setup.face(false), output.columns, |prompt| {
            desk.go_through(&mut book, prompt, output)
        });
        open += desk.open();
        match asked {
            Ok(_) => {}
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Left) => {
                output.line(&book.told(args))?;
                return Ok(Ending::Fine);
            }
            Err(Halt::Interrupted | Halt::EndOfInput) => {
                output.line("")?;
                output.line(&book.told(args))?;
                return Ok(Ending::Interrupted);
            }
        }
    }
    if open > 0 {
        output.line(&format!("{} left for later.", counted(open, "answer")))?;
    }
    output.line(&book.told(args))?;
    Ok(Ending::Fine)
}

/// The written answers of the table, by question.
fn answers(args: &Args, paper: &Paper) -> Result<Vec<Answers>, Failure> {
    let marker = Marker::new(paper);
    let mut reader = sheet::reader(&args.answers)?;
    let names = sheet::names("answers", &mut reader)?;
    let columns = Columns::find(&names, args.question.as_deref(), &paper.quiz)?;
    let mut all: Vec<Answers> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| sheet::misread("answers", &error, &names))?;
        for outcome in marker.mark(&columns, sheet::line_of(&record), &record) {
            let is_empty = outcome.answer.trim().is_empty();
            let is_written = marker.scheme(outcome.place).is_some();
            if outcome.is_wrong || is_empty || !is_written {
                continue;
            }
            let one = (outcome.answer, outcome.marked);
            match all.iter_mut().find(|it| it.place == outcome.place) {
                Some(answers) => answers.texts.push(one),
                None => all.push(Answers {
                    place: outcome.place,
                    texts: vec![one],
                }),
            }
        }
    }
    all.sort_by_key(|answers| answers.place);
    match all.is_empty() {
        true => Err(Failure::Usage(
            "the file has no answer to a written question of this quiz".to_owned(),
        )),
        false => Ok(all),
    }
}

/// Says which decisions the mark scheme as it is now would not give.
fn say_contradictions(
    paper: &Paper,
    decisions: &Decisions,
    output: &mut Output,
) -> Result<(), Failure> {
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
                "  {}: “{}”: decided {}, now {}",
                decision.question,
                visible(&decision.text),
                decision.mark,
                mark.awarded
            ));
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    output.line("The mark scheme has changed since these texts were decided about, and gives them other marks:")?;
    for line in told.iter().take(SHOWN) {
        output.line(line)?;
    }
    if told.len() > SHOWN {
        output.line(&format!("  … and {} more.", told.len() - SHOWN))?;
    }
    output.line("What was decided stays.")?;
    Ok(output.line("")?)
}

/// The file of decisions, in which each is a line the moment it is made.
struct Book {
    path: PathBuf,
    file: File,
    decisions: Decisions,
    by: Option<String>,
    /// How long the file was before each decision, to take it back.
    lengths: Vec<u64>,
    decided: usize,
}

impl Book {
    fn open(path: PathBuf, decisions: Decisions, by: Option<String>) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(|error| super::unwritable(&path, &error))?;
        Ok(Self {
            path,
            file,
            decisions,
            by,
            lengths: Vec::new(),
            decided: 0,
        })
    }

    fn keep(&mut self, decisions: Vec<Decision>) -> std::io::Result<()> {
        self.lengths.push(self.file.metadata()?.len());
        let lines: Vec<String> = decisions.iter().map(Decisions::line).collect();
        self.file.write_all((lines.join("\n") + "\n").as_bytes())?;
        self.file.sync_data()?;
        self.decided += 1;
        decisions.into_iter().for_each(|it| self.decisions.add(it));
        Ok(())
    }

    fn take_back(&mut self) -> std::io::Result<()> {
        if let Some(length) = self.lengths.pop() {
            self.file.set_len(length)?;
            self.file.sync_data()?;
            self.decided -= 1;
        }
        Ok(())
    }

    /// What was done, and how the marks are read back.
    fn told(&self, args: &Args) -> String {
        format!(
            "{}, kept in {}. `sourcework mark {} --answers {} --decisions {}` gives the marks.",
            counted(self.decided, "decision"),
            self.path.display(),
            args.quiz,
            args.answers.display(),
            self.path.display()
        )
    }
}

/// One question while its groups are gone through.
struct Desk<'a> {
    question: &'a Question,
    answers: &'a Answers,
    scheme: ContentHash,
    review: Review,
    /// The first texts of groups that are left for later.
    later: Vec<usize>,
    comment: Option<String>,
}

/// What was typed.
enum Typed {
    Mark(u32),
    TakeOut(Vec<usize>),
    Comment(String),
    Undo,
    Later,
    Stop,
    Help,
}

impl<'a> Desk<'a> {
    fn new(
        paper: &'a Paper,
        question: &'a Question,
        answers: &'a Answers,
        decisions: &Decisions,
    ) -> Self {
        let texts = answers.texts.iter();
        let mut review = Review::new(texts.map(|(text, marked)| (text.as_str(), marked.as_ref())));
        review.recall(|text| {
            decisions.find(&question.id, text).map(|it| Decided {
                mark: it.mark,
                comment: it.comment.clone(),
            })
        });
        Self {
            question,
            answers,
            scheme: paper.quiz.scheme_hash(question),
            review,
            later: Vec::new(),
            comment: None,
        }
    }

    /// How many answers are not decided about.
    fn open(&self) -> usize {
        let texts = self.review.texts.iter().enumerate();
        let open = texts.filter(|(text, _)| self.review.decided(*text).is_none());
        open.map(|(_, text)| text.answers.len()).sum()
    }

    fn go_through(
        &mut self,
        book: &mut Book,
        prompt: &mut dyn Prompt,
        output: &mut Output,
    ) -> Result<(), Halt> {
        output.line("")?;
        output.page().title(&visible(&self.question.stem))?;
        output.line(&format!(
            "{} in {}, {} in all.",
            counted(self.answers.texts.len(), "answer"),
            counted(self.review.groups().len(), "group"),
            sourcework_core::words::marks(self.question.available())
        ))?;
        loop {
            let Some(group) = self.next() else {
                if self.may_end(book, prompt, output)? {
                    return Ok(());
                }
                continue;
            };
            self.show(group, output)?;
            output.flush()?;
            loop {
                let reply = prompt.line(Line {
                    prompt: "Mark (Enter takes what is proposed, ? for help): ",
                    ..Line::default()
                })?;
                let Reply::Text(typed) = reply else {
                    return Err(Halt::Left);
                };
                let done = self.act(group, &typed, book, output)?;
                output.flush()?;
                if done {
                    break;
                }
            }
        }
    }

    /// After the last group: whether the question is done, or the last step was taken back.
    fn may_end(
        &mut self,
        book: &mut Book,
        prompt: &mut dyn Prompt,
        output: &mut Output,
    ) -> Result<bool, Halt> {
        if !self.review.can_undo() {
            return Ok(true);
        }
        output.flush()?;
        let line = Line {
            prompt: "That was the last group. Enter ends, u takes the last step back: ",
            ..Line::default()
        };
        match prompt.line(line) {
            Ok(Reply::Text(typed)) if typed.trim() == "u" => {
                if self.review.undo().is_some_and(|texts| !texts.is_empty()) {
                    book.take_back()?;
                }
                Ok(false)
            }
            Ok(_) | Err(Halt::EndOfInput) => Ok(true),
            Err(halt) => Err(halt),
        }
    }

    /// The next group of which something is open and that was not left for later.
    fn next(&self) -> Option<usize> {
        let is_open = |group: &&sourcework_core::reviewing::Group| {
            let mut texts = group.texts.iter();
            texts.any(|text| self.review.decided(*text).is_none())
                && !self.later.contains(&group.texts[0])
        };
        let groups = self.review.groups();
        let found = groups.iter().find(is_open)?;
        groups.iter().position(|group| group == found)
    }

    fn show(&self, group: usize, output: &mut Output) -> Result<(), Halt> {
        let one = &self.review.groups()[group];
        output.line("")?;
        output.line(&format!(
            "Group {} of {}: {}, {}",
            group + 1,
            self.review.groups().len(),
            counted(self.review.answers(one), "answer"),
            counted(one.texts.len(), "text")
        ))?;
        let first = &self.review.texts[one.texts[0]];
        let (text, marked) = &self.answers.texts[first.answers[0]];
        if let Some(marked) = marked {
            for line in explained(self.question, marked, text, false) {
                output.page().entry("  ", &visible(&line))?;
            }
        }
        let proposed = match (one.proposed, one.could_be) {
            (Some(sure), Some(most)) if sure != most => {
                format!("Not sure: {sure}, or {most} if you decide for the pupils.")
            }
            (Some(mark), _) => format!("Proposed: {mark}."),
            (None, _) => "No proposal: only a person can mark this.".to_owned(),
        };
        output.line(&proposed)?;
        for (number, text) in (1..).zip(&one.texts) {
            let distinct = &self.review.texts[*text];
            let count = match distinct.answers.len() {
                1 => String::new(),
                count => format!("{count} × "),
            };
            let decided = match self.review.decided(*text) {
                Some(decided) => format!(" (decided: {})", decided.mark),
                None => String::new(),
            };
            let words = format!("{count}{}{decided}", visible(&distinct.text));
            output.page().entry(&format!("  {number}  "), &words)?;
        }
        Ok(())
    }

    fn typed(&self, group: usize, typed: &str) -> Result<Typed, String> {
        let typed = typed.trim();
        let (word, rest) = typed.split_once(' ').unwrap_or((typed, ""));
        let most = self.question.available();
        Ok(match (word, rest.trim()) {
            ("", _) => match self.review.groups()[group].proposed {
                Some(mark) => Typed::Mark(mark),
                None => {
                    return Err(format!(
                        "Nothing is proposed: write a number from 0 to {most}."
                    ));
                }
            },
            ("n", _) => Typed::Mark(0),
            ("u", _) => Typed::Undo,
            ("s", _) => Typed::Later,
            ("q", _) => Typed::Stop,
            ("?", _) => Typed::Help,
            ("c", words) => Typed::Comment(words.to_owned()),
            ("t", numbers) => {
                let texts = &self.review.groups()[group].texts;
                let numbers = numbers.split([' ', ',']).filter(|it| !it.is_empty());
                let places: Option<Vec<usize>> = numbers
                    .map(|it| {
                        texts
                            .get(it.parse::<usize>().ok()?.checked_sub(1)?)
                            .copied()
                    })
                    .collect();
                match places {
                    Some(places) if !places.is_empty() && places.len() < texts.len() => {
                        Typed::TakeOut(places)
                    }
                    _ => return Err("Write which texts, but not all of them: `t 2 3`.".to_owned()),
                }
            }
            (mark, "") if mark.parse().is_ok_and(|mark: u32| mark <= most) => {
                Typed::Mark(mark.parse().unwrap_or(most))
            }
            _ => {
                return Err(format!(
                    "Write a number from 0 to {most}, or ? for what else there is."
                ));
            }
        })
    }

    /// Does what was typed; whether the group is to be shown again, or the next one.
    fn act(
        &mut self,
        group: usize,
        typed: &str,
        book: &mut Book,
        output: &mut Output,
    ) -> Result<bool, Halt> {
        match self.typed(group, typed) {
            Err(why) => {
                output.line(&why)?;
                return Ok(false);
            }
            Ok(Typed::Mark(mark)) => {
                let comment = self.comment.take();
                let texts = self.review.decide(
                    group,
                    &Decided {
                        mark,
                        comment: comment.clone(),
                    },
                );
                let decided = texts.iter().map(|text| Decision {
                    question: self.question.id.value.clone(),
                    text: sourcework_core::reviewing::normalised(&self.review.texts[*text].text),
                    mark,
                    by: book.by.clone(),
                    at: now(),
                    scheme: self.scheme,
                    comment: comment.clone(),
                });
                book.keep(decided.collect())?;
            }
            Ok(Typed::TakeOut(texts)) => _ = self.review.split(group, &texts),
            Ok(Typed::Undo) => match self.review.undo() {
                None => {
                    output.line("There is no step to take back.")?;
                    return Ok(false);
                }
                Some(texts) if !texts.is_empty() => book.take_back()?,
                Some(_) => {}
            },
            Ok(Typed::Later) => self.later.push(self.review.groups()[group].texts[0]),
            Ok(Typed::Stop) => return Err(Halt::Left),
            Ok(Typed::Help) => {
                output.line(HELP)?;
                return Ok(false);
            }
            Ok(Typed::Comment(words)) => {
                self.comment_on(&words, output)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn comment_on(&mut self, words: &str, output: &mut Output) -> Result<(), Halt> {
        let of_list = words.parse::<usize>().ok().and_then(|it| it.checked_sub(1));
        let comment = match of_list {
            Some(place) => COMMENTS.get(place).map(|it| (*it).to_owned()),
            None => Some(words.to_owned()).filter(|words| !words.is_empty()),
        };
        match comment {
            Some(comment) => {
                output.line(&format!("With the next decision: {}", visible(&comment)))?;
                self.comment = Some(comment);
            }
            None => {
                for (number, comment) in (1..).zip(COMMENTS) {
                    output.line(&format!("  c {number}  {comment}"))?;
                }
            }
        }
        Ok(())
    }
}
