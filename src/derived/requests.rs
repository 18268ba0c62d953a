//! The views that pages ask for in `derive` and `table` blocks.

use super::table::{self, Asked, DataTable};
use super::{Graph, Ground, ViewName, kind_of};
use crate::data::Map;
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::ViewBlock;
use crate::handbook::{PageIx, References};
use crate::schema;
use crate::text::SourcePath;

/// A view that a page asks for, its options checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which view.
    pub view: ViewName,
    /// The page that it is about: the one that `of` names, or else the one that asks.
    pub subject: PageIx,
    /// The options.
    pub options: Map,
    /// The pages that the options name.
    pub references: References,
    /// The table that the options describe.
    pub table: Option<DataTable>,
}

impl Request {
    /// The request for a view of a page without options, as the page's kind makes it.
    pub fn of(view: ViewName, subject: PageIx) -> Self {
        Self { view, subject, options: Map::default(), references: References::new(), table: None }
    }

    /// The text of an option.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.options.get(name).and_then(|value| value.value.text().ok())
    }
}

/// The requests of a page, one for each of its blocks.
pub(super) fn of_page(ground: Ground<'_>, graph: &Graph<'_>, ix: PageIx) -> Noted<Vec<Option<Request>>> {
    let mut notes = Vec::new();
    let blocks = &ground.handbook.page(ix).document.views;
    let requests = blocks.iter().map(|block| request(ground, graph, (ix, block), &mut notes)).collect();
    Noted::new(requests, notes)
}

fn request(
    ground: Ground<'_>,
    graph: &Graph<'_>,
    (ix, block): (PageIx, &ViewBlock),
    notes: &mut Vec<Diagnostic>,
) -> Option<Request> {
    let path = &ground.handbook.page(ix).document.path;
    let view = view_of(block, path, notes)?;
    let kind = kind_of(view);
    let options = schema::validate_options(kind, &block.options, (path, block.range), ground.today).take(notes);
    let references = ground.handbook.resolve_options(ix, (kind, &options), ground.kinds).take(notes);
    let subject = references.get("of").and_then(|of| of.pages.first().copied());
    if subject.is_none() && options.get("of").is_some() {
        return None;
    }
    let asked = Asked { ground, page: ix, options: &options, range: block.range };
    let table = match view {
        ViewName::Pages => table::read_listing(asked, graph).take(notes),
        // Options of the wrong type were noted, and are not among those that are left.
        ViewName::Table if options.entries.len() == block.options.entries.len() => table::read(asked).take(notes),
        _ => None,
    };
    Some(Request { view, subject: subject.unwrap_or(ix), options, references, table })
}

/// The view that a block asks for; what is wrong with its name is noted.
fn view_of(block: &ViewBlock, path: &SourcePath, notes: &mut Vec<Diagnostic>) -> Option<ViewName> {
    match block.options.get("view").map(|view| (view.value.text(), view.range)) {
        None if block.fence == "table" => Some(ViewName::Table),
        // Options that do not parse were noted.
        None if block.options.entries.is_empty() => None,
        None => {
            let note = Diagnostic::new(Code::MissingField, path, block.range, "this block names no view");
            notes.push(note.help(format!("begin it with `view:` and one of {}", ViewName::listed())));
            None
        }
        Some((Err(fault), range)) => {
            notes.push(Diagnostic::new(Code::WrongValue, path, range, format!("`view`: {fault}")));
            None
        }
        Some((Ok(name), range)) => {
            let Some(view) = ViewName::named(name) else {
                let note = Diagnostic::new(Code::UnknownView, path, range, format!("there is no view `{name}`"));
                let names = ViewName::ALL.iter().map(|view| view.name());
                let help = format!("it is one of {}", ViewName::listed());
                notes.push(note.help(help).did_you_mean(name, names));
                return None;
            };
            Some(view)
        }
    }
}
