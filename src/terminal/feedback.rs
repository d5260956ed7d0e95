//! Telling why an answer earned what it did.

use std::io;

use super::page::{Look, Page};
use super::prompt::Labels;
use super::visible::shortened;
use super::{findings, marks, passage, visible};
use sourcework_core::attempt::{
    Earned, Evidence, Explanation, Feedback, Judge, Judged, Label, Reason, Remarked,
};
use sourcework_core::marking::{NearMiss, Verdict};

/// Prints the mark, what became of each element, the explanation and the evidence.
pub fn print(page: &mut Page<'_>, told: &Feedback<'_>, labels: Labels<'_>) -> io::Result<()> {
    page.blank()?;
    if let Some(mark) = &told.mark {
        let (look, word) = verdict(mark);
        let mut line = format!("{word}: {} of {}", mark.awarded, marks(mark.available));
        if mark.doubtful > 0 {
            line += &format!(", and {} more if a person finds so", mark.doubtful);
        }
        page.look(look, &format!("{line}."))?;
    }
    print_history_of_mark(page, told)?;
    if told.withheld {
        if told.mark.as_ref().is_some_and(|mark| !mark.is_full()) {
            page.text("This question comes again at the end.")?;
        }
        return Ok(());
    }
    for reason in &told.reasons {
        print_reason(page, reason, labels)?;
    }
    if let Some(told) = &told.told {
        findings::print(page, told)?;
    }
    print_why(page, told)
}

/// Who judged an answer, and why it was marked again.
pub fn print_changes_of_mark(
    page: &mut Page<'_>,
    judged: Option<&Judged>,
    remarked: Option<&Remarked>,
) -> io::Result<()> {
    if let Some(judged) = judged.filter(|it| it.by.by == Judge::Teacher) {
        let who = judged.by.name.as_deref().unwrap_or("your teacher");
        let day = judged.at.strftime("%-d %B %Y");
        page.text(&format!("Marked by {} on {day}.", visible(who)))?;
        if let Some(comment) = &judged.by.comment {
            page.hanging("Comment: ", &visible(comment), Look::Normal)?;
        }
    }
    if let Some(remarked) = remarked {
        let day = remarked.at.strftime("%-d %B %Y");
        let before = remarked.before.map_or_else(
            || "no mark".to_owned(),
            |mark| format!("{} of {}", mark.awarded, mark.available),
        );
        let reason = visible(&remarked.reason);
        page.text(&format!(
            "Marked again on {day}, before: {before}. {reason}"
        ))?;
    }
    Ok(())
}

/// How the mark came to be what it is: who judged it, whether it was marked again, and whether
/// today's rules would give another.
fn print_history_of_mark(page: &mut Page<'_>, told: &Feedback<'_>) -> io::Result<()> {
    print_changes_of_mark(page, told.judged, told.remarked)?;
    if let Some(today) = told.today {
        let gives = format!("{} of {}", today.awarded, today.available);
        page.text(&if told.remarked.is_some() {
            format!("What follows explains by the mark scheme before, which gives {gives}.")
        } else {
            format!(
                "Today's rules would give {gives}. The mark stays as it was given; what follows explains by today's rules."
            )
        })?;
    }
    if let Some(first) = told.first_version {
        let earned = first.mark.map_or_else(
            || "waits for a person".to_owned(),
            |mark| format!("earned {} of {}", mark.awarded, mark.available),
        );
        page.text(&format!(
            "Your first version {earned}; that is what counts."
        ))?;
    }
    Ok(())
}

/// Prints the explanation and the evidence of a question that is explained before it is asked.
pub fn print_explanation_first(page: &mut Page<'_>, it: &Explanation<'_>) -> io::Result<()> {
    page.blank()?;
    page.text("You have missed this question four times or more in a row. Read first why the right answer is right, then answer it.")?;
    print_explanation(page, it.explanation, &it.evidence)?;
    page.blank()
}

fn print_explanation(
    page: &mut Page<'_>,
    explanation: &str,
    evidence: &[Evidence<'_>],
) -> io::Result<()> {
    page.hanging("Why: ", &visible(explanation), Look::Normal)?;
    for evidence in evidence {
        page.blank()?;
        page.look(
            Look::Faint,
            &format!("Evidence in extract {}:", visible(evidence.label)),
        )?;
        passage::print_paragraphs(page, evidence.text, &evidence.spans, true)?;
    }
    Ok(())
}

/// Prints the explanation, the evidence, and the heading that was hidden.
pub fn print_why(page: &mut Page<'_>, told: &Feedback<'_>) -> io::Result<()> {
    print_explanation(page, told.explanation, &told.evidence)?;
    if let Some(revealed) = &told.revealed {
        page.blank()?;
        page.text("Here is the heading that was hidden:")?;
        passage::print_heading(page, &revealed.heading)?;
        let guess = &revealed.guess;
        for (label, said) in [
            ("who", &guess.who),
            ("when", &guess.when),
            ("why", &guess.why),
        ] {
            if !said.trim().is_empty() {
                page.text(&format!("You said of {label}: {}", shortened(said)))?;
            }
        }
        if !told.evidence.is_empty() {
            page.text("The marked places are what in the passage could have told.")?;
        }
    }
    Ok(())
}

fn verdict(mark: &Earned) -> (Look, &'static str) {
    match mark.awarded {
        _ if mark.doubtful > 0 => (Look::Normal, "Not sure"),
        0 => (Look::Bad, "Not this time"),
        _ if mark.is_full() => (Look::Good, "Right"),
        _ => (Look::Normal, "Partly right"),
    }
}

/// How an answer misses the right one, in words.
fn near_miss(nearly: NearMiss, verdict: Verdict) -> &'static str {
    match (nearly, verdict) {
        (NearMiss::Spelling, Verdict::Right) => "It is misspelt, which is forgiven here.",
        (NearMiss::Inflection, Verdict::Right) => {
            "It is another form of the word, which is forgiven here."
        }
        (NearMiss::Spelling, _) => "Nearly: look at the spelling.",
        (NearMiss::Inflection, _) => "Nearly: it is another form of the word.",
    }
}

fn print_reason(page: &mut Page<'_>, reason: &Reason<'_>, labels: Labels<'_>) -> io::Result<()> {
    let label = match reason.label {
        Label::Letter { place, of } => {
            let label = labels(of).into_iter().nth(place);
            label.map_or("-  ".to_owned(), |label| format!("{label}  "))
        }
        Label::Gap(number) => format!("({}) ", number + 1),
        Label::Number(number) => format!("{}. ", number + 1),
        Label::Unlabelled => "-  ".to_owned(),
    };
    let look = match reason.verdict {
        Verdict::Right => Look::Good,
        Verdict::Wrong => Look::Bad,
        Verdict::Missed | Verdict::Unsure => Look::Normal,
        Verdict::Left => return Ok(()), // rightly left alone
    };
    let mut text = String::new();
    if !reason.text.is_empty() {
        text += &format!("{} ", visible(reason.text));
    }
    text += match (reason.verdict, reason.given.is_some(), reason.key.is_some()) {
        (Verdict::Right, false, _) => "(your answer, right)",
        (Verdict::Wrong, false, _) => "(your answer, not right)",
        (Verdict::Unsure, ..) => "(not sure)",
        (Verdict::Missed, false, false) => "(right, but not in your answer)",
        (Verdict::Missed, ..) => "– no answer",
        (Verdict::Right, true, _) => "– right",
        _ => "– not right",
    };
    let is_right = reason.verdict == Verdict::Right;
    match &reason.given {
        Some(given) if is_right => text += &format!(": {}", shortened(given)),
        Some(given) => text += &format!(". You answered: {}", shortened(given)),
        None => {}
    }
    if let Some(key) = reason.key.as_ref().filter(|_| !is_right) {
        text += &format!(". Answer: {}", visible(key));
    }
    page.hanging(&label, &text, look)?;
    if let Some(nearly) = reason.nearly {
        page.hanging("   ", near_miss(nearly, reason.verdict), Look::Normal)?;
    }
    if let Some(note) = reason.note {
        page.hanging("   ", &visible(note), Look::Normal)?;
    }
    Ok(())
}
