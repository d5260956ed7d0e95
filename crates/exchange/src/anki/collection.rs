//! The database of a deck: schema 11, made in memory.

use rusqlite::{Connection, Statement, params};
use serde_json::{Value, json};

use super::card::{FIELDS, Note};
use sourcework_core::identity;
use sourcework_core::quiz::Quiz;

const SCHEMA: &str = include_str!("schema.sql");
const FRONT: &str = include_str!("front.html");
const BACK: &str = include_str!("back.html");
const CSS: &str = include_str!("card.css");

/// The note type is the same for all decks, so that they can be styled together.
const NOTE_TYPE: i64 = 1_767_225_600_001;

/// The bytes of the database. `at` is in seconds since 1970.
pub fn write(quiz: &Quiz, notes: &[Note], at: i64) -> Vec<u8> {
    fill(quiz, notes, at).expect("a database in memory takes what its own schema asks for")
}

fn fill(quiz: &Quiz, notes: &[Note], at: i64) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(SCHEMA)?;
    let deck = i64::try_from(identity::stable(&["deck", &quiz.id]) >> 23);
    let deck = deck.expect("41 bits fit");
    let all = database.transaction()?;
    let (models, decks, options) = (models(deck, at), decks(quiz, deck, at), options());
    all.execute(
        "INSERT INTO col VALUES (1, 0, ?1, ?1, 11, 0, 0, 0, ?2, ?3, ?4, ?5, '{}')",
        params![
            at * 1000,
            json!({ "curDeck": deck, "curModel": NOTE_TYPE, "nextPos": notes.len() + 1 })
                .to_string(),
            models.to_string(),
            decks.to_string(),
            options.to_string(),
        ],
    )?;
    let mut taken = std::collections::HashSet::new();
    {
        let mut note =
            all.prepare("INSERT INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, 0, 0, '')")?;
        let mut card = all.prepare(
            "INSERT INTO cards VALUES (?1, ?1, ?2, 0, ?3, -1, 0, 0, ?4, 0, 0, 0, 0, 0, 0, 0, 0, '')",
        )?;
        for (number, it) in notes.iter().enumerate() {
            let mut id = it.id;
            while !taken.insert(id) {
                id += 1;
            }
            insert(&mut note, it, id, at)?;
            card.execute(params![
                id,
                deck,
                at,
                i64::try_from(number + 1).expect("no more notes than memory holds")
            ])?;
        }
    }
    all.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

fn insert(into: &mut Statement<'_>, note: &Note, id: i64, at: i64) -> rusqlite::Result<usize> {
    let fields = note.fields.join("\u{1f}");
    into.execute(params![
        id,
        note.guid,
        NOTE_TYPE,
        at,
        note.tags,
        fields,
        note.fields[0]
    ])
}

fn models(deck: i64, at: i64) -> Value {
    let field = |(ord, name): (usize, &&str)| json!({ "name": name, "ord": ord, "font": "Georgia", "size": 18, "media": [], "rtl": false, "sticky": false });
    let fields: Vec<Value> = FIELDS.iter().enumerate().map(field).collect();
    let model = json!({
        "id": NOTE_TYPE, "name": "sourcework", "type": 0, "mod": at, "usn": -1, "sortf": 0, "did": deck,
        "tmpls": [{ "name": "Question", "ord": 0, "qfmt": FRONT, "afmt": BACK, "bqfmt": "", "bafmt": "", "did": null }],
        "flds": fields, "css": CSS, "latexPre": "", "latexPost": "", "latexsvg": false,
        "req": [[0, "any", [3]]], "tags": [], "vers": [],
    });
    json!({ NOTE_TYPE.to_string(): model })
}

fn decks(quiz: &Quiz, deck: i64, at: i64) -> Value {
    let one = |id: i64, name: &str, about: &str| {
        json!({
            "id": id, "name": name, "desc": about, "mod": at, "usn": -1, "conf": 1, "dyn": 0, "collapsed": false,
            "browserCollapsed": false, "extendNew": 0, "extendRev": 0,
            "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
        })
    };
    // Two colons would make a deck within a deck.
    let name = quiz.title.replace("::", ": ");
    let about = quiz
        .description
        .as_ref()
        .map(|it| it.as_str())
        .unwrap_or_default();
    json!({ "1": one(1, "Default", ""), deck.to_string(): one(deck, &name, about) })
}

fn options() -> Value {
    json!({ "1": {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true, "dyn": false,
        "new": { "bury": true, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20 },
        "rev": { "bury": true, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2 },
        "lapse": { "delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0 },
    } })
}
