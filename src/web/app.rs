//! What all requests share: the record, the library, and what time it is.

use std::path::PathBuf;

use jiff::Timestamp;

use super::call::{Call, Problem, Reply};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::{AttemptNumber, Day};
use sourcework_core::words::capitalised;
use sourcework_html::Markup;
use sourcework_html::pages::frame::{self, Bar, Frame, Part};
use sourcework_html::pages::reading::Reading;
use sourcework_html::pages::{SCRIPT, STYLE};
use sourcework_service::LiveAttempt;
use sourcework_service::library::Library;
use sourcework_service::store::Store;

/// What all requests share.
pub struct App {
    /// The record.
    pub store: Box<dyn Store>,
    /// The one person who uses the program here.
    pub student: StudentKey,
    /// The quizzes and sources.
    pub library: Library,
    /// The folder of what can be made again.
    pub cache: Option<PathBuf>,
    /// What time it is.
    pub now: fn() -> Timestamp,
    /// What day it is.
    pub today: fn() -> Day,
    /// Minutes east of UTC where the student is.
    pub offset: fn() -> i32,
    /// The quiz that its author looks at, if that is what the program was opened for.
    pub preview: Option<String>,
}

impl App {
    /// An attempt as it stands. Where its time is up, it is handed in first.
    pub fn attempt(&self, number: AttemptNumber) -> Result<LiveAttempt<'_>, Problem> {
        let mut live = LiveAttempt::resume(&*self.store, &self.student, number)?;
        let now = (self.now)();
        if live.session().is_late(now) {
            // Another window may have handed it in at this moment.
            let handed_in = live.step(sourcework_core::attempt::Command::HandIn, now);
            super::call::Stepped::of(handed_in)?;
        }
        Ok(live)
    }
}

/// A page of the program.
pub fn page(title: &str, part: Part, reading: Reading, body: &Markup) -> Reply {
    Reply::Page(framed(title, part, reading, None, body))
}

/// A page of an attempt.
pub fn attempt_page(title: &str, reading: Reading, bar: Bar, body: &Markup) -> Reply {
    Reply::Page(framed(title, Part::Attempt, reading, Some(bar), body))
}

/// A page as text.
pub fn framed(
    title: &str,
    part: Part,
    reading: Reading,
    bar: Option<Bar>,
    body: &Markup,
) -> String {
    let frame = Frame {
        title,
        reading,
        part,
        is_wide: part == Part::Attempt && bar.as_ref().is_none_or(|bar| bar.place.is_some()),
        bar,
        assets: &asset_version(),
    };
    frame::page(&frame, body)
}

/// Changes with the style sheet and the script.
pub fn asset_version() -> String {
    let bytes = STYLE.bytes().chain(SCRIPT.bytes());
    // FNV-1a: it only has to differ between two versions of the program.
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// A page that says what went wrong.
pub fn problem(problem: &Problem, call: &Call) -> (u16, String) {
    let home = ("/", "To the quizzes");
    let (status, title, kept, links) = match problem {
        Problem::NotFound => (
            404,
            "There is no such page",
            "The address may have been typed wrongly, or the attempt may have been erased."
                .to_owned(),
            vec![home],
        ),
        Problem::BadRequest(why) => (
            400,
            "This could not be read",
            format!("{why} Nothing was changed."),
            vec![home],
        ),
        Problem::NotKept(error) => (
            503,
            "Your answer could not be saved",
            format!(
                "{}. Your earlier answers are safe. Go back in your browser: what you wrote is still there. Then give the answer again.",
                sentence(&error.to_string())
            ),
            vec![home],
        ),
        Problem::Library(error) => (
            500,
            "This quiz cannot be used",
            format!(
                "{}. `sourcework check` says more.",
                sentence(&error.to_string())
            ),
            vec![home],
        ),
        Problem::Failed(why) => (
            500,
            "Something went wrong",
            format!(
                "{}. What you have answered is kept. Load the page again.",
                sentence(why)
            ),
            vec![home],
        ),
    };
    let body = frame::problem(title, &kept, &links);
    (status, framed(title, Part::None, call.reading, None, &body))
}

/// An error as the beginning of a sentence, without a full stop.
fn sentence(error: &str) -> String {
    capitalised(error.trim_end_matches('.'))
}
