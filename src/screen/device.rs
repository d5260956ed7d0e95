//! The terminal as a device: made ready for a screen, and left as it was, however the program ends.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::interrupts;
use ratatui_core::terminal::Terminal;
use ratatui_crossterm::CrosstermBackend;
use ratatui_crossterm::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event,
};
use ratatui_crossterm::crossterm::execute;
use ratatui_crossterm::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Whether the screen is up. It stays up when a device is dropped, so that nothing flickers between
/// the menu and a quiz; [`close`] takes it down.
static IS_UP: AtomicBool = AtomicBool::new(false);

/// How long one waits for a key before the time and the draft are looked at.
const TICK: Duration = Duration::from_millis(250);

/// How long crossterm looks for what is there already: with no time at all it does not look.
const LOOK: Duration = Duration::from_millis(1);

type Screen = Terminal<CrosstermBackend<io::Stdout>>;

/// The terminal with a screen on it.
pub struct Device {
    pub terminal: Screen,
}

impl Device {
    /// Takes the terminal over.
    pub fn open() -> io::Result<Self> {
        static READY: Once = Once::new();
        READY.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                close();
                before(info);
            }));
        });
        interrupts::listen();
        enter()?;
        Ok(Self {
            terminal: blank_terminal()?,
        })
    }

    /// The next thing that happens; `None` where nothing does for a while.
    ///
    /// # Errors
    ///
    /// Where the terminal is gone, among others.
    pub fn next(&mut self) -> io::Result<Option<Event>> {
        // Several keys may have been read at once: those come first.
        wait(Duration::ZERO)?;
        if !event::poll(LOOK)? {
            wait(TICK)?;
            if !event::poll(LOOK)? {
                return Ok(None);
            }
        }
        Ok(Some(event::read()?))
    }

    /// Forgets keys that have been pressed already.
    pub fn forget_keys(&mut self) -> io::Result<()> {
        while event::poll(LOOK)? {
            event::read()?;
        }
        Ok(())
    }

    /// Gives the terminal back while something else uses it.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        close();
        let done = work();
        // Ctrl-C was meant for what had the terminal.
        interrupts::listen();
        enter()?;
        self.terminal = blank_terminal()?;
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

/// A screen on which nothing stands: the page before, or what had the terminal, may have left
/// something. `Terminal::clear` would ask the terminal where its cursor is, which some never answer.
fn blank_terminal() -> io::Result<Screen> {
    execute!(io::stdout(), Clear(ClearType::All))?;
    Terminal::new(CrosstermBackend::new(io::stdout()))
}

fn enter() -> io::Result<()> {
    if IS_UP.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Whether a screen is up.
pub fn is_up() -> bool {
    IS_UP.load(Ordering::Relaxed)
}

/// Leaves the terminal as it was, if a screen is up; what fails here cannot be helped.
pub fn close() {
    if !IS_UP.swap(false, Ordering::Relaxed) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen);
    let _ = write!(out, "\x1b[?25h");
    let _ = out.flush();
    let _ = disable_raw_mode();
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use ratatui_core::style::Style;

    use super::Device;

    /// Run by the test below in a terminal of its own.
    #[test]
    #[ignore = "it panics on purpose, in a terminal that the test below opens for it"]
    fn panics_with_a_screen_up() {
        let mut device = Device::open().unwrap();
        let draw = |frame: &mut ratatui_core::terminal::Frame<'_>| {
            frame
                .buffer_mut()
                .set_string(0, 0, "question", Style::new());
        };
        device.terminal.draw(draw).unwrap();
        panic!("what went wrong");
    }

    #[test]
    fn a_panic_leaves_the_terminal_as_it_was_and_its_message_can_be_read() {
        let size = PtySize::default();
        let pair = native_pty_system().openpty(size).unwrap();
        let state = |master: &dyn portable_pty::MasterPty| format!("{:?}", master.get_termios());
        let before = state(&*pair.master);
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture"]);
        command.arg("screen::device::tests::panics_with_a_screen_up");
        command.env("TERM", "xterm-256color");
        command.env("RUST_BACKTRACE", "0");
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let output = std::thread::spawn(move || {
            let mut output = Vec::new();
            // A terminal whose program has ended gives an error instead of an end on Linux.
            let _ = reader.read_to_end(&mut output);
            output
        });
        assert!(!child.wait().unwrap().success());
        assert_eq!(state(&*pair.master), before);
        drop(pair);
        let output = output.join().unwrap();
        let some = |size: u16| std::num::NonZero::new(size).unwrap();
        let mut parser = vt100::Parser::new(some(size.rows), some(size.cols), 0);
        parser.process(&output);
        let screen = parser.screen();
        assert!(String::from_utf8_lossy(&output).contains("question"));
        assert!(!screen.alternate_screen() && !screen.hide_cursor());
        let shown = screen.contents();
        assert!(shown.contains("what went wrong"), "{shown}");
    }
}
