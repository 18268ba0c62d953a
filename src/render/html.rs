//! The tree of a page as HTML.

use std::collections::HashMap;

use super::Renderer;
use super::raw::{Mixed, RawWriter};
use super::tabs::{Run, runs};
use crate::config::HtmlMode;
use crate::data::spell_duration;
use crate::derived::{Declared, Terms};
use crate::diag::Diagnostic;
use crate::document::{Alert, AlertKind, Block, Folding, Footnote, Heading, HtmlPiece, Inline, Item, LinkForm};
use crate::text::escape;
use crate::view::{LinkTarget, ListView, PageView, PathView};

/// How many times as long as its Markdown the HTML of a page is, at most as a rule: a text that grows is copied each time.
const LONGER: usize = 3;

pub(super) struct Writer<'a, 'n> {
    pub(super) view: &'a PageView,
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) notes: &'n mut Vec<Diagnostic>,
    pub(super) out: String,
    /// How many tables were written: each has a name of its own.
    pub(super) tables: usize,
    /// How many views were written.
    pub(super) views: usize,
    /// The names that stand for values in code.
    pub(super) declared: Declared<'a>,
    /// The level of the last heading that was written.
    pub(super) level: u8,
    /// The footnotes by label, with the number of each once it was referred to.
    footnotes: HashMap<&'a str, &'a Footnote>,
    numbers: Vec<&'a str>,
    /// The number of each footnote, and how often it was referred to.
    references: HashMap<&'a str, (usize, usize)>,
    /// Whether the text stands in a link, which can hold no other.
    in_link: bool,
    /// Whether the text stands where no term becomes a link: in a heading.
    is_without_terms: bool,
    /// The names of the terms that have not become links yet, by their place in the view's list.
    terms: Terms<usize>,
    /// Whether each term has become a link.
    linked: Vec<bool>,
}

impl<'a, 'n> Writer<'a, 'n> {
    pub(super) fn new(view: &'a PageView, renderer: &'a Renderer<'a>, notes: &'n mut Vec<Diagnostic>) -> Self {
        // Of two footnotes with one label the first counts, as on GitHub.
        let footnotes =
            view.document.tree().footnotes.iter().rev().map(|footnote| (footnote.label.as_str(), footnote)).collect();
        let names =
            (0..).zip(&view.terms).flat_map(|(place, term)| term.names.iter().map(move |name| (name.as_str(), place)));
        Self {
            terms: Terms::new(names),
            linked: vec![false; view.terms.len()],
            view,
            renderer,
            notes,
            out: String::new(),
            tables: 0,
            views: 0,
            declared: view.path.as_ref().map_or_else(Declared::default, PathView::declared),
            level: 1,
            footnotes,
            numbers: Vec::new(),
            references: HashMap::new(),
            in_link: false,
            is_without_terms: false,
        }
    }

    /// The HTML of the page's title.
    pub(super) fn heading_line(&mut self) -> String {
        if let Some(title) = &self.view.document.tree().title {
            self.aside(|writer| writer.without_terms(|writer| writer.inlines(&title.content)))
        } else {
            let mut html = String::new();
            escape::text(&mut html, &self.view.title);
            html
        }
    }

    /// The HTML of the page's text, footnotes included.
    pub(super) fn body(&mut self) -> String {
        let view = self.view;
        let blocks = &view.document.tree().blocks;
        let intro =
            if view.views.before.is_empty() { 0 } else { blocks.iter().position(is_section).unwrap_or(blocks.len()) };
        self.aside(|writer| {
            writer.out.reserve(LONGER * view.document.tree().text.len());
            writer.blocks(&blocks[..intro]);
            view.views.before.iter().for_each(|view| writer.derived(view));
            writer.sections(&blocks[intro..]);
            view.views.after.iter().for_each(|view| writer.derived(view));
            writer.footnotes();
        })
    }

    /// Writes blocks, each section that the page's kind knows in an element of its own.
    fn sections(&mut self, blocks: &'a [Block]) {
        let view = self.view;
        let parts = divided(blocks, is_section);
        // The page's own elements may reach over several sections.
        if (view.named_sections.is_empty() && view.path.is_none()) || !parts.iter().all(|part| stands_alone(part)) {
            return self.blocks(blocks);
        }
        for part in parts {
            let Some(Block::Heading(heading)) = part.first() else {
                self.blocks(part);
                continue;
            };
            if let Some(step) = view.path.as_ref().and_then(|path| path.parts.steps.get(&heading.id)) {
                self.step(step, heading, &part[1..]);
            } else if let Some(name) = view.named_sections.get(&heading.id) {
                self.out.push_str(&format!("<section class=\"section section-{name}\">\n"));
                self.blocks(part);
                self.out.push_str("</section>\n");
            } else {
                self.blocks(part);
            }
        }
    }

    /// Writes into a text of its own.
    fn aside(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.out);
        write(self);
        std::mem::replace(&mut self.out, before)
    }

    pub(super) fn blocks(&mut self, blocks: &'a [Block]) {
        if !blocks.iter().any(|block| matches!(block, Block::Html(_))) || self.view.html == HtmlMode::Text {
            for run in runs(blocks) {
                self.run(&run);
            }
            return;
        }
        // What stands between an opening and a closing tag may be Markdown: all siblings are put together.
        let mut mixed = Mixed::new(self.view.document.digest);
        for run in runs(blocks) {
            match run {
                Run::Block(Block::Html(pieces)) => self.push_pieces(pieces, &mut mixed),
                run => {
                    let is_naming = mixed.is_naming();
                    let html = self.aside(|writer| writer.terms_unless(is_naming, |writer| writer.run(&run)));
                    mixed.push_ours(html);
                }
            }
        }
        let html = self.finish(mixed);
        self.out.push_str(&html);
    }

    fn push_pieces(&mut self, pieces: &[HtmlPiece], mixed: &mut Mixed) {
        let view = self.view;
        let is_safe = view.html == HtmlMode::Safe;
        let writer = RawWriter { path: &view.document.path, links: &view.links, is_safe };
        for piece in pieces {
            mixed.push_piece(piece, &writer, self.notes);
        }
    }

    fn finish(&self, mixed: Mixed) -> String {
        match self.view.html {
            HtmlMode::Trusted => mixed.finish_trusted(),
            HtmlMode::Safe | HtmlMode::Text => mixed.finish(&self.renderer.sanitiser),
        }
    }

    fn run(&mut self, run: &Run<'a>) {
        match run {
            Run::Block(block) => self.block(block),
            Run::Tabs { by, tabs } => self.tabs(by, tabs),
        }
    }

    pub(super) fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => match content.as_slice() {
                [Inline::Image { link, alt }] if let Some(caption) = self.caption(*link) => {
                    self.figure(*link, alt, caption);
                }
                content => self.element("p", |writer| writer.inlines(content)),
            },
            Block::Plain(content) => self.inlines(content),
            Block::Quote { alert: None, blocks } => self.element("blockquote", |writer| writer.blocks(blocks)),
            Block::Quote { alert: Some(alert), blocks } => self.alert(alert, blocks),
            Block::List { start, items } => self.list(*start, items),
            Block::Code(code) => self.code(code),
            Block::Table(table) => self.table(table),
            Block::Definitions(entries) => self.element("dl", |writer| {
                for entry in entries {
                    writer.element("dt", |writer| writer.without_terms(|writer| writer.inlines(&entry.term)));
                    for details in &entry.details {
                        writer.element("dd", |writer| writer.blocks(details));
                    }
                }
            }),
            Block::Html(pieces) => {
                self.element("pre", |writer| pieces.iter().for_each(|piece| writer.raw_as_text(piece)));
            }
            Block::View(place) => {
                let view = self.view.views.blocks.get(*place).and_then(Option::as_ref);
                if let Some(view) = view {
                    self.derived(view);
                }
            }
            Block::Rule => self.out.push_str("<hr>\n"),
        }
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.span(name, content);
        self.out.push('\n');
    }

    /// Writes what needs no escaping, of which pages have so much that formatting it would take a while.
    pub(super) fn push(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.out.push_str(piece);
        }
    }

    pub(super) fn heading(&mut self, heading: &'a Heading) {
        // The page's title is the only heading of the first level.
        let level = heading.level.max(2);
        self.level = level;
        self.out.push_str(&format!("<h{level} id=\""));
        escape::attribute(&mut self.out, &heading.id);
        self.out.push('"');
        let time = heading.attributes.get("time").filter(|time| !time.is_empty());
        let classes = heading.attributes.classes.join(" ");
        if !classes.is_empty() {
            self.attribute("class", &classes);
        }
        self.out.push('>');
        let is_step = self.view.path.as_ref().is_some_and(|path| path.parts.steps.contains_key(&heading.id));
        if is_step {
            self.out.push_str("<span class=\"title\">");
        }
        self.without_terms(|writer| writer.inlines(&heading.content));
        if is_step {
            self.out.push_str("</span>");
        }
        if let Some(time) = time {
            self.out.push_str("<span class=\"time\">");
            escape::text(&mut self.out, &spell_duration(time).unwrap_or_else(|| time.to_owned()));
            self.out.push_str("</span>");
        }
        self.anchor(&heading.id);
        self.out.push_str(&format!("</h{level}>\n"));
        let view = self.view;
        if let Some(view) = view.views.headings.get(&heading.id) {
            self.derived(view);
        }
    }

    /// The link of a heading to itself, for the mouse alone: the table of contents leads the keyboard and the screen
    /// reader here.
    pub(super) fn anchor(&mut self, id: &str) {
        self.out.push_str("<a class=\"anchor\" aria-hidden=\"true\" tabindex=\"-1\" href=\"#");
        escape::attribute(&mut self.out, &crate::text::encode_path(id));
        self.out.push_str("\">#</a>");
    }

    fn alert(&mut self, alert: &'a Alert, blocks: &'a [Block]) {
        let name = match alert.kind {
            AlertKind::Note => "note",
            AlertKind::Tip => "tip",
            AlertKind::Important => "important",
            AlertKind::Warning => "warning",
            AlertKind::Caution => "caution",
        };
        let (element, title, state) = match alert.folding {
            None => ("div", "p", " role=\"note\""),
            Some(Folding::Closed) => ("details", "summary", ""),
            Some(Folding::Open) => ("details", "summary", " open"),
        };
        let words = self.renderer.theme.strings.get(name);
        self.out.push_str(&format!("<{element} class=\"alert {name}\"{state}"));
        if !alert.title.is_empty() {
            self.attribute("aria-label", words);
        }
        self.out.push_str(&format!("><{title} class=\"alert-title\">"));
        if alert.title.is_empty() {
            escape::text(&mut self.out, words);
        } else {
            self.without_terms(|writer| writer.inlines(&alert.title));
        }
        self.out.push_str(&format!("</{title}>\n"));
        self.blocks(blocks);
        self.out.push_str(&format!("</{element}>\n"));
    }

    fn list(&mut self, start: Option<u64>, items: &'a [Item]) {
        let view = self.view;
        let meaning = items.first().and_then(|item| view.views.lists.get(&item.range.start));
        let mut classes: Vec<&str> = Vec::new();
        match meaning {
            Some(ListView::Replaced(view)) => return self.derived(view),
            Some(ListView::Marked(class)) => classes.push(class),
            None => {}
        }
        if items.iter().any(|item| item.task.is_some()) {
            classes.push("tasks");
        }
        let name = if start.is_some() { "ol" } else { "ul" };
        self.out.push('<');
        self.out.push_str(name);
        if let Some(start) = start.filter(|start| *start != 1) {
            self.out.push_str(&format!(" start=\"{start}\""));
        }
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        self.out.push_str(">\n");
        for item in items {
            self.element("li", |writer| {
                if let Some(ticked) = item.task {
                    writer.task_box(ticked);
                }
                writer.blocks(&item.blocks);
            });
        }
        self.push(&["</", name, ">\n"]);
    }

    fn task_box(&mut self, ticked: bool) {
        let (class, label) = if ticked { ("box done", "task_done") } else { ("box", "task_open") };
        self.push(&["<span class=\"", class, "\" role=\"img\" aria-label=\""]);
        let label = self.renderer.theme.strings.get(label);
        escape::attribute(&mut self.out, label);
        self.out.push_str("\"></span>");
    }

    pub(super) fn inlines(&mut self, content: &[Inline]) {
        let has_html = content.iter().any(|inline| matches!(inline, Inline::Html(_)));
        if !has_html || self.view.html == HtmlMode::Text {
            for inline in content {
                self.inline(inline);
            }
            return;
        }
        let mut mixed = Mixed::new(self.view.document.digest);
        for inline in content {
            match inline {
                Inline::Html(piece) => self.push_pieces(std::slice::from_ref(piece), &mut mixed),
                inline => {
                    let is_naming = mixed.is_naming();
                    let html = self.aside(|writer| writer.terms_unless(is_naming, |writer| writer.inline(inline)));
                    mixed.push_ours(html);
                }
            }
        }
        let html = self.finish(mixed);
        self.out.push_str(&html);
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Code(code) => self.span("code", |writer| writer.code_in_line(code)),
            Inline::Emphasis(content) => self.span("em", |writer| writer.inlines(content)),
            Inline::Strong(content) => self.span("strong", |writer| writer.inlines(content)),
            Inline::Strikethrough(content) => self.span("del", |writer| writer.inlines(content)),
            Inline::Link { link, content } => self.link(*link, content),
            Inline::Image { link, alt } => self.image(*link, alt),
            Inline::Html(piece) => self.raw_as_text(piece),
            Inline::FootnoteReference(label) => self.footnote_reference(label),
            Inline::SoftBreak => self.out.push('\n'),
            Inline::HardBreak => self.out.push_str("<br>\n"),
        }
    }

    /// Writes what names something: no term in it becomes a link.
    pub(super) fn without_terms(&mut self, write: impl FnOnce(&mut Self)) {
        self.terms_unless(true, write);
    }

    /// Writes what can have terms as links, unless it names something.
    fn terms_unless(&mut self, is_naming: bool, write: impl FnOnce(&mut Self)) {
        let before = self.is_without_terms;
        self.is_without_terms |= is_naming;
        write(self);
        self.is_without_terms = before;
    }

    /// Text, with a link at the first use of each term of the glossary.
    fn text(&mut self, text: &str) {
        let view = self.view;
        let mut written = 0;
        while !(self.in_link || self.is_without_terms)
            && let Some(found) = self.terms.find(text, written, |term| !self.linked[term])
        {
            let term = &view.terms[found.term];
            self.linked[found.term] = true;
            escape::text(&mut self.out, &text[written..found.start]);
            self.out.push_str("<a class=\"term\"");
            self.attribute("href", &term.href);
            self.attribute("title", &term.tip);
            self.out.push('>');
            escape::text(&mut self.out, &text[found.start..found.end]);
            self.out.push_str("</a>");
            written = found.end;
        }
        escape::text(&mut self.out, &text[written..]);
    }

    fn span(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        content(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn raw_as_text(&mut self, piece: &HtmlPiece) {
        let raw = match piece {
            HtmlPiece::Text(text) => text,
            HtmlPiece::Tag(tag) => &tag.raw,
        };
        escape::text(&mut self.out, raw);
    }

    fn link(&mut self, link: usize, content: &[Inline]) {
        let view = self.view;
        let Some((target, written)) = view.links.get(link).zip(view.document.links.get(link)) else { return };
        if self.in_link {
            return self.inlines(content);
        }
        self.out.push_str("<a");
        match &target.href {
            Some(href) => self.attribute("href", href),
            None => self.out.push_str(" class=\"broken\""),
        }
        if let Some(tip) = &target.tip {
            self.out.push_str(" class=\"term\"");
            self.attribute("title", tip);
        } else if !written.title.is_empty() {
            self.attribute("title", &written.title);
        }
        if let Some(status) = &target.status {
            self.attribute("data-status", status);
        }
        if let Some(steps) = &target.steps {
            self.attribute("data-steps", steps);
        }
        self.out.push('>');
        if written.form == LinkForm::BareWiki {
            escape::text(&mut self.out, &target.label);
        } else {
            self.in_link = true;
            self.inlines(content);
            self.in_link = false;
        }
        self.out.push_str("</a>");
    }

    /// What stands below a picture that has a paragraph of its own: its title.
    fn caption(&self, link: usize) -> Option<&'a str> {
        let is_there = self.view.links.get(link)?.href.is_some();
        self.view.document.links.get(link).map(|link| link.title.as_str()).filter(|title| is_there && !title.is_empty())
    }

    fn figure(&mut self, link: usize, alt: &str, caption: &str) {
        self.out.push_str("<figure>");
        self.picture(link, alt, "");
        self.out.push_str("<figcaption>");
        escape::text(&mut self.out, caption);
        self.out.push_str("</figcaption></figure>\n");
    }

    fn image(&mut self, link: usize, alt: &str) {
        let view = self.view;
        let Some((target, written)) = view.links.get(link).zip(view.document.links.get(link)) else { return };
        if target.href.is_none() {
            // The text in its place is all that there is.
            self.out.push_str("<span class=\"broken\">");
            escape::text(&mut self.out, if alt.is_empty() { &written.target } else { alt });
            self.out.push_str("</span>");
            return;
        }
        self.picture(link, alt, &written.title);
    }

    /// A picture; with its size, so that nothing moves when it comes.
    fn picture(&mut self, link: usize, alt: &str, title: &str) {
        let Some(LinkTarget { href: Some(src), size, .. }) = self.view.links.get(link) else { return };
        self.out.push_str("<img");
        self.attribute("src", src);
        self.attribute("alt", alt);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if let Some(size) = size {
            self.attribute("width", &size.width.to_string());
            self.attribute("height", &size.height.to_string());
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape::attribute(&mut self.out, value);
        self.out.push('"');
    }

    fn footnote_reference(&mut self, label: &str) {
        let Some((&label, _)) = self.footnotes.get_key_value(label) else {
            escape::text(&mut self.out, &format!("[^{label}]"));
            return;
        };
        let next = self.numbers.len() + 1;
        let (number, count) = self.references.entry(label).or_insert((next, 0));
        *count += 1;
        if *number == next {
            self.numbers.push(label);
        }
        let id = if *count == 1 { format!("{number}") } else { format!("{number}-{count}") };
        self.out.push_str(&format!(
            "<sup class=\"footnote\"><a id=\"footnote-reference-{id}\" href=\"#footnote-{number}\">{number}</a></sup>"
        ));
    }

    /// The footnotes in the order in which they were referred to; a footnote can refer to further ones.
    fn footnotes(&mut self) {
        if self.numbers.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"");
        let (title, back) =
            (self.renderer.theme.strings.get("footnotes"), self.renderer.theme.strings.get("footnote_back"));
        escape::attribute(&mut self.out, title);
        self.out.push_str("\"><ol>\n");
        let mut at = 0;
        while let Some(footnote) = self.numbers.get(at).and_then(|label| self.footnotes.get(label)) {
            at += 1;
            self.out.push_str(&format!("<li id=\"footnote-{at}\">"));
            self.blocks(&footnote.blocks);
            self.out.push_str(&format!("<a class=\"footnote-back\" href=\"#footnote-reference-{at}\" aria-label=\""));
            escape::attribute(&mut self.out, &format!("{back} {at}"));
            self.out.push_str("\">↩</a></li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }
}

fn is_section(block: &Block) -> bool {
    matches!(block, Block::Heading(heading) if heading.level <= 2)
}

/// Blocks in parts, each of which begins with a block of some sort; the first one may begin with any other.
pub(super) fn divided(blocks: &[Block], begins: impl Fn(&Block) -> bool) -> Vec<&[Block]> {
    let starts = blocks.iter().enumerate().filter(|(_, block)| begins(block)).map(|(at, _)| at);
    let bounds: Vec<usize> = [0].into_iter().chain(starts).chain([blocks.len()]).collect();
    bounds.windows(2).map(|pair| &blocks[pair[0]..pair[1]]).filter(|part| !part.is_empty()).collect()
}

/// Whether the elements that are opened in some blocks are closed there, too.
pub(super) fn stands_alone(blocks: &[Block]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let pieces = blocks.iter().filter_map(|block| if let Block::Html(pieces) = block { Some(pieces) } else { None });
    for piece in pieces.flatten() {
        let HtmlPiece::Tag(tag) = piece else { continue };
        if tag.closing && open.pop() != Some(&tag.name) {
            return false;
        }
        if !tag.closing && !VOID.contains(&tag.name.as_str()) {
            open.push(&tag.name);
        }
    }
    open.is_empty()
}

/// The elements that have no end.
const VOID: [&str; 7] = ["br", "col", "hr", "img", "input", "source", "wbr"];
