//! Which pane gets which cells, at any size. Pure arithmetic.
//!
//! Never knows what a pane shows.

use ratatui::layout::Rect;

use crate::app::Pane;

/// The least size at which anything but a plea for more room is drawn: columns, rows.
pub const LEAST: (u16, u16) = (40, 12);

/// From this width on, why and output lie side by side.
const WIDE: u16 = 140;

/// From this width on, stage and listing lie side by side.
const TWO_COLUMNS: u16 = 66;

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

    /// Takes the place for a question: why's, and output's where it lies below.
    pub fn question(&mut self) -> Rect {
        let mut place = std::mem::take(&mut self.panes[Pane::Why as usize]);
        let output = self.pane(Pane::Output);
        if output.x == place.x && output.y == place.bottom() {
            place.height += output.height;
            self.panes[Pane::Output as usize] = Rect::default();
        }
        place
    }
}

/// Lays a lesson's screen out. `lanes` is how many the timeline could show; the pane in `focus` is always seen.
pub fn lesson(area: Rect, lanes: usize, focus: Pane) -> Parts {
    let mut parts = Parts::default();
    if too_small(area) {
        return parts;
    }
    let mut rows = Rows(area);
    parts.header = rows.top(1);
    parts.footer = rows.bottom(1);
    parts.prompt = rows.bottom(1);

    let height = area.height;
    let left = stage_width(area.width);
    let side_by_side = area.width >= WIDE;
    let output = match height {
        ..20 => 0,
        20..28 => 2,
        _ => (2 + (height - 28) / 4).min(9),
    };
    let why = match height {
        ..16 => 3,
        16..28 => 4,
        28..40 => 5,
        _ => 7,
    };
    let lanes = u16::try_from(lanes).unwrap_or(u16::MAX).saturating_add(1);
    let timeline = match height {
        ..16 => 0,
        16..24 => 3,
        24..28 => 4,
        _ => lanes.saturating_add(1).clamp(4, 4 + (height - 24) / 3),
    };

    if side_by_side && output > 0 {
        let row = rows.bottom(why.max(output));
        let (why, output) = columns(row, left);
        parts.panes[Pane::Why as usize] = why;
        parts.panes[Pane::Output as usize] = output;
    } else {
        parts.panes[Pane::Output as usize] = rows.bottom(output);
        parts.panes[Pane::Why as usize] = rows.bottom(why);
    }
    parts.panes[Pane::Timeline as usize] = rows.bottom(timeline);
    if area.width >= TWO_COLUMNS {
        let (stage, listing) = columns(rows.0, left);
        parts.panes[Pane::Stage as usize] = stage;
        parts.panes[Pane::Listing as usize] = listing;
    } else {
        parts.panes[Pane::Stage as usize] = rows.0;
    }
    // What one looks at is seen: where it has no room of its own, it takes the stage's.
    if parts.pane(focus).is_empty() {
        let stage = std::mem::take(&mut parts.panes[Pane::Stage as usize]);
        parts.panes[focus as usize] = stage;
    }
    parts
}

/// A lesson's screen for a class: the pane in `focus`, below it why, and air around both.
pub fn presenter(area: Rect, focus: Pane) -> Parts {
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
    let side = match area.width {
        ..66 => 0,
        66..100 => 3,
        _ => area.width / 12,
    };
    let inside = |rect: Rect| Rect {
        x: rect.x + side,
        width: rect.width - 2 * side,
        ..rect
    };
    let why = match area.height {
        ..20 => 4,
        20..28 => 7,
        _ => 9,
    };
    if focus != Pane::Why {
        parts.panes[Pane::Why as usize] = inside(rows.bottom(why));
        rows.bottom(air);
    }
    parts.panes[focus as usize] = inside(rows.0);
    parts
}

/// The home screen: the lessons' list, and the chosen one's page beside or below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Home {
    /// The head line.
    pub header: Rect,
    /// The rule under it.
    pub rule: Rect,
    /// The lessons.
    pub list: Rect,
    /// The chosen one.
    pub page: Rect,
    /// Whether the page lies beside the list, not below it.
    pub beside: bool,
    /// What is to be said.
    pub prompt: Rect,
    /// The keys.
    pub footer: Rect,
}

/// Lays the home screen out; `says` when a row is needed for something to be said.
pub fn home(area: Rect, says: bool) -> Home {
    let mut home = Home::default();
    if too_small(area) {
        return home;
    }
    let mut rows = Rows(area);
    home.header = rows.top(1);
    home.rule = rows.top(1);
    home.footer = rows.bottom(1);
    home.prompt = rows.bottom(u16::from(says));
    home.beside = area.width >= TWO_COLUMNS;
    if home.beside {
        let (list, page) = columns(rows.0, (area.width / 3).clamp(31, 44));
        home.list = list;
        home.page = page;
    } else {
        home.page = rows.bottom(rows.0.height * 2 / 5);
        home.list = rows.0;
    }
    home
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

fn stage_width(width: u16) -> u16 {
    match width {
        ..100 => width * 57 / 100,
        100..160 => width * 58 / 100,
        _ => width * 55 / 100,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_never_overlap_nor_leave_the_screen_and_the_focus_is_seen() {
        for width in 0..=240 {
            for height in 0..=80 {
                let area = Rect::new(0, 0, width, height);
                for focus in Pane::ALL {
                    let parts = lesson(area, 9, focus);
                    let mut all = vec![parts.header, parts.prompt, parts.footer];
                    all.extend(parts.panes);
                    all.retain(|part| !part.is_empty());
                    for (n, part) in all.iter().enumerate() {
                        assert_eq!(part.intersection(area), *part, "{width}x{height}");
                        for other in &all[n + 1..] {
                            assert!(!part.intersects(*other), "{width}x{height}");
                        }
                    }
                    assert_eq!(
                        parts.pane(focus).height < 2,
                        too_small(area),
                        "{width}x{height} {focus:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_presenter_shows_what_is_in_focus_and_why() {
        for width in 0..=240 {
            for height in 0..=80 {
                let area = Rect::new(0, 0, width, height);
                for focus in Pane::ALL {
                    let parts = presenter(area, focus);
                    let mut all = vec![parts.header, parts.prompt, parts.footer];
                    all.extend(parts.panes);
                    all.retain(|part| !part.is_empty());
                    for (n, part) in all.iter().enumerate() {
                        assert_eq!(part.intersection(area), *part, "{width}x{height}");
                        for other in &all[n + 1..] {
                            assert!(!part.intersects(*other), "{width}x{height}");
                        }
                    }
                    let seen = Pane::ALL
                        .iter()
                        .filter(|&&pane| !parts.pane(pane).is_empty());
                    let both = if focus == Pane::Why { 1 } else { 2 };
                    let expected = if too_small(area) { 0 } else { both };
                    assert_eq!(seen.count(), expected, "{width}x{height} {focus:?}");
                }
            }
        }
    }

    #[test]
    fn a_small_classroom_screen_shows_every_pane() {
        let parts = lesson(Rect::new(0, 0, 80, 24), 8, Pane::Stage);
        assert!(Pane::ALL.iter().all(|&pane| !parts.pane(pane).is_empty()));
        assert_eq!(parts.pane(Pane::Stage).height, 11);
    }
}
