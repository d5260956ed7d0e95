//! Blocks as markup: what each becomes, and that no text breaks out of it.
#![allow(clippy::unwrap_used, missing_docs)]

use sourcework_core::present::block::{
    Bar, Block, Column, FindingLine, PassageParagraph, Run, Table, Tone, named, plain,
};
use sourcework_html::blocks::markup;

fn drawn(block: Block) -> String {
    markup(&[block]).into_string()
}

#[test]
fn a_passage_says_its_language_and_which_words_are_evidence() {
    let block = Block::Passage(PassageParagraph {
        number: 3,
        runs: vec![
            Run::Text("Wir ".to_owned()),
            Run::Marked("betrachten".to_owned()),
        ],
        language: Some("de".to_owned()),
    });
    assert_eq!(
        drawn(block),
        "<p class=\"passage\"><span class=\"place\">¶3</span> \
         <span lang=\"de\">Wir <mark>betrachten</mark></span></p>"
    );
}

#[test]
fn what_became_of_an_answer_is_a_list_whose_words_say_what_the_colour_shows() {
    let block = Block::Findings(vec![FindingLine {
        label: "B".to_owned(),
        tone: Tone::Bad,
        text: "A speech (your answer, not right)".to_owned(),
        notes: vec!["It is addressed to one man.".to_owned()],
    }]);
    assert_eq!(
        drawn(block),
        "<ul class=\"findings\"><li class=\"bad\"><b>B</b> A speech (your answer, not right)\
         <p class=\"small\">It is addressed to one man.</p></li></ul>"
    );
}

#[test]
fn a_bar_never_shows_more_than_there_is_and_is_read_in_words() {
    let block = Block::Bars(vec![Bar {
        label: "inference".to_owned(),
        awarded: 9,
        available: 4,
        text: "9 of 4".to_owned(),
    }]);
    assert_eq!(
        drawn(block),
        "<ul class=\"bars\"><li><span class=\"bar-label\">inference</span> \
         <meter min=\"0\" max=\"4\" value=\"4\" aria-hidden=\"true\"></meter> \
         <span class=\"bar-text\">9 of 4</span></li></ul>"
    );
}

#[test]
fn no_text_of_a_student_or_an_author_breaks_out() {
    let hostile = "</p><script>alert(1)</script>\u{0}\u{202e}\u{fffe}";
    let safe = "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(drawn(plain(hostile)), format!("<p>{safe}</p>"));
    assert_eq!(
        drawn(named(hostile, hostile)),
        format!("<p><b>{safe}: </b>{safe}</p>")
    );
    assert_eq!(
        drawn(Block::Verdict(Tone::Good, hostile.to_owned())),
        format!("<p class=\"verdict good\">{safe}</p>")
    );
    assert_eq!(
        drawn(Block::Heading(hostile.to_owned())),
        format!("<h2>{safe}</h2>")
    );
    let table = Table::on_screen(hostile.to_owned(), [Column::words("Pupil")], Vec::new());
    let table = drawn(Block::Table(table));
    assert!(
        table.contains(&format!("<caption>{safe}</caption>")),
        "{table}"
    );
    assert!(table.contains(&format!("aria-label=\"{safe}\"")), "{table}");
}
