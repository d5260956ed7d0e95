//! GIFT: what goes out comes back, and what Moodle's manual shows is read.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_core::quiz::Skill;
use sourcework_exchange::{
    Carriage, Format, Imported, Part, Settings, Wanted, assemble, export, read,
};

use crate::compare::{material, same_passages, same_up_to, shipped};
use crate::imports::{bodies, codes, messages, said};

fn imported(text: &str) -> Imported {
    read(Format::Gift, "bank.gift", text.as_bytes(), None)
}

/// The bodies of the questions of a text that nothing is wrong with, as JSON.
fn sound(text: &str) -> Vec<serde_json::Value> {
    let imported = imported(text);
    assert_eq!(codes(&imported), [], "{:?}", imported.reports);
    bodies(&imported)
}

#[test]
fn the_form_of_an_answer_or_a_feedback_is_not_shown_to_pupils() {
    let text = "Who wrote it? {=[html]<p>Khrushchev</p>#[plain]Right. ~[markdown]Kennedy#[html]<b>No</b>, he read it. ####[moodle]He signs it.}\n";
    let imported = read(Format::Gift, "a.gift", text.as_bytes(), None);
    let written = format!("{:?}", imported.questions[0]);
    for form in ["[html]", "[plain]", "[markdown]", "[moodle]", "<p>", "<b>"] {
        assert!(!written.contains(form), "{form}: {written}");
    }
    assert!(
        written.contains("He signs it.") && written.contains("No, he read it."),
        "{written}"
    );
}

#[test]
fn a_question_without_braces_is_no_passage_in_silence() {
    let read = |text: &str| read(Format::Gift, "a.gift", text.as_bytes(), None);
    let asked = "Who? {=Khrushchev ~Kennedy}\n";
    let forgotten = read(&format!("{asked}\nWho read it? =Kennedy ~Khrushchev\n"));
    assert!(forgotten.passages.is_empty(), "{:?}", forgotten.passages);
    assert!(
        said(&forgotten)
            .iter()
            .any(|it| it.1.contains("without braces"))
    );
    let passage = read(&format!("War is a calamity.\n\n{asked}"));
    assert_eq!(passage.passages.len(), 1);
    assert!(
        said(&passage)
            .iter()
            .any(|it| it.1.contains("became a passage"))
    );
}

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let exported = export(Format::Gift, material(&paper), Settings::default());
        let text = String::from_utf8(exported.bytes).unwrap();
        let imported = imported(&text);
        assert_eq!(codes(&imported), [], "{text}");
        assert_eq!(imported.title.as_deref(), Some(paper.quiz.title.as_str()));
        let drafts = assemble(
            imported,
            &Wanted {
                quiz: "x".to_owned(),
                source: "x".to_owned(),
                ..Wanted::default()
            },
        );
        same_up_to(&paper.quiz, &exported.losses, &drafts);
        same_passages(material(&paper), &exported.losses, &drafts);
        for question in &paper.quiz.questions {
            let lost = |part| {
                exported.losses.iter().any(|it| {
                    it.about == sourcework_exchange::About::Question(question.id.value.clone())
                        && it.part == part
                })
            };
            let carried = Format::Gift.carries(question.kind());
            assert_eq!(
                lost(Part::Kind),
                matches!(carried, Carriage::As(_)),
                "{}",
                question.id
            );
            assert_eq!(lost(Part::Question), carried == Carriage::No);
        }
    }
}

#[test]
fn questions_are_parted_by_blank_lines_and_hold_none() {
    for paper in shipped() {
        let exported = export(Format::Gift, material(&paper), Settings::default());
        let text = String::from_utf8(exported.bytes).unwrap();
        let blocks = text.trim_end().split("\n\n").count();
        let mut extracts: Vec<_> = paper
            .quiz
            .questions
            .iter()
            .flat_map(|it| &it.extracts)
            .map(|it| it.as_str())
            .collect();
        extracts.sort_unstable();
        extracts.dedup();
        // The category, each passage once, each question.
        assert_eq!(blocks, 1 + extracts.len() + paper.quiz.questions.len());
    }
}

#[test]
fn what_the_manual_of_moodle_shows_is_read() {
    let text = "// true/false\n::Q1:: 1+1=2 {T}\n\n\
        // multiple choice with specified feedback for right and wrong answers\n\
        ::Q2:: What's between orange and green in the spectrum?\n\
        { =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }\n\n\
        // fill-in-the-blank\n::Q3:: Two plus {=two =2} equals four.\n\n\
        // matching\n::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }\n\n\
        // essay\n::Q6:: How are you? {}\n";
    assert_eq!(
        sound(text),
        [
            json!({"kind": "true-false", "statements": [{"text": "1+1=2", "answer": "true"}]}),
            json!({"kind": "single-choice", "options": [
                {"text": "yellow", "correct": true, "feedback": "right; good!"},
                {"text": "red", "feedback": "wrong, it's yellow"},
                {"text": "blue", "feedback": "wrong, it's yellow"},
            ]}),
            json!({"kind": "cloze", "text": "Two plus {{two|2}} equals four."}),
            json!({"kind": "matching", "pairs": [
                {"left": "cat", "right": "cat food"}, {"left": "dog", "right": "dog food"},
            ]}),
            json!({"kind": "extended",
                "criterion": [{"name": "The whole answer", "levels": [
                    {"marks": "1", "descriptor": "What a grader looks for was not imported."}]}],
                "model": "A model answer was not imported."}),
        ]
    );
    let imported = imported(text);
    let names: Vec<_> = imported
        .questions
        .iter()
        .map(|it| it.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["Q1", "Q2", "Q3", "Q4", "Q6"]);
}

#[test]
fn two_halves_are_several_answers() {
    let text = "What two people are entombed in Grant's tomb? {\n~%-50%No one\n~%50%Grant\n~%50%Grant's wife\n~%-50%Grant's father\n}";
    assert_eq!(
        sound(text),
        [
            json!({"kind": "multiple-response", "all-or-nothing": false, "options": [
                {"text": "No one"}, {"text": "Grant", "correct": true},
                {"text": "Grant's wife", "correct": true}, {"text": "Grant's father"},
            ]})
        ]
    );
}

#[test]
fn weights_that_cannot_be_said_here_are_told() {
    let text = "Which? { =right ~%50%half right ~wrong }\n\nWhich two? {~%70%a ~%30%b ~%-20%c}\n\nWho? {=%100%Wilson =%50%Woodrow}";
    let imported = imported(text);
    assert_eq!(codes(&imported), [Code::ImportedOtherwise; 3]);
    let report = &imported.reports[0];
    let marked: Vec<&str> = report
        .diagnostics
        .iter()
        .map(|it| report.text[it.span.range()].trim())
        .collect();
    assert_eq!(
        marked,
        ["~%50%half right", "~%70%a", "=%50%Woodrow"],
        "a place for each question"
    );
    assert!(report.diagnostics[1].message.contains("and 2 more options"));
}

#[test]
fn escapes_markup_and_passages() {
    let text = "::Reading:: [html]<p>First &amp; last.</p><p>Second<br>line.</p><script>alert(1)</script>\n\n\
        // [id:first] [tag:provenance] [tag:other]\n::A title:: A \\{brace\\}, 2 \\= 2, a \\: and a \\\\ {=\\~tilde ~\\#hash#no \\= not####Because\\n\\n> last}\n";
    let imported = imported(text);
    assert_eq!(
        codes(&imported),
        [Code::ImportedOtherwise, Code::NotImported],
        "that it became a passage, and the script, are told"
    );
    assert_eq!(imported.passages[0].text, "First & last.\n\nSecond\nline.");
    let question = &imported.questions[0];
    assert_eq!(question.passages, [0]);
    assert_eq!(question.name.as_deref(), Some("first"));
    assert_eq!(question.skill.map(Skill::as_str), Some("provenance"));
    assert_eq!(question.stem, "A {brace}, 2 = 2, a : and a \\");
    assert_eq!(question.explanation.as_deref(), Some("Because"));
    assert_eq!(question.quotes, ["last"]);
    assert_eq!(
        serde_json::to_value(&question.body).unwrap(),
        json!({"kind": "single-choice", "options": [
            {"text": "~tilde", "correct": true}, {"text": "#hash", "feedback": "no = not"},
        ]})
    );
}

#[test]
fn what_is_wrong_is_told_at_its_place_and_the_rest_is_read() {
    let text = "::One:: Who? {=A ~B\n\n::Two:: How many? {#a dozen}\n\n::Three:: Who? {=A ~B}\n";
    let imported = imported(text);
    assert_eq!(codes(&imported), [Code::Malformed, Code::NotImported]);
    let report = &imported.reports[0];
    assert_eq!(
        &report.text[report.diagnostics[1].span.range()],
        "{#a dozen}"
    );
    assert_eq!(imported.questions.len(), 1);
    assert_eq!(imported.questions[0].name.as_deref(), Some("Three"));
}

/// Without a form a text is in Moodle's auto-format, in which each end of a line is a line break.
#[test]
fn lines_stay_lines_unless_a_form_says_otherwise() {
    for (form, stem) in [
        ("", "He wrote:\n“Dear Sir”. Why?"),
        ("[moodle]", "He wrote:\n“Dear Sir”. Why?"),
        ("[html]", "He wrote: “Dear Sir”. Why?"),
    ] {
        let read = imported(&format!("{form}He wrote:\n“Dear <b>Sir</b>”. Why? {{}}\n"));
        assert_eq!(read.questions[0].stem, stem, "{form}");
    }
}

/// The forms of Moodle's documentation of GIFT: a number, a tolerance, a range, several with weights and feedback.
#[test]
fn a_number_becomes_a_typed_answer() {
    for (answers, text, told) in [
        ("{#1962}", "{{1962}}", 0),
        ("{#1962:0}", "{{1962}}", 0),
        ("{#1962:1}", "{{1962|1961|1963}}", 0),
        ("{#1961..1963}", "{{1961|1962|1963}}", 0),
        ("{# =1962:0 =%50%1962:1 }", "{{1962|1961|1963}}", 1),
        ("{#=1962#Right.=1963 ~#Read again.}", "{{1962|1963}}", 1),
        ("{#3.141:0.0005}", "{{3.141}}", 1),
        // What earns nothing earned no part of the mark; its feedback is left out.
        ("{#=16 =%0%14#Not quite}", "{{16}}", 1),
        ("{#1800..1899}", "{{}}", 1),
    ] {
        let imported = imported(&format!("When was it written? {answers}\n"));
        let body = &bodies(&imported)[0];
        assert_eq!(
            (&body["kind"], &body["text"]),
            (&"cloze".into(), &text.into()),
            "{answers}"
        );
        assert_eq!(
            codes(&imported).len(),
            told,
            "{answers}: {:?}",
            said(&imported)
        );
    }
    let inside = imported("It was written in {#1962} by Khrushchev.\n");
    assert_eq!(
        bodies(&inside)[0]["text"],
        "It was written in {{1962}} by Khrushchev."
    );
    let to_do = |answers: &str| -> Vec<&'static str> {
        let drafts = assemble(imported(&format!("When? {answers}\n")), &Wanted::default());
        let to_do = drafts.quizzes[0].to_do.iter();
        to_do
            .filter(|(_, key, _)| *key == "text")
            .map(|(_, _, what)| *what)
            .collect()
    };
    assert_eq!(to_do("{#1962}"), [""; 0]);
    assert_eq!(to_do("{#1800..1899}"), ["one has no answer"]);
    assert!(to_do("{#1850:50}")[0].contains("write out what is accepted"));
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "::A:: One\ntwo {\n=a\n~b\n}\n\n::B:: Three {T}\n";
    assert_eq!(sound(&text.replace('\n', "\r\n")), sound(text));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_is_too_strange(text in "([a-z \\\\{}=~#%:>\\-\\[\\]\n\r$/0-9TF.]|::|####|->|\\PC){0,120}") {
        let imported = imported(&text);
        let wanted = Wanted { quiz: "x".to_owned(), source: "x".to_owned(), ..Wanted::default() };
        assemble(imported, &wanted);
    }
}

#[test]
fn a_missing_word_that_is_chosen_keeps_what_follows_it() {
    let read = imported("The treaty was signed in {=1919 ~1918} at the palace of Versailles.");
    assert_eq!(codes(&read), []);
    assert_eq!(
        read.questions[0].stem,
        "The treaty was signed in _____ at the palace of Versailles."
    );
}

#[test]
fn a_missing_blank_line_costs_no_question() {
    let text = "// [id:one]\n::One:: Stalin died in {=1953 ~1956}.\n::Two:: Who spoke\nat Fulton? {=Churchill\n~Attlee}\nThree? {T}\n\nFour? {F}";
    let read = imported(text);
    let stems: Vec<&str> = read.questions.iter().map(|it| it.stem.as_str()).collect();
    assert_eq!(
        stems,
        [
            "Stalin died in _____.",
            "Who spoke\nat Fulton?",
            "Three?",
            "Four?"
        ]
    );
    assert_eq!(codes(&read), [Code::ImportedOtherwise]);
    let place = read.reports[0].diagnostics[0].span;
    assert!(text[place.start..].starts_with("::Two::"));
}

#[test]
fn what_is_told_of_typed_and_of_right_answers_is_no_silent_loss() {
    for (text, told) in [
        (
            "Who? {=Kennan#yes, indeed}",
            "the feedback on single answers was left out",
        ),
        (
            "Stalin died. {TRUE#no#yes}",
            "the feedback on the right answer was left out",
        ),
        (
            "Solve $$x^2$$? {=a ~b}",
            "the look of a formula was left out",
        ),
        (
            "$CATEGORY: A/One\n\n$CATEGORY: A/Two\n\nWho? {=a ~b}",
            "what follows is in the category “Two”; it came into the same quiz",
        ),
    ] {
        assert_eq!(messages(&imported(text)), [told], "{text}");
    }
}

#[test]
fn stars_of_typed_answers_are_taken_away() {
    let read = imported("Who? {=*Kennan* =Georg* K*n =2 \\\\* 3}");
    assert_eq!(
        messages(&read),
        ["`*` stood for any letters; here the answer must be just what is left"]
    );
    let body = serde_json::to_value(&read.questions[0].body).unwrap();
    assert_eq!(body["text"], "{{Kennan|Georg*K*n|2 * 3}}");
    let drafts = assemble(read, &Wanted::default());
    let asked: Vec<_> = drafts.quizzes[0]
        .to_do
        .iter()
        .map(|(_, key, _)| *key)
        .collect();
    assert!(asked.contains(&"text"), "{asked:?}");
}

#[test]
fn a_right_side_of_several_left_ones_makes_rows() {
    let body = &sound("Match. {=Stalin -> USSR =Lenin -> USSR =Truman -> USA = -> China}")[0];
    assert_eq!(body["kind"], "grid");
    assert_eq!(
        body["rows"][1],
        json!({ "label": "Lenin", "options": ["USSR", "USA", "China"], "answer": "USSR" })
    );
}

#[test]
fn passages_show_their_labels_and_what_rows_and_schemes_lose_is_told() {
    let papers = shipped();
    let exam = papers.iter().find(|it| it.quiz.id == "letter-4-exam");
    let exported = export(Format::Gift, material(exam.unwrap()), Settings::default());
    let text = String::from_utf8(exported.bytes).unwrap();
    assert!(text.contains("[plain]Letter from Khrushchev to Kennedy, 26 October 1962 (6b)\\n\\n"));
    let lost = |question: &str, part: Part| {
        let about = sourcework_exchange::About::Question(question.to_owned());
        let mut losses = exported.losses.iter();
        losses.any(|it| it.about == about && it.part == part)
    };
    assert!(lost("provenance-grid", Part::Feedback));
    assert!(lost("utility-essay", Part::Levels));
    assert!(lost("utility-essay", Part::Examples));
}
