//! What search knows of one page: a pure function of its view, kept beside the rendered page.

use serde::{Deserialize, Serialize};

use super::lexicon::Lexicon;
use super::pairs::{self, Pair};
use super::word_list::{WordList, WordRun};
use super::words;
use crate::document::{Block, HtmlPiece, Inline};
use crate::text::{BYTES_AT_ONCE, ShortText, SourcePath, UrlPath};
use crate::view::{DerivedView, ListView, PageView, SearchView};

/// The deepest heading that begins a section of its own; deeper ones are text of the section around them.
const DEEPEST: u8 = 4;

/// The class of a heading whose section is not to be found.
const HIDDEN: &str = "nosearch";

/// A page as search knows it.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct PageEntry {
    /// The address.
    pub url: UrlPath,
    /// The file.
    pub path: SourcePath,
    /// The title.
    pub title: String,
    /// What readers call its kind, where the page names one.
    pub kind: Option<String>,
    /// Whether nobody wrote it.
    pub is_generated: bool,
    /// Each word of the page once.
    pub words: WordList,
    /// The words of the title.
    pub title_words: WordRun,
    /// The words of its other names and tags.
    pub name_words: WordRun,
    /// The words of its address.
    pub url_words: WordRun,
    /// The text before the first heading, then each section; none of a page that is not listed.
    pub sections: Vec<SectionEntry>,
    /// Long names that the text gives a short one.
    pub pairs: Vec<Pair>,
    /// Facets, names and roles.
    pub search: SearchView,
}

/// A section of a page.
#[derive(Clone, Debug, Default, Hash, Serialize, Deserialize)]
pub struct SectionEntry {
    /// The id of its heading; empty of what stands before the first.
    pub id: ShortText,
    /// The level of its heading: 2 to 4; 0 of the first.
    pub level: u8,
    /// Where its heading begins in the file, in bytes.
    pub start: u32,
    /// Its heading; empty of the first section.
    pub title: ShortText,
    /// The place of the section around it.
    pub parent: Option<u32>,
    /// The words of its heading; of the first section, those of the title.
    pub heading: WordRun,
    /// The words of its text, in order.
    pub body: WordRun,
    /// The words of its code.
    pub code: WordRun,
    /// The words of the links that lead to other places, each with the link's place in the document.
    pub links: Vec<(u32, WordRun)>,
    /// How many items of lists it has.
    pub items: usize,
    /// Its text.
    pub text: String,
}

impl SectionEntry {
    /// How many words stand below its heading.
    pub fn length(&self) -> usize {
        self.body.len() + self.code.len()
    }
}

impl PageEntry {
    /// What is known of a page that cannot be found.
    pub fn unlisted(url: UrlPath) -> Self {
        Self {
            url,
            path: SourcePath::new(""),
            title: String::new(),
            kind: None,
            is_generated: true,
            words: WordList::default(),
            title_words: WordRun::default(),
            name_words: WordRun::default(),
            url_words: WordRun::default(),
            sections: Vec::new(),
            pairs: Vec::new(),
            search: SearchView::default(),
        }
    }

    /// What is known of a page but for its words, where nobody makes an index of them.
    pub fn without_words(view: &PageView) -> Self {
        Self {
            path: view.document.path.clone(),
            title: view.title.clone(),
            kind: view.kind_title.clone(),
            is_generated: view.is_generated,
            search: view.search.clone(),
            ..Self::unlisted(view.url.clone())
        }
    }

    /// Reads a page.
    pub fn of(view: &PageView) -> Self {
        let mut entry = Self::without_words(view);
        if !view.search.is_listed {
            return entry;
        }
        Lexicon::with(|lexicon| {
            Reader { view, lexicon, entry: &mut entry, hidden: None, begun: Begun::default() }.page();
        });
        entry.shrink();
        entry
    }

    /// The places of the sections around one, innermost first.
    pub fn above(&self, section: usize) -> impl Iterator<Item = usize> {
        let parent = |section: usize| self.sections[section].parent.map(|parent| parent as usize);
        std::iter::successors(parent(section), move |&around| parent(around))
    }

    /// The headings above a section and its own, outermost first; none of the first section.
    pub fn headings(&self, section: usize) -> Vec<&str> {
        let own = (section > 0).then_some(section);
        let mut headings: Vec<&str> =
            own.into_iter().chain(self.above(section)).map(|ix| self.sections[ix].title.as_ref()).collect();
        headings.reverse();
        headings
    }

    /// Gives back most of the room that was kept for more: entries stay until the last page is made.
    fn shrink(&mut self) {
        self.words.shrink();
        self.pairs.shrink_to_fit();
        self.sections.shrink_to_fit();
    }
}

struct Reader<'a> {
    view: &'a PageView,
    lexicon: &'a mut Lexicon,
    entry: &'a mut PageEntry,
    /// The level of the heading whose section is left out, while it lasts.
    hidden: Option<u8>,
    begun: Begun,
}

/// What the section that is read has so far, in room that all sections of a page use one after the other.
#[derive(Default)]
struct Begun {
    text: String,
    body: WordRun,
    code: WordRun,
    links: Vec<(u32, WordRun)>,
    /// A line of it.
    line: String,
}

impl<'a> Reader<'a> {
    fn page(&mut self) {
        self.lead();
        self.blocks(&self.view.document.tree().blocks);
        for view in &self.view.views.after {
            self.derived_section(view);
        }
        for footnote in &self.view.document.tree().footnotes {
            self.blocks(&footnote.blocks);
        }
        self.close();
    }

    fn lead(&mut self) {
        let view = self.view;
        let title = self.read(&view.title);
        let names: Vec<&str> = view.search.names.iter().chain(&view.search.tags).map(String::as_str).collect();
        self.entry.name_words = self.read(&names.join(" · "));
        self.entry.url_words = self.read(view.url.as_str());
        self.entry.title_words.clone_from(&title);
        self.entry.sections.push(SectionEntry { heading: title, ..SectionEntry::default() });
        for text in [view.tldr.as_deref(), view.fields.get("question").map(String::as_str)].into_iter().flatten() {
            self.text(text);
        }
        let facts: Vec<&str> =
            view.facts.iter().flat_map(|fact| fact.values.iter().map(|value| value.text.as_str())).collect();
        self.text(&facts.join(" · "));
        for view in &view.views.before {
            self.derived(view);
        }
    }

    /// The words of a text, each by its place in the page's list.
    fn read(&mut self, text: &str) -> WordRun {
        let mut found = WordRun::default();
        words::each_stretch(text, |stretch| self.lexicon.read(stretch, &mut self.entry.words, &mut found));
        found
    }

    fn section(&mut self) -> &mut SectionEntry {
        self.entry.sections.last_mut().expect("the lead is there first")
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() || text.trim().is_empty() {
            return;
        }
        self.entry.pairs.extend(pairs::find(text));
        self.add(text, |begun| &mut begun.body);
    }

    fn code(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        self.add(text, |begun| &mut begun.code);
    }

    /// Adds a text to the section, and its words to one of the section's runs.
    fn add(&mut self, text: &str, run: impl Fn(&mut Begun) -> &mut WordRun) {
        push_text(&mut self.begun.text, text);
        let (words, run) = (&mut self.entry.words, run(&mut self.begun));
        words::each_stretch(text, |stretch| self.lexicon.read(stretch, words, run));
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(heading) if heading.level <= DEEPEST => {
                let level = heading.level.max(2);
                if self.hidden.is_some_and(|hidden| level > hidden) {
                    return;
                }
                self.hidden = heading.attributes.classes.iter().any(|class| class == HIDDEN).then_some(level);
                if self.hidden.is_none() {
                    self.open(level, &heading.id, &heading.words, heading.range.start);
                    if let Some(view) = self.view.views.headings.get(&heading.id) {
                        self.derived(view);
                    }
                }
            }
            Block::Heading(heading) => self.line(&heading.content),
            Block::Paragraph(content) | Block::Plain(content) => self.line(content),
            Block::Quote { alert, blocks } => {
                if let Some(alert) = alert {
                    self.line(&alert.title);
                }
                self.blocks(blocks);
            }
            Block::List { items, .. } => {
                let start = items.first().map(|item| item.range.start);
                let replaced = start.and_then(|start| self.view.views.lists.get(&start));
                if let Some(ListView::Replaced(view)) = replaced {
                    self.derived(view);
                    return;
                }
                self.section().items += items.len();
                for item in items {
                    self.blocks(&item.blocks);
                }
            }
            Block::Code(code) => self.code(&code.text),
            Block::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| self.line(cell));
            }
            Block::Definitions(entries) => {
                for entry in entries {
                    self.line(&entry.term);
                    entry.details.iter().for_each(|blocks| self.blocks(blocks));
                }
            }
            Block::Html(pieces) => {
                let text: Vec<&str> = pieces.iter().filter_map(piece_text).collect();
                self.text(&text.join(" "));
            }
            Block::View(place) => {
                if let Some(view) = self.view.views.blocks.get(*place).and_then(Option::as_ref) {
                    self.derived(view);
                }
            }
            Block::Rule => {}
        }
    }

    fn line(&mut self, content: &'a [Inline]) {
        if self.hidden.is_some() {
            return;
        }
        let mut text = std::mem::take(&mut self.begun.line);
        inline_text(content, self.view, &mut text);
        self.text(&text);
        text.clear();
        self.begun.line = text;
        let mut links = Vec::new();
        crate::document::each_inline(content, &mut |inline| {
            if let Inline::Link { link, content } = inline {
                links.push((*link, crate::document::plain_text(content)));
            }
        });
        for (link, text) in links {
            let found = self.read(&text);
            if !found.is_empty() {
                self.begun.links.push((narrow(link), found));
            }
        }
    }

    fn derived(&mut self, view: &DerivedView) {
        self.text(&view.words().join(" · "));
    }

    fn derived_section(&mut self, view: &DerivedView) {
        let words = view.words();
        self.hidden = None;
        if let Some(id) = view.id.as_ref().filter(|_| !words.is_empty()) {
            self.open(2, id, &view.label, 0);
            self.text(&words.join(" · "));
        }
    }

    /// Ends the section that is read: its text and words wait for the index in no more room than they take.
    fn close(&mut self) {
        let Begun { text, body, code, links, .. } = &mut self.begun;
        let section = self.entry.sections.last_mut().expect("the lead is there first");
        section.text.clone_from(text);
        text.clear();
        (section.body, section.code) = (body.take(), code.take());
        section.links = std::mem::take(links);
        section.links.shrink_to_fit();
    }

    /// Begins a section below those of a higher level.
    fn open(&mut self, level: u8, id: &str, words: &str, start: u32) {
        self.close();
        let heading = self.read(words);
        let sections = &self.entry.sections;
        let last = sections.len() - 1;
        let own = (last > 0).then_some(last);
        let parent = own.into_iter().chain(self.entry.above(last)).find(|&ix| sections[ix].level < level).map(narrow);
        let (id, title) = (id.into(), words.into());
        self.entry.sections.push(SectionEntry { id, level, start, title, parent, heading, ..SectionEntry::default() });
    }
}

/// The place of a section or a link.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).expect("a page of 4 MiB has fewer sections and links")
}

/// Adds a piece to a text, with one space between words.
fn push_text(text: &mut String, piece: &str) {
    let mut push = |words: &str| {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(words);
    };
    if is_spaced(piece) {
        return push(piece);
    }
    // Most code is indented, and has one space between words otherwise.
    for line in piece.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        if is_spaced(line) {
            push(line);
        } else {
            line.split(|c: char| c.is_whitespace() || c.is_control())
                .filter(|word| !word.is_empty())
                .for_each(&mut push);
        }
    }
}

/// Whether a text has one space between words already, as most lines do: in ASCII, where this is soon known.
#[expect(clippy::needless_bitwise_bool, reason = "without branches many bytes are compared at once")]
fn is_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(b'!'..=b'~'), Some(b'!'..=b'~')) = (bytes.first(), bytes.last()) else { return false };
    // Each byte with the one behind it.
    let is_good = |(one, next): (&u8, &u8)| matches!(one, b' '..=b'~') & ((*one != b' ') | (*next != b' '));
    let mut at = 0;
    while let (Some(ones), Some(nexts)) = (some_from(bytes, at), some_from(bytes, at + 1)) {
        if !ones.iter().zip(nexts).fold(true, |so_far, pair| so_far & is_good(pair)) {
            return false;
        }
        at += BYTES_AT_ONCE;
    }
    bytes[at..].iter().zip(&bytes[at + 1..]).all(is_good)
}

fn some_from(bytes: &[u8], at: usize) -> Option<&[u8; BYTES_AT_ONCE]> {
    bytes.get(at..)?.first_chunk()
}

fn piece_text(piece: &HtmlPiece) -> Option<&str> {
    match piece {
        HtmlPiece::Text(text) => Some(text),
        HtmlPiece::Tag(_) => None,
    }
}

/// What readers see of a line; a link without words of its own has those of its target.
fn inline_text(content: &[Inline], view: &PageView, text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(part) | Inline::Code(part) | Inline::Image { alt: part, .. } => text.push_str(part),
            Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => {
                inline_text(content, view, text);
            }
            Inline::Link { link, content } if content.is_empty() => {
                text.push_str(view.links.get(*link).map_or("", |target| &target.label));
            }
            Inline::Link { content, .. } => inline_text(content, view, text),
            Inline::SoftBreak | Inline::HardBreak => text.push(' '),
            Inline::Html(piece) => text.push_str(piece_text(piece).unwrap_or(" ")),
            Inline::FootnoteReference(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_text_have_one_space_between_them() {
        for piece in ["a b", " a b", "a b ", "a  b", "a\tb", "a\u{7f}b", "a\u{a0}b", "\na\nb\n"] {
            let mut text = String::from("before");
            push_text(&mut text, piece);
            assert_eq!(text, "before a b", "{piece:?}");
        }
        for piece in ["", " ", "\n", "\u{7}"] {
            let mut text = String::from("before");
            push_text(&mut text, piece);
            assert_eq!(text, "before", "{piece:?}");
        }
    }
}
