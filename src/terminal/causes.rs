//! Errors in words.

/// An error of the system without its number; any other as it is.
pub fn system_error_in_words(cause: &std::io::Error) -> String {
    let text = cause.to_string();
    if cause.raw_os_error().is_none() {
        return text;
    }
    let words = text.split(" (os error").next();
    let words = words.expect("a text that is split has a first part");
    words[..1].to_lowercase() + &words[1..]
}

/// An error and what caused it, in a line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let system = inner.downcast_ref::<std::io::Error>();
        message += ": ";
        message += &system.map_or_else(|| inner.to_string(), system_error_in_words);
        cause = inner.source();
    }
    message
}
