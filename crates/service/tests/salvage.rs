//! Damaged records: what comes back by `salvage`, and that nothing wrong is shown as sound.
//!
//! The ordinary test makes 200 damaged copies. `SOURCEWORK_DAMAGES=1000 cargo test -p
//! sourcework-service --test salvage -- --nocapture` makes 1,000 and prints the counts.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use sourcework_core::attempt::{
    Action, Earned, Event, Judge, JudgedBy, Mode, Opened, Presented, Settings, VERSION,
};
use sourcework_core::identity::{AttemptId, ContentHash, StudentId, StudentKey, text_hash};
use sourcework_core::marking::{Answer, Basis, Judgement};
use sourcework_core::paper::FileKind;
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::record::{
    AttemptNumber, Head, Pinned, Text, WrittenEvent, first_link, write_events,
};
use sourcework_core::revision::ALGORITHM;
use sourcework_service::store::{
    self, Batch, Drafts, Loss, Preferences, Record, Salvaged, Sqlite, Store, StoreError,
};
use tempfile::TempDir;

const PAGE: usize = 4096;
const ATTEMPTS: usize = 60;

/// Numbers that look random, the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Words that stand nowhere else.
    fn words(&mut self, count: usize) -> String {
        let words = (0..count).map(|_| format!("{:016x}", self.next()));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// An attempt as it was kept.
struct Original {
    head: Head,
    written: Vec<WrittenEvent>,
    events: Vec<Event>,
}

fn student(place: usize) -> StudentKey {
    let mut student = StudentKey::default();
    if place.is_multiple_of(7) {
        student.student = StudentId("ada".to_owned());
    }
    student
}

fn answered(place: usize, text: String) -> Action {
    Action::Answered {
        question: format!("question-{place}"),
        answer: Answer::Text(text),
        certainty: None,
        earned: Some(Earned {
            awarded: 2,
            available: 4,
            basis: Basis::Exact,
            doubtful: 0,
        }),
        again: false,
    }
}

fn opened() -> Action {
    let item = |place| Presented {
        question: format!("question-{place}"),
        asked: ContentHash([7; 16]),
        content: ContentHash([8; 16]),
        kind: Kind::ShortAnswer,
        skill: Skill::ALL[place],
        available: 4,
        orders: Vec::new(),
    };
    Action::Opened(Opened {
        version: VERSION,
        quiz: "quiz".to_owned(),
        content: ContentHash([0; 16]),
        seconds: None,
        pass: None,
        settings: Settings {
            mode: Mode::Practice,
            ..Settings::default()
        },
        items: (0..6).map(item).collect(),
    })
}

fn judged() -> Action {
    Action::Judged {
        question: "question-0".to_owned(),
        judgement: Judgement::Points(Vec::new()),
        earned: Earned {
            awarded: 4,
            available: 4,
            basis: Basis::Judged,
            doubtful: 0,
        },
        by: JudgedBy::from(Judge::Teacher),
        again: false,
    }
}

fn texts() -> Vec<Text> {
    let mut chance = Chance(5);
    [100, 900, 30]
        .map(|words| Text::new(chance.words(words)))
        .to_vec()
}

impl Original {
    /// Some are open, some finished, some judged afterwards; some answers are longer than a page.
    fn new(place: usize, chance: &mut Chance) -> Self {
        let text = &texts()[place % 3];
        let head = Head {
            attempt: AttemptId(text_hash(&format!("attempt {place}")).0),
            student: student(place),
            offset: 60,
            program: "0.1.0".to_owned(),
            algorithm: ALGORITHM.to_owned(),
            files: vec![Pinned {
                kind: FileKind::Quiz,
                id: "quiz".to_owned(),
                text: text.hash,
            }],
        };
        let mut actions = vec![opened()];
        let answers = if place.is_multiple_of(5) { 3 } else { 6 };
        for answer in 0..answers {
            let long = place.is_multiple_of(11) && answer == 1;
            let words = chance.words(if long { 500 } else { 12 });
            actions.push(answered(answer, words));
        }
        if !place.is_multiple_of(5) {
            actions.push(Action::Finished);
        }
        if place % 6 == 1 {
            actions.push(judged());
        }
        let began = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000 + place as i64);
        let at = (0..).map(|place| began + SignedDuration::from_secs(20 * place));
        let events: Vec<Event> = at
            .zip(actions)
            .map(|(at, action)| Event { at, action })
            .collect();
        Self {
            written: write_events(&head, 0, first_link(head.attempt), &events),
            head,
            events,
        }
    }

    fn batch(&self, events: &[WrittenEvent]) -> Batch {
        Batch {
            student: self.head.student.clone(),
            attempt: self.head.attempt,
            quiz: "quiz".to_owned(),
            texts: texts()
                .into_iter()
                .filter(|text| text.hash == self.head.files[0].text)
                .collect(),
            events: events.to_vec(),
        }
    }

    /// What stands in the file for this attempt only, and in its text.
    fn needles(&self) -> Vec<Vec<u8>> {
        let mut needles: Vec<Vec<u8>> = Vec::new();
        needles.extend(self.written.iter().map(|it| it.checksum.0.to_vec()));
        needles.push(self.head.attempt.0.to_vec());
        let mut long: Vec<String> = self.events.iter().filter_map(answer_of).collect();
        let text = self.head.files[0].text;
        long.extend(
            texts()
                .into_iter()
                .filter(|it| it.hash == text)
                .map(|it| it.text),
        );
        for text in long {
            let words = text.split(' ');
            needles.extend(words.map(|word| word.as_bytes().to_vec()));
        }
        needles
    }
}

fn answer_of(event: &Event) -> Option<String> {
    match &event.action {
        Action::Answered {
            answer: Answer::Text(text),
            ..
        } => Some(text.clone()),
        _ => None,
    }
}

/// A record as bytes: the file, and the log of what was written last.
#[derive(Clone)]
struct Bytes {
    file: Vec<u8>,
    log: Vec<u8>,
}

impl Bytes {
    fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("damaged.db");
        std::fs::write(&path, &self.file).unwrap();
        std::fs::write(folder.join("damaged.db-wal"), &self.log).unwrap();
        path
    }

    /// The pages of the file, and after them the frames of the log with their headers.
    fn units(&self) -> Vec<&[u8]> {
        let pages = self.file.chunks(PAGE);
        let frames = self.log.get(32..).unwrap_or_default().chunks(PAGE + 24);
        pages.chain(frames).collect()
    }
}

/// A sound record of sixty attempts, of which the last ten are still in the log, and whose the
/// attempts are.
fn sound() -> (Bytes, Vec<Original>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("record.db");
    let mut chance = Chance(1962);
    let originals: Vec<Original> = (0..ATTEMPTS)
        .map(|place| Original::new(place, &mut chance))
        .collect();
    let keep = |store: &Sqlite, originals: &[Original]| {
        // Two at a time, so that the events of attempts alternate.
        for pair in originals.chunks(2) {
            for part in 0..3 {
                let batches = pair.iter().filter_map(|it| {
                    let third = it.written.len().div_ceil(3);
                    Some(it.batch(it.written.chunks(third).nth(part)?))
                });
                store.append(&batches.collect::<Vec<_>>()).unwrap();
            }
        }
    };
    let store = Sqlite::open(&path).unwrap();
    store.set(&student(1), "minutes", Some("7")).unwrap();
    keep(&store, &originals[..50]);
    store
        .keep_draft(&student(5), AttemptNumber(6), "question-4", Some("a draft"))
        .unwrap();
    drop(store);
    let store = Sqlite::open(&path).unwrap();
    keep(&store, &originals[50..]);
    let log = folder.path().join("record.db-wal");
    let bytes = Bytes {
        file: std::fs::read(&path).unwrap(),
        log: std::fs::read(log).unwrap(),
    };
    drop(store);
    (bytes, originals)
}

/// What the damage was, in words, and the damaged bytes.
fn damaged(sound: &Bytes, originals: &[Original], seed: u64) -> (&'static str, Bytes) {
    let mut chance = Chance(seed);
    let mut bytes = sound.clone();
    let pages = sound.file.len() / PAGE;
    let kind = chance.below(9);
    if kind == 8 {
        let place = chance.below(bytes.log.len());
        bytes.log[place] ^= 1 << chance.below(8);
        return ("a bit of the log", bytes);
    }
    let page = match kind {
        6 => 0,
        7 => {
            // A page in the middle of the events.
            let needle = originals[25].written[1].checksum.0;
            memchr::memmem::find(&sound.file, &needle).unwrap() / PAGE
        }
        _ => chance.below(pages),
    };
    let range = page * PAGE..(page + 1) * PAGE;
    let how = match kind {
        0 => {
            for _ in 0..=chance.below(8) {
                let place = chance.below(bytes.file.len());
                bytes.file[place] ^= 1 << chance.below(8);
            }
            "bits"
        }
        1 => {
            bytes.file[range].fill(0);
            "zeros"
        }
        2 => {
            bytes.file[range].fill(0xa5);
            "0xa5"
        }
        3 => {
            let other = chance.below(pages) * PAGE;
            bytes.file.copy_within(other..other + PAGE, range.start);
            "another page"
        }
        4 => {
            let end = chance.below(bytes.file.len());
            bytes.file.truncate(end);
            "cut off"
        }
        5 => {
            let original = &originals[chance.below(50)];
            let answer = original.events.iter().find_map(answer_of).unwrap();
            let place = memchr::memmem::find(&bytes.file, &answer.as_bytes()[..33]).unwrap();
            bytes.file[place..place + 5].copy_from_slice(b"wrong");
            "an answer changed"
        }
        _ => {
            for byte in &mut bytes.file[range] {
                *byte = chance.next() as u8;
            }
            if kind == 6 {
                "the first page"
            } else {
                "a page of events"
            }
        }
    };
    (how, bytes)
}

/// The attempts none of whose pages is touched.
fn untouched(sound: &Bytes, damaged: &Bytes, of: &[HashSet<usize>]) -> HashSet<usize> {
    let (sound, damaged) = (sound.units(), damaged.units());
    // Where a file is cut off, the frames of the log have other places: compare them by the log.
    let touched = |unit: &usize| damaged.get(*unit) != sound.get(*unit);
    let attempts = 0..of.len();
    attempts
        .filter(|attempt| !of[*attempt].iter().any(&touched))
        .collect()
}

#[derive(Default, Debug)]
struct Counts {
    copies: usize,
    opened: usize,
    came_back: usize,
    shortened: usize,
    expected: usize,
    with_pages: usize,
}

/// What a salvaged record holds, held against what there was.
fn compare(
    store: &dyn Store,
    salvaged: &Salvaged,
    originals: &[Original],
    seed: u64,
) -> (HashSet<usize>, usize) {
    let mut whole = HashSet::new();
    let mut shortened = 0;
    let mut found = 0;
    for student in store.students().unwrap() {
        for number in store.latest(&student, None, usize::MAX).unwrap() {
            found += 1;
            let stored = store::stored(store, &student, number).unwrap().unwrap();
            let place = originals
                .iter()
                .position(|it| it.head == stored.head)
                .unwrap_or_else(|| panic!("seed {seed}: an attempt that never was"));
            let original = &originals[place];
            assert!(
                original.events.starts_with(&stored.events),
                "seed {seed}: other events"
            );
            if original.events == stored.events {
                whole.insert(place);
                continue;
            }
            shortened += 1;
            let listed = |lost: &store::Lost| match lost.loss {
                Loss::End { .. } => lost.now == Some(number),
                Loss::CutOff | Loss::Pages { .. } => true,
                _ => false,
            };
            assert!(
                salvaged.lost.iter().any(listed),
                "seed {seed}: attempt {number} lacks its end, and is not listed: {:?}",
                salvaged.lost
            );
        }
    }
    assert_eq!(found, salvaged.attempts, "seed {seed}");
    if whole.len() < originals.len() {
        assert!(
            !salvaged.lost.is_empty(),
            "seed {seed}: a loss is not listed"
        );
    }
    assert_eq!(store.faults().unwrap(), [""; 0], "seed {seed}");
    (whole, shortened)
}

#[test]
fn what_is_whole_comes_back_and_the_rest_is_listed() {
    let damages = std::env::var("SOURCEWORK_DAMAGES");
    let damages: u64 = damages.map_or(200, |count| count.parse().unwrap());
    let (sound, originals) = sound();
    let units = sound.units();
    let on = units_of(&originals, &units);
    let mut counts: HashMap<&str, Counts> = HashMap::new();
    for seed in 0..damages {
        let (how, bytes) = damaged(&sound, &originals, seed);
        let expected = untouched(&sound, &padded(&bytes, &sound), &on);
        let folder = TempDir::new().unwrap();
        let path = bytes.write(folder.path());
        let new = folder.path().join("new.db");
        let counts = counts.entry(how).or_default();
        counts.copies += 1;
        counts.with_pages += expected.len();
        let salvaged = match store::salvage(&path, &new) {
            Ok(salvaged) => salvaged,
            Err(StoreError::NothingLeft(_)) => {
                assert!(expected.is_empty(), "seed {seed}");
                continue;
            }
            Err(other) => panic!("seed {seed}: {other:?}"),
        };
        counts.opened += 1;
        assert_eq!(std::fs::read(&path).unwrap(), bytes.file, "it is only read");
        let store = Sqlite::open(&new).unwrap();
        let (whole, shortened) = compare(&store, &salvaged, &originals, seed);
        let missing: Vec<_> = expected.difference(&whole).collect();
        assert_eq!(missing, [&0; 0], "seed {seed}, {how}");
        counts.came_back += whole.len();
        counts.shortened += shortened;
        counts.expected += ATTEMPTS;
    }
    for (how, counts) in counts {
        println!("{how}: {counts:?}");
    }
}

/// The damaged bytes with as many pages as there were, so that the log is compared with the log.
fn padded(damaged: &Bytes, sound: &Bytes) -> Bytes {
    let mut padded = damaged.clone();
    padded.file.resize(sound.file.len(), 0);
    padded
}

/// The pages and frames that hold something of each attempt.
fn units_of(originals: &[Original], units: &[&[u8]]) -> Vec<HashSet<usize>> {
    // Everything that is looked for is sixteen bytes long.
    let mut attempts: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (attempt, original) in originals.iter().enumerate() {
        for needle in original.needles() {
            assert_eq!(needle.len(), 16);
            attempts.entry(needle).or_default().push(attempt);
        }
    }
    let mut found = vec![HashSet::new(); originals.len()];
    for (unit, bytes) in units.iter().enumerate() {
        for window in bytes.windows(16) {
            for attempt in attempts.get(window).into_iter().flatten() {
                found[*attempt].insert(unit);
            }
        }
    }
    assert!(found.iter().all(|it| !it.is_empty()));
    found
}

#[test]
fn a_sound_record_comes_back_with_its_settings_and_drafts() {
    let (sound, originals) = sound();
    let folder = TempDir::new().unwrap();
    let path = sound.write(folder.path());
    let new = folder.path().join("new.db");
    let salvaged = store::salvage(&path, &new).unwrap();
    assert_eq!(salvaged.lost, []);
    assert_eq!((salvaged.attempts, salvaged.settings), (60, 1));
    assert_eq!(salvaged.texts, 3);
    let store = Sqlite::open(&new).unwrap();
    let (whole, _) = compare(&store, &salvaged, &originals, 0);
    assert_eq!(whole.len(), ATTEMPTS);
    let draft = store.draft(&student(5), AttemptNumber(6), "question-4");
    assert_eq!(draft.unwrap().as_deref(), Some("a draft"));
    let settings = store.settings(&student(1)).unwrap();
    assert_eq!(settings, [("minutes".to_owned(), "7".to_owned())]);
    let again = store::salvage(&path, &new);
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
}

#[test]
fn what_is_no_record_gives_none() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("list.txt");
    let new = folder.path().join("new.db");
    for text in [
        "",
        "a shopping list\n",
        &"a long shopping list\n".repeat(999),
    ] {
        std::fs::write(&path, text).unwrap();
        let refused = store::salvage(&path, &new);
        assert!(
            matches!(refused, Err(StoreError::NothingLeft(_))),
            "{refused:?}"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
