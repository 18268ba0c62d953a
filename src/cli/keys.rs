//! Single keys of a terminal, and the end by Ctrl-C, which leaves the terminal as it was.

use std::sync::mpsc::Sender;
use std::thread;

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

/// A terminal that gives single keys; it is as before when this goes away.
#[cfg(unix)]
pub(super) struct Keys(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Keys {
    /// Listens to keys, where somebody sits at a terminal. `opened` is called for the key that opens the browser.
    pub(super) fn listen(wake: Sender<Wake>, opened: impl Fn() + Send + 'static) -> Self {
        use std::io::{IsTerminal, Read, stdin, stdout};

        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let is_terminal = stdin().is_terminal() && stdout().is_terminal();
        let Some(before) = is_terminal.then(|| tcgetattr(stdin()).ok()).flatten() else { return Self(None) };
        let mut single = before.clone();
        // Keys come at once and are not shown; Ctrl-C stays what it is.
        single.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        if tcsetattr(stdin(), OptionalActions::Now, &single).is_err() {
            return Self(None);
        }
        thread::spawn(move || {
            for key in stdin().lock().bytes().map_while(Result::ok).filter_map(meaning) {
                match key {
                    Key::Open => opened(),
                    Key::Wake(reason) => drop(wake.send(reason)),
                }
            }
        });
        end_on_signals(before.clone());
        Self(Some(before))
    }

    /// Whether there is a terminal.
    pub(super) fn are_heard(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            restore(before);
        }
    }
}

#[cfg(unix)]
fn restore(before: &rustix::termios::Termios) {
    // A terminal that has gone needs nothing.
    let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
}

/// Leaves the terminal as it was and ends with 128 plus the signal's number. There is nothing else to clean up.
#[cfg(unix)]
fn end_on_signals(before: rustix::termios::Termios) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without handlers the program still ends, and the shell has a terminal to mend.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            restore(&before);
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
