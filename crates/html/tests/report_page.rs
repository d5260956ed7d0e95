//! The page of a report: whole, safe and readable on a screen, in print and read aloud.
#![allow(clippy::unwrap_used, missing_docs)]

mod markup;

use jiff::civil::date;
use markup::{assert_closed, assert_ids_once, between, tags, values};
use sourcework_core::attempt::Mode;
use sourcework_core::marking::Answer;
use sourcework_core::paper::{FileKind, Paper, PaperFile};
use sourcework_core::report::{Report, Subject, gather};
use sourcework_core::statistics::{ItemKey, PupilKey, Response, Responses, State};
use sourcework_html::report::page;

const TOWN: &str = r#"
title = "Letters of a town"
[provenance]
creator = "The council"
date    = "1640-05-01"
type    = "letter"
rights  = "out of copyright"
[[extract]]
label = "a"
text  = "The harbour was closed on the third day. Nobody was told why it had been closed."
"#;

const QUIZ: &str = r#"
title = "The harbour"
[[question]]
id       = "why"
kind     = "single-choice"
skill    = "comprehension"
extracts = ["town/a"]
stem     = "Why was <b>it</b> closed?"
options  = [
  { text = "Because of the <script>alert(1)</script> plague" },
  { text = "Nobody knows", correct = true },
  { text = "Because of the king" },
]
explanation = "Nobody was told."
[[question]]
id       = "when"
kind     = "evidence"
skill    = "inference"
extracts = ["town/a"]
stem     = "Which words say when?"
candidates = [
  { quote = "on the third day", correct = true },
  { quote = "Nobody was told" },
]
explanation = "The third day."
"#;

/// Names that would like to be markup or to turn a line round, among usual ones.
fn names() -> Vec<String> {
    let mut names: Vec<String> = (10..32).map(|number| format!("Pupil {number}")).collect();
    names.push("<script>alert(1)</script>".to_owned());
    names.push("\u{202e}Noah\u{7}".to_owned());
    names
}

/// Every second pupil knows why it was closed, and every third finds the words.
fn report() -> Report {
    let file = |kind, id: &str, text: &str| PaperFile {
        kind,
        id: id.to_owned(),
        text: text.into(),
    };
    let paper = Paper::of_files(vec![
        file(FileKind::Quiz, "harbour", QUIZ),
        file(FileKind::Source, "town", TOWN),
    ]);
    let paper = paper.unwrap();
    let mut responses = Responses::default();
    for (number, name) in names().into_iter().enumerate() {
        let (knows, finds) = (number % 2 == 0, number % 3 == 0);
        let choice = if knows { 1 } else { 0 };
        responses.add(&response(&name, "why", Answer::Choice(Some(choice)), knows));
        let picked = if finds { 0 } else { 1 };
        responses.add(&response(
            &name,
            "when",
            Answer::Choices(vec![picked]),
            finds,
        ));
    }
    responses.finish();
    let subject = Subject {
        title: "The <harbour> \u{202e}".to_owned(),
        papers: vec![&paper],
        roster: vec!["Absent <i>Ida</i>".to_owned()],
        ..Subject::default()
    };
    gather(&responses, &subject, date(2026, 11, 26))
}

fn response(name: &str, question: &str, answer: Answer, is_right: bool) -> Response {
    Response {
        pupil: PupilKey {
            name: name.to_owned(),
            attempt: 1,
            ..PupilKey::default()
        },
        question: ItemKey {
            quiz: "harbour".to_owned(),
            question: question.to_owned(),
            content: None,
        },
        asked: None,
        kind: None,
        skill: None,
        answer: Some(answer),
        points: Vec::new(),
        state: State::Answered,
        awarded: u32::from(is_right),
        before: None,
        available: 1,
        basis: None,
        certainty: None,
        seconds: None,
        mode: Some(Mode::Practice),
        hint: false,
        is_probe: false,
    }
}

#[test]
fn the_page_is_whole_and_its_links_lead_somewhere() {
    let page = page(&report());
    assert_closed("report", &page);
    let ids = assert_ids_once("report", &page);
    for address in values(&page, "href") {
        let id = address.strip_prefix('#').unwrap();
        assert!(ids.contains(id), "{address}");
    }
    for labels in values(&page, "aria-labelledby") {
        assert!(labels.split(' ').all(|id| ids.contains(id)), "{labels}");
    }
    assert_eq!(
        page.matches("<table").count(),
        page.matches("<caption").count()
    );
    let scopes = values(&page, "scope").len();
    let heads = tags(&page)
        .into_iter()
        .filter(|tag| *tag == "th" || tag.starts_with("th "));
    assert_eq!(
        heads.count(),
        scopes,
        "every head says what it is the head of"
    );
}

#[test]
fn headings_leave_no_level_out() {
    let page = page(&report());
    let levels = tags(&page).into_iter().filter_map(|tag| {
        let level = tag.split(' ').next()?.strip_prefix('h')?;
        level.parse::<u32>().ok()
    });
    let levels: Vec<u32> = levels.collect();
    assert_eq!(levels[..3], [1, 2, 3], "title, part, section");
    assert_eq!(
        levels.iter().filter(|level| **level == 2).count(),
        3,
        "three parts"
    );
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
}

#[test]
fn the_page_asks_for_nothing_from_elsewhere_and_runs_nothing() {
    let page = page(&report());
    for tag in tags(&page) {
        for word in ["://", "src=", "<script", "<link", "<img", " on", "style="] {
            let outside: String = tag.split('"').step_by(2).collect();
            let found = if word == "://" { tag } else { outside.as_str() };
            assert!(!found.contains(word), "{word}: {tag}");
        }
    }
    let css = between(&page, "<style>", "</style>");
    assert!(!css.contains("url(") && !css.contains("@import"));
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
}

#[test]
fn what_people_wrote_is_never_markup_and_turns_nothing_round() {
    let page = page(&report());
    assert!(!page.contains("<script") && !page.contains("<harbour>") && !page.contains("<i>Ida"));
    assert!(page.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"));
    assert!(page.contains("Why was &lt;b&gt;it&lt;/b&gt; closed?"));
    assert!(page.contains("Absent &lt;i&gt;Ida&lt;/i&gt;"));
    for sign in ['\u{202e}', '\u{7}'] {
        assert!(!page.contains(sign), "{sign:?}");
    }
}

#[test]
fn a_page_for_a_pupil_names_no_other_pupil() {
    let page = page(&report());
    let pages: Vec<&str> = page.split("<section class=\"pupil\"").skip(1).collect();
    assert_eq!(pages.len(), 24);
    for of_pupil in pages {
        let of_pupil = of_pupil.split_once("</section>").unwrap().0;
        let own = between(of_pupil, "<h3><bdi>", "</bdi></h3>");
        let named = names().into_iter().filter(|name| name.starts_with("Pupil"));
        for name in named.filter(|name| name != own) {
            assert!(!of_pupil.contains(&name), "{name} on the page of {own}");
        }
        assert!(!of_pupil.contains("Ida"), "the absent are not named");
    }
}

#[test]
fn a_report_on_nobody_says_so_and_offers_no_empty_part() {
    let subject = Subject {
        title: "The harbour".to_owned(),
        ..Subject::default()
    };
    let report = gather(&Responses::default(), &subject, date(2026, 11, 26));
    let page = page(&report);
    assert!(page.contains("Nobody has answered anything yet."));
    assert_eq!(values(&page, "href"), ["#part-class"]);
    assert!(!page.contains("<svg") && !page.contains("<table"));
}
