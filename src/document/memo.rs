//! A drawer for what is derived from an entry.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps one value that those above derived from an entry, for as long as the entry does not change.
#[derive(Default)]
pub struct Memo(Mutex<Option<Arc<dyn Any + Send + Sync>>>);

impl Memo {
    /// The kept value if there is one that `fits`, else the one that `make` makes, which is kept.
    pub fn get<T: Send + Sync + 'static>(
        &self,
        fits: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        // What is behind the lock is replaced as a whole, so a panic elsewhere leaves it sound.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lock().clone().and_then(|kept| kept.downcast::<T>().ok());
        if let Some(kept) = kept.filter(|kept| fits(kept)) {
            return kept;
        }
        let made = Arc::new(make());
        let kept: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(&made);
        *lock() = Some(kept);
        made
    }
}

impl Clone for Memo {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}
