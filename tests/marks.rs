//! `pattern` and `mark` as their users meet them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;

use common::{Run, sourcework, sourcework_with};
use serde_json::Value;

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_workbench_tells_for_each_line_whether_and_where_it_matches() {
    let input = "\u{feff}the old treaty\r\n\nan older trety\n";
    let told = lines(&sourcework_with(&["pattern", "old* treaty", "--format", "json"], input).ok());
    let all: Vec<_> = told
        .iter()
        .map(|it| {
            (
                it["answer"].as_str().unwrap(),
                it["matched"].as_bool().unwrap(),
                it["spans"].to_string(),
            )
        })
        .collect();
    assert_eq!(
        all,
        [
            ("the old treaty", true, "[[4,7],[8,14]]".to_owned()),
            ("", false, "[]".to_owned()),
            ("an older trety", true, "[[3,8],[9,14]]".to_owned()),
        ]
    );
    let people = sourcework_with(&["pattern", "treaty", "--ignore-case"], "TREATY\nx").ok();
    assert_eq!(people, "match     [TREATY]\nno match  x\n1 of 2 match.\n");
}

#[test]
fn the_options_of_the_language_are_options_of_the_workbench() {
    let matched = |arguments: &[&str], input: &str| {
        let mut all = vec!["pattern"];
        all.extend(arguments);
        sourcework_with(&all, input).ok().starts_with("match")
    };
    assert!(!matched(
        &["match_w(a_b)", "--sentence-dividers", "|"],
        "a| b"
    ));
    assert!(matched(&["match(x)", "--convert-to-space", "\""], "\"x\""));
    assert!(matched(
        &["ussr", "--synonym", "ussr=soviet*|russia"],
        "the soviets"
    ));
    assert!(matched(&["-5"], "-5"));
}

#[test]
fn a_pattern_that_cannot_be_read_is_shown_with_its_place() {
    let run = sourcework(&["pattern", "offer* [no invasion"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("--> the pattern:1:8") && run.stderr.contains("close it with `]`"),
        "{}",
        run.stderr
    );
    let run = sourcework(&["pattern", "a", "--synonym", "x"]);
    assert_eq!(run.code, 2);
}

/// Runs `mark` on a table.
fn mark(quiz: &str, table: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["mark", quiz, "--answers", "-"];
    arguments.extend(more);
    sourcework_with(&arguments, table)
}

const TABLE: &str = "name,question,answer\n\
    Ann,value-limitations,\"It is the official view of the Soviet leader, who says so himself.\"\n\
    Ben,value-limitations,It was not written to persuade him with hidden motives\n\
    Cem,infer-two,\"He wanted to seem calm: \"\"let us not quarrel now\"\"\n\"\n\
    Dee,purpose-of-6a,A\n\
    Eve,utility-essay,It is useful.\n\
    Fay,value-limitations,\n";

fn column<'t>(
    rows: &'t [csv::StringRecord],
    header: &csv::StringRecord,
    name: &str,
) -> Vec<&'t str> {
    let at = header.iter().position(|it| it == name).unwrap();
    rows.iter().map(|row| &row[at]).collect()
}

fn read(text: &str) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    (header, reader.records().map(Result::unwrap).collect())
}

#[test]
fn a_table_of_answers_comes_back_with_marks() {
    let run = mark("letter-4-exam", TABLE, &[]);
    assert_eq!(
        run.stderr,
        "6 answers; 5 marked, 1 for a person to decide.\n  value-limitations: 3 answers, 8% of the marks given\n  infer-two: 1 answer, 50% of the marks given\n  purpose-of-6a: 1 answer, 0% of the marks given\n  utility-essay: 1 answer, 1 (100%) for a person: only a person can mark it (1)\n"
    );
    let text = run.ok();
    let (header, rows) = read(&text);
    let of = |name: &str| column(&rows, &header, name);
    assert_eq!(of("name"), ["Ann", "Ben", "Cem", "Dee", "Eve", "Fay"]);
    assert_eq!(of("mark"), ["1", "0", "2", "0", "", "0"]);
    assert_eq!(of("available"), ["4", "4", "4", "1", "8", "4"]);
    assert_eq!(
        of("basis"),
        [
            "matched", "matched", "matched", "exact", "judged", "matched"
        ]
    );
    assert_eq!(of("unsure"), ["no", "no", "no", "no", "yes", "no"]);
    assert_eq!(of("points"), ["leader", "", "3", "", "", ""]);
    assert!(
        of("why")[0]
            .contains("“Origin: from the leader who made the decisions, at the time”: made")
    );
    assert!(of("answer")[2].contains("\"let us not quarrel now\""));
}

/// The guard of OWASP ("CSV Injection"): an apostrophe before `=`, `+`, `-` or `@`.
#[test]
fn no_spreadsheet_runs_what_a_student_wrote() {
    let answer = "=HYPERLINK(\"http://example.org\")";
    let table = "name,@class,question,answer\n\
        @Ann,10,value-limitations,\"=HYPERLINK(\"\"http://example.org\"\")\"\n\
        -Ben,10,value-limitations,- it was not written to persuade him\n\
        '60s,10,value-limitations,'tis the official view\n";
    let marked = mark("letter-4-exam", table, &[]).ok();
    let (head, rows) = read(&marked);
    let column = |name: &str| column(&rows, &head, name);
    assert_eq!(column("name"), ["'@Ann", "'-Ben", "'60s"]);
    assert_eq!(head.get(1), Some("'@class"));
    let guarded = format!("'{answer}");
    assert_eq!(
        column("answer"),
        [
            guarded.as_str(),
            "'- it was not written to persuade him",
            "'tis the official view"
        ]
    );
    // Marked again, the table is the same: the apostrophe is not part of the answer.
    let again = "name,'@class,question,answer\n\
        '@Ann,10,value-limitations,\"'=HYPERLINK(\"\"http://example.org\"\")\"\n\
        '-Ben,10,value-limitations,'- it was not written to persuade him\n\
        '60s,10,value-limitations,'tis the official view\n";
    assert_eq!(mark("letter-4-exam", again, &[]).ok(), marked);
}

#[test]
fn a_form_with_a_column_for_each_question_is_read_too() {
    let table = "Timestamp,value-limitations,purpose-of-6a\n2026-11-23,It is the official Soviet position,B\n";
    let text = mark("letter-4-exam", table, &["--format", "json"]).ok();
    let told = lines(&text);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["question"], "purpose-of-6a");
    assert_eq!(told[1]["carried"]["Timestamp"], "2026-11-23");
    assert_eq!(told[1]["version"], 1);
    assert_eq!(told[1]["findings"][0]["finding"], "made");
    let one = mark(
        "letter-4-exam",
        "answer\nThe official Soviet position\n",
        &["--question", "value-limitations"],
    )
    .ok();
    assert_eq!(read(&one).1.len(), 1);
}

#[test]
fn a_row_that_cannot_be_marked_is_told_and_loses_no_other() {
    let table = "question,answer\nvalue-limitation,x\npurpose-of-6a,Z\npurpose-of-6a,A\n";
    let run = mark("letter-4-exam", table, &[]);
    assert_eq!(run.code, 1);
    let (header, rows) = read(&run.stdout);
    assert_eq!(column(&rows, &header, "available"), ["", "1", "1"]);
    assert!(
        run.stderr.contains("2 rows could not be marked")
            && run.stderr.contains("did you mean `value-limitations`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_table_that_cannot_be_read_says_where_and_what_to_do() {
    let told = |table: &str| {
        let run = mark("letter-4-exam", table, &[]);
        (run.code, run.stderr)
    };
    let (code, message) = told("who,what\na,b\n");
    assert!(
        code == 2 && message.contains("it needs `question` and `answer`"),
        "{message}"
    );
    assert_eq!(
        told(""),
        (
            3,
            "error: the file is empty; its first line names the columns\n".to_owned()
        )
    );
    let (code, message) = told("question,answer\npurpose-of-6a,A,B\n");
    assert!(
        code == 3 && message.contains("line 2 has 3 cells"),
        "{message}"
    );
    let run = sourcework(&["mark", "letter-4-exam", "--answers", "nowhere.csv"]);
    assert!(
        run.code == 3 && run.stderr.contains("nowhere.csv cannot be read"),
        "{}",
        run.stderr
    );
    let folder = tempfile::tempdir().unwrap();
    let latin = folder.path().join("latin.csv");
    fs::write(&latin, b"question,answer\npurpose-of-6a,\xe9\n").unwrap();
    let run = sourcework(&[
        "mark",
        "letter-4-exam",
        "--answers",
        latin.to_str().unwrap(),
    ]);
    assert!(
        run.code == 3 && run.stderr.contains("`--encoding latin-1`"),
        "{}",
        run.stderr
    );
}

#[test]
fn marks_go_to_a_new_file_and_overwrite_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marks.csv");
    let path = file.to_str().unwrap();
    let run = mark("letter-4-exam", TABLE, &["--output", path]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written, mark("letter-4-exam", TABLE, &[]).stdout);
    let again = mark("letter-4-exam", TABLE, &["--output", path]);
    assert!(
        again.code == 3 && again.stderr.contains("choose another file name"),
        "{}",
        again.stderr
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn suggestions_group_what_earned_too_little_and_name_the_words_that_no_pattern_knows() {
    let mut table = "answer\n".to_owned();
    for _ in 0..3 {
        table += "The carrier pigeons changed the route\n";
    }
    table += "The carrier pigeons may have changed their route.\nBananas are yellow\nIt is the official Soviet position\n";
    let question = ["--question", "value-limitations", "--suggest"];
    let told = lines(
        &mark(
            "letter-4-exam",
            &table,
            &[&question[..], &["--format", "json"]].concat(),
        )
        .ok(),
    );
    // The Soviet position earns a part of the marks.
    assert_eq!(told[0]["answers"], 6);
    let groups = told[0]["groups"].as_array().unwrap();
    assert_eq!(
        (groups.len(), &groups[0]["count"], &groups[1]["count"]),
        (3, &4.into(), &1.into())
    );
    let partial: Vec<&Value> = groups.iter().map(|it| &it["partial"]).collect();
    assert_eq!(partial, [0, 0, 1]);
    assert_eq!(
        groups[0]["members"],
        serde_json::json!([
            ["The carrier pigeons changed the route", 3],
            ["The carrier pigeons may have changed their route.", 1]
        ])
    );
    assert_eq!(
        groups[0]["example"],
        "The carrier pigeons changed the route"
    );
    let words: Vec<&str> = groups[0]["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(words, ["carrier", "pigeons", "route"]);
    let people = mark("letter-4-exam", &table, &question).ok();
    assert!(
        people.contains("4 answers like this earned too little; not found: ")
            && people.contains("3 × The carrier pigeons changed the route")
            && people.contains("Words no pattern knows: carrier, pigeons, route"),
        "{people}"
    );
}

fn class_of(points: &str) -> common::Desk {
    common::Desk::new(&common::written_quiz(points))
}

#[test]
fn marks_of_people_show_false_marks_and_what_a_change_would_gain_and_cost() {
    // Keyword by keyword: what the scheme has, what it lacks, and what it should not take.
    let table = "answer,person1,person2,person3
They gave up a lot,0,0,1
They gave up a lot.,0,0,0
They gave up the war,1,1,0
They abandoned it,1,1,1
They abandoned the plan,1,1,1
Nothing changed,0,0,0
";
    let class =
        class_of("[[question.point]]\nlabel = \"They stopped\"\nkeywords = [\"gave up\"]\n");
    class.put("class.csv", table);
    let arguments = [
        "mark",
        "moles",
        "--answers",
        "class.csv",
        "--question",
        "war",
        "--suggest",
        "--format",
        "json",
    ];
    let told = lines(&class.run(&arguments, "").ok());
    let groups = told[0]["groups"].as_array().unwrap();
    let matters: Vec<(&Value, &Value)> = groups
        .iter()
        .map(|it| (&it["matter"], &it["count"]))
        .collect();
    assert_eq!(
        matters,
        [
            (&"too-little".into(), &2.into()),
            (&"too-much".into(), &2.into())
        ]
    );
    assert_eq!(groups[0]["points"][0], "They stopped");
    assert_eq!(groups[0]["words"], serde_json::json!(["abandoned", "plan"]));
    let proposals = told[0]["proposals"].as_array().unwrap();
    // Two answers with “abandoned” would get the mark, and no other one would change.
    assert_eq!(
        proposals[0],
        serde_json::json!({
            "point": "They stopped", "list": "keywords", "action": "add", "text": "abandoned",
            "gained": 2, "lost": 0,
            "gains": ["They abandoned it", "They abandoned the plan"], "costs": [],
        })
    );
    let people = class.run(&arguments[..7], "").ok();
    assert!(
        people.contains("Add “abandoned” to the point “They stopped”:")
            && people.contains("2 answers nearer to your marks, 0 further away."),
        "{people}"
    );
}

#[test]
fn each_student_is_a_line_of_json_and_a_section_of_a_page() {
    let table = "name,question,answer
Ada,q1,A
Ada,war,It is a disaster.
Ben,war,<b>I do not know</b>
";
    let class =
        class_of("[[question.point]]\nlabel = \"It is a disaster\"\nkeywords = [\"disaster\"]\n");
    class.put("class.csv", table);
    class.put(
        "class.decisions.jsonl",
        "{\"question\":\"war\",\"text\":\"b i do not know b\",\"mark\":0,\"by\":\"Ms O\",\"at\":\"2026-11-20T10:00:00Z\",\"scheme\":\"00000000000000000000000000000000\",\"comment\":\"Read it again.\"}\n",
    );
    let run = class.run(
        &[
            "mark",
            "moles",
            "--answers",
            "class.csv",
            "--decisions",
            "class.decisions.jsonl",
            "--students",
            "--format",
            "json",
            "--feedback",
            "back.html",
        ],
        "",
    );
    // The first row names a question that the quiz does not have.
    assert_eq!(run.code, 1);
    let told = lines(&run.stdout);
    assert_eq!(
        told,
        [
            serde_json::json!({ "version": 1, "carried": { "name": "Ada" }, "marks": { "war": 1 },
                "total": 1, "available": 1, "waiting": 0 }),
            serde_json::json!({ "version": 1, "carried": { "name": "Ben" }, "marks": { "war": 0 },
                "total": 0, "available": 1, "waiting": 0 }),
        ]
    );
    let page = class.read("back.html");
    let (_, ben) = page.split_once("Ben").unwrap();
    assert!(
        ben.contains("What is war?") && ben.contains("0 of 1 mark."),
        "{ben}"
    );
    assert!(ben.contains("&lt;b&gt;I do not know&lt;/b&gt;"), "{ben}");
    assert!(ben.contains("Read it again."), "{ben}");
    assert!(!page.split_once("Ben").unwrap().0.contains("Read it again."));
    let again = class.run(
        &[
            "mark",
            "moles",
            "--answers",
            "class.csv",
            "--feedback",
            "back.html",
        ],
        "",
    );
    assert_eq!(again.code, 3, "a file that is there is not overwritten");
}

#[test]
fn what_is_marked_in_a_table_is_what_a_student_would_be_given() {
    let paper = sourcework_service::library::Library::built_in()
        .paper("letter-4-exam")
        .unwrap();
    let (_, question) = paper.quiz.question("value-limitations").unwrap();
    let sourcework_core::quiz::Body::ShortAnswer(body) = &question.body else {
        panic!()
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["question", "answer"]).unwrap();
    for example in &body.examples {
        table
            .write_record(["value-limitations", &example.answer])
            .unwrap();
    }
    let table = String::from_utf8(table.into_inner().unwrap()).unwrap();
    let text = mark("letter-4-exam", &table, &[]).ok();
    let (header, rows) = read(&text);
    let expected: Vec<String> = body
        .examples
        .iter()
        .map(|it| it.marks.value.to_string())
        .collect();
    assert_eq!(column(&rows, &header, "mark"), expected);
}

#[test]
fn a_library_has_points_of_its_own_that_its_questions_share() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for shelf in ["sources", "quizzes"] {
        fs::create_dir(at(shelf)).unwrap();
    }
    let letter = "sources/khrushchev-letter-1962.toml";
    fs::copy(letter, at(letter)).unwrap();
    fs::write(
        at("points.toml"),
        r#"
[[point]]
id       = "captain"
label    = "He writes like the captain of a team"
credit   = "Says how the writer wants to be seen."
keywords = ["captain"]
examples = ["He sounds like a captain."]
counter-examples = ["He sounds angry."]
"#,
    )
    .unwrap();
    fs::write(
        at("quizzes/team.toml"),
        r#"
title = "Team"

[[question]]
id          = "team"
kind        = "short-answer"
skill       = "language"
extracts    = ["khrushchev-letter-1962/6a"]
stem        = "How does Khrushchev want to be seen?"
explanation = "As the captain of a team."
model       = "He sounds like the captain of a team."
[[question.point]]
label = "He writes like the captain of a team"
use   = ["captain"]
"#,
    )
    .unwrap();
    let library = folder.path().to_str().unwrap();
    let checked = sourcework(&["check", library]);
    assert!(!checked.stdout.contains("error["), "{}", checked.stdout);
    let table = "question,answer\nteam,He sounds like a captain\nteam,He sounds angry\n";
    let text = mark("team", table, &["--library", library]).ok();
    let (header, rows) = read(&text);
    assert_eq!(column(&rows, &header, "mark"), ["1", "0"]);
}

/// `purpose-of-6a` has one mark; its key is C.
#[test]
fn rows_of_the_same_student_are_told_and_none_is_lost() {
    let row_each = "Name,purpose-of-6a,value-limitations\nAda,C,\nBen,A,\nAda,A,\n";
    let run = mark("letter-4-exam", row_each, &["--students"]);
    let (_, rows) = read(&run.stdout);
    let marks: Vec<_> = rows.iter().map(|row| (&row[0], &row[1])).collect();
    assert_eq!(marks, [("Ada", "1"), ("Ben", "0"), ("Ada", "0")]);
    assert!(
        run.stderr
            .contains("warning: lines 2 and 4 are both of “Ada”; each keeps a row of its own\n"),
        "{}",
        run.stderr
    );
    let answer_each =
        "name,question,answer\nAda,purpose-of-6a,A\nBen,purpose-of-6a,A\nAda,purpose-of-6a,C\n";
    let run = mark("letter-4-exam", answer_each, &["--students"]);
    let (_, rows) = read(&run.stdout);
    let marks: Vec<_> = rows.iter().map(|row| (&row[0], &row[1])).collect();
    assert_eq!(marks, [("Ada", "1"), ("Ben", "0")]);
    assert!(
        run.stderr.contains(
            "warning: lines 2 and 4 both answer `purpose-of-6a` for “Ada”; the last one counts\n"
        ),
        "{}",
        run.stderr
    );
    // Nobody is warned of more than can be read: 28 rows like the first one.
    let class = format!("Class,purpose-of-6a\n{}", "10a,B\n".repeat(29));
    let run = mark("letter-4-exam", &class, &["--students"]);
    assert_eq!(run.stdout.lines().count(), 30);
    assert!(
        run.stderr
            .contains("warning: 8 more rows are like rows above\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_student_whose_only_row_is_for_no_question_is_in_the_table() {
    let table = "name,question,answer\nAda,purpose-of-6a,C\nBen,purpose,B\n";
    let run = mark("letter-4-exam", table, &["--students"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("line 3: the quiz `letter-4-exam` has no question `purpose`"),
        "{}",
        run.stderr
    );
    assert_eq!(
        run.stdout,
        "name,purpose-of-6a,total,available,waiting\nAda,1,1,1,0\nBen,,0,0,0\n"
    );
}
