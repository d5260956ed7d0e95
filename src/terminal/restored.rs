//! Terminal settings for reading single keys, restored afterwards.

use console::Term;

/// Holds the terminal ready for keys, and leaves it as it was, with its cursor, however asking
/// ends. Without this, what is pasted between two keys would be echoed, and cut at 4096 bytes.
pub struct Restored<'t> {
    term: &'t Term,
    #[cfg(unix)]
    before: Option<nix::sys::termios::Termios>,
}

impl<'t> Restored<'t> {
    #[cfg(unix)]
    pub fn new(term: &'t Term) -> Self {
        use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
        let before = tcgetattr(std::io::stdin()).ok();
        if let Some(before) = &before {
            let mut keys = before.clone();
            keys.local_flags &= !(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::IEXTEN);
            // Where this fails the keys still arrive one by one, only not as safely.
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &keys);
        }
        Self { term, before }
    }

    #[cfg(not(unix))]
    pub fn new(term: &'t Term) -> Self {
        Self { term }
    }
}

impl Drop for Restored<'_> {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            use nix::sys::termios::{SetArg, tcsetattr};
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, before);
        }
        let _ = self.term.show_cursor();
        let _ = std::io::Write::flush(&mut std::io::stdout());
    }
}
