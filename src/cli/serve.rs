//! `roadbook serve`: the preview's terminal.

use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::channel;

use super::args::ServeOptions as Arguments;
use super::report::{self, Excerpts};
use super::{Failure, Outcome, environment};
use crate::serve::{self, Editor, Preview, PreviewOptions, ServeError, ServeOptions};

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
            ServeError::Machine(error) => error.into(),
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
        },
        host: arguments.host.clone(),
        port: arguments.port,
        is_strict_port: arguments.strict_port,
        editor,
        code_cache: if arguments.no_cache { None } else { environment::cache_folder() },
    };
    let terminal = Terminal { opens: arguments.open };
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

struct Terminal {
    opens: bool,
}

impl serve::Terminal for Terminal {
    fn ready(&self, url: &str) {
        let _ = report::print(&format!("{url}\n"));
        if self.opens {
            open(url);
        }
    }

    fn remark(&self, text: &str) {
        report::complain(text);
    }

    fn built(&self, preview: &Preview, outcome: &serve::Outcome) {
        let excerpts = Excerpts { project: preview.project(), sources: Some(preview.sources()) };
        excerpts.draw(&outcome.diagnostics);
        report::complain(&line(outcome));
    }
}

fn line(outcome: &serve::Outcome) -> String {
    format!(
        "{} files changed, {} pages rendered in {} ms",
        outcome.changed.len(),
        outcome.stats.rendered,
        outcome.took.as_millis()
    )
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
    let _ = Command::new(program).arg(url).spawn();
}
