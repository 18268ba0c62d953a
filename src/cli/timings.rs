//! What the parts of a build took, as tables for people and as JSON for machines.

use std::time::Duration;

use serde_json::{Value, json};

use crate::progress::{PageTime, Part, PartTime, Report};
use crate::source::Sources;
use crate::text::FileText;

/// What went in and what came out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// Pages that somebody wrote.
    pub(super) pages: usize,
    /// Pages that were made anew, those that nobody wrote included.
    pub(super) rendered: usize,
    /// Files of the site; 0 where none were published.
    pub(super) files: usize,
    /// Bytes of these files.
    pub(super) bytes: u64,
}

/// Tables of the parts, the pages that took the most work, and the languages of code, ending with a line end.
pub(super) fn tables(report: &Report, amounts: Amounts, sources: &Sources) -> String {
    let mut drawn = format!("\n{:<14}{:>10}{:>8}{:>12}\n", "Part", "Time", "Share", "Threads");
    for time in &report.parts {
        drawn.push_str(&part(time, report.total));
    }
    drawn.push_str(&format!("{:<14}{:>10}\n", "total", written(report.total)));
    drawn.push_str("Threads: the time of all threads together. What is set in runs beside the rest of its part.\n");
    let Amounts { pages, rendered, files, bytes } = amounts;
    let (read, site) = (size(bytes_read(sources)), size(bytes));
    drawn.push_str(&format!("Read: {pages} pages, {read}. Made anew: {rendered}. Site: {files} files, {site}.\n"));
    if report.pages.iter().any(|page| !page.total().is_zero()) {
        let [parse, highlight, render] = ["Parse", "Highlight", "Render"];
        drawn.push_str(&format!("\n{:>10}{parse:>10}{highlight:>11}{render:>10}{:>10}  Page\n", "Threads", "Bytes"));
        report.pages.iter().for_each(|time| drawn.push_str(&page(time, sources)));
    }
    if !report.languages.is_empty() {
        drawn.push_str(&format!("\n{:>10}{:>10}  Code\n", "Threads", "Blocks"));
    }
    for time in &report.languages {
        drawn.push_str(&format!("{:>10}{:>10}  {}\n", written(time.work), time.blocks, time.language));
    }
    drawn
}

fn part(time: &PartTime, total: Duration) -> String {
    let PartTime { part, wall, work } = *time;
    let name = if part.within().is_some() { format!("  {}", part.name()) } else { part.name().to_owned() };
    let work = if work.is_zero() { String::new() } else { written(work) };
    let row = format!("{name:<14}{:>10}{:>8}{work:>12}", written(wall), share(part, wall, total));
    format!("{}\n", row.trim_end())
}

/// The share of the whole; none for parts that run beside others, so that all shares are 100 % together.
fn share(part: Part, wall: Duration, total: Duration) -> String {
    if part.within().is_some() || total.is_zero() {
        return String::new();
    }
    format!("{:.0} %", 100.0 * wall.as_secs_f64() / total.as_secs_f64())
}

/// How many bytes a page has.
fn length(sources: &Sources, path: &str) -> usize {
    sources.files.get(path).and_then(|file| file.text()).map_or(0, FileText::length)
}

fn page(time: &PageTime, sources: &Sources) -> String {
    let bytes = length(sources, &time.page);
    format!(
        "{:>10}{:>10}{:>11}{:>10}{bytes:>10}  {}\n",
        written(time.total()),
        written(time.parse),
        written(time.highlight),
        written(time.render),
        time.page
    )
}

/// The bytes of all texts that were read.
fn bytes_read(sources: &Sources) -> u64 {
    sources.files.values().filter_map(|file| file.text()).map(|text| text.length() as u64).sum()
}

/// The same for machines: times in milliseconds.
pub(super) fn json(report: &Report, amounts: Amounts, sources: &Sources) -> Value {
    let parts = report.parts.iter().map(|time| {
        json!({
            "part": time.part.name(),
            "within": time.part.within().map(Part::name),
            "wall_ms": milliseconds(time.wall),
            "threads_ms": (!time.work.is_zero()).then(|| milliseconds(time.work)),
        })
    });
    let pages = report.pages.iter().map(|time| {
        json!({
            "page": time.page,
            "bytes": length(sources, &time.page),
            "parse_ms": milliseconds(time.parse),
            "highlight_ms": milliseconds(time.highlight),
            "render_ms": milliseconds(time.render),
        })
    });
    let languages = report
        .languages
        .iter()
        .map(|time| json!({ "language": time.language, "blocks": time.blocks, "threads_ms": milliseconds(time.work) }));
    json!({
        "total_ms": milliseconds(report.total),
        "parts": parts.collect::<Vec<_>>(),
        "pages": pages.collect::<Vec<_>>(),
        "languages": languages.collect::<Vec<_>>(),
        "bytes_read": bytes_read(sources),
        "rendered": amounts.rendered,
        "files": amounts.files,
        "bytes": amounts.bytes,
    })
}

/// Milliseconds to the microsecond.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// A time for people: from a second on in seconds, else in milliseconds.
fn written(time: Duration) -> String {
    if time >= Duration::from_secs(1) {
        format!("{:.2} s", time.as_secs_f64())
    } else {
        format!("{:.1} ms", time.as_secs_f64() * 1e3)
    }
}

/// A number of bytes for people.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
