//! Room for what a piece of work leaves for the next one.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values that are taken off by whoever works and put back: there are as many as work is done at once, and none waits for
/// another.
pub struct Shelf<T>(Mutex<Vec<T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Shelf<T> {
    /// Works with a value of the shelf, or with what `make` gives where none lies there.
    pub fn lend<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let known = self.values().pop();
        let mut value = known.unwrap_or_else(make);
        let result = work(&mut value);
        self.values().push(value);
        result
    }

    fn values(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
