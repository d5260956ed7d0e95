//! Where the program keeps what is not part of a library: the platform's folders for data, state
//! and caches.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The folders of this program for the person who runs it; `None` where the system names none.
fn base() -> Option<impl BaseStrategy> {
    etcetera::base_strategy::choose_native_strategy().ok()
}

/// What a variable of the environment names.
fn named(variable: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).filter(|it| !it.is_empty());
    named.map(PathBuf::from)
}

/// The library that `SOURCEWORK_LIBRARY` names.
pub fn wanted_library() -> Option<PathBuf> {
    named("SOURCEWORK_LIBRARY")
}

/// The record that `SOURCEWORK_RECORD` names.
pub fn wanted_record() -> Option<PathBuf> {
    named("SOURCEWORK_RECORD")
}

/// The database that `SOURCEWORK_DATABASE` names.
pub fn wanted_database() -> Option<String> {
    let named = std::env::var("SOURCEWORK_DATABASE").ok();
    named.filter(|it| !it.is_empty())
}

/// The certificates of which the database must show one, where connections to it are encrypted.
#[cfg(feature = "postgres")]
pub fn certificate_of_database() -> Option<PathBuf> {
    named("SOURCEWORK_DATABASE_CERT")
}

/// The file of the record, where nobody names another.
pub fn record() -> Option<PathBuf> {
    Some(base()?.data_dir().join("sourcework").join("record.db"))
}

/// The folder of what can be made again.
pub fn cache() -> Option<PathBuf> {
    named("SOURCEWORK_CACHE").or_else(|| Some(base()?.cache_dir().join("sourcework")))
}
