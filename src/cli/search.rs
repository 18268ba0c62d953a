//! `roadbook search`: the index of a handbook, asked in the terminal.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::args::{Format, SearchOptions};
use super::build::refused;
use super::{Failure, Outcome, environment, report};
use crate::build::{self, BuildOptions};
use crate::config::Project;
use crate::diag::Noted;
use crate::search::{self, Answer, Index, Limits, OpenSection, Piece};
use crate::source::{self, Sources};
use crate::text::LineIndex;

/// The most sections of a page that are shown.
const HITS: usize = 3;

/// The most sections in an answer to a query of a file.
const BATCH_LIMIT: usize = 10;

pub(super) fn search(options: &SearchOptions) -> Result<Outcome, Failure> {
    let folder = options.source.as_deref().unwrap_or(Path::new("."));
    let Noted { value: project, notes } = Project::open(folder)?;
    if !notes.is_empty() {
        return Err(refused(&project, notes, options.format)?);
    }
    let mut sources = source::snapshot(&project.layout(Path::new(&project.config.output)), &Sources::default())?.value;
    sources.pack_if_large();
    let build = BuildOptions { today: environment::today(), drafts: options.drafts };
    let index = build::search_index(&project, &sources, build)?;
    let found = Found { project: &project, sources: &sources, index: &index };
    if let Some(file) = &options.batch {
        return found.batch(file);
    }
    let text = options.query.join(" ");
    let answer = search::search(&index, &text, Limits { pages: options.limit, hits: HITS });
    match options.format {
        Format::Json => report::print(&format!("{}\n", found.json(&answer)))?,
        Format::Human => report::print(&found.human(&text, &answer))?,
    }
    Ok(Outcome::Done)
}

/// An index, and the files that it was made from.
struct Found<'a> {
    project: &'a Project,
    sources: &'a Sources,
    index: &'a Index,
}

impl Found<'_> {
    /// Answers the queries of a file, a line for each: `{"id": …, "results": ["page.md#section", …], "ms": …}`.
    fn batch(&self, file: &Path) -> Result<Outcome, Failure> {
        let text =
            source::read_text(file)?.ok_or_else(|| Failure::Usage(format!("there is no file `{}`", file.display())))?;
        let mut lines = String::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let fault = |what: &str| Failure::Usage(format!("`{}`, line {number}: {what}", file.display()));
            let asked: Value = serde_json::from_str(line).map_err(|error| fault(&error.to_string()))?;
            let query = asked["query"].as_str().ok_or_else(|| fault("there is no text `query`"))?;
            let started = Instant::now();
            let sections = search::rank(self.index, query, BATCH_LIMIT);
            let ms = started.elapsed().as_secs_f64() * 1000.0;
            let results: Vec<String> = sections.into_iter().filter_map(|section| self.name(section)).collect();
            lines.push_str(&format!("{}\n", json!({ "id": asked["id"], "results": results, "ms": ms })));
        }
        report::print(&lines)?;
        Ok(Outcome::Done)
    }

    /// A section as the path of its file below the content folder and its id; `None` on a page that nobody wrote.
    fn name(&self, section: usize) -> Option<String> {
        let section = self.index.contents.open(section);
        let path = section.path().below(&self.project.content).filter(|_| section.is_written())?;
        let anchor = &section.entry().id;
        Some(if anchor.is_empty() { path.to_owned() } else { format!("{path}#{anchor}") })
    }

    fn json(&self, answer: &Answer) -> Value {
        let hit = |section: usize| {
            let text: String = self.excerpt(section, answer).into_iter().map(|piece| piece.text).collect();
            let section = self.index.contents.open(section);
            json!({ "url": section.url(), "path": section.headings(), "text": text, "file": section.path(), "line": self.line(&section) })
        };
        let pages = answer.pages.iter().map(|page| {
            let hits: Vec<Value> = page.hits.iter().map(|ranked| hit(ranked.section)).collect();
            let best = self.index.contents.open(page.hits[0].section);
            json!({ "title": best.title(), "kind": best.kind(), "hits": hits })
        });
        let corrected = answer.corrected.as_ref().map(|(from, to)| json!({ "from": from, "to": to }));
        json!({ "total": answer.total, "corrected": corrected, "pages": pages.collect::<Vec<_>>() })
    }

    fn excerpt(&self, section: usize, answer: &Answer) -> Vec<Piece> {
        search::section_excerpt(self.index, section, &answer.words)
    }

    fn line(&self, section: &OpenSection) -> usize {
        let text = self.sources.text(section.path().as_str()).unwrap_or_default();
        LineIndex::new(text).position(section.entry().start).line
    }

    fn human(&self, text: &str, answer: &Answer) -> String {
        let mut out = String::new();
        if let Some((from, to)) = &answer.corrected {
            out.push_str(&format!("Nothing has `{from}`; this is found for `{to}`.\n\n"));
        }
        if answer.total == 0 {
            out.push_str(&format!("Nothing was found for `{text}`.\n"));
            let near = search::nearest(self.index, text);
            if !near.is_empty() {
                out.push_str(&format!("Words that come near: {}\n", near.join(", ")));
            }
            return out;
        }
        let (bold, dim, mark, reset) = ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[1;33m", "\u{1b}[0m");
        for page in &answer.pages {
            let best = self.index.contents.open(page.hits[0].section);
            let kind = if best.kind().is_empty() { String::new() } else { format!("  {dim}{}{reset}", best.kind()) };
            out.push_str(&format!("{bold}{}{reset}{kind}\n", best.title()));
            for ranked in &page.hits {
                let section = self.index.contents.open(ranked.section);
                let headings = section.headings();
                if !headings.is_empty() {
                    out.push_str(&format!("  {}\n", headings.join(" › ")));
                }
                out.push_str("    ");
                for piece in self.excerpt(ranked.section, answer) {
                    let (on, off) = if piece.is_marked { (mark, reset) } else { ("", "") };
                    out.push_str(&format!("{on}{}{off}", piece.text));
                }
                let (path, line, url) = (section.path(), self.line(&section), section.url());
                out.push_str(&format!("\n    {dim}{path}:{line}  {url}{reset}\n"));
            }
            out.push('\n');
        }
        let shown = answer.pages.len();
        out.push_str(&format!("{shown} of {} pages\n", answer.total));
        out
    }
}
