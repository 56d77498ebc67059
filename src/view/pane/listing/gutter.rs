//! Who stands at which line, in a few cells.
//!
//! ```text
//!     2▶    actor 2, whom the screen speaks of        1,3▷    actors 1 and 3
//!   1 2▶    the same, and actor 1                     2-5▷    actors 2, 3, 4 and 5
//!  1… 2▶    the same, actor 1 and others             1,3…▷    actors 1, 3 and others
//! ```
//! A number is always somebody's: the key that lets that actor move. Where there is less room, `2…▶` is actor 2 and others. It is as wide whoever stands where: the program never moves aside.
//! Coroutines are called by name. Never knows what stands in a line.

use std::collections::BTreeMap;

use crate::app::{Open, Tab};
use crate::history::FileName;
use crate::lessons::Model;
use crate::protocol::{ActorId, State};
use crate::view::cx::Cx;
use crate::view::ink;
use crate::world::Actor;

/// The most cells that names may take.
const WIDEST: usize = 5;

/// From this width of the pane on there is room to name two at a line, and somebody else.
const ROOMY: u16 = 40;

/// How wide it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    /// The cells of a mark.
    pub(super) cells: usize,
    /// Those between a mark and the line's number.
    pub(super) blank: usize,
}

impl Width {
    /// In a pane of this width. Beside the lines of a script there is room for the marks that were set by hand.
    pub(super) fn of(pane: u16, script: bool) -> Width {
        match pane {
            ..ROOMY => Width {
                cells: 4,
                blank: usize::from(script),
            },
            _ => Width { cells: 6, blank: 1 },
        }
    }
}

/// Who stands at a line.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Whom the screen speaks of.
    about: Option<String>,
    /// Everybody else.
    others: Vec<String>,
    /// Whom a click selects.
    pub(super) first: Option<ActorId>,
}

impl Place {
    /// Who stands here, and whether the screen speaks of one of them, in at most so many cells.
    pub(super) fn mark(&self, cells: usize) -> String {
        let sign = if self.about.is_some() { "▶" } else { "▷" };
        let about = self.about.as_deref().unwrap_or_default();
        let with = |others: &str| match about.is_empty() || others.is_empty() {
            true => format!("{others}{about}{sign}"),
            false => format!("{others} {about}{sign}"),
        };
        let named = names(&self.others).filter(|names| ink::width(names) <= WIDEST);
        // A single long name: the stage shows whose it is.
        let all = named.or_else(|| (self.others.len() < 2).then(String::new));
        // A class of thousands needs no list of its names.
        let first = (1..self.others.len().min(WIDEST)).rev();
        let first = first.map(|n| format!("{}…", self.others[..n].join(",")));
        let more = if self.others.is_empty() { "" } else { "…" };
        let short = [format!("{about}{more}{sign}"), format!("{more}{sign}")];
        let marks = all.into_iter().chain(first).map(|others| with(&others));
        let fits = |mark: &String| ink::width(mark) <= cells;
        let mark = marks.chain(short).find(fits);
        mark.unwrap_or_else(|| sign.to_owned())
    }
}

/// `1,3`, `2-5`; None: there are too many to be named.
fn names(all: &[String]) -> Option<String> {
    let numbers: Option<Vec<usize>> = all.iter().map(|name| name.parse().ok()).collect();
    let in_a_row = |numbers: &[usize]| numbers.windows(2).all(|two| two[0] + 1 == two[1]);
    match numbers.as_deref() {
        Some([first, .., last]) if all.len() > 2 && in_a_row(numbers.as_deref()?) => {
            Some(format!("{first}-{last}"))
        }
        _ => (all.len() <= WIDEST).then(|| all.join(",")),
    }
}

/// Who stands where, by the lines of the file that is shown, from 1.
pub(super) fn places(cx: &Cx<'_>, open: &Open, file: &FileName) -> BTreeMap<usize, Place> {
    let mut places: BTreeMap<usize, Place> = BTreeMap::new();
    let about = open.highlighted();
    for (n, branch) in open.world.tree().into_iter().enumerate() {
        let actor = branch.actor;
        let Some(line) = line_of(open, file, actor) else {
            continue;
        };
        let place = places.entry(line).or_default();
        let name = match cx.model {
            Some(Model::Coroutine) => actor.name.clone(),
            _ => (n + 1).to_string(),
        };
        let is_about = about == Some(&actor.id);
        if is_about || place.first.is_none() {
            place.first = Some(actor.id.clone());
        }
        match is_about {
            true => place.about = Some(name),
            false => place.others.push(name),
        }
    }
    places
}

/// The line of this file that an actor stands at, from 1.
pub(super) fn line_of(open: &Open, file: &FileName, actor: &Actor) -> Option<usize> {
    let ended = matches!(actor.state, State::Ended | State::Zombie);
    // A line of another file isn't in the listing.
    let place = actor.at.as_ref().filter(|place| place.file == *file);
    // So has the program that waits at its prompt: it stands at no line any more.
    let ended = ended || actor.is_at_prompt() && !actor.standing;
    let place = place.filter(|_| !ended)?;
    Some(match open.tab {
        Tab::Python => place.line,
        Tab::Rust => place.rust,
    } as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(about: Option<&str>, others: &[&str]) -> String {
        let place = Place {
            about: about.map(str::to_owned),
            others: others.iter().map(|name| (*name).to_owned()).collect(),
            first: None,
        };
        place.mark(6)
    }

    #[test]
    fn a_number_is_somebodys_and_whoever_has_no_room_is_hinted_at() {
        assert_eq!(mark(Some("2"), &[]), "2▶");
        assert_eq!(mark(None, &["3"]), "3▷");
        assert_eq!(mark(None, &["1", "3"]), "1,3▷");
        assert_eq!(mark(None, &["2", "3", "4", "5"]), "2-5▷");
        assert_eq!(mark(Some("2"), &["1", "3"]), "1,3 2▶");
        assert_eq!(mark(None, &["1", "3", "5", "6"]), "1,3…▷");
        assert_eq!(mark(Some("2"), &["1", "3", "5", "6"]), "1… 2▶");
        assert_eq!(mark(Some("t1"), &["t2"]), "t2 t1▶");
        assert_eq!(mark(None, &["printer"]), "▷");
        assert_eq!(mark(Some("printer"), &[]), "▶");
    }

    #[test]
    fn where_there_is_little_room_whom_the_screen_speaks_of_is_named_first() {
        let place = |about: Option<&str>, others: &[&str]| Place {
            about: about.map(str::to_owned),
            others: others.iter().map(|name| (*name).to_owned()).collect(),
            first: None,
        };
        assert_eq!(place(Some("2"), &["1"]).mark(4), "1 2▶");
        assert_eq!(place(Some("2"), &["1", "3"]).mark(4), "2…▶");
        assert_eq!(place(Some("t1"), &["t2"]).mark(4), "t1…▶");
        assert_eq!(place(Some("printer"), &["source"]).mark(4), "…▶");
        assert_eq!(place(None, &["1", "3", "5", "6"]).mark(4), "1…▷");
        assert_eq!(place(None, &["t1", "t2"]).mark(4), "t1…▷");
    }
}
