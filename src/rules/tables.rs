//! Tables that somebody wrote or drew although the handbook knows what stands in them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::document::{Block, Document, Inline, LinkForm, Table, each_inline, plain_text};
use crate::handbook::{Handbook, Page, PageIx, Target};

/// The kinds of page whose facts are worth a comparison, with their names for several.
const COMPARED: [(&str, &str); 2] = [("role", "roles"), ("tool", "tools")];

/// The titles and aliases of the pages that tables are about.
pub(super) struct Subjects<'a>(HashMap<&'a str, PageIx>);

impl<'a> Subjects<'a> {
    pub(super) fn new(handbook: &'a Handbook) -> Self {
        let pages = handbook.pages.each().filter(|(_, page)| compared(page).is_some());
        let names = pages.flat_map(|(ix, page)| {
            let aliases = page.aliases.iter().map(|alias| alias.value.as_str());
            std::iter::once(page.title.as_str()).chain(aliases).map(move |name| (name, ix))
        });
        Self(names.collect())
    }
}

/// The name for several pages of this one's kind, where tables compare them.
fn compared(page: &Page) -> Option<&'static str> {
    let (_, plural) = COMPARED.iter().find(|(kind, _)| page.typed.is_explicit && page.typed.kind == *kind)?;
    Some(plural)
}

/// Notes tables that could be derived, and images of tables.
pub(super) fn check(
    handbook: &Handbook,
    (ix, open): (PageIx, &impl Fn() -> Arc<Document>),
    subjects: &Subjects<'_>,
) -> Vec<Diagnostic> {
    let page = handbook.page(ix);
    let has_images = page.document.links.iter().any(|link| link.form == LinkForm::Image);
    let mut notes = Vec::new();
    let is_of_interest = page.document.has_tables && !subjects.0.is_empty();
    if !has_images && !is_of_interest {
        return notes;
    }
    open().tree().each_block(|block| {
        if let Block::Table(table) = block {
            notes.extend(check_table(handbook, ix, table, subjects));
        }
        if has_images && page.typed.is_explicit {
            for line in block.lines() {
                notes.extend(images_of_tables(page, line));
            }
        }
    });
    notes
}

fn check_table(handbook: &Handbook, ix: PageIx, table: &Table, subjects: &Subjects<'_>) -> Option<Diagnostic> {
    let first_column: Vec<&[Inline]> = table.rows.iter().filter_map(|row| row.first()).map(Vec::as_slice).collect();
    let head: Vec<&[Inline]> = table.head.iter().map(Vec::as_slice).collect();
    let named = |cells: &[&[Inline]]| {
        let pages: BTreeSet<PageIx> =
            cells.iter().filter_map(|cell| subject(cell, handbook.links(ix), subjects)).collect();
        COMPARED.map(|(_, plural)| {
            let count = pages.iter().filter(|page| compared(handbook.page(**page)) == Some(plural)).count();
            (count, plural)
        })
    };
    let counts = [named(&first_column), named(&head)];
    let (count, plural) = counts.into_iter().flatten().max()?;
    if count < 2 {
        return None;
    }
    let message = format!("this table says by hand what {count} {plural} are like");
    let help = "a comparison or a `derive` block would keep it true";
    Some(Diagnostic::new(Code::TableCouldBeDerived, &handbook.page(ix).document.path, table.range, message).help(help))
}

/// The page that a cell names: by a link, or by its words.
fn subject(cell: &[Inline], links: &[Target], subjects: &Subjects<'_>) -> Option<PageIx> {
    if let [Inline::Link { link, .. }] = cell
        && let Target::Page { page, .. } = &links[*link]
    {
        return Some(*page);
    }
    subjects.0.get(plain_text(cell).trim()).copied()
}

fn images_of_tables(page: &Page, line: &[Inline]) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    each_inline(line, &mut |inline| {
        let Inline::Image { link, alt } = inline else { return };
        let alt = alt.to_lowercase();
        let mut words = alt.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.find(|word| matches!(*word, "table" | "comparison")) {
            let range = page.document.links[*link].range;
            let message = format!("this image seems to show a {word}");
            let help = "write it as a table or a comparison, so that it can be searched, copied and kept true";
            notes.push(Diagnostic::new(Code::ImageOfTable, &page.document.path, range, message).help(help));
        }
    });
    notes
}
