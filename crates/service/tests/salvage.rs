//! Damaged records: what comes back by `salvage`, and that nothing wrong is shown as sound.
//!
//! The ordinary test makes 80 damaged copies. `SOURCEWORK_DAMAGES=1000 cargo test -p
//! sourcework-service --test salvage -- --nocapture` makes 1,000 and prints the counts;
//! `SOURCEWORK_DAMAGES_FROM` is the first seed.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use sourcework_core::attempt::{
    Action, Earned, Event, Judge, JudgedBy, Mode, Opened, Presented, Settings, VERSION,
};
use sourcework_core::identity::{
    AttemptId, ContentHash, SchoolId, StudentId, StudentKey, text_hash,
};
use sourcework_core::marking::{Answer, Basis, Judgement};
use sourcework_core::paper::FileKind;
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::record::{
    AttemptNumber, Head, Pinned, Text, WrittenEvent, first_link, write_events,
};
use sourcework_core::revision::ALGORITHM;
use sourcework_service::store::{
    self, Batch, Drafts, Loss, Preferences, Record, Salvaged, Sqlite, Store, StoreError, Upkeep,
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
        explained_first: false,
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
        probes: Vec::new(),
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
            ends_draft: None,
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

/// A sound record of sixty attempts, of which the last ten are still in the log if it has one.
fn sound(with_log: bool) -> (Bytes, Vec<Original>) {
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
    if !with_log {
        drop(store);
        return (
            Bytes {
                file: std::fs::read(&path).unwrap(),
                log: Vec::new(),
            },
            originals,
        );
    }
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
    let kind = chance.below(if sound.log.is_empty() { 8 } else { 9 });
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

/// Reads a damaged record as the reading commands do: nothing that is shown may be wrong. How
/// many attempts could be read, and whether there is a copy of them.
fn read(
    path: &Path,
    log_damaged: bool,
    originals: &[Original],
    seed: u64,
) -> Option<(usize, bool)> {
    let store = Sqlite::open(path).ok()?;
    let mut wrong = Vec::new();
    let mut read = 0;
    for student in store.students().ok()? {
        let Ok(attempts) = store.latest(&student, None, usize::MAX) else {
            continue;
        };
        for attempt in &attempts {
            let Ok(Some(stored)) = store::stored(&store, &student, *attempt) else {
                continue;
            };
            read += 1;
            let original = originals.iter().find(|it| it.head == stored.head).unwrap();
            assert!(original.events.starts_with(&stored.events), "seed {seed}");
            if stored.events.len() == original.events.len()
                && let Ok(Some(outcome)) = store::outcome(&store, &student, *attempt)
            {
                let answers = original.events.iter().filter_map(answer_of).count();
                let judged = original.events.iter().filter(|it| it.action == judged());
                let awarded = 2 * (answers + judged.count());
                assert_eq!(outcome.awarded as usize, awarded, "seed {seed}");
                assert_eq!(
                    outcome.last,
                    original.written.last().unwrap().at,
                    "seed {seed}"
                );
            }
            if stored.events.len() != original.events.len() {
                // It lacks its end: an open attempt, or a judgement of a finished one.
                wrong.push(*attempt);
            }
            for file in &stored.head.files {
                if let Ok(Some(text)) = store.text(&SchoolId::default(), file.text) {
                    assert_eq!(text_hash(&text.text), file.text, "seed {seed}");
                }
            }
        }
        let Ok(outcomes) = store::outcomes(&store, &student, &attempts) else {
            continue;
        };
        let listed: HashSet<_> = attempts.iter().collect();
        assert_eq!(outcomes.found.len() + outcomes.left_out.len(), listed.len());
        let rules = sourcework_core::revision::Rules::default();
        let mut ledgers = Vec::new();
        ledgers.extend(store::ledger(&store, &student, &rules).map(|it| it.found));
        let rebuilt = store::rebuild(&store, &student, &rules, &mut |_, _| {});
        ledgers.extend(rebuilt.map(|it| it.ledger));
        for ledger in ledgers {
            assert!(ledger.attempts <= 60, "seed {seed}");
        }
    }
    let exported = copied(&store, seed);
    // A log that is damaged is read by SQLite up to there, as after a power failure: the record
    // is then as it was a moment before. `salvage` reads on.
    if !wrong.is_empty() && !log_damaged {
        let faults = store
            .faults()
            .unwrap_or_else(|error| vec![error.to_string()]);
        assert!(
            !faults.is_empty(),
            "seed {seed}: attempts {wrong:?} called sound"
        );
    }
    Some((read, exported))
}

/// Whether a copy can be made; one that can be made can be imported.
fn copied(store: &Sqlite, seed: u64) -> bool {
    let mut copy = Vec::new();
    if store::export(store, &mut copy, &mut |_, _| {}).is_err() {
        return false;
    }
    let empty = store::InMemory::default();
    store::import(&empty, &mut &copy[..], &mut |_| {})
        .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    true
}

#[derive(Default, Debug)]
struct Counts {
    copies: usize,
    /// The copies that gave a record, and the attempts in these.
    salvaged: usize,
    attempts: usize,
    whole: usize,
    shortened: usize,
    /// The attempts none of whose pages were touched.
    untouched: usize,
    /// The damaged copies that can be opened, that can be exported, and the attempts read there.
    readable: usize,
    exported: usize,
    read: usize,
}

impl Counts {
    fn add(&mut self, one: &Self) {
        self.copies += one.copies;
        self.salvaged += one.salvaged;
        self.attempts += one.attempts;
        self.whole += one.whole;
        self.shortened += one.shortened;
        self.untouched += one.untouched;
        self.readable += one.readable;
        self.exported += one.exported;
        self.read += one.read;
    }
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
                Loss::CutOff | Loss::OnePage | Loss::Pages { .. } => true,
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
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |number| number.parse().unwrap())
    };
    let (from, damages) = (
        number("SOURCEWORK_DAMAGES_FROM", 0),
        number("SOURCEWORK_DAMAGES", 80),
    );
    let records = [false, true].map(|with_log| {
        let (sound, originals) = sound(with_log);
        let on = units_of(&originals, &sound.units());
        (sound, originals, on)
    });
    let next = AtomicU64::new(from);
    let counts: Mutex<BTreeMap<&str, Counts>> = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + damages {
                        return;
                    }
                    let (sound, originals, on) = &records[(seed % 2) as usize];
                    let (how, one) = salvage_one(sound, originals, on, seed);
                    counts.lock().unwrap().entry(how).or_default().add(&one);
                }
            });
        }
    });
    let mut all = Counts::default();
    for (how, counts) in counts.into_inner().unwrap() {
        println!("{how}: {counts:?}");
        all.add(&counts);
    }
    println!("all: {all:?}");
    assert_eq!(all.copies as u64, damages);
}

/// Damages a record, and holds what is read and salvaged of it against what there was.
fn salvage_one(
    sound: &Bytes,
    originals: &[Original],
    on: &[HashSet<usize>],
    seed: u64,
) -> (&'static str, Counts) {
    let (how, bytes) = damaged(sound, originals, seed);
    let expected = untouched(sound, &padded(&bytes, sound), on);
    let folder = TempDir::new().unwrap();
    let path = bytes.write(folder.path());
    let new = folder.path().join("new.db");
    let mut counts = Counts {
        copies: 1,
        attempts: ATTEMPTS,
        untouched: expected.len(),
        ..Counts::default()
    };
    let salvaged = match store::salvage(&path, &new) {
        Ok(salvaged) => salvaged,
        Err(StoreError::NothingLeft(_)) => {
            assert!(expected.is_empty(), "seed {seed}");
            return (how, counts);
        }
        Err(other) => panic!("seed {seed}: {other:?}"),
    };
    counts.salvaged = 1;
    assert_eq!(std::fs::read(&path).unwrap(), bytes.file, "it is only read");
    let store = Sqlite::open(&new).unwrap();
    let (whole, shortened) = compare(&store, &salvaged, originals, seed);
    let missing: Vec<_> = expected.difference(&whole).collect();
    assert_eq!(missing, [&0; 0], "seed {seed}, {how}");
    counts.whole = whole.len();
    counts.shortened = shortened;
    let log_damaged = bytes.log != sound.log;
    if let Some((read, exported)) = read(&path, log_damaged, originals, seed) {
        counts.readable = 1;
        counts.read = read;
        counts.exported = usize::from(exported);
    }
    (how, counts)
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
    let (sound, originals) = sound(true);
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
    let drafts = store.drafts(&student(5), AttemptNumber(6)).unwrap();
    assert_eq!(drafts["question-4"], "a draft");
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
