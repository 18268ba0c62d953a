//! Files that front matter and options name by their paths.

use super::{AssetIx, Handbook, PageIx, links};
use crate::text::{UrlPath, nfc, relative_href};

/// Why a path leads to no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It leads out of the content folder.
    Outside,
    /// There is no such file; perhaps another one was meant.
    Missing(Option<String>),
}

impl Handbook {
    /// The file of a path which stands on a page: from the page's folder, or with a `/` from the content folder.
    ///
    /// What may have been meant is looked for among the files that `is_wanted` takes by their names.
    pub fn file(&self, page: PageIx, written: &str, is_wanted: impl Fn(&str) -> bool) -> Result<AssetIx, FileFault> {
        let page = self.page(page);
        let below = links::below_content(page, written).ok_or(FileFault::Outside)?;
        let below = nfc(&below);
        if let Some(found) = (0..).map(AssetIx).zip(&self.assets).find(|(_, asset)| nfc(&asset.below) == below) {
            return Ok(found.0);
        }
        let name = |path: &str| path.rsplit_once('/').map_or(path, |(_, name)| name).to_lowercase();
        let wanted = || self.assets.iter().filter(|asset| is_wanted(&asset.below));
        let elsewhere = wanted().find(|asset| name(&asset.below) == name(&below)).map(|asset| asset.below.as_str());
        let near = elsewhere.or_else(|| crate::diag::nearest(&below, wanted().map(|asset| asset.below.as_str())));
        Err(FileFault::Missing(near.map(|near| relative_href(&UrlPath::new(&page.below), &UrlPath::new(near)))))
    }
}
