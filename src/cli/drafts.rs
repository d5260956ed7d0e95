//! Drafts of written answers, a file each, kept while one writes.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::terminal::Drafts;

/// Files in the folder where programs keep their state: `SOURCEWORK_STATE`, or `sourcework` in
/// `XDG_STATE_HOME`, or in `~/.local/state` (on Windows, in `LOCALAPPDATA`).
pub struct DraftFiles {
    folder: Option<PathBuf>,
}

impl DraftFiles {
    /// The drafts of a quiz.
    pub fn of_quiz(quiz: &str) -> Self {
        let folder = |name: &str| {
            std::env::var_os(name)
                .filter(|it| !it.is_empty())
                .map(PathBuf::from)
        };
        let state = folder("SOURCEWORK_STATE").or_else(|| {
            folder("XDG_STATE_HOME")
                .or_else(|| folder("LOCALAPPDATA"))
                .or_else(|| Some(folder("HOME")?.join(".local/state")))
                .map(|state| state.join("sourcework"))
        });
        Self {
            folder: state.map(|state| state.join("drafts").join(quiz)),
        }
    }

    fn file(&self, question: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{question}.txt")))
    }
}

impl Drafts for DraftFiles {
    fn kept(&mut self, question: &str) -> Option<String> {
        let kept = std::fs::read_to_string(self.file(question)?).ok()?;
        (!kept.trim().is_empty()).then_some(kept)
    }

    fn keep(&mut self, question: &str, text: &str) {
        if let Some(file) = self.file(question) {
            // A draft that cannot be kept hinders nobody.
            let _ = replace(&file, text);
        }
    }

    fn drop(&mut self, question: &str) {
        if let Some(file) = self.file(question) {
            let _ = std::fs::remove_file(&file);
            // The folders go with their last draft; others are not empty and stay.
            for folder in file.ancestors().skip(1).take(2) {
                let _ = std::fs::remove_dir(folder);
            }
        }
    }
}

/// Writes a file so that it is either the old one or the new one, whenever the power fails; only
/// its owner may read it.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&beside)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    std::fs::rename(beside, file)
}
