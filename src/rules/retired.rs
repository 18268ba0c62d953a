//! Tools that are gone, and everything that still uses them.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::severity_on;
use crate::data::Date;
use crate::derived::depth;
use crate::diag::{Code, Diagnostic, Severity};
use crate::document::links_of;
use crate::handbook::{Handbook, Page, PageIx, Target};
use crate::schema::{Kinds, Shape};
use crate::text::TextRange;

/// Notes each use of a retired tool, in front matter and in text.
pub(super) fn check(handbook: &Handbook, kinds: &Kinds, today: Date) -> Vec<Diagnostic> {
    let is_retired = |page: &Page| page.typed.kind == "tool" && page.typed.text("status") == Some("retired");
    let pages = handbook.pages.each().filter(|(_, page)| is_retired(page));
    let tools =
        Tools { handbook, today, by_page: pages.map(|(ix, page)| (ix, Tool::new(handbook, (ix, page)))).collect() };
    if tools.by_page.is_empty() {
        return Vec::new();
    }
    let pages: Vec<(PageIx, &Page)> = handbook.pages.each().collect();
    pages.par_iter().flat_map_iter(|(ix, page)| tools.uses(*ix, page, kinds)).collect()
}

/// The retired tools of a handbook.
struct Tools<'a> {
    handbook: &'a Handbook,
    today: Date,
    by_page: HashMap<PageIx, Tool>,
}

struct Tool {
    since: Option<Date>,
    replaced_by: Vec<PageIx>,
}

impl Tool {
    fn new(handbook: &Handbook, (ix, page): (PageIx, &Page)) -> Self {
        let since = page.typed.fields.get("retired").and_then(|since| since.value.date().ok());
        Self { since, replaced_by: handbook.references(ix, "replaced_by").to_vec() }
    }

    fn is_gone(&self, today: Date) -> bool {
        self.since.is_some_and(|since| since <= today)
    }
}

impl Tools<'_> {
    fn uses(&self, ix: PageIx, page: &Page, kinds: &Kinds) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        for (field, used, place) in self.handbook.named(ix) {
            let Some(tool) = self.by_page.get(&used).filter(|_| used != ix) else { continue };
            let severity = severity_in(page, (field, place), tool.is_gone(self.today), kinds);
            notes.push(self.note((page, place), used, severity_on(page, severity)));
        }
        let links = &page.document.links;
        let mentions = self.mentions(ix, page);
        notes.extend(mentions.iter().map(|(link, used)| self.note((page, links[*link].range), *used, Severity::Info)));
        notes
    }

    /// The links of a page that lead to a retired tool, but for those beside which stands what to use instead.
    fn mentions(&self, ix: PageIx, page: &Page) -> BTreeMap<usize, PageIx> {
        let targets: Vec<Option<PageIx>> = self.handbook.links(ix).iter().map(page_of).collect();
        let leads_to_tool = |target: &Option<PageIx>| target.filter(|used| self.by_page.contains_key(used));
        let found = targets.iter().enumerate().filter_map(|(link, target)| Some((link, leads_to_tool(target)?)));
        let mut mentions: BTreeMap<usize, PageIx> = found.filter(|(_, used)| !self.is_at_home_on(*used, ix)).collect();
        if mentions.is_empty() {
            return mentions;
        }
        page.document.opened().tree().each_block(|block| {
            for line in block.lines() {
                let links = links_of(line);
                let names_heir =
                    |used| self.heir(used).is_some_and(|heir| links.iter().any(|&at| targets[at] == Some(heir)));
                mentions.retain(|link, used| !links.contains(link) || !names_heir(*used));
            }
        });
        mentions
    }

    /// Whether a page cannot but speak of a tool: its own, that of what replaces it, and the list of its folder.
    fn is_at_home_on(&self, tool: PageIx, ix: PageIx) -> bool {
        let folder = self.handbook.page(tool).document.path.folder();
        let page = self.handbook.page(ix);
        let is_list = page.is_index && page.document.path.folder() == folder;
        tool == ix || self.by_page[&tool].replaced_by.contains(&ix) || is_list
    }

    fn note(&self, (page, place): (&Page, TextRange), used: PageIx, severity: Severity) -> Diagnostic {
        let tool = &self.by_page[&used];
        let when = match tool.since {
            Some(since) if tool.is_gone(self.today) => format!("has been retired since {since}"),
            Some(since) => format!("will be retired on {since}"),
            None => "is retired".to_owned(),
        };
        let message = format!("the tool `{}` {when}", self.handbook.page(used).id);
        let instead = match self.heir(used) {
            Some(heir) => format!("use `{}` instead", self.handbook.page(heir).id),
            None => "use another tool".to_owned(),
        };
        let unless = if severity == Severity::Info { ", unless this is about what is gone" } else { "" };
        let note = Diagnostic::new(Code::RetiredTool, &page.document.path, place, message);
        note.severity(severity).help(format!("{instead}{unless}"))
    }

    /// What is to be used instead; what replaced the tool may be retired by now, too.
    fn heir(&self, used: PageIx) -> Option<PageIx> {
        let mut heir = *self.by_page.get(&used)?.replaced_by.first()?;
        // A chain of replacements that is longer than the list of retired tools goes in a circle.
        for _ in 0..self.by_page.len() {
            match self.by_page.get(&heir) {
                Some(tool) => heir = *tool.replaced_by.first()?,
                None => return Some(heir),
            }
        }
        None
    }
}

fn page_of(target: &Target) -> Option<PageIx> {
    match target {
        Target::Page { page, .. } => Some(*page),
        _ => None,
    }
}

/// How bad it is that a field names a retired tool.
fn severity_in(page: &Page, (field, place): (&str, TextRange), is_gone: bool, kinds: &Kinds) -> Severity {
    if field == "replaced_by" {
        return Severity::Warning;
    }
    let shape = kinds.get(&page.typed.kind).and_then(|kind| kind.field(field)).map(|field| &field.shape);
    let takes_tools = matches!(shape, Some(Shape::Id(Some(of)) | Shape::Ids(Some(of))) if of == "tool");
    // A field within a table is named with what holds it: `profiles.tools`.
    let is_use = takes_tools || field.ends_with(".tools");
    match page.typed.kind.as_str() {
        // A comparison may well compare what is gone with what replaces it.
        _ if !is_use => Severity::Info,
        "role" if depth(page, field, place) == Some("core") => Severity::Error,
        "golden-path" if is_gone => Severity::Error,
        _ => Severity::Warning,
    }
}
