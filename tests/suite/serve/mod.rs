//! The preview: what it shows, when it notices a change, and who may read it.

mod editors;
mod http;
mod program;
mod site;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(unix)]
mod watch;
mod words;
