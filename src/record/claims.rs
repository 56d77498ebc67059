//! What a caption claims to be on the screen: its words in backticks, and what its step says must be there. And whether it is.
//!
//! Never knows what any of it means.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::i18n::{self, Lang, word};

/// Something that a caption speaks of and nobody can see then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Which caption, from 1.
    pub caption: usize,
    /// In which language.
    pub lang: Lang,
    /// What isn't there.
    pub words: String,
}

/// What of the caption's claims isn't on the screen, the place where the caption itself stands left out.
pub(super) fn unseen(
    caption: &str,
    shows: &[String],
    lang: Lang,
    screen: &Buffer,
    own: Rect,
) -> Vec<String> {
    let seen = rows(screen, own);
    let shows = shows.iter().map(|name| {
        let state = format!("state.{name}");
        match i18n::knows(&state) {
            true => word(lang, &state).to_owned(),
            false => name.clone(),
        }
    });
    let claimed = in_backticks(caption).map(str::to_owned).chain(shows);
    claimed
        .filter(|words| !seen.iter().any(|row| row.contains(words.as_str())))
        .collect()
}

fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows as they are read, without what stands in `own`. Left and right of it they are read by themselves.
fn rows(screen: &Buffer, own: Rect) -> Vec<String> {
    let area = screen.area;
    let mut rows = Vec::new();
    for y in area.top()..area.bottom() {
        let (mut row, mut covered) = (String::new(), area.left());
        for x in area.left()..area.right() {
            if own.contains((x, y).into()) {
                row.push('\n');
            } else if x >= covered {
                let symbol = screen[(x, y)].symbol();
                covered = x + u16::try_from(symbol.width()).unwrap_or(1);
                row.push_str(symbol);
            }
        }
        rows.extend(row.lines().map(str::to_owned));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_elsewhere_is_seen_and_the_captions_own_words_are_not() {
        let mut screen = Buffer::empty(Rect::new(0, 0, 30, 3));
        let plain = ratatui::style::Style::new();
        screen.set_string(0, 0, "g = grep(进程)", plain);
        screen.set_string(0, 1, "zombie", plain);
        screen.set_string(0, 2, "`send` of the caption", plain);
        let own = Rect::new(0, 2, 30, 1);
        let shows = ["zombie".to_owned(), "Z".to_owned()];
        let said = "`grep(进程)` and `send`";
        let words = unseen(said, &shows, Lang::En, &screen, own);
        assert_eq!(words, ["send", "Z"]);
    }
}
