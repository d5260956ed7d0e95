//! What all requests share: the record, the library, and what time it is.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::Timestamp;

use super::call::{Call, Problem, Reply};
use sourcework_core::attempt::{Mode, Phase, Session};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::{AttemptNumber, Day};
use sourcework_core::words::capitalised;
use sourcework_html::Markup;
use sourcework_html::pages::frame::{self, Audience, Bar, Frame, Look, Part};
use sourcework_html::pages::{SCRIPT, STYLE};
use sourcework_service::LiveAttempt;
use sourcework_service::library::Library;
use sourcework_service::recent::Recent;
use sourcework_service::store::{ReadAttempt, Store, StoreError};

/// What says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What all requests of a student share.
#[derive(Clone)]
pub struct App {
    /// The record.
    pub store: Arc<dyn Store>,
    /// The student: the one person who uses the program here, or a pupil of a class.
    pub student: StudentKey,
    /// Where the pupil of a class sits.
    pub seated: Option<Seated>,
    /// The quizzes and sources.
    pub library: Library,
    /// What was read last.
    pub recent: Arc<Recent>,
    /// The folder of what can be made again.
    pub cache: Option<PathBuf>,
    /// What time it is.
    pub now: Clock,
    /// What day it is.
    pub today: fn() -> Day,
    /// Minutes east of UTC where the student is.
    pub offset: fn() -> i32,
    /// The quiz that its author looks at, if that is what the program was opened for.
    pub preview: Option<String>,
}

/// What holds for a pupil of a class at this moment.
#[derive(Clone, Debug)]
pub struct Seated {
    /// The questions that the pupil revises, by their names `quiz/question`.
    pub revises: Vec<String>,
    /// Whether what was earned may be seen once the attempt is finished.
    pub shows_results: bool,
    /// Whether the marks so far are shown, in practice.
    pub shows_score: bool,
    /// The attempt of the request, where it was read before; it is good for one use.
    pub read: Arc<Mutex<Option<ReadAttempt>>>,
}

impl Seated {
    fn take_read(&self, number: AttemptNumber) -> Option<ReadAttempt> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.take().filter(|read| read.number == number)
    }
}

impl App {
    /// The time of day where the program runs: "10:42:07".
    pub fn time_of_day(&self) -> String {
        let now = (self.now)() + jiff::SignedDuration::from_mins((self.offset)().into());
        now.strftime("%H:%M:%S").to_string()
    }

    /// Whether the pupil of a class may not see yet what was earned.
    pub fn holds_back(&self, session: &Session) -> bool {
        let is_over = session.attempt().phase >= Phase::HandedIn;
        let is_exam = session.settings().mode == Mode::Exam;
        let waits = self
            .seated
            .as_ref()
            .is_some_and(|seated| !seated.shows_results);
        waits && (is_over || is_exam)
    }

    /// The marks so far and those that could have been earned, where a pupil sees them: in practice, if the teacher
    /// wants that.
    pub fn score(&self, session: &Session) -> Option<(u32, u32)> {
        let is_shown = self
            .seated
            .as_ref()
            .is_some_and(|seated| seated.shows_score);
        let is_practice = session.settings().mode == Mode::Practice;
        let marks = session.outcomes().filter_map(|(_, given)| given?.mark);
        let sum = marks.fold((0, 0), |(awarded, available), mark| {
            (awarded + mark.awarded, available + mark.available)
        });
        (is_shown && is_practice).then_some(sum)
    }

    /// An attempt as it stands. Where its time is up, it is handed in first.
    pub fn attempt(&self, number: AttemptNumber) -> Result<LiveAttempt<'_>, Problem> {
        let (store, papers) = (&*self.store, &self.recent.papers);
        let seated = self.seated.as_ref();
        let mut live = match seated.and_then(|seated| seated.take_read(number)) {
            Some(read) => LiveAttempt::resume_read(store, read, papers)?,
            None => LiveAttempt::resume_with(store, &self.student, number, papers)?,
        };
        let now = (self.now)();
        if seated.is_some() {
            let is_handed_in = live.session().attempt().phase == Phase::HandedIn;
            let taken = match is_handed_in || live.session().is_late(now) {
                true => live.take_in(now),
                // A pupil marks nothing: that is the teacher's.
                false => live.leave_unjudged(now),
            };
            super::call::Stepped::of(taken)?;
        } else if live.session().is_late(now) {
            // Another window may have handed it in at this moment.
            let handed_in = live.step(sourcework_core::attempt::Command::HandIn, now);
            super::call::Stepped::of(handed_in)?;
        }
        Ok(live)
    }
}

/// A page of the program.
pub fn page(title: &str, part: Part, look: &Look, body: &Markup) -> Reply {
    Reply::Page(framed(title, part, look, None, body))
}

/// A page of an attempt.
pub fn attempt_page(title: &str, look: &Look, bar: Bar, body: &Markup) -> Reply {
    Reply::Page(framed(title, Part::Attempt, look, Some(bar), body))
}

/// A page as text.
pub fn framed(title: &str, part: Part, look: &Look, bar: Option<Bar>, body: &Markup) -> String {
    let frame = Frame {
        title,
        look,
        part,
        is_wide: part == Part::Attempt && bar.as_ref().is_none_or(|bar| bar.place.is_some()),
        bar,
        assets: asset_version(),
    };
    frame::page(&frame, body)
}

/// Changes with the style sheet and the script.
pub fn asset_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let bytes = STYLE.bytes().chain(SCRIPT.bytes());
        // FNV-1a: it only has to differ between two versions of the program.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    });
    &VERSION
}

/// Why something could not be saved, as a sentence without its full stop.
fn why_not_saved(error: &StoreError) -> String {
    sentence(&match error {
        // Where the database is concerns those who run the server alone.
        StoreError::Unreachable { .. } | StoreError::Database { .. } => error.kind().to_owned(),
        error => error.to_string(),
    })
}

/// A page that says what went wrong.
pub fn problem(problem: &Problem, call: &Call) -> (u16, String) {
    let home = match call.look.audience {
        Audience::Alone => ("/", "To the quizzes"),
        _ => ("/", "To the first page"),
    };
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
                why_not_saved(error)
            ),
            vec![home],
        ),
        Problem::NotSaved(error) => (
            503,
            "This could not be saved",
            format!(
                "{}. Nothing was changed. Go back in your browser, and send it again.",
                why_not_saved(error)
            ),
            vec![home],
        ),
        Problem::Refused(why) => (
            400,
            "This cannot be done now",
            format!("{}. Nothing was changed.", sentence(why)),
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
        Problem::NotRead(StoreError::Unreachable { .. }) => (
            503,
            "The server does not work in full at this moment",
            "It tries again by itself. What you have answered is kept. Wait a moment, then load the page again; an answer that you were just giving, give again.".to_owned(),
            vec![home],
        ),
        Problem::UnknownUser(user) => (
            403,
            "Nobody here has this user name",
            format!(
                "You are signed in as {user}. Ask the admin of your school to enter this user name under People, for you. If you are a pupil, open the address with the code on the wall."
            ),
            Vec::new(),
        ),
        Problem::NotRead(error) => went_wrong(&error.to_string(), home),
        Problem::Failed(why) => went_wrong(why, home),
    };
    let body = frame::problem(title, &kept, &links);
    (status, framed(title, Part::None, &call.look, None, &body))
}

type Link = (&'static str, &'static str);

fn went_wrong(why: &str, home: Link) -> (u16, &'static str, String, Vec<Link>) {
    let words = format!(
        "{}. What you have answered is kept. Load the page again.",
        sentence(why)
    );
    (500, "Something went wrong", words, vec![home])
}

/// An error as the beginning of a sentence, without a full stop.
fn sentence(error: &str) -> String {
    capitalised(error.trim_end_matches('.'))
}
