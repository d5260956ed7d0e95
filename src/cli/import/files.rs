//! The files that an import comes to: what is new, what is added to a source that is there already.

use serde_json::json;

use crate::cli::Failure;
use crate::cli::bar::Bar;
use crate::cli::output::Output;
use sourcework_core::diagnostic::Report;
use sourcework_core::diagnostic::json::diagnostics;
use sourcework_core::quiz;
use sourcework_core::source::{self, Extract, Source};
use sourcework_core::words::counted;
use sourcework_exchange::Drafts;
use sourcework_service::library::{Library, Shelf};

/// A file that is to be written. Its text is made when it is: all of them together could be large.
pub struct Planned<'d> {
    pub shelf: Shelf,
    pub id: &'d str,
    pub text: Box<dyn Fn() -> String + 'd>,
    /// How many extracts or questions it has.
    holds: usize,
    /// How many remarks for the teacher.
    to_do: usize,
    /// Whether the text is added to a file that is there already.
    adds: bool,
}

/// The files that the drafts come to.
pub fn plan(drafts: &Drafts) -> Vec<Planned<'_>> {
    let sources = drafts.sources.iter().map(|draft| Planned {
        shelf: Shelf::Sources,
        id: &draft.content.id,
        text: Box::new(|| source::write(&draft.content, &draft.to_do)),
        holds: draft.content.extracts.len(),
        to_do: draft.to_do.len(),
        adds: false,
    });
    let quizzes = drafts.quizzes.iter().map(|draft| Planned {
        shelf: Shelf::Quizzes,
        id: &draft.content.id,
        text: Box::new(|| quiz::write(&draft.content, &draft.to_do)),
        holds: draft.content.questions.len(),
        to_do: draft.to_do.len(),
        adds: false,
    });
    sources.chain(quizzes).collect()
}

/// Writes what is not in the library yet; that, and the paths.
pub fn write<'d>(
    library: &Library,
    drafts: &'d Drafts,
    planned: Vec<Planned<'d>>,
) -> Result<(Vec<Planned<'d>>, Vec<String>), Failure> {
    let planned = not_there_yet(library, drafts, planned)?;
    let bar = Bar::new("Writing");
    let add = |(number, file): (usize, &Planned<'_>)| {
        bar.tell(number as u64, planned.len() as u64);
        match file.adds {
            true => library.extend(file.shelf, file.id, &(file.text)()),
            false => library.add(file.shelf, file.id, &(file.text)()),
        }
    };
    let written = planned.iter().enumerate().map(add);
    let written = written.collect::<Result<_, _>>()?;
    drop(bar);
    Ok((planned, written))
}

/// Without the sources that the library has already, with the same texts; extracts that such a
/// source lacks are added to it. Anything else of the same name stops the import before a file is
/// written.
fn not_there_yet<'d>(
    library: &Library,
    drafts: &'d Drafts,
    planned: Vec<Planned<'d>>,
) -> Result<Vec<Planned<'d>>, Failure> {
    let mut new = Vec::new();
    for file in planned {
        let path = library.path(file.shelf, file.id);
        if path.symlink_metadata().is_err() {
            new.push(file);
            continue;
        }
        let path = path.display();
        let mut sources = drafts.sources.iter().map(|it| &it.content);
        let source = sources.find(|it| file.shelf == Shelf::Sources && it.id == file.id);
        let Some(source) = source else {
            return Err(Failure::Usage(format!(
                "{path} is there already and is not overwritten; choose another name with `--id`, or another library with `--library`"
            )));
        };
        match library.source_as_it_is(file.id) {
            Some(known) => new.extend(lacking(source, &known).map_err(|label| {
                Failure::Usage(format!(
                    "{path} is there already, and its extract `{label}` differs from the imported one, so nothing was written; make the two texts the same, or choose another library with `--library`"
                ))
            })?),
            None => {
                return Err(Failure::Usage(format!(
                    "{path} already exists but cannot be read; `sourcework check` says why"
                )));
            }
        }
    }
    Ok(new)
}

/// The extracts that a source of the library lacks, to be added; the label of one that differs is
/// the error.
fn lacking<'d>(source: &'d Source, known: &Source) -> Result<Option<Planned<'d>>, &'d str> {
    let mut lacks: Vec<&Extract> = Vec::new();
    for extract in &source.extracts {
        match known.extract(&extract.label) {
            None => lacks.push(extract),
            Some(it) if it.text.trim() == extract.text.trim() => {}
            Some(_) => return Err(&extract.label),
        }
    }
    let holds = lacks.len();
    Ok((holds > 0).then(|| Planned {
        shelf: Shelf::Sources,
        id: &source.id,
        text: Box::new(move || source::write_extracts(&lacks)),
        holds,
        to_do: 0,
        adds: true,
    }))
}

/// Tells what was written, and what is to be done now.
pub fn tell(
    planned: &[Planned<'_>],
    written: &[String],
    output: &mut Output,
) -> Result<(), Failure> {
    let mut to_do = 0;
    for (file, path) in planned.iter().zip(written) {
        let what = if file.shelf == Shelf::Sources {
            "extract"
        } else {
            "question"
        };
        let holds = counted(file.holds, what);
        output.line(&match file.adds {
            true => format!("Added {holds} to {path}."),
            false => format!("Wrote {path} ({holds})."),
        })?;
        to_do += file.to_do;
    }
    if to_do > 0 && !written.is_empty() {
        output.line(&format!(
            "What you must still fill in ({to_do}) is marked “To do” there; then run `sourcework check`."
        ))?;
    } else if let Some(path) = written.last() {
        output.line(&format!("Look at it with `sourcework check {path}`."))?;
    }
    Ok(())
}

/// The result for programs, `version` 1.
pub fn result(
    planned: &[Planned<'_>],
    written: &[String],
    reports: &[Report],
) -> serde_json::Value {
    let files: Vec<_> = planned
        .iter()
        .enumerate()
        .map(|(number, file)| {
            json!({
                "folder": file.shelf.folder(),
                "id": file.id,
                "path": written.get(number),
                "holds": file.holds,
                "adds": file.adds,
                "to_do": file.to_do,
            })
        })
        .collect();
    json!({ "version": 1, "files": files, "diagnostics": diagnostics(reports) })
}
