//! What a terminal says that isn't typed, and can be of any length: answers to questions that another program asked, and
//! went away before they came (OSC: colours; DCS: the terminal's name and version; APC: pictures; PM, SOS).
//!
//! Never knows what they say.

use crate::tui::input::utf8::utf8;

const ESC: u8 = 0x1b;

/// What is passed over, up to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swallowed {
    /// A control string: ends with ST (`ESC \`, or C1's 9C) or BEL.
    String,
    /// A control sequence longer than any that is known: ends with its final byte.
    Sequence,
}

impl Swallowed {
    /// How many of these bytes belong to it, and whether it is over.
    pub(super) fn take(self, bytes: &[u8]) -> (usize, bool) {
        match self {
            Swallowed::String => string(bytes),
            Swallowed::Sequence => match bytes.iter().position(|byte| !(0x20..0x40).contains(byte))
            {
                None => (bytes.len(), false),
                Some(at) if (0x40..0x7f).contains(&bytes[at]) => (at + 1, true),
                Some(at) => (at, true),
            },
        }
    }
}

fn string(bytes: &[u8]) -> (usize, bool) {
    let mut at = 0;
    loop {
        match &bytes[at..] {
            [] | [ESC] => return (at, false),
            [ESC, b'\\', ..] | [0xc2, 0x9c, ..] => return (at + 2, true),
            [0x07 | 0x9c, ..] => return (at + 1, true),
            // Broken off: another sequence begins, or somebody pressed Ctrl-C or Ctrl-Z (CAN and SUB are ECMA-48's own
            // ways to do so).
            [ESC | 0x03 | 0x18 | 0x1a, ..] => return (at, true),
            // A character whole: its last bytes may look like C1's ST.
            rest => match utf8(rest) {
                None => return (at, false),
                Some((length, _)) => at += length,
            },
        }
    }
}
