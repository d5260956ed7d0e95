//! Tables of marks, read to the answers that statistics are computed from.
//!
//! Each cell is shown as `mark of available` with what became of the question (`-` for omitted, `…` for not reached, `?`
//! for waiting) and what was chosen.

use proptest::prelude::*;
use sourcework_core::attempt::{Certainty, Mode};
use sourcework_core::identity::ContentHash;
use sourcework_core::marking::{Answer, Basis};
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::statistics::choices::Choice;
use sourcework_core::statistics::{
    Cell, Item, ItemKey, PupilKey, Response, Responses, State, options,
};
use sourcework_exchange::responses::{Read, read, write};

use crate::compare::shipped;

fn read_text(text: &str) -> Read {
    read(text.as_bytes(), None, None, &|_, _| None).unwrap_or_else(|it| panic!("{}", it.message))
}

fn refused(text: &str) -> String {
    let error = read(text.as_bytes(), None, None, &|_, _| None).unwrap_err();
    let help = error.help.iter().map(|it| format!("; {it}"));
    format!("{}{}", error.message, help.collect::<String>())
}

fn notes(read: &Read) -> Vec<&str> {
    read.notes.iter().map(|it| it.message.as_str()).collect()
}

fn cell(item: &Item, cell: &Cell) -> String {
    let sign = match cell.state {
        State::Answered => format!("{} of {}", cell.awarded, item.available),
        State::Waiting => "?".to_owned(),
        State::Skipped => "skipped".to_owned(),
        State::Omitted => "-".to_owned(),
        State::NotReached => "…".to_owned(),
    };
    let chosen = item.chosen(cell).iter().map(|choice| {
        let label = item.labels.get(usize::from(choice.option));
        let option = label.map_or(choice.option.to_string(), Clone::clone);
        format!(" {option}")
    });
    let certainty = cell.certainty.map(|it| format!(" {}", it.shown()));
    format!(
        "{sign}{}{}",
        chosen.collect::<String>(),
        certainty.unwrap_or_default()
    )
}

/// A line for each pupil: class, name, attempt, and the cells by question.
fn shown(responses: &Responses) -> Vec<String> {
    let lines = (0..).zip(&responses.pupils).map(|(place, pupil)| {
        let cells = responses.items.iter().filter_map(|item| {
            let found = item.cells.iter().find(|it| it.pupil == place)?;
            Some(format!("{}: {}", item.key.question, cell(item, found)))
        });
        let key = &pupil.key;
        let class = if key.class.is_empty() { "" } else { " in " };
        let attempt = if key.attempt == 1 {
            String::new()
        } else {
            format!(" #{}", key.attempt)
        };
        let cells: Vec<String> = cells.collect();
        format!(
            "{}{class}{}{attempt} | {}",
            key.name,
            key.class,
            cells.join(", ")
        )
    });
    lines.collect()
}

/// The table that `mark` writes: what stood in the table of answers, then its own columns.
#[test]
fn the_long_table_of_mark() {
    let read = read_text(
        "name,class,score,question,answer,mark,proposed,available,basis,points,unsure,could-be,doubts,patterns,comment,why\n\
         Ann,9b,17,offer,B,1,1,1,exact,,no,1,,,,\n\
         Ann,9b,17,tone,It threatens,2,2,4,matched,threat; war,no,2,,,,\n\
         Ann,9b,17,essay,Long text,,,8,judged,,yes,,,,,\n\
         Ben,9b,3,offer,,0,0,1,exact,,no,0,,,,\n\
         Ben,9b,3,tone,Perhaps,1,1,4,matched,,yes,3,denied,,,\n\
         Ben,9b,3,essay,,,,8,judged,,yes,,,,,\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann in 9b | offer: 1 of 1 B, tone: 2 of 4 It threatens, essay: ? Long text",
            "Ben in 9b | offer: -, tone: ? Perhaps, essay: ?",
        ]
    );
    assert_eq!(notes(&read), ["columns that were not used: `score`"]);
}

/// Whatever the teacher has called the column with the pupil is carried over.
#[test]
fn the_long_table_of_mark_with_a_column_of_any_name() {
    let read = read_text(
        "Schüler,question,answer,mark,proposed,available,basis,could-be\nAnn,offer,B,1,1,1,exact,1\n",
    );
    assert_eq!(shown(&read.responses), ["Ann | offer: 1 of 1 B"]);
}

#[test]
fn the_table_of_students_of_mark() {
    let read = read_text(
        "name,offer,tone,essay,total,available,waiting\nAnn,1,2,?,3,13,1\nBen,0,4,8,12,13,0\nCem,1,,,1,1,0\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann | offer: 1 of 1, tone: 2 of 4, essay: ?",
            "Ben | offer: 0 of 1, tone: 4 of 4, essay: 8 of 8",
            "Cem | offer: 1 of 1, tone: …, essay: …",
        ]
    );
    assert_eq!(
        notes(&read),
        [
            "the table does not say how many marks these have: `offer`, `tone`, `essay`; the highest mark that anybody has counts as all"
        ]
    );
}

/// A question can be called what other tables call a column that says nothing about questions.
#[test]
fn a_question_with_the_name_of_another_column_is_kept_or_named() {
    let ours = read_text(
        "name,Timestamp,date,total-war,total,available,waiting\nAnn,2024-10-03,1,0,1,2,0\n",
    );
    assert_eq!(
        shown(&ours.responses),
        ["Ann | date: 1 of 1, total-war: 0 of 1"]
    );
    assert_eq!(
        notes(&ours),
        ["columns that hold no marks of questions were not used: `Timestamp`"]
    );
    let others = read_text("name,date,Q1\nAnn,1,0\n");
    assert_eq!(shown(&others.responses), ["Ann | Q1: 0 of 1"]);
    assert_eq!(
        notes(&others),
        ["columns that hold no marks of questions were not used: `date`"]
    );
}

fn response(name: &str, question: &str, state: State) -> Response {
    Response {
        pupil: PupilKey {
            class: "9b".to_owned(),
            name: name.to_owned(),
            attempt: 1,
        },
        question: ItemKey {
            quiz: "letter".to_owned(),
            question: question.to_owned(),
            content: Some(ContentHash([7; 16])),
        },
        asked: None,
        kind: Some(Kind::SingleChoice),
        skill: Some(Skill::Purpose),
        answer: None,
        points: Vec::new(),
        before: None,
        state,
        awarded: 0,
        available: 2,
        basis: None,
        certainty: None,
        seconds: None,
        mode: Some(Mode::Exam),
        hint: false,
        is_probe: false,
    }
}

#[test]
fn what_is_written_is_read_as_the_same_table() {
    let answered = |answer: Answer, awarded: u32| Response {
        answer: Some(answer),
        awarded,
        basis: Some(Basis::Exact),
        certainty: Some(Certainty::Fair),
        seconds: Some(12),
        ..response("=Ann", "offer", State::Answered)
    };
    let second = PupilKey {
        attempt: 2,
        ..response("=Ann", "offer", State::Answered).pupil
    };
    let rows = vec![
        answered(Answer::Choice(Some(2)), 1),
        response("=Ann", "tone", State::Skipped),
        Response {
            is_probe: true,
            hint: true,
            ..answered(Answer::Choices(vec![0, 3]), 2)
        },
        Response {
            pupil: second,
            ..answered(Answer::Text("a \"quoted\"\nline".to_owned()), 0)
        },
        response("Ben, B.", "offer", State::NotReached),
        response("Ben, B.", "tone", State::Omitted),
        response("Ben, B.", "essay", State::Waiting),
    ];
    let mut expected = Responses::default();
    for row in &rows {
        expected.add(row);
    }
    expected.finish();
    let bytes = write(rows.into_iter());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(
        text.lines().next().unwrap(),
        "class,student,attempt,quiz,question,content,kind,skill,state,answer,awarded,available,basis,certainty,seconds,mode,hint,probe"
    );
    assert!(text.contains("9b,'=Ann,1,letter,offer,"), "{text}");
    let read = read(&bytes, None, None, &|_, _| None).unwrap();
    assert_eq!(notes(&read), [""; 0]);
    assert_eq!(read.responses.pupils, expected.pupils);
    let told = |responses: &Responses| -> Vec<_> {
        let items = responses.items.iter().map(|item| {
            let cells = |cells: &[Cell]| -> Vec<(u32, String)> {
                cells.iter().map(|it| (it.pupil, cell(item, it))).collect()
            };
            let of_item = (item.key.clone(), item.kind, item.skill, item.available);
            (of_item, cells(&item.cells), cells(&item.probes))
        });
        items.collect()
    };
    assert_eq!(told(&read.responses), told(&expected));
    assert_eq!(
        read.responses.items[0].chosen(&read.responses.items[0].probes[0]),
        [Choice::new(0, 0), Choice::new(0, 3),]
    );
}

/// Two pupils of the same name are told apart by their numbers; sittings count attempts; answers are the options.
#[test]
fn long_tables_of_others() {
    let read = read_text(
        "First name;Surname;Student ID;Group;Item;Response;Correct;Out of;Certainty;Seconds;Colour\n\
         Ann;Lee;17;9b;Q1;A;true;1;3;20;red\n\
         Ann;Lee;17;9b;Q2;C;no;1;guess;9;red\n\
         Ann;Lee;18;9b;Q1;B;FALSE;1;2;30;blue\n\
         Ben;Oak;19;9c;Q1;A;1;1;;12;red\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann Lee in 9b | Q1: 1 of 1 A sure, Q2: 0 of 1 C a guess",
            "Ann Lee (18) in 9b | Q1: 0 of 1 B fairly sure",
            "Ben Oak in 9c | Q1: 1 of 1 A",
        ]
    );
    assert_eq!(notes(&read), ["columns that were not used: `Colour`"]);
    let offered = options::labelled(&read.responses.items[0]);
    let keys: Vec<(&str, bool)> = offered
        .iter()
        .map(|it| (it.name.as_str(), it.is_key))
        .collect();
    assert_eq!(keys, [("A", true), ("B", false)]);
}

#[test]
fn sittings_of_the_same_pupil_are_attempts() {
    let read = read_text(
        "student,class,sitting,question,mark\nann,9b,May,q,0\nben,9b,May,q,1\nann,9b,June,q,1\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "ann in 9b | q: 0 of 1",
            "ben in 9b | q: 1 of 1",
            "ann in 9b #2 | q: 1 of 1"
        ]
    );
}

#[test]
fn right_answers_give_marks_where_there_are_none() {
    let read = read_text(
        "pupil,question,answer,right answer\nann,q1,B,B\nben,q1,C,B\nann,q2,War,\nben,q2,,\n",
    );
    assert_eq!(
        shown(&read.responses),
        ["ann | q1: 1 of 1 B, q2: ? War", "ben | q1: 0 of 1 C, q2: -"]
    );
}

#[test]
fn wide_tables_of_rights_and_wrongs() {
    let read = read_text(
        "Pupil,E-mail,Q1,Q2,Q3,Q4,Total\nAnn,a@x.org,1,,0,,1\nBen,b@x.org,0,1,1,1,3\nCem,c@x.org,,,,,\nMean,,0.5,1,0.5,1,2\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann | Q1: 1 of 1, Q2: -, Q3: 0 of 1, Q4: …",
            "Ben | Q1: 0 of 1, Q2: 1 of 1, Q3: 1 of 1, Q4: 1 of 1",
            "Cem | Q1: …, Q2: …, Q3: …, Q4: …",
        ]
    );
    assert_eq!(
        notes(&read),
        ["line 5: “Mean” is no pupil, and was left out"]
    );
}

/// One mark with decimals, and all are counted in hundredths: else questions would not weigh what they are worth.
#[test]
fn wide_tables_say_how_many_marks_there_are() {
    let read = read_text(
        "name\tWhy (2 marks)\tWho\tWhen\nmax\t2\t4\t1\nAnn\t0,67\t3\t1\nBen\t2\t4,5\t-1\n",
    );
    assert_eq!(read.parts, 100);
    assert_eq!(
        shown(&read.responses),
        [
            "Ann | Why: 67 of 200, Who: 300 of 400, When: 100 of 100",
            "Ben | Why: 200 of 200, Who: 400 of 400, When: 0 of 100",
        ]
    );
    assert_eq!(
        notes(&read),
        [
            "line 4: the mark 4.5 for `Who` is above the maximum and counts as 4",
            "line 4: the mark -1 for `When` is below 0 and counts as 0",
            "some marks have decimals: all marks of the table are counted in hundredths",
        ]
    );
}

/// R and the like write no heading over the names; some tables have no names at all.
#[test]
fn wide_tables_without_a_heading_over_names() {
    let read = read_text("\"\",\"Q1\",\"Q2\"\n\"P1\",1,0\n\"P2\",0,1\n");
    assert_eq!(
        shown(&read.responses),
        ["P1 | Q1: 1 of 1, Q2: 0 of 1", "P2 | Q1: 0 of 1, Q2: 1 of 1"]
    );
    let read = read_text("Q1,Q2\n1,0\n1,0\n");
    assert_eq!(
        shown(&read.responses),
        [
            "line 2 | Q1: 1 of 1, Q2: 0 of 1",
            "line 3 | Q1: 1 of 1, Q2: 0 of 1"
        ]
    );
    assert_eq!(
        notes(&read),
        [
            "no column says who the pupils are: each row counts as another pupil, and is called by its line"
        ]
    );
}

/// Moodle's “Grades”: attempts are numbered by when they began.
#[test]
fn grades_of_moodle() {
    let read = read_text(
        "\u{feff}\"Last name\",\"First name\",\"Email address\",State,\"Started on\",Completed,\"Time taken\",Grade/10.00,\"Q. 1 /1.00\",\"Q. 2 /4.00\",\"Q. 3 /5.00\"\n\
         Lee,Ann,a@x.org,Finished,\"3 October 2024  2:05 PM\",\"3 October 2024  2:25 PM\",\"20 mins\",6.00,1.00,-,5.00\n\
         Lee,Ann,a@x.org,Finished,\"2 October 2024  2:05 PM\",\"2 October 2024  2:25 PM\",\"20 mins\",2.00,0.00,2.00,-\n\
         Oak,Ben,b@x.org,\"In progress\",\"3 October 2024  2:06 PM\",-,-,-,-,-,-\n\
         Elm,Cem,c@x.org,-,-,-,-,-,-,-,-\n\
         Fir,Dan,d@x.org,Finished,\"3 October 2024  2:07 PM\",\"3 October 2024  2:20 PM\",\"13 mins\",-,1.00,4.00,\"Requires grading\"\n\
         \"Overall average\",,,,,,,4.00,0.67,3.00,5.00\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann Lee #2 | Q. 1: 1 of 1, Q. 2: -, Q. 3: 5 of 5",
            "Ann Lee | Q. 1: 0 of 1, Q. 2: 2 of 4, Q. 3: …",
            "Ben Oak | Q. 1: …, Q. 2: …, Q. 3: …",
            "Dan Fir | Q. 1: 1 of 1, Q. 2: 4 of 4, Q. 3: ?",
        ]
    );
    assert_eq!(read.parts, 1);
    assert_eq!(
        notes(&read),
        [
            "line 4: the attempt is not finished; its questions count as not reached",
            "line 5: “Cem Elm” has not begun, and was left out",
            "line 7: “Overall average” is no pupil, and was left out",
        ]
    );
}

/// Moodle's “Responses”: an answer that is the right one earns a mark; what has no right answer waits for a person.
#[test]
fn responses_of_moodle() {
    let read = read_text(
        "Last name,First name,Status,Started,Completed,Duration,Grade/10.00,Question 1,Response 1,Right answer 1,Response 2,Right answer 2\n\
         Lee,Ann,Finished,3 October 2024 2:05 PM,x,20 mins,7,Why?,An offer,An offer,My essay,\n\
         Oak,Ben,Finished,3 October 2024 2:05 PM,x,20 mins,7,Why?,A threat,An offer,-,\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann Lee | Q. 1: 1 of 1 An offer, Q. 2: ? My essay",
            "Ben Oak | Q. 1: 0 of 1 A threat, Q. 2: …"
        ]
    );
    let message =
        refused("Surname,First name,State,Started on,Response 1\nLee,Ann,Finished,x,An offer\n");
    assert_eq!(
        message,
        "the table has answers, but neither marks nor right answers; in Moodle’s report “Responses”, tick “right answer” beside “response” and download it again; or download the report “Grades” with “Marks for each question: Yes”"
    );
}

/// Google Forms writes the answer and, beside it, the mark of how many.
#[test]
fn forms_with_scores() {
    let read = read_text(
        "Timestamp,Name,Total score,Who wrote it?,Who wrote it? [Score],Who wrote it? [Feedback]\n\
         2024-10-03,Ann,1.00 / 2,Castro,0.00 / 2,No\n2024-10-03,Ben,2.00 / 2,Khrushchev,2.00 / 2,Yes\n",
    );
    assert_eq!(
        shown(&read.responses),
        [
            "Ann | Who wrote it?: 0 of 2 Castro",
            "Ben | Who wrote it?: 2 of 2 Khrushchev"
        ]
    );
}

/// Where the quiz is known, its questions are found by ID, by themselves or by number, and say how many marks they have.
#[test]
fn the_quiz_says_what_its_questions_are() {
    let papers = shipped();
    let quiz = &papers[0].quiz;
    let (first, second) = (&quiz.questions[0], &quiz.questions[1]);
    let answer = |_: &_, cell: &str| (cell == "B").then(|| vec![Choice::new(0, 1)]);
    let text = format!(
        "name,question,answer,mark\nann,{},B,0\nann,\"{}\",x,1\nann,elsewhere,B,1\n",
        first.id.to_uppercase(),
        second.stem.replace('"', "\"\""),
    );
    let read_quiz = |text: &str| read(text.as_bytes(), None, Some(quiz), &answer).unwrap();
    let found = read_quiz(&text);
    let [a, b, c] = &found.responses.items[..] else {
        panic!()
    };
    assert_eq!(
        (a.key.quiz.as_str(), a.key.question.as_str()),
        (quiz.id.as_str(), first.id.as_str())
    );
    assert_eq!(
        (a.available, a.kind, a.skill),
        (
            first.available(),
            Some(first.body.kind()),
            Some(*first.skill)
        )
    );
    assert_eq!(a.chosen(&a.cells[0]), [Choice::new(0, 1)]);
    assert_eq!(
        (b.key.question.as_str(), b.available),
        (second.id.as_str(), second.available())
    );
    assert_eq!(
        (c.key.quiz.as_str(), c.key.question.as_str()),
        ("", "elsewhere")
    );
    assert_eq!(
        notes(&found),
        [
            format!(
                "line 3: what stands there is no answer to `{}`; only its mark counts",
                *second.id
            ),
            format!(
                "line 4: the quiz `{}` has no question `elsewhere`; it is counted all the same",
                quiz.id
            ),
        ]
    );
    let numbers = (1..=quiz.questions.len()).map(|number| format!(",Q{number}"));
    let marks = quiz.questions.iter().map(|_| ",1");
    let text = format!(
        "name{}\nann{}\n",
        numbers.collect::<String>(),
        marks.collect::<String>()
    );
    let found = read_quiz(&text);
    assert!(
        found
            .responses
            .items
            .iter()
            .zip(&quiz.questions)
            .all(|(item, it)| item.key.question == *it.id.value)
    );
    assert_eq!(found.responses.items.len(), quiz.questions.len());
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let read = read_text(
        "name,question,mark,available,certainty,\n\
         ann,q1,3,2,,\nann,q2,absent,2,,\nann,q1,1,2,,\n,q1,1,2,,\nben,,1,2,,\nben,q2,-1,2,often,\ncem,q2,2,3,,note\n",
    );
    assert_eq!(
        notes(&read),
        [
            "line 2: the mark 3 for `q1` is above the maximum and counts as 2",
            "line 3: what stands there for `q2` is no mark; the answer counts as not marked yet",
            "line 4: “ann” has answered `q1` before; the first answer counts",
            "line 5 names no pupil; all such rows count as one",
            "line 6 does not say which question it is about, and was left out",
            "line 7: `often` is no degree of certainty, and was left out",
            "line 7: the mark -1 for `q2` is below 0 and counts as 0",
            "line 8: column 6 has no heading; its cell was left out",
            "line 8: the maximum for `q2` is 3 here and 2 elsewhere; the larger one counts",
        ]
    );
    assert_eq!(read.responses.repeated, 1);
    let twice = read_text("name,q1,q1\nann,1,0\nann,0,1\n");
    assert_eq!(
        notes(&twice),
        [
            "several columns are headed `q1`; column 3 counts as another question",
            "line 3: “ann” has a row before; this one counts as attempt 2",
        ]
    );
}

/// Of very many alike the first are listed, and how many more there are.
#[test]
fn many_of_a_kind_are_counted() {
    let rows: String = (0..20).map(|row| format!("p{row},q,9,1\n")).collect();
    let read = read_text(&format!("name,question,mark,available\n{rows}"));
    assert_eq!(notes(&read).len(), 6);
    assert_eq!(notes(&read)[5], "15 more marks above the maximum");
}

#[test]
fn tables_that_hold_no_marks_are_refused_with_a_remedy() {
    for (text, expected) in [
        (
            "",
            "the table is empty; its first row names the columns, such as student, question, mark",
        ),
        (
            "name,question,mark\n",
            "no row of the table holds an answer of a pupil; each row below the headings is a pupil, or an answer",
        ),
        (
            "name,q1\n",
            "no column of the table holds marks; a table has a column `question` and a column `mark`, or a column for each question",
        ),
        (
            "question,mark\nq1,1\n",
            "no column says who answered; add one with the heading `name` or `student`",
        ),
        (
            "name,question,answer\nann,q1,B\n",
            "the table has answers, but no marks; mark them with `sourcework mark QUIZ --answers FILE`, and give the table that it writes; or add a column with the heading `mark`, or with the right answers and the heading `right answer`",
        ),
        (
            "name,q1,q2\nann,B,C\n",
            "the table has answers, but no marks; mark them with `sourcework mark QUIZ --answers FILE`, and give the table that it writes",
        ),
        (
            "1,0,1\n0,0,1\n",
            "the first line holds marks and no headings; write a line above it that names the columns, such as name, Q1, Q2",
        ),
        (
            "name,q1\nann,1\nben,1,0\n",
            "line 3 has 3 cells, but there are 2 headings; put text with a comma in quotation marks (\"), also a mark such as \"0,67\"",
        ),
        (
            "name,q1\nann,1\n\"ben,1\ncem,0\n",
            "line 3: a quotation mark is opened and never closed: what follows it came into one cell",
        ),
        (
            "name,roll,q1\nann,70000,1\n",
            "70000 is too high for a mark: the most is 65,535; take the column out of the table if it holds something else, such as a number of the pupil",
        ),
        (
            "name,q1,q2\nann,700,0.5\n",
            "700 is too high for a mark: the most is 655.35, where any mark of the table has decimals; take the column out of the table if it holds something else, such as a number of the pupil",
        ),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
}

#[test]
fn answers_that_are_all_different_are_no_options() {
    let rows: String = (0..30)
        .map(|row| format!("p{row},q,text {row},1,2\n"))
        .collect();
    let read = read_text(&format!("name,question,answer,mark,available\n{rows}"));
    assert_eq!(options::labelled(&read.responses.items[0]), []);
    assert_eq!(
        notes(&read),
        ["the answers to `q` are too different to be options: only their marks count"]
    );
}

#[test]
fn the_examples_of_the_page_on_formats() {
    let page = include_str!("../../../../docs/formats.md");
    let tables: Vec<&str> = page
        .split("```csv\n")
        .skip(1)
        .map(|it| it.split("```").next().unwrap())
        .collect();
    let [long, wide] = tables[..] else {
        panic!("the page has two tables")
    };
    assert_eq!(
        shown(&read_text(long).responses),
        [
            "Ann Lee in 9b | offer: 1 of 1 B sure, tone: 2 of 4 It threatens",
            "Ben Oak in 9b | offer: 0 of 1 C a guess",
        ]
    );
    assert_eq!(
        shown(&read_text(wide).responses),
        [
            "Ann Lee in 9b | Why: 2 of 2, Who: 1 of 1, When: 0 of 1",
            "Ben Oak in 9b | Why: 1 of 2, Who: -, When: 1 of 1"
        ]
    );
    assert_eq!(notes(&read_text(long)), [""; 0]);
    assert_eq!(notes(&read_text(wide)), [""; 0]);
}

/// A workbook is read as text is: numbers and TRUE count as they show.
#[test]
fn workbooks_of_marks() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["Name", "Q1", "Q2"]).unwrap();
    sheet.write_string(1, 0, "Ann").unwrap();
    sheet.write_boolean(1, 1, true).unwrap();
    sheet.write_number(1, 2, 1.5).unwrap();
    sheet.write_string(2, 0, "Ben").unwrap();
    sheet.write_boolean(2, 1, false).unwrap();
    sheet.write_number(2, 2, -2).unwrap();
    let read = read(&workbook.save_to_buffer().unwrap(), None, None, &|_, _| {
        None
    })
    .unwrap();
    assert_eq!(
        shown(&read.responses),
        [
            "Ann | Q1: 100 of 100, Q2: 150 of 150",
            "Ben | Q1: 0 of 100, Q2: 0 of 150"
        ]
    );
    assert!(
        notes(&read)[0].starts_with("line 3: the mark -2 for `Q2`"),
        "{:?}",
        notes(&read)
    );
}

/// Questions without end are a column that holds something else.
#[test]
fn too_many_questions_are_refused() {
    let rows: String = (0..10_001).map(|row| format!("p,q{row},1\n")).collect();
    let message = refused(&format!("name,question,mark\n{rows}"));
    assert_eq!(
        message,
        "the table has more than 10000 questions; look whether the column that should say the question holds something else"
    );
}

/// Rows in any order give the same table.
#[test]
fn rows_come_in_any_order() {
    let rows = ["a,q1,1", "b,q1,0.5", "c,q1,0", "a,q2,2", "b,q2,1", "c,q2,2"];
    let ordered = read_text(&format!("name,question,mark\n{}", rows.join("\n")));
    let mixed = [0, 5, 1, 3, 2, 4].map(|at| rows[at]).join("\n");
    let mixed = read_text(&format!("name,question,mark\n{mixed}"));
    let sorted = |read: &Read| {
        let mut lines = shown(&read.responses);
        lines.sort();
        lines
    };
    let expected = [
        "a | q1: 100 of 100, q2: 200 of 200",
        "b | q1: 50 of 100, q2: 100 of 200",
        "c | q1: 0 of 100, q2: 200 of 200",
    ];
    assert_eq!(sorted(&ordered), expected);
    let mut mixed = shown(&mixed.responses);
    mixed.sort();
    // The questions come in the order of the rows.
    assert_eq!(
        mixed,
        [
            "a | q1: 100 of 100, q2: 200 of 200",
            "b | q1: 50 of 100, q2: 100 of 200",
            "c | q1: 0 of 100, q2: 200 of 200"
        ]
    );
}

/// A heading or a cell as it could stand in any table.
fn any_cell() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "name",
        "student",
        "id",
        "class",
        "sitting",
        "attempt",
        "question",
        "answer",
        "right answer",
        "mark",
        "available",
        "state",
        "started",
        "probe",
        "certainty",
        "unsure",
        "Q. 1 /1.00",
        "Response 1",
        "Right answer 1",
        "a [Score]",
        "a",
        "max",
        "mean",
        "1",
        "0.5",
        "-3",
        "-",
        "?",
        "70000",
        "99999999999",
        "1/2",
        "1/0",
        "In progress",
        "{\"choice\":1}",
        "{\"choices\":[99999999]}",
        "",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read(text in any::<String>()) {
        let read = read(text.as_bytes(), None, None, &|_, _| None);
        prop_assert!(read.is_err() || !read.unwrap().responses.pupils.is_empty());
    }

    /// Whatever stands in the cells: a mark is never more than what is available.
    #[test]
    fn any_table_can_be_read(rows in prop::collection::vec(prop::collection::vec(any_cell(), 1..7), 1..8)) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        if let Ok(read) = read(&writer.into_inner().unwrap(), None, None, &|_, _| None) {
            for item in &read.responses.items {
                prop_assert!(item.available > 0);
                prop_assert!(item.cells.iter().all(|cell| u32::from(cell.awarded) <= item.available));
            }
        }
    }
}
