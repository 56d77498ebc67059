//! What a script shares beside locks and variables, as the fact `thing NAME` says it: `queue 2`, `event set`, `barrier 1 3`.
//!
//! Never knows what it is called, nor who waits for it.

/// What is behind a queue that has more in it than is told.
const MANY: &str = "many";
/// What is behind a thing that processes have between them: of any other each process has one of its own.
const BETWEEN: &str = "between";

/// A thing that is shared, and how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thing<'a> {
    /// What it is.
    pub kind: ThingKind<'a>,
    /// Whether several processes have it between them.
    pub between: bool,
}

/// What kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThingKind<'a> {
    /// A queue.
    Queue {
        /// What comes out first.
        order: Order,
        /// How much there is room for; None: there is no limit.
        bound: Option<usize>,
        /// Whether there is more in it than is told.
        many: bool,
    },
    /// An event: whether it is set.
    Event(bool),
    /// A semaphore.
    Semaphore {
        /// How many may still take it.
        left: usize,
        /// How many at most; None: it has no such limit.
        most: Option<usize>,
    },
    /// A barrier.
    Barrier {
        /// How many are there.
        there: usize,
        /// How many must be.
        parties: usize,
    },
    /// A barrier that somebody didn't come to.
    Broken,
    /// A condition.
    Condition,
    /// What comes of something that was handed over.
    Future {
        /// How far it is: `pending`, `running`, `finished`, `failed`, `cancelled`.
        state: &'a str,
        /// What has come of it, a value or an exception's name; nothing, where that isn't told.
        came: &'a str,
    },
    /// An executor or a pool.
    Executor {
        /// How many workers it has.
        workers: usize,
        /// How much waits, or is worked on.
        waiting: usize,
    },
    /// A value in memory that processes share.
    Value(&'a str),
}

/// What comes out of a queue first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What was put in first.
    First,
    /// What was put in last.
    Last,
    /// The smallest.
    Smallest,
}

impl<'a> Thing<'a> {
    /// What the fact's value says; None where this program doesn't know it.
    pub fn of(value: &'a str) -> Option<Self> {
        let (value, between) = without(value, BETWEEN);
        if let Some(shown) = value.strip_prefix("value ") {
            let kind = ThingKind::Value(shown);
            return Some(Self { kind, between });
        }
        if let Some(told) = value.strip_prefix("future ") {
            let (state, came) = told.split_once(' ').unwrap_or((told, ""));
            let kind = ThingKind::Future { state, came };
            return Some(Self { kind, between });
        }
        let (value, many) = without(value, MANY);
        // The order of the two is whoever's who said it.
        let (value, after) = without(value, BETWEEN);
        let between = between || after;
        let mut words = value.split(' ');
        let name = words.next()?;
        let rest: Vec<&str> = words.collect();
        let number = |at: usize| rest.get(at).and_then(|word| word.parse::<usize>().ok());
        let some = |at| number(at).map(|count| (count > 0).then_some(count));
        let queue = |order| {
            let bound = some(0)?;
            Some(ThingKind::Queue { order, bound, many })
        };
        let kind = match name {
            "queue" => queue(Order::First)?,
            "lifo" => queue(Order::Last)?,
            "priority" => queue(Order::Smallest)?,
            "event" => ThingKind::Event(*rest.first()? == "set"),
            "semaphore" => ThingKind::Semaphore {
                left: number(0)?,
                most: some(1)?,
            },
            "barrier" if rest == ["broken"] => ThingKind::Broken,
            "barrier" => ThingKind::Barrier {
                there: number(0)?,
                parties: number(1)?,
            },
            "condition" => ThingKind::Condition,
            "executor" => ThingKind::Executor {
                workers: number(0)?,
                waiting: number(1)?,
            },
            _ => return None,
        };
        Some(Self { kind, between })
    }
}

/// A text without this word at its end, and whether it was there.
fn without<'a>(text: &'a str, word: &str) -> (&'a str, bool) {
    let rest = text
        .strip_suffix(word)
        .and_then(|rest| rest.strip_suffix(' '));
    (rest.unwrap_or(text), rest.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_says_what_a_thing_is_and_how() {
        let queue = |order, bound, many| ThingKind::Queue { order, bound, many };
        let future = |state, came| ThingKind::Future { state, came };
        for (value, between, kind) in [
            ("queue 2", false, queue(Order::First, Some(2), false)),
            ("queue 0 between", true, queue(Order::First, None, false)),
            ("lifo 0 many", false, queue(Order::Last, None, true)),
            (
                "queue 2 between many",
                true,
                queue(Order::First, Some(2), true),
            ),
            ("priority 3", false, queue(Order::Smallest, Some(3), false)),
            ("event set", false, ThingKind::Event(true)),
            ("event clear between", true, ThingKind::Event(false)),
            (
                "semaphore 1 2",
                false,
                ThingKind::Semaphore {
                    left: 1,
                    most: Some(2),
                },
            ),
            (
                "barrier 2 3",
                false,
                ThingKind::Barrier {
                    there: 2,
                    parties: 3,
                },
            ),
            ("barrier broken", false, ThingKind::Broken),
            ("condition", false, ThingKind::Condition),
            ("future running", false, future("running", "")),
            (
                "future finished [1, 2]",
                false,
                future("finished", "[1, 2]"),
            ),
            (
                "future failed KeyError",
                false,
                future("failed", "KeyError"),
            ),
            (
                "executor 2 1 between",
                true,
                ThingKind::Executor {
                    workers: 2,
                    waiting: 1,
                },
            ),
            ("value 'so many'", false, ThingKind::Value("'so many'")),
        ] {
            assert_eq!(Thing::of(value), Some(Thing { kind, between }), "{value}");
        }
        for unknown in [
            "",
            "queue",
            "queue x",
            "semaphore 1",
            "a thing of a later version",
        ] {
            assert_eq!(Thing::of(unknown), None, "{unknown}");
        }
    }
}
