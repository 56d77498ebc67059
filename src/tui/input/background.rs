//! The terminal's answer when it is asked for its ground (xterm's OSC 11), wherever it comes among what is typed.
//!
//! It only listens: who decodes what was typed sees the same bytes, and passes over such strings.
//! Never knows who asked, nor what is drawn.

use crate::background::Background;

/// The question. A terminal that doesn't know it is silent.
pub(in crate::tui) const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// How an answer begins; it ends with BEL, or with `ESC \`.
const BEGINS: &[u8] = b"\x1b]11;";

/// The longest answer: `rgba:ffff/ffff/ffff/ffff`, and room.
const LONGEST: usize = 32;

/// Hears answers, however they are cut.
#[derive(Debug, Default)]
pub(in crate::tui) struct Listener {
    heard: Vec<u8>,
}

impl Listener {
    /// Takes what was read: the last whole answer in it.
    pub(in crate::tui) fn hear(&mut self, bytes: &[u8]) -> Option<Background> {
        let mut answer = None;
        for &byte in bytes {
            if self.heard.len() >= BEGINS.len() {
                let over = matches!(byte, 0x07 | 0x1b | 0x9c);
                if over || self.heard.len() == BEGINS.len() + LONGEST {
                    answer = background(&self.heard[BEGINS.len()..]).or(answer);
                    self.heard.clear();
                } else {
                    self.heard.push(byte);
                    continue;
                }
            }
            if byte != BEGINS[self.heard.len()] {
                self.heard.clear();
            }
            if byte == BEGINS[self.heard.len()] {
                self.heard.push(byte);
            }
        }
        answer
    }
}

/// What an answer says: `rgb:1e1e/1e1e/2e2e` with one to four digits a part, `rgba:…`, or `#1e1e2e`.
fn background(reply: &[u8]) -> Option<Background> {
    let reply = str::from_utf8(reply).ok()?;
    let parts: Vec<&str> = match reply.strip_prefix('#') {
        Some(digits) if digits.is_ascii() && digits.len() % 3 == 0 => {
            let each = (digits.len() / 3).max(1);
            (0..3)
                .map(|n| digits.get(n * each..(n + 1) * each))
                .collect::<Option<_>>()?
        }
        _ => {
            let (space, parts) = reply.split_once(':')?;
            let count = match space {
                "rgb" => 3,
                "rgba" => 4,
                _ => return None,
            };
            let parts: Vec<&str> = parts.split('/').collect();
            (parts.len() == count).then_some(parts)?
        }
    };
    let part = |digits: &str| {
        let largest: u16 = match digits.len() {
            1 => 0xf,
            2 => 0xff,
            3 => 0xfff,
            4 => 0xffff,
            _ => return None,
        };
        let hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = u16::from_str_radix(digits, 16).ok().filter(|_| hex)?;
        Some(f32::from(value) / f32::from(largest))
    };
    let [red, green, blue] = [part(parts[0])?, part(parts[1])?, part(parts[2])?];
    Some(Background::of_colour([red, green, blue]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Background::{Dark, Light};

    #[test]
    fn answers_as_terminals_give_them() {
        for (reply, heard) in [
            ("rgb:ffff/ffff/ffff", Some(Light)),
            ("rgb:1e1e/1e1e/2e2e", Some(Dark)),
            ("rgb:fd/f6/e3", Some(Light)),
            ("rgb:0/0/0", Some(Dark)),
            ("rgba:ffff/ffff/ffff/8000", Some(Light)),
            ("#ffffff", Some(Light)),
            ("#002b36", Some(Dark)),
            ("rgb:ffff/ffff", None),
            ("rgb:fffff/0/0", None),
            ("rgb:+f/0/0", None),
            ("#", None),
            ("#é", None),
            ("?", None),
            ("", None),
        ] {
            assert_eq!(background(reply.as_bytes()), heard, "{reply}");
        }
    }

    #[test]
    fn an_answer_is_heard_among_keys_and_however_it_is_cut() {
        let bytes = b"j\x1b\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[A\x1b]10;rgb:0/0/0\x07k";
        for cut in 0..bytes.len() {
            let mut listener = Listener::default();
            let (before, after) = bytes.split_at(cut);
            let heard = [listener.hear(before), listener.hear(after)];
            assert_eq!(heard.iter().flatten().count(), 1, "{cut}");
            assert!(heard.contains(&Some(Light)), "{cut}");
        }
        let mut listener = Listener::default();
        assert_eq!(
            listener.hear(b"\x1b]11;rgb:0/0/0\x07\x1b]11;#fff\x9c"),
            Some(Light)
        );
        assert_eq!(listener.hear(&[b'x'; 100]), None);
    }

    #[test]
    fn an_answer_without_an_end_is_bounded() {
        let mut listener = Listener::default();
        listener.hear(BEGINS);
        listener.hear(&[b'0'; 10_000]);
        assert!(listener.heard.len() <= BEGINS.len() + LONGEST);
    }
}
