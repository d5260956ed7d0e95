//! Drives an attempt at a terminal, from the first question to the summary.

use super::blocks::print_blocks;
use super::desk::{Clock, Desk};
use super::page::{Look, Page};
use super::prompt::{Command, Halt, Prompt, go_on};
use super::question::{
    ask_certainty, ask_guess, commands, minutes, print_head, print_help, print_question,
};
use super::steps::{self, StepAnswer};
use super::writing::Draft;
use super::{judging, overview, visible};
use sourcework_core::attempt::{self, Certainty, JudgedBy, Mode, Numbering, Refusal, View, Which};
use sourcework_core::marking::Answer;
use sourcework_core::present::feedback::explanation_first;
use sourcework_core::present::passage::{glossary_of, passages};
use sourcework_core::present::question;
use sourcework_core::present::summary::{self, Detail, look_at_again};
use sourcework_service::LiveAttempt;

/// Takes a quiz to its end. On a halt the attempt is as it was after the last answer.
pub fn take(
    attempt: &mut LiveAttempt<'_>,
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    clock: Clock<'_>,
) -> Result<(), Halt> {
    let mut drive = Drive {
        desk: Desk {
            attempt,
            page,
            prompt,
            clock,
        },
        shown: String::new(),
        reviewed: false,
        last_place: 0,
    };
    drive.introduce()?;
    drive.run()
}

/// Lets a teacher judge answers of a finished attempt; how many were judged.
pub fn judge(
    attempt: &mut LiveAttempt<'_>,
    answers: &[Which],
    by: &JudgedBy,
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    clock: Clock<'_>,
) -> Result<usize, Halt> {
    let mut desk = Desk {
        attempt,
        page,
        prompt,
        clock,
    };
    let mut judged = 0;
    for which in answers {
        judged += usize::from(judging::ask_teacher(&mut desk, *which, by)?);
    }
    Ok(judged)
}

struct Drive<'d, 'w, 's> {
    desk: Desk<'d, 'w, 's>,
    /// The passages that were printed last, so that they are not printed again with every
    /// question about them.
    shown: String,
    /// Whether what the program found in an exam has been shown.
    reviewed: bool,
    /// The question that was up last, to which the overview goes back.
    last_place: usize,
}

/// What is left of asking one question.
struct Progress {
    place: usize,
    again: bool,
    parts: Vec<StepAnswer>,
}

impl Drive<'_, '_, '_> {
    fn introduce(&mut self) -> Result<(), Halt> {
        let Desk {
            attempt,
            page,
            prompt,
            ..
        } = &mut self.desk;
        let quiz = attempt.session().quiz();
        page.blank()?;
        page.title(&visible(&quiz.title))?;
        if let Some(description) = &quiz.description {
            page.text(&visible(description))?;
        }
        if attempt.session().attempt().probing().is_some() {
            let notice = question::probes(attempt.session().attempt());
            page.blank()?;
            print_blocks(page, &[notice])?;
            let (skip, back) = (Command::Skip, prompt.back());
            let line = format!("{} {}, {back} goes back.", skip.key(), skip.about());
            return Ok(page.look(Look::Faint, &line)?);
        }
        self.introduce_questions()
    }

    /// Says how the questions of the quiz itself are asked.
    fn introduce_questions(&mut self) -> Result<(), Halt> {
        let Desk {
            attempt,
            page,
            prompt,
            clock,
        } = &mut self.desk;
        let session = attempt.session();
        if let Some(left) = session.time_left(clock()) {
            page.text(&format!(
                "You have {}. Nothing is revealed until you hand in; {} goes to the question before.",
                minutes(left),
                prompt.back()
            ))?;
        } else if session.settings().mode == Mode::Exam {
            page.text("Nothing is revealed until you hand in.")?;
        }
        let back = prompt.back();
        let line =
            format!("r shows the passage again, ? lists what else you can type, {back} goes back.");
        Ok(page.look(Look::Faint, &line)?)
    }

    fn run(&mut self) -> Result<(), Halt> {
        let mut progress: Option<Progress> = None;
        loop {
            let columns = self.desk.prompt.columns();
            self.desk.page.resize(columns);
            self.hand_in_if_late()?;
            let now = (self.desk.clock)();
            match self.desk.attempt.session().current(now) {
                View::Commit(_) => self.ask_commitment()?,
                View::Probe(_) | View::Question(_) => self.ask_question(&mut progress)?,
                View::Judging(view) => {
                    let which = view.which;
                    let judge = self.desk.attempt.session().settings().judge;
                    let decided = judging::ask(self.desk.page, self.desk.prompt, &view, judge)?;
                    judging::decide(&mut self.desk, which, decided)?;
                    progress = None;
                }
                View::Overview(lines) => {
                    let back_to = self.last_place;
                    let turned = overview::ask(self.desk.page, self.desk.prompt, &lines, back_to)?;
                    self.desk.step_or_tell(&match turned {
                        Some(place) => attempt::Command::TurnTo { place },
                        None => attempt::Command::HandIn,
                    })?;
                    progress = None;
                }
                View::Done => {
                    self.desk.step_or_tell(&attempt::Command::HandIn)?;
                    if !std::mem::replace(&mut self.reviewed, true) {
                        judging::review(&mut self.desk)?;
                    }
                    if self.desk.session().attempt().to_judge().is_none() {
                        self.desk.step_or_tell(&attempt::Command::Finish)?;
                    }
                }
                View::Finished => return self.show_result(),
            }
        }
    }

    /// The score comes first; the questions to look at again where they are wanted, or where nobody
    /// is there to ask for them.
    fn show_result(&mut self) -> Result<(), Halt> {
        let Desk {
            attempt,
            page,
            prompt,
            ..
        } = &mut self.desk;
        let session = attempt.session();
        // In practice, what became of each part was shown right after each answer.
        let detail = match session.settings().mode {
            Mode::Practice => Detail::Why,
            Mode::Exam => Detail::Full,
        };
        let summary = session.summary();
        print_blocks(page, &summary::result(&summary))?;
        page.flush()?;
        let wanted = summary.again.is_empty()
            || !prompt.is_answered_by_a_person()
            || go_on(*prompt, &[Command::Details])? == Some(Command::Details);
        if wanted {
            let shown = &**prompt;
            let again = look_at_again(&summary, &|count| shown.labels(count), detail);
            print_blocks(page, &again)?;
            page.flush()?;
        }
        Ok(())
    }

    fn hand_in_if_late(&mut self) -> Result<(), Halt> {
        if !self.desk.session().is_late((self.desk.clock)()) {
            return Ok(());
        }
        self.desk.page.blank()?;
        self.desk
            .page
            .title("The time is up; your paper has been handed in.")?;
        self.desk.step_or_tell(&attempt::Command::HandIn)?;
        Ok(())
    }

    fn ask_commitment(&mut self) -> Result<(), Halt> {
        let now = (self.desk.clock)();
        let View::Commit(head) = self.desk.attempt.session().current(now) else {
            return Ok(());
        };
        let place = head.place;
        print_head(self.desk.page, &mut self.shown, &head)?;
        let guess = ask_guess(self.desk.page, self.desk.prompt, &head.passages)?;
        match guess {
            Some(guess) => {
                self.desk
                    .step_or_tell(&attempt::Command::Commit { place, guess })?;
                Ok(())
            }
            None => self.go_back(),
        }
    }

    /// Asks the current question until it is answered or a command is given; what has been given
    /// so far stays in `progress`.
    fn ask_question(&mut self, progress: &mut Option<Progress>) -> Result<(), Halt> {
        let Desk {
            attempt,
            page,
            prompt,
            clock,
        } = &mut self.desk;
        let (session, drafts) = attempt.with_drafts();
        let (View::Probe(view) | View::Question(view)) = session.current(clock()) else {
            return Ok(());
        };
        let is_probe = view.head.probe.is_some();
        let (place, again) = (view.head.place, view.head.again);
        self.last_place = place;
        let mut so_far = match progress.take() {
            Some(so_far) if so_far.place == place && so_far.again == again => so_far,
            _ => {
                print_question(page, *prompt, &mut self.shown, &view)?;
                if !is_probe && let Some(explanation) = attempt::explanation_first(session, place) {
                    page.blank()?;
                    print_blocks(page, &explanation_first(&explanation))?;
                    page.blank()?;
                }
                Progress {
                    place,
                    again,
                    parts: Vec::new(),
                }
            }
        };
        let commands = commands(&view, session.settings().mode == Mode::Exam);
        let mut draft = Draft { place, drafts };
        let parts = &mut so_far.parts;
        match steps::ask(page, *prompt, &view.task, parts, &commands, &mut draft)? {
            steps::TaskReply::Answer(answer) => {
                if is_probe {
                    return self.end_probe(place, Some(answer));
                }
                let wanted = session.settings().certainty;
                match ask_certainty(page, *prompt, wanted, &view.head.passages)? {
                    Ok(certainty) => return self.give(place, answer, certainty),
                    Err(()) => {
                        so_far.parts.pop();
                    }
                }
            }
            steps::TaskReply::Command(Command::Read) => {
                print_blocks(page, &passages(&view.head.passages))?;
            }
            steps::TaskReply::Command(Command::Glossary) => {
                print_blocks(page, &glossary_of(&view.head.passages))?;
            }
            steps::TaskReply::Command(Command::Help) => print_help(page, *prompt, &commands)?,
            steps::TaskReply::Command(Command::Skip) if is_probe => {
                return self.end_probe(place, None);
            }
            steps::TaskReply::Command(command) => {
                let flagged = view.flagged;
                if self.obey(command, place, flagged)? {
                    return Ok(());
                }
            }
            steps::TaskReply::Back => return self.go_back(),
        }
        *progress = Some(so_far);
        Ok(())
    }

    /// Keeps what was said without the passage, or that nothing was.
    fn end_probe(&mut self, place: usize, answer: Option<Answer>) -> Result<(), Halt> {
        let ended = self
            .desk
            .step_or_tell(&attempt::Command::Probe { place, answer })?;
        if ended && self.desk.session().attempt().probing().is_none() {
            self.desk.page.blank()?;
            self.desk.page.text("Now the quiz, with the passages.")?;
            self.introduce_questions()?;
        }
        Ok(())
    }

    /// Gives an answer; an empty one only if that is meant.
    fn give(
        &mut self,
        place: usize,
        answer: Answer,
        certainty: Option<Certainty>,
    ) -> Result<(), Halt> {
        if answer.is_blank() {
            self.desk.page.flush()?;
            let sure = "Your answer is empty. Give it all the same?";
            if self.desk.prompt.confirm(sure)? != Some(true) {
                return Ok(());
            }
        }
        let command = attempt::Command::Answer {
            place,
            answer,
            numbering: Numbering::Presented,
            certainty,
        };
        match self.desk.step(&command)? {
            Ok(()) => {}
            Err(Refusal::TimeIsUp) => {
                let late = "This answer came after the time was up, and does not count.";
                return Ok(self.desk.page.text(late)?);
            }
            Err(refusal) => {
                let page = &mut self.desk.page;
                return Ok(page.text(&format!("That cannot be done: {refusal}."))?);
            }
        }
        judging::tell(&mut self.desk, place)
    }

    /// Obeys a command that changes the attempt; true where another question is up.
    fn obey(&mut self, command: Command, place: usize, flagged: bool) -> Result<bool, Halt> {
        let desk = &mut self.desk;
        match command {
            Command::Hint => {
                if desk.step_or_tell(&attempt::Command::TakeHint { place })?
                    && let Some(hint) = desk.attempt.session().hint(place)
                {
                    desk.page.hanging("Hint: ", &visible(hint), Look::Normal)?;
                }
                Ok(false)
            }
            Command::Skip => desk.step_or_tell(&attempt::Command::Skip { place }),
            Command::Overview => desk.step_or_tell(&attempt::Command::TurnTo { place: usize::MAX }),
            Command::Flag => {
                let on = !flagged;
                if desk.step_or_tell(&attempt::Command::Flag { place, on })? {
                    desk.page.text(if on {
                        "Flagged."
                    } else {
                        "The flag is removed."
                    })?;
                }
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    /// In an exam to the question before; else out of the quiz, if that is meant.
    fn go_back(&mut self) -> Result<(), Halt> {
        let state = self.desk.session().attempt();
        if state.settings.mode == Mode::Exam
            && let Some(place) = state.asking().filter(|place| *place > 0)
        {
            let place = place - 1;
            self.desk
                .step_or_tell(&attempt::Command::TurnTo { place })?;
            return Ok(());
        }
        self.desk.page.flush()?;
        match self.desk.prompt.confirm("Leave this quiz?")? {
            Some(true) => Err(Halt::Left),
            _ => Ok(()),
        }
    }
}
