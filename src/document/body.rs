//! The tree of a page: in memory, or read again where it is asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{Document, FrontMatter, ParseOptions, Tree, parse};
use crate::source::SourceFile;
use crate::text::{Digest, ShortText, SourcePath};

/// Where the tree of a page is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Open(Box<Tree>),
    Closed(Box<Closed>),
}

/// A tree that can be read again.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    file: Arc<SourceFile>,
    options: ParseOptions,
    /// The headings of the top level: lists of all pages ask for them.
    headings: Vec<(u8, ShortText, ShortText)>,
    /// The languages of its code blocks, each once.
    languages: Vec<ShortText>,
    /// The tree, where somebody asked for it for good.
    tree: OnceLock<Box<Tree>>,
}

impl Document {
    /// A page that nobody wrote, for a folder without one.
    pub fn empty(path: SourcePath) -> Self {
        let digest = Digest::of(path.as_str().as_bytes());
        Self::made(path, digest)
    }

    /// A page without a text of its own, of what the digest stands for.
    pub fn made(path: SourcePath, digest: Digest) -> Self {
        Self {
            digest,
            path,
            front: FrontMatter::default(),
            links: Vec::new(),
            anchors: BTreeSet::new(),
            has_tables: false,
            views: Vec::new(),
            body: Body::Open(Box::default()),
        }
    }

    /// The page without its tree, which is read again from the file that it was read from.
    #[must_use]
    pub fn closed(self, file: &Arc<SourceFile>, options: ParseOptions) -> Self {
        let headings = self.headings().map(|(level, id, words)| (level, id.into(), words.into())).collect();
        let mut languages = BTreeSet::new();
        self.tree().each_code(|code| languages.extend(code.language.clone()));
        let languages = languages.into_iter().collect();
        let closed = Closed { file: Arc::clone(file), options, headings, languages, tree: OnceLock::new() };
        Self { body: Body::Closed(Box::new(closed)), ..self }
    }

    /// What stands below the front matter. A tree that is read again stays in memory as long as the page: for what
    /// borrows from it.
    pub fn tree(&self) -> &Tree {
        match &self.body {
            Body::Open(tree) => tree,
            Body::Closed(closed) => closed.tree.get_or_init(|| closed.read().into_tree()),
        }
    }

    fn into_tree(self) -> Box<Tree> {
        match self.body {
            Body::Open(tree) => tree,
            Body::Closed(closed) => closed.read().into_tree(),
        }
    }

    /// The page with its tree, which is in memory as long as somebody holds it.
    pub fn opened(self: &Arc<Self>) -> Arc<Self> {
        match &self.body {
            Body::Closed(closed) if closed.tree.get().is_none() => Arc::new(closed.read()),
            _ => Arc::clone(self),
        }
    }

    /// Whether its tree takes memory.
    #[cfg(test)]
    pub fn is_open(&self) -> bool {
        match &self.body {
            Body::Open(_) => true,
            Body::Closed(closed) => closed.tree.get().is_some(),
        }
    }

    /// Whether the page can have code in one of the languages that are meant: `false` where that is known without its tree.
    pub fn may_have_code(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        match &self.body {
            Body::Open(_) => true,
            Body::Closed(closed) => closed.languages.iter().any(|language| is_meant(language)),
        }
    }

    /// The headings of the body's top level, in order, each with its level, its id and its words.
    pub fn headings(&self) -> impl Iterator<Item = (u8, &str, &str)> {
        let (tree, closed) = match &self.body {
            Body::Open(tree) => (Some(tree.as_ref()), None),
            Body::Closed(closed) => (None, Some(closed)),
        };
        let open = tree.into_iter().flat_map(Tree::headings);
        let closed = closed.into_iter().flat_map(|closed| &closed.headings);
        open.map(|heading| (heading.level, heading.id.as_str(), heading.words.as_str()))
            .chain(closed.map(|(level, id, words)| (*level, id.as_str(), words.as_str())))
    }
}

impl Closed {
    fn read(&self) -> Document {
        parse(&self.file, self.options).value
    }
}
