//! What README.md and the pages of docs/ show is what a reader gets who follows them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{PROGRAM, matches};
use sourcework_core::quiz::Kind;
use sourcework_exchange::{Carriage, Format};

const README: &str = include_str!("../README.md");
const TEACHER: &str = include_str!("../docs/teacher.md");
const FORMATS: &str = include_str!("../docs/formats.md");

/// What a page asks its reader to do, from top to bottom.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// “Write `path`:” and the block below it.
    Write { path: String, text: String },
    /// “In `path`, change `old` to `new`”.
    Change {
        path: String,
        old: String,
        new: String,
    },
    /// “$ command” in a console block, and what it shows.
    Run { command: String, shown: Vec<String> },
}

/// The steps of a page.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut prose = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            prose += line;
            prose.push('\n');
            continue;
        };
        let ticks = language.chars().take_while(|it| *it == '`').count();
        let (end, language) = ("`".repeat(3 + ticks), &language[ticks..]);
        let block: Vec<&str> = lines.by_ref().take_while(|it| *it != end).collect();
        steps.extend(changes(&prose));
        if let Some(path) = written(&prose) {
            let text = block.join("\n") + "\n";
            steps.push(Step::Write { path, text });
        }
        if language == "console" {
            steps.extend(commands(&block));
        }
        prose.clear();
    }
    steps.extend(changes(&prose));
    steps
}

/// The file that the last sentence before a block tells the reader to write.
fn written(prose: &str) -> Option<String> {
    let path = prose.trim_end().strip_suffix("`:")?;
    let words = path.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, path) = words.rsplit_once('`')?;
    let before = before.trim_end().to_lowercase();
    before.ends_with("write").then(|| path.to_owned())
}

/// The changes of files that a text asks for.
fn changes(prose: &str) -> Vec<Step> {
    let words = prose.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut codes = words.split('`');
    let mut before = codes.next().unwrap_or_default();
    let mut changes = Vec::new();
    while let (Some(path), Some(after)) = (codes.next(), codes.next()) {
        if before.to_lowercase().ends_with("in ") && after == ", change " {
            let mut code = || codes.next().unwrap().to_owned();
            let (old, to, new) = (code(), code(), code());
            assert_eq!(to, " to ");
            let path = path.to_owned();
            changes.push(Step::Change { path, old, new });
            before = codes.next().unwrap_or_default();
        } else {
            before = after;
        }
    }
    changes
}

/// The commands of a console block.
fn commands(block: &[&str]) -> Vec<Step> {
    let mut steps = Vec::new();
    for line in block {
        if let Some(command) = line.strip_prefix("$ ") {
            let (command, shown) = (command.to_owned(), Vec::new());
            steps.push(Step::Run { command, shown });
        } else if let Some(Step::Run { shown, .. }) = steps.last_mut() {
            shown.push((*line).to_owned());
        } else {
            panic!("a console block begins with a command: {line}");
        }
    }
    steps
}

/// What a command prints, as a terminal shows it, and whether it went well.
fn run(command: &str, folder: &Path, state: &str) -> (String, bool) {
    let mut process = if command.contains(['|', '<', '>', '\'', '"']) {
        let mut shell = Command::new("sh");
        let programs = Path::new(PROGRAM).parent().unwrap().display();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
        shell.args(["-c", command]).env("PATH", path);
        shell
    } else {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("sourcework"), "{command}");
        let mut program = Command::new(PROGRAM);
        program.args(words);
        program
    };
    let (mut reader, writer) = std::io::pipe().unwrap();
    process
        .current_dir(folder)
        .env_remove("SOURCEWORK_LIBRARY")
        .env("SOURCEWORK_RECORD", format!("{state}/record.db"))
        .env("SOURCEWORK_CACHE", format!("{state}/cache"))
        .stdin(Stdio::null())
        .stdout(writer.try_clone().unwrap())
        .stderr(writer);
    let mut child = process.spawn().unwrap();
    // The command holds the other end of the pipe until it is gone.
    drop(process);
    let mut output = String::new();
    reader.read_to_string(&mut output).unwrap();
    (output, child.wait().unwrap().success())
}

/// Does one step of a page as a reader would.
fn follow(page: &str, step: &Step, folder: &Path, state: &str) {
    match step {
        Step::Write { path, text } => {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Step::Change { path, old, new } => {
            let path = folder.join(path);
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(text.matches(old.as_str()).count(), 1, "{page}: {step:?}");
            fs::write(path, text.replace(old, new)).unwrap();
        }
        // There is no `sh` on Windows.
        Step::Run { command, .. } if cfg!(windows) && !command.starts_with("sourcework ") => {}
        Step::Run { command, shown } => {
            let (output, well) = run(command, folder, state);
            let lines: Vec<&str> = shown.iter().map(String::as_str).collect();
            assert!(matches(&output, &lines), "{page}: {command}\n{output}");
            let failure = lines.iter().any(|line| line.starts_with("error"));
            assert_eq!(well, !failure, "{page}: {command}\n{output}");
        }
    }
}

/// README.md and the pages of docs/, by name.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec![("README.md".to_owned(), README.to_owned())];
    for entry in fs::read_dir("docs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = fs::read_to_string(&path).unwrap();
            pages.push((path.display().to_string(), text));
        }
    }
    pages
}

#[test]
fn every_page_does_what_it_shows() {
    let mut commands = 0;
    for (name, page) in pages() {
        let folder = tempfile::tempdir().unwrap();
        let state = common::state();
        for step in steps(&page) {
            follow(&name, &step, folder.path(), &state);
            commands += usize::from(matches!(step, Step::Run { .. }));
        }
    }
    assert!(commands >= 35, "only {commands} commands have been found");
}

#[test]
fn a_page_is_read_as_steps() {
    let page = "First.\nNow write\n`a/b.txt`:\n\n````text\n```\nx\n````\n\nSo in\n`a/b.txt`, change `x` to\n`y`:\n\n```console\n$ sourcework list\nLibrary\n```\nSee `z`:\n\n```text\nnot a file\n```\n";
    let [path, old, new] = ["a/b.txt", "x", "y"].map(str::to_owned);
    let text = "```\nx\n".to_owned();
    let expected = [
        Step::Write {
            path: path.clone(),
            text,
        },
        Step::Change { path, old, new },
        Step::Run {
            command: "sourcework list".to_owned(),
            shown: vec!["Library".to_owned()],
        },
    ];
    assert_eq!(steps(page), expected);
}

#[test]
fn every_example_of_a_command_is_run() {
    for (name, page) in pages() {
        let written = page.lines().filter(|it| it.starts_with("$ ")).count();
        let steps = steps(&page);
        let run = steps.iter().filter(|it| matches!(it, Step::Run { .. }));
        assert_eq!(written, run.count(), "{name}");
    }
}

/// The commands that a page names within its sentences and tables.
fn named(page: &str) -> Vec<String> {
    let outside = page
        .split("\n```")
        .step_by(2)
        .collect::<Vec<_>>()
        .join("\n");
    let words = outside.split_whitespace().collect::<Vec<_>>().join(" ");
    let codes = words.split('`').skip(1).step_by(2);
    let commands = codes.filter_map(|code| code.strip_prefix("sourcework "));
    commands.map(str::to_owned).collect()
}

#[test]
fn every_command_and_option_that_a_page_names_is_there() {
    let mut found = 0;
    for (name, page) in pages() {
        for command in named(&page) {
            let mut words = command.split_whitespace();
            let mut arguments = vec![words.next().unwrap()];
            if arguments[0] == "record" {
                arguments.extend(words.next());
            }
            let (options, plain): (Vec<&str>, Vec<&str>) =
                words.partition(|it| it.starts_with("--"));
            arguments.push("--help");
            let help = common::sourcework(&arguments).ok();
            for option in options {
                assert!(help.contains(option), "{name}: {command}");
            }
            if ["import", "export"].contains(&arguments[0]) {
                let format = plain.first().map_or("json", |it| *it);
                assert!(
                    Format::ALL.iter().any(|it| it.as_str() == format),
                    "{name}: {command}"
                );
            }
            found += 1;
        }
    }
    assert!(found >= 80, "only {found} commands have been found");
}

/// The heading's name in a link, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let letters = heading.trim().to_lowercase();
    let letters = letters.replace(' ', "-");
    letters
        .chars()
        .filter(|it| it.is_alphanumeric() || "-_".contains(*it))
        .collect()
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    for (name, page) in pages() {
        let folder = Path::new(&name).parent().unwrap();
        for link in page.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if link.starts_with("http") {
                continue;
            }
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let to = folder.join(path);
            assert!(to.exists(), "{name}: {link}");
            if !heading.is_empty() {
                let text = fs::read_to_string(to).unwrap();
                let mut headings = text.lines().filter_map(|it| it.strip_prefix('#'));
                assert!(
                    headings.any(|it| anchor(it.trim_start_matches('#')) == heading),
                    "{name}: {link}"
                );
            }
        }
    }
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() {
    assert!(README.lines().count() <= 150);
    for (name, page) in pages() {
        let linked = README.contains(&format!("]({})", name.replace('\\', "/")));
        assert!(linked || name == "README.md", "{name}");
        let first = page.lines().skip(1).find(|it| !it.is_empty()).unwrap();
        assert!(
            first.starts_with("This page is for ") || name == "README.md",
            "{name}: {first}"
        );
    }
}

#[test]
fn the_two_commands_are_those_of_the_outcome() {
    let shell = common::blocks(README, "sh").join("\n");
    assert!(shell.contains("cargo run --release") && shell.contains("cargo test"));
}

#[test]
fn the_table_of_kinds_names_every_kind() {
    for kind in Kind::ALL {
        assert!(TEACHER.contains(&format!("| `{kind}` |")), "{kind}");
    }
}

#[test]
fn the_table_of_formats_says_what_the_code_says() {
    let written: Vec<Format> = Format::ALL
        .iter()
        .copied()
        .filter(|format| format.is_written())
        .collect();
    let row = |first: &str, cells: &mut dyn Iterator<Item = &str>| {
        format!("| {first} | {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut table = row("", &mut written.iter().map(|format| format.as_str()));
    table += &format!("|---|{}\n", ":-:|".repeat(written.len()));
    for kind in Kind::ALL {
        let cells = written.iter().map(|format| match format.carries(*kind) {
            Carriage::Whole => "●",
            Carriage::As(_) => "○",
            Carriage::No => "–",
        });
        table += &row(&format!("`{kind}`"), &mut cells.into_iter());
    }
    assert!(FORMATS.contains(&table), "docs/formats.md needs:\n{table}");
}

#[test]
fn the_formats_that_are_not_read_are_named() {
    let not_read = Format::ALL.iter().filter(|format| !format.is_read());
    let names: Vec<String> = not_read.map(|format| format!("`{format}`")).collect();
    let (last, others) = names.split_last().unwrap();
    let named = match others {
        [] => format!("All but {last}"),
        others => format!("All but {} and {last}", others.join(", ")),
    };
    assert!(FORMATS.contains(&named), "{named}");
}
