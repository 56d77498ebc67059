//! The circle of a deadlock, drawn as one.
//!
//! ```text
//! ╭▶ A ─ waits for ▶ fork1 ─ held by ▶ B ╮
//! ╰─ held by ◀ fork0 ◀ waits for ────────╯
//! ```
//! Never knows who found it.

use crate::view::ink;

/// The two rows of a circle, for threads with what each waits for, the next one having it; None where they don't fit.
pub(super) fn drawn(
    circle: &[(&str, &str)],
    waits: &str,
    held: &str,
    width: usize,
) -> Option<[String; 2]> {
    let (first, _) = circle.first()?;
    // Forwards: to half of the circle; backwards: the rest of it, from right to left.
    let half = circle.len().div_ceil(2);
    let mut above = format!("╭▶ {first}");
    for (at, (_, thing)) in circle.iter().enumerate().take(half) {
        above += &format!(" ─ {waits} ▶ {thing}");
        if let Some((next, _)) = circle.get(at + 1) {
            above += &format!(" ─ {held} ▶ {next}");
        }
    }
    above += " ─";
    let mut back: Vec<String> = Vec::new();
    for (at, (_, thing)) in circle.iter().enumerate().skip(half) {
        back.push(format!("◀ {waits} ─"));
        back.push((*thing).to_owned());
        back.push(format!("◀ {held} ─"));
        if let Some((next, _)) = circle.get(at + 1) {
            back.push((*next).to_owned());
        }
    }
    if back.is_empty() {
        back.push(format!("◀ {held} ─"));
    }
    back.reverse();
    let mut below = format!("╰{}", back.join(" "));
    let wide = ink::width(&above).max(ink::width(&below));
    if wide + 1 > width {
        return None;
    }
    for row in [&mut above, &mut below] {
        let fill = wide - ink::width(row);
        row.push_str(&"─".repeat(fill));
    }
    Some([above + "╮", below + "╯"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_closes_and_what_does_not_fit_is_not_drawn() {
        let two = [("A", "fork1"), ("B", "fork0")];
        assert_eq!(
            drawn(&two, "waits for", "held by", 44).unwrap_or_default(),
            [
                "╭▶ A ─ waits for ▶ fork1 ─ held by ▶ B ─╮",
                "╰◀ held by ─ fork0 ◀ waits for ─────────╯"
            ]
        );
        assert_eq!(drawn(&two, "waits for", "held by", 30), None);
        assert_eq!(drawn(&[], "waits for", "held by", 30), None);
        let three = [("A", "f1"), ("B", "f2"), ("C", "f0")];
        let rows = drawn(&three, "w", "h", 99).unwrap_or_default();
        assert_eq!(ink::width(&rows[0]), ink::width(&rows[1]));
    }
}
