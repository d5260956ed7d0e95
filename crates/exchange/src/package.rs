//! Packages: zip archives, written and read within bounds.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::file_kind::FileKind;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::parallel::in_parallel;

/// The most files of a package that is read.
const MOST_FILES: usize = 200_000;
/// The most bytes that a package may unpack to.
const MOST_BYTES: u64 = 256 << 20;
/// The most bytes of one of its files.
const LARGEST: u64 = 64 << 20;

/// How many files one core packs before it takes the next: few, so that all have work.
const AT_ONCE: usize = 16;

/// A package that is written. The same files give the same bytes: no file has a time of its own.
pub struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
}

impl Package {
    /// An empty package.
    pub fn new() -> Self {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1));
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            options,
        }
    }

    /// Adds a file.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        // A file of 4 GiB or more has to be announced.
        let large = u32::try_from(bytes.len()).is_err();
        self.zip
            .start_file(name, self.options.large_file(large))
            .expect("no two files of a package have one name, and none has a name of 64 KiB");
        self.zip.write_all(bytes).expect("memory takes everything");
    }

    /// Adds a file for each of many things, written and packed over the machine's cores. The bytes
    /// are those of adding one after the other.
    pub fn add_each<T: Sync>(
        &mut self,
        things: &[T],
        write: impl Fn(&T) -> (String, Vec<u8>) + Sync,
    ) {
        let parts: Vec<&[T]> = things.chunks(AT_ONCE).collect();
        let packed = in_parallel(&parts, |part| {
            let mut package = Self::new();
            for thing in *part {
                let (name, bytes) = write(thing);
                package.add(&name, &bytes);
            }
            package.zip.finish_into_readable()
        });
        for part in packed {
            let part = part.expect("memory takes everything");
            self.zip
                .merge_archive(part)
                .expect("an archive that was just written can be read");
        }
    }

    /// The bytes of the archive.
    pub fn finish(self) -> Vec<u8> {
        let finished = self.zip.finish();
        finished.expect("memory takes everything").into_inner()
    }
}

impl Default for Package {
    fn default() -> Self {
        Self::new()
    }
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the package, with slashes.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Whether a file belongs to the system that has packed the others: macOS puts `__MACOSX/`, `._name` and `.DS_Store`
/// beside them.
fn is_of_system(name: &str) -> bool {
    let mut parts = name.split('/');
    parts.any(|part| part == "__MACOSX" || part == ".DS_Store" || part.starts_with("._"))
}

/// Unpacks the files whose name `wanted` picks, in the order of the archive.
///
/// Never unpacks more than it may, whatever the archive says of its sizes.
///
/// # Errors
/// The bytes are not an archive, a name in it leads out of it, or it holds more files or bytes than
/// any quiz needs.
pub fn unpack(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Vec<Member>, Diagnostic> {
    let broken = |error: &dyn std::fmt::Display| {
        Diagnostic::new(
            Code::Malformed,
            Span::default(),
            format!("this is no zip archive that can be read: {error}"),
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        let other = FileKind::of(bytes).filter(|kind| *kind != FileKind::Package);
        other.map_or_else(|| broken(&error), FileKind::refused)
    })?;
    if archive.len() > MOST_FILES {
        return Err(unsafe_file(format!(
            "the package has {} files; {MOST_FILES} are the most that are read",
            archive.len()
        )));
    }
    let mut members = Vec::new();
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = file.name().replace('\\', "/");
        if leads_out(&name) {
            let name = name.escape_debug();
            return Err(unsafe_file(format!(
                "a file of the package is called `{name}`, which leads out of it"
            )));
        }
        if file.is_dir() || is_of_system(&name) || !wanted(&name) {
            continue;
        }
        let most = LARGEST.min(left);
        let mut content = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut content)
            .map_err(|error| broken(&error))?;
        let size = content.len() as u64;
        if size > most {
            return Err(unsafe_file(format!(
                "the package unpacks to far more than any quiz needs (`{}`)",
                name.escape_debug()
            )));
        }
        left -= size;
        members.push(Member {
            name,
            bytes: content,
        });
    }
    Ok(members)
}

/// The names of the files of a package; none where it cannot be read.
pub fn names(bytes: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(bytes));
    let archive = archive.ok().filter(|it| it.len() <= MOST_FILES);
    archive.map_or_else(Vec::new, |it| it.file_names().map(str::to_owned).collect())
}

fn leads_out(name: &str) -> bool {
    name.starts_with('/')
        || name.contains(':')
        || name.contains('\0')
        || name.split('/').any(|part| part == "..")
}

fn unsafe_file(message: String) -> Diagnostic {
    Diagnostic::new(Code::UnsafeFile, Span::default(), message)
        .help("export it again from the other tool, and import it in parts if it is that large")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_over_the_cores_gives_the_same_bytes() {
        let files: Vec<_> = (0..100)
            .map(|n| (format!("{n}.txt"), vec![b'a'; n]))
            .collect();
        let mut one_by_one = Package::new();
        for (name, bytes) in &files {
            one_by_one.add(name, bytes);
        }
        let mut at_once = Package::new();
        at_once.add_each(&files, Clone::clone);
        let bytes = at_once.finish();
        assert!(bytes == one_by_one.finish());
        assert_eq!(unpack(&bytes, |_| true).map(|it| it.len()), Ok(100));
    }
}
