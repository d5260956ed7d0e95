//! Real screens: the program in a pseudo-terminal, drawn by a terminal emulator.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The program at a terminal.
struct Terminal {
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

/// How long a screen may take to come: a bound on failure, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

fn some(size: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(size).unwrap()
}

impl Terminal {
    fn start(arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_in(&common::state(), arguments, columns, rows)
    }

    /// The program with its record, drafts and cache in a folder.
    fn start_in(state: &str, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(state, arguments, (columns, rows), None)
    }

    fn start_with(
        state: &str,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        variable: Option<(&str, &str)>,
    ) -> Self {
        let size = |rows, cols| PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size(rows, columns)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sourcework"));
        command.args(["--library", "tests/library"]);
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env("TERM", "xterm-256color");
        command.env("SOURCEWORK_RECORD", format!("{state}/record.db"));
        command.env("SOURCEWORK_CACHE", format!("{state}/cache"));
        command.env_remove("NO_COLOR");
        if let Some((name, value)) = variable {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let (sender, output) = channel();
        let mut reader = pair.master.try_clone_reader().unwrap();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let input = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(some(rows), some(columns), 1000);
        Self {
            parser,
            output,
            input,
            child,
            master: pair.master,
        }
    }

    fn take(quiz: &str, columns: u16, rows: u16) -> Self {
        Self::start(&["take", quiz, "--seed", "1"], columns, rows)
    }

    fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    fn screen(&self) -> String {
        let screen = self.parser.screen().contents();
        screen
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Reads until the screen shows the words and then falls quiet.
    fn until(&mut self, words: &str) -> String {
        let limit = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(Duration::from_millis(150)) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) if self.screen().contains(words) => return self.screen(),
                Err(_) => {}
            }
            assert!(Instant::now() < limit, "no {words:?} on\n{}", self.screen());
        }
    }

    fn exit(&mut self) -> (u32, String) {
        let limit = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            if Instant::now() > limit {
                self.child.kill().unwrap();
                panic!("the program goes on:\n{}", self.until(""));
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(150)) {
            self.parser.process(&bytes);
        }
        assert!(
            !self.parser.screen().hide_cursor(),
            "the cursor is left hidden"
        );
        (code, self.screen())
    }

    /// The settings of the terminal, as `stty` tells them.
    fn settings(&self) -> String {
        let name = self.master.tty_name().unwrap();
        let output = std::process::Command::new("stty")
            .arg("-F")
            .arg(name)
            .arg("-a")
            .output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_question_is_answered_and_its_result_stays_when_the_screen_is_gone() {
    let mut terminal = Terminal::take("one", 80, 30);
    let screen = terminal.until("[ Give the answer ]");
    assert!(screen.contains("Extract a"), "{screen}");
    terminal.keys("b\r");
    let screen = terminal.until("Enter go on");
    assert!(screen.contains("Right: 1 of 1 mark."), "{screen}");
    terminal.keys("\r");
    terminal.until("Your result");
    terminal.keys("\r");
    let (code, screen) = terminal.exit();
    assert_eq!(code, 0);
    assert!(screen.contains("1 of 1 mark, 100%."), "{screen}");
}

#[test]
fn the_evidence_is_marked_in_the_passage_by_more_than_a_colour() {
    let mut terminal = Terminal::take("one", 80, 40);
    terminal.until("[ Give the answer ]");
    terminal.keys("a\r");
    let screen = terminal.until("Enter go on");
    let words = "The harbour was closed";
    let row = screen
        .lines()
        .position(|line| line.contains(words))
        .unwrap();
    let line = screen.lines().nth(row).unwrap();
    assert!(line.starts_with('│'), "{screen}");
    let at = line.chars().collect::<String>().find(words).unwrap();
    let column = line[..at].chars().count() as u16;
    let cell = terminal.parser.screen().cell(row as u16, column).unwrap();
    assert!(cell.underline() && cell.bold());
}

#[test]
fn a_terminal_too_small_for_a_screen_gets_lines() {
    let mut terminal = Terminal::take("one", 80, 10);
    terminal.until("Enter a number from 1 to 3");
    terminal.keys("2\r");
    let (code, screen) = terminal.exit();
    assert_eq!(code, 0);
    assert!(screen.contains("1 of 1 mark, 100%."), "{screen}");
    let mut menu = Terminal::start(&[], 40, 30);
    menu.until("Choose what to do");
    menu.keys("\x1b");
    assert_eq!(menu.exit().0, 0);
}

/// Now and then both are there when the program looks; without `use-dev-tty` crossterm then forgets the key
/// until another one comes.
#[test]
fn a_key_that_comes_together_with_another_size_is_not_lost() {
    let mut terminal = Terminal::take("two", 120, 30);
    terminal.until("[ Give the answer ]");
    for round in 0..20_u16 {
        let (rows, cols) = (24 + round % 2, 60 + round % 2);
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        terminal.master.resize(size).unwrap();
        terminal
            .parser
            .screen_mut()
            .set_size(some(rows), some(cols));
        let (key, shown) = [("a", "(•) A"), ("b", "(•) B")][usize::from(round % 2)];
        terminal.keys(key);
        terminal.until(shown);
    }
}

#[test]
fn a_screen_goes_on_at_another_size() {
    let mut terminal = Terminal::take("two", 120, 30);
    terminal.until("[ Give the answer ]");
    let size = PtySize {
        rows: 24,
        cols: 60,
        ..PtySize::default()
    };
    terminal.master.resize(size).unwrap();
    terminal.parser.screen_mut().set_size(some(24), some(60));
    terminal.keys("b");
    let screen = terminal.until("(•) B");
    assert!(screen.contains("[ Give the answer ]"), "{screen}");
    assert!(screen.contains("Esc commands"), "{screen}");
}

fn is_as_it_was(terminal: &Terminal) {
    let settings = terminal.settings();
    for setting in ["icanon", "echo", "isig", "icrnl"] {
        let is_set = settings.split_whitespace().any(|it| it == setting);
        assert!(is_set, "{setting}: {settings}");
    }
    let screen = terminal.parser.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste());
}

#[test]
fn ctrl_c_leaves_a_quiz_and_ends_the_menu_with_the_terminal_as_it_was() {
    let mut terminal = Terminal::take("one", 80, 30);
    terminal.until("[ Give the answer ]");
    terminal.keys("\x03");
    terminal.until("You have left the quiz. You had not answered anything yet.");
    is_as_it_was(&terminal);
    assert_eq!(terminal.exit().0, 0);
    let mut menu = Terminal::start(&[], 80, 30);
    menu.until("Type to find something");
    menu.keys("\x03");
    assert_eq!(menu.exit().0, 130);
    is_as_it_was(&menu);
}

/// Each key reaches the draft within a second, and at once where the program ends: by Ctrl-C, by a
/// window that is closed, by a shutdown.
#[test]
fn what_was_being_written_is_kept_however_the_program_ends() {
    for ending in ["ctrl-c", "TERM", "HUP", "KILL"] {
        let state = common::state();
        let take = ["take", "written", "--seed", "1"];
        let mut terminal = Terminal::start_in(&state, &take, 80, 30);
        terminal.until("Your answer");
        terminal.keys("They were afraid\rbecause the harb");
        terminal.until("because the harb");
        if ending == "ctrl-c" {
            terminal.keys("\x03");
            assert_eq!(terminal.exit().0, 0);
        } else {
            if ending == "KILL" {
                std::thread::sleep(Duration::from_millis(900));
            }
            let process = terminal.child.process_id().unwrap().to_string();
            let signal = format!("-{ending}");
            let kill = std::process::Command::new("kill")
                .args([&signal, &process])
                .status();
            assert!(kill.unwrap().success());
            if ending == "KILL" {
                terminal.child.wait().unwrap();
            } else {
                assert_eq!(terminal.exit().0, 130, "{ending}");
                is_as_it_was(&terminal);
            }
        }
        let mut resumed = Terminal::start_in(&state, &["resume"], 80, 30);
        let screen = resumed.until("because the harb");
        assert!(screen.contains("They were afraid"), "{ending}: {screen}");
        assert!(screen.contains("6 words"), "{ending}: {screen}");
    }
}

#[test]
fn what_is_pasted_is_neither_lost_nor_obeyed() {
    let mut terminal = Terminal::start(&["take", "written", "--seed", "1"], 80, 30);
    terminal.until("Your answer");
    let long = "word ".repeat(2_000);
    terminal.keys(&format!("\x1b[200~{long}\x1b[31mred 🙂 שלום\x1b[201~"));
    let screen = terminal.until("2003 words");
    assert!(!screen.contains('\u{1b}'), "{screen}");
}

#[test]
fn without_colours_none_are_sent() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "xterm-256color")] {
        let mut terminal = Terminal::start_with(
            &common::state(),
            &["take", "one", "--seed", "1"],
            (80, 30),
            Some((name, value)),
        );
        terminal.until("[ Give the answer ]");
        terminal.keys("b\r");
        let screen = terminal.until("Right: 1 of 1 mark.");
        let row = screen
            .lines()
            .position(|line| line.contains("Right: 1"))
            .unwrap();
        let cell = terminal.parser.screen().cell(row as u16, 1).unwrap();
        let is_coloured = cell.fgcolor() != vt100::Color::Default;
        assert_eq!(is_coloured, name != "NO_COLOR", "{name}");
    }
}

#[test]
fn the_menu_leads_to_a_quiz_and_back() {
    let mut terminal = Terminal::start(&[], 80, 30);
    terminal.until("Type to find something");
    terminal.keys("one\r");
    terminal.until("Practice");
    terminal.keys("\x1b");
    terminal.until("Type to find something");
    terminal.keys("one\r");
    terminal.until("Practice");
    terminal.keys("\r");
    terminal.until("[ Give the answer ]");
    terminal.keys("b\r");
    terminal.until("Enter go on");
    // What is typed after an answer goes nowhere; only Enter goes on.
    terminal.keys("4");
    terminal.until("Right: 1 of 1 mark.");
    terminal.keys("\r");
    terminal.until("Your result");
    terminal.keys("\r");
    terminal.until("Type to find something");
    terminal.keys("progress\r");
    terminal.until("In short");
    terminal.keys("\r");
    terminal.until("Type to find something");
    terminal.keys("\x1b");
    assert_eq!(terminal.exit().0, 0);
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_gets_plain_lines() {
    let mut terminal = Terminal::start(&["take", "one", "--seed", "1", "--plain"], 80, 30);
    let screen = terminal.until("Enter a number from 1 to 3");
    assert!(
        !terminal.parser.screen().contents_formatted().is_empty() && screen.contains("1  It was")
    );
    terminal.keys("2\r");
    assert_eq!(terminal.exit().0, 0);
}

#[test]
fn ctrl_c_ends_the_plain_interface_as_well() {
    for arguments in [&["take", "one", "--plain"][..], &["--plain"][..]] {
        let mut terminal = Terminal::start(arguments, 80, 30);
        terminal.until("nter a number from 1 to");
        terminal.keys("\x03");
        let (code, screen) = terminal.exit();
        assert_eq!(code, 130, "{screen}");
        assert!(screen.contains("Stopped"), "{screen}");
    }
}

#[test]
fn an_unfinished_attempt_is_offered_where_one_left() {
    let state = common::state();
    let take = ["take", "two", "--seed", "1"];
    let mut first = Terminal::start_in(&state, &take, 80, 30);
    first.until("Question 1 of 2");
    first.keys("a\r");
    first.until("Enter go on");
    first.keys("\x03");
    first.until("Your answers are saved; `sourcework resume 1` goes on.");
    let mut again = Terminal::start_in(&state, &take, 80, 30);
    again.until("1 of 2 answered. Continue?");
    again.keys("y");
    again.until("Question 2 of 2");
    again.keys("\x03");
    again.exit();
    let mut menu = Terminal::start_in(&state, &[], 80, 30);
    let screen = menu.until("Type to find something");
    assert!(
        screen.contains("▸ Go on with Two questions (1 of 2 answered, "),
        "{screen}"
    );
    assert!(screen.contains("Revise what is due today"), "{screen}");
    menu.keys("\x1b");
    menu.exit();
    let mut anew = Terminal::start_in(&state, &take, 80, 30);
    anew.until("Continue?");
    anew.keys("n");
    anew.until("Question 1 of 2");
    anew.keys("\x03");
    anew.until("You had not answered anything yet");
    let mut menu = Terminal::start_in(&state, &[], 80, 30);
    let screen = menu.until("Type to find something");
    assert!(!screen.contains("Go on with"), "it is closed: {screen}");
    menu.keys("\x1b");
    menu.exit();
}

#[test]
fn where_the_record_is_damaged_one_can_go_on_without() {
    let state = common::state();
    std::fs::create_dir_all(&state).unwrap();
    let record = format!("{state}/record.db");
    std::fs::write(&record, "no record at all").unwrap();
    let mut terminal = Terminal::start_in(&state, &["take", "one", "--seed", "1"], 80, 30);
    let screen = terminal.until("Go on without saving your answers?");
    let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("is damaged, or is not a record"), "{screen}");
    terminal.keys("y");
    terminal.until("[ Give the answer ]");
    terminal.keys("a\r");
    terminal.until("Enter go on");
    terminal.keys("\x03");
    terminal.until("Your answers are not saved.");
    assert_eq!(
        std::fs::read_to_string(&record).unwrap(),
        "no record at all"
    );
    let mut terminal = Terminal::start_in(&state, &["take", "one"], 80, 30);
    terminal.until("Go on without saving your answers?");
    terminal.keys("n");
    assert_eq!(terminal.exit().0, 3);
}

#[test]
fn a_class_is_marked_on_a_screen_and_what_was_decided_is_kept() {
    let state = common::state();
    std::fs::create_dir_all(&state).unwrap();
    let answers = format!("{state}/class.csv");
    std::fs::write(
        &answers,
        "name,answer\nAda,It is useful.\nBen,It is useful\nCyd,\"It shows one side,\nand not the other.\"\n",
    )
    .unwrap();
    let review = [
        "review",
        "written",
        "--answers",
        &answers,
        "--question",
        "essay",
    ];
    let mut terminal = Terminal::start(&review, 80, 24);
    let screen = terminal.until("2 × It is useful.");
    assert!(
        screen.contains("Group 1 of 2: 2 answers, 1 text"),
        "{screen}"
    );
    assert!(screen.contains("only a person can mark this"), "{screen}");
    terminal.keys("2");
    terminal.until("Group 2 of 2: 1 answer, 1 text");
    // The window is closed; the next time it goes on there.
    terminal.keys("q");
    let (code, screen) = terminal.exit();
    assert_eq!(code, 0);
    assert!(screen.contains("1 decision, kept in"), "{screen}");
    let mut terminal = Terminal::start(&review, 80, 24);
    terminal.until("and not the other.");
    terminal.keys("4");
    terminal.until("That was the last group.");
    terminal.keys("\r");
    assert_eq!(terminal.exit().0, 0);
    let kept = std::fs::read_to_string(format!("{state}/class.decisions.jsonl")).unwrap();
    let marks = kept.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["mark"].as_u64().unwrap()
    });
    assert_eq!(marks.collect::<Vec<_>>(), [2, 4]);
}
