//! Ctrl-C and its kin: what is unfinished goes away, then the program ends.

use std::path::PathBuf;

/// Removes `paths` when the program is told to end, and ends it with 128 plus the signal's number.
#[cfg(unix)]
pub(super) fn clean_up_on_signals(paths: Vec<PathBuf>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without handlers the program still ends, and the next build removes what this one left.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            for path in &paths {
                crate::publish::discard(path);
            }
            std::process::exit(128 + signal);
        }
    });
}

#[cfg(not(unix))]
pub(super) fn clean_up_on_signals(_: Vec<PathBuf>) {}
