//! The house keeps its shape: the rules of ARCHITECTURE.md, held by reading `crate::` paths.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

const CORE: [&str; 14] = [
    "diagnostic",
    "document",
    "english",
    "exchange",
    "marking",
    "parallel",
    "pattern",
    "progress",
    "quiz",
    "record",
    "revision",
    "session",
    "source",
    "statistics",
];
const EDGES: [&str; 3] = ["library", "store", "terminal"];

/// Every source file with its top-level module and its code, without comments and unit tests.
fn files() -> Vec<(PathBuf, String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix("src").unwrap();
                let first = inside
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                let code = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                files.push((path, module, code.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    assert!(files.len() > 40, "the sources have been found");
    files
}

/// The top-level modules that a piece of code names.
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

#[test]
fn every_module_is_core_edge_or_top() {
    let known: BTreeSet<&str> = CORE
        .into_iter()
        .chain(EDGES)
        .chain(["cli", "main", "lib"])
        .collect();
    for (path, module, _) in files() {
        assert!(
            known.contains(module.as_str()),
            "{} belongs to no part",
            path.display()
        );
    }
}

#[test]
fn core_names_no_edge_and_no_edge_names_another() {
    for (path, module, code) in files() {
        for name in named(&code) {
            let (edge, top) = (EDGES.contains(&name.as_str()), name == "cli");
            let place = path.display();
            if CORE.contains(&module.as_str()) {
                assert!(!edge && !top, "{place} is core and names `{name}`");
            }
            if EDGES.contains(&module.as_str()) {
                assert!(
                    !top && (!edge || name == module),
                    "{place} is an edge and names `{name}`"
                );
            }
        }
    }
}

#[test]
fn no_two_modules_of_the_core_name_each_other() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, module, code) in files() {
        let others = named(&code).into_iter().filter(|name| *name != module);
        uses.entry(module.clone()).or_default().extend(others);
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
    let circle: Vec<_> = uses
        .keys()
        .filter(|module| !done.contains(*module))
        .collect();
    assert!(circle.is_empty(), "these go in a circle: {circle:?}");
}

#[test]
fn each_outside_thing_is_known_to_one_part() {
    let homes: [(&str, &[&str]); 29] = [
        ("clap", &["cli"]),
        ("notify", &["cli"]),
        ("dialoguer", &["terminal"]),
        ("console", &["terminal", "cli"]), // `cli` asks it for the width
        ("ctrlc", &["terminal", "cli"]),
        ("nix", &["terminal"]),
        ("textwrap", &["terminal"]),
        ("include_dir", &["library"]),
        ("toml", &["document"]),
        ("toml_writer", &["document"]),
        ("annotate_snippets", &["diagnostic"]),
        ("csv", &["cli", "exchange"]),
        ("docx_rs", &["exchange"]),
        ("encoding_rs", &["exchange"]),
        ("html5gum", &["exchange"]),
        ("quick_xml", &["exchange"]),
        ("rust_xlsxwriter", &["exchange"]),
        ("winnow", &["exchange"]),
        ("zip", &["exchange"]),
        ("fst", &["english"]),
        ("rust_stemmers", &["english"]),
        ("unicode_normalization", &["pattern"]),
        ("rusqlite", &["store", "exchange"]), // a deck of Anki is a database in memory
        ("rusqlite_migration", &["store"]),
        ("fsrs", &["revision"]),
        ("statrs", &["revision"]),
        ("plotters", &["progress"]),
        ("indicatif", &["cli"]),
        ("etcetera", &["cli"]),
    ];
    for (path, module, code) in files() {
        for (outside, home) in homes {
            // `unix::` is not `nix::`.
            let begins =
                |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let uses = code
                .match_indices(&format!("{outside}::"))
                .any(|(at, _)| begins(at));
            assert!(
                !uses || home.contains(&module.as_str()),
                "{} uses {outside}",
                path.display()
            );
        }
    }
}

#[test]
fn the_core_reads_no_file_environment_clock_or_global_randomness_and_prints_nothing() {
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
    for (path, module, code) in files() {
        if CORE.contains(&module.as_str()) {
            for impure in IMPURE {
                assert!(!code.contains(impure), "{} uses {impure}", path.display());
            }
        }
    }
}

#[test]
fn no_file_is_a_barn() {
    for (path, _, _) in files() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 450, "{} has {lines} lines", path.display());
    }
}
