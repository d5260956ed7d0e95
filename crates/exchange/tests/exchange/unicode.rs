//! Accents in two forms: "é" as one character (NFC), as Windows types it, and as "e" with an accent behind it (NFD), as
//! files of macOS have it.

use sourcework_exchange::{Format, Wanted, assemble, read};

use crate::imports::{bodies, said};

const NFC: &str = "caf\u{e9}";
const NFD: &str = "cafe\u{301}";

#[test]
fn questions_are_composed_and_the_text_of_a_source_stays_letter_for_letter() {
    let table = format!(
        "kind,extract,question,text,answer 1,answer 2,correct,quotation 1,explanation,hint\n\
         passage,a,A letter,They met in the {NFD}.,,,,,,\n\
         ,a,Which {NFD}?,,{NFD} one,two,1,in the {NFD},The {NFD}.,{NFD}\n\
         cloze,a,Fill {NFD} in.,A {{{{{NFD}|x}}}}.,{NFD} bank,,,in the {NFC},,\n\
         matching,a,Pair {NFD}.,,{NFD} => {NFD},a => b,,,,\n\
         ordering,a,Order {NFD}.,,{NFD},b,,,,\n\
         extended,a,Why {NFD}?,Say {NFD}.,,,,,,\n"
    );
    let imported = read(Format::Csv, "a.csv", table.as_bytes(), None);
    assert_eq!(said(&imported), []);
    let drafts = assemble(
        imported,
        &Wanted {
            quiz: "q".into(),
            source: "s".into(),
            ..Wanted::default()
        },
    );
    assert_eq!(
        drafts.sources[0].content.extracts[0].text.value,
        format!("They met in the {NFD}.")
    );
    let mut quiz = drafts.quizzes[0].content.clone();
    // A quotation is found in its source in either form.
    assert_eq!(*quiz.questions[0].quotes[0], format!("in the {NFD}"));
    assert_eq!(*quiz.questions[1].quotes[0], format!("in the {NFC}"));
    for question in &mut quiz.questions {
        question.quotes.clear();
    }
    let written = sourcework_core::quiz::write(&quiz, &[]);
    assert!(!written.contains('\u{301}'), "{written}");
    assert_eq!(written.matches(NFC).count(), 15, "{written}");
}

#[test]
fn a_key_of_a_table_is_found_in_either_form() {
    for (option, key) in [(NFC, NFD), (NFD, NFC)] {
        let table =
            format!("question,answer 1,answer 2,correct\nWhere?,a bar,the {option},The {key}.\n");
        let imported = read(Format::Csv, "a.csv", table.as_bytes(), None);
        assert_eq!(said(&imported), []);
        assert_eq!(bodies(&imported)[0]["options"][1]["correct"], true);
    }
}
