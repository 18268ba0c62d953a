//! What the environment says: where the cache lies, which day it is.

use std::env;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::data::{Date, date_of_unix};
use crate::publish::CacheFolder;

/// The day of the build in UTC: of `SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org), else today.
pub(super) fn today() -> Date {
    let given = env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let seconds = given.unwrap_or_else(|| {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_1970.as_secs()).unwrap_or_default()
    });
    date_of_unix(seconds).unwrap_or_default()
}

/// Where things are kept between runs: `ROADBOOK_CACHE`, or below the user's cache folder (XDG Base Directory
/// Specification; `LOCALAPPDATA` on Windows). `None` where there is neither.
pub(super) fn cache_folder() -> Option<CacheFolder> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("ROADBOOK_CACHE").or_else(|| {
        let cache =
            named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA")).or_else(|| Some(home()?.join(".cache")))?;
        Some(cache.join("roadbook"))
    });
    CacheFolder::of_program(folder?, &program()?)
}

/// The program that runs; `None` where the system does not say.
pub(super) fn program() -> Option<PathBuf> {
    env::current_exe().ok()
}

/// A variable of the environment, where it is text.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Where programs are looked for.
pub(super) fn search_path() -> String {
    env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned())
}

/// Where temporary files lie.
pub(super) fn temporary_folder() -> PathBuf {
    env::temp_dir()
}

/// The user's own folder.
pub(super) fn home() -> Option<PathBuf> {
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"));
    home.filter(|home| !home.is_empty()).map(PathBuf::from)
}

/// A panic in a page becomes a diagnostic, so it says nothing of its own; with `RUST_BACKTRACE` it does.
pub(super) fn quiet_panics() {
    if env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
