//! Reading one file, whatever it turns out to be, and replacing it.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: this is where files are read and replaced"
)]

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::LibraryError;
use sourcework_core::diagnostic::{Code, Diagnostic, Report, Span};

/// The largest file that is read, in bytes: 8 MiB.
pub const LARGEST: u64 = 8 << 20;

/// The text of a file, or why there is none.
pub fn read_text(path: &Path) -> Report {
    let mut report = Report {
        path: shown(path),
        ..Report::default()
    };
    match read(path) {
        Ok(text) => report.text = text,
        Err(diagnostic) => report.diagnostics.push(diagnostic),
    }
    report
}

/// A path as it is shown: with forward slashes, and without a leading `./`.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let trouble = |code, message: String| Diagnostic::new(code, Span::default(), message);
    let bytes = read_bytes(path, LARGEST)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        trouble(
            Code::NotUtf8,
            format!("the file is not UTF-8 text: line {line} is garbled"),
        )
        .help("save it again with the encoding UTF-8")
    })
}

/// The bytes of a file that has no more than `most` (whole MiB), or why there are none.
///
/// # Errors
///
/// Where the path is not a file, or the file cannot be read or is larger than `most`.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Diagnostic> {
    let trouble = |code, message: String| Diagnostic::new(code, Span::default(), message);
    // Looked at before it is opened, because opening a pipe would wait for its writer.
    let metadata = path.metadata().map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        let message = "this is not a file".to_owned();
        return Err(trouble(Code::Unreadable, message));
    }
    if metadata.len() > most {
        return Err(too_large(most));
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    take_bytes(file, most)
}

/// The bytes that are read to the end, no more than `most`.
///
/// # Errors
///
/// Where reading fails, or there are more than `most` bytes.
pub fn take_bytes(from: impl Read, most: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    from.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

/// Puts a new text in the place of a file, at once, so that no reader sees half of it. Where the file does
/// not hold `before` by now, nothing is written.
///
/// # Errors
///
/// Where the file has changed meanwhile, or cannot be written.
pub fn replace(path: &Path, before: &str, text: &str) -> Result<(), LibraryError> {
    let unwritable = |cause| LibraryError::Unwritable {
        path: path.to_owned(),
        cause,
    };
    // Of a link, the file that it leads to is changed.
    let real = path.canonicalize().map_err(unwritable)?;
    let now = std::fs::read_to_string(&real).map_err(unwritable)?;
    if now != before {
        return Err(unwritable(io::Error::other(
            "it was changed meanwhile by another program",
        )));
    }
    if real
        .metadata()
        .map_err(unwritable)?
        .permissions()
        .readonly()
    {
        return Err(unwritable(io::Error::other("it may only be read")));
    }
    let beside = real.with_extension("toml.new");
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let permissions = std::fs::metadata(&real)?.permissions();
        std::fs::set_permissions(&beside, permissions)?;
        std::fs::rename(&beside, &real)
    };
    write().map_err(|cause| {
        let _ = std::fs::remove_file(&beside);
        unwritable(cause)
    })
}

fn too_large(most: u64) -> Diagnostic {
    let message = format!("the file is larger than {} MiB", most >> 20);
    Diagnostic::new(Code::TooLarge, Span::default(), message)
}

pub(super) fn unreadable(error: &io::Error) -> Diagnostic {
    let (code, message) = match error.kind() {
        io::ErrorKind::NotFound => (Code::Unreadable, "there is no such file".to_owned()),
        io::ErrorKind::PermissionDenied => (
            Code::Unreadable,
            "you are not allowed to read this file".to_owned(),
        ),
        // `ErrorKind::FilesystemLoop` is not stable yet; 40 is ELOOP on Linux, 62 on macOS.
        _ if matches!(error.raw_os_error(), Some(40 | 62)) && cfg!(unix) => (
            Code::SymlinkLoop,
            "the file is a link that leads back to itself".to_owned(),
        ),
        _ => (
            Code::Unreadable,
            format!("the file cannot be read: {error}"),
        ),
    };
    Diagnostic::new(code, Span::default(), message)
}
