//! The terminal as a device: made ready for a screen, and left as it was, however the program ends.

use std::io::{self, Write};
use std::sync::Once;
use std::time::Duration;

use crate::interrupts;
use ratatui_core::terminal::Terminal;
use ratatui_crossterm::CrosstermBackend;
use ratatui_crossterm::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event,
};
use ratatui_crossterm::crossterm::execute;
use ratatui_crossterm::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// How long one waits for a key before the time and the draft are looked at.
const TICK: Duration = Duration::from_millis(250);

/// The terminal with a screen on it.
pub struct Device {
    pub terminal: Terminal<CrosstermBackend<io::Stdout>>,
}

impl Device {
    /// Takes the terminal over.
    pub fn open() -> io::Result<Self> {
        static READY: Once = Once::new();
        READY.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                leave();
                before(info);
            }));
        });
        interrupts::listen();
        enter()?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        Ok(Self { terminal })
    }

    /// The next thing that happens; `None` where nothing does for a while.
    ///
    /// # Errors
    ///
    /// Where the terminal is gone, among others.
    pub fn next(&mut self) -> io::Result<Option<Event>> {
        // Several keys may have been read at once: those come first.
        wait(Duration::ZERO)?;
        if !event::poll(Duration::ZERO)? {
            wait(TICK)?;
            if !event::poll(Duration::ZERO)? {
                return Ok(None);
            }
        }
        Ok(Some(event::read()?))
    }

    /// Forgets keys that have been pressed already.
    pub fn forget_keys(&mut self) -> io::Result<()> {
        while event::poll(Duration::ZERO)? {
            event::read()?;
        }
        Ok(())
    }

    /// Gives the terminal back while something else uses it.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let done = work();
        // Ctrl-C was meant for what had the terminal.
        interrupts::listen();
        enter()?;
        self.terminal.clear()?;
        Ok(done)
    }

    /// Stops the program as Ctrl-Z does elsewhere, until it is taken up again.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        use nix::sys::signal::{Signal, raise};
        self.lend(|| {
            let _ = raise(Signal::SIGTSTP);
        })
    }

    #[cfg(not(unix))]
    pub fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        leave();
    }
}

/// Waits for a key or a change of size, at most so long. crossterm would read without end from a
/// terminal that has been closed.
#[cfg(unix)]
fn wait(most: Duration) -> io::Result<()> {
    use std::os::fd::AsFd;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    let input = io::stdin();
    let mut polled = [PollFd::new(input.as_fd(), PollFlags::POLLIN)];
    let tick = PollTimeout::try_from(most).unwrap_or(PollTimeout::ZERO);
    match poll(&mut polled, tick) {
        Ok(_) => {}
        // The size has changed, or the program is to end.
        Err(nix::errno::Errno::EINTR) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let gone = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
    match polled[0].revents() {
        Some(flags) if flags.intersects(gone) => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn wait(most: Duration) -> io::Result<()> {
    event::poll(most).map(drop)
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Leaves the terminal as it was; what fails here cannot be helped.
fn leave() {
    let mut out = io::stdout();
    let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen);
    let _ = write!(out, "\x1b[?25h");
    let _ = out.flush();
    let _ = disable_raw_mode();
}
