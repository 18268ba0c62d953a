//! Headings are fields: a page's body by the headings that divide it.

use super::{Block, Heading, Inline, Item};

/// A heading and what stands below it.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// The heading.
    pub heading: &'a Heading,
    /// Everything up to the next heading of the same level or above.
    pub blocks: &'a [Block],
}

impl<'a> Section<'a> {
    /// The entries of its lists, in order; those of lists within lists are not among them.
    pub fn items(&self) -> impl Iterator<Item = &'a Item> + use<'a> {
        items(self.blocks)
    }

    /// The sections within it, one level deeper.
    pub fn sections(&self) -> impl Iterator<Item = Section<'a>> + use<'a> {
        sections(self.blocks, self.heading.level + 1)
    }
}

impl Item {
    /// Its first line; `None` where it begins with something else.
    pub fn line(&self) -> Option<&[Inline]> {
        match self.blocks.first()? {
            Block::Plain(content) | Block::Paragraph(content) => Some(content),
            _ => None,
        }
    }
}

/// The entries of the lists among some blocks.
pub fn items(blocks: &[Block]) -> impl Iterator<Item = &Item> {
    blocks.iter().filter_map(|block| if let Block::List { items, .. } = block { Some(items) } else { None }).flatten()
}

/// The sections that begin with a heading of a level; one of a higher level ends the last of them.
pub fn sections(blocks: &[Block], level: u8) -> impl Iterator<Item = Section<'_>> {
    let mut rest = blocks;
    std::iter::from_fn(move || {
        loop {
            let (at, heading) = next_heading(rest, level)?;
            let below = &rest[at + 1..];
            let (blocks, next) = below.split_at(next_heading(below, level).map_or(below.len(), |(end, _)| end));
            rest = next;
            if heading.level == level {
                return Some(Section { heading, blocks });
            }
        }
    })
}

/// The first heading of a level or a higher one, and its place.
fn next_heading(blocks: &[Block], level: u8) -> Option<(usize, &Heading)> {
    let headings = blocks.iter().enumerate().filter_map(|(at, block)| Some((at, block.heading()?)));
    headings.into_iter().find(|(_, heading)| heading.level <= level)
}
