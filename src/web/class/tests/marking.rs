//! What is left to a person: by groups, and from files that pupils' pages have saved.

use std::sync::Arc;

use super::{Browser, School, exam, now, number_of, plan, seat, seq_of};
use sourcework_core::attempt::{Action, Judge, Mode};
use sourcework_core::marking::Answer;
use sourcework_core::quiz::Kind;
use sourcework_core::sitting::{Plan, Release, SittingId};
use sourcework_service::library::Library;
use sourcework_service::store::InMemory;

/// The address at which the answers to a question of the exam are marked.
fn marking_of(sitting: SittingId, question: usize) -> String {
    let paper = Library::built_in().paper("letter-4-exam").unwrap();
    let before = &paper.quiz.questions[..question];
    let place = before.iter().filter(|it| it.kind().is_written()).count();
    format!("/teach/sittings/{sitting}/marking/questions/{place}")
}

/// The keys of the texts that a page asks about.
fn keys(page: &str) -> Vec<&str> {
    let form = page.split("id=\"answer\"").nth(1).unwrap_or_default();
    let form = form.split("</form>").next().unwrap();
    let keys = form.split("name=\"text\" value=\"").skip(1);
    keys.map(|it| it.split('"').next().unwrap()).collect()
}

#[test]
fn one_decision_marks_all_pupils_who_wrote_the_same_and_the_comment_reaches_each() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let essay = number_of(Kind::Extended);
    let mut pupils: Vec<(Browser, String)> = Vec::new();
    for (name, text) in [
        ("Ada", "It is useful."),
        ("Ben", "it is  useful"),
        ("Cleo", "It is of no use."),
    ] {
        let mut browser = school.join(&code, name);
        let attempt = school.begin(&mut browser);
        school.write(&mut browser, &attempt, essay, text);
        pupils.push((browser, attempt));
    }
    let mut teacher = school.teacher();
    let marking = marking_of(sitting, essay);
    let board = format!("/teach/sittings/{sitting}");
    school.post(&mut teacher, &board, "do=close");
    let list = school.page(&mut teacher, &format!("{board}/marking"));
    assert!(list.contains("3 answers to mark, 0 marked"), "{list}");
    let page = school.page(&mut teacher, &marking);
    assert!(page.contains("3 answers to mark, in 2 groups"), "{page}");
    assert!(page.contains("2 pupils wrote this"), "{page}");
    for name in ["Ada", "Ben", "Cleo"] {
        assert!(!page.contains(name), "who wrote it is not shown");
    }
    let [key] = keys(&page)[..] else {
        panic!("{page}")
    };
    let open = school.post(&mut teacher, &marking, &format!("text={key}&do=judge"));
    assert!(open.location.contains("again=open"), "{open:?}");
    let criteria = page.matches("name=\"level-").count();
    let names = page.split("name=\"level-").skip(1);
    let mut levels: Vec<&str> = names.map(|it| it.split('"').next().unwrap()).collect();
    levels.dedup();
    assert!(criteria > 0);
    let marks: Vec<String> = levels.iter().map(|it| format!("level-{it}=1")).collect();
    let body = format!("text={key}&do=judge&comment=For+whom?&{}", marks.join("&"));
    let done = school.post(&mut teacher, &marking, &body);
    assert_eq!(done.location, format!("{marking}?done=2"));
    for (browser, attempt) in &mut pupils[..2] {
        let told = school.page(browser, &format!("{attempt}/questions/{essay}"));
        assert!(told.contains("For whom?"), "{told}");
    }
    let (cleo, attempt) = &mut pupils[2];
    let told = school.page(cleo, &format!("{attempt}/questions/{essay}"));
    assert!(!told.contains("For whom?"), "{told}");
    for number in 1..=2 {
        school.look(&seat(sitting, number), |session| {
            let given = session.attempt().items[essay - 1].first.as_ref().unwrap();
            let judged = given.judged.as_ref().unwrap();
            assert_eq!(judged.by.by, Judge::Teacher);
            assert_eq!(given.mark.unwrap().awarded as usize, levels.len());
        });
    }
    // A page of before, in which the same texts still wait, changes nothing.
    let late = body.replace("=1", "=0");
    let refused = school.post(&mut teacher, &marking, &late);
    assert!(refused.location.contains("again=none"), "{refused:?}");
    // A decision is changed by marking the text again; the comment is offered for others.
    let again = school.page(&mut teacher, &format!("{marking}?text={key}"));
    assert!(again.contains("You gave it"), "{again}");
    let changed = school.post(&mut teacher, &marking, &format!("marked=yes&{late}"));
    assert_eq!(changed.location, format!("{marking}?done=2"));
    school.look(&seat(sitting, 1), |session| {
        let given = session.attempt().items[essay - 1].first.as_ref().unwrap();
        assert_eq!(given.mark.unwrap().awarded, 0);
    });
    let next = school.page(&mut teacher, &marking);
    assert!(next.contains("1 answer to mark, in 1 group"), "{next}");
    assert!(next.contains("<option value=\"For whom?\">"), "{next}");
}

#[test]
fn in_an_exam_nothing_is_marked_before_it_is_handed_in() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let essay = number_of(Kind::Extended);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.write(&mut ada, &attempt, essay, "It is useful.");
    let mut teacher = school.teacher();
    let marking = marking_of(sitting, essay);
    let early = school.page(&mut teacher, &marking);
    assert!(
        early.contains("No answer to this question waits"),
        "{early}"
    );
    school.class.classroom.close(sitting, now()).unwrap();
    let page = school.page(&mut teacher, &marking);
    assert!(page.contains("1 answer to mark"), "{page}");
}

#[test]
fn a_likely_mark_is_given_by_one_button_and_texts_can_be_left_out() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(Plan {
        quiz: "letter-5-written".to_owned(),
        ..plan(Mode::Exam, Release::AtOnce)
    });
    // The program cannot say whether these say what is wanted: each group waits.
    let texts = [
        "War brings calamity but it does not bring calamity to the peoples",
        "war brings calamity, but it does not bring calamity to the peoples!",
    ];
    for (number, text) in texts.iter().enumerate() {
        let mut browser = school.join(&code, &format!("Pupil {number}"));
        let attempt = school.begin(&mut browser);
        school.write(&mut browser, &attempt, 1, text);
    }
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    school.post(&mut teacher, &board, "do=close");
    let marking = format!("{board}/marking/questions/1");
    let page = school.page(&mut teacher, &marking);
    let answers = school.class.classroom.queue(sitting).unwrap();
    assert_eq!(answers[0].waiting, 2, "{page}");
    // Nothing was chosen: nothing happens.
    let none = school.post(&mut teacher, &marking, "likely=0");
    assert!(none.location.contains("again=none"), "{none:?}");
    let keys = keys(&page);
    assert_eq!(keys.len(), 1, "both wrote the same text: {page}");
    assert!(page.contains("data-key=\"0\""), "{page}");
    let body = format!("text={}&likely=0", keys[0]);
    let done = school.post(&mut teacher, &marking, &body);
    assert_eq!(done.location, format!("{marking}?done=2"));
    let queue = school.class.classroom.queue(sitting).unwrap();
    assert_eq!((queue[0].waiting, queue[0].marked), (0, 2));
}

/// A file as a pupil's page saves it.
fn file(key: u64, address: &str, fields: &str) -> String {
    format!(
        r#"{{"sourcework":"unsent-answers","seat":"{key}","answers":[{{"address":"{address}","fields":"{fields}"}}]}}"#
    )
}

/// A text as a form sends it.
fn sent(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn what_a_browser_could_not_send_is_taken_in_from_a_file_before_and_after_the_end() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let essay = number_of(Kind::Extended);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.join(&code, "Ben");
    let mut teacher = school.teacher();
    let unsent = format!("/teach/sittings/{sitting}/unsent");
    let place = seat(sitting, 1);
    let question = format!("{attempt}/questions/{essay}");
    let take = |teacher: &mut Browser, file: &str, body: &str| {
        let body = format!("file={}&{body}", sent(file));
        school.post(teacher, &unsent, &body).page
    };
    let written = |place| {
        school.look(place, |session| {
            let given = session.attempt().items[essay - 1].first.as_ref();
            match given.map(|given| given.answer.clone()) {
                Some(Answer::Text(text)) => text,
                _ => String::new(),
            }
        })
    };
    // While the exam goes on it becomes the pupil's answer.
    let saved = file(place.key(), &question, "seq=1&text=Written+offline");
    let page = take(&mut teacher, &saved, "do=look");
    assert!(page.contains("No answer is kept"), "{page}");
    assert!(page.contains("Written offline"), "{page}");
    assert_eq!(written(&place), "", "only what was chosen counts");
    let page = take(&mut teacher, &saved, "do=take&take=0");
    assert!(page.contains("1 answer taken in"), "{page}");
    assert_eq!(written(&place), "Written offline");
    // After the end the teacher admits it, and it waits to be marked.
    school.class.classroom.close(sitting, now()).unwrap();
    let late = file(place.key(), &question, "seq=1&text=And+more");
    let page = take(&mut teacher, &late, "do=look");
    assert!(page.contains("Kept: "), "{page}");
    take(&mut teacher, &late, "do=take&take=0");
    assert_eq!(written(&place), "And more");
    let last = school.look(&place, |it| it.events().last().unwrap().action.clone());
    assert!(matches!(last, Action::Admitted { .. }), "{last:?}");
    let queue = school.class.classroom.queue(sitting).unwrap();
    assert_eq!(queue.iter().map(|it| it.waiting).sum::<usize>(), 1);
    // Files of others and other files change nothing.
    for (wrong, complaint) in [
        ("not a file".to_owned(), "not a file that a pupil"),
        (file(7, &question, "text=x"), "No pupil of this sitting"),
        (
            file(seat(sitting, 2).key(), &question, "text=x"),
            "belongs to no question of this pupil",
        ),
        (
            file(place.key(), "/attempts/1/questions/99", "text=x"),
            "belongs to no question of this pupil",
        ),
    ] {
        let page = take(&mut teacher, &wrong, "do=take&take=0");
        assert!(page.contains(complaint), "{page}");
        assert_eq!(written(&place), "And more");
    }
}

#[test]
fn handing_in_gives_what_was_being_filled_in() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let essay = number_of(Kind::Extended);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let address = format!("{attempt}/questions/{essay}");
    let page = school.get(&mut ada, &address).page;
    let seq = seq_of(&page).unwrap();
    let body = format!("seq={seq}&text=Half+a+sentence");
    school.post(&mut ada, &format!("{address}/draft"), &body);
    let overview = school.page(&mut ada, &format!("{attempt}/overview"));
    let seq = seq_of(&overview).unwrap();
    let handed_in = school.post(
        &mut ada,
        &format!("{attempt}/hand-in"),
        &format!("seq={seq}"),
    );
    assert_eq!(handed_in.location, format!("{attempt}/result"));
    school.look(&seat(sitting, 1), |session| {
        let given = session.attempt().items[essay - 1].first.as_ref().unwrap();
        assert_eq!(given.answer, Answer::Text("Half a sentence".to_owned()));
    });
}

#[test]
fn results_stand_by_pupil_question_and_skill_and_papers_can_be_printed() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    school.join(&code, "Ben");
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let first = &paper.quiz.questions[0];
    let mark = school.look(&seat(sitting, 1), |session| {
        session.attempt().items[0]
            .first
            .as_ref()
            .unwrap()
            .mark
            .unwrap()
    });
    let mut teacher = school.teacher();
    let share = format!(
        "{}/{} ({}%)",
        mark.awarded,
        mark.available,
        mark.awarded * 100 / mark.available
    );
    let page = school.page(&mut teacher, &format!("/teach/sittings/{sitting}/results"));
    // Ada's sum and her skill, the same for all, and the question.
    assert_eq!(page.matches(&share).count(), 5, "{page}");
    assert!(page.contains(&first.skill.value.to_string()), "{page}");
    let papers = school.page(&mut teacher, &format!("/teach/sittings/{sitting}/papers"));
    assert!(
        papers.contains("Ada") && !papers.contains("Ben"),
        "{papers}"
    );
    assert!(papers.contains("No answer."), "{papers}");
    let of_ben = school.page(
        &mut teacher,
        &format!("/teach/sittings/{sitting}/papers?seat=2"),
    );
    assert!(of_ben.contains("Nobody has begun yet"), "{of_ben}");
}
