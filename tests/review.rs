//! `review` and `mark --decisions` as a teacher meets them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, Run, written_quiz};

const POINTS: &str = r#"[[question.point]]
label    = "It is a disaster"
keywords = ["disaster", "catastrophe"]
"#;

const CLASS: &str = "name,answer
Ada,It is a disaster.
Ben,it is a DISASTER
Cyd,A catastrophe for everyone.
Dan,It is a misfortune.
Eve,I do not know.
";

const MARK: &str =
    "mark moles --answers class.csv --question war --decisions class.decisions.jsonl";

/// A text whatever its lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A class that has answered.
struct Class(Desk);

impl std::ops::Deref for Class {
    type Target = Desk;
    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Class {
    fn new() -> Self {
        let class = Self(Desk::new(&written_quiz(POINTS)));
        class.put("class.csv", CLASS);
        class
    }

    /// Runs the program with the words of a command line.
    fn types(&self, words: &str, input: &str) -> Run {
        let words: Vec<&str> = words.split(' ').collect();
        self.run(&words, input)
    }

    fn review(&self, input: &str) -> String {
        self.review_run(input).ok()
    }

    fn review_run(&self, input: &str) -> Run {
        let words = "review moles --answers class.csv --question war --name Ms_O --plain";
        self.types(words, input)
    }

    /// Name, mark, basis, comment and why of each row that `mark` writes.
    fn marks(&self) -> Vec<[String; 5]> {
        let told = self.types(MARK, "").ok();
        let mut reader = csv::Reader::from_reader(told.as_bytes());
        let names = reader.headers().unwrap().clone();
        let at = |name: &str| names.iter().position(|it| it == name).unwrap();
        let columns = ["name", "mark", "basis", "comment", "why"].map(at);
        reader
            .records()
            .map(|row| {
                let row = row.unwrap();
                columns.map(|column| row[column].to_owned())
            })
            .collect()
    }
}

#[test]
fn a_class_is_marked_in_a_few_decisions_that_mark_reads_back() {
    let class = Class::new();
    // Two groups of what the scheme knows, and what it does not know: of that, one text is taken out.
    let shown = class.review("1\nt 1\n0\n1\n1\n\n");
    assert!(shown.contains("5 answers in"), "{shown}");
    assert!(shown.contains("2 × It is a disaster."), "{shown}");
    let decisions = class.read("class.decisions.jsonl");
    assert_eq!(
        decisions.lines().count(),
        4,
        "one line for each text: {decisions}"
    );
    for [_, mark, basis, _, why] in class.marks() {
        assert!(mark == "0" || mark == "1");
        assert_eq!(basis, "judged");
        assert!(why.starts_with("decided by Ms_O on "), "{why}");
    }
    let again = class.review("");
    assert!(again.contains("0 decisions"), "nothing is left: {again}");
}

#[test]
fn a_step_is_taken_back_from_the_file_as_well() {
    let class = Class::new();
    class.review("1\nu\nq\n");
    assert_eq!(class.read("class.decisions.jsonl"), "");
}

#[test]
fn a_comment_goes_with_one_decision_and_reaches_the_marks() {
    let class = Class::new();
    class.review("c Which words show this?\n1\n1\n1\n1\n");
    let decisions = class.read("class.decisions.jsonl");
    let first = decisions.lines().next().unwrap();
    assert!(first.contains("Which words show this?"), "{first}");
    let last = decisions.lines().last().unwrap();
    assert!(!last.contains("Which words show this?"), "{last}");
    assert!(
        class
            .marks()
            .iter()
            .any(|row| row[3] == "Which words show this?")
    );
}

#[test]
fn what_was_decided_is_kept_where_the_input_ends() {
    let class = Class::new();
    let run = class.review_run("1\n");
    assert_eq!(run.code, 130);
    assert!(!class.read("class.decisions.jsonl").is_empty());
}

#[test]
fn a_changed_scheme_says_which_decisions_it_contradicts_and_changes_none() {
    let class = Class::new();
    class.review("0\n0\n0\n0\n");
    let before = class.read("class.decisions.jsonl");
    let wider = written_quiz(POINTS).replace("\"catastrophe\"", "\"catastrophe\", \"misfortune\"");
    class.write(&wider);
    let shown = class.review("");
    assert!(shown.contains("The mark scheme has changed"), "{shown}");
    assert!(
        shown.contains("“it is a misfortune”: decided 0, now 1"),
        "{shown}"
    );
    assert_eq!(class.read("class.decisions.jsonl"), before);
}

#[test]
fn a_line_that_is_no_decision_is_named_and_nothing_is_written() {
    let class = Class::new();
    class.put("class.decisions.jsonl", "not a decision\n");
    let run = class.review_run("1\n1\n");
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("class.decisions.jsonl, line 1"),
        "{run:?}"
    );
    assert_eq!(class.read("class.decisions.jsonl"), "not a decision\n");
}

#[test]
fn a_table_of_a_form_program_gives_one_row_a_student() {
    let class = Class::new();
    let form = "Timestamp;Name;What is war?\n1;Ada;It is a disaster.\n2;Ben;Something is unclear\n";
    class.put("form.csv", form);
    let told = class.types("mark moles --answers form.csv --students", "");
    assert_eq!(
        told.stdout,
        "Timestamp,Name,war,total,available,waiting\n1,Ada,1,1,1,0\n2,Ben,0,0,1,0\n"
    );
    assert!(told.stderr.contains("2 answers; 2 marked"), "{told:?}");
}

#[test]
fn the_final_mark_stands_beside_the_proposed_one() {
    let class = Class::new();
    // What the scheme does not know: the teacher gives Dan and Eve a mark.
    class.review("1\n1\nq\n");
    let told = class
        .types(
            "mark moles --answers class.csv --question war --decisions class.decisions.jsonl --format json",
            "",
        )
        .ok();
    let rows = told.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        (
            row["carried"]["name"].as_str().unwrap().to_owned(),
            row["mark"].as_u64(),
            row["proposed"].as_u64(),
        )
    });
    let expected = [
        ("Ada", 1, 1),
        ("Ben", 1, 1),
        ("Cyd", 1, 1),
        ("Dan", 1, 0),
        ("Eve", 1, 0),
    ];
    let expected =
        expected.map(|(name, mark, proposed)| (name.to_owned(), Some(mark), Some(proposed)));
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

#[test]
fn the_next_class_is_marked_by_citing_what_was_decided_about_the_same_texts() {
    let class = Class::new();
    class.review("n\nn\nn\n");
    class.put(
        "next.csv",
        "name,answer\nFay,It is a misfortune!\nGil,A misunderstanding.\n",
    );
    let told = class
        .types(
            "review moles --answers next.csv --question war --decisions class.decisions.jsonl --plain",
            "s\n",
        )
        .ok();
    assert!(
        told.contains("2 answers in 1 group, 1 mark in all. Decided already: 1."),
        "{told}"
    );
    let marks = class
        .types(
            "mark moles --answers next.csv --question war --decisions class.decisions.jsonl",
            "",
        )
        .ok();
    let fay = marks.lines().find(|line| line.starts_with("Fay,")).unwrap();
    assert!(
        fay.contains(",judged,") && fay.contains("decided by Ms_O on "),
        "{fay}"
    );
}

#[test]
fn a_group_is_left_for_later_and_that_can_be_taken_back() {
    let class = Class::new();
    let shown = class.review("s\nu\n1\nj\n1\n\n");
    assert!(shown.contains("2 decisions, kept in"), "{shown}");
    let decisions = class.read("class.decisions.jsonl");
    assert_eq!(decisions.lines().count(), 4, "{decisions}");
}

#[test]
fn marks_of_people_in_the_table_count_as_decided_and_lead_to_proposals() {
    let class = Class::new();
    class.put(
        "class.csv",
        "answer,teacher
It is a disaster.,1
It is a misfortune.,1
A misfortune for all,1
I do not know.,0
",
    );
    let shown = class.review("y\n");
    assert!(shown.contains("Decided already: 4."), "{shown}");
    assert!(
        shown.contains("Add “misfortune” to the point “It is a disaster”"),
        "{shown}"
    );
    assert!(
        shown.contains("Written into quizzes/moles.toml."),
        "{shown}"
    );
    let quiz = class.read("quizzes/moles.toml");
    let expected = POINTS.replace(
        "\"catastrophe\"]\n",
        "\"catastrophe\", \"misfortune\"]\n\n[[question.example]]\nanswer = \"A misfortune for all\"\nmarks = 1\n",
    );
    assert_eq!(quiz, written_quiz(&expected));
    let checked = class.types("check quizzes/moles.toml --deny hints", "");
    assert_eq!(checked.code, 0, "{checked:?}");
    let again = class.review("");
    assert!(
        !again.contains("Add “"),
        "nothing is left to propose: {again}"
    );
}

#[test]
fn a_proposal_that_would_break_an_example_is_not_made() {
    let class = Class::new();
    let with_example = format!(
        "{POINTS}\n[[question.example]]\nanswer = \"A misfortune, they say.\"\nmarks = 0\n\n[[question.example]]\nanswer = \"Such a misfortune is no crime.\"\nmarks = 0\n"
    );
    class.write(&written_quiz(&with_example));
    class.put(
        "class.csv",
        "answer,teacher\nIt is a misfortune.,1\nA misfortune for all,1\n",
    );
    let shown = class.review("y\n");
    assert!(!shown.contains("misfortune” to the point"), "{shown}");
    assert_eq!(
        class.read("quizzes/moles.toml"),
        written_quiz(&with_example)
    );
}

#[test]
fn a_quiz_that_is_built_in_is_not_changed_and_says_so() {
    let class = Class::new();
    class.put(
        "letter.csv",
        "answer,teacher\nWar is a plague.,1\nA plague on all,1\nIt is like a plague,1\n",
    );
    let told = class
        .types(
            "review letter-5-written --answers letter.csv --question message-6a --plain",
            "y\n",
        )
        .ok();
    assert!(told.contains("Add “plague” to the point"), "{told}");
    assert!(
        flat(&told).contains("is built into the program; a library of your own can be changed"),
        "{told}"
    );
}

#[test]
fn a_file_of_decisions_that_is_not_there_is_not_taken_for_an_empty_one() {
    let class = Class::new();
    let run = class.types(
        "mark moles --answers class.csv --question war --decisions clas.jsonl",
        "",
    );
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(
        run.stderr.contains("clas.jsonl cannot be read"),
        "{}",
        run.stderr
    );
}

#[test]
fn marks_of_the_table_become_decisions_that_mark_reads_back() {
    let class = Class::new();
    class.put(
        "class.csv",
        "name,answer,teacher\nAda,It is a misfortune.,1\nBen,It is a misfortune,\nCyd,A disaster,0\n",
    );
    class.review("\n");
    // Ben wrote what Ada wrote; the teacher gave Cyd nothing although the scheme would.
    let marks: Vec<[String; 2]> = class
        .marks()
        .into_iter()
        .map(|[name, mark, ..]| [name, mark])
        .collect();
    let expected = [["Ada", "1"], ["Ben", "1"], ["Cyd", "0"]];
    assert_eq!(marks, expected.map(|row| row.map(str::to_owned)));
    assert!(class.marks()[0][4].starts_with("decided by the marks in class.csv on "));
    let again = class.read("class.decisions.jsonl");
    class.review("\n");
    assert_eq!(
        class.read("class.decisions.jsonl"),
        again,
        "they are kept once"
    );
}

#[test]
fn a_column_of_names_is_not_one_of_marks() {
    let class = Class::new();
    class.put(
        "class.csv",
        "person,answer\nAda,It is a disaster.\nBen,I do not know.\n",
    );
    let students = class.types(
        "mark moles --answers class.csv --question war --students",
        "",
    );
    assert_eq!(
        students.stdout,
        "person,war,total,available,waiting\nAda,1,1,1,0\nBen,0,0,1,0\n"
    );
    // Numbers that are no marks of this quiz are names as well.
    class.put(
        "class.csv",
        "person,answer\n1,It is a disaster.\n7,I do not know.\n",
    );
    let shown = class.review("q\n");
    assert!(!shown.contains("Decided already"), "{shown}");
    class.put("class.csv", "answer\nIt is a disaster.\n");
    let nobody = class.types(
        "mark moles --answers class.csv --question war --students",
        "",
    );
    assert_eq!(nobody.code, 2);
    assert!(nobody.stderr.contains("no column says who"), "{nobody:?}");
}

#[test]
fn an_accepted_proposal_can_be_taken_back_although_there_is_no_other() {
    let class = Class::new();
    class.put(
        "class.csv",
        "answer,teacher\nIt is a misfortune.,1\nA misfortune for all,1\nI do not know.,0\n",
    );
    let before = class.read("quizzes/moles.toml");
    let shown = class.review("y\nu\n\n");
    assert!(shown.contains("The last change was taken back."), "{shown}");
    assert_eq!(class.read("quizzes/moles.toml"), before);
}

#[test]
fn an_example_that_fails_already_does_not_keep_a_proposal_out() {
    let class = Class::new();
    let failing = format!("{POINTS}\n[[question.example]]\nanswer = \"peace\"\nmarks = 1\n");
    class.write(&written_quiz(&failing));
    class.put(
        "class.csv",
        "answer,teacher\nIt is a misfortune.,1\nA misfortune for all,1\n",
    );
    let shown = class.review("y\n");
    assert!(shown.contains("Written into"), "{shown}");
}
