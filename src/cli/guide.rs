//! `sourcework guide`: the pages of `docs/`, for a program that is installed without them.

use super::output::Output;
use super::{Ending, Failure};

/// The pages for people who use the program, in the order of their list.
const PAGES: [(&str, &str); 17] = [
    ("student", include_str!("../../docs/student.md")),
    ("teacher", include_str!("../../docs/teacher.md")),
    ("credit-points", include_str!("../../docs/credit-points.md")),
    (
        "written-answers",
        include_str!("../../docs/written-answers.md"),
    ),
    ("formats", include_str!("../../docs/formats.md")),
    ("table-format", include_str!("../../docs/table-format.md")),
    (
        "markdown-format",
        include_str!("../../docs/markdown-format.md"),
    ),
    ("word-format", include_str!("../../docs/word-format.md")),
    ("classroom", include_str!("../../docs/classroom.md")),
    ("report-quiz", include_str!("../../docs/report-quiz.md")),
    ("hosting", include_str!("../../docs/hosting.md")),
    ("school", include_str!("../../docs/school.md")),
    ("privacy", include_str!("../../docs/privacy.md")),
    ("record", include_str!("../../docs/record.md")),
    (
        "record-and-privacy",
        include_str!("../../docs/record-and-privacy.md"),
    ),
    ("revision", include_str!("../../docs/revision.md")),
    ("glossary", include_str!("../../docs/glossary.md")),
];

const EXAMPLES: &str = "Examples:
  sourcework guide               the list of pages
  sourcework guide teacher       how to write a quiz
  sourcework guide table-format | less";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The page [default: a list of all pages]
    pub topic: Option<String>,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let Some(topic) = &args.topic else {
        let mut page = output.page();
        for (name, text) in PAGES {
            page.entry(&format!("{name}: "), title(text))?;
        }
        return Ok(Ending::Fine);
    };
    let Some((_, text)) = PAGES.iter().find(|(name, _)| name == topic) else {
        let known = PAGES.iter().map(|(name, _)| *name);
        let list = "`sourcework guide` lists the pages";
        return Err(Failure::unknown("page", topic, known, list));
    };
    output.text(text)?;
    Ok(Ending::Fine)
}

/// The first heading of a page.
fn title(text: &str) -> &str {
    let heading = text.lines().find_map(|line| line.strip_prefix("# "));
    heading.unwrap_or_default()
}
