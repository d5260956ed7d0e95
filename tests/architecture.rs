//! The rules of ARCHITECTURE.md that Cargo cannot hold by itself, checked by reading the sources.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// The crates of the workspace: their folders of sources.
const CRATES: [(&str, &str); 5] = [
    ("core", "crates/core/src"),
    ("exchange", "crates/exchange/src"),
    ("html", "crates/html/src"),
    ("service", "crates/service/src"),
    ("program", "src"),
];

/// The crates that may not touch files, the environment, the clock or global randomness.
const PURE: [&str; 3] = ["core", "exchange", "html"];

/// A source file: its crate, the module of that crate it belongs to, and its code without
/// comments and unit tests.
struct SourceFile {
    path: PathBuf,
    of_crate: &'static str,
    module: String,
    code: String,
}

fn files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    for (of_crate, root) in CRATES {
        let mut folders = vec![PathBuf::from(root)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let inside = path.strip_prefix(root).unwrap();
                    let first = inside.iter().next().unwrap().to_string_lossy();
                    let module = first.trim_end_matches(".rs").to_owned();
                    let text = fs::read_to_string(&path).unwrap();
                    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                    let code = code
                        .lines()
                        .filter(|line| !line.trim_start().starts_with("//"));
                    let code = code.collect::<Vec<_>>().join("\n");
                    files.push(SourceFile {
                        path,
                        of_crate,
                        module,
                        code,
                    });
                }
            }
        }
    }
    assert!(files.len() > 250, "the sources have been found");
    files
}

/// The modules of its own crate that a piece of code names.
fn named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        assert!(
            !name.is_empty(),
            "`use crate::{{...}}` hides what is used: one module a line"
        );
        named.insert(name);
    }
    named
}

/// The modules of a crate that go in a circle.
fn circle(of_crate: &str) -> Vec<String> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files().iter().filter(|file| file.of_crate == of_crate) {
        let others = named(&file.code).into_iter();
        let others = others.filter(|name| *name != file.module);
        uses.entry(file.module.clone()).or_default().extend(others);
    }
    // A module is done when all that it names is done; what is left over goes in a circle.
    let mut done: BTreeSet<String> = BTreeSet::new();
    loop {
        let next: Vec<String> = uses
            .iter()
            .filter(|(module, names)| !done.contains(*module) && names.is_subset(&done))
            .map(|(module, _)| module.clone())
            .collect();
        if next.is_empty() {
            break;
        }
        done.extend(next);
    }
    uses.into_keys()
        .filter(|module| !done.contains(module))
        .collect()
}

#[test]
fn no_two_modules_go_in_a_circle() {
    for of_crate in ["core", "html", "service", "program"] {
        assert_eq!(circle(of_crate), Vec::<String>::new(), "{of_crate}");
    }
}

/// Where each outside thing is known. A part is a module of a crate; "*" is every module of it.
const HOMES: [(&str, &[(&str, &str)]); 52] = [
    ("axum", &[("program", "web")]),
    ("hyper", &[("program", "web")]),
    ("hyper_util", &[("program", "web")]),
    // The record in PostgreSQL waits for its connections itself.
    ("tokio", &[("program", "web"), ("service", "store")]),
    ("tokio_postgres", &[("service", "store")]),
    ("tokio_postgres_rustls", &[("service", "store")]),
    ("deadpool_postgres", &[("service", "store")]),
    ("refinery", &[("service", "store")]),
    ("tokio_rustls", &[("program", "web"), ("service", "store")]),
    ("fs4", &[("program", "cli")]),
    ("futures_util", &[("program", "web"), ("service", "store")]),
    ("prometheus_client", &[("program", "web")]),
    ("qrcode", &[("program", "web"), ("program", "cli")]),
    ("form_urlencoded", &[("program", "web")]),
    ("maud", &[("html", "*")]),
    ("clap", &[("program", "cli")]),
    ("notify", &[("program", "cli")]),
    ("indicatif", &[("program", "cli")]),
    ("etcetera", &[("program", "cli")]),
    // An editor is opened from the screen, too.
    (
        "dialoguer",
        &[("program", "terminal"), ("program", "screen")],
    ),
    ("ratatui_core", &[("program", "screen")]),
    ("ratatui_crossterm", &[("program", "screen")]),
    ("ratatui_textarea", &[("program", "screen")]),
    // `cli` asks it for the width.
    (
        "console",
        &[
            ("program", "terminal"),
            ("program", "cli"),
            ("program", "screen"),
        ],
    ),
    ("ctrlc", &[("program", "interrupts"), ("program", "cli")]),
    (
        "nix",
        &[
            ("program", "terminal"),
            ("program", "screen"),
            ("program", "web"),
        ],
    ),
    ("textwrap", &[("program", "terminal")]),
    ("include_dir", &[("service", "library")]),
    ("rusqlite_migration", &[("service", "store")]),
    // A deck of Anki is a database in memory.
    ("rusqlite", &[("service", "store"), ("exchange", "*")]),
    ("calamine", &[("exchange", "*")]),
    ("csv", &[("program", "cli"), ("exchange", "*")]),
    ("toml", &[("core", "document")]),
    ("toml_edit", &[("core", "document")]),
    ("toml_writer", &[("core", "document")]),
    ("annotate_snippets", &[("core", "diagnostic")]),
    ("fst", &[("core", "english")]),
    ("rust_stemmers", &[("core", "english")]),
    (
        "unicode_normalization",
        &[("core", "pattern"), ("core", "source")],
    ),
    ("fsrs", &[("core", "revision")]),
    ("statrs", &[("core", "revision"), ("core", "statistics")]),
    ("plotters", &[("html", "figures")]),
    ("docx_rs", &[("exchange", "*")]),
    ("encoding_rs", &[("exchange", "*")]),
    ("html5gum", &[("exchange", "*")]),
    ("quick_xml", &[("exchange", "*")]),
    ("rust_xlsxwriter", &[("exchange", "*")]),
    ("winnow", &[("exchange", "*")]),
    ("zip", &[("exchange", "*")]),
    ("anstream", &[("program", "cli"), ("program", "interrupts")]),
    ("clap_complete", &[("program", "cli")]),
    ("similar", &[("program", "cli")]),
];

#[test]
fn each_outside_thing_is_known_to_one_part() {
    for file in files() {
        for (outside, home) in HOMES {
            // `unix::` is not `nix::`.
            let begins = |at: usize| {
                !file.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            };
            let uses = file
                .code
                .match_indices(&format!("{outside}::"))
                .any(|(at, _)| begins(at));
            let at_home = home.iter().any(|(of_crate, module)| {
                *of_crate == file.of_crate && (*module == "*" || *module == file.module)
            });
            assert!(!uses || at_home, "{} uses {outside}", file.path.display());
        }
    }
}

#[test]
fn pure_crates_read_no_file_environment_clock_or_global_randomness_and_print_nothing() {
    const IMPURE: [&str; 12] = [
        "std::fs",
        "std::env",
        // Cursors and the traits of reading and writing touch nothing but memory.
        "io::stdin",
        "io::stdout",
        "io::stderr",
        "fs::File",
        "std::net",
        "std::process",
        "Instant::now",
        "Timestamp::now",
        "println!",
        "SysRng",
    ];
    for file in files() {
        if PURE.contains(&file.of_crate) {
            for impure in IMPURE {
                let path = file.path.display();
                assert!(!file.code.contains(impure), "{path} uses {impure}");
            }
        }
    }
}

#[test]
fn paths_are_written_from_the_crate() {
    for file in files() {
        let path = file.path.display();
        assert!(!file.code.contains("super::super"), "{path}");
    }
}
