//! By which calls an actor of a script has come to its line, what its variables are, and what becomes of an exception.
//!
//! Only differences are said. Never knows what is made of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A variable's name and its value, as Python's `repr` writes it, but short; None: there is no such variable any more.
pub type Changed = (Arc<str>, Option<Arc<str>>);

/// An actor's calls, the outermost first, as far as they are other ones than at its last line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frames {
    /// How many of the calls, from the outermost on, go on and stand where they stood; all others of the last line are over.
    pub keeps: u32,
    /// The calls inside those, the outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub calls: Vec<Call>,
    /// How many calls lie between the innermost and the one before it, and aren't told.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub left_out: u32,
    /// What is new of the innermost call's variables, where that is one of those that were kept.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub locals: Vec<Changed>,
}

/// A call that isn't over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Of what; `<module>` is the program itself.
    pub function: Arc<str>,
    /// The line that it stands before, or at whose call.
    pub line: u32,
    /// Of which file, as seen from the script's folder, where that isn't the listing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Arc<str>>,
    /// Its variables, in the order in which the function has them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub locals: Vec<(Arc<str>, Arc<str>)>,
}

/// What has become of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It was raised here, or in the library that was called from here.
    Raised,
    /// It has left a call and come to here.
    Propagates,
    /// It was caught; the program goes on here.
    Caught,
    /// It has left the task of a pool: its worker keeps it for whoever asks for the result.
    Kept,
    /// Nobody has caught it: the thread, or the program, ends by it.
    Uncaught,
}

impl Frames {
    /// About how many bytes it takes: its texts, and what is kept beside each.
    pub fn weight(&self) -> usize {
        const BESIDE: usize = 32;
        let of = |text: &Option<Arc<str>>| text.as_ref().map_or(0, |text| text.len());
        let calls = self.calls.iter().map(|call| {
            let locals = call.locals.iter();
            let locals = locals.map(|(name, value)| BESIDE + name.len() + value.len());
            BESIDE + call.function.len() + of(&call.file) + locals.sum::<usize>()
        });
        let changed = self.locals.iter();
        let changed = changed.map(|(name, value)| BESIDE + name.len() + of(value));
        calls.chain(changed).sum()
    }

    /// The names of all that it speaks of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let calls = self.calls.iter().flat_map(|call| {
            let of_it = [Some(&call.function), call.file.as_ref()];
            let locals = call.locals.iter().map(|(name, _)| name);
            of_it.into_iter().flatten().chain(locals)
        });
        let changed = self.locals.iter().map(|(name, _)| name);
        calls.chain(changed).map(|name| &**name)
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}
