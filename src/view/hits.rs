//! What the mouse points at: panes push the rectangles they draw, the nearest (last pushed) wins.
//!
//! Never knows the mouse, nor what a target does.

use ratatui::layout::{Position, Rect};

use crate::app::Target;

/// The targets of one drawn screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    spots: Vec<(Rect, Spot)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Spot {
    Target(Target),
    /// Columns stand for the positions from the first to the second, spread evenly; none lies after the third.
    Time(usize, usize, usize),
}

impl Hits {
    /// Notes what a rectangle stands for; it lies over what was noted before.
    pub fn push(&mut self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.spots.push((area, Spot::Target(target)));
        }
    }

    /// Notes that the columns of a rectangle stand for the positions `first..=last`; those after `end` stand for `end`.
    pub fn push_time(&mut self, area: Rect, first: usize, last: usize, end: usize) {
        if !area.is_empty() {
            self.spots.push((area, Spot::Time(first, last, end)));
        }
    }

    /// What lay in this area lies in every second row from its first on.
    pub(in crate::view) fn spread(&mut self, area: Rect) {
        for (spot, _) in &mut self.spots {
            if area.contains(Position::new(spot.x, spot.y)) && spot.height == 1 {
                spot.y = area.y + 2 * (spot.y - area.y);
            }
        }
    }

    /// What is at this cell.
    pub fn at(&self, column: u16, row: u16) -> Option<Target> {
        let hit = |area: &Rect| area.contains(Position::new(column, row));
        let (area, spot) = self.spots.iter().rev().find(|(area, _)| hit(area))?;
        Some(match spot {
            Spot::Target(target) => target.clone(),
            Spot::Time(first, last, end) => {
                let cell = usize::from(column - area.x);
                let position = position_at(cell, usize::from(area.width), *first, *last);
                Target::Position(position.min(*end))
            }
        })
    }
}

/// The position that a cell (from 0) of `cells` stands for, when `first..=last` is spread over them.
pub fn position_at(cell: usize, cells: usize, first: usize, last: usize) -> usize {
    let steps = cells.saturating_sub(1).max(1);
    first + (last.saturating_sub(first) * cell.min(steps) + steps / 2) / steps
}

/// The cell (from 0) of `cells` that stands for a position of `first..=last`.
pub fn cell_at(position: usize, cells: usize, first: usize, last: usize) -> usize {
    let span = last.saturating_sub(first).max(1);
    let into = position.clamp(first, last.max(first)) - first;
    (into * cells.saturating_sub(1) + span / 2) / span
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Pane, Tab};

    #[test]
    fn the_last_pushed_lies_on_top() {
        let mut hits = Hits::default();
        hits.push(Rect::new(0, 0, 10, 10), Target::Pane(Pane::Listing));
        hits.push(Rect::new(2, 2, 3, 1), Target::Tab(Tab::Rust));
        assert_eq!(hits.at(0, 0), Some(Target::Pane(Pane::Listing)));
        assert_eq!(hits.at(4, 2), Some(Target::Tab(Tab::Rust)));
        assert_eq!(hits.at(10, 0), None);
    }

    #[test]
    fn columns_are_times() {
        let mut hits = Hits::default();
        hits.push_time(Rect::new(5, 0, 11, 3), 0, 100, 90);
        assert_eq!(hits.at(5, 1), Some(Target::Position(0)));
        assert_eq!(hits.at(10, 1), Some(Target::Position(50)));
        assert_eq!(hits.at(15, 2), Some(Target::Position(90)));
    }

    #[test]
    fn the_ends_are_reached_and_a_cell_comes_back_to_itself() {
        for (cells, last) in [(1, 0), (1, 9), (7, 200), (80, 79)] {
            assert_eq!(position_at(0, cells, 0, last), 0);
            assert_eq!(
                cell_at(last, cells, 0, last),
                if last == 0 { 0 } else { cells - 1 }
            );
            for cell in 0..cells.min(last) {
                assert_eq!(
                    cell_at(position_at(cell, cells, 0, last), cells, 0, last),
                    cell
                );
            }
        }
    }
}
