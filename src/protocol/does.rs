//! One of the library's calls that a line makes, and what it means there.
//!
//! Never knows how it is worded.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::ActorId;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Does {
    /// Which: `lock_acquire`, `fork`. `[calls]` in `assets/ui` has a sentence for each.
    pub call: Arc<str>,
    /// On what, or with what: `threads[0]`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub on: Option<Arc<str>>,
    /// What it means here: `held`, `full`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub now: Option<Arc<str>>,
    /// How many there are, where that means something.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub n: Option<u64>,
    /// Of how many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<u64>,
    /// Whom it is about: who has the lock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub who: Option<ActorId>,
}

impl Does {
    /// What is called something in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let said = [Some(&*self.call), self.on.as_deref(), self.now.as_deref()];
        said.into_iter().flatten()
    }
}
