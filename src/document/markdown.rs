//! From the parser's events to the tree.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::sync::Arc;

use pulldown_cmark::{self as md, BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::html::{self, HtmlPiece};
use super::lines::{self, FenceFault};
use super::page_text::TextRun;
use super::{
    Alignment, Block, Code as CodeBlock, CodeLines, Definition, Footnote, Heading, Inline, Item, Link, LinkForm,
    ParseOptions, Table, ViewBlock, alerts, attributes, headings, invisible, labels, links, plain_text, punctuation,
    view_block::{self, Fence},
};
use crate::diag::{Code, Diagnostic, Noted};
use crate::text::{SourcePath, Spanned, TextRange};

/// How deep blocks and inline content may nest. Nobody writes this, but a hostile page must not end the program.
const DEEPEST: usize = 100;

#[derive(Default)]
pub(super) struct Body {
    pub(super) title: Option<Heading>,
    pub(super) blocks: Vec<Block>,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) links: Vec<Link>,
    pub(super) anchors: BTreeSet<String>,
    pub(super) labels: Vec<Spanned<String>>,
    pub(super) prose: Vec<TextRange>,
    pub(super) has_tables: bool,
    pub(super) views: Vec<ViewBlock>,
}

/// Reads the Markdown from `start` to the end of `text`; all ranges are those of the file.
pub(super) fn read(text: &Arc<str>, start: usize, path: &SourcePath, options: ParseOptions) -> Noted<Body> {
    // Heading attributes are read by `attributes`: together with definition lists the parser's own panic
    // (pulldown-cmark#1110), and ours says what is wrong.
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let body_text = &text[start..];
    let mut builder = Builder {
        events: Parser::new_ext(body_text, extensions).into_offset_iter().peekable(),
        text: body_text,
        file: text,
        start,
        path,
        body: Body::default(),
        notes: Vec::new(),
        depth: 0,
        task: None,
        links_open: 0,
        referred: BTreeSet::new(),
        smart_punctuation: options.smart_punctuation,
        read_blocks: Vec::new(),
        read_inlines: Vec::new(),
    };
    builder.body.blocks = builder.blocks();
    builder.check_footnotes();
    let Builder { mut body, mut notes, .. } = builder;
    body.title = take_title(&mut body.blocks);
    let ids = headings::assign_ids(&mut body, path, &mut notes);
    body.anchors.extend(ids);
    let outline: Vec<&Heading> = body.blocks.iter().filter_map(Block::heading).collect();
    headings::check_outline(body.title.as_ref(), &outline, path, &mut notes);
    invisible::note(body_text, start, path, &mut notes);
    body.links.shrink_to_fit();
    body.prose.shrink_to_fit();
    Noted::new(body, notes)
}

/// The first heading, where it is of level 1: what stands before it (a badge, a note) moves below it.
fn take_title(blocks: &mut Vec<Block>) -> Option<Heading> {
    let at = blocks.iter().position(|block| matches!(block, Block::Heading(_)))?;
    if blocks[at].heading()?.level != 1 {
        return None;
    }
    match blocks.remove(at) {
        Block::Heading(heading) => Some(*heading),
        _ => None,
    }
}

struct Builder<'a> {
    events: Peekable<md::OffsetIter<'a>>,
    text: &'a str,
    /// The file, in which the text begins at `start`.
    file: &'a Arc<str>,
    start: usize,
    path: &'a SourcePath,
    body: Body,
    notes: Vec<Diagnostic>,
    depth: usize,
    /// The box of the task list item that is being read.
    task: Option<bool>,
    /// How many links the text being read stands in: a link holds no other.
    links_open: usize,
    /// The footnotes that the text refers to.
    referred: BTreeSet<String>,
    smart_punctuation: bool,
    /// Blocks and inline content of what is not closed yet.
    read_blocks: Vec<Block>,
    read_inlines: Vec<Inline>,
}

type Range = std::ops::Range<usize>;

impl Builder<'_> {
    fn place(&self, range: &Range) -> TextRange {
        TextRange::from(range.clone()).shifted(self.start)
    }

    fn note(&mut self, code: Code, range: &Range, message: impl Into<String>, help: &str) {
        let range = self.place(range);
        self.notes.push(Diagnostic::new(code, self.path, range, message).help(help));
    }

    /// Reads blocks up to the end of what holds them.
    fn blocks(&mut self) -> Vec<Block> {
        // What is read is gathered in one place for all, and taken from there in lists without room to spare: a page stays
        // in memory while the rest of the handbook is read.
        let first = self.read_blocks.len();
        let mut places = Vec::new();
        while let Some((event, range)) = self.events.next() {
            let place = range.clone();
            match event {
                Event::End(_) => break,
                Event::Rule => self.read_blocks.push(Block::Rule),
                Event::Start(tag) if is_block(&tag) => {
                    if self.descend(&range) {
                        let block = self.block(tag, &range);
                        self.read_blocks.extend(block);
                        self.depth -= 1;
                    }
                }
                event => {
                    let content = self.inlines(Some((event, range)), is_inline);
                    let content = self.refined(content);
                    self.read_blocks.push(Block::Plain(content));
                }
            }
            places.resize(self.read_blocks.len() - first, place);
        }
        let blocks: Vec<Block> = self.read_blocks.drain(first..).collect();
        let labels = labels::empty(&blocks, &places, self.text).into_iter();
        self.body.labels.extend(labels.map(|label| Spanned::new(label.value, label.range.shifted(self.start))));
        blocks
    }

    /// Goes one level deeper, or skips what lies too deep.
    fn descend(&mut self, range: &Range) -> bool {
        if self.depth < DEEPEST {
            self.depth += 1;
            return true;
        }
        let mut open = 1;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
        self.note(
            Code::TooDeep,
            range,
            format!("this is nested deeper than {DEEPEST} levels"),
            "flatten the structure",
        );
        false
    }

    fn block(&mut self, tag: Tag<'_>, range: &Range) -> Option<Block> {
        Some(match tag {
            Tag::Paragraph => Block::Paragraph(self.line()),
            Tag::Heading { level, .. } => Block::Heading(Box::new(self.heading(level as u8, range))),
            Tag::BlockQuote(kind) => self.quote(kind, range),
            Tag::CodeBlock(kind) => self.fence(&kind, range),
            Tag::HtmlBlock => return self.html_block(range),
            Tag::List(start) => Block::List { start, items: self.items() },
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks();
                let range = self.place(range);
                self.body.footnotes.push(Footnote { label: label.to_string(), range, blocks });
                return None;
            }
            Tag::DefinitionList => Block::Definitions(self.definitions()),
            Tag::Table(alignment) => Block::Table(Box::new(self.table(&alignment, range))),
            // Items, rows and cells are read by what holds them; metadata blocks are not enabled.
            _ => {
                self.blocks();
                return None;
            }
        })
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range) -> Block {
        let mut blocks = self.blocks();
        // A mark behind a backslash is text.
        let is_marked = self.text[range.clone()].trim_start_matches(['>', ' ', '\t']).starts_with("[!");
        let alert = kind.map(alerts::plain).or_else(|| is_marked.then(|| alerts::take(&mut blocks))?);
        Block::Quote { alert, blocks }
    }

    fn heading(&mut self, level: u8, range: &Range) -> Heading {
        let mut content = self.inlines(None, |_| true);
        let attributes = headings::take_attributes(&mut content);
        let content = self.refined(content);
        let written = self.text[range.clone()].trim_end().len();
        let range = self.place(&(range.start..range.start + written));
        let words = plain_text(&content).trim().into();
        Heading { level, id: String::new(), attributes, content, words, range }
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), range)) = self.events.next() {
            if !self.descend(&range) {
                continue;
            }
            let outer = self.task.take();
            let blocks = self.blocks();
            let written = self.text[range.clone()].trim_end().len();
            let range = self.place(&(range.start..range.start + written));
            items.push(Item { task: std::mem::replace(&mut self.task, outer), blocks, range });
            self.depth -= 1;
        }
        items.shrink_to_fit();
        items
    }

    fn definitions(&mut self) -> Vec<Definition> {
        let mut entries: Vec<Definition> = Vec::new();
        while let Some((Event::Start(tag), range)) = self.events.next() {
            if tag == Tag::DefinitionListTitle {
                let range = self.place(&range);
                entries.push(Definition { term: self.line(), details: Vec::new(), range });
            } else {
                let details = self.blocks();
                if let Some(entry) = entries.last_mut() {
                    entry.details.push(details);
                }
            }
        }
        entries
    }

    fn table(&mut self, alignment: &[md::Alignment], range: &Range) -> Table {
        let mut head = Vec::new();
        let mut rows = Vec::new();
        while let Some((Event::Start(tag), range)) = self.events.next() {
            let cells = self.cells();
            if tag == Tag::TableHead {
                head = cells;
            } else {
                self.check_row(&range, head.len());
                rows.push(cells);
            }
        }
        let alignment = alignment.iter().map(|alignment| match alignment {
            md::Alignment::None => Alignment::None,
            md::Alignment::Left => Alignment::Left,
            md::Alignment::Center => Alignment::Center,
            md::Alignment::Right => Alignment::Right,
        });
        rows.shrink_to_fit();
        self.body.has_tables = true;
        Table { alignment: alignment.collect(), head, rows, range: self.place(range) }
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = self.events.next() {
            cells.push(self.line());
        }
        cells.shrink_to_fit();
        cells
    }

    /// The parser fills and cuts rows to the header's width; the writer should hear of it.
    fn check_row(&mut self, range: &Range, expected: usize) {
        let row = self.text[range.clone()].trim();
        let found = count_cells(row);
        if found != expected {
            let s = if found == 1 { "" } else { "s" };
            let message = format!("this row has {found} cell{s}, the header has {expected}");
            let range = range.start..range.start + row.len();
            self.note(Code::RaggedRow, &range, message, "add or remove a `|`; inside a cell, write it as `\\|`");
        }
    }

    /// A code block, or a view of the handbook where the language asks for one.
    fn fence(&mut self, kind: &CodeBlockKind<'_>, range: &Range) -> Block {
        let code = self.code(kind, range);
        match code.language.as_deref() {
            Some(fence) if view_block::FENCES.contains(&fence) => {
                let at = Fence { text: self.text, range, start: self.start };
                let options = view_block::options(&code.text, &at, self.path).take(&mut self.notes);
                self.body.views.push(ViewBlock { fence: fence.to_owned(), options, range: code.range });
                Block::View(self.body.views.len() - 1)
            }
            _ => Block::Code(Box::new(code)),
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range) -> CodeBlock {
        let mut run = TextRun::default();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Text(part) => run.push(self.text, &part, range),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let text = run.text(self.file, self.start);
        let (language, attributes) = match kind {
            CodeBlockKind::Indented => (None, attributes::Attributes::default()),
            CodeBlockKind::Fenced(info) => {
                self.check_fence(range);
                attributes::read_info(info)
            }
        };
        let lines = self.code_lines(&text, range);
        CodeBlock { language, attributes, lines, text, range: self.place(range) }
    }

    fn code_lines(&mut self, code: &str, range: &Range) -> Option<Box<CodeLines>> {
        let opening = self.text[range.clone()].lines().next()?;
        if !opening.starts_with(['`', '~']) {
            return None;
        }
        let (lines, faults) = lines::read(&attributes::fence_words(opening), code);
        for FenceFault { word, message, help } in faults {
            let start = range.start + word.at;
            self.note(Code::CodeLines, &(start..start + word.text.len()), message, &help);
        }
        lines
    }

    fn check_fence(&mut self, range: &Range) {
        let block = self.text[range.clone()].trim_end();
        let opening = block.lines().next().unwrap_or_default();
        let fence = if opening.starts_with('~') { '~' } else { '`' };
        let last = block.lines().next_back().unwrap_or_default();
        let last = last.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let length = opening.chars().take_while(|c| *c == fence).count();
        let is_closed = block.lines().nth(1).is_some() && last.len() >= length && last.chars().all(|c| c == fence);
        if !is_closed {
            let range = range.start..range.start + opening.len();
            let help = "close it with a line of the same characters as it was opened with";
            self.note(Code::UnclosedFence, &range, "this code block has no end", help);
        }
    }

    fn html_block(&mut self, range: &Range) -> Option<Block> {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Html(part) | Event::Text(part) => text.push_str(&part),
                Event::End(_) => break,
                _ => {}
            }
        }
        let pieces = self.pieces(&text, range);
        (!pieces.is_empty()).then_some(Block::Html(pieces))
    }

    fn pieces(&mut self, text: &str, range: &Range) -> Vec<HtmlPiece> {
        // In a quotation the file has marks at each line that the HTML has not: then the whole block is the place.
        let is_verbatim = self.text.get(range.start..range.start + text.len()) == Some(text);
        let whole = self.place(range);
        let start = self.start + range.start;
        let place = |part: Range| if is_verbatim { TextRange::from(part).shifted(start) } else { whole };
        let mut pieces = html::pieces(text, place);
        self.links_open = html::links_open_after(&pieces, self.links_open);
        html::register_links(&mut pieces, &mut self.body.links);
        for piece in &pieces {
            let HtmlPiece::Tag(tag) = piece else { continue };
            let names = tag.attributes.iter().filter(|attribute| matches!(attribute.name.as_str(), "id" | "name"));
            self.body.anchors.extend(names.map(|attribute| attribute.value.clone()));
        }
        pieces
    }

    /// Reads the inline content of a block.
    fn line(&mut self) -> Vec<Inline> {
        let content = self.inlines(None, |_| true);
        self.refined(content)
    }

    /// Content with typographic punctuation, where it is wanted: when links and attributes have been taken out.
    fn refined(&self, mut content: Vec<Inline>) -> Vec<Inline> {
        if self.smart_punctuation {
            punctuation::refine(&mut content);
        }
        content
    }

    /// Reads inline content: from `first`, or up to the end of what holds it; goes on while `belongs`.
    fn inlines(&mut self, first: Option<(Event<'_>, Range)>, belongs: impl Fn(&Event<'_>) -> bool) -> Vec<Inline> {
        let start = self.read_inlines.len();
        let mut run = TextRun::default();
        let is_bare = first.is_some();
        if let Some((event, range)) = first {
            self.inline(event, range, &mut run);
        }
        // Bare content in a tight item ends before the next block, other content with its own end.
        while let Some((event, range)) = self.events.next_if(|(event, _)| !is_bare || belongs(event)) {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.inline(event, range, &mut run);
        }
        self.flush(&mut run);
        self.read_inlines.drain(start..).collect()
    }

    fn inline(&mut self, event: Event<'_>, range: Range, run: &mut TextRun) {
        if let Event::Text(text) = event {
            return run.push(self.text, &text, range);
        }
        self.flush(run);
        match event {
            Event::Code(code) => {
                // Wherever the same text stands will do, be it in the fence itself.
                let written = &self.text[range.clone()];
                let at = if written.get(1..=code.len()) == Some(&*code) { Some(1) } else { written.find(&*code) };
                let place = at.map(|at| range.start + at);
                let mut run = TextRun::default();
                run.push(self.text, &code, place.map_or(range, |place| place..place + code.len()));
                self.read_inlines.push(Inline::Code(run.text(self.file, self.start)));
            }
            Event::InlineHtml(text) | Event::Html(text) => {
                let pieces = self.pieces(&text, &range);
                self.read_inlines.extend(pieces.into_iter().map(Inline::Html));
            }
            Event::FootnoteReference(label) => {
                self.referred.insert(label.to_string());
                self.read_inlines.push(Inline::FootnoteReference(label.to_string()));
            }
            Event::SoftBreak => self.read_inlines.push(Inline::SoftBreak),
            Event::HardBreak => self.read_inlines.push(Inline::HardBreak),
            Event::TaskListMarker(ticked) => self.task = Some(ticked),
            Event::Start(tag) if self.descend(&range) => {
                let content = self.span(tag, &range);
                self.read_inlines.extend(content);
                self.depth -= 1;
            }
            _ => {}
        }
    }

    fn span(&mut self, tag: Tag<'_>, range: &Range) -> Vec<Inline> {
        match tag {
            Tag::Emphasis => vec![Inline::Emphasis(self.inlines(None, |_| true))],
            Tag::Strong => vec![Inline::Strong(self.inlines(None, |_| true))],
            Tag::Strikethrough => vec![Inline::Strikethrough(self.inlines(None, |_| true))],
            Tag::Link { link_type, dest_url, title, .. } => {
                self.links_open += 1;
                let content = self.inlines(None, |_| true);
                self.links_open -= 1;
                let target = match link_type {
                    md::LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                let link = self.enter_link(LinkForm::Link, target, &title, range);
                vec![Inline::Link { link, content }]
            }
            Tag::Image { dest_url, title, .. } => {
                self.links_open += 1;
                let content = self.inlines(None, |_| true);
                self.links_open -= 1;
                let alt = super::plain_text(&content);
                if alt.trim().is_empty() {
                    let help = "write what the image shows between the brackets: `![what it shows](…)`";
                    self.note(Code::MissingAlt, range, "this image has no text in its place", help);
                }
                let link = self.enter_link(LinkForm::Image, dest_url.to_string(), &title, range);
                vec![Inline::Image { link, alt: alt.into() }]
            }
            _ => self.inlines(None, |_| true),
        }
    }

    fn enter_link(&mut self, form: LinkForm, target: String, title: &str, range: &Range) -> usize {
        let written = &self.text[range.clone()];
        // Most stand at the end, before the parenthesis.
        let before = written.strip_suffix(')').and_then(|written| written.strip_suffix(target.as_str()));
        let place = before.map(str::len).or_else(|| written.rfind(target.as_str()));
        let place = match place.filter(|_| !target.is_empty()) {
            Some(at) => range.start + at..range.start + at + target.len(),
            None => range.clone(),
        };
        let range = self.place(&place);
        self.body.links.push(Link { form, target, title: title.to_owned(), range });
        self.body.links.len() - 1
    }

    /// What the parser left as text although it looks like a reference to a footnote.
    fn check_references(&mut self, text: &str, range: &Range) {
        if !text.contains('[') {
            return;
        }
        let mut rest = text;
        let mut place = range.start;
        while let Some(open) = rest.find("[^") {
            rest = &rest[open..];
            let Some(length) = rest.find(']').map(|close| close + 1) else { return };
            let written = &rest[..length];
            rest = &rest[length..];
            let Some(start) = self.text[place..range.end].find(written).map(|at| place + at) else { return };
            place = start + length;
            if is_footnote_name(&written[2..length - 1]) && !self.text[..start].ends_with('\\') {
                let message = format!("the footnote `{written}` has no text");
                self.note(Code::BrokenFootnote, &(start..place), message, "write its text: `[^name]: the text`");
            }
        }
    }

    fn check_footnotes(&mut self) {
        let unused = self.body.footnotes.iter().filter(|footnote| !self.referred.contains(&footnote.label));
        let note = |footnote: &Footnote| {
            let message = format!("nothing refers to the footnote `[^{}]`", footnote.label);
            Diagnostic::new(Code::BrokenFootnote, self.path, footnote.range, message).help("refer to it, or remove it")
        };
        self.notes.extend(unused.map(note));
    }

    fn flush(&mut self, run: &mut TextRun) {
        let run = std::mem::take(run);
        let range = run.range.clone();
        let text = run.text(self.file, self.start);
        if text.is_empty() {
            return;
        }
        self.check_references(&text, &range);
        let place = self.place(&range);
        if self.links_open > 0 {
            self.read_inlines.push(Inline::Text(text));
            return;
        }
        let before = self.body.links.len();
        self.read_inlines.extend(links::split(text, &self.text[range], place, &mut self.body.links));
        let mut start = place.start;
        for link in &self.body.links[before..] {
            self.body.prose.push(TextRange { start, end: link.range.start });
            start = link.range.end;
        }
        self.body.prose.push(TextRange { start, end: place.end });
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !is_block(tag),
        Event::End(_) | Event::Rule => false,
        _ => true,
    }
}

/// Whether this is a name that people give footnotes; `[^a-z]` and `[^"]` are classes of regular expressions.
fn is_footnote_name(name: &str) -> bool {
    let is_class = name.len() == 3 && name.as_bytes()[1] == b'-';
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_word && !is_class
}

/// The cells that a row's bars make, as GFM counts them.
fn count_cells(row: &str) -> usize {
    let mut bars = 0;
    let mut escaped = false;
    let mut ends_with_bar = false;
    for c in row.chars() {
        ends_with_bar = c == '|' && !escaped;
        bars += usize::from(ends_with_bar);
        escaped = c == '\\' && !escaped;
    }
    let leading = usize::from(row.starts_with('|'));
    let trailing = usize::from(ends_with_bar && bars > leading);
    bars + 1 - leading - trailing
}
