//! The file of decisions beside the answers of a class.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Failure;
use sourcework_core::reviewing::Decisions;

/// The decisions of a file; none where it is not there. A line that cannot be read stops everything, so
/// that nothing is written over it.
pub fn read(path: &Path) -> Result<Decisions, Failure> {
    let mut text = String::new();
    match File::open(path) {
        Ok(mut file) => _ = file.read_to_string(&mut text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(super::unreadable(path, &error)),
    }
    let (decisions, errors) = Decisions::read(&text);
    match errors.first() {
        None => Ok(decisions),
        Some(error) => Err(Failure::World(
            format!(
                "{}, line {}: this is no decision ({}); mend or delete the line",
                path.display(),
                error.line,
                error.why
            )
            .into(),
        )),
    }
}
