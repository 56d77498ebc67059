//! The screen's languages: which one, and its words.
//!
//! The words are data in `assets/ui/{en,zh}.toml`, flat tables of keys; a test holds their keys against each other.
//! Never knows the screen itself.

use serde::{Deserialize, Serialize};

/// A language of the screen. Both are equals: each text exists in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// The language of the environment: the first set of `LC_ALL`, `LC_MESSAGES` and `LANG` decides; English when in doubt.
    pub fn of_environment(_var: impl Fn(&str) -> Option<String>) -> Lang {
        unimplemented!()
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }
}

/// The words behind `key` in `lang`, with every `{name}` replaced by its value.
/// A key that doesn't exist comes back as itself in `⟨⟩`; a test makes sure that none is used.
pub fn say(_lang: Lang, _key: &str, _with: &[(&str, &str)]) -> String {
    unimplemented!()
}

/// The words behind a key that takes no values.
pub fn word(_lang: Lang, _key: &str) -> &'static str {
    unimplemented!()
}
