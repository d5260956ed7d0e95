//! The statistics of marker agreement, held against scikit-learn, and the command that shows them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{sourcework, sourcework_with};
use serde_json::Value;
use sourcework_core::agreement::{Agreement, Estimate, Pair, Strength, agreement};

const MADE: &str = "tests/agreement/made.csv";

fn pairs(program: &[u32], person: &[u32]) -> Vec<Pair> {
    assert_eq!(program.len(), person.len());
    let both = program.iter().zip(person);
    both.map(|(&program, &person)| Pair { program, person })
        .collect()
}

/// `count` times each of some pairs.
fn counted(cells: &[(u32, u32, usize)]) -> Vec<Pair> {
    let repeated = |&(program, person, count)| vec![Pair { program, person }; count];
    cells.iter().flat_map(repeated).collect()
}

fn of(pairs: &[Pair]) -> Agreement {
    agreement(pairs, 2000, 1).unwrap()
}

fn all(it: &Agreement) -> Vec<Estimate> {
    let (more, less) = (it.false_marks, it.missed_marks);
    let kappas = [it.kappa, it.weighted_kappa];
    let rest = [
        it.exact,
        it.macro_f1,
        more.marks,
        more.rows,
        less.marks,
        less.rows,
    ];
    kappas.into_iter().flatten().chain(rest).collect()
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-7, "{found} is not {expected}");
}

// What gave the numbers (scikit-learn 1.9.1):
//
//     import numpy as np, pandas as pd
//     from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
//
//     def figures(a, b):
//         labels = range(0, max(*a, *b) + 1)
//         return [len(a), accuracy_score(b, a), cohen_kappa_score(a, b),
//                 cohen_kappa_score(a, b, weights="quadratic", labels=labels),
//                 f1_score(b, a, average="macro", zero_division=0),
//                 np.maximum(a - b, 0).sum(), (a > b).sum(),
//                 np.maximum(b - a, 0).sum(), (b > a).sum()]
//
//     d = pd.read_csv("tests/agreement/made.csv")
//     d = d[d.unsure == "no"]
//     for part in [d, *(d[d.question == q] for q in ["origin", "purpose", "value"])]:
//         for x, y in [("mark", "person-1"), ("mark", "person-2"), ("person-1", "person-2")]:
//             p = part[[x, y]].dropna().astype(int)
//             print(x, y, *(f"{float(f):.6f}" for f in figures(p[x].values, p[y].values)))
const FIGURES: [&str; 9] = [
    "/n",
    "/exact/value",
    "/kappa/value",
    "/weighted-kappa/value",
    "/macro-f1/value",
    "/false-marks/marks/value",
    "/false-marks/rows/value",
    "/missed-marks/marks/value",
    "/missed-marks/rows/value",
];
#[rustfmt::skip]
const ALL: [[f64; 9]; 3] = [
    [51.0, 0.627451, 0.514772, 0.812744, 0.603858, 13.0, 10.0, 10.0, 9.0],
    [49.0, 0.693878, 0.600760, 0.851889, 0.684430, 10.0, 8.0, 8.0, 7.0],
    [49.0, 0.653061, 0.544311, 0.878079, 0.620560, 10.0, 10.0, 8.0, 7.0],
];
#[rustfmt::skip]
const BY_QUESTION: [(&str, [[f64; 9]; 3]); 3] = [
    ("origin", [
        [18.0, 0.611111, 0.456897, 0.857143, 0.441667, 3.0, 3.0, 5.0, 4.0],
        [17.0, 0.647059, 0.504854, 0.846231, 0.486667, 2.0, 2.0, 5.0, 4.0],
        [17.0, 0.588235, 0.430622, 0.852686, 0.440000, 4.0, 4.0, 4.0, 3.0],
    ]),
    ("purpose", [
        [17.0, 0.588235, 0.459091, 0.784264, 0.672266, 6.0, 5.0, 2.0, 2.0],
        [16.0, 0.812500, 0.758794, 0.939086, 0.796190, 3.0, 3.0, 0.0, 0.0],
        [16.0, 0.562500, 0.434343, 0.844444, 0.567619, 4.0, 4.0, 3.0, 3.0],
    ]),
    ("value", [
        [16.0, 0.687500, 0.585492, 0.736527, 0.562121, 4.0, 2.0, 3.0, 3.0],
        [16.0, 0.625000, 0.517588, 0.739130, 0.514286, 5.0, 3.0, 3.0, 3.0],
        [16.0, 0.812500, 0.750000, 0.931818, 0.798611, 2.0, 2.0, 1.0, 1.0],
    ]),
];

fn has_figures(part: &Value, expected: &[[f64; 9]; 3]) {
    for (comparison, expected) in part["comparisons"].as_array().unwrap().iter().zip(expected) {
        for (path, expected) in FIGURES.iter().zip(expected) {
            let found = comparison["agreement"].pointer(path).unwrap();
            close(found.as_f64().unwrap(), *expected);
        }
    }
}

#[test]
fn the_figures_are_those_of_scikit_learn() {
    let json = sourcework(&["agreement", MADE, "--by", "question", "--format", "json"]).json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["program"], "mark");
    assert_eq!(json["people"], serde_json::json!(["person-1", "person-2"]));
    assert_eq!(json["all"]["comparisons"].as_array().unwrap().len(), 3);
    has_figures(&json["all"], &ALL);
    assert_eq!(json["by"]["column"], "question");
    let groups = json["by"]["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    for (group, (value, expected)) in groups.iter().zip(&BY_QUESTION) {
        assert_eq!(group["value"], *value);
        has_figures(&group["figures"], expected);
    }
}

/// numpy, drawing 100,000 resamples of the rows and giving each to scikit-learn, found the
/// intervals of `mark` and `person-1`; ours are as near as 20,000 resamples come.
#[test]
fn the_intervals_are_those_of_resampled_rows() {
    let arguments = [
        "agreement",
        MADE,
        "--resamples",
        "20000",
        "--format",
        "json",
    ];
    let json = sourcework(&arguments).json();
    let found = &json["all"]["comparisons"][0]["agreement"];
    for (path, low, high, near) in [
        ("/exact/interval", 0.4902, 0.7647, 0.0001),
        ("/kappa/interval", 0.3373, 0.6784, 0.01),
        ("/weighted-kappa/interval", 0.6892, 0.8998, 0.01),
        ("/macro-f1/interval", 0.4216, 0.7401, 0.01),
        ("/false-marks/marks/interval", 6.0, 21.0, 0.0),
        ("/false-marks/rows/interval", 5.0, 16.0, 0.0),
        ("/missed-marks/marks/interval", 4.0, 17.0, 0.0),
        ("/missed-marks/rows/interval", 4.0, 15.0, 0.0),
    ] {
        let interval = found.pointer(path).unwrap();
        for (end, expected) in [("low", low), ("high", high)] {
            let found = interval[end].as_f64().unwrap();
            assert!(
                (found - expected).abs() <= near,
                "{path} {end}: {found}, not {expected}"
            );
        }
    }
}

/// Cohen 1960 by hand: 20 + 15 of 50 agree, 0.7; by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5;
/// (0.7 − 0.5) / (1 − 0.5) = 0.4. F1 is 40 / 55 for a mark of 1, and 30 / 45 for 0.
#[test]
fn a_table_of_two_marks_by_hand() {
    let it = of(&counted(&[(1, 1, 20), (1, 0, 5), (0, 1, 10), (0, 0, 15)]));
    assert_eq!(it.n, 50);
    close(it.exact.value, 0.7);
    close(it.kappa.unwrap().value, 0.4);
    close(it.weighted_kappa.unwrap().value, 0.4);
    close(it.macro_f1.value, (40.0 / 55.0 + 30.0 / 45.0) / 2.0);
    close(it.false_marks.marks.value, 5.0);
    close(it.missed_marks.rows.value, 10.0);
}

/// Marks 0, 1 and 4: scikit-learn says 0.608247 with `labels=range(0, 5)`, and 0.727273 with the
/// places 0, 1 and 2 in their stead.
#[test]
fn a_weight_is_of_the_marks_and_not_of_their_places() {
    let it = of(&pairs(&[0, 1, 4, 4, 1, 0, 0, 4], &[0, 4, 4, 1, 1, 0, 1, 4]));
    close(it.exact.value, 0.625);
    close(it.kappa.unwrap().value, 0.441860);
    close(it.weighted_kappa.unwrap().value, 0.608247);
    close(it.macro_f1.value, 0.622222);
    assert_eq!(
        (it.false_marks.marks.value, it.false_marks.rows.value),
        (3.0, 1.0)
    );
    assert_eq!(
        (it.missed_marks.marks.value, it.missed_marks.rows.value),
        (4.0, 2.0)
    );
}

#[test]
fn two_who_always_differ_agree_less_than_by_chance() {
    let it = of(&pairs(&[0, 1, 0, 1], &[1, 0, 1, 0]));
    close(it.kappa.unwrap().value, -1.0);
    close(it.weighted_kappa.unwrap().value, -1.0);
    close(it.macro_f1.value, 0.0);
}

#[test]
fn one_mark_throughout_leaves_kappa_undefined() {
    for all_twos in [1, 30] {
        let it = of(&counted(&[(2, 2, all_twos)]));
        assert_eq!((it.kappa, it.weighted_kappa), (None, None));
        assert_eq!((it.exact.value, it.macro_f1.value), (1.0, 1.0));
        let interval = it.exact.interval.unwrap();
        assert_eq!((interval.low, interval.high), (1.0, 1.0));
    }
}

#[test]
fn all_equal_is_a_kappa_of_one_with_no_doubt_about_it() {
    let it = of(&counted(&[(0, 0, 5), (1, 1, 9), (3, 3, 6)]));
    for kappa in [it.kappa.unwrap(), it.weighted_kappa.unwrap()] {
        let interval = kappa.interval.unwrap();
        assert_eq!((kappa.value, interval.low, interval.high), (1.0, 1.0, 1.0));
    }
}

#[test]
fn a_marker_who_always_gives_the_same_reaches_what_chance_does() {
    let it = of(&pairs(&[2, 2, 2, 2], &[0, 1, 2, 3]));
    assert_eq!(it.kappa.unwrap().value, 0.0);
    assert_eq!(it.weighted_kappa.unwrap().value, 0.0);
    close(it.macro_f1.value, 0.4 / 4.0);
}

#[test]
fn one_row_that_differs_and_none_at_all() {
    let it = of(&pairs(&[3], &[1]));
    assert_eq!((it.n, it.exact.value), (1, 0.0));
    assert_eq!(it.kappa.unwrap().value, 0.0);
    assert_eq!(it.false_marks.marks.interval.unwrap().high, 2.0);
    assert_eq!(agreement(&[], 2000, 1), None);
}

#[test]
fn the_largest_marks_do_not_overflow() {
    let it = of(&pairs(&[u32::MAX, 0, u32::MAX], &[0, u32::MAX, u32::MAX]));
    close(it.kappa.unwrap().value, -0.5);
    close(it.weighted_kappa.unwrap().value, -0.5);
}

/// 200 rows of which some 75% agree, with every mark.
fn two_hundred() -> Vec<Pair> {
    let cell = |row: u32| {
        let person = row * 7 % 5;
        let program = match row % 8 {
            0 => (person + 1).min(4),
            4 => person.saturating_sub(1),
            _ => person,
        };
        Pair { program, person }
    };
    (0..200).map(cell).collect()
}

#[test]
fn intervals_hold_the_figure() {
    for estimate in all(&of(&two_hundred())) {
        let interval = estimate.interval.unwrap();
        assert!(
            interval.low < estimate.value && estimate.value < interval.high,
            "{estimate:?}"
        );
    }
}

#[test]
fn a_seed_gives_the_same_intervals_whatever_the_order_of_the_rows() {
    let rows = two_hundred();
    let mut turned = rows.clone();
    turned.reverse();
    assert_eq!(agreement(&rows, 500, 7), agreement(&turned, 500, 7));
    assert_ne!(agreement(&rows, 500, 7), agreement(&rows, 500, 8));
    let none = agreement(&rows, 0, 7).unwrap();
    assert!(all(&none).iter().all(|it| it.interval.is_none()));
    assert!(
        all(&agreement(&rows, 1, 7).unwrap())
            .iter()
            .all(|it| it.interval.is_some())
    );
}

#[test]
fn the_interval_of_a_share_is_near_the_normal_one() {
    for (rows, near) in [
        (two_hundred(), 0.012),
        (counted(&[(1, 1, 12_601), (2, 1, 7_398)]), 0.0005),
    ] {
        let it = agreement(&rows, 5_000, 3).unwrap();
        let (share, interval) = (it.exact.value, it.exact.interval.unwrap());
        let half = 1.96 * (share * (1.0 - share) / it.n as f64).sqrt();
        assert!((interval.low - (share - half)).abs() < near, "{it:?}");
        assert!((interval.high - (share + half)).abs() < near, "{it:?}");
    }
}

#[test]
fn kappa_in_the_words_of_landis_and_koch() {
    let named = |kappa| Strength::of(kappa).name();
    assert_eq!(named(-0.01), "poor");
    assert_eq!((named(0.0), named(0.2)), ("slight", "slight"));
    assert_eq!((named(0.21), named(0.41)), ("fair", "moderate"));
    assert_eq!((named(0.61), named(0.8)), ("substantial", "substantial"));
    assert_eq!(
        (named(0.81), named(1.0)),
        ("almost perfect", "almost perfect")
    );
}

#[test]
fn the_table_is_plain_lines() {
    let shown = sourcework(&["agreement", MADE]).ok();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "60 rows, 9 sent to a person (15.0%) and left out.",
            "",
            "mark and person-1: 51 rows",
            "  figure                          value  95% interval",
            "  exact agreement                 62.7%  49.0% to 76.5%",
        ]
    );
    for line in [
        "  2 rows left out, because one of the two gave no mark",
        "person-1 and person-2: 49 rows",
        "  By kappa the agreement is moderate (bands of Landis & Koch 1977).",
        "Intervals: percentiles of 2000 resamples (bootstrap), seed 1.",
    ] {
        assert!(lines.contains(&line), "{line}\n{shown}");
    }
    assert!(
        lines.iter().all(|line| line.chars().count() <= 80),
        "{shown}"
    );
    assert_eq!(shown, sourcework(&["agreement", MADE]).ok());
    let by = sourcework(&["agreement", MADE, "--by", "question"]).ok();
    assert!(by.contains("\nquestion: purpose\n20 rows, "), "{by}");
}

#[test]
fn rows_that_are_unsure_or_without_the_programs_mark_are_sent_to_a_person() {
    let input = "\u{feff}Mark,Teacher,unsure\n1,1,\n2,1,YES\n,0,no\n,,\n3, 3 ,false\n0,2,1\n1,,0\n";
    let json = sourcework_with(&["agreement", "-", "--format", "json"], input).json();
    assert_eq!(json["people"], serde_json::json!(["Teacher"]));
    assert_eq!(json["all"]["rows"], 6, "an empty row is none");
    assert_eq!(
        json["all"]["sent-to-a-person"],
        serde_json::json!({ "rows": 3, "share": 0.5 })
    );
    let comparison = &json["all"]["comparisons"][0];
    assert_eq!(comparison["left-empty"], 1);
    assert_eq!(comparison["agreement"]["n"], 2);
    assert_eq!(comparison["reading"], "almost-perfect");
    assert_eq!(json["by"], Value::Null);
}

#[test]
fn undefined_and_nothing_to_compare_are_said() {
    let same = sourcework_with(&["agreement", "-"], "mark,person\n2,2\n2,2\n").ok();
    assert!(
        same.starts_with("2 rows, none sent to a person.\n"),
        "{same}"
    );
    assert!(
        same.contains("  kappa                       undefined  none\n")
            && same
                .contains("Kappa is undefined, because both gave the same mark to every answer."),
        "{same}"
    );
    let none = sourcework_with(&["agreement", "-"], "mark,person\n2,\n").ok();
    assert!(
        none.contains("mark and person: 0 rows\n") && none.contains("  nothing to compare\n"),
        "{none}"
    );
    let json = sourcework_with(&["agreement", "-", "--format", "json"], "mark,person\n2,\n");
    assert_eq!(
        json.json()["all"]["comparisons"][0]["agreement"],
        Value::Null
    );
}

#[test]
fn columns_are_named_or_found() {
    let input = "question,anna,ben,auto,teacher-of\na,1,1,1,9\nb,2,1,2,8\n";
    let chosen = [
        "agreement",
        "-",
        "--program",
        "auto",
        "--people",
        "anna,Ben",
    ];
    let shown = sourcework_with(&chosen, input).ok();
    for heading in ["auto and anna: 2", "auto and ben: 2", "anna and ben: 2"] {
        assert!(shown.contains(heading), "{shown}");
    }
    assert!(!shown.contains("teacher-of"), "{shown}");
    let input = "mark,marker-1,Examiner B,teacher\n1,1,1,x\n";
    let by = ["agreement", "-", "--by", "teacher", "--format", "json"];
    let json = sourcework_with(&by, input).json();
    let people = serde_json::json!(["marker-1", "Examiner B"]);
    assert_eq!(json["people"], people, "a group is no marker");
}

#[test]
fn a_column_that_is_not_there_is_usage_and_those_that_are_get_named() {
    let cases: [(&[&str], &str, &str); 5] = [
        (
            &["--program", "makr"],
            "mark,person\n1,1\n",
            "there is no column `makr`; the file has the columns `mark`, `person`; did you mean `mark`?",
        ),
        (
            &["--by", "class"],
            "mark,person\n1,1\n",
            "there is no column `class`; the file has the columns `mark`, `person`",
        ),
        (
            &[],
            "mark,anna\n1,1\n",
            "no column holds a person's marks (person…, human…, examiner…, teacher… or marker…); name one with --people; the file has the columns `mark`, `anna`",
        ),
        (
            &["--people", "anna,mark"],
            "mark,anna\n1,1\n",
            "the column `mark` stands for two markers; name another with --people or --program",
        ),
        (
            &["--people", "anna"],
            "mark,anna,anna\n1,1,1\n",
            "2 columns are named `anna`; give each a name of its own",
        ),
    ];
    for (arguments, input, expected) in cases {
        let run = sourcework_with(&[&["agreement", "-"], arguments].concat(), input);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert_eq!(run.stderr, format!("error: {expected}\n"));
    }
    assert_eq!(sourcework(&["agreement"]).code, 2);
    assert_eq!(
        sourcework(&["agreement", MADE, "--resamples", "-1"]).code,
        2
    );
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place() {
    for (input, expected) in [
        (
            "mark,person\n1,1\n2,two\n",
            "line 3, column `person`: `two` is not a whole number; write a mark such as 0 or 3, or leave the cell empty",
        ),
        (
            "mark,person\n1.5,1\n",
            "line 2, column `mark`: `1.5` is not a whole number; write a mark such as 0 or 3, or leave the cell empty",
        ),
        (
            "mark,person\n1,-1\n",
            "line 2, column `person`: `-1` is not a whole number; write a mark such as 0 or 3, or leave the cell empty",
        ),
        (
            "mark,person,unsure\n1,1,perhaps\n",
            "line 2, column `unsure`: `perhaps` is unclear; write yes or no",
        ),
        (
            "mark,person\n1,1\n1,1,1\n",
            "line 3 has 3 cells, but there are 2 headings; put text with a comma in quotation marks (\")",
        ),
        (
            "mark,person\n",
            "below its header the file has no rows with marks",
        ),
        ("", "the file is empty; its first line names the columns"),
    ] {
        let run = sourcework_with(&["agreement", "-"], input);
        assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{run:?}");
        assert_eq!(run.stderr, format!("error: {expected}\n"));
    }
}

#[test]
fn a_file_in_another_encoding_or_none_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("marks.csv");
    let told = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let run = sourcework(&["agreement", path.to_str().unwrap()]);
        assert_eq!(run.code, 3, "{run:?}");
        run.stderr
    };
    assert_eq!(
        told(b"mark,person,name\n1,1,Ren\xc3\xa9\n1,1,Ren\xe9\n"),
        "error: line 3 is not UTF-8 text; as Latin-1 it would read “é”; if that is right, add `--encoding latin-1`; else save the file again, with the encoding UTF-8\n"
    );
    assert_eq!(
        told(b"mark,person,pr\xe9nom\n1,1,x\n"),
        "error: line 1 is not UTF-8 text; as Latin-1 it would read “énom”; if that is right, add `--encoding latin-1`; else save the file again, with the encoding UTF-8\n"
    );
    let run = sourcework(&["agreement", "/nowhere.csv"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr
            .starts_with("error: /nowhere.csv cannot be read: "),
        "{run:?}"
    );
    let help = sourcework(&["agreement", "--help"]).ok();
    assert!(
        help.contains("Examples:") && help.contains("--by"),
        "{help}"
    );
}

/// Ten answers to two questions of one mark; calculated by hand. Six are decided, of which five are
/// as the person has them; four are sent, and for two of them the person gave a mark.
const SENT: &str = "question,mark,person,unsure,doubts,patterns
a,1,1,no,,peace
a,1,1,no,,peace
a,1,0,no,,peace ; war
a,0,0,no,,
b,0,0,no,,
b,1,1,no,,peace
a,0,1,yes,loose,
b,0,1,yes,loose; copied,
b,0,0,yes,copied,
b,0,0,yes,loose,
";

#[test]
fn doubts_and_patterns_are_counted_and_the_unsure_are_taken_in_three_ways() {
    let args = ["agreement", "-", "--resamples", "0", "--format", "json"];
    let told = sourcework_with(&args, SENT).json();
    let it = &told["all"]["comparisons"][0];
    let share = |value: &Value| value["exact"]["value"].as_f64().unwrap();
    close(share(&it["agreement"]), 5.0 / 6.0);
    close(share(&it["with-sent"]["as-zero"]), 7.0 / 10.0);
    close(share(&it["with-sent"]["settled"]), 9.0 / 10.0);
    let counts = |list: &Value| -> Vec<(String, u64, u64)> {
        let list = list.as_array().unwrap().iter();
        let count = |it: &Value, key: &str| it[key].as_u64().unwrap();
        list.map(|it| {
            let name = it["name"].as_str().unwrap().to_owned();
            (name, count(it, "right"), count(it, "rows"))
        })
        .collect()
    };
    assert_eq!(
        counts(&it["doubts"]),
        [("loose".to_owned(), 2, 3), ("copied".to_owned(), 1, 2)]
    );
    assert_eq!(
        counts(&it["patterns"]),
        [
            ("a: peace".to_owned(), 2, 3),
            ("a: war".to_owned(), 0, 1),
            ("b: peace".to_owned(), 1, 1)
        ]
    );
    let told = sourcework_with(&args[..4], SENT).ok();
    for line in [
        "left out                        83.3%",
        "what is unsure counts 0         70.0%",
        "settled by the person           90.0%",
        "66.7%      2 of 3  loose",
        "0.0%      0 of 1  a: war",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}
