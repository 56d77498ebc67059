//! How many rows the parts of a lesson's screen ask for.
//!
//! What only grows during a run is asked of its live end, wherever one looks: so the layout stays as it is in the past.
//! Never knows who gets how many: `layout` deals them out.

use crate::app::Open;
use crate::predict::Asked;
use crate::view::cx::Cx;
use crate::view::layout::{Asks, Widths};
use crate::view::pane;

/// The question that is to be seen, or its verdict. While a tour speaks there is none.
pub(super) fn question<'a>(cx: &Cx<'_>, open: &'a Open) -> Option<&'a Asked> {
    let asked = pane::predict::shown(cx.app, open);
    asked.filter(|_| cx.app.tour.is_none())
}

/// What is asked for on a screen whose panes are so wide.
pub(super) fn asks(cx: &Cx<'_>, open: &Open, widths: Widths) -> Asks {
    let rows = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
    let (why, longest_why) = match &cx.app.tour {
        Some(tour) => {
            let caption = pane::caption::rows(cx, open, tour, widths.why);
            (caption, caption)
        }
        None => (
            pane::why::rows(cx, open, widths.why),
            pane::why::most_rows(cx, open, widths.why),
        ),
    };
    let question = question(cx, open);
    Asks {
        stage: rows((pane::scene::of(open).rows)(cx, open, widths.stage)),
        lanes: rows(open.history.lanes().len()),
        why: rows(why),
        longest_why: rows(longest_why),
        output: rows(pane::output::rows(cx, open, widths.output)),
        question: question.map(|asked| rows(pane::predict::rows(cx, open, asked, widths.whole))),
    }
}
