//! A sentence as it goes over the wire: what it says by name, and what is filled in, for whoever tells it in another language.
//!
//! Never knows the words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A sentence by name: `refused.run_processes`, with `most` being `4`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its name in the catalogue. One that a later version says may not be there.
    pub key: String,
    /// What is filled in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, Filled>,
}

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Filled {
    /// A text, the same in every language.
    Text(String),
    /// A sentence within the sentence.
    Said(Said),
}

impl Said {
    /// How many bytes its texts have, names included.
    pub(super) fn len(&self) -> usize {
        let with = self.with.iter().map(|(name, filled)| {
            name.len()
                + match filled {
                    Filled::Text(text) => text.len(),
                    Filled::Said(said) => said.len(),
                }
        });
        self.key.len() + with.sum::<usize>()
    }
}
