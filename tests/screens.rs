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
                Err(_) => assert!(Instant::now() < limit, "no {words:?} on\n{}", self.screen()),
            }
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

#[test]
fn a_question_at_80_columns() {
    let mut terminal = Terminal::take("one", 80, 30);
    insta::assert_snapshot!("question-80", terminal.until("Choose A-C"));
    terminal.keys("r");
    assert_eq!(
        terminal.until("Choose A-C").matches("Extract a").count(),
        2,
        "r reads it again"
    );
    terminal.keys("b\r");
    insta::assert_snapshot!("feedback-80", terminal.until("Enter goes on"));
    terminal.keys("\r");
    let (code, screen) = terminal.exit();
    assert_eq!(code, 0);
    assert!(screen.contains("1 of 1 mark, 100%."), "{screen}");
}

#[test]
fn wide_options_with_curly_quotation_marks_at_44_columns() {
    let mut terminal = Terminal::take("one", 44, 40);
    insta::assert_snapshot!("question-44", terminal.until("Choose A-C"));
    // Arrows walk through the labels and draw over nothing but their own line.
    terminal.keys("\x1b[B\x1b[B\x1b[A");
    insta::assert_snapshot!("arrows-44", terminal.until("Choose A-C"));
}

#[test]
fn the_place_of_the_evidence_is_underlined_and_bracketed() {
    let mut terminal = Terminal::take("one", 80, 40);
    terminal.until("Choose A-C");
    terminal.keys("a\r");
    let screen = terminal.until("Enter goes on");
    let row = screen
        .lines()
        .position(|line| line.contains("[The harbour was closed"))
        .unwrap();
    let cell = |column: u16| terminal.parser.screen().cell(row as u16, column).unwrap();
    let line = screen.lines().nth(row).unwrap();
    let bracket = line.chars().position(|c| c == '[').unwrap() as u16;
    assert!(cell(bracket + 1).underline() && !cell(bracket).underline());
    let end = line.chars().position(|c| c == ']').unwrap() as u16;
    assert!(cell(end - 1).underline() && !cell(end + 1).underline());
}

#[test]
fn two_rows_are_enough_to_answer_by_and_never_panic() {
    let mut terminal = Terminal::take("one", 80, 2);
    terminal.until("Choose A-C");
    terminal.keys("b\r");
    terminal.until("Enter goes on");
    terminal.keys("\r");
    assert_eq!(terminal.exit().0, 0);
    let mut menu = Terminal::start(&[], 80, 2);
    menu.until("Choose what to do");
    menu.keys("5\r");
    assert_eq!(menu.exit().0, 0);
}

#[test]
fn ctrl_c_leaves_with_130_and_the_terminal_as_it_was() {
    let mut terminal = Terminal::take("one", 80, 30);
    terminal.until("Choose A-C");
    terminal.keys("\x03");
    terminal.until("Stopped. Your answers are not saved.");
    let settings = terminal.settings();
    for setting in ["icanon", "echo", "isig", "icrnl"] {
        assert!(
            settings.split_whitespace().any(|it| it == setting),
            "{setting}: {settings}"
        );
    }
    assert_eq!(terminal.exit().0, 130);
    let mut menu = Terminal::start(&[], 80, 30);
    menu.until("Choose what to do");
    menu.keys("\x03");
    assert_eq!(menu.exit().0, 130);
}

#[test]
fn the_end_of_the_input_and_escape_leave_in_order() {
    let mut terminal = Terminal::take("one", 80, 30);
    terminal.until("Choose A-C");
    terminal.keys("\x04");
    assert_eq!(terminal.exit().0, 130);
    let mut terminal = Terminal::take("one", 80, 30);
    terminal.until("Choose A-C");
    terminal.keys("\x1b");
    terminal.until("Leave this quiz?");
    terminal.keys("n");
    terminal.until("Choose A-C");
    terminal.keys("\x1b");
    terminal.until("Leave this quiz?");
    terminal.keys("y");
    assert_eq!(terminal.exit().0, 0);
}

#[test]
fn a_resized_terminal_gets_its_next_page_in_its_new_width() {
    let mut terminal = Terminal::take("two", 80, 30);
    terminal.until("Choose A-B");
    terminal
        .master
        .resize(PtySize {
            rows: 30,
            cols: 40,
            ..PtySize::default()
        })
        .unwrap();
    terminal.parser.screen_mut().set_size(some(30), some(40));
    terminal.keys("b\r\r");
    let screen = terminal.until("Question 2 of 2");
    assert!(
        screen.lines().all(|line| line.chars().count() <= 40),
        "{screen}"
    );
}

#[test]
fn what_is_pasted_is_neither_lost_nor_obeyed() {
    let mut terminal = Terminal::start(&["take", "written", "--seed", "1"], 80, 30);
    terminal.until("a line with a single dot");
    let long = "word ".repeat(2_000);
    terminal.keys(&long);
    terminal.until("word word");
    terminal.keys("\r\x1b[31mred 🙂 שלום\r.\r");
    let screen = terminal.until("2003 words");
    // A sequence of keys that the editor does not know is not text, and is not obeyed either.
    assert!(!screen.contains("\\x1b"), "{screen}");
}

/// A line that is not finished is in the draft: all of it after Ctrl-C, and all but the last word
/// where the program was killed, as by a window that is closed or an empty battery.
#[test]
fn a_line_that_was_being_typed_is_kept_as_a_draft() {
    for (killed, words, last) in [(false, 6, "because the harb"), (true, 5, "because the")] {
        let state = common::state();
        let take = ["take", "written", "--seed", "1"];
        let mut terminal = Terminal::start_in(&state, &take, 80, 30);
        terminal.until("a line with a single dot");
        terminal.keys("They were afraid\rbecause the harb");
        terminal.until("because the harb");
        if killed {
            terminal.child.kill().unwrap();
            terminal.child.wait().unwrap();
        } else {
            terminal.keys("\x03");
            assert_eq!(terminal.exit().0, 130);
        }
        let mut terminal = Terminal::start_in(&state, &["resume"], 80, 30);
        let screen = terminal.until(&format!("A draft of {words} words was kept"));
        assert!(screen.contains(last), "{screen}");
    }
}

#[test]
fn the_menu_leads_to_a_quiz_and_back() {
    let mut terminal = Terminal::start(&[], 80, 30);
    insta::assert_snapshot!("menu-80", terminal.until("Leave"));
    terminal.keys("\r");
    terminal.until("Practice");
    terminal.keys("\x1b");
    terminal.until("Choose what to do");
    terminal.keys("\r");
    terminal.until("Practice");
    terminal.keys("\r");
    terminal.until("Choose A-C");
    terminal.keys("b\r");
    terminal.until("Enter goes on");
    // What is typed at a pause goes nowhere; only Enter goes on.
    terminal.keys("4\r");
    terminal.until("Enter goes on");
    terminal.keys("\r");
    terminal.until("Your result");
    terminal.until("Enter goes on");
    terminal.keys("\r");
    terminal.until("Choose what to do");
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
fn ctrl_c_ends_the_plain_face_as_well() {
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
fn what_was_broken_off_is_offered_where_one_left() {
    let state = common::state();
    let take = ["take", "two", "--seed", "1"];
    let mut first = Terminal::start_in(&state, &take, 80, 30);
    first.until("Question 1 of 2");
    first.keys("A\r");
    first.until("Enter goes on");
    first.keys("\x03");
    first.until("Your answers are saved; `sourcework resume 1` goes on.");
    let mut again = Terminal::start_in(&state, &take, 80, 30);
    again.until("1 of 2 answered. Continue?");
    again.keys("y");
    let screen = again.until("Question 2 of 2");
    assert!(!screen.contains("Question 1 of 2"), "{screen}");
    again.keys("\x03");
    again.exit();
    let mut menu = Terminal::start_in(&state, &[], 80, 30);
    let screen = menu.until("Choose what to do");
    assert!(
        screen.contains("> Go on with two: 1 of 2 answered"),
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
    anew.until("Your answers are not saved");
    let mut menu = Terminal::start_in(&state, &[], 80, 30);
    let screen = menu.until("Choose what to do");
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
    terminal.until("Choose A-C");
    terminal.keys("A\r");
    terminal.until("Enter goes on");
    terminal.keys("\x03");
    terminal.until("Stopped. Your answers are not saved.");
    assert_eq!(
        std::fs::read_to_string(&record).unwrap(),
        "no record at all"
    );
    let mut terminal = Terminal::start_in(&state, &["take", "one"], 80, 30);
    terminal.until("Go on without saving your answers?");
    terminal.keys("n");
    assert_eq!(terminal.exit().0, 3);
}
