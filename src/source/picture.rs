//! How large pictures are, so that a page keeps their room before they come.

use std::path::Path;

/// The size of a picture in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PictureSize {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
}

/// The extensions of the formats whose size stands in their first bytes.
const FORMATS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// The size of a picture on the disk; `None` of other files, and of a picture that does not say.
pub(super) fn size_of(disk: &Path, extension: &str) -> Option<PictureSize> {
    if !FORMATS.contains(&extension) {
        return None;
    }
    let size = imagesize::size(disk).ok()?;
    Some(PictureSize { width: size.width, height: size.height })
}
