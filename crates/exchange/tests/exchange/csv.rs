//! The plain table: what we write comes back, what a teacher types is understood.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{
    Encoding, Exported, Format, Imported, Settings, Wanted, assemble, export, read,
};

use crate::compare::{material, same_passages, same_up_to, shipped};
use crate::imports::{bodies, said};

fn imported(text: &str) -> Imported {
    read(Format::Csv, "quiz.csv", text.as_bytes(), None)
}

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::Csv, material, Settings::default());
        let imported = read(Format::Csv, "a.csv", &bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        let drafts = assemble(imported, &Wanted::default());
        same_up_to(&paper.quiz, &losses, &drafts);
        same_passages(material, &losses, &drafts);
    }
}

/// The texts of the right options of the only question.
fn right(table: &str) -> (Vec<String>, usize) {
    let imported = imported(table);
    let body = bodies(&imported).remove(0);
    let options = body["options"].as_array().unwrap().clone();
    let right = options.iter().filter(|it| it["correct"] == true);
    let texts = right.map(|it| it["text"].as_str().unwrap().to_owned());
    (texts.collect(), said(&imported).len())
}

#[test]
fn a_key_is_a_number_a_letter_or_the_whole_answer_and_never_a_part_of_it() {
    let table = |key: &str| {
        format!(
            "question,answer 1,answer 2,answer 3,correct\nWhen?,2 August 1914.,A war,\"“B, or not”\",{key}\n"
        )
    };
    for (key, expected) in [
        ("2", "A war"),
        ("B", "A war"),
        ("A war", "A war"),
        ("a WAR!", "A war"),
        ("2 August 1914", "2 August 1914."),
        ("\"\"\"B, or not\"\"\"", "“B, or not”"),
    ] {
        assert_eq!(right(&table(key)), (vec![expected.to_owned()], 0), "{key}");
    }
    // A part of the cell would mark the first or the second: nothing is right, and a message says so.
    for key in ["A peace", "2 August 1915", "2; 7 September", "none of them"] {
        assert_eq!(right(&table(key)), (Vec::new(), 1), "{key}");
    }
    // The third place and the words “3”: the place counts, with a warning.
    let numbers = "question,answer 1,answer 2,answer 3,answer 4,correct\nHow many?,5,3,1,4,3\n";
    assert_eq!(right(numbers), (vec!["1".to_owned()], 1));
    let agree = "question,answer 1,answer 2,answer 3,correct\nHow many?,5,2,1,2\n";
    assert_eq!(right(agree), (vec!["2".to_owned()], 0));
}

#[test]
fn a_key_that_is_the_text_of_an_answer_is_not_read_as_several_letters_or_numbers() {
    let told = |answers: [&str; 4], key: &str| {
        let cells = answers.map(|it| format!("\"{it}\""));
        right(&format!(
            "question,answer 1,answer 2,answer 3,answer 4,correct\nWhich?,{},\"{key}\"\n",
            cells.join(",")
        ))
    };
    let one = |text: &str| (vec![text.to_owned()], 0);
    let letters = ["A", "B", "A and B", "neither"];
    assert_eq!(told(letters, "A and B"), one("A and B"));
    assert_eq!(told(letters, "a AND b."), one("A and B"));
    assert_eq!(told(letters, "B"), one("B"));
    // No answer is “A, B”: two letters.
    assert_eq!(
        told(letters, "A, B"),
        (vec!["A".to_owned(), "B".to_owned()], 0)
    );
    let numbers = ["1", "1, 2", "1; 3", "none"];
    assert_eq!(told(numbers, "1, 2"), one("1, 2"));
    assert_eq!(told(numbers, "1; 3"), one("1; 3"));
    assert_eq!(
        told(numbers, "1; 4"),
        (vec!["1".to_owned(), "none".to_owned()], 0)
    );
    // The text of an answer among several keys.
    assert_eq!(
        told(letters, "A and B; neither"),
        (vec!["A and B".to_owned(), "neither".to_owned()], 0)
    );
    // The letter of the third answer and the text of the second: the teacher must say.
    let shifted = ["D", "C", "B", "A"];
    assert_eq!(told(shifted, "C"), (Vec::new(), 1));
    assert_eq!(told(shifted, "2; C"), (Vec::new(), 1));
    let table = "question,answer 1,answer 2,answer 3,correct\nWhich?,C,B,A,c\n";
    let imported = imported(table);
    let message = "“c” under “correct” is the letter of one answer and the words of another; no answer is right";
    assert_eq!(said(&imported), [(Code::NotImported, message.to_owned())]);
    let drafts = assemble(imported, &Wanted::default());
    assert!(
        drafts.quizzes[0]
            .to_do
            .iter()
            .any(|it| it.2 == "which is right? (`correct = true`)")
    );
}

#[test]
fn headings_are_understood_as_people_write_them() {
    for (headings, row) in [
        (
            "Question,Option A,Option B,Option C,Answer",
            "Who?,Kennedy,Khrushchev,Castro,B",
        ),
        ("Question,A,B,C,Key", "Who?,Kennedy,Khrushchev,Castro,B"),
        (
            "Question,Option 1,Option 2,Option 3,Correct answer(s)",
            "Who?,Kennedy,Khrushchev,Castro,2",
        ),
        (
            "question;choice a;choice b;choice c;answers",
            "Who?;Kennedy;Khrushchev;Castro;B",
        ),
        (
            "Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,Answer 3 - max 75 characters,Correct answer(s) - choose at least one",
            "Who?,Kennedy,Khrushchev,Castro,2",
        ),
        (
            "sep=;\nQuestion;Option A;Option B;Option C;Correct",
            "Who?;Kennedy;Khrushchev;Castro;2",
        ),
    ] {
        let table = format!("{headings}\n{row}\n");
        assert_eq!(
            right(&table),
            (vec!["Khrushchev".to_owned()], 0),
            "{headings}"
        );
    }
    // A comma within curly quotation marks makes one cell too many: no answer may be taken to be right.
    let shifted =
        "question,answer 1,answer 2,correct\nWho?,“Kennedy, the President”,Khrushchev,2\n";
    assert_eq!(right(shifted), (Vec::new(), 2));
}

/// What a teacher types with the fewest columns; the kind is seen from the cells.
#[test]
fn a_table_typed_by_hand() {
    let table = "Question,Answer1,Answer 2,ANSWER 3,Correct\r\n\
        Who wrote it?,Kennedy,Khrushchev,,2\r\n\
        Which two?,a,b,c,\"A, c\"\r\n\
        Pair them.,Cuba => island,Berlin => city,=> river,\r\n\
        True?,War is a game. => false,It is a calamity. => True,He fears it. => not stated,\r\n\
        Why?,,,,\r\n";
    let imported = imported(table);
    assert_eq!(said(&imported), []);
    let choice = |text: &str, correct: bool| match correct {
        true => json!({ "text": text, "correct": true }),
        false => json!({ "text": text }),
    };
    let statement = |text: &str, answer: &str| json!({ "text": text, "answer": answer });
    let bodies = bodies(&imported);
    assert_eq!(
        bodies[0],
        json!({ "kind": "single-choice", "options": [choice("Kennedy", false), choice("Khrushchev", true)] })
    );
    assert_eq!(
        bodies[1]["options"],
        json!([choice("a", true), choice("b", false), choice("c", true)])
    );
    assert_eq!(
        bodies[2],
        json!({ "kind": "matching", "pairs": [{ "left": "Cuba", "right": "island" }, { "left": "Berlin", "right": "city" }], "distractors": ["river"] })
    );
    assert_eq!(
        bodies[3]["statements"],
        json!([
            statement("War is a game.", "false"),
            statement("It is a calamity.", "true"),
            statement("He fears it.", "not-stated")
        ])
    );
    assert_eq!(bodies[4]["kind"], "extended");
}

#[test]
fn semicolons_and_tabs_part_cells_as_well_as_commas() {
    for sign in [";", "\t"] {
        let table = format!(
            "question{sign}answer 1{sign}answer 2{sign}correct\nWho, then?{sign}a{sign}b{sign}1\n"
        );
        let imported = imported(&table);
        assert_eq!(imported.questions[0].stem, "Who, then?");
        assert_eq!(bodies(&imported)[0]["options"][0]["correct"], true);
    }
}

#[test]
fn passages_are_rows_that_questions_name() {
    let table = "kind,extract,question,text\n\
        passage,letter/a,A letter,\"First.\n\nSecond, \"\"quoted\"\".\"\n\
        passage,B,Source B,Another.\n\
        extended,letter/a; B; other/6c,Why?,Look for fear.\n\
        extended,C,And?,\n";
    let imported = imported(table);
    assert_eq!(imported.passages[0].text, "First.\n\nSecond, \"quoted\".");
    assert_eq!(imported.passages[1].label.as_deref(), Some("b"));
    assert_eq!(imported.questions[0].passages, [0, 1]);
    assert_eq!(imported.questions[0].extracts, ["other/6c"]);
    assert_eq!(
        said(&imported),
        [(Code::NotImported, "no row above holds the passage “C”; write “source-id/C” where it is an extract of yours".to_owned())]
    );
}

/// A spreadsheet must not run what a student or a stranger wrote.
#[test]
fn no_cell_is_a_formula() {
    let mut paper = shipped().remove(0);
    let texts = ["=1+1", "+1", "-1", "@A1", "'=quoted", "''plain"];
    paper.quiz.questions.truncate(texts.len());
    for (question, text) in paper.quiz.questions.iter_mut().zip(texts) {
        (*text).clone_into(&mut question.stem.value);
    }
    let bytes = export(Format::Csv, material(&paper), Settings::default()).bytes;
    let written = String::from_utf8(bytes.clone()).unwrap();
    for formula in [",=", ",+", ",-", ",@"] {
        assert!(!written.contains(formula), "{formula}");
    }
    let stems: Vec<_> = read(Format::Csv, "a.csv", &bytes, None).questions;
    let stems: Vec<&str> = stems.iter().map(|it| it.stem.as_str()).collect();
    assert_eq!(stems, texts[..stems.len()]);
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_its_row() {
    let cases = [
        ("", Code::Malformed, "the table is empty"),
        (
            "a,b\n1,2\n",
            Code::Malformed,
            "no column is headed “question”",
        ),
        (
            "question,notes\nWhy?,x\n",
            Code::NotImported,
            "no column is called “notes”",
        ),
        (
            "question,skill\nWhy?,magic\n",
            Code::NotImported,
            "“magic” is no skill",
        ),
        (
            "question,marks\nWhy?,many\n",
            Code::NotImported,
            "“many” is no number of marks",
        ),
        (
            "question,answer 1\nWhy?,a\n",
            Code::ImportedOtherwise,
            "no answer is right",
        ),
        (
            "question,kind\nWhy?,cloze\n",
            Code::NotImported,
            "the text has no gap",
        ),
        (
            "question,kind\n,extended\n",
            Code::NotImported,
            "the row asks nothing",
        ),
        (
            "question\nWhy?,more\n",
            Code::NotImported,
            "more cells than headings",
        ),
    ];
    for (table, code, message) in cases {
        let said = said(&imported(table));
        assert_eq!(said.len(), 1, "{table}: {said:?}");
        assert_eq!(said[0].0, code, "{table}");
        assert!(said[0].1.contains(message), "{table}: {said:?}");
    }
    let report = &imported("question,skill\n\nWhy?,\nHow?,magic\n").reports[0];
    let span = report.diagnostics[0].span;
    assert_eq!(&report.text[span.start..span.end], "How?,magic");
}

/// Excel on Windows writes Latin-1 unless it is told otherwise: the text is not guessed.
#[test]
fn another_encoding_is_offered() {
    let bytes = b"question\nWas hei\xdft \"calamity\"?\n";
    let refused = read(Format::Csv, "a.csv", bytes, None);
    assert_eq!(said(&refused).len(), 1);
    let read = read(Format::Csv, "a.csv", bytes, Some(Encoding::Latin1));
    assert_eq!(read.questions[0].stem, "Was heißt \"calamity\"?");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_read(text in "\\PC{0,120}", rows in "[a-c,;\"\n'=>{}|*0-9 ]{0,120}") {
        imported(&text);
        let table = format!("kind,question,answer 1,answer 2,correct,text,choose,marks\n{rows}");
        assemble(imported(&table), &Wanted { quiz: "q".to_owned(), source: "s".to_owned(), ..Wanted::default() });
    }
}

/// docs/table-format.md names every column, and its example is read without a complaint.
#[test]
fn the_described_table_is_the_one_that_is_read() {
    let page = std::fs::read_to_string("../../docs/table-format.md").unwrap();
    let example = page.split("```csv\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let read = imported(example);
    assert_eq!(said(&read), []);
    assert_eq!((read.passages.len(), read.questions.len()), (1, 5));
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let columns: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(columns.len(), 17);
    let all = format!("{}\nWhy?\n", columns.join(","));
    let all = imported(&all);
    assert_eq!(
        said(&all).len(),
        1,
        "every heading is known: {:?}",
        said(&all)
    );
}

#[test]
fn a_right_answer_that_is_not_there_is_told_and_left_to_the_teacher() {
    let table = "question,answer 1,answer 2,correct\nA?,x,y,5\nB?,x,y,Z\nC?,x,y,1.\nD?,x,y,(b)\nE?,x,y,1 and 2\n";
    let imported = imported(table);
    let what = |word: &str| {
        let message = format!(
            "“{word}” under “correct” is none of the answers and no number of one; no answer is right"
        );
        (Code::NotImported, message)
    };
    assert_eq!(said(&imported), [what("5"), what("Z")]);
    let bodies = bodies(&imported);
    let right = |number: usize| -> Vec<bool> {
        let options = bodies[number]["options"].as_array().unwrap().iter();
        options.map(|it| it["correct"] == true).collect()
    };
    assert_eq!(right(0), [false, false]);
    assert_eq!(right(2), [true, false]);
    assert_eq!(right(3), [false, true]);
    assert_eq!(right(4), [true, true]);
    let drafts = assemble(imported, &Wanted::default());
    let asked = drafts.quizzes[0].to_do.iter();
    let asked: Vec<_> = asked.filter(|(_, key, _)| *key == "options").collect();
    assert_eq!(
        asked,
        [
            &(Some(0), "options", "which is right? (`correct = true`)"),
            &(Some(1), "options", "which is right? (`correct = true`)")
        ]
    );
}

#[test]
fn answers_may_be_lettered_and_named_by_their_words() {
    let table = "Question,Option A,option b,Choice 3,Correct answer\n\
        Who?,Churchill,Truman,Attlee,Truman\n\
        Which two?,Yalta (1945),Potsdam,Munich,Yalta (1945); Potsdam\n\
        When?,1945,1946,2,2\n";
    let imported = imported(table);
    let [(Code::ImportedOtherwise, doubt)] = &said(&imported)[..] else {
        panic!("{:?}", said(&imported))
    };
    assert!(doubt.contains("answer 2 is taken to be right"), "{doubt}");
    let bodies = bodies(&imported);
    let right = |number: usize| -> Vec<&str> {
        let options = bodies[number]["options"].as_array().unwrap().iter();
        let right = options.filter(|it| it["correct"] == true);
        right.map(|it| it["text"].as_str().unwrap()).collect()
    };
    assert_eq!(right(0), ["Truman"]);
    assert_eq!(right(1), ["Yalta (1945)", "Potsdam"]);
    // A number is the number of an answer.
    assert_eq!(right(2), ["1946"]);
}

#[test]
fn cells_that_nothing_is_made_of_are_told() {
    for (table, told) in [
        (
            "question,answer 1,answer 2,correct,text\nQ?,a,b,1,more\n",
            "“text” says nothing in such a row; it was left out",
        ),
        (
            "kind,question,answer 1,feedback 1\nessay,Q?,a,b\n",
            "“answer 1”, and more of its cells, says nothing in such a row; it was left out",
        ),
        (
            "kind,extract,question,text,hint\npassage,a,T,Words.,x\n",
            "“hint” says nothing in such a row; it was left out",
        ),
        (
            "question,question,answer 1,answer 2,correct\nP?,Q?,a,b,1\n",
            "two columns are called “question”; the last one counts",
        ),
        (
            "kind,extract,text,question\npassage,a,One.,\npassage,a,Two.,\n",
            "a passage above is called “a” too; questions below are asked about this one",
        ),
    ] {
        let messages: Vec<String> = said(&imported(table))
            .into_iter()
            .map(|(_, it)| it)
            .collect();
        assert_eq!(messages, [told], "{table}");
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told_at_its_row() {
    let table = "question;answer 1;answer 2;correct\nFirst;a;b;1\n\"Unclosed;a;b;1\nNext;a;b;2\n";
    let read = imported(table);
    let diagnostic = &read.reports[0].diagnostics[0];
    assert_eq!(diagnostic.code, Code::Malformed);
    assert!(table[diagnostic.span.start..].starts_with("\"Unclosed"));
}

#[test]
fn passages_are_labelled_and_arrows_typed_as_people_do() {
    let table = "kind,extract,question,text,answer 1,answer 2\n\
        passage,Source A,,Words.,,\n\
        ,Source A,Pair.,,Cuba -> island,Rome → city\n";
    let read = imported(table);
    assert_eq!(said(&read), []);
    assert_eq!(read.passages[0].label.as_deref(), Some("a"));
    assert_eq!(
        bodies(&read)[0]["pairs"][1],
        json!({ "left": "Rome", "right": "city" })
    );
    let choice = imported("question,answer 1,answer 2,correct\nQ?,1945 → 1949,1946 → 1950,1\n");
    assert_eq!(bodies(&choice)[0]["kind"], "single-choice");
}
