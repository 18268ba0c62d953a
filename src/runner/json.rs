//! A run as one JSON object, for machines.

use serde::Serialize;

use super::report::{BlockEnd, BlockReport, PathEnd, PathReport, Report};
use crate::derived::Place;
use crate::diag::Diagnostic;
use crate::text::LineIndex;

#[derive(Serialize)]
struct Run {
    paths: Vec<PathEntry>,
    totals: Totals,
    is_interrupted: bool,
}

#[derive(Serialize)]
struct PathEntry {
    id: String,
    title: String,
    path: String,
    end: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultEntry>,
    blocks: Vec<BlockEntry>,
}

#[derive(Serialize)]
struct BlockEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    step: String,
    /// `step`, `verify`, `roll-back`, `if-it-fails`, `clean-up` or `elsewhere`.
    place: &'static str,
    line: usize,
    end: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    milliseconds: u64,
    output: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<FaultEntry>,
}

#[derive(Serialize)]
struct FaultEntry {
    code: &'static str,
    message: String,
    path: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Lines as `diff` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    difference: Vec<String>,
}

#[derive(Default, Serialize)]
struct Totals {
    passed: usize,
    failed: usize,
    blocked: usize,
    skipped: usize,
}

/// The report as pretty JSON without a final line end. `text` gives the text of a file, `shown` its path as the user
/// sees it.
///
/// # Panics
///
/// Never: texts and numbers always serialise.
pub fn json<'t>(report: &Report, text: impl Fn(&str) -> Option<&'t str>, shown: impl Fn(&str) -> String) -> String {
    let fault = |diagnostic: &Diagnostic, difference: Vec<String>| {
        let file = diagnostic.at.path.as_str();
        let position = LineIndex::new(text(file).unwrap_or_default()).position(diagnostic.at.range.start);
        FaultEntry {
            code: diagnostic.code.info().name,
            message: diagnostic.message.clone(),
            path: shown(file),
            line: position.line,
            column: position.column,
            help: diagnostic.help.clone(),
            difference,
        }
    };
    let block = |block: &BlockReport| BlockEntry {
        id: block.id.clone(),
        step: block.step.clone(),
        place: place(block.place),
        line: block.line,
        end: block.end.name(),
        reason: if let BlockEnd::Skipped(why) = &block.end { Some(why.clone()) } else { None },
        milliseconds: u64::try_from(block.took.as_millis()).unwrap_or(u64::MAX),
        output: block.output.clone(),
        fault: block
            .end
            .fault()
            .map(|found| fault(&found.diagnostic, found.difference.iter().map(ToString::to_string).collect())),
    };
    let path = |path: &PathReport| PathEntry {
        id: path.id.clone(),
        title: path.title.clone(),
        path: shown(path.file.as_str()),
        end: path.end.name(),
        blocked_by: if let PathEnd::Blocked(other) = &path.end { Some(other.clone()) } else { None },
        folder: path.folder.as_ref().map(|folder| folder.display().to_string()),
        faults: path.faults.iter().map(|found| fault(found, Vec::new())).collect(),
        blocks: path.blocks.iter().map(block).collect(),
    };
    let count = |is: fn(&PathEnd) -> bool| report.paths.iter().filter(|path| is(&path.end)).count();
    let run = Run {
        paths: report.paths.iter().map(path).collect(),
        totals: Totals {
            passed: count(|end| *end == PathEnd::Passed),
            failed: count(|end| *end == PathEnd::Failed),
            blocked: count(|end| matches!(end, PathEnd::Blocked(_))),
            skipped: count(|end| *end == PathEnd::Skipped),
        },
        is_interrupted: report.is_interrupted,
    };
    serde_json::to_string_pretty(&run).expect("strings and numbers always serialise")
}

fn place(place: Place) -> &'static str {
    use crate::derived::PanelKind;
    match place {
        Place::Step(_, None) => "step",
        Place::Step(_, Some(PanelKind::Verify)) => "verify",
        Place::Step(_, Some(PanelKind::RollBack)) => "roll-back",
        Place::Step(_, Some(PanelKind::IfItFails)) => "if-it-fails",
        Place::CleanUp => "clean-up",
        Place::Elsewhere => "elsewhere",
    }
}
