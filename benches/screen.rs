//! The screen, measured from outside: the program in a pseudo-terminal, from its start to the first
//! screen, and from a key to what it changes, with a passage of 25,000 words. `cargo bench --bench
//! screen` prints medians in milliseconds, and the most memory that the program held.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::io::{Read, Write};
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

    const RUNS: usize = 15;
    const WORDS: usize = 25_000;
    const GIVE: &str = "[ Give the answer ]";

    struct Program {
        parser: vt100::Parser,
        output: Receiver<Vec<u8>>,
        input: Box<dyn Write + Send>,
        child: Box<dyn Child + Send + Sync>,
        _master: Box<dyn MasterPty + Send>,
    }

    impl Program {
        fn start(folder: &Path, quiz: &str) -> Self {
            let size = PtySize {
                rows: 40,
                cols: 120,
                ..PtySize::default()
            };
            let pair = native_pty_system().openpty(size).unwrap();
            let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sourcework"));
            command.args(["take", quiz, "--no-record", "--seed", "1"]);
            command.cwd(folder);
            command.env("TERM", "xterm-256color");
            let child = pair.slave.spawn_command(command).unwrap();
            let (sender, output) = channel();
            let mut reader = pair.master.try_clone_reader().unwrap();
            std::thread::spawn(move || {
                let mut buffer = [0; 65_536];
                while let Ok(count @ 1..) = reader.read(&mut buffer) {
                    if sender.send(buffer[..count].to_vec()).is_err() {
                        break;
                    }
                }
            });
            let size = |size: u16| std::num::NonZero::new(size).unwrap();
            Self {
                parser: vt100::Parser::new(size(40), size(120), 0),
                output,
                input: pair.master.take_writer().unwrap(),
                child,
                _master: pair.master,
            }
        }

        /// Reads until the screen shows the words; how long that took, in milliseconds.
        fn until(&mut self, words: &str) -> f64 {
            let start = Instant::now();
            while !self.parser.screen().contents().contains(words) {
                match self.output.recv_timeout(Duration::from_secs(20)) {
                    Ok(bytes) => self.parser.process(&bytes),
                    Err(_) => panic!("no `{words}` in: {}", self.parser.screen().contents()),
                }
            }
            start.elapsed().as_secs_f64() * 1000.0
        }

        fn press(&mut self, keys: &str, words: &str) -> f64 {
            self.input.write_all(keys.as_bytes()).unwrap();
            self.input.flush().unwrap();
            self.until(words)
        }

        /// The most memory that it held, in MiB, where the system tells.
        fn memory(&self) -> Option<f64> {
            let process = self.child.process_id()?;
            let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))?;
            let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
            Some(kibibytes / 1024.0)
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    fn median(mut times: Vec<f64>) -> f64 {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    fn library(folder: &Path) {
        for name in ["sources", "quizzes"] {
            std::fs::create_dir(folder.join(name)).unwrap();
        }
        let words: Vec<String> = (0..WORDS).map(|number| format!("word{number}")).collect();
        let paragraphs: Vec<String> = words
            .chunks(100)
            .map(|words| words.join(" ") + ".")
            .collect();
        let source = format!(
            "title = \"Long\"\n[provenance]\ncreator = \"A\"\ndate = \"1962\"\ntype = \"letter\"\n[[extract]]\nlabel = \"a\"\ntext = \"\"\"\n{}\"\"\"\n",
            paragraphs.join("\n\n")
        );
        std::fs::write(folder.join("sources/long.toml"), source).unwrap();
        let quiz = "title = \"Long\"\n[[question]]\nid = \"one\"\nkind = \"single-choice\"\nskill = \"comprehension\"\nextracts = [\"long/a\"]\nshuffle = false\nstem = \"Which?\"\nexplanation = \"It is.\"\nquotes = [\"word24990 word24991\"]\n[[question.options]]\ntext = \"First\"\ncorrect = true\n[[question.options]]\ntext = \"Second\"\n";
        std::fs::write(folder.join("quizzes/long.toml"), quiz).unwrap();
    }

    pub fn main() {
        if std::env::args().any(|argument| argument == "--test") {
            return; // `cargo test --benches` only wants to know that it builds
        }
        let folder = std::env::temp_dir().join(format!("sourcework-screen-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let (empty, long) = (folder.join("empty"), folder.join("long"));
        for library in [&empty, &long] {
            std::fs::create_dir(library).unwrap();
        }
        library(&long);
        let mut first_of_letter = Vec::new();
        let mut first = Vec::new();
        let mut keys = Vec::new();
        let mut memory = Vec::new();
        for _ in 0..RUNS {
            let mut program = Program::start(&empty, "letter-1-warm-up");
            first_of_letter.push(program.until(GIVE));
            drop(program);
            let mut program = Program::start(&long, "long");
            first.push(program.until(GIVE));
            // The first key waits for what the start still does.
            program.press("b", "(•) B");
            keys.push(program.press("a", "(•) A"));
            memory.extend(program.memory());
        }
        std::fs::remove_dir_all(&folder).unwrap();
        println!(
            "start to first screen, the letter: {:.1} ms",
            median(first_of_letter)
        );
        println!(
            "start to first screen, {WORDS} words: {:.1} ms",
            median(first)
        );
        println!("key to screen: {:.1} ms", median(keys));
        if !memory.is_empty() {
            println!("most memory: {:.1} MiB", median(memory));
        }
    }
}
