//! An input method that was left on: the keys it makes full-width letters, digits and punctuation of.
//!
//! Where keys are commands, the key counts that was pressed. Where text is typed it stays as it is typed; only a number,
//! and a search that finds nothing otherwise, are read with these digits and letters too.
//!
//! Never knows what a key does.

use crate::app::key::{Code, Key};

/// A key as it would be without the input method.
pub(super) fn key(key: Key) -> Key {
    match key.code {
        Code::Char(typed) => Key {
            code: Code::Char(letter(typed)),
            ..key
        },
        _ => key,
    }
}

/// A text as it would be without the input method.
pub(super) fn text(typed: &str) -> String {
    typed.chars().map(letter).collect()
}

/// What stands on the key that this was typed with: full-width forms (U+FF01 to U+FF5E), and the punctuation that Chinese
/// and Japanese input methods have there.
pub(super) fn letter(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = u32::from(typed) - 0xff01 + u32::from('!');
            char::from_u32(ascii).unwrap_or(typed)
        }
        '\u{3000}' => ' ',
        '。' | '｡' => '.',
        '、' | '､' | '・' => '/',
        '【' | '「' | '〔' | '｢' => '[',
        '】' | '」' | '〕' | '｣' => ']',
        '『' => '{',
        '』' => '}',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' | '¥' => '$',
        '…' => '^',
        '—' => '_',
        '·' => '`',
        '×' => '*',
        '÷' => '/',
        _ => typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_on_a_key() {
        let typed = "ｑＱ１？／：；，。！（）【】《》「」｛｝“”‘’＋－＝＃＜＞　";
        assert_eq!(text(typed), "qQ1?/:;,.!()[]<>[]{}\"\"''+-=#<> ");
        let plain = "q1?中国é —";
        assert_eq!(text(plain), "q1?中国é _");
    }
}
