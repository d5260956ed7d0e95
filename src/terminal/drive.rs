//! Drives an attempt at a terminal, from the first question to the summary.

use super::desk::{Clock, Desk};
use super::page::{Look, Page};
use super::picking::ask_until;
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::steps::{self, Part};
use super::writing::Draft;
use super::{judging, marks, overview, passage, summary, visible};
use sourcework_core::attempt::{
    self, Asked, Certainty, Guess, JudgedBy, Mode, Numbering, Passage, QuestionView, Refusal, View,
    Which,
};
use sourcework_core::marking::Answer;
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
}

/// What is left of asking one question.
struct Progress {
    place: usize,
    again: bool,
    parts: Vec<Part>,
}

impl Drive<'_, '_, '_> {
    fn introduce(&mut self) -> Result<(), Halt> {
        let Desk {
            attempt,
            page,
            prompt,
            clock,
        } = &mut self.desk;
        let session = attempt.session();
        let quiz = session.quiz();
        page.blank()?;
        page.title(&visible(&quiz.title))?;
        if let Some(description) = &quiz.description {
            page.text(&visible(description))?;
        }
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
            format!("r shows the passage again, ? lists what else there is, {back} goes back.");
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
                View::Question(_) => self.ask_question(&mut progress)?,
                View::Judging(view) => {
                    let which = view.which;
                    let decided = judging::ask(self.desk.page, self.desk.prompt, &view)?;
                    judging::decide(&mut self.desk, which, decided)?;
                    progress = None;
                }
                View::Overview(lines) => {
                    let turned = overview::ask(self.desk.page, self.desk.prompt, &lines)?;
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
                View::Finished => {
                    let session = self.desk.attempt.session();
                    let told = session.settings().mode == Mode::Practice;
                    let labels = self.desk.prompt.labels(5);
                    let summary = session.summary();
                    summary::print_summary(self.desk.page, &summary, &labels, told)?;
                    return Ok(self.desk.page.flush()?);
                }
            }
        }
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
        let View::Commit(asked) = self.desk.attempt.session().current(now) else {
            return Ok(());
        };
        let place = asked.place;
        print_asked(self.desk.page, &mut self.shown, &asked)?;
        let guess = ask_guess(self.desk.page, self.desk.prompt, &asked.passages)?;
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
        let View::Question(view) = session.current(clock()) else {
            return Ok(());
        };
        let (place, again) = (view.asked.place, view.asked.again);
        let mut so_far = match progress.take() {
            Some(so_far) if so_far.place == place && so_far.again == again => so_far,
            _ => {
                print_question(page, *prompt, &mut self.shown, &view)?;
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
            steps::Asked::Answer(answer) => {
                let wanted = session.settings().certainty;
                match ask_certainty(page, *prompt, wanted, &view.asked.passages)? {
                    Ok(certainty) => return self.give(place, answer, certainty),
                    Err(()) => {
                        so_far.parts.pop();
                    }
                }
            }
            steps::Asked::Command(Command::Read) => {
                passage::print_all(page, &view.asked.passages)?;
            }
            steps::Asked::Command(Command::Help) => print_help(page, *prompt, &commands)?,
            steps::Asked::Command(command) => {
                let flagged = view.flagged;
                if self.obey(command, place, flagged)? {
                    return Ok(());
                }
            }
            steps::Asked::Back => return self.go_back(),
        }
        *progress = Some(so_far);
        Ok(())
    }

    fn give(
        &mut self,
        place: usize,
        answer: Answer,
        certainty: Option<Certainty>,
    ) -> Result<(), Halt> {
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
        let (_, mut drafts) = self.desk.attempt.with_drafts();
        // A draft that stays behind is offered again, and goes with the attempt.
        let _ = drafts.drop(place);
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
            self.desk.step_or_tell(&attempt::Command::TurnTo { place })?;
            return Ok(());
        }
        self.desk.page.flush()?;
        match self.desk.prompt.confirm("Leave this quiz?")? {
            Some(true) => Err(Halt::Left),
            _ => Ok(()),
        }
    }
}

/// Whole minutes and seconds, in words.
fn minutes(left: jiff::SignedDuration) -> String {
    match (left.as_secs() / 60, left.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

fn print_question(
    page: &mut Page<'_>,
    prompt: &dyn Prompt,
    shown: &mut String,
    view: &QuestionView<'_>,
) -> Result<(), Halt> {
    print_asked(page, shown, &view.asked)?;
    if view.flagged {
        page.text("You have flagged this question.")?;
    }
    page.blank()?;
    page.title(&visible(view.asked.stem))?;
    steps::introduce(page, &view.task, |count| prompt.labels(count))?;
    if let Some(given) = view.given.as_ref().filter(|given| !given.is_blank()) {
        let told = steps::given(given, |count| prompt.labels(count), &view.task);
        page.text(&format!(
            "Your answer so far: {told}. A new one replaces it; s leaves it as it is."
        ))?;
    }
    Ok(())
}

fn print_asked(page: &mut Page<'_>, shown: &mut String, asked: &Asked<'_>) -> Result<(), Halt> {
    let key = shown_key(&asked.passages);
    if key != *shown {
        passage::print_all(page, &asked.passages)?;
        *shown = key;
    }
    page.blank()?;
    let rule = "─".repeat(page.width().min(24));
    page.look(Look::Faint, &rule)?;
    let again = if asked.again { " (again)" } else { "" };
    let mut line = format!(
        "Question {} of {}{again} · {} · {}",
        asked.place + 1,
        asked.of,
        asked.skill,
        marks(asked.marks)
    );
    if let Some(left) = asked.time_left {
        line += &format!(" · {} min left", (left.as_secs() + 59) / 60);
    }
    Ok(page.look(Look::Faint, &line)?)
}

fn print_help(
    page: &mut Page<'_>,
    prompt: &dyn Prompt,
    commands: &[Command],
) -> Result<(), Halt> {
    for command in commands {
        page.text(&format!("{}  {}", command.key(), command.about()))?;
    }
    page.text(&format!("{}  goes back", prompt.back()))?;
    Ok(())
}

fn ask_guess(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    passages: &[Passage<'_>],
) -> Result<Option<Guess>, Halt> {
    page.blank()?;
    page.text("The heading is held back. Before you see it, say from the passage alone:")?;
    let questions = ["Who wrote it", "When", "Why"];
    let mut said: Vec<String> = Vec::new();
    while said.len() < questions.len() {
        page.flush()?;
        let question = format!("{}? ", questions[said.len()]);
        match prompt.line(Line {
            prompt: &question,
            commands: &[Command::Read],
            labels: &[],
        })? {
            Reply::Text(text) => said.push(text),
            Reply::Command(_) => passage::print_all(page, passages)?,
            Reply::Back if said.pop().is_none() => return Ok(None),
            Reply::Back => {}
        }
    }
    let mut said = said.into_iter();
    let mut take = || said.next().expect("as many were asked as are taken");
    Ok(Some(Guess {
        who: take(),
        when: take(),
        why: take(),
    }))
}

/// `Err(())` is back.
fn ask_certainty(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    wanted: bool,
    passages: &[Passage<'_>],
) -> Result<Result<Option<Certainty>, ()>, Halt> {
    if !wanted {
        return Ok(Ok(None));
    }
    let [guess, fair, sure] = Certainty::ALL.map(Certainty::shown);
    let question = format!("How sure are you? 1 {guess}, 2 {fair}, 3 {sure}: ");
    let labels = ["1", "2", "3"].map(str::to_owned);
    let line = Line {
        prompt: &question,
        commands: &[Command::Read],
        labels: &labels,
    };
    loop {
        let asked = ask_until(page, prompt, line, |typed| {
            let place = labels.iter().position(|label| label == typed);
            place.ok_or_else(|| "Enter 1, 2 or 3.".to_owned())
        })?;
        match asked {
            Ok(place) => return Ok(Ok(Some(Certainty::ALL[place]))),
            Err(None) => return Ok(Err(())),
            Err(Some(_)) => passage::print_all(page, passages)?,
        }
    }
}

/// The commands that a question allows.
fn commands(view: &QuestionView<'_>, exam: bool) -> Vec<Command> {
    let mut commands = vec![Command::Read];
    if view.has_hint {
        commands.push(Command::Hint);
    }
    commands.push(Command::Skip);
    if exam {
        commands.extend([Command::Flag, Command::Overview]);
    }
    commands.push(Command::Help);
    commands
}

fn shown_key(passages: &[Passage<'_>]) -> String {
    let one = |passage: &Passage<'_>| {
        let heading = passage.heading.map_or("", |source| source.id.as_str());
        format!("{heading}/{}/{}", passage.label, passage.text.len())
    };
    passages.iter().map(one).collect::<Vec<_>>().join("\n")
}
