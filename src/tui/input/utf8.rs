//! The first character of some bytes that may be cut anywhere.
//!
//! Never knows what a character stands for.

/// The character that the bytes begin with, and its length; a byte that is none has the length 1. None: it isn't whole.
pub(super) fn utf8(bytes: &[u8]) -> Option<(usize, Option<char>)> {
    let length = match bytes.first()? {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Some((1, None)),
    };
    let begun = &bytes[..length.min(bytes.len())];
    match str::from_utf8(begun) {
        Ok(text) => Some((length, text.chars().next())),
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some((1, None)),
    }
}
