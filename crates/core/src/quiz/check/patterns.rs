//! Patterns and keywords that can be read, but probably say something else than their author means.

use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::pattern::{Options, Pattern, Words, outside, slots};
use crate::quiz::body::{Body, Point};
use crate::quiz::{Question, Quiz, Wording};

type Out<'a> = &'a mut Vec<Diagnostic>;

/// Words that any sentence may have.
const FUNCTION_WORDS: &str = "he she it they we you i him her them us me his their its our this that \
    these those there here who which what when where why how whether is are was were be been being \
    have has had do does did will would can could may might must shall should a an the and or but if \
    so because as than then of to in on at by for from with about not no never very too also only \
    just even said says say";

/// Looks at what the points of a question accept.
pub fn check(question: &Question, quiz: &Quiz, out: Out<'_>) {
    let wordings: Vec<&Wording> = match &question.body {
        Body::ShortAnswer(body) => body.points.iter().map(|it| &it.wording).collect(),
        Body::Inference(body) => body.points.iter().map(|it| &it.wording).collect(),
        _ => return,
    };
    let options = quiz.own_vocabulary().reading_options();
    for wording in wordings {
        for pattern in &wording.accept {
            unclear_proximity(pattern, out);
        }
        met_by_the_stem(wording, question, &options, out);
    }
    if let Body::ShortAnswer(body) = &question.body {
        covered(&body.points, out);
    }
}

/// `hard_work*|responsib*` reads as *hard* near one of the others, where "hard work" or
/// "responsible" may be meant.
fn unclear_proximity(pattern: &Placed<String>, out: Out<'_>) {
    for slot in slots(pattern) {
        let sides: Vec<Vec<&str>> = outside(slot, '_')
            .into_iter()
            .map(|side| outside(side, '|'))
            .collect();
        let is_unclear = |pair: &[Vec<&str>]| pair[0].len() == 1 && pair[1].len() > 1;
        if let Some(pair) = sides.windows(2).find(|pair| is_unclear(pair)) {
            let read = |side: &[&str]| side.join(" or ");
            let message = format!(
                "`{}` reads as ({}) near ({})",
                slot.escape_debug(),
                read(&pair[0]),
                read(&pair[1])
            );
            let help = "where words that belong together are one of several, put them into brackets, as in `[hard work*]|responsib*`; otherwise write a pattern for each: \"hard_work*\", \"hard_responsib*\"";
            out.push(Diagnostic::new(Code::UnclearProximity, pattern.span, message).help(help));
        }
    }
}

/// Reports a pattern that words of the stem, or of any sentence, would match.
fn met_by_the_stem(wording: &Wording, question: &Question, options: &Options, out: Out<'_>) {
    let text = format!("{} {FUNCTION_WORDS}", question.stem.value);
    let words = Words::split(&text, options);
    let is_met = |text: &str| {
        Pattern::compile(text, options).is_ok_and(|pattern| pattern.find(&words).is_some())
    };
    let report = |text: &Placed<String>, out: Out<'_>| {
        let message = format!(
            "`{}` matches words of the stem or words that any sentence has",
            text.escape_debug()
        );
        out.push(
            Diagnostic::new(Code::WeakPattern, text.span, message)
                .help("use a word that only a right answer has, here or in `with`"),
        );
    };
    for pattern in wording.accept.iter().filter(|it| is_met(it)) {
        report(pattern, out);
    }
    let alone = |keyword: &Placed<String>| {
        let plain = Wording {
            keywords: vec![keyword.clone()],
            ..Wording::default()
        };
        plain.patterns().iter().any(|it| is_met(&it.text))
    };
    if wording.with.is_empty() || wording.with.iter().any(alone) {
        for keyword in wording.keywords.iter().filter(|it| alone(it)) {
            report(keyword, out);
        }
    }
}

/// Where everything that meets one pattern meets that of another point too, one statement is paid
/// twice.
fn covered(points: &[Point], out: Out<'_>) {
    for (place, point) in points.iter().enumerate() {
        for pattern in &point.wording.accept {
            let others = points
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place);
            let covers = |other: &&Placed<String>| is_covered(pattern, other);
            let mut wider = others.filter_map(|(_, other)| {
                let found = other.wording.accept.iter().find(covers);
                found.map(|found| (other, found))
            });
            if let Some((other, found)) = wider.next() {
                let message = format!(
                    "every answer that matches this pattern also matches `{}` of the point “{}”",
                    found.escape_debug(),
                    other.label.escape_debug()
                );
                out.push(
                    Diagnostic::new(Code::CoveredPoint, pattern.span, message)
                        .help("make one of the two narrower, or make them one point"),
                );
            }
        }
    }
}

/// Whether every part of the wider pattern is met by whatever meets some part of the other.
fn is_covered(pattern: &str, wider: &str) -> bool {
    let slots_of = |text| -> Option<Vec<Vec<&str>>> {
        let all: Vec<&str> = slots(text);
        let plain = !all.is_empty() && all.iter().all(|slot| outside(slot, '_').len() == 1);
        plain.then(|| all.into_iter().map(|slot| outside(slot, '|')).collect())
    };
    let (Some(narrow), Some(wide)) = (slots_of(pattern), slots_of(wider)) else {
        return false;
    };
    wide.iter().all(|wide| {
        narrow
            .iter()
            .any(|narrow| narrow.iter().all(|word| wide.contains(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn proximity(pattern: &str) -> Vec<String> {
        let mut out = Vec::new();
        unclear_proximity(&Placed::new(pattern.to_owned(), Span::default()), &mut out);
        out.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn one_word_near_several_may_be_meant_otherwise() {
        assert_eq!(
            proximity("he hard_work*|responsib*"),
            ["`hard_work*|responsib*` reads as (hard) near (work* or responsib*)"]
        );
        for clear in [
            "[hard work*]|responsib*",
            "hard_work*",
            "a|b_c|d",
            "soviet*|his_ship*",
            "match_m(hard_work|responsible)",
        ] {
            assert_eq!(proximity(clear), Vec::<String>::new(), "{clear}");
        }
    }

    #[test]
    fn a_pattern_is_covered_by_one_that_asks_for_less() {
        assert!(is_covered("hide* real|true", "hide*|conceal*"));
        assert!(is_covered("true real|true", "real|true"));
        assert!(!is_covered("hide*|conceal*", "hide* real|true"));
        assert!(!is_covered("hide*|lie*", "hide*|conceal*"));
        assert!(
            !is_covered("hide_real", "hide*"),
            "proximity is not compared"
        );
    }
}
