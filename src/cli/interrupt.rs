//! Ctrl-C and its kin: what is unfinished goes away, then the program ends.

use crate::publish::Interrupt;

/// Ends the build and the program when it is told to end, with 128 plus the signal's number.
#[cfg(unix)]
pub(super) fn end_on_signals(build: Interrupt) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without handlers the program still ends, and the next build removes what this one left.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            build.stop();
            std::process::exit(128 + signal);
        }
    });
}

#[cfg(not(unix))]
pub(super) fn end_on_signals(_: Interrupt) {}
