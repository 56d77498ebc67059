//! What lies ahead of a state: by outcome, how many ways there are and which is the shortest; and how that is kept, in bytes.
//!
//! Ways are in the order of their outcomes' numbers. Never knows what an outcome is.

use crate::explore::limits::Count;
use crate::explore::store;

/// The ways from a state to one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// The outcome's number.
    pub(super) outcome: u32,
    /// How many ways there are.
    pub(super) count: Count,
    /// How many steps the shortest has.
    pub(super) steps: u32,
    /// Who takes its first step.
    pub(super) first: u8,
}

impl Way {
    /// The way from an outcome to itself.
    pub(super) fn end(outcome: u32) -> Self {
        let count = Count {
            number: 1,
            at_least: false,
        };
        Self {
            outcome,
            count,
            steps: 0,
            first: 0,
        }
    }
}

/// The ways that are known so far, and those that begin with a step of `first` and go on by what lies ahead of it.
pub(super) fn joined(known: &[Way], ahead: &[Way], first: u8) -> Vec<Way> {
    let mut all = Vec::with_capacity(known.len().max(ahead.len()));
    let (mut known, mut ahead) = (known.iter().peekable(), ahead.iter().peekable());
    loop {
        let one = known.next_if(|known| {
            let other = ahead.peek();
            other.is_none_or(|other| known.outcome <= other.outcome)
        });
        let other = ahead.next_if(|other| one.is_none_or(|one| one.outcome == other.outcome));
        let other = other.map(|way| Way {
            steps: way.steps + 1,
            first,
            ..*way
        });
        let way = match (one.copied(), other) {
            (None, None) => return all,
            (Some(way), None) | (None, Some(way)) => way,
            (Some(one), Some(other)) => {
                let mut count = one.count;
                count.add(other.count);
                // Of several that are as short, the one that was tried first.
                let shorter = if other.steps < one.steps { other } else { one };
                Way { count, ..shorter }
            }
        };
        all.push(way);
    }
}

/// Writes ways down.
pub(super) fn write(ways: &[Way]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 * ways.len());
    for way in ways {
        let marked = u128::from(way.outcome) << 1 | u128::from(way.count.at_least);
        store::write(marked, &mut bytes);
        store::write(way.count.number, &mut bytes);
        store::write(way.steps.into(), &mut bytes);
        bytes.push(way.first);
    }
    bytes
}

/// Reads what [`write`] has written.
pub(super) fn read(mut bytes: &[u8]) -> impl Iterator<Item = Way> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let marked = store::read(&mut bytes);
        let count = Count {
            number: store::read(&mut bytes),
            at_least: marked & 1 == 1,
        };
        let steps = u32::try_from(store::read(&mut bytes)).ok()?;
        let (&first, rest) = bytes.split_first()?;
        bytes = rest;
        Some(Way {
            outcome: u32::try_from(marked >> 1).ok()?,
            count,
            steps,
            first,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(outcome: u32, number: u128, steps: u32, first: u8) -> Way {
        let count = Count {
            number,
            at_least: outcome == 7,
        };
        Way {
            outcome,
            count,
            steps,
            first,
        }
    }

    #[test]
    fn ways_read_back() {
        let ways = [way(0, 1, 0, 0), way(7, u128::MAX, 300, 25)];
        assert_eq!(read(&write(&ways)).collect::<Vec<_>>(), ways);
    }

    #[test]
    fn ways_to_one_outcome_add_up_and_the_shortest_stays() {
        let known = [way(1, 5, 4, 0), way(3, 1, 2, 0), way(4, 1, 9, 0)];
        let ahead = [way(0, 2, 1, 9), way(3, 10, 1, 9), way(4, 1, 2, 9)];
        assert_eq!(
            joined(&known, &ahead, 1),
            [
                way(0, 2, 2, 1),
                way(1, 5, 4, 0),
                way(3, 11, 2, 0),
                way(4, 2, 3, 1)
            ]
        );
    }
}
