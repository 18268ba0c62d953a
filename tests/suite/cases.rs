//! The cases of `tests/cases`: Markdown files in which fences are input and expectation.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::support::{Built, Handbook, root};

/// A fenced block of a case file.
pub(crate) struct Fence {
    /// The language: what the block is.
    pub(crate) kind: String,
    /// `file=` or `page=`.
    target: Option<String>,
    pub(crate) text: String,
    /// The lines of the text in the case file, without the fences.
    pub(crate) lines: std::ops::Range<usize>,
}

pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) fences: Vec<Fence>,
}

const EXPECTATIONS: [&str; 6] = ["html", "contains", "lacks", "search", "files", "diagnostics"];

impl Fence {
    fn is_expectation(&self) -> bool {
        EXPECTATIONS.contains(&self.kind.as_str()) && (self.kind != "html" || !self.is_input())
    }

    fn is_input(&self) -> bool {
        self.target.as_deref().is_some_and(|target| target.starts_with("file="))
            && !["contains", "lacks"].contains(&self.kind.as_str())
    }

    pub(crate) fn path(&self) -> String {
        let target = self.target.as_deref().unwrap_or_default();
        target.split_once('=').map_or("", |(_, path)| path).replace("%20", " ")
    }
}

#[test]
fn every_case_holds() {
    let mut failures = String::new();
    let files = case_files(&root().join("tests/cases"));
    assert!(!files.is_empty(), "there are no cases");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut updates = Vec::new();
        let sections = sections(&text);
        let shared: Vec<&Fence> = sections[0].fences.iter().filter(|fence| fence.is_input()).collect();
        for section in &sections[1..] {
            let name = format!("{} › {}", file.strip_prefix(root()).unwrap().display(), section.title);
            let has_expectation = section.fences.iter().any(Fence::is_expectation);
            if !has_expectation && !section.fences.iter().any(Fence::is_input) {
                continue;
            }
            if !has_expectation {
                writeln!(failures, "{name}: expects nothing").unwrap();
            }
            check((section, &shared), &name, &mut failures, &mut updates);
        }
        if std::env::var_os("UPDATE").is_some() && !updates.is_empty() {
            std::fs::write(&file, updated(&text, updates)).unwrap();
        }
    }
    assert!(failures.is_empty() || std::env::var_os("UPDATE").is_some(), "\n{failures}");
}

fn case_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(case_files(&path));
        } else {
            assert_eq!(
                path.extension().and_then(|extension| extension.to_str()),
                Some("md"),
                "{} is no case",
                path.display()
            );
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The sections of a file of cases; what stands before the first one is a section of its own.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section { title: "(top)".to_owned(), fences: Vec::new() }];
    let mut lines = text.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            sections.push(Section { title: title.to_owned(), fences: Vec::new() });
        }
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        if ticks < 3 {
            continue;
        }
        let mut info = line[ticks..].split_whitespace();
        let kind = info.next().unwrap_or_default().to_owned();
        let target = info.next().map(str::to_owned);
        let mut body = Vec::new();
        let mut range = 0..0;
        for (number, line) in lines.by_ref() {
            if range.start == 0 {
                range.start = number;
            }
            range.end = number;
            if line == "`".repeat(ticks) {
                break;
            }
            body.push(line);
        }
        let text = body.iter().flat_map(|line| [*line, "\n"]).collect();
        sections.last_mut().unwrap().fences.push(Fence { kind, target, text, lines: range });
    }
    sections
}

/// Lines of a file of cases, and what is to stand there.
pub(crate) type Update = (std::ops::Range<usize>, String);

fn check((section, shared): (&Section, &[&Fence]), name: &str, failures: &mut String, updates: &mut Vec<Update>) {
    let inputs = section.fences.iter().filter(|fence| fence.is_input());
    let mut handbook = Handbook::default();
    for fence in shared.iter().copied().chain(inputs) {
        let text = fence.text.replace('␠', " ").replace('⇥', "\t");
        let before = handbook.files.insert(fence.path(), text);
        assert!(before.is_none(), "{name}: `{}` stands twice", fence.path());
    }
    let built = handbook.build();
    let mut large = handbook.large();
    if !built.is_same(&large.build()) {
        writeln!(failures, "{name}: built as a large handbook it differs").unwrap();
    }
    let mut has_diagnostics = false;
    for fence in section.fences.iter().filter(|fence| !fence.is_input()) {
        has_diagnostics |= fence.kind == "diagnostics";
        let found = match fence.kind.as_str() {
            "diagnostics" => built.diagnostics(),
            "html" => main_text(&built, &fence.path()),
            "files" => {
                let is_content = |path: &&String| {
                    !["theme/", "search/", "_search/", "_lens/"].iter().any(|own| path.starts_with(own))
                };
                built.files.keys().filter(is_content).flat_map(|path| [path, "\n"]).collect()
            }
            "search" => {
                let found = answers(&handbook, &fence.text);
                assert_eq!(found, answers(&large, &fence.text), "{name}: as a large handbook");
                found
            }
            "contains" | "lacks" => {
                check_lines(fence, &built.text(&fence.path()), name, failures);
                continue;
            }
            other => {
                writeln!(failures, "{name}: nobody reads the fence `{other}`").unwrap();
                continue;
            }
        };
        if found != fence.text {
            writeln!(failures, "{name}: {} differs\n--- expected\n{}--- found\n{found}", fence.kind, fence.text)
                .unwrap();
            updates.push((fence.lines.clone(), found));
        }
    }
    if !has_diagnostics && !built.diagnostics.is_empty() {
        writeln!(failures, "{name}: unexpected diagnostics\n{}", built.diagnostics()).unwrap();
    }
}

/// Queries (`? on call`), each with the places that it finds, the best first.
fn answers(handbook: &Handbook, text: &str) -> String {
    let mut answers = String::new();
    for query in text.lines().filter_map(|line| line.strip_prefix("? ")) {
        writeln!(answers, "? {query}").unwrap();
        let found = handbook.search(query);
        for place in &found {
            writeln!(answers, "{place}").unwrap();
        }
        if found.is_empty() {
            writeln!(answers, "nothing").unwrap();
        }
    }
    answers
}

fn check_lines(fence: &Fence, text: &str, name: &str, failures: &mut String) {
    assert!(
        fence.text.lines().next().is_some() && !fence.text.lines().any(str::is_empty),
        "{name}: `{}` without lines",
        fence.kind
    );
    for line in fence.text.lines() {
        if text.contains(line) != (fence.kind == "contains") {
            writeln!(
                failures,
                "{name}: `{}` {} `{line}`\n{text}",
                fence.path(),
                if fence.kind == "contains" { "lacks" } else { "contains" }
            )
            .unwrap();
        }
    }
}

/// What stands in the page's text, without the template around it.
fn main_text(built: &Built, url: &str) -> String {
    let html = built.text(&format!("{url}index.html"));
    let start = html.find("<div class=\"text\">\n").expect("the template has a text") + "<div class=\"text\">\n".len();
    let end = html.rfind("</div>\n</article>").expect("the template ends the text");
    without_digests(built, &format!("{}\n", html[start..end].trim()))
}

/// The theme's files by their names alone: what is in them is no concern of a case.
fn without_digests(built: &Built, html: &str) -> String {
    let themes = built.files.keys().filter(|path| path.starts_with("theme/"));
    themes.fold(html.to_owned(), |html, path| {
        let mut parts: Vec<&str> = path.split('.').collect();
        parts.remove(parts.len() - 2);
        html.replace(path.as_str(), &parts.join("."))
    })
}

/// A file of cases with new expectations.
pub(crate) fn updated(text: &str, mut updates: Vec<Update>) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    updates.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, found) in updates {
        lines.splice(range, found.lines().map(str::to_owned));
    }
    lines.join("\n") + "\n"
}
