//! Colours by number, and which cells are signs rather than words.
//!
//! Never knows roles.

use ratatui::style::Color;

/// The levels of red, green and blue in the cube of 256 colours, from xterm's `256colres.h` on.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour among those of 256 that are the same in every terminal: the cube's and the greys, 16 to 255.
pub(super) fn nearest(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    let wanted = [red, green, blue];
    let [r, g, b] = wanted.map(|part| {
        let levels = (0..6).min_by_key(|level| LEVELS[usize::from(*level)].abs_diff(part));
        levels.unwrap_or(0_u8)
    });
    let mean = wanted.into_iter().map(u32::from).sum::<u32>() / 3;
    // 24 greys: 8, 18, … 238.
    let grey = (mean.saturating_sub(3) / 10).min(23) as u8;
    let distance = |index: &u8| -> u32 {
        let parts = fixed(*index).into_iter().zip(wanted);
        parts
            .map(|(have, want)| u32::from(have.abs_diff(want)).pow(2))
            .sum()
    };
    let nearer = [16 + 36 * r + 6 * g + b, 232 + grey]
        .into_iter()
        .min_by_key(distance);
    Color::Indexed(nearer.unwrap_or(16))
}

/// Red, green and blue of one of the fixed colours, 16 to 255.
pub fn fixed(index: u8) -> [u8; 3] {
    match index.saturating_sub(16) {
        grey @ 216.. => [8 + 10 * (grey - 216); 3],
        cube => [cube / 36, cube / 6 % 6, cube % 6].map(|level| LEVELS[usize::from(level)]),
    }
}

/// Whether a symbol is a sign: lines, blocks, shapes, arrows, ticks, dust. All else is words, which are read.
pub fn is_sign(symbol: &str) -> bool {
    symbol.chars().next().is_some_and(|first| {
        matches!(first, '·' | '‖' | '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}' | '\u{2700}'..='\u{27bf}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_colours_are_xterms() {
        assert_eq!(fixed(16), [0, 0, 0]);
        assert_eq!(fixed(67), [95, 135, 175]);
        assert_eq!(fixed(231), [255, 255, 255]);
        assert_eq!(fixed(232), [8, 8, 8]);
        assert_eq!(fixed(255), [238, 238, 238]);
        assert_eq!(nearest(0xffffff), Color::Indexed(231));
        assert_eq!(nearest(0x0d1117), Color::Indexed(233));
    }

    #[test]
    fn words_are_no_signs() {
        for word in ["a", "进", "0", "…", "“", "Z", " "] {
            assert!(!is_sign(word), "{word}");
        }
        for sign in ["●", "─", "█", "→", "✓", "‖", "░", "·"] {
            assert!(is_sign(sign), "{sign}");
        }
    }
}
