//! Room outside memory.

use crate::source::MachineError;

/// Where a build puts aside what it needs once more before it ends.
pub trait Scratch: Send + Sync {
    /// Takes bytes and says where they begin; nothing where there is no room.
    fn put(&self, bytes: &[u8]) -> Option<u64>;

    /// As many bytes as were put at a place.
    fn get(&self, start: u64, length: usize) -> Result<Vec<u8>, MachineError>;
}
