//! Single keys of a terminal, and the end by Ctrl-C, which leaves the terminal as it was.

#[cfg(unix)]
use std::io::{IsTerminal, stdin, stdout};
use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::sync::{Arc, Mutex, PoisonError};
#[cfg(unix)]
use std::thread;

#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, Timespec, poll};
#[cfg(unix)]
use rustix::io::Errno;
#[cfg(unix)]
use rustix::process::getpgrp;
#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use crate::serve::Wake;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// `o`: the browser.
    Open,
    /// Anything else that means something to the preview.
    Wake(Wake),
}

fn meaning(byte: u8) -> Option<Key> {
    match byte.to_ascii_lowercase() {
        b'o' => Some(Key::Open),
        b'r' => Some(Key::Wake(Wake::Again)),
        b'q' => Some(Key::Wake(Wake::Quit)),
        _ => None,
    }
}

/// A terminal that gives single keys while the program is in its foreground; it is as before when this goes away.
#[cfg(unix)]
pub(super) struct Keys(Option<Arc<Terminal>>);

/// How often a program looks whether its terminal is its own: shells say nothing when they hand it over.
#[cfg(unix)]
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 250_000_000 };

#[cfg(unix)]
impl Keys {
    /// Listens to keys, where somebody sits at a terminal. `opened` is called for the key that opens the browser.
    pub(super) fn listen(wake: Sender<Wake>, opened: impl Fn() + Send + 'static) -> Self {
        if !(stdin().is_terminal() && stdout().is_terminal()) {
            return Self(None);
        }
        let terminal = Arc::new(Terminal::default());
        let heard = Arc::clone(&terminal);
        thread::spawn(move || {
            heard.hear(|key| match key {
                Key::Open => opened(),
                Key::Wake(reason) => drop(wake.send(reason)),
            });
        });
        end_on_signals(Arc::clone(&terminal));
        Self(Some(terminal))
    }

    /// Whether somebody can press keys: not where a shell runs the program in the background.
    pub(super) fn are_heard(&self) -> bool {
        self.0.is_some() && is_in_foreground()
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(terminal) = &self.0 {
            terminal.restore();
        }
    }
}

/// How the terminal was before it gave single keys, once it does.
#[cfg(unix)]
#[derive(Default)]
struct Terminal(Mutex<Option<Termios>>);

#[cfg(unix)]
impl Terminal {
    /// Hands over each key that means something, until the terminal goes away.
    ///
    /// A program in the background that changes its terminal or reads from it is stopped by the system. It may be put
    /// there and fetched back at any time (Ctrl-Z, `bg`, `fg`), and the shell sets the terminal anew each time.
    fn hear(&self, pressed: impl Fn(Key)) {
        let mut bytes = [0; 64];
        loop {
            if !is_in_foreground() {
                thread::sleep(LOOK.try_into().expect("it is not negative"));
                continue;
            }
            self.take();
            let input = stdin();
            let mut polled = [PollFd::new(&input, PollFlags::IN)];
            match poll(&mut polled, Some(&LOOK)) {
                Ok(0) | Err(Errno::INTR) => continue,
                Ok(_) if is_in_foreground() => {}
                Ok(_) => continue,
                Err(_) => return,
            }
            match rustix::io::read(&input, &mut bytes) {
                Ok(0) => return,
                Ok(count) => bytes[..count].iter().copied().filter_map(meaning).for_each(&pressed),
                Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }

    /// Lets keys come at once, without being shown; Ctrl-C stays what it is.
    fn take(&self) {
        let mut before = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(now) = tcgetattr(stdin()) else { return };
        if !now.local_modes.contains(LocalModes::ICANON) {
            return;
        }
        let mut single = now.clone();
        single.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        *before = Some(now);
        let _ = tcsetattr(stdin(), OptionalActions::Now, &single);
    }

    /// Leaves the terminal as it was; in the background it is the shell's own already.
    fn restore(&self) {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = before.as_ref().filter(|_| is_in_foreground()) {
            // A terminal that has gone needs nothing.
            let _ = tcsetattr(stdin(), OptionalActions::Now, before);
        }
    }
}

/// Whether the terminal is this program's, and not that of the shell that runs it in the background.
#[cfg(unix)]
fn is_in_foreground() -> bool {
    tcgetpgrp(stdin()).is_ok_and(|group| group == getpgrp())
}

/// Leaves the terminal as it was and ends with 128 plus the signal's number. There is nothing else to clean up.
#[cfg(unix)]
fn end_on_signals(terminal: Arc<Terminal>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without handlers the program still ends, and the shell has a terminal to mend.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            terminal.restore();
            std::process::exit(128 + signal);
        }
    });
}

/// There are no single keys here.
#[cfg(not(unix))]
pub(super) struct Keys;

#[cfg(not(unix))]
impl Keys {
    /// Hears nothing.
    pub(super) fn listen(_: Sender<Wake>, _: impl Fn() + Send + 'static) -> Self {
        Self
    }

    /// Whether there is a terminal.
    pub(super) fn are_heard(&self) -> bool {
        false
    }
}
