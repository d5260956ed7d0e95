//! `sourcework check --fix`: offers to put right what is plain, as a difference to accept.

use std::io::IsTerminal;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use super::output::Output;
use super::recording::Setup;
use super::sitting::ask;
use super::{Ending, Failure, check};
use crate::terminal::visible;
use sourcework_core::diagnostic::Report;
use sourcework_core::words::counted;
use sourcework_service::library::{Library, LibraryError, Mended};

/// How many lines that stay are shown around those that change.
const AROUND: usize = 1;

pub fn run(
    args: &check::Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if args.format != check::Format::Human {
        return Err(Failure::Usage(
            "`--fix` shows people what it would write; `check --format json` has each repair as `fix`".to_owned(),
        ));
    }
    let library = check::library(args, find)?;
    let mut checked = check::check(args, &library)?;
    let has_fix = |it: &&Report| it.diagnostics.iter().any(|it| it.fix.is_some());
    let fixable = checked.reports.iter().filter(has_fix);
    let mut paths: Vec<String> = fixable.map(|it| it.path.clone()).collect();
    // Sources first: quotations are held against them.
    paths.sort_by_key(|path| !path.contains("sources/"));
    let (mut written, mut offered) = (0, 0);
    for path in &paths {
        let Some(mended) = library.mended(Path::new(path)) else {
            continue;
        };
        offered += 1;
        show(&mended, output)?;
        if accepted(args, &mended, setup, output)? {
            let kept = library.write_mended(&mended)?;
            let path = mended.shown();
            output.line(&format!("Wrote {path}; {kept} holds it as it was.\n"))?;
            written += 1;
        }
    }
    if offered > written && !args.yes && !std::io::stdin().is_terminal() {
        output.line("Nothing was written; `--fix --yes` writes it.\n")?;
    }
    if offered == 0 && !checked.reports.is_empty() {
        output.line("None of this can be put right without you.\n")?;
    }
    if written > 0 {
        checked = check::check(args, &library)?;
    }
    check::print(args, &checked, output)?;
    Ok(check::ending(args, &checked.reports))
}

fn accepted(
    args: &check::Args,
    mended: &Mended,
    setup: &Setup,
    output: &mut Output,
) -> Result<bool, Failure> {
    if args.yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let question = format!(
        "Write {} into {}?",
        counted(mended.repairs, "repair"),
        mended.shown()
    );
    Ok(ask(setup.face(false), output, &question)? == Some(true))
}

/// The lines that would change, with those around them and their numbers in the file as it is.
fn show(mended: &Mended, output: &mut Output) -> std::io::Result<()> {
    output.line(&format!("{}:", mended.shown()))?;
    let difference = TextDiff::from_lines(&mended.before, &mended.after);
    for (place, group) in difference.grouped_ops(AROUND).iter().enumerate() {
        if place > 0 {
            output.line("       …")?;
        }
        for change in group.iter().flat_map(|op| difference.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let number = change.old_index().map(|at| (at + 1).to_string());
            let number = number.unwrap_or_default();
            let line = visible(change.value().trim_end_matches(['\r', '\n']));
            output.line(&format!("{number:>5} {sign} {line}"))?;
        }
    }
    output.line("")
}
