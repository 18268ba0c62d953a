//! Bytes and texts in little room, for what a large handbook has to keep and seldom reads.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, OnceLock};

use libdeflater::{CompressionLvl, Compressor, Decompressor};

/// How hard it is tried to make bytes fewer. Of an index of 6.3 MB this level makes 2.83 MB in 41 ms, level 6 makes 2.79 MB
/// in 81 ms.
const LEVEL: CompressionLvl = match CompressionLvl::new(1) {
    Ok(level) => level,
    Err(_) => panic!("levels go from 0, which stores, to 12"),
};

thread_local! {
    // Each holds more memory than most of what it works on has bytes: one serves for all that a thread does.
    static COMPRESSOR: RefCell<Compressor> = RefCell::new(Compressor::new(LEVEL));
    static DECOMPRESSOR: RefCell<Decompressor> = RefCell::new(Decompressor::new());
}

/// Bytes as a gzip file has them (RFC 1952).
///
/// # Panics
///
/// Never: there is room for the worst case.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let mut packed = vec![0; compressor.gzip_compress_bound(bytes.len())];
        let length = compressor.gzip_compress(bytes, &mut packed).expect("there is room for the worst case");
        packed.truncate(length);
        packed
    })
}

/// Bytes in little room; a copy is cheap.
#[derive(Clone)]
pub struct Packed {
    bytes: Arc<[u8]>,
    length: usize,
}

impl Packed {
    /// Packs bytes.
    ///
    /// # Panics
    ///
    /// Never: there is room for the worst case.
    pub fn new(bytes: &[u8]) -> Self {
        COMPRESSOR.with_borrow_mut(|compressor| {
            let mut packed = vec![0; compressor.deflate_compress_bound(bytes.len())];
            let length = compressor.deflate_compress(bytes, &mut packed).expect("there is room for the worst case");
            Self { bytes: packed[..length].into(), length: bytes.len() }
        })
    }

    /// The bytes.
    ///
    /// # Panics
    ///
    /// Never: what was packed can be opened.
    pub fn open(&self) -> Vec<u8> {
        DECOMPRESSOR.with_borrow_mut(|decompressor| {
            let mut bytes = vec![0; self.length];
            decompressor.deflate_decompress(&self.bytes, &mut bytes).expect("it was packed by us");
            bytes
        })
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes in {}", self.length, self.bytes.len())
    }
}

/// The text of a file, packed where there are many.
#[derive(Clone)]
pub struct FileText {
    packed: Option<Packed>,
    /// The text; of a packed one, where somebody asked for it.
    open: OnceLock<Arc<str>>,
}

impl FileText {
    /// A text as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self { packed: None, open: OnceLock::from(text.into()) }
    }

    /// The text in little room.
    #[must_use]
    pub fn packed(self) -> Self {
        let packed = self.packed.unwrap_or_else(|| Packed::new(self.open.get().map_or(b"", |text| text.as_bytes())));
        Self { packed: Some(packed), open: OnceLock::new() }
    }

    /// Whether it is packed.
    pub fn is_packed(&self) -> bool {
        self.packed.is_some()
    }

    /// Its length in bytes.
    pub fn length(&self) -> usize {
        self.packed.as_ref().map_or_else(|| self.get().len(), |packed| packed.length)
    }

    /// The text, which stays open: for files of which something is told.
    pub fn get(&self) -> &Arc<str> {
        self.open.get_or_init(|| self.unpack())
    }

    /// The text, open as long as somebody holds it.
    pub fn read(&self) -> Arc<str> {
        self.open.get().cloned().unwrap_or_else(|| self.unpack())
    }

    fn unpack(&self) -> Arc<str> {
        let bytes = self.packed.as_ref().map(Packed::open).unwrap_or_default();
        String::from_utf8(bytes).expect("it was a text when it was packed").into()
    }
}

impl fmt::Debug for FileText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.read(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_opened_as_it_was() {
        for bytes in [&b""[..], b"a", &[0, 255, 10], "é — ü ".repeat(5000).as_bytes()] {
            assert_eq!(Packed::new(bytes).open(), bytes);
        }
    }

    #[test]
    fn a_packed_text_is_the_same_text_and_stays_packed_until_it_is_asked_for() {
        for text in ["", "é", &"word ".repeat(1000)] {
            let packed = FileText::new(text).packed();
            assert_eq!((&*packed.read(), packed.length(), packed.open.get()), (text, text.len(), None));
            assert_eq!((&**packed.get(), &*packed.read()), (text, text));
        }
    }

    #[test]
    fn much_text_takes_little_room() {
        let packed = Packed::new("the same words again ".repeat(1000).as_bytes());
        assert!(packed.bytes.len() * 20 < packed.length, "{packed:?}");
    }
}
