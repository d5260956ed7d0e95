//! Drafts of written answers, a file each, kept while one writes.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::folders;

/// The drafts of a quiz: a folder with a file for each question that is being answered.
pub struct DraftFiles {
    folder: Option<PathBuf>,
    quiz: String,
}

impl DraftFiles {
    /// The drafts of a quiz.
    pub fn of_quiz(quiz: &str) -> Self {
        Self {
            folder: folders::drafts(),
            quiz: quiz.to_owned(),
        }
    }

    /// A question of a quiz of several brings the name of its own quiz.
    fn file(&self, question: &str) -> Option<PathBuf> {
        let (quiz, question) = question.split_once('/').unwrap_or((&self.quiz, question));
        let folder = self.folder.as_ref()?.join(quiz);
        Some(folder.join(format!("{question}.txt")))
    }

    /// The draft of a question.
    pub fn kept(&self, question: &str) -> Option<String> {
        let kept = std::fs::read_to_string(self.file(question)?).ok()?;
        (!kept.trim().is_empty()).then_some(kept)
    }

    /// Keeps a draft in place of the one before.
    pub fn keep(&self, question: &str, text: &str) {
        if let Some(file) = self.file(question) {
            // A draft that cannot be kept hinders nobody.
            let _ = replace(&file, text);
        }
    }

    /// Lets the draft of a question go.
    pub fn drop(&self, question: &str) {
        if let Some(file) = self.file(question) {
            let _ = std::fs::remove_file(&file);
            // The folders go with their last draft; others are not empty and stay.
            for folder in file.ancestors().skip(1).take(2) {
                let _ = std::fs::remove_dir(folder);
            }
        }
    }

    /// Lets all drafts go, of every quiz.
    pub fn drop_all() {
        if let Some(folder) = folders::drafts() {
            let _ = std::fs::remove_dir_all(folder);
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
