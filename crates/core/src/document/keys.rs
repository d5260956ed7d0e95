//! What to write for a key that is missing, and where a key belongs that stands at the wrong place.

/// The texts that `sourcework new` writes for its author to replace; a test holds them against the templates.
const TEMPLATE: [&str; 14] = [
    "Title of the quiz",
    "What it is about, for the student who chooses it",
    "What does the writer say here?",
    "The first reading",
    "The right reading",
    "Another reading",
    "Why this tempts, and why it is wrong.",
    "Why the right answer is right.",
    "A nudge that costs nothing.",
    "Which sentence shows it?",
    "Why this sentence shows it.",
    "Title of the source, as a heading",
    "Who made it; \"unknown\" where that is so",
    "Put the text of the extract here.",
];

/// Whether a text is one of a template.
pub fn is_template(text: &str) -> bool {
    TEMPLATE.contains(&text.trim_end_matches('\n'))
}

/// An example of a line with the key, for the table that is called `what` in messages.
pub fn example(what: &str, key: &str) -> Option<&'static str> {
    Some(match (what, key) {
        ("quiz" | "source", "title") => "title = \"Khrushchev's letter to Kennedy\"",
        ("question", "id") => "id = \"offer-or-threat\"",
        ("point", "id") => "id = \"names-the-risk\"",
        ("question", "kind") => "kind = \"single-choice\"",
        ("question", "skill") => "skill = \"inference\"",
        ("question", "stem") => "stem = \"What does the writer offer?\"",
        ("question", "explanation") => {
            "explanation = \"He offers to withdraw, as the last lines show.\""
        }
        ("question", "options") => {
            "options = [{ text = \"an offer\", correct = true }, { text = \"a threat\" }]"
        }
        ("question", "claims") => {
            "claims = [{ text = \"He wants peace\", correct = true }, { text = \"He wants war\" }]"
        }
        ("question", "statements") => {
            "statements = [{ text = \"He mentions the navy\", answer = \"not-stated\" }]"
        }
        ("question", "pairs") => {
            "pairs = [{ left = \"1961\", right = \"Bay of Pigs\" }, { left = \"1962\", right = \"missiles\" }]"
        }
        ("question", "items") => "items = [\"first\", \"second\", \"third\"]",
        ("question", "text") => "text = \"War is our enemy and a {{calamity}}.\"",
        ("question", "evidence") => {
            "evidence = [{ quote = \"words of the passage\", correct = true }, …]"
        }
        ("question", "rows") => {
            "rows = [{ label = \"Who wrote it?\", answers = [\"Khrushchev\"] }]"
        }
        ("question", "point") => "[[question.point]] with `label` and `keywords` below it",
        ("question", "criterion") => "[[question.criterion]] with `name` and `levels` below it",
        ("question" | "point", "model") => "model = \"An answer that earns full marks.\"",
        ("option" | "claim" | "statement", "text") => "text = \"a letter to one reader\"",
        ("statement", "answer") => "answer = \"true\" (or \"false\", or \"not-stated\")",
        ("candidate" | "piece of evidence", "quote") => "quote = \"words of the passage\"",
        ("pair", "left") => "left = \"1962\"",
        ("pair", "right") => "right = \"the Cuban missile crisis\"",
        ("row", "label") => "label = \"Who wrote it?\"",
        ("point", "label") => "label = \"names the risk of war\"",
        ("point", "details") => "details = [\"words of the passage\"]",
        ("point", "examples") => "examples = [\"A sentence that makes the point.\"]",
        ("point", "counter-examples") => {
            "counter-examples = [\"A sentence that does not make it, though one might think so.\"]"
        }
        ("point", "credit") => "credit = \"usefulness\"",
        ("example" | "sample", "answer") => "answer = \"An answer as a pupil would write it.\"",
        ("example", "marks") => "marks = 1",
        ("sample", "marks") => "marks = [3] (a number for each criterion)",
        ("sample", "reasons") => "reasons = \"Two reasons with evidence, but no judgement.\"",
        ("criterion", "name") => "name = \"Judgement\"",
        ("criterion", "levels") => {
            "levels = [{ marks = \"1-2\", descriptor = \"Says what it says.\" }]"
        }
        ("level", "marks") => "marks = \"1-2\"",
        ("level", "descriptor") => "descriptor = \"Says what the source says.\"",
        ("provenance", "creator") => "creator = \"Nikita Khrushchev\" (or \"unknown\")",
        ("provenance" | "fact", "date") => {
            "date = \"1962-10-26\" (or \"1962-10\", or \"1348~\" for about 1348)"
        }
        ("provenance", "type") => "type = \"letter\"",
        ("extract", "label") => "label = \"6a\"",
        ("extract", "text") => "text = '''…''', with the passage between the marks",
        ("fact", "text") => "text = \"What happened then.\"",
        ("term", "term") => "term = \"quarantine\"",
        ("term", "meaning") => "meaning = \"a blockade by ships\"",
        ("file of answers", "quiz") => "quiz = \"letter-1-warm-up\"",
        ("list of points", "point") => "[[point]] with `id`, `label` and `credit` below it",
        _ => return None,
    })
}

/// What to do with a key that has another name here, or belongs elsewhere.
pub fn instead(what: &str, key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    Some(match (what, key.as_str()) {
        ("source", "author" | "creator" | "writer" | "by") => {
            "write it as `creator` in the table `[provenance]`"
        }
        ("provenance", "author" | "writer" | "by") => "it is called `creator` here",
        ("source", "date" | "year") => "write it as `date` in the table `[provenance]`",
        ("source", "type" | "place" | "audience" | "rights" | "context" | "language" | "role") => {
            "write it in the table `[provenance]`"
        }
        ("provenance", "form" | "genre") => "it is called `type` here",
        ("provenance", "archive" | "publisher") => "it is called `repository` here",
        ("provenance" | "extract", "title") => "the title stands at the top of the file",
        ("source" | "quiz", "id" | "name") => "the ID is the name of the file, without `.toml`",
        ("source", "text") => "write it as `text` below a line `[[extract]]`",
        ("extract", "id" | "name") => "it is called `label` here",
        ("question", "type") => "it is called `kind` here",
        ("question", "question" | "prompt" | "title") => "it is called `stem` here",
        ("question", "source" | "sources" | "extract") => {
            "write for example `extracts = [\"khrushchev-letter-1962/6a\"]`"
        }
        ("question", "answer" | "correct") => {
            "mark the right option: `{ text = \"…\", correct = true }`"
        }
        ("question", "points" | "mark" | "tariff") => "it is called `marks` here",
        ("question", "feedback" | "why") => "it is called `explanation` here",
        _ => return None,
    })
}
