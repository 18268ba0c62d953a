//! Comparisons: pages of one kind side by side, every cell from the page that it is about.

use std::collections::BTreeSet;

use super::graph::Nearest;
use super::{Graph, Ground, Passage};
use crate::data::{Map, Value};
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::items;
use crate::handbook::{Page, PageIx};
use crate::schema::{self, Field, Kind, Need, Shape};
use crate::text::{ShortText, Spanned, TextRange};

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
    /// A status.
    Status(&'a str),
    /// Any other value of the front matter.
    Value(&'a Value),
    /// The first lines of a section.
    Passages(Vec<Passage<'a>>),
    /// Pages.
    Pages(Vec<PageIx>),
    /// Pages by a page that groups them: tools by their category. Those that nothing groups come last.
    Groups(Vec<(Option<PageIx>, Vec<PageIx>)>),
    /// What it shares with the baseline; `None` of the baseline itself.
    Overlap(Option<Nearest>),
}

/// Reads the comparison that a page describes.
pub(super) fn read<'a>(ground: Ground<'a>, graph: &Graph<'a>, ix: PageIx) -> Noted<Comparison<'a>> {
    let page = ground.handbook.page(ix);
    let mut reader = Reader {
        ground,
        graph,
        page,
        members: Vec::new(),
        baseline: None,
        lacks_members: false,
        misses_baseline: false,
        notes: Vec::new(),
    };
    reader.members(ix);
    reader.order();
    let rows = page.typed.fields.get("rows").and_then(|rows| rows.value.list().ok()).unwrap_or_default();
    let rows = rows.iter().filter_map(|row| reader.row(row)).collect();
    let members = reader.members.into_iter().map(|(member, _)| member).collect();
    // What is wrong with two members side by side is said of the comparison that they are from.
    let notes = if page.is_made_from_another() { Vec::new() } else { reader.notes };
    Noted::new(Comparison { members, baseline: reader.baseline, rows }, notes)
}

struct Reader<'a, 'g> {
    ground: Ground<'a>,
    graph: &'g Graph<'a>,
    page: &'a Page,
    /// The members, each with the place that names it.
    members: Vec<(PageIx, TextRange)>,
    baseline: Option<PageIx>,
    /// Whether a member was noted as one that cannot be: what speaks of it is no second fault.
    lacks_members: bool,
    /// Whether it was noted that something needs a baseline.
    misses_baseline: bool,
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
        let named: Vec<(&str, TextRange)> = self.page.typed.texts("members").collect();
        let wanted = self.wanted(&named);
        // That one page alone is compared with nothing was noted when the page was checked.
        self.lacks_members = named.len() < 2;
        let mut seen = BTreeSet::new();
        for (id, range) in named {
            let Some(member) = self.ground.handbook.find(id) else {
                self.lacks_members = true;
                continue;
            };
            let kind = &self.page(member).typed.kind;
            if let Some(wanted) = wanted.filter(|wanted| wanted != kind) {
                self.lacks_members = true;
                // A page whose kind is not there says so itself.
                if self.ground.kinds.is_judged(kind) {
                    let message = format!("`{id}` is a {kind}, not a {wanted}");
                    self.note(Code::UnknownId, range, message, "compare pages of one kind, which `of` names");
                }
            } else if seen.insert(member) {
                self.members.push((member, range));
            }
        }
        self.baseline = self.ground.handbook.references(ix, "baseline").first().copied();
        if let (Some(baseline), Some(value)) = (self.baseline, self.page.typed.fields.get("baseline"))
            && !seen.contains(&baseline)
        {
            let message = format!("the baseline `{}` is not among the members", self.page(baseline).id);
            if !self.lacks_members {
                self.note(Code::WrongValue, value.range, message, "add it to `members`, or choose one of them");
            }
            self.baseline = None;
        }
    }

    /// The kind that all members should have. Where they share another one, it is `of` that is wrong.
    fn wanted(&mut self, named: &[(&str, TextRange)]) -> Option<&'a str> {
        let of = self.page.typed.fields.get("of")?;
        let wanted = of.value.text().ok()?;
        let kind = |id: &str| Some(self.page(self.ground.handbook.find(id)?).typed.kind.as_str());
        let mut kinds = named.iter().filter_map(|(id, _)| kind(id));
        let shared = kinds.next().filter(|first| kinds.clone().count() > 0 && kinds.all(|kind| kind == *first));
        let Some(shared) = shared.filter(|shared| *shared != wanted && self.ground.kinds.is_judged(shared)) else {
            return Some(wanted);
        };
        let message = format!("`of` is {wanted}, but each member is a {shared}");
        self.note(Code::WrongValue, of.range, message, format!("write `of: {shared}`, or change the members"));
        Some(shared)
    }

    /// Puts the members in order; an order made by hand that is far from the computed one is noted.
    fn order(&mut self) {
        let order = self.page.typed.text("order").unwrap_or("editorial");
        if order == "title" {
            let handbook = self.ground.handbook;
            self.members.sort_by_key(|&(member, _)| handbook.page(member).title.to_lowercase());
        }
        let Some(baseline) = self.baseline else {
            if let Some(order) = self.page.typed.fields.get("order").filter(|_| order == "overlap") {
                self.miss_baseline(order.range, "the order `overlap` needs a `baseline`");
            }
            return;
        };
        match order {
            "overlap" => {
                let others = self.members.iter().map(|(member, _)| *member);
                let nearest: Vec<PageIx> = self.graph.ranked(baseline, others).iter().map(|near| near.page).collect();
                // The baseline is not among those near it, and so comes first.
                self.members.sort_by_key(|(member, _)| nearest.iter().position(|other| other == member));
            }
            "editorial" => self.check_ranks(baseline),
            _ => {}
        }
    }

    /// Says once that there is no baseline; one that is named and wrong was noted.
    fn miss_baseline(&mut self, range: TextRange, message: &str) {
        let is_named = self.page.document.front.map.get("baseline").is_some();
        if !is_named && !std::mem::replace(&mut self.misses_baseline, true) {
            let help = "name the member that the others are measured against";
            self.note(Code::MissingField, range, message.to_owned(), help);
        }
    }

    /// Compares the order with the computed one; members that share equally much may stand in any order.
    fn check_ranks(&mut self, baseline: PageIx) {
        let others: Vec<(PageIx, TextRange, f64)> = self
            .members
            .iter()
            .filter(|(member, _)| *member != baseline)
            .map(|&(member, range)| (member, range, self.graph.nearness(baseline, member).share))
            .collect();
        for (place, &(member, range, share)) in (1..).zip(&others) {
            let nearer = others.iter().filter(|(.., other)| *other > share).count();
            let equal = others.iter().filter(|(.., other)| other.total_cmp(&share).is_eq()).count();
            let computed = place.clamp(nearer + 1, nearer + equal);
            if computed.abs_diff(place) >= RANKS_APART {
                let id = &self.page(member).id;
                let message = format!("`{id}` stands at place {place}, by what it shares it is at place {computed}");
                let help = "move it, set `order: overlap`, or correct what the pages say they share";
                self.note(Code::EditorialRank, range, message, help);
            }
        }
    }

    fn row(&mut self, row: &'a Spanned<Value>) -> Option<Row<'a>> {
        let map = row.value.map().ok().filter(|_| !self.members.is_empty())?;
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
            let note = Diagnostic::new(Code::UnknownKey, &self.page.document.path, value.range, message)
                .help("name a key that the members' front matter can have")
                .did_you_mean(name, kind.fields.iter().map(|field| field.name.as_str()));
            self.notes.push(note);
            return None;
        };
        let group = map.get("group_by").and_then(|group| self.group(field, group));
        let mut cells = Vec::new();
        for (member, _) in self.members.clone() {
            let cell = match rest {
                None if field.shape.names_pages() => self.pages_cell(member, name, group),
                _ => self.value_cell(member, field, rest),
            };
            if matches!(cell, Cell::Empty) && !self.is_noted(member, field, rest) {
                let id = &self.page(member).id;
                let code = if rest.is_some() { Code::IncompleteSet } else { Code::MissingCell };
                self.miss((code, member), value.range, format!("`{id}` has no `{path}`"), &format!("`{path}`"));
            }
            cells.push(cell);
        }
        let label = label.map_or_else(|| crate::text::humanise(rest.unwrap_or(name)), str::to_owned);
        Some(Row { label, cells })
    }

    /// The field by which the pages of a cell are grouped.
    fn group(&mut self, field: &Field, group: &'a Spanned<Value>) -> Option<&'a str> {
        let name = group.value.text().ok()?;
        let Shape::Ids(of) = &field.shape else {
            let message = format!("`{}` is no list of pages that could be grouped", field.name);
            self.note(Code::WrongValue, group.range, message, "take `group_by` out");
            return None;
        };
        let Some(kind) = self.ground.kinds.get(of.as_ref()?) else { return Some(name) };
        let groups = kind.fields.iter().filter(|field| matches!(field.shape, Shape::Id(_)));
        if groups.clone().any(|field| field.name == name) {
            return Some(name);
        }
        let message = format!("a {} has no key `{name}` that names a page", kind.title.to_lowercase());
        let note = Diagnostic::new(Code::UnknownKey, &self.page.document.path, group.range, message)
            .help("group by a key with an id, such as the `category` of tools")
            .did_you_mean(name, groups.map(|field| field.name.as_str()));
        self.notes.push(note);
        None
    }

    fn pages_cell(&self, member: PageIx, field: &str, group: Option<&str>) -> Cell<'a> {
        let pages = self.ground.handbook.references(member, field);
        if pages.is_empty() {
            return Cell::Empty;
        }
        let Some(group) = group else { return Cell::Pages(pages.to_vec()) };
        let mut groups: Vec<(Option<PageIx>, Vec<PageIx>)> = Vec::new();
        for &page in pages {
            let of = self.ground.handbook.references(page, group).first().copied();
            match groups.iter_mut().find(|(other, _)| *other == of) {
                Some((_, members)) => members.push(page),
                None => groups.push((of, vec![page])),
            }
        }
        groups.sort_by_key(|(of, _)| of.is_none());
        Cell::Groups(groups)
    }

    fn value_cell(&self, member: PageIx, field: &Field, rest: Option<&str>) -> Cell<'a> {
        let value = self.page(member).typed.fields.get(&field.name);
        let value =
            rest.map_or(value, |rest| rest.split('.').try_fold(value?, |value, key| value.value.map().ok()?.get(key)));
        match value.map(|value| &value.value).filter(|value| !is_blank(value)) {
            None => Cell::Empty,
            Some(Value::Text(text)) if field.name == "status" => Cell::Status(text),
            Some(Value::Text(text)) if field.shape != Shape::Duration => Cell::Text(text),
            Some(value) => Cell::Value(value),
        }
    }

    /// Whether the page itself was found at fault for what it lacks here.
    fn is_noted(&self, member: PageIx, field: &Field, rest: Option<&str>) -> bool {
        let page = self.page(member);
        let is_written = page.document.front.map.get(&field.name).is_some_and(|value| !is_blank(&value.value));
        let is_left_out = page.typed.fields.get(&field.name).is_none();
        if is_written { rest.is_none() || is_left_out } else { field.need == Need::Always }
    }

    /// Notes a cell that stays empty, where the row says what stands in it.
    fn miss(&mut self, (code, member): (Code, PageIx), range: TextRange, message: String, wanted: &str) {
        let path = &self.page(member).document.path;
        let note = Diagnostic::new(code, &self.page.document.path, range, message);
        let note = note.related(path, TextRange::default(), "on this page");
        self.notes.push(note.help(format!("add {wanted} to `{path}`, or take the row out")));
    }

    fn section_row(&mut self, value: &'a Spanned<Value>, map: &'a Map, label: Option<&'a str>) -> Option<Row<'a>> {
        let name = value.value.text().ok()?;
        let kind = self.kind()?;
        let Some(section) = kind.section(name) else {
            let message = format!("a {} has no section `{name}`", kind.title.to_lowercase());
            let names = kind.sections.iter().map(|section| section.name.as_str());
            let listed = names.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let note = Diagnostic::new(Code::UnknownKey, &self.page.document.path, value.range, message);
            let note = if listed.is_empty() { note } else { note.help(format!("it is one of {listed}")) };
            self.notes.push(note.did_you_mean(name, names));
            return None;
        };
        let first = map.get("first").and_then(|first| first.value.integer().ok());
        let first = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(usize::MAX);
        let mut cells = Vec::new();
        for (member, _) in self.members.clone() {
            let page = self.page(member);
            let found = schema::section(&page.document, kind, &section.name);
            let lines = found.into_iter().flat_map(|found| items(found.blocks));
            let passages: Vec<Passage<'a>> =
                lines.filter_map(|item| Passage::of_item(member, item)).take(first).collect();
            if !passages.is_empty() {
                cells.push(Cell::Passages(passages));
                continue;
            }
            cells.push(Cell::Empty);
            // A section that must be there was missed on its page.
            if section.need != Need::Always {
                let what = if found.is_some() { "list in its section" } else { "section" };
                let message = format!("`{}` has no {what} `{}`", page.id, section.name);
                let wanted = format!("`## {}` with a list", section.name);
                self.miss((Code::MissingCell, member), value.range, message, &wanted);
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
                    self.miss_baseline(value.range, "an overlap needs a `baseline`");
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
        let judged = self.judgements(value.value.map().ok()?);
        let label = label?;
        let mut cells = Vec::new();
        for (member, _) in self.members.clone() {
            let found = judged.iter().find(|(other, _)| *other == member);
            cells.push(found.map_or(Cell::Empty, |(_, cell)| cell.clone()));
            if found.is_none() {
                let id = &self.page(member).id;
                let message = format!("the row `{label}` has no cell for `{id}`");
                self.note(Code::MissingCell, row, message, format!("add `{id}: …` to its `cells`"));
            }
        }
        Some(Row { label: label.to_owned(), cells })
    }

    /// The judgements of a row by member, those that are at fault as empty cells.
    fn judgements(&mut self, cells: &'a Map) -> Vec<(PageIx, Cell<'a>)> {
        let mut judged = Vec::new();
        let mut meant = Vec::new();
        for (id, cell) in &cells.entries {
            let found = self.ground.handbook.find(&id.value);
            if let Some(member) = found.filter(|found| self.members.iter().any(|(member, _)| member == found)) {
                judged.push((member, self.judgement(id, &cell.value)));
            } else if !self.page.typed.texts("members").any(|(named, _)| named == id.value) {
                meant.extend(self.stranger(id).map(|member| (member, Cell::Empty)));
            }
        }
        // A slip in a name is no second fault of the member that it stands for.
        judged.extend(meant);
        judged
    }

    fn judgement(&mut self, id: &Spanned<ShortText>, cell: &'a Value) -> Cell<'a> {
        let name = &id.value;
        if is_blank(cell) {
            let message = format!("nothing is said of `{name}`");
            self.note(Code::MissingCell, id.range, message, "say something, or take the row out");
            return Cell::Empty;
        }
        match cell.text() {
            Ok(text) => Cell::Text(text),
            Err(fault) => {
                let help = "write words; a number or a date stands in quotes";
                self.note(Code::WrongValue, id.range, format!("`{name}`: {fault}"), help);
                Cell::Empty
            }
        }
    }

    /// Notes a cell for somebody who is not compared; the member whose name it comes close to.
    fn stranger(&mut self, id: &Spanned<ShortText>) -> Option<PageIx> {
        let handbook = self.ground.handbook;
        let members: Vec<PageIx> = self.members.iter().map(|(member, _)| *member).collect();
        let ids = members.iter().map(|&member| handbook.page(member).id.as_str());
        let message = format!("`{}` is not among the members", id.value);
        let note = Diagnostic::new(Code::UnknownId, &self.page.document.path, id.range, message);
        let note = note.help("add it to `members`, or take the cell out").did_you_mean(&id.value, ids.clone());
        self.notes.extend((!self.lacks_members).then_some(note));
        let near = crate::diag::nearest(&id.value, ids)?;
        members.iter().copied().find(|&member| handbook.page(member).id == near)
    }
}

/// Whether a value says nothing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}
