//! What a terminal sends → keys, mouse and pasted text.
//!
//! crossterm can do this too, but only by reading the terminal itself, and its reader blocks in the middle of an
//! unfinished sequence (Alt-[ is enough), leaves what is beyond 1024 bytes unread until the next key, and spins when
//! the terminal has gone away (crossterm#793). Here bytes come in, and nothing waits for anything.
//!
//! Sequences: ECMA-48 5.4 (CSI), xterm's control sequences for modifiers, the mouse (1006) and bracketed paste (2004).
//!
//! Never knows where the bytes are from, nor what a key does.

mod background;
mod mouse;
mod sequence;

pub(super) use background::{Listener, QUESTION};
pub(super) use mouse::{Mouse, to_input};

use crate::app::{Code, Key};
use sequence::{Step, step};

/// Bytes of one paste that are kept: more than anyone types into a prompt.
const LARGEST_PASTE: usize = 64 * 1024;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

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
    /// The text so far of a paste whose end hasn't come.
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// Takes what was read. `more` says that the rest is still to be read: otherwise an ESC at the end is the Esc key.
    pub(super) fn feed(&mut self, bytes: &[u8], more: bool) -> Vec<Typed> {
        let mut typed = Vec::new();
        self.waiting.extend_from_slice(bytes);
        loop {
            if self.paste.is_some() {
                match self.pasted() {
                    Some(text) => typed.push(Typed::Paste(text)),
                    None => break,
                }
            }
            let taken = match step(&self.waiting) {
                Step::Key(count, key) => {
                    typed.push(Typed::Key(key));
                    count
                }
                Step::Mouse(count, mouse) => {
                    typed.push(Typed::Mouse(mouse));
                    count
                }
                Step::PasteBegins(count) => {
                    self.paste = Some(Vec::new());
                    count
                }
                Step::Unknown(count) => count,
                Step::Incomplete => break,
            };
            self.waiting.drain(..taken);
        }
        if !more && self.paste.is_none() && self.waiting == [0x1b] {
            self.waiting.clear();
            typed.push(Typed::Key(sequence::plain(Code::Esc)));
        }
        typed
    }

    /// Moves pasted text from what is waiting; the whole of it once its end has come.
    fn pasted(&mut self) -> Option<String> {
        let text = self.paste.as_mut()?;
        let end = self
            .waiting
            .windows(PASTE_ENDS.len())
            .position(|window| window == PASTE_ENDS);
        // The last bytes may be the beginning of the end.
        let count = end.unwrap_or((self.waiting.len() + 1).saturating_sub(PASTE_ENDS.len()));
        let room = LARGEST_PASTE.saturating_sub(text.len());
        text.extend(self.waiting.drain(..count).take(room));
        end?;
        self.waiting.drain(..PASTE_ENDS.len());
        let text = self.paste.take()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(bytes: &[u8]) -> Vec<Typed> {
        Decoder::default().feed(bytes, false)
    }

    fn key(code: Code, ctrl: bool, alt: bool) -> Typed {
        Typed::Key(Key { code, ctrl, alt })
    }

    #[test]
    fn keys_as_terminals_send_them() {
        for (bytes, code, ctrl, alt) in [
            (&b"q"[..], Code::Char('q'), false, false),
            ("中".as_bytes(), Code::Char('中'), false, false),
            (b"\r", Code::Enter, false, false),
            (b"\t", Code::Tab, false, false),
            (b"\x1b[Z", Code::BackTab, false, false),
            (b"\x7f", Code::Backspace, false, false),
            (b"\x1a", Code::Char('z'), true, false),
            (b"\x1b", Code::Esc, false, false),
            (b"\x1bx", Code::Char('x'), false, true),
            (b"\x1b[A", Code::Up, false, false),
            (b"\x1bOA", Code::Up, false, false),
            (b"\x1b[1;5D", Code::Left, true, false),
            (b"\x1b[1;3C", Code::Right, false, true),
            (b"\x1b[3~", Code::Delete, false, false),
            (b"\x1b[5~", Code::PageUp, false, false),
            (b"\x1b[H", Code::Home, false, false),
            (b"\x1b[4~", Code::End, false, false),
            (b"\x1bOP", Code::F(1), false, false),
            (b"\x1b[[B", Code::F(2), false, false),
            (b"\x1b[15~", Code::F(5), false, false),
            (b"\x1b[24~", Code::F(12), false, false),
        ] {
            assert_eq!(typed(bytes), [key(code, ctrl, alt)], "{bytes:?}");
        }
    }

    #[test]
    fn keys_that_come_in_pieces_and_at_once() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b[1;", false), []);
        assert_eq!(decoder.feed(b"5A", false), [key(Code::Up, true, false)]);
        assert_eq!(
            decoder.feed(b"a\x1b", true),
            [key(Code::Char('a'), false, false)]
        );
        assert_eq!(decoder.feed(b"[B", false), [key(Code::Down, false, false)]);
        assert_eq!(
            typed(b"\x1b\x1b[A\xff\x1b[9999;9~j"),
            [
                key(Code::Esc, false, false),
                key(Code::Up, false, false),
                key(Code::Char('j'), false, false)
            ],
            "what isn't known is passed over",
        );
    }

    #[test]
    fn a_paste_is_text_whatever_is_in_it() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"\x1b[200~q\x1b[A", false), []);
        assert_eq!(decoder.feed("\u{1b}[B中\u{1b}[20".as_bytes(), false), []);
        assert_eq!(
            decoder.feed(b"1~q", false),
            [
                Typed::Paste("q\u{1b}[A\u{1b}[B中".into()),
                key(Code::Char('q'), false, false)
            ]
        );
    }

    #[test]
    fn a_huge_paste_is_cut() {
        let bytes = [b"\x1b[200~", &[b'x'; 200_000][..], PASTE_ENDS].concat();
        assert_eq!(typed(&bytes), [Typed::Paste("x".repeat(LARGEST_PASTE))]);
    }

    proptest! {
        /// Whatever comes, in whatever pieces: nothing panics, and what is kept stays small.
        #[test]
        fn any_bytes(pieces in prop::collection::vec(prop::collection::vec(
            prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O<;0123456789~MmA\xe4\xb8".to_vec())], 0..40), 0..20)) {
            let mut decoder = Decoder::default();
            for piece in pieces {
                decoder.feed(&piece, false);
                prop_assert!(decoder.waiting.len() <= sequence::LONGEST);
            }
        }
    }
}
