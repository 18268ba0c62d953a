//! The views that pages ask for in `derive` and `table` blocks.

use super::table::{self, Asked, DataTable};
use super::{GOLDEN_PATH, Graph, Ground, ViewName, kind_of, ladder};
use crate::data::Map;
use crate::diag::{Code, Diagnostic, Noted};
use crate::document::ViewBlock;
use crate::handbook::{Page, PageIx, References};
use crate::schema::{self, Shape};
use crate::text::{SourcePath, TextRange};

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
        Self { view, subject, options: Map::default(), references: References::default(), table: None }
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
    let written = block.options.as_ref()?;
    let view = view_of(block, written, path, notes)?;
    let kind = kind_of(view);
    let faults = notes.len();
    let options = schema::validate_options(kind, written, (path, block.range), ground.today).take(notes);
    let references = ground.handbook.resolve_options(ix, (kind, &options), ground.kinds).take(notes);
    if notes.len() > faults {
        return None;
    }
    let subject = references.of("of").first().copied();
    let mut request = Request { view, subject: subject.unwrap_or(ix), options, references, table: None };
    notes.extend(check(ground, ix, &request, block.range));
    if notes.len() > faults {
        return None;
    }
    let asked = Asked { ground, page: ix, options: &request.options, range: block.range };
    request.table = match view {
        ViewName::Pages => table::read_listing(asked, graph).take(notes),
        ViewName::Table => table::read(asked).take(notes),
        _ => None,
    };
    Some(request)
}

/// The view that a block asks for; what is wrong with its name is noted.
fn view_of(block: &ViewBlock, written: &Map, path: &SourcePath, notes: &mut Vec<Diagnostic>) -> Option<ViewName> {
    match written.get("view").map(|view| (view.value.text(), view.range)) {
        None if block.fence == "table" => Some(ViewName::Table),
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
                notes.push(unknown_view(path, name, range));
                return None;
            };
            Some(view)
        }
    }
}

fn unknown_view(path: &SourcePath, name: &str, range: TextRange) -> Diagnostic {
    let note = Diagnostic::new(Code::UnknownView, path, range, format!("there is no view `{name}`"));
    let names = ViewName::ALL.iter().map(|view| view.name());
    note.help(format!("it is one of {}", ViewName::listed())).did_you_mean(name, names)
}

/// What is wrong with a request whose options are right by themselves.
fn check(ground: Ground<'_>, ix: PageIx, request: &Request, at: TextRange) -> Vec<Diagnostic> {
    let page = ground.handbook.page(ix);
    let subject = ground.handbook.page(request.subject);
    let of = kind_of(request.view).field("of").map(|field| &field.shape);
    if let Some(Shape::Id(Some(kind))) = of
        && *kind != subject.typed.kind
    {
        let message = format!("this block does not say which {kind} it shows");
        let note = Diagnostic::new(Code::MissingField, &page.document.path, at, message);
        return vec![note.help("add `of` with its id")];
    }
    match request.view {
        ViewName::LadderStep => ladder::check_step(page, subject, &request.options),
        ViewName::Fields if request.text("options").is_some() => unknown_options(page, request).into_iter().collect(),
        ViewName::Cards | ViewName::Matrix | ViewName::Fields | ViewName::Sections => {
            unknown_kinds(ground, page, &request.options)
        }
        ViewName::Prerequisites => no_path(page, subject, request).into_iter().collect(),
        ViewName::Nearest => not_ranked(page, subject, request, at).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The kinds that a view asks for and nobody knows.
fn unknown_kinds(ground: Ground<'_>, page: &Page, options: &Map) -> Vec<Diagnostic> {
    let written = ["rows", "columns", "kind"].into_iter().filter_map(|option| options.get(option));
    let unknown = written.filter_map(|kind| {
        let name = kind.value.text().ok().filter(|name| *name != "page" && ground.kinds.get(name).is_none())?;
        let message = format!("there is no kind `{name}`");
        let note = Diagnostic::new(Code::UnknownKind, &page.document.path, kind.range, message);
        Some(note.did_you_mean(name, ground.kinds.iter().map(|kind| kind.name.as_str())))
    });
    unknown.collect()
}

/// A ranking of pages that nothing is known of by which they could be near.
fn not_ranked(page: &Page, subject: &Page, request: &Request, at: TextRange) -> Option<Diagnostic> {
    let kind = &subject.typed.kind;
    if subject.typed.is_explicit && Graph::ranks(kind) {
        return None;
    }
    let at = request.options.get("of").map_or(at, |of| of.range);
    let message = format!("nothing says how near a {kind} is to others");
    let note = Diagnostic::new(Code::WrongValue, &page.document.path, at, message);
    Some(note.help("let `of` name a role, a tool or a golden path"))
}

/// The prerequisites of a page that has none, since it is no golden path.
fn no_path(page: &Page, subject: &Page, request: &Request) -> Option<Diagnostic> {
    let of = request.options.get("of").filter(|_| subject.typed.kind != GOLDEN_PATH)?;
    let message = format!("`{}` is no golden path", subject.id);
    let note = Diagnostic::new(Code::WrongValue, &page.document.path, of.range, message);
    Some(note.help("let `of` name a golden path, or leave it out for all of them"))
}

/// The view whose options are asked for and that nobody knows.
fn unknown_options(page: &Page, request: &Request) -> Option<Diagnostic> {
    let name = request.text("options").filter(|name| ViewName::named(name).is_none())?;
    let range = request.options.get("options")?.range;
    Some(unknown_view(&page.document.path, name, range))
}
