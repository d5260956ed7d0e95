//! Drives a session at a terminal, from the first question to the summary.

use super::keeping::{Clock, Desk, Keeper};
use super::page::{Look, Page};
use super::picking::ask_until;
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::steps::{self, Part};
use super::writing::Draft;
use super::{feedback, judging, marks, overview, passage, summary, visible};
use sourcework_core::marking::Answer;
use sourcework_core::session::{
    Asked, Certainty, Guess, Mode, Passage, QuestionView, Session, View,
};

/// Takes a quiz to its end. On a halt the session is as it was after the last answer.
pub fn take(
    session: &mut Session<'_>,
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    clock: Clock<'_>,
    keeper: &mut dyn Keeper,
) -> Result<(), Halt> {
    let mut drive = Drive {
        page,
        prompt,
        clock,
        keeper,
        shown: String::new(),
    };
    drive.introduce(session)?;
    drive.run(session)
}

struct Drive<'d, 'w> {
    page: &'d mut Page<'w>,
    prompt: &'d mut dyn Prompt,
    clock: Clock<'d>,
    keeper: &'d mut dyn Keeper,
    /// The passages that were printed last, so that they are not printed again with every
    /// question about them.
    shown: String,
}

/// What is left of asking one question.
struct Progress {
    place: usize,
    again: bool,
    parts: Vec<Part>,
}

impl<'w> Drive<'_, 'w> {
    fn desk(&mut self) -> Desk<'_, 'w> {
        Desk {
            page: self.page,
            prompt: self.prompt,
            clock: self.clock,
            keeper: self.keeper,
        }
    }

    fn introduce(&mut self, session: &Session<'_>) -> Result<(), Halt> {
        let quiz = session.quiz();
        self.page.blank()?;
        self.page.title(&visible(&quiz.title))?;
        if let Some(description) = &quiz.description {
            self.page.text(&visible(description))?;
        }
        if let (Some(_), Some(limit)) = (session.time_left((self.clock)()), &quiz.time_limit) {
            self.page.text(&format!(
                "You have {limit}. Nothing is revealed until you hand in; {} goes to the question before.",
                self.prompt.back()
            ))?;
        } else if session.settings().mode == Mode::Exam {
            self.page.text("Nothing is revealed until you hand in.")?;
        }
        let back = self.prompt.back();
        let line =
            format!("r shows the passage again, ? lists what else there is, {back} goes back.");
        Ok(self.page.look(Look::Faint, &line)?)
    }

    fn run(&mut self, session: &mut Session<'_>) -> Result<(), Halt> {
        let mut progress: Option<Progress> = None;
        loop {
            self.desk().keep(session)?;
            self.page.resize(self.prompt.columns());
            if session.hand_in_if_late((self.clock)()) {
                self.page.blank()?;
                self.page
                    .title("The time is up; your paper has been handed in.")?;
            }
            let now = (self.clock)();
            match session.current(now) {
                View::Commit(asked) => {
                    self.print_asked(&asked)?;
                    match self.ask_guess(&asked.passages)? {
                        Some(guess) => session.commit(guess, now)?,
                        None => self.go_back(session)?,
                    }
                }
                View::Question(_) => self.ask_question(session, &mut progress)?,
                View::Judging(view) => {
                    let decided = judging::ask(self.page, self.prompt, &view)?;
                    let now = (self.clock)();
                    judging::decide(&mut self.desk(), session, decided, now)?;
                    progress = None;
                }
                View::Overview(lines) => {
                    match overview::ask(self.page, self.prompt, &lines)? {
                        Some(place) => session.turn_to(place, now)?,
                        None => session.hand_in((self.clock)()),
                    }
                    progress = None;
                }
                View::Done => {
                    self.desk().keep(session)?;
                    judging::review(&mut self.desk(), session)?;
                    session.finish(now);
                }
                View::Finished => {
                    let told = session.settings().mode == Mode::Practice;
                    let labels = self.prompt.labels(5);
                    summary::print_summary(self.page, &session.summary(), &labels, told)?;
                    return Ok(self.page.flush()?);
                }
            }
        }
    }

    /// Asks the current question until it is answered or a command is given; what has been given
    /// so far stays in `progress`.
    fn ask_question(
        &mut self,
        session: &mut Session<'_>,
        progress: &mut Option<Progress>,
    ) -> Result<(), Halt> {
        let View::Question(view) = session.current((self.clock)()) else {
            return Ok(());
        };
        let (place, again) = (view.asked.place, view.asked.again);
        let mut so_far = match progress.take() {
            Some(so_far) if so_far.place == place && so_far.again == again => so_far,
            _ => {
                self.print_question(&view)?;
                Progress {
                    place,
                    again,
                    parts: Vec::new(),
                }
            }
        };
        let commands = commands(&view, session.settings().mode == Mode::Exam);
        let question = view.asked.id.to_owned();
        let mut draft = Draft {
            question: question.clone(),
            drafts: self.keeper,
        };
        match steps::ask(
            self.page,
            self.prompt,
            &view.task,
            &mut so_far.parts,
            &commands,
            &mut draft,
        )? {
            steps::Asked::Answer(answer) => {
                match self.ask_certainty(session, &view.asked.passages)? {
                    Ok(certainty) => return self.give(session, &answer, certainty, &question),
                    Err(()) => {
                        so_far.parts.pop();
                    }
                }
            }
            steps::Asked::Command(Command::Read) => {
                passage::print_all(self.page, &view.asked.passages)?;
            }
            steps::Asked::Command(Command::Help) => self.print_help(&commands)?,
            steps::Asked::Command(command) => {
                if self.obey(session, command, place)? {
                    return Ok(());
                }
            }
            steps::Asked::Back => return self.go_back(session),
        }
        *progress = Some(so_far);
        Ok(())
    }

    fn give(
        &mut self,
        session: &mut Session<'_>,
        answer: &Answer,
        certainty: Option<Certainty>,
        question: &str,
    ) -> Result<(), Halt> {
        let told = session.answer(answer, certainty, (self.clock)())?;
        let place = told.map(|told| told.place);
        self.desk().keep(session)?;
        self.keeper.drop_draft(question);
        let Some(told) = place.and_then(|place| session.feedback(place)) else {
            return Ok(());
        };
        self.page.resize(self.prompt.columns());
        feedback::print(self.page, &told, &self.prompt.labels(5))?;
        let (place, matched) = (told.place, told.told.is_some());
        if matched {
            judging::offer(&mut self.desk(), session, place)
        } else {
            passage::pause(self.page, self.prompt, &session.passages(place))
        }
    }

    /// Obeys a command that changes the session; true where another question is up.
    fn obey(
        &mut self,
        session: &mut Session<'_>,
        command: Command,
        place: usize,
    ) -> Result<bool, Halt> {
        let now = (self.clock)();
        let outcome = match command {
            Command::Hint => match session.hint(now) {
                Ok(hint) => {
                    self.page.hanging("Hint: ", &visible(hint), Look::Normal)?;
                    Ok(false)
                }
                Err(error) => Err(error),
            },
            Command::Skip => session.skip(now).map(|()| true),
            Command::Overview => session.turn_to(usize::MAX, now).map(|()| true),
            Command::Flag => {
                let on = matches!(session.current(now), View::Question(view) if !view.flagged);
                self.page.text(if on {
                    "Flagged."
                } else {
                    "The flag is removed."
                })?;
                session.flag(place, on, now).map(|()| false)
            }
            Command::Read | Command::Help | Command::List | Command::Overrule | Command::Editor => {
                Ok(false)
            }
        };
        match outcome {
            Ok(moved) => Ok(moved),
            Err(error) => {
                self.page.text(&format!("That cannot be done: {error}."))?;
                Ok(false)
            }
        }
    }

    /// In an exam to the question before; else out of the quiz, if that is meant.
    fn go_back(&mut self, session: &mut Session<'_>) -> Result<(), Halt> {
        let now = (self.clock)();
        if session.settings().mode == Mode::Exam {
            let place = match session.current(now) {
                View::Question(view) => view.asked.place,
                View::Commit(asked) => asked.place,
                _ => 0,
            };
            if place > 0 {
                return Ok(session.turn_to(place - 1, now)?);
            }
        }
        self.page.flush()?;
        match self.prompt.confirm("Leave this quiz?")? {
            Some(true) => Err(Halt::Left),
            _ => Ok(()),
        }
    }

    fn print_question(&mut self, view: &QuestionView<'_>) -> Result<(), Halt> {
        self.print_asked(&view.asked)?;
        if view.flagged {
            self.page.text("You have flagged this question.")?;
        }
        self.page.blank()?;
        self.page.title(&visible(view.asked.stem))?;
        let prompt = &*self.prompt;
        steps::introduce(self.page, &view.task, |count| prompt.labels(count))?;
        if let Some(given) = view.given.as_ref().filter(|given| !given.is_blank()) {
            let told = steps::given(given, |count| prompt.labels(count), &view.task);
            self.page.text(&format!(
                "Your answer so far: {told}. A new one replaces it; s leaves it as it is."
            ))?;
        }
        Ok(())
    }

    fn print_asked(&mut self, asked: &Asked<'_>) -> Result<(), Halt> {
        let key = shown_key(&asked.passages);
        if key == self.shown {
            self.page.blank()?;
            self.rule()?;
        } else {
            passage::print_all(self.page, &asked.passages)?;
            self.page.blank()?;
            self.rule()?;
            self.shown = key;
        }
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
        self.page.look(Look::Faint, &line)?;
        Ok(())
    }

    fn rule(&mut self) -> Result<(), Halt> {
        let rule = "─".repeat(self.page.width().min(24));
        Ok(self.page.look(Look::Faint, &rule)?)
    }

    fn print_help(&mut self, commands: &[Command]) -> Result<(), Halt> {
        for command in commands {
            self.page
                .text(&format!("{}  {}", command.key(), command.about()))?;
        }
        self.page
            .text(&format!("{}  goes back", self.prompt.back()))?;
        Ok(())
    }

    fn ask_guess(&mut self, passages: &[Passage<'_>]) -> Result<Option<Guess>, Halt> {
        self.page.blank()?;
        self.page
            .text("The heading is held back. Before you see it, say from the passage alone:")?;
        let questions = ["Who wrote it", "When", "Why"];
        let mut said: Vec<String> = Vec::new();
        while said.len() < questions.len() {
            self.page.flush()?;
            let prompt = format!("{}? ", questions[said.len()]);
            match self.prompt.line(Line {
                prompt: &prompt,
                commands: &[Command::Read],
                labels: &[],
            })? {
                Reply::Text(text) => said.push(text),
                Reply::Command(_) => passage::print_all(self.page, passages)?,
                Reply::Back if said.pop().is_none() => return Ok(None),
                Reply::Back => {}
            }
        }
        let mut said = said.into_iter();
        let mut take = || said.next().unwrap_or_default();
        Ok(Some(Guess {
            who: take(),
            when: take(),
            why: take(),
        }))
    }

    /// `Err(())` is back.
    fn ask_certainty(
        &mut self,
        session: &Session<'_>,
        passages: &[Passage<'_>],
    ) -> Result<Result<Option<Certainty>, ()>, Halt> {
        if !session.settings().certainty {
            return Ok(Ok(None));
        }
        let [guess, fair, sure] = Certainty::ALL.map(Certainty::shown);
        let prompt = format!("How sure are you? 1 {guess}, 2 {fair}, 3 {sure}: ");
        let labels = ["1", "2", "3"].map(str::to_owned);
        let line = Line {
            prompt: &prompt,
            commands: &[Command::Read],
            labels: &labels,
        };
        loop {
            let asked = ask_until(self.page, self.prompt, line, |typed| {
                let place = labels.iter().position(|label| label == typed);
                place.ok_or_else(|| "Enter 1, 2 or 3.".to_owned())
            })?;
            match asked {
                Ok(place) => return Ok(Ok(Some(Certainty::ALL[place]))),
                Err(None) => return Ok(Err(())),
                Err(Some(_)) => passage::print_all(self.page, passages)?,
            }
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
