//! Code for several systems or tools: blocks in a row that say for which they are become tabs.

use super::html::Writer;
use crate::document::{Block, Code};
use crate::text::escape;

/// What can tell blocks in a row apart.
const AXES: [&str; 2] = ["os", "tool"];

/// Blocks that are written together.
pub(super) enum Run<'a> {
    /// A block by itself.
    Block(&'a Block),
    /// The same for several systems or tools.
    Tabs {
        /// What tells them apart: `os` or `tool`.
        by: &'static str,
        /// Each with its value, and the block with the outputs behind it.
        tabs: Vec<(&'a str, &'a [Block])>,
    },
}

/// Blocks with those put together that are tabs.
pub(super) fn runs(blocks: &[Block]) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let (by, tabs) = tabs(&blocks[at..]);
        if tabs.len() < 2 {
            runs.push(Run::Block(&blocks[at]));
            at += 1;
        } else {
            at += tabs.iter().map(|(_, blocks)| blocks.len()).sum::<usize>();
            runs.push(Run::Tabs { by, tabs });
        }
    }
    runs
}

/// The tabs with which some blocks begin: blocks of different values, each with the outputs behind it.
fn tabs(blocks: &[Block]) -> (&'static str, Vec<(&str, &[Block])>) {
    let mut tabs: Vec<(&str, &[Block])> = Vec::new();
    let Some(by) = AXES.into_iter().find(|by| blocks.first().and_then(|block| value(block, by)).is_some()) else {
        return (AXES[0], tabs);
    };
    let mut at = 0;
    while let Some(value) = blocks.get(at).and_then(|block| value(block, by))
        && tabs.iter().all(|(other, _)| *other != value)
    {
        let outputs = blocks[at + 1..].iter().take_while(|block| is_output(block)).count();
        tabs.push((value, &blocks[at..=at + outputs]));
        at += 1 + outputs;
    }
    (by, tabs)
}

/// The value of a code block that says for which it is.
fn value<'a>(block: &'a Block, by: &str) -> Option<&'a str> {
    code(block)?.attributes.get(by).filter(|value| !value.is_empty())
}

fn is_output(block: &Block) -> bool {
    code(block).is_some_and(crate::derived::is_output)
}

fn code(block: &Block) -> Option<&Code> {
    if let Block::Code(code) = block { Some(code) } else { None }
}

impl<'a> Writer<'a, '_> {
    /// Writes tabs one after the other, each with its name; a script shows one of them at a time.
    pub(super) fn tabs(&mut self, by: &str, tabs: &[(&'a str, &'a [Block])]) {
        let strings = &self.renderer.theme.strings;
        self.out.push_str("<div class=\"tabs\"");
        self.attribute("data-tabs", by);
        let label = format!("tabs_{by}");
        self.attribute("data-label", strings.get(&label));
        self.out.push_str(">\n");
        for (value, blocks) in tabs {
            self.out.push_str("<div class=\"tab\"");
            self.attribute("data-tab", value);
            self.out.push_str("><p class=\"tab-title\">");
            let known = format!("{by}_{value}");
            escape::text(&mut self.out, strings.find(&known).unwrap_or(value));
            self.out.push_str("</p>\n");
            blocks.iter().for_each(|block| self.block(block));
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</div>\n");
    }
}
