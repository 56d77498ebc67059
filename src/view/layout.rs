//! Which pane gets which cells, at any size, for what each asks for. Pure arithmetic.
//!
//! ```text
//!  ┌ header ─────────────────────────────────────────┐
//!  │ stage                     │ listing             │  top
//!  │ timeline; or a question, or its verdict         │  middle
//!  │ why                               │ output      │  said
//!  └ prompt, footer ─────────────────────────────────┘
//! ```
//! Each size has its *usual* rows for each block, and the stage has the rest: as long as nobody lacks rows, nothing ever moves. Who
//! lacks rows gets them from those who have more than they can fill. What is asked for only grows during a run (actors stay
//! where they were, the reserve for `why` is the longest note of the whole lesson), and asks of the past are those of the live
//! end: so a rule moves a few times in a run, when somebody is born, and never from step to step. A question, and its verdict,
//! are meant to be noticed: they take what they need.
//!
//! Below 66 columns stage and listing take turns, and what is printed lies below why.
//!
//! Never knows what a pane shows.

mod deal;
mod home;
mod slide;
#[cfg(test)]
mod tests;

pub use home::{Home, home};
pub use slide::slide;

use ratatui::layout::Rect;

use crate::app::Pane;
use deal::{Claim, deal};

/// The least size at which anything but a plea for more room is drawn: columns, rows.
pub const LEAST: (u16, u16) = (40, 12);

/// From this width on, two panes lie side by side: stage and listing, why and output.
const TWO_COLUMNS: u16 = 66;

/// From this width on, the listing has all the columns that it can fill, and output as many.
const ROOMY: u16 = 100;

/// The columns of the longest line of a listing, with its number and who stands there.
const LISTING: u16 = 56;

/// The columns of a pane before a class: some sixty of them are words.
const LOUD: u16 = 64;

/// The fewest rows of a stage that say anything.
const STAGE: u16 = 4;

/// Whether a screen is too small.
pub fn too_small(area: Rect) -> bool {
    area.width < LEAST.0 || area.height < LEAST.1
}

/// A lesson's screen. A pane without room has an empty rectangle. Each pane's first row is its rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Where one is, LIVE or PAST, step, speed, language.
    pub header: Rect,
    /// The panes, by `Pane as usize`.
    pub panes: [Rect; Pane::ALL.len()],
    /// A question, or its verdict.
    pub question: Rect,
    /// Who moves next, or what is to be said.
    pub prompt: Rect,
    /// The keys.
    pub footer: Rect,
}

impl Parts {
    /// The rectangle of a pane.
    pub fn pane(&self, pane: Pane) -> Rect {
        self.panes[pane as usize]
    }
}

/// What is asked for, in rows without rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asks {
    /// All that the stage has to show.
    pub stage: u16,
    /// The timeline's lanes.
    pub lanes: u16,
    /// What is said now.
    pub why: u16,
    /// The most that is ever said in this lesson.
    pub longest_why: u16,
    /// What was printed.
    pub output: u16,
    /// Whether the last of that says what has gone wrong: then it is to be read whole.
    pub traceback: bool,
    /// A question with its choices, or a verdict.
    pub question: Option<u16>,
    /// A countdown, in the place of why.
    pub countdown: Option<u16>,
}

/// How wide the panes are: this depends on the screen alone, so that what they ask for can be asked then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widths {
    /// The stage.
    pub stage: u16,
    /// Why.
    pub why: u16,
    /// What was printed.
    pub output: u16,
    /// The timeline, and a question in its place.
    pub whole: u16,
}

/// How wide the panes are on a lesson's screen, with a stage that asks for so many columns.
pub fn widths(area: Rect, stage: u16) -> Widths {
    let whole = area.width;
    let right = match whole {
        ..TWO_COLUMNS => 0,
        TWO_COLUMNS..ROOMY => {
            let usual = whole * 43 / 100;
            usual
                .min(whole.saturating_sub(stage + 1))
                .max(whole * 35 / 100)
        }
        _ => (whole * 42 / 100).min(LISTING),
    };
    let output = match whole {
        ..TWO_COLUMNS => whole,
        TWO_COLUMNS..ROOMY => whole / 3,
        _ => right,
    };
    let beside = u16::from(whole >= TWO_COLUMNS);
    Widths {
        stage: whole - right - beside,
        why: whole - beside * (output + 1),
        output,
        whole,
    }
}

impl Widths {
    /// The same, with room for lines that say what has gone wrong: most of them are longer than others.
    pub fn for_a_traceback(self) -> Self {
        match self.output < self.whole {
            true => {
                let output = (self.whole * 3 / 5).max(self.output);
                Self {
                    output,
                    why: self.whole - output - 1,
                    ..self
                }
            }
            false => self,
        }
    }
}

/// Lays a lesson's screen out; the pane in `focus` is seen, whatever else is.
pub fn lesson(area: Rect, asks: &Asks, widths: Widths, focus: Pane) -> Parts {
    let mut parts = Parts::default();
    if too_small(area) {
        return parts;
    }
    let mut rows = Rows(area);
    parts.header = rows.top(1);
    parts.footer = rows.bottom(1);
    parts.prompt = rows.bottom(1);

    let beside = area.width >= TWO_COLUMNS;
    // The stage has what is left.
    let [question, said, _, timeline, output] = heights(area, asks, focus);
    let place = rows.bottom(if beside { 0 } else { output });
    parts.panes[Pane::Output as usize] = place;
    let place = rows.bottom(said);
    if beside {
        let (why, output) = columns(place, widths.why);
        parts.panes[Pane::Why as usize] = why;
        parts.panes[Pane::Output as usize] = output;
    } else {
        parts.panes[Pane::Why as usize] = place;
    }
    parts.question = rows.bottom(question);
    parts.panes[Pane::Timeline as usize] = rows.bottom(timeline);
    if beside {
        let (stage, listing) = columns(rows.0, widths.stage);
        parts.panes[Pane::Stage as usize] = stage;
        parts.panes[Pane::Listing as usize] = listing;
    } else {
        parts.panes[Pane::Stage as usize] = rows.0;
    }
    // What one looks at is seen: where it has no room of its own, it takes the stage's.
    let covered = focus == Pane::Timeline && asks.question.is_some();
    if parts.pane(focus).is_empty() && !covered {
        let stage = std::mem::take(&mut parts.panes[Pane::Stage as usize]);
        parts.panes[focus as usize] = stage;
    }
    parts
}

/// The rows of question, why (with output, where that lies beside it), stage, timeline and output, rules among them.
fn heights(area: Rect, asks: &Asks, focus: Pane) -> [u16; 5] {
    let (rows, height) = (area.height - 3, area.height);
    let beside = area.width >= TWO_COLUMNS;
    let ruled = |rows: u16| if rows > 0 { rows.saturating_add(1) } else { 0 };
    let exactly = |rows: u16| Claim {
        least: rows,
        wish: rows,
        usual: rows,
    };
    let question = exactly(ruled(asks.question.unwrap_or(0)));

    let usual = match height {
        ..16 => 3,
        16..20 => 4,
        20..24 => 5,
        24..28 => 6,
        28..40 => 7,
        _ => 9,
    };
    // Words that would leave nothing of the stage are scrolled; those that are seldom said move the others only where these
    // have rows to spare.
    let most = match focus {
        Pane::Why => usual.max(rows - STAGE),
        _ => usual,
    };
    let now = ruled(asks.why).clamp(2, most.max(rows / 3));
    let printed = if beside { ruled(asks.output) } else { 0 };
    let whole = if asks.traceback {
        printed.min(rows * 9 / 20)
    } else {
        0
    };
    let said = Claim {
        least: now.min(most).max(whole),
        wish: now
            .max(ruled(asks.longest_why).max(printed).min(usual))
            .max(whole),
        usual: usual.max(whole),
    };
    let timeline = match height {
        _ if asks.question.is_some() => Claim::default(),
        ..16 => Claim::default(),
        _ => Claim {
            least: ruled(asks.lanes.clamp(1, 2)),
            wish: ruled(asks.lanes),
            usual: match height {
                ..28 => 4,
                // A rule, the lanes, and a row for the cursor.
                _ => (5 + (height - 28) / 4)
                    .min(asks.lanes.saturating_add(2))
                    .max(4),
            },
        },
    };
    let output = match height {
        _ if beside => Claim::default(),
        ..20 => Claim::default(),
        _ => Claim {
            least: 0,
            wish: ruled(asks.output.min(3)),
            usual: 2 + (height - 20) / 8,
        },
    };
    let others = question.usual + said.usual + timeline.usual + output.usual;
    let stage = Claim {
        least: ruled(asks.stage.clamp(1, STAGE)),
        wish: ruled(asks.stage),
        usual: rows.saturating_sub(others),
    };
    let mut dealt = deal(rows, [question, said, stage, timeline, output]);
    // A rule with nothing below it says nothing; its row is the stage's.
    for rows in &mut dealt {
        if *rows == 1 {
            *rows = 0;
        }
    }
    dealt
}

/// A lesson's screen for a class: the pane in `focus`, below it why, a question between them, and air around them.
pub fn presenter(area: Rect, asks: &Asks, focus: Pane) -> Parts {
    let mut parts = Parts::default();
    if too_small(area) {
        return parts;
    }
    let mut rows = Rows(area);
    parts.header = rows.top(1);
    parts.footer = rows.bottom(1);
    parts.prompt = rows.bottom(1);
    let air = u16::from(area.height >= 20);
    rows.top(air);
    let side = air_beside(area);
    let inside = |rect: Rect| Rect {
        x: rect.x + side,
        width: rect.width - 2 * side,
        ..rect
    };
    let usual = match area.height {
        ..20 => 4,
        20..28 => 7,
        _ => 9,
    };
    let question = asks.question.map_or(0, |rows| rows + 1);
    parts.question = inside(rows.bottom(question.min(rows.0.height)));
    if focus != Pane::Why {
        let least = match area.height {
            20.. if focus != Pane::Stage && asks.countdown.is_none() => 2 * STAGE,
            20.. if asks.countdown.is_none() => (asks.stage + 2).clamp(STAGE + 1, 2 * STAGE),
            _ => STAGE + 1,
        };
        let most = rows.0.height.saturating_sub(least);
        let asked = asks.countdown.unwrap_or(asks.why) + 1;
        let why = match asks.question {
            // Beside a question words that would be cut make room.
            Some(_) if asked > most => 0,
            Some(_) => asked,
            None => usual.max(asked).min(most),
        };
        parts.panes[Pane::Why as usize] = inside(rows.bottom(if why < 2 { 0 } else { why }));
        rows.bottom(air);
    }
    if rows.0.height > 1 {
        parts.panes[focus as usize] = inside(rows.0);
    }
    parts
}

/// The row in which a line is typed, or said: on every screen the last but one.
pub fn prompt(area: Rect) -> Rect {
    let mut rows = Rows(area);
    rows.bottom(1);
    rows.bottom(1)
}

/// How wide the panes are while one presents.
pub fn presenter_widths(area: Rect) -> Widths {
    let whole = area.width.saturating_sub(2 * air_beside(area));
    Widths {
        stage: whole,
        why: whole,
        output: whole,
        whole,
    }
}

/// The columns left free on either side while one presents: what is left is read from the back row.
fn air_beside(area: Rect) -> u16 {
    match area.width {
        ..TWO_COLUMNS => 0,
        width => width.saturating_sub(LOUD.max(width / 2)) / 2,
    }
}

/// The rectangle of an overlay of so many columns and rows, in the middle.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Two columns with one between them for a line.
fn columns(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width.saturating_sub(1));
    let right = Rect {
        x: area.x + left + 1,
        width: area.width - left - 1,
        ..area
    };
    (
        Rect {
            width: left,
            ..area
        },
        right,
    )
}

/// Rows being dealt out from both ends.
struct Rows(Rect);

impl Rows {
    fn top(&mut self, height: u16) -> Rect {
        let height = height.min(self.0.height);
        let top = Rect { height, ..self.0 };
        self.0.y += height;
        self.0.height -= height;
        top
    }

    fn bottom(&mut self, height: u16) -> Rect {
        let height = height.min(self.0.height);
        self.0.height -= height;
        Rect {
            y: self.0.y + self.0.height,
            height,
            ..self.0
        }
    }
}
