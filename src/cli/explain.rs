//! `roadbook explain`: the table of codes for people.

use super::args::ExplainOptions;
use super::{Failure, Outcome, report};
use crate::diag::Code;

pub(super) fn explain(options: &ExplainOptions) -> Result<Outcome, Failure> {
    let text = match &options.code {
        None => every_code(),
        Some(name) => {
            // As it is printed: `error[broken-link]` is a name too.
            let name = name.rsplit_once('[').map_or(name.as_str(), |(_, name)| name).trim_end_matches(']');
            let code = Code::named(name).ok_or_else(|| unknown(name))?;
            let info = code.info();
            format!("{}[{}]: {}\n\n{}\n", info.severity.name(), info.name, info.title, info.explanation)
        }
    };
    report::print(&text)?;
    Ok(Outcome::Done)
}

fn every_code() -> String {
    let width = Code::ALL.iter().map(|code| code.info().name.len()).max().unwrap_or_default();
    let line = |code: &Code| {
        let info = code.info();
        format!("{:width$}  {:7}  {}\n", info.name, info.severity.name(), info.title)
    };
    Code::ALL.iter().map(line).collect()
}

fn unknown(name: &str) -> Failure {
    let known = Code::ALL.iter().map(|code| code.info().name);
    Failure::unknown("there is no code", name, known, "`roadbook explain` lists every code")
}
