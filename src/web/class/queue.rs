//! Marking the written answers of a sitting by groups.

use super::board::sitting_address;
use super::member::{Member, sitting_of};
use super::place::moment;
use super::teaching::phase_in_words;
use super::wall::wall_address;
use super::{Class, staff_page};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::reviewing::comment_bank;
use sourcework_core::sitting::{Sitting, SittingId};
use sourcework_html::Markup;
use sourcework_html::pages::class::queue::{
    GroupPage, GroupText, MarkedText, QueueLine, QueuePage, SittingLine, group, question, queue,
    sittings as sittings_page,
};
use sourcework_html::pages::marking;
use sourcework_service::classroom::{Queue, WrittenQuestion, text_key};

/// The address at which the answers of a sitting are marked.
pub fn queue_address(sitting: &str) -> String {
    format!("{sitting}/marking")
}

/// The address at which the answers to a question are marked, by its place among the written ones.
pub fn question_address(queue: &str, place: usize) -> String {
    format!("{queue}/questions/{}", place + 1)
}

/// The sittings whose written answers somebody may mark, the latest first.
pub fn sittings(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let now = class.now();
    let line = |sitting: &Sitting| {
        let line = SittingLine {
            address: queue_address(&sitting_address(sitting.id)),
            title: sitting.plan.title.clone(),
            about: format!(
                "{}, {}",
                moment(class, sitting.opened),
                phase_in_words(sitting.phase(now))
            ),
        };
        member.may_mark(sitting).then_some((sitting.id, line))
    };
    let mut lines = Vec::new();
    for (id, line) in class.classroom.all(line).into_iter().flatten() {
        // A quiz that is no longer there cannot be marked.
        let written = class.classroom.written_questions(id);
        if written.is_ok_and(|questions| !questions.is_empty()) {
            lines.push(line);
        }
    }
    Ok(staff_page("Marking", call, &sittings_page(&lines)))
}

/// The written questions of a sitting.
pub fn show(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let board = sitting_address(id);
    let here = queue_address(&board);
    let questions = class.classroom.queue(id)?;
    let lines = questions
        .into_iter()
        .enumerate()
        .map(|(place, it)| QueueLine {
            address: question_address(&here, place),
            stem: it.question.stem,
            waiting: it.waiting,
            marked: it.marked,
        });
    let back = match member.teaches() {
        true => (board.as_str(), "the board"),
        false => (member.home(), "the sittings"),
    };
    let body = queue(back, &lines.collect::<Vec<_>>());
    Ok(staff_page("Written answers", call, &body))
}

/// The written question of an address, and the address.
fn written_question(class: &Class, call: &Call) -> Result<(WrittenQuestion, String), Problem> {
    let id = sitting_of(call)?;
    let number: usize = call.number(1)?;
    let place = number.checked_sub(1).ok_or(Problem::NotFound)?;
    let questions = class.classroom.written_questions(id)?;
    let question = questions.into_iter().nth(place).ok_or(Problem::NotFound)?;
    let here = question_address(&queue_address(&sitting_address(id)), place);
    Ok((question, here))
}

/// The next group of answers to a question, or the text that is to be marked again.
pub fn show_question(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let (asked, here) = written_question(class, call)?;
    let found = class.classroom.queue_of(id, &asked.id)?;
    let body = question(&QueuePage {
        queue: &queue_address(&sitting_address(id)),
        stem: &asked.stem,
        waiting: (found.waiting.len(), found.review.groups().len()),
        group: shown_group(class, call, &found, &here)?,
        by_teacher: marked(&found, &here, true),
        by_program: marked(&found, &here, false),
        done: call.query.number("done"),
        wall: match member.teaches() {
            true => Some(wall_of(class, id, &asked.id)?),
            false => None,
        },
        texts: all_texts(&found),
    });
    Ok(staff_page("Written answers", call, &body))
}

/// The address of a question on the wall.
fn wall_of(class: &Class, id: SittingId, question: &str) -> Result<String, Problem> {
    let plan = class.classroom.with(id, |sitting| sitting.plan.clone())?;
    let paper = class.classroom.paper_of(id)?;
    let place = plan
        .asked(&paper.quiz)
        .position(|it| it.id.value == question);
    let place = place.ok_or(Problem::NotFound)?;
    Ok(format!(
        "{}/{}",
        wall_address(&sitting_address(id)),
        place + 1
    ))
}

/// All texts that were written, each once.
fn all_texts(found: &Queue) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for answer in &found.answers {
        let key = text_key(&answer.text);
        if texts.iter().all(|(known, _)| *known != key) {
            texts.push((key, answer.text.clone()));
        }
    }
    texts
}

/// The texts to decide about now, and where the next ones are: those that the address names, or the group after
/// one that was left for later, or the first group.
fn to_decide(call: &Call, found: &Queue, here: &str) -> (Vec<GroupText>, String) {
    if let Some(key) = call.query.get("text") {
        let answers = found.of_keys(&[key], true);
        let text = answers.first().map(|first| GroupText {
            key: key.to_owned(),
            text: first.text.clone(),
            answers: answers.len(),
        });
        return (text.into_iter().collect(), String::new());
    }
    let groups = found.review.groups();
    let after = call.query.get("after");
    let left = groups.iter().position(|group| {
        let texts = group.texts.iter().map(|it| &found.review.texts[*it].text);
        texts
            .into_iter()
            .any(|text| Some(text_key(text).as_str()) == after)
    });
    // After the last group comes the first one.
    let next = left.map_or(0, |left| (left + 1) % groups.len());
    let texts = groups.get(next).map_or(&[][..], |group| &group.texts);
    let texts = texts.iter().map(|text| &found.review.texts[*text]);
    let texts: Vec<GroupText> = texts
        .map(|it| GroupText {
            key: text_key(&it.text),
            text: it.text.clone(),
            answers: it.answers.len(),
        })
        .collect();
    let later = match texts.first() {
        Some(first) if groups.len() > 1 => format!("{here}?after={}", first.key),
        _ => String::new(),
    };
    (texts, later)
}

/// The form for the texts to decide about now; nothing where there are none.
fn shown_group(
    class: &Class,
    call: &Call,
    found: &Queue,
    here: &str,
) -> Result<Option<Markup>, Problem> {
    let (texts, later) = to_decide(call, found, here);
    let Some(first) = texts.first() else {
        return Ok(None);
    };
    let answers = found.of_keys(&[&first.key], call.query.has("text"));
    let answer = *answers.first().ok_or(Problem::NotFound)?;
    let latest_first = found.answers.iter().rev();
    let comments = comment_bank(latest_first.filter_map(|it| it.comment.as_deref()));
    let drawn = class.classroom.look_at(&answer.at, |session, which| {
        let view = session.judging(which, class.now())?;
        let likely = session.likely_judgements(&view);
        Some(group(&GroupPage {
            address: here,
            texts,
            view: &view,
            likely: likely.into_iter().map(|(mark, _)| mark).collect(),
            given: answer.mark.map(|mark| (mark, answer.is_of_teacher)),
            comment: answer.comment.clone().unwrap_or_default(),
            comments,
            later,
            complaint: match call.query.text("again") {
                "open" => Some("Something is still to be decided."),
                "none" => Some(
                    "Choose at least one answer. Answers that somebody else has marked meanwhile are gone.",
                ),
                _ => None,
            },
        }))
    })?;
    Ok(drawn)
}

/// The texts that have marks: those that a teacher gave or those that the program gave.
fn marked(found: &Queue, here: &str, by_teacher: bool) -> Vec<MarkedText> {
    let mut texts: Vec<MarkedText> = Vec::new();
    for answer in &found.answers {
        let Some(mark) = answer.mark.filter(|_| answer.is_of_teacher == by_teacher) else {
            continue;
        };
        let address = format!("{here}?text={}", text_key(&answer.text));
        let known = texts
            .iter_mut()
            .find(|it| it.address == address && it.mark == mark);
        match known {
            Some(text) => text.answers += 1,
            None => texts.push(MarkedText {
                address,
                text: answer.text.clone(),
                answers: 1,
                mark,
            }),
        }
    }
    texts
}

/// Gives marks to the answers that were chosen.
pub fn mark(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    let id = sitting_of(call)?;
    let (asked, here) = written_question(class, call)?;
    let found = class.classroom.queue_of(id, &asked.id)?;
    let keys: Vec<&str> = call.form.all("text").collect();
    // Somebody else may have marked them since the page was made.
    let answers = found.of_keys(&keys, call.form.has("marked"));
    let Some(first) = answers.first() else {
        return Ok(Reply::SeeOther(format!("{here}?again=none#answer")));
    };
    let now = class.now();
    let judgement = class.classroom.look_at(&first.at, |session, which| {
        let view = session.judging(which, now)?;
        match call.form.number::<usize>("likely") {
            Some(place) => {
                let likely = session.likely_judgements(&view).into_iter().nth(place);
                likely.map(|(_, judgement)| judgement)
            }
            None => marking::of_fields(&view.scheme, &call.form),
        }
    })?;
    let Some(judgement) = judgement else {
        return Ok(Reply::SeeOther(format!("{here}?again=open#answer")));
    };
    let comment = call.form.text("comment").trim();
    let comment = Some(comment).filter(|comment| !comment.is_empty());
    for answer in &answers {
        class
            .classroom
            .judge(&answer.at, &judgement, comment, now)?;
    }
    Ok(Reply::SeeOther(format!("{here}?done={}", answers.len())))
}
