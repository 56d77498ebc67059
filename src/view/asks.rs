//! How many rows the parts of a lesson's screen ask for.
//!
//! What only grows during a run is asked of its live end, wherever one looks: so the layout stays as it is in the past.
//! Never knows who gets how many: `layout` deals them out.

use crate::app::Open;
use crate::predict::Asked;
use crate::view::cx::Cx;
use crate::view::ink::side;
use crate::view::layout::{Asks, Widths};
use crate::view::pane;

/// The question that is to be seen, or its verdict. While a tour speaks there is none.
pub(super) fn question<'a>(cx: &Cx<'_>, open: &'a Open) -> Option<&'a Asked> {
    let asked = pane::predict::shown(cx.app, open);
    asked.filter(|_| cx.app.tour.is_none())
}

/// What is asked for on a screen whose panes are so wide.
pub(super) fn asks(cx: &Cx<'_>, open: &Open, widths: Widths) -> Asks {
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
        stage: side((pane::scene::of(open).rows)(cx, open, widths.stage)),
        lanes: side(open.history.lanes().len()),
        why: side(why),
        longest_why: side(longest_why),
        output: side(pane::output::rows(cx, open, widths.output)),
        traceback: pane::output::is_traceback(open),
        countdown: pane::predict::left(cx.app).map(|_| pane::countdown::ROWS),
        question: question.map(|asked| side(pane::predict::rows(cx, open, asked, widths.whole))),
    }
}
