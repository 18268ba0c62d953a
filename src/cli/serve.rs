//! `roadbook serve`: the preview's terminal.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use super::args::ServeOptions as Arguments;
use super::keys::Keys;
use super::report::{self, Excerpts};
use super::{Failure, Outcome, environment};
use crate::serve::{self, Editor, Preview, PreviewOptions, ServeError, ServeOptions, Wake};

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Project(error) => error.into(),
            ServeError::Port(port, cause) => Self::Machine(format!(
                "cannot listen at port {port}: {cause}\nhelp: name another one with `--port`, or 0 for any that is free"
            )),
            ServeError::Host(host) => Self::Usage(format!(
                "`{host}` is no address of a computer\nhelp: write it like `127.0.0.1`, or `0.0.0.0` for all"
            )),
        }
    }
}

pub(super) fn serve(arguments: &Arguments) -> Result<Outcome, Failure> {
    let editor = editor(&arguments.editor)?;
    let (wake, wakes) = channel();
    let options = ServeOptions {
        preview: PreviewOptions {
            folder: arguments.source.clone().unwrap_or_else(|| PathBuf::from(".")),
            drafts: arguments.drafts,
            today: environment::today,
            code_cache: if arguments.no_cache { None } else { environment::cache_folder() },
        },
        host: arguments.host.clone(),
        port: arguments.port,
        is_strict_port: arguments.strict_port,
        editor,
    };
    let terminal = Terminal { arguments, wake: wake.clone(), keys: OnceCell::new() };
    serve::serve(&options, &terminal, (wake, &wakes))?;
    Ok(Outcome::Done)
}

/// Addresses that editors answer to.
const EDITORS: [(&str, &str); 6] = [
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
];

fn editor(named: &str) -> Result<Editor, Failure> {
    if named == "none" {
        return Ok(Editor(None));
    }
    let known = EDITORS.iter().find(|(name, _)| *name == named).map(|(_, address)| (*address).to_owned());
    let address = known.or_else(|| Some(named.to_owned()).filter(|address| address.contains("{path}")));
    address.map(|address| Editor(Some(address))).ok_or_else(|| {
        let known: Vec<&str> = EDITORS.iter().map(|(name, _)| *name).collect();
        Failure::Usage(format!(
            "nobody knows the editor `{named}`\nhelp: use {}, none, or an address with `{{path}}` in it",
            known.join(", ")
        ))
    })
}

/// The terminal that a preview was started at.
struct Terminal<'a> {
    arguments: &'a Arguments,
    wake: Sender<Wake>,
    keys: OnceCell<Keys>,
}

impl serve::Terminal for Terminal<'_> {
    fn ready(&self, url: &str) {
        // The first line is the address alone, for other programs.
        let _ = report::print(&format!("{url}\n"));
        let address = url.to_owned();
        let keys = self.keys.get_or_init(|| Keys::listen(self.wake.clone(), move || open(&address)));
        if keys.are_heard() {
            report::complain("keys: o opens the browser, r builds again, q quits");
        }
        if self.arguments.open {
            open(url);
        }
    }

    fn remark(&self, text: &str) {
        report::complain(text);
    }

    fn built(&self, preview: &Preview, outcome: &serve::Outcome) {
        let excerpts = Excerpts { project: &outcome.project, sources: Some(preview.sources()) };
        if outcome.is_news {
            excerpts.draw(&outcome.diagnostics);
        }
        match &outcome.failure {
            Some(failure) => report::failure(failure),
            None => report::complain(&line(outcome)),
        }
    }
}

/// What came of a build in one line: what changed, what was rendered, how long it took, what is wrong.
fn line(outcome: &serve::Outcome) -> String {
    let changed = match outcome.changed.as_slice() {
        [] => "nothing changed".to_owned(),
        [file] => file.to_string(),
        [file, others @ ..] => format!("{file} and {} more", report::count(others.len(), "file")),
    };
    let rendered = report::count(outcome.stats.rendered, "page");
    let faults = report::faults(&outcome.diagnostics, false);
    let shown = match (outcome.is_right, outcome.has_site) {
        (true, _) => "",
        (false, true) => "; the last good pages stay",
        (false, false) => "; there is no page yet",
    };
    format!("{changed}: {rendered} rendered in {} ms; {faults}{shown}", outcome.took.as_millis())
}

/// Opens an address in the browser.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started =
        Command::new(program).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match started {
        // Its end is waited for, or it would stay in the table of processes.
        Ok(mut browser) => drop(std::thread::spawn(move || browser.wait())),
        Err(error) => report::complain(&format!("`{program}` cannot open the browser: {error}")),
    }
}
