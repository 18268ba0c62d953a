//! Words of one page that are shown on another.

use crate::document::{Inline, Item, LinkForm};
use crate::handbook::{Handbook, PageIx, Target};

/// Inline content, and the page whose links it names.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The page that it stands on.
    pub page: PageIx,
    /// The content.
    pub content: &'a [Inline],
}

impl<'a> Passage<'a> {
    /// The first line of a list's entry; `None` where it begins with something else.
    pub fn of_item(page: PageIx, item: &'a Item) -> Option<Self> {
        Some(Self { page, content: item.line()? })
    }

    /// The words without markup, `[[id]]` as the title of its page.
    pub fn words(&self, handbook: &Handbook) -> String {
        let mut words = String::new();
        push_words(handbook, self.page, self.content, &mut words);
        words.trim().to_owned()
    }
}

fn push_words(handbook: &Handbook, page: PageIx, content: &[Inline], words: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(part) | Inline::Code(part) | Inline::Image { alt: part, .. } => words.push_str(part),
            Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => {
                push_words(handbook, page, content, words);
            }
            Inline::Link { link, content } => match bare_title(handbook, page, *link) {
                Some(title) => words.push_str(title),
                None => push_words(handbook, page, content, words),
            },
            Inline::SoftBreak | Inline::HardBreak => words.push(' '),
            Inline::Html(_) | Inline::FootnoteReference(_) => {}
        }
    }
}

/// The title that stands in the place of `[[id]]`; `None` of a link with words of its own.
fn bare_title(handbook: &Handbook, page: PageIx, link: usize) -> Option<&str> {
    let written = &handbook.page(page).document.links[link];
    match (&handbook.links(page)[link], written.form) {
        (Target::Page { page, .. }, LinkForm::BareWiki) => Some(&handbook.page(*page).title),
        (_, LinkForm::BareWiki) => Some(&written.target),
        _ => None,
    }
}
