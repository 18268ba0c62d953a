//! Tags that are written in another way than on most pages that have them.

use crate::derived::Tags;
use crate::diag::{Code, Diagnostic};
use crate::handbook::Page;

/// Notes the tags of a page that most other pages spell differently.
pub(super) fn check(page: &Page, tags: &Tags) -> Vec<Diagnostic> {
    if page.is_generated {
        return Vec::new();
    }
    let note = |(written, range)| {
        let (_, tag) = tags.find(written).filter(|(_, tag)| tag.name != written)?;
        let message = format!("the tag `{}` is spelt `{written}` here", tag.name);
        let help = format!("write `{}`: both are one tag, and readers see one spelling", tag.name);
        Some(Diagnostic::new(Code::TagSpelling, &page.document.path, range, message).help(help))
    };
    page.typed.texts("tags").filter_map(note).collect()
}
