//! Which rows of a listing are in sight: one piece of it, or two, with `…` between them.
//!
//! Never knows what stands in a row.

use std::ops::Range;

use ratatui::text::Line;

use crate::view::pane::listing::rows::Row;

/// So many lines of a program are read around the one that is sought; a program with fewer is read from its first line on.
const MOST_READ: usize = 2_000;

/// Which lines of a program are read, of so many, where one of them is sought: each key draws them anew.
pub(super) fn read(lines: usize, sought: usize) -> Range<usize> {
    let last = lines.saturating_sub(MOST_READ);
    let start = sought.saturating_sub(MOST_READ / 2).min(last);
    start..lines.min(start + MOST_READ)
}

/// The rows with the program's blank lines among them, where there is room for all of that.
pub(super) fn airy(all: Vec<Row>, lines: &[&str], rows: usize) -> Vec<Row> {
    let is_blank = |at: &usize| lines.get(*at).is_some_and(|line| line.trim().is_empty());
    let mut airy: Vec<Row> = Vec::new();
    let mut long = all.len();
    for row in &all {
        let before = airy.last().map_or(0, |row: &Row| row.lines.end);
        let blank = (before..row.lines.start).filter(is_blank);
        airy.extend(blank.map(|at| Row {
            lines: at..at + 1,
            begins: false,
            folded: false,
            indent: 0,
            text: Line::default(),
        }));
        airy.push(row.clone());
        long = airy.len();
    }
    if long <= rows { airy } else { all }
}

/// The row at which the `nth` line begins.
pub(super) fn nth_line(all: &[Row], nth: usize) -> usize {
    let mut begin = all.iter().enumerate().filter(|(_, row)| row.begins);
    begin.nth(nth).map_or(all.len(), |(at, _)| at)
}

/// What is in sight: a piece of all rows, and another, further below, if one isn't enough.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window(pub(super) Range<usize>, pub(super) Option<Range<usize>>);

impl Window {
    /// All rows from one on that there is room for.
    pub(super) fn from(first: usize, all: &[Row], rows: usize) -> Window {
        let first = first.min(all.len().saturating_sub(rows));
        Window(first..(first + rows).min(all.len()), None)
    }

    /// What is in sight of a program when somebody stands at `line` (from 1), and certain lines (from 0) are wanted: the
    /// line itself, with as much as possible of what belongs to it, and what is wanted.
    pub(super) fn around(
        lines: &[&str],
        all: &[Row],
        rows: usize,
        (line, wanted): (Option<usize>, Option<Range<usize>>),
    ) -> Window {
        let line = line.unwrap_or(1);
        let wanted = wanted.map(|wanted| {
            let (first, last) = (rows_of(all, wanted.start), rows_of(all, wanted.end - 1));
            first.start..last.end
        });
        let Some(wanted) = wanted else {
            return Window::from(first(lines, all, rows, line), all, rows);
        };
        let here = rows_of(all, line.saturating_sub(1));
        let both = wanted.start.min(here.start)..wanted.end.max(here.end);
        if both.len() <= rows {
            return Window::from(grown(&both, lines, all, rows).start, all, rows);
        }
        // The sign between them takes a row; what is left over shows what comes after.
        let room = rows.saturating_sub(here.len() + 1);
        let start = grown(&wanted, lines, all, room).start;
        let wanted = start..(start + room).min(all.len());
        let (above, below) = match start < here.start {
            true => (wanted, here),
            false => (here, wanted),
        };
        // Where they touch, or the line is among what is wanted, or the sign would stand for a single row, they are one piece.
        if below.start <= above.end + 1 {
            return Window::from(above.start, all, rows);
        }
        // What comes after is at the program's end: then what stands before.
        let spare = rows.saturating_sub(above.len() + 1 + below.len());
        let mut before = above.start.saturating_sub(spare)..above.start;
        let start = before.find(|&row| all[row].begins);
        Window(start.unwrap_or(above.start)..above.end, Some(below))
    }
}

/// The same rows, and those before them from where their function begins, if there is room.
fn grown(these: &Range<usize>, lines: &[&str], all: &[Row], room: usize) -> Range<usize> {
    let Some(row) = all.get(these.start) else {
        return these.clone();
    };
    let begins = statement(lines, row.lines.start);
    let start = rows_of(all, begins).start.min(these.start);
    if these.end - start <= room {
        start..these.end
    } else {
        these.clone()
    }
}

/// The line at the margin that a line belongs to.
fn statement(lines: &[&str], at: usize) -> usize {
    let margin = |at: &usize| !is_blank(lines, *at) && !lines[*at].starts_with([' ', '}', ')']);
    let above = (0..=at.min(lines.len().saturating_sub(1))).rev();
    above.into_iter().find(margin).unwrap_or(0)
}

fn is_blank(lines: &[&str], at: usize) -> bool {
    lines.get(at).is_none_or(|line| line.trim().is_empty())
}

/// The first row to show: one from which on the line (from 1) is seen where somebody stood last, and as much as possible of
/// what belongs to it.
fn first(lines: &[&str], all: &[Row], rows: usize, line: usize) -> usize {
    let last = all.len().saturating_sub(rows);
    let at = line.saturating_sub(1);
    let here = rows_of(all, at);
    let fits = |from: &usize| *from <= here.start && here.end <= from + rows;
    let mut above = (0..=at.min(lines.len().saturating_sub(1))).rev();
    let paragraph = above
        .find(|&at| at == 0 || is_blank(lines, at - 1))
        .unwrap_or(0);
    let statement = statement(lines, at);
    let mut begins = [statement.min(paragraph), statement.max(paragraph)]
        .map(|at| rows_of(all, at).start)
        .into_iter();
    let from = Some(0).filter(fits).or_else(|| begins.find(fits));
    // Too long to be seen from its beginning: the line stands in the middle.
    let middle = || {
        let above = rows.saturating_sub(here.len()) / 2;
        here.start.saturating_sub(above)
    };
    from.unwrap_or_else(middle).min(last)
}

/// The rows of a line, from 0; those of the fold that it is in; where it isn't shown, the rows of the next that is.
fn rows_of(all: &[Row], line: usize) -> Range<usize> {
    let is_in = |row: &&Row| row.lines.contains(&line);
    let exactly = all.iter().position(|row| is_in(&row));
    let start = exactly.or_else(|| all.iter().position(|row| row.lines.start > line));
    let start = start.unwrap_or(0);
    let long = all[start..].iter().take_while(is_in).count();
    start..start + long.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: [&str; 8] = [
        "def work():",
        "    a()",
        "    b()",
        "",
        "c()",
        "d()",
        "e()",
        "f()",
    ];

    fn rows() -> Vec<Row> {
        let code = (0..PROGRAM.len()).filter(|&at| !is_blank(&PROGRAM, at));
        let row = |at: usize| Row {
            lines: at..at + 1,
            begins: true,
            folded: false,
            indent: 0,
            text: Line::from(PROGRAM[at]),
        };
        code.map(row).collect()
    }

    fn seen(rows_there_are: usize, line: usize, wanted: Option<Range<usize>>) -> Window {
        Window::around(&PROGRAM, &rows(), rows_there_are, (Some(line), wanted))
    }

    #[test]
    fn what_is_wanted_is_in_sight_and_so_is_the_line() {
        assert_eq!(seen(3, 8, None), Window(4..7, None));
        assert_eq!(seen(6, 6, Some(1..3)), Window(0..6, None));
        assert_eq!(seen(5, 8, Some(1..3)), Window(0..3, Some(6..7)));
        assert_eq!(seen(4, 8, Some(1..3)), Window(1..3, Some(6..7)));
        assert_eq!(seen(4, 1, Some(5..7)), Window(0..1, Some(4..6)));
    }

    #[test]
    fn where_the_program_ends_with_what_is_wanted_what_comes_before_the_line_is_seen() {
        assert_eq!(seen(4, 2, Some(7..8)), Window(0..2, Some(6..7)));
        assert_eq!(seen(4, 3, Some(7..8)), Window(1..3, Some(6..7)));
    }

    #[test]
    fn a_line_among_what_is_wanted_is_seen_once() {
        assert_eq!(seen(4, 1, Some(0..8)), Window(0..4, None));
        assert_eq!(seen(4, 3, Some(0..8)), Window(0..4, None));
        assert_eq!(seen(4, 8, Some(0..8)), Window(0..2, Some(6..7)));
    }

    #[test]
    fn two_pieces_never_share_a_row_and_hold_the_line_and_where_what_is_wanted_begins() {
        let all = rows();
        for rows_there_are in 3..9 {
            for line in (1..=8).filter(|line| *line != 4) {
                for first in (0..8).filter(|first| *first != 3) {
                    for last in first..8 {
                        let window = seen(rows_there_are, line, Some(first..last + 1));
                        let Window(above, below) = &window;
                        let parts = || std::iter::once(above).chain(below);
                        let sees = |line| {
                            let row = rows_of(&all, line).start;
                            parts().any(|part| part.contains(&row))
                        };
                        let case = (rows_there_are, line, first..last + 1, &window);
                        assert!(sees(line - 1) && sees(first), "{case:?}");
                        let apart = below.as_ref().is_none_or(|below| above.end < below.start);
                        assert!(apart, "{case:?}");
                        let taken: usize = parts().map(Range::len).sum();
                        assert!(
                            taken + usize::from(below.is_some()) <= rows_there_are,
                            "{case:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn of_a_long_program_what_is_around_the_line_that_is_sought_is_read() {
        assert_eq!(read(1_999, 1_500), 0..1_999);
        assert_eq!(read(50_000, 0), 0..2_000);
        assert_eq!(read(50_000, 30_000), 29_000..31_000);
        assert_eq!(read(50_000, 49_990), 48_000..50_000);
    }

    #[test]
    fn blank_lines_come_back_where_there_is_room_for_all() {
        let long = |rows_there_are| airy(rows(), &PROGRAM, rows_there_are).len();
        assert_eq!((long(7), long(8), long(20)), (7, 8, 8));
    }
}
