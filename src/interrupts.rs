//! Ctrl-C where it is not a key, and the system's wish that the program ends (a closed window, a
//! shutdown). There is one handler for the process; what it does depends on what is going on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

static WANTED: AtomicBool = AtomicBool::new(false);

/// What is said before the process ends, where a line is being read that nothing can interrupt.
static PARTING: Mutex<Option<String>> = Mutex::new(None);

/// Listens from now on, and forgets what was wanted before.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fails only if a handler is already set, and no other place sets one.
        let _ = ctrlc::set_handler(|| {
            let parting = PARTING
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            match parting {
                Some(words) => {
                    let mut errors = anstream::stderr().lock();
                    let _ =
                        std::io::Write::write_all(&mut errors, format!("\n{words}\n").as_bytes());
                    std::process::exit(130);
                }
                None => WANTED.store(true, Ordering::Relaxed),
            }
        });
    });
    WANTED.store(false, Ordering::Relaxed);
}

/// Whether the program is to end.
pub fn wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}

/// While lines are read: Ctrl-C says this and ends the process.
pub fn end_with(parting: Option<String>) {
    *PARTING.lock().unwrap_or_else(PoisonError::into_inner) = parting;
}
