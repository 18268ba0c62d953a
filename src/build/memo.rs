//! Results that are kept while what they were made from stays the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diag::Diagnostic;
use crate::text::Digest;

/// Results by key, each with the digest of what it was made from.
pub struct Memo<K, V> {
    entries: Mutex<HashMap<K, Entry<V>>>,
    made: AtomicUsize,
    /// Whether nothing is kept, since nobody will ask again.
    is_forgetful: bool,
}

struct Entry<V> {
    input: Digest,
    value: Arc<V>,
    is_used: bool,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { entries: Mutex::default(), made: AtomicUsize::new(0), is_forgetful: false }
    }
}

impl<K: Hash + Eq + Clone, V> Memo<K, V> {
    /// A memo that keeps nothing: what is made is gone when its user is done with it.
    pub fn forgetful() -> Self {
        Self { is_forgetful: true, ..Self::default() }
    }

    /// The result for `key`, made anew only when `input` differs from last time. A fault is not kept.
    pub fn get(
        &self,
        key: &K,
        input: impl FnOnce() -> Digest,
        make: impl FnOnce() -> Result<V, Diagnostic>,
    ) -> Result<Arc<V>, Diagnostic> {
        if self.is_forgetful {
            self.made.fetch_add(1, Ordering::Relaxed);
            return make().map(Arc::new);
        }
        let input = input();
        if let Some(entry) = self.lock().get_mut(key)
            && entry.input == input
        {
            entry.is_used = true;
            return Ok(Arc::clone(&entry.value));
        }
        // Made outside the lock: other threads go on.
        let value = Arc::new(make()?);
        self.made.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(key.clone(), Entry { input, value: Arc::clone(&value), is_used: true });
        Ok(value)
    }

    /// Drops what was not asked for since the last sweep.
    pub fn sweep(&self) {
        self.lock().retain(|_, entry| std::mem::take(&mut entry.is_used));
    }

    /// How many results were made since this was last asked.
    pub fn take_made(&self) -> usize {
        self.made.swap(0, Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Entry<V>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last result alone, with the digest of what it was made from.
pub struct Latest<V>(Mutex<Option<(Digest, Arc<V>)>>);

impl<V> Default for Latest<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V> Latest<V> {
    /// The result, made anew only when `input` differs from last time.
    pub fn get(&self, input: Digest, make: impl FnOnce() -> V) -> Arc<V> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, value)) if *known == input => Arc::clone(value),
            _ => {
                let value = Arc::new(make());
                *last = Some((input, Arc::clone(&value)));
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_makes(memo: &Memo<&'static str, u32>, inputs: &[&str]) -> usize {
        for input in inputs {
            memo.get(&"key", || Digest::of(input.as_bytes()), || Ok(1)).expect("no fault");
        }
        memo.take_made()
    }

    #[test]
    fn a_result_is_made_again_only_when_its_input_changes() {
        assert_eq!(count_makes(&Memo::default(), &["a", "a", "b", "b", "a"]), 3);
    }

    #[test]
    fn what_one_build_does_not_ask_for_is_gone_in_the_next() {
        let memo = Memo::default();
        count_makes(&memo, &["a"]);
        memo.sweep();
        memo.sweep();
        assert_eq!(count_makes(&memo, &["a"]), 1);
    }
}
