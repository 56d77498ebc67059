//! The queues of a script: what is in each, and who waits at it.
//!
//! ```text
//!  tasks  3, 4, 5         2 taken · 3 wait
//!    1 waits here: worker
//! ```
//! Never knows what the values mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Open, Pane};
use crate::protocol::Reason;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule, shown};
use crate::view::pane::pool;

/// The rows of a queue.
const EACH: usize = 2;

/// Draws a queue, and below it who waits there.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let (height, width) = (usize::from(inner.height), usize::from(inner.width));
    let fit = height.div_ceil(EACH);
    let total = open.world.queues().count();
    for (at, (name, _)) in open.world.queues().take(fit).enumerate() {
        let top = EACH * at;
        pool::queue(cx, &open.world, name, name, ink::rows(inner, top, 1), buf);
        let actors = open.world.actors();
        let waits = actors.filter(|actor| match actor.reason() {
            Some(Reason::Get(queue) | Reason::Put(queue) | Reason::Join(queue)) => queue == name,
            _ => false,
        });
        let waits: Vec<String> = waits.map(|actor| cx.label(actor)).collect();
        if !waits.is_empty() && top + 1 < height {
            let (n, who) = (waits.len().to_string(), waits.join(", "));
            let said = cx.say("program.waits_at", &[("n", &n), ("who", &who)]);
            let said = ink::clip(&span(said, cx.theme.waiting()).into(), width - 2);
            ink::put(inner, 2, top + 1, said, buf);
        }
    }
    let note = shown(cx, 0, fit, total);
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

/// How many rows it asks for.
pub fn rows(_: &Cx<'_>, open: &Open, _: u16) -> usize {
    EACH * open.history.live().queues().count()
}
