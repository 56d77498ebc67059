//! What a terminal sends → keys, mouse and pasted text.
//!
//! crossterm can do this too, but only by reading the terminal itself, and its reader blocks in the middle of an
//! unfinished sequence (Alt-[ is enough), leaves what is beyond 1024 bytes unread until the next key, and spins when
//! the terminal has gone away (crossterm#793). Here bytes come in, and nothing waits for anything.
//!
//! ```text
//!   bytes ─▶ Decoder ─┬─ sequence   one key or one sequence, whole
//!                     │    ├─ control    ESC [ …, ESC O …
//!                     │    ├─ keyboard   a key's number and what is held with it
//!                     │    ├─ character  a letter, or a control character
//!                     │    └─ mouse
//!                     ├─ paste      text, up to its end
//!                     └─ swallowed  what a terminal says to others: strings, whatever is in them
//! ```
//!
//! Where reads cut the bytes makes no difference: a key is given when no further byte could make another of it. Only
//! silence ends what is unfinished, so whoever reads waits as long as [`Decoder::patience`] says, and then tells of the
//! [`Decoder::silence`]. Ctrl-C is heard in all of it.
//!
//! Sequences: ECMA-48 5.4 (CSI) and 5.6 (strings), xterm's control sequences, kitty's keyboard protocol.
//!
//! Never knows where the bytes are from, nor what a key does.

mod background;
mod character;
mod control;
mod keyboard;
mod mouse;
mod parameters;
mod paste;
mod sequence;
mod step;
mod swallowed;
#[cfg(test)]
mod tests;
mod utf8;

use std::time::Duration;

pub(super) use background::{Listener, QUESTION};
pub(super) use mouse::{Mouse, to_input};

use crate::app::Key;
use paste::Paste;
use sequence::step;
use step::Step;
use swallowed::Swallowed;

/// How long the rest of a sequence may take, over a network too, before its beginning is a key of its own. The Esc key
/// is as late as this.
const MOMENT: Duration = Duration::from_millis(50);

/// How long a string or a paste may stop in its middle. Nobody waits for these, and what would come after is no key.
const PAUSE: Duration = Duration::from_secs(1);

/// Something that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    Key(Key),
    Paste(String),
    Mouse(Mouse),
}

/// Bytes in, what was typed out; keeps what isn't complete yet.
#[derive(Default)]
pub(super) struct Decoder {
    waiting: Vec<u8>,
    inside: Inside,
}

/// What the next byte belongs to.
#[derive(Default)]
enum Inside {
    #[default]
    Nothing,
    Paste(Paste),
    Swallowed(Swallowed),
}

impl Decoder {
    /// Takes what was read.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Typed> {
        let mut typed = Vec::new();
        self.waiting.extend_from_slice(bytes);
        let mut at = 0;
        loop {
            let rest = &self.waiting[at..];
            match &mut self.inside {
                Inside::Paste(paste) => {
                    let (taken, text) = paste.take(rest);
                    at += taken;
                    let Some(text) = text else { break };
                    typed.push(Typed::Paste(text));
                    self.inside = Inside::Nothing;
                }
                Inside::Swallowed(what) => {
                    let (taken, over) = what.take(rest);
                    at += taken;
                    if !over {
                        break;
                    }
                    self.inside = Inside::Nothing;
                }
                Inside::Nothing => {
                    let Some(taken) = self.one(at, &mut typed) else {
                        break;
                    };
                    at += taken;
                }
            }
        }
        self.waiting.drain(..at);
        typed
    }

    /// Takes one step through what is waiting from `at` on: the bytes it took; None if the rest of it isn't there.
    fn one(&mut self, at: usize, typed: &mut Vec<Typed>) -> Option<usize> {
        Some(match step(&self.waiting[at..]) {
            Step::Key(taken, key) => {
                typed.push(Typed::Key(key));
                taken
            }
            Step::Text(taken, text) => {
                typed.extend(text.chars().map(|letter| Typed::Key(Key::char(letter))));
                taken
            }
            Step::Mouse(taken, mouse) => {
                typed.push(Typed::Mouse(mouse));
                taken
            }
            Step::PasteBegins(taken) => {
                self.inside = Inside::Paste(Paste::default());
                taken
            }
            Step::Swallow(taken, what) => {
                self.inside = Inside::Swallowed(what);
                taken
            }
            Step::Unknown(taken) => taken,
            Step::Incomplete => return None,
        })
    }

    /// How long to wait for the rest of what isn't complete, before [`Decoder::silence`]; None: nothing is waited for.
    pub(super) fn patience(&self) -> Option<Duration> {
        match &self.inside {
            Inside::Paste(paste) if paste.ends_with_ctrl_c() => Some(MOMENT),
            Inside::Paste(_) | Inside::Swallowed(_) => Some(PAUSE),
            Inside::Nothing => (!self.waiting.is_empty()).then_some(MOMENT),
        }
    }

    /// Nothing has come for as long as [`Decoder::patience`] said: ends what isn't complete.
    pub(super) fn silence(&mut self) -> Vec<Typed> {
        let waiting = std::mem::take(&mut self.waiting);
        match std::mem::take(&mut self.inside) {
            Inside::Paste(paste) if paste.ends_with_ctrl_c() => {
                vec![Typed::Key(Key::ctrl('c'))]
            }
            Inside::Paste(paste) => vec![Typed::Paste(paste.text())],
            Inside::Swallowed(_) => Vec::new(),
            Inside::Nothing => sequence::alone(&waiting)
                .into_iter()
                .map(Typed::Key)
                .collect(),
        }
    }
}
