//! The keys that do something now, from the one table of actions: as many as fit, whole.
//!
//! Never knows what a key does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Target, actions};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};

/// Draws the keys.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let mut hints = actions::footer(cx.app);
    let wide = |hint: &actions::Hint| ink::width(&hint.label) + ink::width(&hint.word) + 4;
    while hints.iter().map(wide).sum::<usize>() >= usize::from(area.width) {
        let Some(worst) = (0..hints.len()).max_by_key(|&at| hints[at].rank) else {
            break;
        };
        hints.remove(worst);
    }
    let mut at = 1;
    for hint in hints {
        let from = at;
        at = ink::put(
            area,
            at,
            0,
            span(format!(" {} ", hint.label), cx.theme.key()),
            buf,
        );
        at = ink::put(area, at + 1, 0, span(hint.word, cx.theme.dim()), buf);
        hits.push(cells(area, from, 0, at - from), Target::Action(hint.action));
        at += 1;
    }
}
