//! A character's key, and the control characters that stand for keys.
//!
//! Never knows sequences.

use crate::app::{Code, Key};
use crate::tui::input::step::Step;
use crate::tui::input::utf8::utf8;

/// A character, or the control character that stands for a key.
pub(super) fn character(bytes: &[u8]) -> Step {
    let key = match bytes[0] {
        b'\r' | b'\n' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        control @ 0x01..=0x1a => Key::ctrl((control - 1 + b'a').into()),
        0x00..0x20 => return Step::Unknown(1),
        _ => {
            return match utf8(bytes) {
                None => Step::Incomplete,
                Some((length, Some(letter))) if !letter.is_control() => {
                    Step::Key(length, Key::char(letter))
                }
                Some((length, _)) => Step::Unknown(length),
            };
        }
    };
    Step::Key(1, key)
}
