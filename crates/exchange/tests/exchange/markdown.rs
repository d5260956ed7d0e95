//! Text with light markup: what we write with its key comes back, what a teacher types is understood.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{
    Exported, Format, Imported, Part, Settings, Wanted, assemble, export, read,
};

use crate::compare::{material, same_passages, same_up_to, shipped};
use crate::imports::{bodies, messages, said};

fn with_key() -> Settings {
    Settings {
        key: true,
        ..Settings::default()
    }
}

fn imported(text: &str) -> Imported {
    read(Format::Markdown, "quiz.md", text.as_bytes(), None)
}

#[test]
fn comments_are_for_the_author_and_not_for_pupils() {
    let text = "## Question 1 <!-- ask in May -->\n\nWho wrote it?\n<!-- too easy?\n\n- [x] Stalin\n-->\n\n- [ ] Kennedy\n- [x] Khrushchev <!-- é -->\n";
    let imported = read(Format::Markdown, "a.md", text.as_bytes(), None);
    let written = format!("{:?}", imported.questions);
    assert_eq!(imported.questions.len(), 1, "{written}");
    for words in ["ask in May", "too easy", "Stalin", "<!--", "-->"] {
        assert!(!written.contains(words), "{words}: {written}");
    }
    assert!(written.contains("Khrushchev"), "{written}");
}

#[test]
fn a_picture_is_left_out_and_its_words_are_quoted() {
    let text = "## Question 1\n\nWho is it? ![A man with (few) hairs](k.png)\n\n- [ ] Kennedy!\\[x](y)\n- [x] ![](né.png)Khrushchev\n";
    let imported = imported(text);
    assert_eq!(imported.questions[0].stem, "Who is it?");
    assert_eq!(
        bodies(&imported)[0]["options"],
        json!([{ "text": "Kennedy![x](y)" }, { "text": "Khrushchev", "correct": true }])
    );
    let words = "an image (“A man with (few) hairs”) was left out";
    assert_eq!(messages(&imported), [words, "an image was left out"]);
    let diagnostic = &imported.reports[0].diagnostics[0];
    assert_eq!(
        &text[diagnostic.span.start..diagnostic.span.end],
        "![A man with (few) hairs](k.png)"
    );
}

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::Markdown, material, with_key());
        let imported = read(Format::Markdown, "a.md", &bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        let drafts = assemble(imported, &Wanted::default());
        same_up_to(&paper.quiz, &losses, &drafts);
        same_passages(material, &losses, &drafts);
    }
}

/// A heading that students do not see stands in the copy with the key, so that it comes back.
#[test]
fn with_its_key_it_has_the_heading_that_is_hidden_from_students() {
    for paper in shipped() {
        let title = paper.sources.iter().next().unwrap().title.value.clone();
        let text = |settings| {
            let exported = export(Format::Markdown, material(&paper), settings);
            String::from_utf8(exported.bytes).unwrap()
        };
        assert!(text(with_key()).contains(&title), "{}", paper.quiz.id);
    }
}

/// Without the key it can be handed to students: nothing in it tells what is right.
#[test]
fn without_its_key_it_gives_nothing_away() {
    for paper in shipped() {
        let Exported { bytes, losses } =
            export(Format::Markdown, material(&paper), Settings::default());
        let text = String::from_utf8(bytes).unwrap();
        for told in [
            "[x]",
            "Answer:",
            "Why:",
            "**Explanation",
            "**Mark scheme",
            "{{",
        ] {
            assert!(!text.contains(told), "{}: {told}", paper.quiz.id);
        }
        assert!(losses.iter().any(|it| it.part == Part::Explanation));
    }
}

#[test]
fn a_quiz_typed_by_hand() {
    let imported = imported(
        "# Cold War\n\nA short test.\n\n- Level: Year 10\n- Time: 10 min\n\n\
        ## Extract `A`\n\n**A speech**\n\n> War is a calamity,\n> he says.\n>\n> And *not* a game.\n\n\
        ## Question 1\n\n- Skill: inference\n- Extracts: A\n\nWhat does he call war?\n\n\
        - [ ] a game\n- [X] a calamity\n  for all\n\n    - Why: he says so\n\n> War is a calamity\n\n\
        ## Question 2\n\nWhich two?\n\n* [x] a\n* [x] b\n* [ ] c\n\n\
        ## Question 3\n\nPut in order.\n\n1. first\n2) second\n\n\
        ## Question 4\n\nFill the gap.\n\n**Text:** War is a {{calamity}}.\n\n\
        ## Question 5\n\nWhy?\n\n**Model answer:** He fears it.\n",
    );
    assert_eq!(said(&imported), []);
    assert_eq!(imported.title.as_deref(), Some("Cold War"));
    assert_eq!(imported.description.as_deref(), Some("A short test."));
    assert_eq!(imported.level.as_deref(), Some("Year 10"));
    let passage = &imported.passages[0];
    assert_eq!(passage.label.as_deref(), Some("A"));
    assert_eq!(passage.heading.as_deref(), Some("A speech"));
    assert_eq!(
        passage.text,
        "War is a calamity, he says.\n\nAnd *not* a game."
    );
    let questions = &imported.questions;
    assert_eq!(questions[0].stem, "What does he call war?");
    assert_eq!(questions[0].passages, [0]);
    assert_eq!(questions[0].quotes, ["War is a calamity"]);
    assert_eq!(
        bodies(&imported)[0],
        json!({ "kind": "single-choice", "options": [
            { "text": "a game" },
            { "text": "a calamity for all", "correct": true, "feedback": "he says so" },
        ] })
    );
    let kinds: Vec<String> = questions
        .iter()
        .map(|it| it.body.kind().to_string())
        .collect();
    assert_eq!(
        kinds,
        [
            "single-choice",
            "multiple-response",
            "ordering",
            "cloze",
            "extended"
        ]
    );
    assert_eq!(bodies(&imported)[2]["items"], json!(["first", "second"]));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let cases = [
        ("", Code::Malformed, "there is neither"),
        ("Just a text.\n", Code::Malformed, "there is neither"),
        (
            "# T\n\n## Question 1\n\nWhy?\n\n- [ ] a\n- [ ] b\n",
            Code::ImportedOtherwise,
            "no option is right",
        ),
        (
            "# T\n\n## Question 1\n\n- Skill: magic\n\nWhy?\n\n- [x] a\n- [ ] b\n",
            Code::NotImported,
            "“magic” is no skill",
        ),
        (
            "# T\n\n## Question 1\n\n- Kind: cloze\n\nWhy?\n\n**Text:** no gap\n\n## Question 2\n\nWhy?\n",
            Code::NotImported,
            "the text has no gap",
        ),
        (
            "# T\n\n## Homework\n\nRead.\n\n## Question 1\n\nWhy?\n",
            Code::NotImported,
            "neither a question nor an extract",
        ),
    ];
    for (text, code, message) in cases {
        let imported = imported(text);
        let said = said(&imported);
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert_eq!(said[0].0, code, "{text}");
        assert!(said[0].1.contains(message), "{text}: {said:?}");
    }
    let text = "# T\n\n## Homework\n\nRead.\n\n## Question 1\n\nWhy?\n";
    let report = &imported(text).reports[0];
    let span = report.diagnostics[0].span;
    assert_eq!(&text[span.start..span.end], "## Homework");
}

#[test]
fn the_described_text_is_the_one_that_is_read() {
    let page = std::fs::read_to_string("../../docs/markdown-format.md").unwrap();
    let example = page.split("````markdown\n").nth(1).unwrap();
    let example = example.split("````").next().unwrap();
    let imported = imported(example);
    assert_eq!(said(&imported), []);
    let kinds: Vec<String> = imported
        .questions
        .iter()
        .map(|it| it.body.kind().to_string())
        .collect();
    assert_eq!(
        kinds,
        [
            "single-choice",
            "true-false",
            "matching",
            "ordering",
            "cloze",
            "paired",
            "extended"
        ]
    );
    assert_eq!(imported.passages.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_read(text in "\\PC{0,120}", lines in "[a-c#>\\[\\]x1. \n*:`{}|-]{0,160}") {
        imported(&text);
        let quiz = format!("# T\n\n## Question 1\n\n{lines}");
        assemble(imported(&quiz), &Wanted { quiz: "q".to_owned(), source: "s".to_owned(), ..Wanted::default() });
    }
}

#[test]
fn a_question_may_be_asked_in_its_heading() {
    for (heading, stem) in [
        ("## Question 1: What is it?", "What is it?"),
        ("## Question 2b. What is it? `curtain`", "What is it?"),
        ("## Question: What is it?", "What is it?"),
        ("## Question 3", ""),
        ("## Question 4: `curtain`", ""),
    ] {
        let read = imported(&format!("{heading}\n\n- [x] a\n- [ ] b\n"));
        assert_eq!(read.questions[0].stem, stem, "{heading}");
    }
    let both =
        imported("## Question 1: Look at the map.\n\nWhat is **this** line?\n\n- [x] a\n- [ ] b\n");
    assert_eq!(
        both.questions[0].stem,
        "Look at the map.\n\nWhat is **this** line?"
    );
}

#[test]
fn what_no_question_has_is_told_and_costs_nothing_else() {
    let text = "## Question 1\n\n- Points: 3\n- Marks: 2\n\nWhich?\n\n- [x] a\n- [ ] b\n\n### Note\n\nBehind.\n\n**Explanation:** So it is.\n\nReally.\n";
    let behind =
        "nothing of a question is called so, or it stands behind the answers; it was left out";
    assert_eq!(
        messages(&imported(text)),
        [
            "“Points” is not a detail of a question; it was left out",
            behind,
            behind
        ]
    );
    let read = imported(text);
    let item = &read.questions[0];
    assert_eq!(item.stem, "Which?");
    assert_eq!(item.marks, Some(2));
    assert_eq!(item.explanation.as_deref(), Some("So it is.\n\nReally."));
    assert_eq!(
        serde_json::to_value(&item.body).unwrap()["kind"],
        "single-choice"
    );
}

#[test]
fn levels_without_a_model_answer_are_levels() {
    let read = imported(
        "## Question 4\n\nExplain.\n\n**Criterion:** Purpose\n\n- 1-2: low\n- 3-4: high\n",
    );
    let body = serde_json::to_value(&read.questions[0].body).unwrap();
    assert_eq!(body["kind"], "extended");
    assert_eq!(body["criterion"][0]["levels"][1]["descriptor"], "high");
}

#[test]
fn a_table_keeps_its_lines() {
    let read =
        imported("## Question 1\n\nRead.\n\n| a | b |\n| - | - |\n| c | d |\n\n- [x] a\n- [ ] b\n");
    assert_eq!(
        read.questions[0].stem,
        "Read.\n\n| a | b |\n| - | - |\n| c | d |"
    );
}

#[test]
fn what_levels_and_pairs_lack_is_left_to_the_teacher() {
    let text = "## Question 1\n\nExplain.\n\n**Criterion:** Purpose\n\n- 1-2: low\n- 4-5: high\n\n\
        ## Question 2\n\nMatch.\n\n- a\n- b\n";
    let drafts = assemble(imported(text), &Wanted::default());
    let to_do: Vec<_> = drafts.quizzes[0]
        .to_do
        .iter()
        .map(|(at, key, _)| (at.unwrap(), *key))
        .collect();
    assert!(
        to_do.contains(&(0, "model")) && to_do.contains(&(0, "criterion")),
        "{to_do:?}"
    );
    assert!(to_do.contains(&(1, "pairs")), "{to_do:?}");
    let written =
        sourcework_core::quiz::write(&drafts.quizzes[0].content, &drafts.quizzes[0].to_do);
    let above =
        "# To do: levels stand lowest first, from 1 mark, without gaps\n[[question.criterion]]";
    assert!(written.contains(above), "{written}");
}

#[test]
fn the_kind_is_seen_from_the_answers() {
    for paper in shipped() {
        let bytes = export(Format::Markdown, material(&paper), with_key()).bytes;
        let text = String::from_utf8(bytes).unwrap();
        let with = bodies(&imported(&text));
        let lines = text.lines().filter(|line| !line.starts_with("- Kind:"));
        let without = imported(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(said(&without), [], "{}", paper.quiz.id);
        for (before, after) in with.iter().zip(bodies(&without)) {
            // Quotations are chosen like options: only its kind says that they are evidence.
            if before["kind"] != "evidence" {
                assert_eq!(*before, after);
            }
        }
    }
}

#[test]
fn options_may_look_otherwise() {
    for list in [
        "1. [x] a\n2. [ ] b",
        "+ [x] a\n+ [ ] b",
        "[x] a\n[ ] b",
        "* [x] a\n+ [ ] b",
    ] {
        let body = &bodies(&imported(&format!("## Question 1\n\nWhich?\n\n{list}\n")))[0];
        assert_eq!(body["kind"], "single-choice", "{list}");
        let options = body["options"].as_array().unwrap();
        assert_eq!(
            (options.len(), &options[0]["correct"]),
            (2, &json!(true)),
            "{list}"
        );
    }
    let text = "## Question 1\n\nRead:\n\n- one thing\n- another\n\nWhich comes first?\n\n- [x] a\n- [ ] b\n";
    let read = imported(text);
    assert_eq!(said(&read), []);
    assert_eq!(
        read.questions[0].stem,
        "Read:\n\n- one thing\n\n- another\n\nWhich comes first?"
    );
    assert_eq!(bodies(&read)[0]["kind"], "single-choice");
}

#[test]
fn what_is_read_by_nobody_is_told() {
    for (text, told) in [
        (
            "---\ntitle: x\n---\n\n## Question 1\n\nW?\n\n- [x] a\n- [ ] b\n",
            "what stands before the first heading was left out",
        ),
        (
            "# T\n\n- Colour: blue\n\n## Question 1\n\nW?\n\n- [x] a\n- [ ] b\n",
            "a quiz has the entries Level, Time and Pass; this one was left out",
        ),
        (
            "## Extract `a`\n\n> Words.\n\nMore.\n",
            "the text of an extract stands behind `>`; what follows it was left out",
        ),
        (
            "## Question 1\n\n- Extracts: B\n\nW?\n\n- [x] a\n- [ ] b\n",
            "no extract above is called “B”; write `source-id/label` where it is one of your library",
        ),
        (
            "## Question 1\n\nW?\n\n- [x] a\n- [ ] b\n- c\n",
            "“c” has no box before it, `[ ]` or `[x]`; it was left out",
        ),
        (
            "## Question 1\n\n- Choose: 2\n\nW?\n\n- [x] a\n- [ ] b\n",
            "“Choose” is said of a `multiple-response` only; it was left out",
        ),
    ] {
        assert_eq!(messages(&imported(text)), [told], "{text}");
    }
    let read = imported(
        "## Question 1\n\nW?\n\n- [x] a\n- [ ] b\n\n**Hint:** think\n**Explanation:** So.\n",
    );
    assert_eq!(read.questions[0].hint.as_deref(), Some("think"));
    assert_eq!(read.questions[0].explanation.as_deref(), Some("So."));
}
