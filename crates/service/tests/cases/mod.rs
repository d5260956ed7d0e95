//! How many random cases the slow properties are tried on.
#![allow(clippy::disallowed_methods, reason = "nobody else looks at this")]

/// So many as `SOURCEWORK_CASES` says; without it so many as fit in a run of all tests.
pub fn cases(usual: u32) -> u32 {
    let said = std::env::var("SOURCEWORK_CASES").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(usual)
}
