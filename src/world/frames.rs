//! An actor's calls: by which it has come to its line, each with its variables.
//!
//! A trace says what is another than at the actor's last line; here that becomes what there is. Never knows what a value means.

use std::sync::Arc;

use crate::protocol::limits::{Beyond, MOST_CALLS, MOST_LOCALS};
use crate::protocol::{Call, Frames as Said};

/// A call that isn't over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Of what; `<module>` is the program itself.
    pub function: Arc<str>,
    /// The line that it stands before, or at whose call.
    pub line: u32,
    /// Of which file, where that isn't the listing.
    pub file: Option<Arc<str>>,
    /// Its variables: name and value.
    pub locals: Vec<(Arc<str>, Arc<str>)>,
}

/// The calls of an actor, the outermost first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frames {
    all: Vec<Arc<Frame>>,
    left_out: u32,
    /// The innermost call's variables that are others than at the line before.
    changed: Vec<Arc<str>>,
}

impl Frames {
    /// The calls, the outermost first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Frame> + DoubleEndedIterator {
        self.all.iter().map(Arc::as_ref)
    }

    /// The call that the actor is in.
    pub fn innermost(&self) -> Option<&Frame> {
        self.all.last().map(Arc::as_ref)
    }

    /// Whether a variable of the innermost call is another than at the line before.
    pub fn has_changed(&self, variable: &str) -> bool {
        self.changed.iter().any(|changed| **changed == *variable)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many calls lie between the innermost and the one before it, and aren't told.
    pub fn left_out(&self) -> u32 {
        self.left_out
    }

    /// Why this can't follow; None where it can.
    pub(super) fn refuses(&self, said: &Said) -> Option<String> {
        let keeps = said.keeps as usize;
        if keeps > self.all.len() {
            return Some(format!("it keeps {keeps} calls of {}", self.all.len()));
        }
        if keeps + said.calls.len() > MOST_CALLS {
            return Some(Beyond::Calls.to_string());
        }
        let most = |call: &Call| call.locals.len() > MOST_LOCALS;
        let kept = keeps
            .checked_sub(1)
            .map_or(0, |at| self.all[at].locals.len());
        if said.calls.iter().any(most) || kept + said.locals.len() > 2 * MOST_LOCALS {
            return Some(Beyond::Locals.to_string());
        }
        (!said.locals.is_empty() && (keeps == 0 || !said.calls.is_empty()))
            .then(|| "its variables are of a call that is told anew".to_owned())
    }

    /// Takes in what is said, which isn't refused.
    pub(super) fn become_as(&mut self, said: &Said) {
        self.all.truncate(said.keeps as usize);
        self.left_out = said.left_out;
        let changed = said.locals.iter().map(|(name, _)| Arc::clone(name));
        self.changed = changed.collect();
        let innermost = self.all.last_mut().filter(|_| !said.locals.is_empty());
        if let Some(innermost) = innermost {
            let locals = &mut Arc::make_mut(innermost).locals;
            for (name, value) in &said.locals {
                let at = locals.iter().position(|(known, _)| known == name);
                match (at, value) {
                    (Some(at), Some(value)) => locals[at].1 = Arc::clone(value),
                    (None, Some(value)) => locals.push((Arc::clone(name), Arc::clone(value))),
                    (Some(at), None) => drop(locals.remove(at)),
                    (None, None) => {}
                }
            }
        }
        self.all.extend(said.calls.iter().map(|call| {
            Arc::new(Frame {
                function: Arc::clone(&call.function),
                line: call.line,
                file: call.file.clone(),
                locals: call.locals.clone(),
            })
        }));
    }

    /// The actor stands before this line of the call that it is in.
    pub(super) fn stands_at(&mut self, line: u32) {
        if let Some(innermost) = self.all.last_mut()
            && innermost.line != line
        {
            Arc::make_mut(innermost).line = line;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(json: serde_json::Value) -> Said {
        #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
        serde_json::from_value(json).unwrap()
    }

    fn shown(frames: &Frames) -> Vec<String> {
        let locals = |frame: &Frame| -> String {
            let locals = frame.locals.iter();
            locals
                .map(|(name, value)| format!(" {name}={value}"))
                .collect()
        };
        let shown = |frame: &Frame| format!("{}:{}{}", frame.function, frame.line, locals(frame));
        frames.iter().map(shown).collect()
    }

    #[test]
    fn a_call_has_its_variables_again_when_what_it_has_called_is_over() {
        let mut calls = Frames::default();
        let mut hears = |line, said| {
            let said = frames(said);
            assert_eq!(calls.refuses(&said), None);
            calls.become_as(&said);
            calls.stands_at(line);
            shown(&calls)
        };
        let begins = serde_json::json!({"keeps": 0, "calls": [
            {"function": "<module>", "line": 7, "locals": [["n", "1"], ["m", "2"]]}]});
        assert_eq!(hears(7, begins), ["<module>:7 n=1 m=2"]);
        let calls_f = serde_json::json!({"keeps": 1, "calls": [
            {"function": "f", "line": 2, "locals": [["x", "5"]]}]});
        assert_eq!(hears(2, calls_f), ["<module>:7 n=1 m=2", "f:2 x=5"]);
        let changes = serde_json::json!({"keeps": 2, "locals": [["x", "6"], ["y", "'a'"]]});
        assert_eq!(hears(3, changes), ["<module>:7 n=1 m=2", "f:3 x=6 y='a'"]);
        let is_back = serde_json::json!({"keeps": 1, "locals": [["n", null], ["m", "11"]]});
        assert_eq!(hears(8, is_back), ["<module>:8 m=11"]);
    }

    #[test]
    fn what_cannot_follow_is_refused() {
        let calls = Frames::default();
        let call = serde_json::json!({"function": "f", "line": 1});
        for (said, why) in [
            (serde_json::json!({"keeps": 1}), "it keeps 1 calls of 0"),
            (
                serde_json::json!({"keeps": 0, "calls": vec![call.clone(); 101]}),
                "100 calls of an actor may be told at most",
            ),
            (
                serde_json::json!({"keeps": 0, "calls": [call], "locals": [["x", "1"]]}),
                "its variables are of a call that is told anew",
            ),
        ] {
            assert_eq!(calls.refuses(&frames(said)).as_deref(), Some(why));
        }
    }
}
