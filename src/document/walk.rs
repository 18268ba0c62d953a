//! Walks through a page's tree, in the order in which it is read.

use super::{Block, Code, Inline, Tree};

impl Tree {
    /// Calls `visit` for every block of the page, those within others and in footnotes included.
    pub fn each_block<'a>(&'a self, mut visit: impl FnMut(&'a Block)) {
        each_block(&self.blocks, &mut visit);
        for footnote in &self.footnotes {
            each_block(&footnote.blocks, &mut visit);
        }
    }

    /// Calls `visit` for every code block of the page.
    pub fn each_code<'a>(&'a self, mut visit: impl FnMut(&'a Code)) {
        self.each_block(|block| {
            if let Block::Code(code) = block {
                visit(code);
            }
        });
    }
}

impl Block {
    /// The lines of text that stand in the block itself, not in blocks within it.
    pub fn lines(&self) -> Vec<&[Inline]> {
        match self {
            Self::Heading(heading) => vec![&heading.content],
            Self::Paragraph(content) | Self::Plain(content) => vec![content],
            Self::Quote { alert: Some(alert), .. } => vec![&alert.title],
            Self::Table(table) => table.head.iter().chain(table.rows.iter().flatten()).map(Vec::as_slice).collect(),
            Self::Definitions(entries) => entries.iter().map(|entry| entry.term.as_slice()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Calls `visit` for some blocks and every block within them.
pub fn each_block<'a>(blocks: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        visit(block);
        match block {
            Block::Quote { blocks, .. } => each_block(blocks, visit),
            Block::List { items, .. } => items.iter().for_each(|item| each_block(&item.blocks, visit)),
            Block::Definitions(entries) => {
                entries.iter().flat_map(|entry| &entry.details).for_each(|blocks| each_block(blocks, visit));
            }
            _ => {}
        }
    }
}

/// Calls `visit` for every part of a line, those within others included.
pub fn each_inline<'a>(content: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in content {
        visit(inline);
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link { content, .. } => each_inline(content, visit),
            _ => {}
        }
    }
}

/// The links of a line, by their place in [`Document::links`](super::Document::links).
pub fn links(content: &[Inline]) -> Vec<usize> {
    let mut links = Vec::new();
    each_inline(content, &mut |inline| {
        if let Inline::Link { link, .. } = inline {
            links.push(*link);
        }
    });
    links
}
