//! A run as `JUnit` XML, which every CI shows: a suite for each path, a case for each block.

use std::time::Duration;

use super::excerpt::{excerpt, last_lines};
use super::matching::Line;
use super::report::{BlockEnd, BlockReport, PathReport, Report};
use crate::text::escape;

/// How many of the last lines that a block printed stand with its failure.
const LAST_LINES: usize = 200;

/// The file. `shown` gives a path as the user sees it.
///
/// The form is that of Jenkins' `JUnit` schema, as far as other tools read it, too.
pub fn junit(report: &Report, shown: impl Fn(&str) -> String) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"roadbook test\">\n".to_owned();
    for path in &report.paths {
        suite(&mut xml, path, &shown(path.file.as_str()));
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn suite(xml: &mut String, path: &PathReport, file: &str) {
    let count = |is: fn(&BlockEnd) -> bool| path.blocks.iter().filter(|block| is(&block.end)).count();
    // What keeps a path from being run is a failure: CI is green where nothing has failed.
    let problems: Vec<String> = path.faults.iter().map(|fault| fault.message.clone()).chain(path.obstacle()).collect();
    let failures = count(|end| matches!(end, BlockEnd::Failed(_))) + problems.len();
    let skipped = count(|end| !matches!(end, BlockEnd::Failed(_) | BlockEnd::Passed));
    let took: Duration = path.blocks.iter().map(|block| block.took).sum();
    let (tests, seconds) = (path.blocks.len() + problems.len(), took.as_secs_f64());
    xml.push_str("  <testsuite name=\"");
    escape::attribute(xml, &path.title);
    xml.push_str("\" file=\"");
    escape::attribute(xml, file);
    xml.push_str(&format!(
        "\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"{seconds:.3}\">\n"
    ));
    for problem in &problems {
        open_case(xml, path, (&path.title, file, 1), 0.0);
        xml.push_str("      <failure message=\"");
        escape::attribute(xml, problem);
        xml.push_str("\"></failure>\n    </testcase>\n");
    }
    for block in &path.blocks {
        case(xml, path, block, file);
    }
    xml.push_str("  </testsuite>\n");
}

fn open_case(xml: &mut String, path: &PathReport, (name, file, line): (&str, &str, usize), seconds: f64) {
    xml.push_str("    <testcase name=\"");
    escape::attribute(xml, name);
    xml.push_str("\" classname=\"");
    escape::attribute(xml, &path.id);
    xml.push_str("\" file=\"");
    escape::attribute(xml, file);
    xml.push_str(&format!("\" line=\"{line}\" time=\"{seconds:.3}\">\n"));
}

fn case(xml: &mut String, path: &PathReport, block: &BlockReport, file: &str) {
    let name = match &block.id {
        Some(id) => format!("{} › {id} ({file}:{})", block.step, block.line),
        None => format!("{} ({file}:{})", block.step, block.line),
    };
    open_case(xml, path, (&name, file, block.line), block.took.as_secs_f64());
    match &block.end {
        BlockEnd::Passed => {}
        BlockEnd::Failed(fault) => {
            xml.push_str("      <failure message=\"");
            escape::attribute(xml, &fault.diagnostic.message);
            xml.push_str("\">");
            escape::text(xml, &drawn(&fault.difference));
            xml.push_str("</failure>\n      <system-out>");
            escape::text(xml, &printed(&block.output));
            xml.push_str("</system-out>\n");
        }
        other => {
            let why = if let BlockEnd::Skipped(why) = other { why.as_str() } else { other.name() };
            xml.push_str("      <skipped message=\"");
            escape::attribute(xml, why);
            xml.push_str("\"/>\n");
        }
    }
    xml.push_str("    </testcase>\n");
}

/// A difference as text.
fn drawn(difference: &[Line]) -> String {
    let lines: Vec<String> = excerpt(difference).into_iter().map(|(_, line)| line).collect();
    lines.join("\n")
}

/// What was printed last, as text.
fn printed(output: &str) -> String {
    let (lines, has_more) = last_lines(output, LAST_LINES);
    let head = if has_more { "…\n" } else { "" };
    format!("{head}{}\n", lines.join("\n"))
}
