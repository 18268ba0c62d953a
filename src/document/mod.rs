//! One page as it was written: front matter, a tree of blocks, and the links in it, each with its place.
//!
//! A document knows nothing of other files, URLs or kinds: it stays valid while they change.

mod alerts;
mod attributes;
mod body;
mod front_matter;
mod headings;
mod html;
mod invisible;
mod labels;
mod lines;
mod links;
mod markdown;
mod page_text;
mod plain;
mod punctuation;
mod sections;
mod view_block;
mod walk;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::data::{Format, Map};
use crate::diag::Noted;
use crate::source::SourceFile;
use crate::text::{Digest, FileText, ShortText, SourcePath, Spanned, TextRange};

use body::Body;

pub use attributes::{AttributeWord, Attributes, fence_words, heading_words, quoted};
pub use html::{ELEMENTS, HtmlPiece, HtmlTag};
pub use lines::{CodeLines, CodeMark, names_lines};
pub use page_text::PageText;
pub use plain::{plain_text, summary};
pub use sections::{Section, items, sections};
pub use walk::{each_block, each_inline, links as links_of};

/// What decides, besides the text itself, how a page is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    /// Turn straight quotes, `--` and `...` into typographic ones.
    pub smart_punctuation: bool,
}

/// A parsed page.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub path: SourcePath,
    /// The digest of the file's bytes and of the options it was read with.
    pub digest: Digest,
    /// The front matter; empty where the page has none.
    pub front: FrontMatter,
    /// Every link and image of the page, which the tree names by its place in this list.
    pub links: Vec<Link>,
    /// The ids that a link can lead to: of headings and of raw HTML.
    pub anchors: BTreeSet<String>,
    /// Whether there is a table anywhere on it.
    pub has_tables: bool,
    /// The views that the page asks for, which the tree names by their place in this list.
    pub views: Vec<ViewBlock>,
    body: Body,
}

/// What stands below the front matter.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The file's text, which all places are of.
    pub text: Arc<str>,
    /// The page's first heading, where it is one of level 1; it is not among the blocks.
    pub title: Option<Heading>,
    /// The body.
    pub blocks: Vec<Block>,
    /// The footnotes, in the order of their definitions.
    pub footnotes: Vec<Footnote>,
    /// The labels that nothing stands behind, without their colons.
    pub labels: Vec<Spanned<String>>,
    /// The running text: every stretch of the file that is no code, no HTML, and no part of a link.
    pub prose: Vec<TextRange>,
}

impl Tree {
    /// The sections of the second level, in order.
    pub fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        sections(&self.blocks, 2)
    }

    /// The headings of the body's top level, in order.
    pub fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(Block::heading)
    }
}

/// What stands at the top of a page between two lines `---` or `+++`.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The language, where the page has front matter.
    pub format: Option<Format>,
    /// The keys and values, with ranges of the file.
    pub map: Arc<Map>,
    /// The stretch of the file, both lines included.
    pub range: TextRange,
    /// Whether nothing could be read of it, so that nobody knows what the page says of itself.
    pub is_unreadable: bool,
}

/// A part of a page that stands by itself.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading.
    Heading(Box<Heading>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text of a tight list's item, which is no paragraph of its own.
    Plain(Vec<Inline>),
    /// A quotation, or an alert (`> [!NOTE]`).
    Quote {
        /// What its first line says, if it is an alert.
        alert: Option<Alert>,
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A list.
    List {
        /// The number of the first item of a numbered list.
        start: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// A code block.
    Code(Box<Code>),
    /// A table.
    Table(Box<Table>),
    /// Terms with what they mean.
    Definitions(Vec<Definition>),
    /// HTML as the page has it.
    Html(Vec<HtmlPiece>),
    /// A view of the handbook, by its place in [`Document::views`].
    View(usize),
    /// A thematic break.
    Rule,
}

impl Block {
    /// The heading that it is.
    pub fn heading(&self) -> Option<&Heading> {
        match self {
            Self::Heading(heading) => Some(heading),
            _ => None,
        }
    }
}

/// A view of the handbook that a page asks for: a fence `derive` or `table` with options in YAML.
#[derive(Clone, Debug)]
pub struct ViewBlock {
    /// The word behind the fence.
    pub fence: String,
    /// The options; `None` where they do not parse, which was noted.
    pub options: Option<Map>,
    /// The place of the whole block.
    pub range: TextRange,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The id, unique on the page.
    pub id: String,
    /// Classes and further attributes from `{…}`.
    pub attributes: Attributes,
    /// The text.
    pub content: Vec<Inline>,
    /// Its words, without markup and without spaces around them.
    pub words: ShortText,
    /// Its place.
    pub range: TextRange,
}

/// The first line of an alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// The words in the place of those of the kind; empty where it has none of its own.
    pub title: Vec<Inline>,
    /// Whether readers can fold it, and how they find it.
    pub folding: Option<Folding>,
}

/// How readers find what they can fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folding {
    /// `[!NOTE]-`
    Closed,
    /// `[!NOTE]+`
    Open,
}

/// The five alerts of GitHub's Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

/// One entry of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Whether the box of a task is ticked; `None` of an ordinary item.
    pub task: Option<bool>,
    /// The content.
    pub blocks: Vec<Block>,
    /// Its place.
    pub range: TextRange,
}

/// A code block.
#[derive(Clone, Debug)]
pub struct Code {
    /// The language as written; `None` of an indented block or a fence without one.
    pub language: Option<ShortText>,
    /// What stands in `{…}` behind the language.
    pub attributes: Attributes,
    /// The numbers and marks of its lines and of words in them, where it has any.
    pub lines: Option<Box<CodeLines>>,
    /// The code, with `\n` line ends.
    pub text: PageText,
    /// Its place, fences included.
    pub range: TextRange,
}

/// A table of GitHub's Markdown.
#[derive(Clone, Debug)]
pub struct Table {
    /// How each column is aligned; as many as the header has cells.
    pub alignment: Vec<Alignment>,
    /// The header's cells.
    pub head: Vec<Vec<Inline>>,
    /// The rows; each has as many cells as the header.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Its place.
    pub range: TextRange,
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// As the theme likes.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A term and what it means.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// Its meanings.
    pub details: Vec<Vec<Block>>,
    /// The place of the term.
    pub range: TextRange,
}

/// A footnote's text.
#[derive(Clone, Debug)]
pub struct Footnote {
    /// The name by which the text refers to it.
    pub label: String,
    /// The place of the definition.
    pub range: TextRange,
    /// The text.
    pub blocks: Vec<Block>,
}

/// A part of a line.
#[derive(Clone, Debug)]
pub enum Inline {
    /// Text.
    Text(PageText),
    /// Code within a line.
    Code(PageText),
    /// `*…*`
    Emphasis(Vec<Inline>),
    /// `**…**`
    Strong(Vec<Inline>),
    /// `~~…~~`
    Strikethrough(Vec<Inline>),
    /// A link.
    Link {
        /// Its place in [`Document::links`].
        link: usize,
        /// The words behind it.
        content: Vec<Inline>,
    },
    /// An image.
    Image {
        /// Its place in [`Document::links`].
        link: usize,
        /// The text in its place.
        alt: PageText,
    },
    /// HTML as the page has it.
    Html(HtmlPiece),
    /// A reference to a footnote.
    FootnoteReference(String),
    /// A line end that is no break.
    SoftBreak,
    /// A line end that is one.
    HardBreak,
}

/// A link or image as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// How it was written.
    pub form: LinkForm,
    /// Where it should lead.
    pub target: String,
    /// The title, shown by browsers as a hint.
    pub title: String,
    /// The place of the target, or of the whole link where the target stands elsewhere.
    pub range: TextRange,
}

/// How a link was written, which decides what its target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkForm {
    /// `[text](path-or-url)`, or `href` in HTML.
    Link,
    /// `![text](path-or-url)`, or `src` in HTML.
    Image,
    /// `[[id|words]]`
    Wiki,
    /// `[[id]]`, which is named by the title of the page that it leads to.
    BareWiki,
    /// A bare address that became a link.
    Address,
}

/// Reads a page. Every text is a page; what is wrong with it is noted.
pub fn parse(file: &SourceFile, options: ParseOptions) -> Noted<Document> {
    let text = file.text().map(FileText::read).unwrap_or_default();
    let mut notes = Vec::new();
    let (front, body_start) = front_matter::read(&text, &file.path).take(&mut notes);
    let body = markdown::read(&text, body_start, &file.path, options).take(&mut notes);
    let tree = Tree {
        text,
        title: body.title,
        blocks: body.blocks,
        footnotes: body.footnotes,
        labels: body.labels,
        prose: body.prose,
    };
    let document = Document {
        path: file.path.clone(),
        digest: Digest::of_value(&(file.digest, options)),
        front,
        links: body.links,
        anchors: body.anchors,
        has_tables: body.has_tables,
        views: body.views,
        body: Body::Open(Box::new(tree)),
    };
    Noted::new(document, notes)
}
