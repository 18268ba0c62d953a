//! Comparisons: pages of one kind side by side, every cell from the page that it is about.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Nearest;
use super::{Graph, Ground, Passage};
use crate::data::{Map, Value};
use crate::diag::{self, Code, Diagnostic, Noted};
use crate::document::items;
use crate::handbook::{Page, PageIx};
use crate::schema::{self, Kind, Need, Shape};
use crate::text::{Spanned, TextRange};

/// How far a hand-made order may lie from the computed one before somebody should look at it.
const RANKS_APART: usize = 3;

/// Pages side by side.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What is compared, in the order of the columns.
    pub members: Vec<PageIx>,
    /// The member that the others are measured against.
    pub baseline: Option<PageIx>,
    /// The criteria.
    pub rows: Vec<Row<'a>>,
}

/// A criterion.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its name.
    pub label: String,
    /// What each member has, in the order of the members.
    pub cells: Vec<Cell<'a>>,
}

/// What a member has by one criterion.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// Nothing, which was noted where it is a fault.
    Empty,
    /// A text of the front matter or a judgement.
    Text(&'a str),
    /// Any other value of the front matter.
    Value(&'a Value),
    /// The first lines of a section.
    Passages(Vec<Passage<'a>>),
    /// Pages.
    Pages(Vec<PageIx>),
    /// Pages by a page that groups them: tools by their category.
    Groups(Vec<(PageIx, Vec<PageIx>)>),
    /// What it shares with the baseline; `None` of the baseline itself.
    Overlap(Option<Nearest>),
}

/// Reads the comparison that a page describes.
pub(super) fn read<'a>(ground: Ground<'a>, graph: &Graph<'a>, ix: PageIx) -> Noted<Comparison<'a>> {
    let page = ground.handbook.page(ix);
    let mut reader = Reader { ground, graph, page, members: Vec::new(), baseline: None, notes: Vec::new() };
    reader.members(ix);
    reader.order();
    let rows = page.typed.fields.get("rows").and_then(|rows| rows.value.list().ok()).unwrap_or_default();
    let rows = rows.iter().filter_map(|row| reader.row(row)).collect();
    let members = reader.members.into_iter().map(|(member, _)| member).collect();
    Noted::new(Comparison { members, baseline: reader.baseline, rows }, reader.notes)
}

struct Reader<'a, 'g> {
    ground: Ground<'a>,
    graph: &'g Graph<'a>,
    page: &'a Page,
    /// The members, each with the place that names it.
    members: Vec<(PageIx, TextRange)>,
    baseline: Option<PageIx>,
    notes: Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn note(&mut self, code: Code, range: TextRange, message: String, help: impl Into<String>) {
        self.notes.push(Diagnostic::new(code, &self.page.document.path, range, message).help(help));
    }

    fn page(&self, ix: PageIx) -> &'a Page {
        self.ground.handbook.page(ix)
    }

    /// The members that are there and of the right kind; the others were noted when ids were resolved, or are now.
    fn members(&mut self, ix: PageIx) {
        let wanted = self.page.typed.text("of");
        let mut seen = BTreeSet::new();
        let named: Vec<(&str, TextRange)> = self.page.typed.texts("members").collect();
        for (id, range) in named {
            let Some(member) = self.ground.handbook.find(id) else { continue };
            let kind = &self.page(member).typed.kind;
            if let Some(wanted) = wanted.filter(|wanted| wanted != kind) {
                let message = format!("`{id}` is a {kind}, not a {wanted}");
                self.note(Code::UnknownId, range, message, "compare pages of one kind, which `of` names");
            } else if seen.insert(member) {
                self.members.push((member, range));
            }
        }
        self.baseline = self.ground.handbook.references(ix, "baseline").first().copied();
        if let (Some(baseline), Some(value)) = (self.baseline, self.page.typed.fields.get("baseline"))
            && !seen.contains(&baseline)
        {
            let message = format!("the baseline `{}` is not among the members", self.page(baseline).id);
            self.note(Code::WrongValue, value.range, message, "add it to `members`, or choose one of them");
            self.baseline = None;
        }
    }

    /// Puts the members in order; an order made by hand that is far from the computed one is noted.
    fn order(&mut self) {
        let order = self.page.typed.text("order").unwrap_or("editorial");
        if order == "title" {
            let handbook = self.ground.handbook;
            self.members.sort_by_key(|&(member, _)| handbook.page(member).title.to_lowercase());
        }
        let Some(baseline) = self.baseline else {
            if order == "overlap" {
                let range = self.page.typed.fields.get("order").map_or(TextRange::default(), |order| order.range);
                let is_named = self.page.typed.fields.get("baseline").is_some();
                if !is_named {
                    self.note(
                        Code::MissingField,
                        range,
                        "the order `overlap` needs a `baseline`".to_owned(),
                        "name the member that the others are measured against",
                    );
                }
            }
            return;
        };
        let ranked: Vec<PageIx> = std::iter::once(baseline)
            .chain(
                self.graph
                    .ranked(baseline, self.members.iter().map(|(member, _)| *member))
                    .into_iter()
                    .map(|near| near.page),
            )
            .collect();
        let rank = |member: PageIx| ranked.iter().position(|other| *other == member).unwrap_or_default();
        match order {
            "overlap" => self.members.sort_by_key(|&(member, _)| rank(member)),
            "editorial" => self.check_ranks(rank),
            _ => {}
        }
    }

    fn check_ranks(&mut self, rank: impl Fn(PageIx) -> usize) {
        let baseline = self.baseline;
        let others: Vec<(PageIx, TextRange)> =
            self.members.iter().copied().filter(|(member, _)| Some(*member) != baseline).collect();
        for (place, (member, range)) in (1..).zip(others) {
            let computed = rank(member);
            if computed.abs_diff(place) >= RANKS_APART {
                let message = format!(
                    "`{}` stands at place {place}, by what it shares it is at place {computed}",
                    self.page(member).id
                );
                self.note(
                    Code::EditorialRank,
                    range,
                    message,
                    "move it, set `order: overlap`, or correct what the pages say they share",
                );
            }
        }
    }

    fn row(&mut self, row: &'a Spanned<Value>) -> Option<Row<'a>> {
        let map = row.value.map().ok()?;
        let forms: Vec<&str> =
            ["field", "section", "derive", "cells"].into_iter().filter(|form| map.get(form).is_some()).collect();
        // Anything but one of them was noted when the page was checked.
        let [form] = forms.as_slice() else { return None };
        let value = map.get(form)?;
        let label = map.get("label").and_then(|label| label.value.text().ok());
        match *form {
            "field" => self.field_row(value, map, label),
            "section" => self.section_row(value, map, label),
            "derive" => self.derived_row(value, label),
            _ => self.judgement_row(value, row.range, label),
        }
    }

    /// The kind of the members, where they have one.
    fn kind(&self) -> Option<&'a Kind> {
        let &(member, _) = self.members.first()?;
        self.ground.kinds.get(&self.page(member).typed.kind)
    }

    fn field_row(&mut self, value: &'a Spanned<Value>, map: &'a Map, label: Option<&'a str>) -> Option<Row<'a>> {
        let path = value.value.text().ok()?;
        let kind = self.kind()?;
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let Some(field) = kind.field(name) else {
            let message = format!("a {} has no key `{name}`", kind.title.to_lowercase());
            let note = Diagnostic::new(Code::UnknownKey, &self.page.document.path, value.range, message);
            self.notes.push(note.did_you_mean(name, kind.fields.iter().map(|field| field.name.as_str())));
            return None;
        };
        let group = map.get("group_by").and_then(|group| group.value.text().ok());
        let mut cells = Vec::new();
        for (member, _) in self.members.clone() {
            let cell = match (&field.shape, rest) {
                (Shape::Id(_) | Shape::Ids(_), None) => self.pages_cell(member, name, group),
                _ => self.value_cell(member, name, rest),
            };
            if matches!(cell, Cell::Empty) {
                self.missing(member, value.range, path, rest.is_some());
            }
            cells.push(cell);
        }
        let label = label.map_or_else(|| crate::text::humanise(rest.unwrap_or(name)), str::to_owned);
        Some(Row { label, cells })
    }

    fn pages_cell(&self, member: PageIx, field: &str, group: Option<&str>) -> Cell<'a> {
        let pages = self.ground.handbook.references(member, field);
        if pages.is_empty() {
            return Cell::Empty;
        }
        let Some(group) = group else { return Cell::Pages(pages.to_vec()) };
        let mut groups: Vec<(PageIx, Vec<PageIx>)> = Vec::new();
        for &page in pages {
            let Some(&of) = self.ground.handbook.references(page, group).first() else { continue };
            match groups.iter_mut().find(|(other, _)| *other == of) {
                Some((_, members)) => members.push(page),
                None => groups.push((of, vec![page])),
            }
        }
        if groups.is_empty() { Cell::Pages(pages.to_vec()) } else { Cell::Groups(groups) }
    }

    fn value_cell(&self, member: PageIx, name: &str, rest: Option<&str>) -> Cell<'a> {
        let value = self.page(member).typed.fields.get(name);
        let value =
            rest.map_or(value, |rest| rest.split('.').try_fold(value?, |value, key| value.value.map().ok()?.get(key)));
        match value.map(|value| &value.value) {
            None | Some(Value::Null) => Cell::Empty,
            Some(Value::Text(text)) => Cell::Text(text),
            Some(value) => Cell::Value(value),
        }
    }

    fn missing(&mut self, member: PageIx, range: TextRange, path: &str, is_of_a_set: bool) {
        let member = self.page(member);
        let message = format!("`{}` has no `{path}`", member.id);
        let code = if is_of_a_set { Code::IncompleteSet } else { Code::MissingCell };
        let note = Diagnostic::new(code, &self.page.document.path, range, message);
        let note = note.related(&member.document.path, TextRange::default(), "on this page");
        self.notes.push(note.help(format!("add `{path}` to `{}`, or take the row out", member.document.path)));
    }

    fn section_row(&mut self, value: &'a Spanned<Value>, map: &'a Map, label: Option<&'a str>) -> Option<Row<'a>> {
        let name = value.value.text().ok()?;
        let kind = self.kind()?;
        let Some(section) = kind.section(name) else {
            let message = format!("a {} has no section `{name}`", kind.title.to_lowercase());
            let note = Diagnostic::new(Code::UnknownKey, &self.page.document.path, value.range, message);
            self.notes.push(note.did_you_mean(name, kind.sections.iter().map(|section| section.name.as_str())));
            return None;
        };
        let first = map.get("first").and_then(|first| first.value.integer().ok());
        let first = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(usize::MAX);
        let mut cells = Vec::new();
        for (member, _) in self.members.clone() {
            let page = self.page(member);
            let found = schema::section(&page.document, kind, &section.name);
            let passages: Vec<Passage<'a>> = found
                .map(|found| {
                    items(found.blocks).filter_map(|item| Passage::of_item(member, item)).take(first).collect()
                })
                .unwrap_or_default();
            if passages.is_empty() {
                // A required section that is missing was noted on its page.
                if section.need != Need::Always {
                    self.missing(member, value.range, name, false);
                }
                cells.push(Cell::Empty);
            } else {
                cells.push(Cell::Passages(passages));
            }
        }
        Some(Row { label: label.unwrap_or(&section.name).to_owned(), cells })
    }

    fn derived_row(&mut self, value: &'a Spanned<Value>, label: Option<&'a str>) -> Option<Row<'a>> {
        let what = value.value.text().ok()?;
        let members: Vec<PageIx> = self.members.iter().map(|(member, _)| *member).collect();
        let (title, cells) = match what {
            "overlap" => {
                let Some(baseline) = self.baseline else {
                    self.note(
                        Code::MissingField,
                        value.range,
                        "an overlap needs a `baseline`".to_owned(),
                        "name the member that the others are measured against",
                    );
                    return None;
                };
                let overlap = |&member: &PageIx| {
                    Cell::Overlap((member != baseline).then(|| self.graph.nearness(baseline, member)))
                };
                ("Overlap", members.iter().map(overlap).collect())
            }
            "paths" => ("Golden paths", members.iter().map(|&member| self.named_by(member, "serves")).collect()),
            "ladder" => ("Ladder", members.iter().map(|&member| self.named_by(member, "of")).collect()),
            _ => return None,
        };
        Some(Row { label: label.unwrap_or(title).to_owned(), cells })
    }

    fn named_by(&self, member: PageIx, relation: &str) -> Cell<'a> {
        let kind = if relation == "of" { "ladder" } else { "golden-path" };
        let pages = self.graph.sources(member, relation).map(|edge| edge.from);
        Cell::Pages(pages.filter(|&page| self.page(page).typed.kind == kind).collect())
    }

    /// A judgement, which every member needs.
    fn judgement_row(&mut self, value: &'a Spanned<Value>, row: TextRange, label: Option<&'a str>) -> Option<Row<'a>> {
        let cells = value.value.map().ok()?;
        let label = label?;
        let mut by_member: BTreeMap<PageIx, Cell<'a>> = BTreeMap::new();
        for (id, cell) in &cells.entries {
            let member = self.member(id);
            let cell = match cell.value.text() {
                Ok(text) => Cell::Text(text),
                Err(fault) => {
                    let message = format!("`{}`: {fault}", id.value);
                    self.note(Code::MissingCell, id.range, message, "say something, or take the row out");
                    Cell::Empty
                }
            };
            by_member.extend(member.map(|member| (member, cell)));
        }
        for (member, _) in self.members.clone() {
            if !by_member.contains_key(&member) {
                let id = &self.page(member).id;
                let message = format!("the row `{label}` has no cell for `{id}`");
                self.note(Code::MissingCell, row, message, format!("add `{id}: …` to its `cells`"));
            }
        }
        let cells = self.members.iter().map(|(member, _)| by_member.remove(member).unwrap_or(Cell::Empty));
        Some(Row { label: label.to_owned(), cells: cells.collect() })
    }

    /// The member that a cell is about; of one that is not there, the member that was probably meant.
    fn member(&mut self, id: &Spanned<String>) -> Option<PageIx> {
        let found = self.ground.handbook.find(&id.value);
        if let Some(member) = found.filter(|found| self.members.iter().any(|(member, _)| member == found)) {
            return Some(member);
        }
        let ids: Vec<&str> = self.members.iter().map(|&(member, _)| self.page(member).id.as_str()).collect();
        let message = format!("`{}` is not among the members", id.value);
        let near = diag::nearest(&id.value, ids);
        let note = Diagnostic::new(Code::UnknownId, &self.page.document.path, id.range, message);
        self.notes.push(match near {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note.help("add it to `members`, or take the cell out"),
        });
        near.and_then(|near| self.ground.handbook.find(near))
    }
}
