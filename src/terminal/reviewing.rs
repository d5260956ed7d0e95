//! A class's answers in groups on plain lines: what is shown, and what is typed.

use std::io;

use super::blocks::print_blocks;
use super::desk::Clock;
use super::page::Page;
use super::prompt::{Halt, Line, Prompt, Reply};
use super::{visible, with_causes};
use sourcework_core::present::reviewing as present;
use sourcework_core::reviewing::{Desk, Done, ShownGroup, Step};
use sourcework_service::reviewing::{DecisionFile, ReviewError, SchemeDesk};

const HELP: &str = "Enter  the proposed mark for all of them
2      2 marks for all of them
n      no mark for all of them
t 2 3  takes texts 2 and 3 out, into a group of their own
j      joins the next group with this one
p      shows the points of the mark scheme
c      a comment for the next decision: `c Which words show this?`; `c` lists some, `c 1` takes the first,
       `c -` none
u      takes the last step back
s      leaves the group for later
q      stops; everything that was decided is kept";

/// What was typed.
enum Typed {
    Step(Step),
    Comments,
    Points,
    Stop,
    Help,
}

/// Somebody who marks on plain lines.
pub struct Marker<'m, 'q, 'w> {
    pub desk: &'m mut Desk<'q>,
    pub file: &'m mut DecisionFile,
    pub page: &'m mut Page<'w>,
    pub prompt: &'m mut dyn Prompt,
    pub clock: Clock<'m>,
}

impl Marker<'_, '_, '_> {
    /// Goes through the groups of the question.
    pub fn go_through(&mut self) -> Result<(), Halt> {
        print_blocks(self.page, &present::opening(self.desk))?;
        loop {
            let Some(group) = self.desk.shown() else {
                if !self.desk.can_undo() || may_end(self.page, self.prompt)? {
                    return Ok(());
                }
                self.take(Step::Undo)?;
                continue;
            };
            show(&group, self.page)?;
            self.page.flush()?;
            while !self.answer()? {}
        }
    }

    /// Asks what to do with the group; whether something has changed.
    fn answer(&mut self) -> Result<bool, Halt> {
        let reply = self.prompt.line(Line {
            prompt: "Mark (Enter takes what is proposed, ? for help): ",
            ..Line::default()
        })?;
        let Reply::Text(text) = reply else {
            return Err(Halt::Left);
        };
        let Some(group) = self.desk.shown() else {
            return Ok(true);
        };
        let mut has_changed = false;
        match typed(&text, &group, self.file.comments()) {
            Err(why) => self.page.text(&why)?,
            Ok(Typed::Stop) => return Err(Halt::Left),
            Ok(Typed::Help) => HELP.lines().try_for_each(|line| self.page.raw(line))?,
            Ok(Typed::Points) => print_blocks(self.page, &present::scheme(group.question))?,
            Ok(Typed::Comments) => {
                for (number, comment) in (1..).zip(self.file.comments()) {
                    self.page
                        .entry(&format!("  c {number}  "), &visible(comment))?;
                }
            }
            Ok(Typed::Step(step @ Step::Comment(_))) => {
                self.take(step)?;
                let group = self.desk.shown();
                let words = match group.and_then(|group| group.comment) {
                    Some(comment) => format!("With the next decision: {}", visible(comment)),
                    None => "No comment with the next decision.".to_owned(),
                };
                self.page.text(&words)?;
            }
            Ok(Typed::Step(step)) => has_changed = self.take(step)?,
        }
        self.page.flush()?;
        Ok(has_changed)
    }

    /// Takes a step, and says where it cannot be taken; whether something has changed.
    fn take(&mut self, step: Step) -> Result<bool, Halt> {
        match self.file.step(self.desk, step, (self.clock)()) {
            Ok(Done::Refused(why)) => {
                self.page.text(&format!("That cannot be done: {why}."))?;
                Ok(false)
            }
            Ok(_) => Ok(true),
            Err(error @ ReviewError::AddedTo(_)) => {
                self.page.text(&format!("{error}."))?;
                Ok(false)
            }
            Err(error) => Err(Halt::Io(io::Error::other(with_causes(&error)))),
        }
    }
}

fn show(group: &ShownGroup<'_>, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    page.text(&present::group_in_words(group))?;
    print_blocks(page, &present::found(group))?;
    for (number, text) in (1..).zip(&group.texts) {
        let words = present::text_in_words(text);
        page.entry(&format!("  {number}  "), &visible(&words))?;
    }
    Ok(())
}

/// After the last group: whether the question is done, or the last step is taken back.
fn may_end(page: &mut Page<'_>, prompt: &mut dyn Prompt) -> Result<bool, Halt> {
    page.flush()?;
    let line = Line {
        prompt: "That was the last group. Enter ends, u takes the last step back: ",
        ..Line::default()
    };
    match prompt.line(line) {
        Ok(Reply::Text(typed)) if typed.trim() == "u" => Ok(false),
        Ok(_) | Err(Halt::EndOfInput) => Ok(true),
        Err(halt) => Err(halt),
    }
}

fn typed(text: &str, group: &ShownGroup<'_>, comments: &[String]) -> Result<Typed, String> {
    let text = text.trim();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let most = group.question.available();
    Ok(Typed::Step(match (word, rest.trim()) {
        ("", _) => match group.proposed {
            Some(mark) => Step::Give(mark),
            None => {
                return Err(format!(
                    "Nothing is proposed: write a number from 0 to {most}."
                ));
            }
        },
        ("n", "") => Step::Give(0),
        ("j", "") => Step::Join,
        ("u", "") => Step::Undo,
        ("s", "") => Step::Later,
        ("q", "") => return Ok(Typed::Stop),
        ("?", _) => return Ok(Typed::Help),
        ("p", "") => return Ok(Typed::Points),
        ("c", "") => return Ok(Typed::Comments),
        ("c", "-") => Step::Comment(None),
        ("c", words) => Step::Comment(Some(comment(words, comments)?)),
        ("t", numbers) => {
            let numbers = numbers.split([' ', ',']).filter(|it| !it.is_empty());
            let places = numbers.map(|it| it.parse::<usize>().ok()?.checked_sub(1));
            let places: Option<Vec<usize>> = places.collect();
            let places = places.filter(|places| !places.is_empty());
            Step::TakeOut(places.ok_or("Write which texts: `t 2 3`.")?)
        }
        (mark, "") if mark.parse().is_ok_and(|mark: u32| mark <= most) => {
            Step::Give(mark.parse().unwrap_or(most))
        }
        _ => {
            return Err(format!(
                "Write a number from 0 to {most}, or ? for what else there is."
            ));
        }
    }))
}

/// A comment of the list by its number, or what was typed.
fn comment(words: &str, comments: &[String]) -> Result<String, String> {
    match words.parse::<usize>() {
        Err(_) => Ok(words.to_owned()),
        Ok(number) => {
            let place = number.checked_sub(1);
            let comment = place.and_then(|place| comments.get(place));
            comment
                .cloned()
                .ok_or_else(|| format!("There is no comment {number}; `c` lists them."))
        }
    }
}

/// Shows what would make the mark scheme better, one proposal after the other, and writes into the quiz
/// what is accepted.
pub fn improve(
    desk: &mut SchemeDesk,
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
) -> Result<(), Halt> {
    loop {
        let text = match desk.proposal() {
            Some(proposal) => {
                page.gap()?;
                page.title("The mark scheme could agree better with you.")?;
                let blocks = present::proposal(desk.question(), proposal, desk.judged());
                print_blocks(page, &blocks)?;
                "y writes this into the quiz, Enter does not, u takes the last change back, q stops: "
            }
            None if desk.can_undo() => {
                "There is no other proposal. Enter goes on, u takes the last change back: "
            }
            None => return Ok(()),
        };
        page.flush()?;
        let line = Line {
            prompt: text,
            ..Line::default()
        };
        let reply = match prompt.line(line) {
            Ok(Reply::Text(typed)) => typed.trim().to_lowercase(),
            Ok(_) | Err(Halt::EndOfInput) => return Ok(()),
            Err(halt) => return Err(halt),
        };
        match reply.as_str() {
            "y" | "yes" if desk.proposal().is_some() => match desk.accept() {
                Ok(path) => page.text(&format!("Written into {path}."))?,
                Err(error) => {
                    page.text(&format!("{}.", with_causes(&error)))?;
                    desk.leave();
                }
            },
            "u" => page.text(&present::taken_back(
                desk.undo().map_err(|it| with_causes(&it)),
            ))?,
            "q" => return Err(Halt::Left),
            _ if desk.proposal().is_none() => return Ok(()),
            _ => desk.leave(),
        }
    }
}
